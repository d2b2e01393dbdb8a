from datetime import date

import factory

from eservices.enums import Indicator, Origin, ProblemState
from eservices.models import AskedPiece, EService, ServiceGoal, ServiceLevel, ServiceMonth, ServiceProblem, ServiceStep

from .ministries import MinistryFactory


class ServiceLevelFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ServiceLevel

    rank = factory.Sequence(lambda n: n % 30_000)
    name = factory.Sequence(lambda n: f"Niveau {n}")


class ServiceStepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ServiceStep

    rank = factory.Sequence(lambda n: n % 30_000)
    name = factory.Sequence(lambda n: f"Étape {n}")


class EServiceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EService

    ministry = factory.SubFactory(MinistryFactory)
    scope = factory.SelfAttribute("ministry.scope")
    name = factory.Sequence(lambda n: f"Service en ligne {n}")


class ServiceGoalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ServiceGoal

    indicator = Indicator.TAKE_UP
    valid_from = factory.Sequence(lambda n: date.fromordinal(date(2000, 1, 1).toordinal() + n))
    target = 60


class AskedPieceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AskedPiece

    service = factory.SubFactory(EServiceFactory)
    scope = factory.SelfAttribute("service.scope")
    name = factory.Sequence(lambda n: f"Pièce {n}")


class ServiceMonthFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ServiceMonth

    service = factory.SubFactory(EServiceFactory)
    scope = factory.SelfAttribute("service.scope")
    month = date(2026, 1, 1)
    online = 40


class ServiceProblemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ServiceProblem

    service = factory.SubFactory(EServiceFactory)
    scope = factory.SelfAttribute("service.scope")
    origin = Origin.STAFF
    subject = factory.Sequence(lambda n: f"Problème {n}")
    reported_on = date(2026, 1, 10)
    state = ProblemState.ADMITTED
