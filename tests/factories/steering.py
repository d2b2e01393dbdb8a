from datetime import date

import factory

from steering.enums import FundingSource
from steering.models import FundingLine, Problem, Risk

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
