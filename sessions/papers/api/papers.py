"""The API of the papers: procès-verbaux and attendance sheets, with the same operations, rules and refusals as the
pages.
"""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.common.api_input import payload
from foundation.common.api_views import VisibleKeyField, VisibleViewSet
from foundation.common.exceptions import Refused
from foundation.common.lists import Filters
from foundation.common.permissions import require
from foundation.documents.models import Document
from foundation.documents.views.downloading import attachment
from sessions.core import rules as core_rules
from sessions.core.enums import PvState
from sessions.core.models import CommissionSession, ProcesVerbal

from .. import rules
from ..operations.papers import (
    make_attendance_sheet,
    make_presence_statement,
    refresh_pv,
    retry_paper,
    submit_pv,
    transmit_session,
)
from ..reports.layout import ATTENDANCE, PV, PV_DRAFT, STATEMENT


class PaperSerializer(serializers.ModelSerializer[Document]):
    """A frozen paper: its content is what the PDF was made from."""

    state = serializers.SerializerMethodField(
        help_text="état du travail qui fait le PDF ; « done » une fois enregistré"
    )

    class Meta:
        model = Document
        fields = [
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
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.CharField())
    def get_state(self, document: Document) -> str:
        return "done" if document.file_id is not None else document.job.state if document.job is not None else ""


class PvSerializer(serializers.ModelSerializer[ProcesVerbal]):
    """A draft shows its state only: its text belongs to those who write it."""

    document = serializers.SerializerMethodField()

    class Meta:
        model = ProcesVerbal
        fields = ["id", "session", "commission", "year", "number", "state", "submitted_at", "document", "version"]
        read_only_fields = fields

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_document(self, pv: ProcesVerbal) -> Any:
        return pv.document_id if pv.document is not None and pv.document.kind == PV else None


class TransmittedSerializer(serializers.ModelSerializer[CommissionSession]):
    class Meta:
        model = CommissionSession
        fields = ["id", "transmitted_at", "version"]
        read_only_fields = fields


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


class PvViewSet(VisibleViewSet):
    model = ProcesVerbal
    serializer_class = PvSerializer
    filterset_class = PvFilter

    def get_queryset(self) -> QuerySet[ProcesVerbal]:
        return super().get_queryset().select_related("session", "document")

    @extend_schema(request=None, responses=PvSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: str | None = None) -> Response:
        pv = self.get_object()
        require(rules.can_submit_pv, request.user, pv.session)
        return Response(PvSerializer(submit_pv(pv.session_id, request.user)).data)

    @extend_schema(request=None, responses=PvSerializer)
    @action(detail=True, methods=["post"])
    def refresh(self, request: Request, pk: str | None = None) -> Response:
        """Make the draft, or the reconstituted procès-verbal, anew."""
        pv = self.get_object()
        require(rules.can_submit_pv, request.user, pv.session)
        return Response(PvSerializer(refresh_pv(pv.session_id, request.user)).data)

    @extend_schema(request=None, responses=PvSerializer)
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str | None = None) -> Response:
        """Ask again for a PDF whose making was given up."""
        pv = self.get_object()
        require(rules.can_submit_pv, request.user, pv.session)
        if pv.document_id is None:
            raise Refused("Aucun procès-verbal n’est à établir.")
        retry_paper(pv.document_id, request.user)
        return Response(PvSerializer(pv).data)

    @extend_schema(request=None, responses=TransmittedSerializer)
    @action(detail=True, methods=["post"])
    def transmit(self, request: Request, pk: str | None = None) -> Response:
        """Open the session and its procès-verbal to the ASIN."""
        pv = self.get_object()
        require(rules.can_transmit, request.user, pv.session)
        return Response(TransmittedSerializer(transmit_session(pv.session_id, request.user)).data)

    @extend_schema(request=None, responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"], url_path="draft-file", pagination_class=None, filterset_class=None)
    def draft_file(self, request: Request, pk: str | None = None) -> FileResponse:
        """The PDF of the draft, for those who write it; once submitted, the PDF is at `documents/{id}/file`."""
        pv = self.get_object()
        require(core_rules.can_read_minutes, request.user, pv.session)
        document = Document.objects.select_related("file").filter(pk=pv.document_id, kind=PV_DRAFT).first()
        if document is None or document.file is None:
            raise Refused(
                "Le projet n’a pas de PDF : il est en cours de mise en page, ou le procès-verbal est déjà soumis."
            )
        return attachment(document.file, document.file_name)

    @extend_schema(responses=PaperSerializer)
    @action(detail=True, methods=["get"])
    def paper(self, request: Request, pk: str | None = None) -> Response:
        """The frozen content and the fingerprints of the paper in force."""
        pv = self.get_object()
        document = (
            Document.objects.visible_to(request.user).select_related("job").filter(pk=pv.document_id, kind=PV).first()
        )
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

    def get_queryset(self) -> QuerySet[Document]:
        return super().get_queryset().filter(kind=self.kind).select_related("job")

    @extend_schema(request=SheetInput, responses={201: PaperSerializer})
    def create(self, request: Request) -> Response:
        """Freeze the sheet as it stands, to sign or filled in, and ask for its PDF."""
        session = payload(SheetInput, request)["session"]
        require(rules.can_submit_pv, request.user, session)
        return Response(
            PaperSerializer(make_attendance_sheet(session.pk, request.user)).data, status=status.HTTP_201_CREATED
        )

    @extend_schema(request=None, responses=PaperSerializer)
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str | None = None) -> Response:
        """Ask again for a sheet whose making was given up."""
        document = self.get_object()
        session = get_object_or_404(CommissionSession.objects.visible_to(request.user), pk=document.subject_id)
        require(rules.can_submit_pv, request.user, session)
        retry_paper(document.pk, request.user)
        return Response(PaperSerializer(self.get_object()).data)


class PresenceStatementViewSet(AttendanceSheetViewSet):
    kind = STATEMENT

    @extend_schema(request=SheetInput, responses={201: PaperSerializer})
    def create(self, request: Request) -> Response:
        """Freeze who sat and how long, once the session is over, and ask for its PDF."""
        session = payload(SheetInput, request)["session"]
        require(rules.can_submit_pv, request.user, session)
        return Response(
            PaperSerializer(make_presence_statement(session.pk, request.user)).data, status=status.HTTP_201_CREATED
        )


PAPER_ROUTES: list[tuple[str, type]] = [
    ("pvs", PvViewSet),
    ("attendance-sheets", AttendanceSheetViewSet),
    ("presence-statements", PresenceStatementViewSet),
]
