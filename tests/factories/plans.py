from datetime import date

import factory

from plans.enums import MeasureState, PlanKind, PlanState
from plans.models import ActionProject, MeasureAnswer, Plan, PlanAction, PlanAxis, PssieMeasure

from .ministries import MinistryFactory
from .projects import ProjectFactory


class PlanFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Plan

    ministry = factory.SubFactory(MinistryFactory)
    scope = factory.SelfAttribute("ministry.scope")
    kind = PlanKind.SDSI
    title = factory.Sequence(lambda n: f"Plan {n}")

    class Params:
        adopted = factory.Trait(state=PlanState.ADOPTED, act_reference="Arrêté n° 1")


class PlanAxisFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlanAxis

    plan = factory.SubFactory(PlanFactory)
    scope = factory.SelfAttribute("plan.scope")
    title = factory.Sequence(lambda n: f"Axe {n}")
    position = 1


class PlanActionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlanAction

    plan = factory.SubFactory(PlanFactory)
    scope = factory.SelfAttribute("plan.scope")
    title = factory.Sequence(lambda n: f"Action {n}")
    position = factory.Sequence(lambda n: n % 30_000)


class ActionProjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ActionProject

    action = factory.SubFactory(PlanActionFactory)
    scope = factory.SelfAttribute("action.scope")
    project = factory.SubFactory(ProjectFactory)
    linked_on = date(2026, 1, 20)


class PssieMeasureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PssieMeasure

    ministry = None
    scope = factory.LazyAttribute(lambda row: row.ministry.scope if row.ministry else None)
    title = factory.Sequence(lambda n: f"Mesure {n}")
    position = factory.Sequence(lambda n: n % 9000)


class MeasureAnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MeasureAnswer

    ministry = factory.SubFactory(MinistryFactory)
    scope = factory.SelfAttribute("ministry.scope")
    measure = factory.SubFactory(PssieMeasureFactory)
    state = MeasureState.RUNNING
