import django_filters

from foundation.common.lists import Filters
from sessions.preparing.filters import commissions_seen

from .enums import ConsultationState
from .models import Consultation, ConsultationQuerySet


class ConsultationFilter(Filters):
    commission = django_filters.ModelChoiceFilter(label="Commission", queryset=commissions_seen, empty_label="toutes")
    state = django_filters.ChoiceFilter(label="État", choices=ConsultationState.choices, empty_label="tous")
    to_ratify = django_filters.ChoiceFilter(
        label="Ratification", choices=[("yes", "à ratifier")], empty_label="toutes", method="waiting"
    )

    class Meta:
        model = Consultation
        fields = ["commission", "state", "to_ratify"]

    def waiting(self, rows: ConsultationQuerySet, name: str, value: str) -> ConsultationQuerySet:
        return rows.to_ratify()
