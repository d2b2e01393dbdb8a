"""The journal over the API: the same lines, for the same readers, with the same words kept from them."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from foundation.common.api_views import VisibleViewSet
from foundation.common.permissions import require
from foundation.common.requests import ApiRequest

from ..filters import JournalFilter
from ..models import Entry
from ..operations.verifying import verify_chain
from ..queries import history_of, line_of, lines_read_by, row_of, scopes_read_by
from ..rules import can_read_history, can_read_journal, can_verify_national_chain

AFTER = OpenApiParameter("after", int, description="numéro du dernier bloc déjà vérifié")


class EntrySerializer(serializers.ModelSerializer[Entry]):
    act_in_words = serializers.SerializerMethodField(label="acte, en mots")
    object_label = serializers.SerializerMethodField(label="objet")
    actor = serializers.SerializerMethodField(label="auteur")
    reason = serializers.SerializerMethodField(label="motif")
    before = serializers.SerializerMethodField(label="avant")
    after = serializers.SerializerMethodField(label="après")

    class Meta:
        model = Entry
        fields = [
            "id",
            "at",
            "act",
            "act_in_words",
            "scope",
            "commission_id",
            "object_type",
            "object_id",
            "object_label",
            "actor",
            "actor_id",
            "capacity",
            "channel",
            "reason",
            "before",
            "after",
        ]
        read_only_fields = fields

    def _line(self, entry: Entry) -> Any:
        return line_of(entry, self.context["request"].user)

    def get_act_in_words(self, entry: Entry) -> str:
        return str(self._line(entry).act)

    def get_object_label(self, entry: Entry) -> str:
        return str(self._line(entry).label)

    def get_actor(self, entry: Entry) -> str:
        return str(self._line(entry).who)

    def get_reason(self, entry: Entry) -> str:
        return str(self._line(entry).reason)

    def get_before(self, entry: Entry) -> dict[str, Any] | None:
        return None if self._line(entry).is_reserved else entry.before

    def get_after(self, entry: Entry) -> dict[str, Any] | None:
        return None if self._line(entry).is_reserved else entry.after


class VerdictSerializer(serializers.Serializer[Any]):
    is_intact = serializers.BooleanField(label="chaîne intacte")
    is_whole = serializers.BooleanField(label="lue jusqu’à la fin")
    findings = serializers.ListField(child=serializers.CharField(), label="constats")
    blocks_count = serializers.IntegerField(label="blocs relus")
    lines_count = serializers.IntegerField(label="lignes relues")
    number = serializers.IntegerField(label="numéro du dernier bloc relu")
    hash = serializers.CharField(label="empreinte de ce bloc")


class JournalViewSet(VisibleViewSet):
    """The acts that one reads: of one's ministry, of one's commission."""

    model = Entry
    serializer_class = EntrySerializer
    filterset_class = JournalFilter

    def get_queryset(self) -> QuerySet[Entry]:
        if getattr(self, "swagger_fake_view", False):
            return Entry.objects.none()
        require(can_read_journal, self.request.user)
        return lines_read_by(self.request.user)

    @extend_schema(
        parameters=[
            OpenApiParameter("kind", str, "path", description="nature de la fiche, « projects.project »"),
            OpenApiParameter("row", UUID, "path", description="identifiant de la fiche"),
        ],
        filters=False,
        responses=EntrySerializer(many=True),
    )
    @action(detail=False, url_path=r"rows/(?P<kind>[a-z_]+\.[a-z]+)/(?P<row>[0-9a-f-]{36})", url_name="row")
    def row(self, request: ApiRequest, kind: str = "", row: str = "") -> Response:
        """The history of one row, latest first."""
        try:
            found = row_of(kind, UUID(row), request.user)
        except ValueError as error:
            raise Http404 from error
        if found is None:
            raise Http404
        require(can_read_history, request.user, found)
        page = self.paginate_queryset(history_of(found, request.user))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(parameters=[AFTER], filters=False, responses=VerdictSerializer)
    @action(detail=False, pagination_class=None)
    def verify(self, request: ApiRequest) -> Response:
        """Read the national chain again, line by line."""
        require(can_verify_national_chain, request.user)
        return _verified(request, None)

    @extend_schema(
        operation_id="journal_verify_scope",
        parameters=[OpenApiParameter("scope", UUID, "path", description="périmètre"), AFTER],
        filters=False,
        responses=VerdictSerializer,
    )
    @action(detail=False, url_path=r"verify/(?P<scope>[0-9a-f-]{36})", url_name="verify-scope", pagination_class=None)
    def verify_scope(self, request: ApiRequest, scope: str = "") -> Response:
        """Read the chain of a scope again, line by line."""
        require(can_read_journal, request.user)
        try:
            asked = UUID(scope)
        except ValueError as error:
            raise Http404 from error
        if not scopes_read_by(request.user).filter(pk=asked).exists():
            raise Http404
        return _verified(request, asked)


def _verified(request: ApiRequest, scope_id: UUID | None) -> Response:
    after = serializers.IntegerField(min_value=0, max_value=2**62).run_validation(request.query_params.get("after", 0))
    verdict = verify_chain(scope_id, after=after)
    return Response(VerdictSerializer({**vars(verdict), "is_intact": not verdict.findings}).data)
