"""Work in the background, over the API: where one's own stands, taken up again, called off."""

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.common.api_views import VisibleViewSet
from foundation.common.lists import Filters
from foundation.common.permissions import require

from .. import rules
from ..enums import JobState
from ..extensions import outcome_of
from ..models import Job
from ..operations.deciding import cancel, retry


class JobSerializer(serializers.ModelSerializer[Job]):
    label = serializers.CharField(read_only=True)
    sentence = serializers.CharField(read_only=True, help_text="où en est le travail, en français")
    outcome = serializers.SerializerMethodField(help_text="adresse de ce que le travail a produit ; vide sinon")

    class Meta:
        model = Job
        fields = [
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
        ]
        read_only_fields = fields

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

    @extend_schema(request=None, responses=JobSerializer)
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str | None = None) -> Response:
        """Put a job that was given up, or called off, back in its queue."""
        job = self.get_object()
        require(rules.can_retry_job, request.user, job)
        return Response(JobSerializer(retry(job.pk, by=request.user)).data)

    @extend_schema(request=None, responses=JobSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str | None = None) -> Response:
        job = self.get_object()
        require(rules.can_cancel_job, request.user, job)
        return Response(JobSerializer(cancel(job.pk, by=request.user)).data)
