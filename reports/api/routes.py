from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from foundation.common.acts import api_act
from foundation.common.api_input import payload
from foundation.common.api_views import VisibleKeyField, VisibleViewSet
from foundation.common.days import ApiDayField
from foundation.common.facts import Shown
from foundation.common.permissions import require
from foundation.common.requests import ApiRequest
from foundation.documents.api.downloads import api_file
from foundation.documents.models import StoredFile
from ministries.models import Ministry

from ..enums import ReportKind, ReportState
from ..filters import ReportFilter
from ..models import Report
from ..operations import ask_report, retry_report
from ..queries.shown import paper_of
from ..rules import can_ask_national, can_ask_report, can_retry_report


class ReportSerializer(Shown):
    state = serializers.ChoiceField(choices=ReportState.choices, read_only=True, label="état")

    class Meta:
        model = Report
        fields = (
            *("id", "kind", "ministry", "owner_name", "period_start", "period_end", "state", "asked_at", "made_at"),
            *("schedule", "is_fictitious"),
        )


class AskInput(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=ReportKind.choices)
    ministry = VisibleKeyField(
        Ministry, required=False, default=None, allow_null=True, help_text="Absent : le rapport national."
    )
    day = ApiDayField(help_text="Un jour de la période, qui est finie.")


def _paper(row: Report) -> tuple[StoredFile, str]:
    found = paper_of(row)
    if found is None or found.file is None:
        raise Http404
    return found.file, found.file.name


def _workbook(row: Report) -> tuple[StoredFile, str]:
    if row.workbook is None:
        raise Http404
    return row.workbook, row.workbook.name


class ReportViewSet(VisibleViewSet):
    model = Report
    serializer_class = ReportSerializer
    filterset_class = ReportFilter

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("job", "ministry__scope", "workbook")

    @extend_schema(request=AskInput, responses={201: ReportSerializer})
    def create(self, request: ApiRequest) -> Response:
        asked = payload(AskInput, request)
        if asked["ministry"] is None:
            require(can_ask_national, request.user)
        else:
            require(can_ask_report, request.user, asked["ministry"])
        return Response(ReportSerializer(ask_report(**asked, by=request.user)).data, status=201)

    retry = api_act(retry_report, rule=can_retry_report, name="retry", summary="Relancer un rapport qui a échoué")
    paper = api_file("paper", _paper, "The PDF, under its name.")
    workbook = api_file("workbook", _workbook, "The workbook of its figures, under its name.")


ROUTES = [("reports", ReportViewSet)]
