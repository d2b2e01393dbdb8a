from datetime import date

import factory

from campaigns.models import Campaign, Deadline
from foundation.common import clock

from .ministries import MinistryFactory


class DeadlineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Deadline

    due_day = 20
    first_month = date(2026, 1, 1)


class CampaignFactory(factory.django.DjangoModelFactory):
    """The one of this month, open, with nothing asked."""

    class Meta:
        model = Campaign

    ministry = factory.SubFactory(MinistryFactory)
    scope = factory.SelfAttribute("ministry.scope")
    month = factory.LazyFunction(lambda: clock.today().replace(day=1))
    due_on = factory.LazyFunction(clock.today)
    opened_at = factory.LazyFunction(clock.now)
