"""What one was told of, and where one wants to be told, over the API."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from foundation.common.api_input import payload
from foundation.common.api_views import Rows, VisibleViewSet
from foundation.common.facts import Shown
from foundation.common.requests import ApiRequest

from ..enums import Channel, NoticeKind
from ..models import Notice
from ..operations.notifying import channels_of, choose_channels, mark_read


class NoticeSerializer(Shown):
    class Meta:
        model = Notice
        fields = ["id", "kind", "title", "text", "href", "at", "read_at"]


class ReadCount(serializers.Serializer[Any]):
    read = serializers.IntegerField(read_only=True, help_text="combien ne l’étaient pas encore")


class ChannelChoice(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=NoticeKind.choices)
    channel = serializers.ChoiceField(choices=Channel.choices)


class Channels(serializers.Serializer[Any]):
    channels: Rows = serializers.ListSerializer(child=ChannelChoice(), max_length=len(NoticeKind))


class NoticeViewSet(VisibleViewSet):
    model = Notice
    serializer_class = NoticeSerializer
    filterset_fields = {"kind": ["exact"], "read_at": ["isnull"]}

    @extend_schema(request=None, responses=ReadCount)
    @action(detail=True, methods=["post"])
    def read(self, request: ApiRequest, pk: str | None = None) -> Response:
        return Response(ReadCount({"read": mark_read(request.user, self.get_object().pk)}).data)

    @extend_schema(request=None, responses=ReadCount, filters=False)
    @action(detail=False, methods=["post"], url_path="read-all", url_name="read-all", pagination_class=None)
    def read_all(self, request: ApiRequest) -> Response:
        return Response(ReadCount({"read": mark_read(request.user)}).data)

    @extend_schema(request=None, responses=Channels, filters=False)
    @action(detail=False, methods=["get"], pagination_class=None)
    def channels(self, request: ApiRequest) -> Response:
        """Where each kind of notice reaches me."""
        return Response(_written(channels_of(request.user)))

    @extend_schema(request=Channels, responses=Channels, filters=False)
    @action(
        detail=False, methods=["post"], url_path="choose-channels", url_name="choose-channels", pagination_class=None
    )
    def choose_channels(self, request: ApiRequest) -> Response:
        rows = payload(Channels, request)["channels"]
        choose_channels(request.user, {NoticeKind(row["kind"]): Channel(row["channel"]) for row in rows})
        return Response(_written(channels_of(request.user)))


def _written(channels: dict[NoticeKind, Channel]) -> Any:
    return Channels(
        {"channels": [{"kind": kind.value, "channel": channel.value} for kind, channel in channels.items()]}
    ).data
