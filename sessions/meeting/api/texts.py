"""The texts of the minutes and what was said, each save from its base revision."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.common.api_input import payload
from foundation.common.api_views import VisibleKeyField, VisibleViewSet
from foundation.common.lists import Filters
from foundation.common.permissions import require
from sessions.core import rules
from sessions.core.enums import Section, SpeechKind
from sessions.core.models import AgendaItem, CommissionSession, MinuteText, Speech, TextRevision

from ..operations import minutes
from .live import key_of


class MinuteTextSerializer(serializers.ModelSerializer[MinuteText]):
    class Meta:
        model = MinuteText
        fields = ["id", "session", "item", "section", "text", "revision", "saved_by_name", "saved_at"]
        read_only_fields = fields


class TextRevisionSerializer(serializers.ModelSerializer[TextRevision]):
    class Meta:
        model = TextRevision
        fields = ["revision", "base_revision", "text", "author_name", "at"]
        read_only_fields = fields


class SpeechSerializer(serializers.ModelSerializer[Speech]):
    class Meta:
        model = Speech
        fields = ["id", "session", "item", "kind", "position", "speaker_name", "speaker_function", "summary", "version"]
        read_only_fields = fields


class TextSave(serializers.Serializer[Any]):
    session = VisibleKeyField(CommissionSession)
    item = VisibleKeyField(AgendaItem, required=False, allow_null=True, default=None)
    section = serializers.ChoiceField(choices=Section.choices)
    text = serializers.CharField(allow_blank=True, trim_whitespace=False, max_length=minutes.MAX_LENGTH)
    base_revision = serializers.IntegerField(
        min_value=0, help_text="la révision d’où part ce texte ; 0 pour un texte neuf"
    )


class Restoration(serializers.Serializer[Any]):
    revision = serializers.IntegerField(min_value=1)
    base_revision = serializers.IntegerField(min_value=0)


class SpeechFields(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=SpeechKind.choices)
    speaker_name = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    speaker_function = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    summary = serializers.CharField(max_length=minutes.MAX_LENGTH, required=False, allow_blank=True, default="")


class NewSpeech(SpeechFields):
    session = VisibleKeyField(CommissionSession)
    item = VisibleKeyField(AgendaItem, required=False, allow_null=True, default=None)


class EditedSpeech(SpeechFields):
    base_version = serializers.IntegerField(min_value=1)


class MinuteTextFilter(Filters):
    session = django_filters.UUIDFilter(field_name="session_id")
    item = django_filters.UUIDFilter(field_name="item_id")
    section = django_filters.ChoiceFilter(choices=Section.choices)


class MinuteTextViewSet(VisibleViewSet):
    model = MinuteText
    serializer_class = MinuteTextSerializer
    filterset_class = MinuteTextFilter

    def get_queryset(self) -> QuerySet[MinuteText]:
        return super().get_queryset().select_related("session")

    @extend_schema(request=TextSave, responses=MinuteTextSerializer)
    @action(detail=False, methods=["post"])
    def save(self, request: Request) -> Response:
        """Save a text from its base revision; 409 with both texts when somebody saved in between."""
        data = payload(TextSave, request)
        require(rules.can_take_minutes, request.user, data["session"])
        row = minutes.save_text(
            data["session"].pk,
            section=data["section"],
            item_id=key_of(data["item"]),
            text=data["text"],
            base_revision=data["base_revision"],
            by=request.user,
        )
        return Response(MinuteTextSerializer(row).data)

    @extend_schema(request=None, responses=TextRevisionSerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def revisions(self, request: Request, pk: str | None = None) -> Response:
        text = self.get_object()
        require(rules.can_read_minutes, request.user, text.session)
        return Response(TextRevisionSerializer(text.revisions.order_by("revision"), many=True).data)

    @extend_schema(request=Restoration, responses=MinuteTextSerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: str | None = None) -> Response:
        text = self.get_object()
        require(rules.can_take_minutes, request.user, text.session)
        return Response(
            MinuteTextSerializer(
                minutes.restore_revision(text.pk, **payload(Restoration, request), by=request.user)
            ).data
        )


class SpeechFilter(Filters):
    session = django_filters.UUIDFilter(field_name="session_id")
    item = django_filters.UUIDFilter(field_name="item_id")


class SpeechViewSet(VisibleViewSet):
    model = Speech
    serializer_class = SpeechSerializer
    filterset_class = SpeechFilter

    def get_queryset(self) -> QuerySet[Speech]:
        return super().get_queryset().select_related("session")

    @extend_schema(request=NewSpeech, responses={201: SpeechSerializer})
    def create(self, request: Request) -> Response:
        data = payload(NewSpeech, request)
        session, item = data.pop("session"), data.pop("item")
        require(rules.can_take_minutes, request.user, session)
        return Response(
            SpeechSerializer(minutes.add_speech(session.pk, item_id=key_of(item), **data, by=request.user)).data,
            status=status.HTTP_201_CREATED,
        )

    @extend_schema(request=EditedSpeech, responses=SpeechSerializer)
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: str | None = None) -> Response:
        speech = self.get_object()
        require(rules.can_take_minutes, request.user, speech.session)
        return Response(
            SpeechSerializer(minutes.correct_speech(speech.pk, **payload(EditedSpeech, request), by=request.user)).data
        )

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, pk: str | None = None) -> Response:
        speech = self.get_object()
        require(rules.can_take_minutes, request.user, speech.session)
        minutes.remove_speech(speech.pk, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


TEXT_ROUTES: list[tuple[str, type]] = [("minute-texts", MinuteTextViewSet), ("speeches", SpeechViewSet)]
