from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from commissions.models import Commission
from foundation.common.lists import Filters
from foundation.common.requests import Request
from sessions.core.enums import OpinionState, SessionKind, SessionState

from .enums import ProposalState


def commissions_seen(request: Request | None) -> "QuerySet[Commission]":
    """The commissions whose name may appear in the list of choices: those one sees."""
    rows: QuerySet[Commission] = Commission.objects.none()
    return rows if request is None else Commission.objects.visible_to(request.user).order_by("code", "pk")


class CommissionField(django_filters.ModelChoiceFilter.field_class):
    def said(self, row: Commission) -> str:
        """A chip says the code: the name is long."""
        return row.code


class CommissionChoice(django_filters.ModelChoiceFilter):
    """One of the commissions that one sees."""

    field_class = CommissionField

    def __init__(self, **options: Any) -> None:
        super().__init__(label="Commission", queryset=commissions_seen, empty_label="toutes", **options)


class SessionFilter(Filters):
    commission = CommissionChoice()
    year = django_filters.NumberFilter(label="Année", min_value=1960, max_value=2100, widget=forms.NumberInput)
    kind = django_filters.ChoiceFilter(label="Nature", choices=SessionKind.choices, empty_label="toutes")
    state = django_filters.ChoiceFilter(label="État", choices=SessionState.choices, empty_label="tous")


class ProposalFilter(Filters):
    commission = CommissionChoice()
    state = django_filters.ChoiceFilter(label="État", choices=ProposalState.choices, empty_label="tous")


class OpinionFilter(Filters):
    state = django_filters.ChoiceFilter(label="État", choices=OpinionState.choices, empty_label="tous")
