from datetime import date

import factory

from steering.enums import FundingSource
from steering.models import Dependency, FundingLine, Indicator, Measure, Milestone, Problem, Risk, UseReview

from .projects import ProjectFactory


class PartFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    project = factory.SubFactory(ProjectFactory)
    scope = factory.SelfAttribute("project.scope")


class FundingLineFactory(PartFactory):
    class Meta:
        model = FundingLine

    year = 2026
    source = FundingSource.STATE
    funder = factory.Sequence(lambda n: f"Ligne {n}")


class RiskFactory(PartFactory):
    class Meta:
        model = Risk

    title = factory.Sequence(lambda n: f"Risque {n}")
    probability, impact = 3, 4
    mitigation = "Suivi chaque semaine"
    owner = "Chef de projet"
    review_on = date(2026, 12, 1)


class ProblemFactory(PartFactory):
    class Meta:
        model = Problem

    title = factory.Sequence(lambda n: f"Problème {n}")
    seen_on = date(2026, 1, 10)
    impact = 3
    owner = "Chef de projet"


class MilestoneFactory(PartFactory):
    class Meta:
        model = Milestone

    title = factory.Sequence(lambda n: f"Jalon {n}")
    initial_on = date(2026, 9, 1)


class DependencyFactory(PartFactory):
    class Meta:
        model = Dependency

    outside = factory.Sequence(lambda n: f"Préalable {n}")
    awaited = "Un accès"


class IndicatorFactory(PartFactory):
    class Meta:
        model = Indicator

    title = factory.Sequence(lambda n: f"Indicateur {n}")
    unit = "jours"
    direction = "down"
    initial_value, target_value = 30, 10
    initial_on, target_on = date(2026, 1, 1), date(2027, 1, 1)
    source = "Registre du guichet"
    periodicity = 3


class MeasureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Measure

    indicator = factory.SubFactory(IndicatorFactory)
    scope = factory.SelfAttribute("indicator.scope")
    measured_on = date(2026, 4, 1)
    value = 20


class UseReviewFactory(PartFactory):
    class Meta:
        model = UseReview

    project = factory.SubFactory(ProjectFactory, done=True)
    term = 6
    reviewed_on = date(2026, 7, 20)
    users = 120
