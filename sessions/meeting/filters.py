import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet

from foundation.common.lists import Filters
from sessions.core.enums import Outcome, ReserveState
from sessions.core.models import Decision, DecisionEffect, Reserve
from sessions.core.models.decision import DecisionQuerySet
from sessions.preparing.filters import commissions_seen

REGISTER_STATES = [("in_force", "en vigueur"), ("replaced", "remplacées"), ("unsettled", "effet à préciser")]


def register_filter(rows: DecisionQuerySet, state: str) -> DecisionQuerySet:
    """The decisions in force, those replaced, or those whose effect on an earlier one is still to be said."""
    kept = {"in_force": rows.in_force, "replaced": rows.replaced, "unsettled": rows.unsettled}
    return kept[state]() if state else rows


class RegisterFilter(Filters):
    commission = django_filters.ModelChoiceFilter(label="Commission", queryset=commissions_seen, empty_label="toutes")
    state = django_filters.ChoiceFilter(label="État", choices=REGISTER_STATES, empty_label="toutes", method="in_state")
    outcome = django_filters.ChoiceFilter(label="Conclusion", choices=Outcome.choices, empty_label="toutes")
    year = django_filters.NumberFilter(label="Année", min_value=1960, max_value=2100, widget=forms.NumberInput)
    project = django_filters.CharFilter(label="Projet", method="on_project", help_text="Code ou mot du titre.")
    reserve = django_filters.ChoiceFilter(
        label="Réserves", choices=[("open", "avec une réserve ouverte")], empty_label="toutes", method="with_reserve"
    )

    class Meta:
        model = Decision
        fields = ["commission", "state", "outcome", "year", "project", "reserve"]

    def in_state(self, rows: DecisionQuerySet, name: str, value: str) -> DecisionQuerySet:
        return register_filter(rows, value)

    def on_project(self, rows: "QuerySet[Decision]", name: str, value: str) -> "QuerySet[Decision]":
        words = DecisionEffect.objects.filter(decision=OuterRef("pk")).filter(
            Q(project__code__iexact=value) | Q(project__title__icontains=value)
        )
        return rows.filter(Exists(words))

    def with_reserve(self, rows: "QuerySet[Decision]", name: str, value: str) -> "QuerySet[Decision]":
        return rows.filter(Exists(Reserve.objects.filter(decision=OuterRef("pk"), state=ReserveState.OPEN)))
