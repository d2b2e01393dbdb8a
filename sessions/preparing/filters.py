import django_filters
from django import forms

from commissions.models import Commission
from foundation.common.lists import Filters
from sessions.core.enums import OpinionState, SessionKind, SessionState
from sessions.core.models import CommissionSession

from .enums import ProposalState
from .models import Opinion, Proposal


def commissions_seen(request) -> object:
    """The commissions whose name may appear in the list of choices: those one sees."""
    return (
        Commission.objects.visible_to(request.user).order_by("code", "pk")
        if request is not None
        else Commission.objects.none()
    )


class SessionFilter(Filters):
    commission = django_filters.ModelChoiceFilter(label="Commission", queryset=commissions_seen, empty_label="toutes")
    year = django_filters.NumberFilter(label="Année", min_value=1960, max_value=2100, widget=forms.NumberInput)
    kind = django_filters.ChoiceFilter(label="Nature", choices=SessionKind.choices, empty_label="toutes")
    state = django_filters.ChoiceFilter(label="État", choices=SessionState.choices, empty_label="tous")

    class Meta:
        model = CommissionSession
        fields = ["commission", "year", "kind", "state"]


class ProposalFilter(Filters):
    commission = django_filters.ModelChoiceFilter(label="Commission", queryset=commissions_seen, empty_label="toutes")
    state = django_filters.ChoiceFilter(label="État", choices=ProposalState.choices, empty_label="tous")

    class Meta:
        model = Proposal
        fields = ["commission", "state"]


class OpinionFilter(Filters):
    state = django_filters.ChoiceFilter(label="État", choices=OpinionState.choices, empty_label="tous")

    class Meta:
        model = Opinion
        fields = ["state"]
