"""The API of the papers: procès-verbaux, attendance sheets, statements of presence; the same acts as on the pages."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from foundation.common.acts import api_act
from foundation.common.api_input import payload
from foundation.common.api_views import VisibleKeyField, VisibleViewSet
from foundation.common.exceptions import Refused
from foundation.common.facts import Shown
from foundation.common.lists import Filters
from foundation.common.permissions import Rule, require
from foundation.common.requests import ApiRequest
from foundation.documents.api.documents import DocumentSerializer
from foundation.documents.api.downloads import api_file
from foundation.documents.models import Document
from sessions.core.enums import PvState
from sessions.core.models import CommissionSession, ProcesVerbal
from sessions.core.rules import can_read_minutes

from .. import rules
from ..enums import ATTENDANCE, PV, STATEMENT
from ..operations import papers


class PaperSerializer(DocumentSerializer):
    """A frozen paper: its content is what the PDF was made from."""

    class Meta:
        model = Document
        fields = (
            "id",
            "kind",
            "title",
            "reference",
            "version",
            "content",
            "content_sha256",
            "pdf_sha256",
            "stored_at",
            "is_specimen",
            "state",
        )


class PvSerializer(Shown):
    """A draft shows its state only: its text belongs to those who write it."""

    document = serializers.SerializerMethodField()

    class Meta:
        model = ProcesVerbal
        fields = ("id", "session", "commission", "year", "number", "state", "submitted_at", "document", "version")

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_document(self, pv: ProcesVerbal) -> Any:
        return pv.document_id if pv.document is not None and pv.document.kind == PV else None


class TransmittedSerializer(Shown):
    class Meta:
        model = CommissionSession
        fields = ("id", "transmitted_at", "version")


class SheetInput(serializers.Serializer[Any]):
    session = VisibleKeyField(CommissionSession)


class PvFilter(Filters):
    session = django_filters.UUIDFilter(field_name="session_id")
    commission = django_filters.UUIDFilter(field_name="commission_id")
    year = django_filters.NumberFilter()
    state = django_filters.ChoiceFilter(choices=PvState.choices)

    class Meta:
        model = ProcesVerbal
        fields: tuple[str, ...] = ()


class SheetFilter(Filters):
    session = django_filters.UUIDFilter(field_name="subject_id")

    class Meta:
        model = Document
        fields: tuple[str, ...] = ()


def _act(operation: Callable[..., Any], rule: Rule = rules.can_submit_pv, **options: Any) -> Any:
    """An act on the session of a procès-verbal."""
    return api_act(operation, rule=rule, of=attrgetter("session"), key=attrgetter("session_id"), **options)


class PvViewSet(VisibleViewSet):
    model = ProcesVerbal
    serializer_class = PvSerializer
    filterset_class = PvFilter
    submit = _act(papers.submit_pv, name="submit")
    refresh = _act(papers.refresh_pv, name="refresh")
    retry = _act(papers.retry_pv, name="retry")
    transmit = _act(papers.transmit_session, rules.can_transmit, name="transmit", answers=TransmittedSerializer)
    draft_file = api_file(
        "draft_file",
        lambda pv: papers.draft_of(pv.session),
        "The PDF of the draft, for those who write it; once submitted, the PDF is at `documents/{id}/file`.",
        rule=can_read_minutes,
        of=attrgetter("session"),
        kind="application/pdf",
    )

    def get_queryset(self) -> QuerySet[ProcesVerbal]:
        return super().get_queryset().select_related("session", "document")

    @extend_schema(responses=PaperSerializer)
    @action(detail=True, methods=["get"])
    def paper(self, request: ApiRequest, pk: str | None = None) -> Response:
        """The frozen content and the fingerprints of the paper in force."""
        rows = Document.objects.visible_to(request.user).select_related("job")
        document = rows.filter(pk=self.get_object().document_id, kind=PV).first()
        if document is None:
            raise Refused(
                "Le procès-verbal n’est pas encore soumis : son contenu n’est ouvert qu’à ceux qui l’écrivent."
            )
        return Response(PaperSerializer(document).data)


class AttendanceSheetViewSet(VisibleViewSet):
    model = Document
    serializer_class = PaperSerializer
    filterset_class = SheetFilter
    kind = ATTENDANCE
    make: ClassVar[Callable[..., Document]] = staticmethod(papers.make_attendance_sheet)
    retry = api_act(papers.retry_paper, rule=rules.can_submit_pv, name="retry")

    def get_queryset(self) -> QuerySet[Document]:
        return super().get_queryset().filter(kind=self.kind).select_related("job")

    @extend_schema(request=SheetInput, responses={201: PaperSerializer})
    def create(self, request: ApiRequest) -> Response:
        """Freeze it as it stands (the sheet: to sign, or filled in; the statement: once the session is over), and ask
        for its PDF.
        """
        session = payload(SheetInput, request)["session"]
        require(rules.can_submit_pv, request.user, session)
        return Response(PaperSerializer(self.make(session.pk, request.user)).data, status=status.HTTP_201_CREATED)


class PresenceStatementViewSet(AttendanceSheetViewSet):
    kind = STATEMENT
    make = staticmethod(papers.make_presence_statement)


PAPER_ROUTES: list[tuple[str, type]] = [
    ("pvs", PvViewSet),
    ("attendance-sheets", AttendanceSheetViewSet),
    ("presence-statements", PresenceStatementViewSet),
]
