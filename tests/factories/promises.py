from datetime import date

import factory

from promises.enums import PromiseOrigin
from promises.models import Promise

from .ministries import MinistryFactory


class PromiseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Promise

    ministry = factory.SubFactory(MinistryFactory)
    scope = factory.SelfAttribute("ministry.scope")
    text = factory.Sequence(lambda n: f"Promesse {n}")
    origin = PromiseOrigin.PRESS
    said_on = date(2026, 1, 10)
    source = "La Nation, 10 janvier 2026"
