from datetime import date

import factory

from recommendations.models import Recommendation

from .commissions import CommissionFactory


class RecommendationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Recommendation

    commission = factory.SubFactory(CommissionFactory)
    scope = factory.SelfAttribute("commission.scope")
    year = 2026
    number = factory.Sequence(lambda n: n + 1)
    text = factory.Sequence(lambda n: f"Faire la chose {n}")
    addressee_label = "la DSI"
    due_on = date(2027, 1, 31)
    issued_on = date(2026, 9, 1)
    origin_label = "1re session ordinaire de 2026, point 3"
