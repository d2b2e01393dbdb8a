"""What changed in a session since one last read it, over the API."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from foundation.common.api_input import payload
from foundation.common.api_views import VisibleKeyField
from foundation.common.facts import Shown
from foundation.common.requests import ApiRequest
from sessions.core.models import CommissionSession

from ..enums import NewsKind
from ..models import SessionReading
from ..operations.reading import mark_read
from ..queries.reading import ItemNews, News, news_for
from ..queries.sheet import agenda_of
from .serializers import SeenWith


class ReadingSerializer(Shown):
    class Meta:
        model = SessionReading
        fields = ("id", "session", "read_at", "opened_at")


class ReadingInput(serializers.Serializer[Any]):
    session = VisibleKeyField(CommissionSession)


class ItemNewsSerializer(serializers.Serializer[ItemNews]):
    item = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=NewsKind.choices, allow_null=True)
    annexes = serializers.DictField(child=serializers.ChoiceField(choices=NewsKind.choices))
    removed_annexes = serializers.IntegerField()


class NewsSerializer(serializers.Serializer[News]):
    """What the reader has not seen; one line for each item that differs."""

    since = serializers.DateTimeField(allow_null=True)
    sentence = serializers.CharField()
    removed_items = serializers.IntegerField()
    items = serializers.SerializerMethodField()

    @extend_schema_field(ItemNewsSerializer(many=True))
    def get_items(self, news: News) -> list[dict[str, Any]]:
        return [
            {"item": key, "kind": item.kind, "annexes": dict(item.annexes), "removed_annexes": item.removed_annexes}
            for key, item in news.items.items()
        ]


class ReadingViewSet(SeenWith):
    model = SessionReading
    serializer_class = ReadingSerializer
    related = ("session",)

    @extend_schema(request=ReadingInput, responses={201: ReadingSerializer})
    def create(self, request: ApiRequest) -> Response:
        """Take everything that one may see of a session as read."""
        session = payload(ReadingInput, request)["session"]
        return Response(ReadingSerializer(mark_read(session.pk, by=request.user)).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=NewsSerializer)
    @action(detail=True, methods=["get"])
    def news(self, request: ApiRequest, pk: str | None = None) -> Response:
        """What changed since then. Asking does not count as reading."""
        reading = self.get_object()
        return Response(NewsSerializer(news_for(reading, agenda_of(reading.session, request.user))).data)


READING_ROUTES: list[tuple[str, type]] = [("session-readings", ReadingViewSet)]
