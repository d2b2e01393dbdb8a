import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet

from commissions.models import Commission

from .enums import ConsultationState, OpinionState, Outcome, ProposalState, ReserveState, SessionKind, SessionState
from .models import CommissionSession, Consultation, Decision, DecisionEffect, Opinion, Proposal, Reserve


def commissions_seen(request) -> object:
    """The commissions whose name may appear in the list of choices: those one sees."""
    return Commission.objects.visible_to(request.user).order_by("code", "pk") if request is not None else Commission.objects.none()


class SessionFilter(django_filters.FilterSet):
    commission = django_filters.ModelChoiceFilter(label="Commission", queryset=commissions_seen, empty_label="toutes")
    year = django_filters.NumberFilter(label="Année", min_value=1960, max_value=2100, widget=forms.NumberInput)
    kind = django_filters.ChoiceFilter(label="Nature", choices=SessionKind.choices, empty_label="toutes")
    state = django_filters.ChoiceFilter(label="État", choices=SessionState.choices, empty_label="tous")

    class Meta:
        model = CommissionSession
        fields = ["commission", "year", "kind", "state"]


REGISTER_STATES = [("in_force", "en vigueur"), ("replaced", "remplacées"), ("unsettled", "effet à préciser")]


def register_filter(rows: "QuerySet[Decision]", state: str) -> "QuerySet[Decision]":
    """The decisions in force, those replaced, or those whose effect on an earlier one is still to be said."""
    return {"in_force": rows.in_force, "replaced": rows.replaced, "unsettled": rows.unsettled}[state]() if state else rows  # type: ignore[attr-defined]


class RegisterFilter(django_filters.FilterSet):
    commission = django_filters.ModelChoiceFilter(label="Commission", queryset=commissions_seen, empty_label="toutes")
    state = django_filters.ChoiceFilter(label="État", choices=REGISTER_STATES, empty_label="toutes", method="in_state")
    outcome = django_filters.ChoiceFilter(label="Conclusion", choices=Outcome.choices, empty_label="toutes")
    year = django_filters.NumberFilter(label="Année", min_value=1960, max_value=2100, widget=forms.NumberInput)
    project = django_filters.CharFilter(label="Projet", method="on_project", help_text="Code ou mot du titre.")
    reserve = django_filters.ChoiceFilter(label="Réserves", choices=[("open", "avec une réserve ouverte")], empty_label="toutes", method="with_reserve")

    class Meta:
        model = Decision
        fields = ["commission", "state", "outcome", "year", "project", "reserve"]

    def in_state(self, rows: "QuerySet[Decision]", name: str, value: str) -> "QuerySet[Decision]":
        return register_filter(rows, value)

    def on_project(self, rows: "QuerySet[Decision]", name: str, value: str) -> "QuerySet[Decision]":
        words = DecisionEffect.objects.filter(decision=OuterRef("pk")).filter(Q(project__code__iexact=value) | Q(project__title__icontains=value))
        return rows.filter(Exists(words))

    def with_reserve(self, rows: "QuerySet[Decision]", name: str, value: str) -> "QuerySet[Decision]":
        return rows.filter(Exists(Reserve.objects.filter(decision=OuterRef("pk"), state=ReserveState.OPEN)))


class ProposalFilter(django_filters.FilterSet):
    commission = django_filters.ModelChoiceFilter(label="Commission", queryset=commissions_seen, empty_label="toutes")
    state = django_filters.ChoiceFilter(label="État", choices=ProposalState.choices, empty_label="tous")

    class Meta:
        model = Proposal
        fields = ["commission", "state"]


class OpinionFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label="État", choices=OpinionState.choices, empty_label="tous")

    class Meta:
        model = Opinion
        fields = ["state"]


class ConsultationFilter(django_filters.FilterSet):
    commission = django_filters.ModelChoiceFilter(label="Commission", queryset=commissions_seen, empty_label="toutes")
    state = django_filters.ChoiceFilter(label="État", choices=ConsultationState.choices, empty_label="tous")
    to_ratify = django_filters.ChoiceFilter(label="Ratification", choices=[("yes", "à ratifier")], empty_label="toutes", method="waiting")

    class Meta:
        model = Consultation
        fields = ["commission", "state", "to_ratify"]

    def waiting(self, rows: "QuerySet[Consultation]", name: str, value: str) -> "QuerySet[Consultation]":
        return rows.to_ratify()  # type: ignore[attr-defined]
