"""The versions of an agenda over the API: read, compared, released."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from foundation.accounts.models import User
from foundation.common.acts import api_create, api_rows
from foundation.common.api_views import VisibleViewSet
from foundation.common.facts import Shown
from foundation.common.lists import Filters
from foundation.common.requests import ApiRequest
from sessions.core import rules
from sessions.core.models import AgendaRelease, CommissionSession

from ..enums import AgendaChange
from ..operations.releasing import release_agenda
from ..queries.releases import Change, compare_for, hidden_from, seen, unannounced_changes
from .serializers import SeenWith


class ReleaseSerializer(Shown):
    letter = serializers.CharField(read_only=True)

    class Meta:
        model = AgendaRelease
        fields: tuple[str, ...] = ("id", "session", "number", "letter", "released_at", "by_capacity")


class ReleaseDetailSerializer(ReleaseSerializer):
    """One version with its items, those the reader may see."""

    items = serializers.SerializerMethodField()

    class Meta(ReleaseSerializer.Meta):
        fields = (*ReleaseSerializer.Meta.fields, "items")

    def get_items(self, release: AgendaRelease) -> list[dict[str, Any]]:
        hidden = hidden_from(self.context["request"].user, release.session, release.content)
        return [
            {name: value for name, value in item.items() if name != "rows"}
            for item in seen(release.content, hidden)["items"]
        ]


class ChangeSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=AgendaChange.choices, read_only=True)
    item_id = serializers.CharField(read_only=True)
    number = serializers.IntegerField(read_only=True, allow_null=True)
    title = serializers.CharField(read_only=True)
    detail = serializers.CharField(read_only=True)
    sentence = serializers.CharField(read_only=True)


class ReleaseFilter(Filters):
    session = django_filters.UUIDFilter(field_name="session_id")

    class Meta:
        model = AgendaRelease
        fields: tuple[str, ...] = ()


class AgendaReleaseViewSet(SeenWith):
    model = AgendaRelease
    serializer_class = ReleaseSerializer
    filterset_class = ReleaseFilter
    related = ("session__commission",)

    def get_serializer_class(self) -> type[ReleaseSerializer]:
        return ReleaseDetailSerializer if self.action == "retrieve" else ReleaseSerializer

    create = api_create(release_agenda, rule=rules.can_convene, under="session", parent=CommissionSession)

    @extend_schema(
        parameters=[
            OpenApiParameter("since", int, required=True, description="rang de l’autre version : 1 pour A, 2 pour B")
        ],
        responses={200: ChangeSerializer(many=True)},
    )
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def changes(self, request: ApiRequest, pk: str | None = None) -> Response:
        """What changed from the version `since` to this one."""
        release = self.get_object()
        since = request.query_params.get("since", "")
        if not (since.isascii() and since.isdigit() and len(since) < 5):
            raise serializers.ValidationError({"since": ["Donnez le rang d’une version : 1 pour A, 2 pour B."]})
        older = get_object_or_404(self.get_queryset().filter(session=release.session), number=int(since))
        return Response(
            ChangeSerializer(compare_for(request.user, release.session, older, release).changes, many=True).data
        )


def _unannounced(session: CommissionSession, user: User) -> Sequence[Change]:
    news = unannounced_changes(session)
    return news.changes if news is not None else ()


class UnannouncedAction(VisibleViewSet):
    unannounced_changes = api_rows(
        "unannounced_changes",
        _unannounced,
        ChangeSerializer,
        "What was changed since the last version left; for who keeps the session.",
        rule=rules.can_prepare,
    )


RELEASE_ROUTES: list[tuple[str, type]] = [("agenda-releases", AgendaReleaseViewSet)]
