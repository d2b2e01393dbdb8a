"""The file of a session over the API: the same copies, for the same readers, as on the page of the session."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response

from foundation.common.api_input import payload
from foundation.common.api_views import VisibleKeyField, VisibleViewSet
from foundation.common.facts import Shown
from foundation.common.lists import Filters
from foundation.common.requests import ApiRequest
from foundation.documents.api.downloads import api_file
from sessions.core.models import CommissionSession

from ..enums import FileAudience
from ..models import SessionFile
from ..operations.filing import file_to_hand_over, request_session_file
from ..queries.session_files import audience_of


class SessionFileSerializer(Shown):
    """The copy made for the reader's side of the commission; `apart` names what could not be bound, and why."""

    state = serializers.CharField(
        source="job.state", default="", read_only=True, help_text="état du travail qui l’établit"
    )

    class Meta:
        model = SessionFile
        fields = ("id", "session", "audience", "page_count", "made_at", "apart", "state")


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
    file = api_file(
        "file",
        lambda row: file_to_hand_over(row.session, FileAudience(row.audience)),
        "The PDF, as long as it holds what the reader may read now; 409 otherwise.",
        summary="Télécharger le dossier",
        kind="application/pdf",
    )

    def get_queryset(self) -> QuerySet[SessionFile]:
        return (
            super().get_queryset().select_related("job", "session__commission__ministry", "session__commission__scope")
        )

    @extend_schema(request=SessionFileInput, responses={202: SessionFileSerializer})
    def create(self, request: ApiRequest) -> Response:
        """Have the file of a session bound, or bound anew once what it holds has changed."""
        session = payload(SessionFileInput, request)["session"]
        row = request_session_file(session.pk, audience_of(request.user, session), by=request.user)
        return Response(SessionFileSerializer(row).data, status=status.HTTP_202_ACCEPTED)


FILE_ROUTES: list[tuple[str, type]] = [("session-files", SessionFileViewSet)]
