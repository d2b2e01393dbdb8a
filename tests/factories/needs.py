from datetime import date
from decimal import Decimal

import factory

from needs.enums import NeedState
from needs.models import CriteriaGrid, Criterion, Lot, Need, NeedOutcome, Ranking, RankingLine

from .commissions import CommissionFactory
from .projects import ProjectFactory


class CriteriaGridFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CriteriaGrid
        skip_postgeneration_save = True

    commission = factory.SubFactory(CommissionFactory)
    scope = factory.SelfAttribute("commission.scope")
    number = factory.Sequence(lambda n: n % 30_000 + 1)
    scale_max = 5
    set_on = date(2026, 1, 5)

    @factory.post_generation
    def criteria(self, create, extracted, **options):
        for position, (label, weight) in enumerate(extracted or [("Utilité", 30), ("Coût", 10)], start=1):
            Criterion.objects.create(
                scope=self.scope, grid=self, position=position, label=label, weight=Decimal(weight)
            )


class LotFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Lot

    commission = factory.SubFactory(CommissionFactory)
    scope = factory.SelfAttribute("commission.scope")
    title = factory.Sequence(lambda n: f"Lot {n}")


class NeedFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Need

    commission = factory.SubFactory(CommissionFactory)
    scope = factory.SelfAttribute("commission.scope")
    year = 2026
    number = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Besoin {n}")
    asker = "Direction de l’action sociale"

    class Params:
        submitted = factory.Trait(state=NeedState.SUBMITTED)
        retained = factory.Trait(state=NeedState.RETAINED)


class RankingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Ranking

    commission = factory.SubFactory(CommissionFactory)
    scope = factory.SelfAttribute("commission.scope")
    grid = factory.SubFactory(CriteriaGridFactory, commission=factory.SelfAttribute("..commission"))
    number = factory.Sequence(lambda n: n % 30_000 + 1)
    made_on = date(2026, 2, 1)
    method_version = 1
    unscored_count = 0


class RankingLineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RankingLine

    ranking = factory.SubFactory(RankingFactory)
    scope = factory.SelfAttribute("ranking.scope")
    need = factory.SubFactory(NeedFactory, commission=factory.SelfAttribute("..ranking.commission"), state="ranked")
    position = factory.Sequence(lambda n: n + 1)
    rank = 1
    code = factory.SelfAttribute("need.code")
    title = factory.SelfAttribute("need.title")
    total = Decimal("3.50")
    scorer_count = 2
    means = factory.LazyFunction(list)


class NeedOutcomeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NeedOutcome

    need = factory.SubFactory(NeedFactory, state=NeedState.BECAME)
    scope = factory.SelfAttribute("need.scope")
    project = factory.SubFactory(ProjectFactory)
    became_on = date(2026, 3, 1)
