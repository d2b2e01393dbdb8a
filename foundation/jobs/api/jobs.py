"""Work in the background, over the API: where one's own stands, taken up again, called off."""

import django_filters
from rest_framework import serializers

from foundation.common.acts import api_act
from foundation.common.api_views import Declared, VisibleViewSet
from foundation.common.facts import Shown
from foundation.common.lists import Filters

from .. import rules
from ..enums import JobState
from ..extensions import outcome_of
from ..models import Job
from ..operations.deciding import cancel, retry


class JobSerializer(Shown):
    label: Declared = serializers.CharField(read_only=True)
    sentence = serializers.CharField(read_only=True, help_text="où en est le travail, en français")
    outcome = serializers.SerializerMethodField(help_text="adresse de ce que le travail a produit ; vide sinon")

    class Meta:
        model = Job
        fields = (
            "id",
            "kind",
            "label",
            "state",
            "progress",
            "progress_text",
            "sentence",
            "outcome",
            "attempts",
            "created_at",
            "started_at",
            "finished_at",
        )

    def get_outcome(self, job: Job) -> str:
        found = outcome_of(job)
        return found.href if found is not None else ""


class JobFilter(Filters):
    kind = django_filters.CharFilter()
    state = django_filters.ChoiceFilter(choices=JobState.choices)

    class Meta:
        model = Job
        fields: tuple[str, ...] = ()


class JobViewSet(VisibleViewSet):
    """One's own jobs, those of the commissions one keeps; all of them for the portal's team."""

    model = Job
    serializer_class = JobSerializer
    filterset_class = JobFilter
    retry = api_act(retry, rule=rules.can_retry_job)
    cancel = api_act(cancel, rule=rules.can_cancel_job)
