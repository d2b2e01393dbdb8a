"""Filters of plans and actions, the same on the page and in the API; they stand in the address."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from foundation.common import clock
from foundation.common.lists import Filters, chosen
from ministries.filters import MinistryChoice

from .enums import CLOSED_ACTIONS, ActionState, MeasureState, Need, PlanKind, Standing
from .models import MeasureAnswer, Plan, PlanAction


class PlanFilter(Filters):
    words = ("title", "act_reference")
    q = django_filters.CharFilter(label="Mots", method="by_words", max_length=200)
    kind = chosen("Nature", PlanKind, "toutes les natures")
    standing = chosen("Situation", Standing, "toutes les situations")
    need = chosen(
        "À mettre à jour",
        [("any", "pour une raison ou une autre"), *Need.choices],
        "peu importe",
        lambda rows, value: rows.needing(*([] if value == "any" else [Need(value)])),
    )
    ministry = MinistryChoice()

    class Meta:
        model = Plan
        fields: list[str] = []


def _by_project(rows: Any, value: str) -> QuerySet[PlanAction]:
    if value == "none":
        return rows.alone()
    return rows.carried() if value == "yes" else rows.uncarried().filter(stated__in=CLOSED_ACTIONS)


def _applied(rows: Any, value: str) -> QuerySet[PlanAction]:
    return rows.filter(plan__in=Plan.objects.with_standing(clock.today()).applied().values("pk"))


class ActionFilter(Filters):
    words = ("title", "code", "responsible")
    q = django_filters.CharFilter(label="Mots ou numéro", method="by_words", max_length=200)
    carried = chosen(
        "Projet",
        [("none", "sans projet"), ("yes", "portée par un projet"), ("closed", "faite ou arrêtée sans projet")],
        "peu importe",
        _by_project,
    )
    state = chosen("État", ActionState, "tous les états")
    late = chosen(
        "Échéance", [("1", "passée, ni faite ni arrêtée")], "peu importe", lambda rows, value: rows.late(clock.today())
    )
    applied = chosen("Plans", [("1", "en application")], "tous", _applied)
    ministry = MinistryChoice(field_name="plan__ministry")
    # Reached from the page of the plan, whose title the list does not repeat as a choice.
    plan = django_filters.UUIDFilter(label="Plan", field_name="plan_id", widget=forms.HiddenInput)

    class Meta:
        model = PlanAction
        fields: list[str] = []


class AnswerFilter(Filters):
    state = chosen("État", MeasureState, "tous les états")
    ministry = MinistryChoice()

    class Meta:
        model = MeasureAnswer
        fields: list[str] = []
