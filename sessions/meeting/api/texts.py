"""The texts of the minutes and what was said, each save from its base revision."""

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from foundation.common.api_input import payload
from foundation.common.facts import keeping, shown_of
from foundation.common.permissions import require
from foundation.common.requests import ApiRequest
from sessions.core import rules
from sessions.core.enums import Section, SpeechKind
from sessions.core.models import AgendaItem, CommissionSession, MinuteText, Speech, TextRevision

from ..forms import live as forms
from ..operations import minutes
from .shared import VERSION, SessionRows, act, key, keyed, new, sent

TextRevisionSerializer = shown_of(TextRevision, "revision", "base_revision", "text", "author_name", "at")
WHERE = {"session": key(CommissionSession), "item": key(AgendaItem, "item_id", optional=True)}
TextSave = sent(
    "TextSave",
    forms.TextForm,
    section=serializers.ChoiceField(choices=Section.choices),
    text=serializers.CharField(allow_blank=True, trim_whitespace=False, max_length=minutes.MAX_LENGTH),
    **WHERE,
)
Restoration = sent("Restoration", forms.RestoreForm)
SPOKEN = ("kind", "speaker_name", "speaker_function", "summary")
NATURE = serializers.ChoiceField(choices=SpeechKind.choices)
NewSpeech = sent("NewSpeech", forms.SpeechForm, *SPOKEN, kind=NATURE, **WHERE)
EditedSpeech = keeping(sent("EditedSpeech", forms.SpeechForm, *SPOKEN, kind=NATURE, **VERSION))


class MinuteTextViewSet(SessionRows):
    model = MinuteText
    cuts_texts = False  # whoever writes on starts from the whole text
    serializer_class = shown_of(
        MinuteText, "id", "session", "item", "section", "text", "revision", "saved_by_name", "saved_at"
    )
    filterset_class = keyed("session", "item", section=django_filters.ChoiceFilter(choices=Section.choices))

    @extend_schema(request=TextSave)
    @action(detail=False, methods=["post"])
    def save(self, request: ApiRequest) -> Response:
        """Save a text from its base revision; 409 with both texts when somebody saved in between."""
        typed = payload(TextSave, request)
        session = typed.pop("session")
        require(rules.can_take_minutes, request.user, session)
        return Response(self.get_serializer(minutes.save_text(session.pk, **typed, by=request.user)).data)

    @extend_schema(responses=TextRevisionSerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def revisions(self, request: ApiRequest, pk: str | None = None) -> Response:
        text = self.get_object()
        require(rules.can_read_minutes, request.user, text.session)
        return Response(TextRevisionSerializer(text.revisions.order_by("revision"), many=True).data)

    restore = act(minutes.restore_revision, Restoration, rule=rules.can_take_minutes, name="restore")


class SpeechViewSet(SessionRows):
    model = Speech
    serializer_class = shown_of(Speech, "id", "session", "item", "position", *SPOKEN, "version")
    filterset_class = keyed("session", "item")

    create = new(minutes.add_speech, NewSpeech, rule=rules.can_take_minutes)
    correct = act(minutes.correct_speech, EditedSpeech, rule=rules.can_take_minutes, name="correct")
    remove = act(minutes.remove_speech, rule=rules.can_take_minutes, name="remove", status=204)


TEXT_ROUTES: list[tuple[str, Any]] = [("minute-texts", MinuteTextViewSet), ("speeches", SpeechViewSet)]
