"""The file of a session over the API: the same copies, for the same readers, as on the page of the session."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.common.api_input import payload
from foundation.common.api_views import VisibleKeyField, VisibleViewSet
from foundation.common.lists import Filters
from sessions.core.models import CommissionSession

from ..enums import FileAudience
from ..models import SessionFile
from ..operations.filing import request_session_file
from ..queries.session_files import audience_of
from ..views.session_file import session_file_response


class SessionFileSerializer(serializers.ModelSerializer[SessionFile]):
    """The copy made for the reader's side of the commission; `apart` names what could not be bound, and why."""

    state = serializers.SerializerMethodField(help_text="état du travail qui l’établit")

    class Meta:
        model = SessionFile
        fields = ["id", "session", "audience", "page_count", "made_at", "apart", "state"]
        read_only_fields = fields

    @extend_schema_field(serializers.CharField())
    def get_state(self, row: SessionFile) -> str:
        return row.job.state if row.job is not None else ""


class SessionFileInput(serializers.Serializer[Any]):
    session = VisibleKeyField(CommissionSession)


class SessionFileFilter(Filters):
    session = django_filters.UUIDFilter(field_name="session_id")

    class Meta:
        model = SessionFile
        fields: tuple[str, ...] = ()


class SessionFileViewSet(VisibleViewSet):
    model = SessionFile
    serializer_class = SessionFileSerializer
    filterset_class = SessionFileFilter

    def get_queryset(self) -> QuerySet[SessionFile]:
        return super().get_queryset().select_related("job")

    @extend_schema(request=SessionFileInput, responses={202: SessionFileSerializer})
    def create(self, request: Request) -> Response:
        """Have the file of a session bound, or bound anew once what it holds has changed."""
        session = payload(SessionFileInput, request)["session"]
        row = request_session_file(session.pk, audience_of(request.user, session), by=request.user)
        return Response(SessionFileSerializer(row).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(
        summary="Télécharger le dossier", request=None, responses={(200, "application/pdf"): OpenApiTypes.BINARY}
    )
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def file(self, request: Request, pk: str | None = None) -> FileResponse:
        """The PDF, as long as it holds what the reader may read now; 409 otherwise."""
        row = self.get_object()
        session = CommissionSession.objects.select_related("commission__ministry", "commission__scope").get(
            pk=row.session_id
        )
        return session_file_response(session, FileAudience(row.audience))


FILE_ROUTES: list[tuple[str, type]] = [("session-files", SessionFileViewSet)]
