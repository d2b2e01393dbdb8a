"""The API of a session as it is held: the same operations, the same rules and the same refusals as the live page."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from cmsic.common.api_input import payload
from cmsic.common.api_views import VisibleKeyField, VisibleViewSet
from cmsic.common.days import ApiDayField, ApiInstantField
from cmsic.common.permissions import require
from commissions.models import Seat
from ministries.models import Commune, Ministry, Structure
from projects.models import Project
from recommendations.enums import Priority

from .. import rules
from ..enums import BallotMethod, BallotState, Outcome, PresenceKind, Section, SpeechKind
from ..models import AgendaItem, Ballot, CommissionSession, Decision, DecisionEffect, MinuteText, PresenceEvent, Reserve, Speech, TextRevision
from ..operations import deciding, holding, minutes, presence, voting
from ..operations.deciding import RecommendationLine, ReserveLine
from ..queries.presence import quorum_at

VOTES = [("for", "pour"), ("against", "contre"), ("abstain", "abstention")]


# What is read.


class QuorumSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField(allow_null=True)
    base = serializers.IntegerField()
    present = serializers.IntegerField()
    represented = serializers.IntegerField()
    counted = serializers.IntegerField()
    required = serializers.IntegerField(allow_null=True, help_text="vide : règle de quorum non renseignée")
    article = serializers.CharField()
    rule = serializers.CharField()
    is_reached = serializers.BooleanField(allow_null=True)
    sentence = serializers.CharField()


class LiveStateSerializer(serializers.ModelSerializer[CommissionSession]):
    """A session after one of its acts."""

    class Meta:
        model = CommissionSession
        fields = ["id", "commission", "state", "opened_at", "lifted_at", "chair", "chair_capacity", "rapporteur", "current_item", "version"]
        read_only_fields = fields


class PresenceEventSerializer(serializers.ModelSerializer[PresenceEvent]):
    class Meta:
        model = PresenceEvent
        fields = ["id", "session", "seat", "kind", "at", "person_name", "proxy_seat", "item", "note", "client_key", "cancelled_at"]
        read_only_fields = fields


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


class BallotSerializer(serializers.ModelSerializer[Ballot]):
    class Meta:
        model = Ballot
        fields = [
            "id",
            "session",
            "item",
            "question",
            "proposed_outcome",
            "method",
            "state",
            "opened_at",
            "closed_at",
            "votes_for",
            "votes_against",
            "abstentions",
            "president_vote",
            "result",
            "used_casting_vote",
            "snapshot",
        ]
        read_only_fields = fields


class DecisionEffectSerializer(serializers.ModelSerializer[DecisionEffect]):
    class Meta:
        model = DecisionEffect
        fields = ["project", "stage_before", "stage_after"]
        read_only_fields = fields


class ReserveSerializer(serializers.ModelSerializer[Reserve]):
    class Meta:
        model = Reserve
        fields = ["id", "decision", "project", "text", "due_on", "state", "lifted_at", "lifting_proof", "version"]
        read_only_fields = fields


class DecisionSerializer(serializers.ModelSerializer[Decision]):
    reference = serializers.CharField(read_only=True)
    effects = serializers.SerializerMethodField()
    reserves = ReserveSerializer(many=True, read_only=True)

    class Meta:
        model = Decision
        fields = [
            "id",
            "reference",
            "commission",
            "session",
            "item",
            "ballot",
            "year",
            "number",
            "outcome",
            "text",
            "decided_at",
            "effects",
            "reserves",
            "version",
        ]
        read_only_fields = fields

    @extend_schema_field(DecisionEffectSerializer(many=True))
    def get_effects(self, decision: Decision) -> Any:
        return DecisionEffectSerializer(decision.effects.all(), many=True).data


# What is sent.


class Opening(serializers.Serializer[Any]):
    at = ApiInstantField(required=False, allow_null=True, default=None)
    chair_seat = VisibleKeyField(Seat, required=False, allow_null=True, default=None)
    rapporteur_seat = VisibleKeyField(Seat, required=False, allow_null=True, default=None)


class LiveReason(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class Lifting(serializers.Serializer[Any]):
    at = ApiInstantField(required=False, allow_null=True, default=None)


class LiveItem(serializers.Serializer[Any]):
    item = VisibleKeyField(AgendaItem)


class LiveWithdrawal(LiveItem):
    reason = serializers.CharField(max_length=2000)


class NewPresence(serializers.Serializer[Any]):
    session = VisibleKeyField(CommissionSession)
    seat = VisibleKeyField(Seat)
    kind = serializers.ChoiceField(choices=PresenceKind.choices)
    at = ApiInstantField(required=False, allow_null=True, default=None)
    proxy_seat = VisibleKeyField(Seat, required=False, allow_null=True, default=None)
    item = VisibleKeyField(AgendaItem, required=False, allow_null=True, default=None)
    person_name = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    client_key = serializers.UUIDField(required=False, allow_null=True, default=None)


class Instant(serializers.Serializer[Any]):
    at = ApiInstantField()


class TextSave(serializers.Serializer[Any]):
    session = VisibleKeyField(CommissionSession)
    item = VisibleKeyField(AgendaItem, required=False, allow_null=True, default=None)
    section = serializers.ChoiceField(choices=Section.choices)
    text = serializers.CharField(allow_blank=True, trim_whitespace=False, max_length=minutes.MAX_LENGTH)
    base_revision = serializers.IntegerField(min_value=0, help_text="la révision d’où part ce texte ; 0 pour un texte neuf")


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


class NewBallot(serializers.Serializer[Any]):
    item = VisibleKeyField(AgendaItem)
    method = serializers.ChoiceField(choices=BallotMethod.choices, default=BallotMethod.SHOW_OF_HANDS, help_text="« consensus » est constaté et clos aussitôt")
    question = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    proposed_outcome = serializers.ChoiceField(choices=Outcome.choices, required=False, allow_blank=True, default="")


class Count(serializers.Serializer[Any]):
    votes_for = serializers.IntegerField(min_value=0, max_value=1000, required=False, allow_null=True, default=None)
    votes_against = serializers.IntegerField(min_value=0, max_value=1000, required=False, allow_null=True, default=None)
    abstentions = serializers.IntegerField(min_value=0, max_value=1000, required=False, allow_null=True, default=None)
    president_vote = serializers.ChoiceField(choices=VOTES, required=False, allow_blank=True, default="")


class Mark(serializers.Serializer[Any]):
    seat = VisibleKeyField(Seat)
    voted = serializers.BooleanField(default=True)


class ReserveInput(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=5000)
    project = VisibleKeyField(Project, required=False, allow_null=True, default=None)
    due_on = ApiDayField(required=False, allow_null=True, default=None)


class NewDecision(serializers.Serializer[Any]):
    item = VisibleKeyField(AgendaItem)
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    text = serializers.CharField(max_length=50_000, required=False, allow_blank=True, default="")
    projects = VisibleKeyField(Project, many=True, required=False, default=None, allow_null=True, help_text="vide : tous les projets liés au point")
    reserves = ReserveInput(many=True, required=False, default=list)
    by_consensus = serializers.BooleanField(
        default=False, help_text="nécessaire sans vote clos qui adopte la conclusion ; « prend acte » et « ajourné » s’en passent"
    )


class CorrectedDecision(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=50_000, allow_blank=True)
    base_version = serializers.IntegerField(min_value=1)


class SessionRecommendation(serializers.Serializer[Any]):
    item = VisibleKeyField(AgendaItem, required=False, allow_null=True, default=None)
    text = serializers.CharField(max_length=10_000)
    addressee_label = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    seat = VisibleKeyField(Seat, required=False, allow_null=True, default=None)
    structure = VisibleKeyField(Structure, required=False, allow_null=True, default=None)
    ministry = VisibleKeyField(Ministry, required=False, allow_null=True, default=None)
    commune = VisibleKeyField(Commune, required=False, allow_null=True, default=None)
    due_on = ApiDayField(required=False, allow_null=True, default=None)
    priority = serializers.ChoiceField(choices=Priority.choices, default=Priority.NORMAL)
    project = VisibleKeyField(Project, required=False, allow_null=True, default=None)


class IssuedRecommendation(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.IntegerField(allow_null=True, help_text="donné à la levée de la session")
    text = serializers.CharField()
    addressee_label = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    is_draft = serializers.BooleanField()


def _key(row: Any) -> Any:
    return row.pk if row is not None else None


class LiveActions:
    """The acts on a session while it is held, for the viewset of sessions."""

    def _session(self, rule: Any) -> CommissionSession:
        session: CommissionSession = self.get_object()  # type: ignore[attr-defined]
        require(rule, self.request.user, session)  # type: ignore[attr-defined]
        return session

    @extend_schema(request=None, responses=QuorumSerializer)
    @action(detail=True, methods=["get"])
    def quorum(self, request: Request, pk: str | None = None) -> Response:
        """The quorum now, computed from the events and the article."""
        session = self._session(rules.can_read_presence)
        return Response(QuorumSerializer(quorum_at(session)).data)

    @extend_schema(request=Opening, responses=LiveStateSerializer)
    @action(detail=True, methods=["post"])
    def open(self, request: Request, pk: str | None = None) -> Response:
        session = self._session(rules.can_conduct)
        data = payload(Opening, request)
        opened = holding.open_session(
            session.pk, by=request.user, at=data["at"], chair_seat_id=_key(data["chair_seat"]), rapporteur_seat_id=_key(data["rapporteur_seat"])
        )
        return Response(LiveStateSerializer(opened).data)

    @extend_schema(request=LiveReason, responses=LiveStateSerializer)
    @action(detail=True, methods=["post"])
    def suspend(self, request: Request, pk: str | None = None) -> Response:
        session = self._session(rules.can_conduct)
        return Response(LiveStateSerializer(holding.suspend(session.pk, **payload(LiveReason, request), by=request.user)).data)

    @extend_schema(request=None, responses=LiveStateSerializer)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: str | None = None) -> Response:
        session = self._session(rules.can_conduct)
        return Response(LiveStateSerializer(holding.resume(session.pk, by=request.user)).data)

    @extend_schema(request=Lifting, responses=LiveStateSerializer)
    @action(detail=True, methods=["post"])
    def lift(self, request: Request, pk: str | None = None) -> Response:
        session = self._session(rules.can_conduct)
        return Response(LiveStateSerializer(holding.lift(session.pk, **payload(Lifting, request), by=request.user)).data)

    @extend_schema(request=LiveReason, responses=LiveStateSerializer)
    @action(detail=True, methods=["post"], url_path="declare-no-quorum")
    def declare_no_quorum(self, request: Request, pk: str | None = None) -> Response:
        session = self._session(rules.can_conduct)
        return Response(LiveStateSerializer(holding.declare_no_quorum(session.pk, **payload(LiveReason, request), by=request.user)).data)

    @extend_schema(request=LiveItem, responses=LiveStateSerializer)
    @action(detail=True, methods=["post"], url_path="start-item")
    def start_item(self, request: Request, pk: str | None = None) -> Response:
        session = self._session(rules.can_conduct)
        holding.start_item(session.pk, _item_of(session, payload(LiveItem, request)["item"]).pk, by=request.user)
        return Response(LiveStateSerializer(self.get_object()).data)  # type: ignore[attr-defined]

    @extend_schema(request=LiveItem, responses=LiveStateSerializer)
    @action(detail=True, methods=["post"], url_path="end-item")
    def end_item(self, request: Request, pk: str | None = None) -> Response:
        session = self._session(rules.can_conduct)
        holding.end_item(session.pk, _item_of(session, payload(LiveItem, request)["item"]).pk, by=request.user)
        return Response(LiveStateSerializer(self.get_object()).data)  # type: ignore[attr-defined]

    @extend_schema(request=LiveWithdrawal, responses=LiveStateSerializer)
    @action(detail=True, methods=["post"], url_path="withdraw-item")
    def withdraw_item(self, request: Request, pk: str | None = None) -> Response:
        session = self._session(rules.can_conduct)
        data = payload(LiveWithdrawal, request)
        deciding.withdraw_in_session(_item_of(session, data["item"]).pk, reason=data["reason"], by=request.user)
        return Response(LiveStateSerializer(self.get_object()).data)  # type: ignore[attr-defined]

    @extend_schema(request=None, responses=QuorumSerializer)
    @action(detail=True, methods=["post"], url_path="tick-expected")
    def tick_expected(self, request: Request, pk: str | None = None) -> Response:
        """Note as arrived every member who answered « présent »."""
        session = self._session(rules.can_conduct)
        return Response(QuorumSerializer(presence.tick_expected(session.pk, by=request.user).quorum).data)

    @extend_schema(request=SessionRecommendation, responses={201: IssuedRecommendation})
    @action(detail=True, methods=["post"])
    def recommend(self, request: Request, pk: str | None = None) -> Response:
        """Write a recommendation in session; it takes its number when the session is lifted."""
        session = self._session(rules.can_take_minutes)
        data = payload(SessionRecommendation, request)
        item = data.pop("item")
        issued = deciding.recommend(session.pk, item_id=_key(item), line=RecommendationLine(**data), by=request.user)
        return Response(IssuedRecommendation(issued).data, status=status.HTTP_201_CREATED)


def _item_of(session: CommissionSession, item: AgendaItem) -> AgendaItem:
    if item.session_id != session.pk:
        raise serializers.ValidationError({"item": ["Ce point n’est pas à l’ordre du jour de la session."]})
    return item


class PresenceFilter(django_filters.FilterSet):
    session = django_filters.UUIDFilter(field_name="session_id")
    seat = django_filters.UUIDFilter(field_name="seat_id")
    kind = django_filters.ChoiceFilter(choices=PresenceKind.choices)
    standing = django_filters.BooleanFilter(field_name="cancelled_at", lookup_expr="isnull")


class PresenceEventViewSet(VisibleViewSet):
    model = PresenceEvent
    serializer_class = PresenceEventSerializer
    filterset_class = PresenceFilter

    def get_queryset(self) -> QuerySet[PresenceEvent]:
        return super().get_queryset().select_related("session")

    @extend_schema(request=NewPresence, responses={201: PresenceEventSerializer})
    def create(self, request: Request) -> Response:
        data = payload(NewPresence, request)
        require(rules.can_conduct, request.user, data["session"])
        noted = presence.record_presence(
            data["session"].pk,
            seat_id=data["seat"].pk,
            kind=data["kind"],
            at=data["at"],
            proxy_seat_id=_key(data["proxy_seat"]),
            item_id=_key(data["item"]),
            person_name=data["person_name"],
            note=data["note"],
            client_key=data["client_key"],
            by=request.user,
        )
        return Response(PresenceEventSerializer(noted.event).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=LiveReason, responses=PresenceEventSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str | None = None) -> Response:
        event = self.get_object()
        require(rules.can_conduct, request.user, event.session)
        return Response(PresenceEventSerializer(presence.cancel_presence(event.pk, note=payload(LiveReason, request)["reason"], by=request.user).event).data)

    @extend_schema(request=Instant, responses=PresenceEventSerializer)
    @action(detail=True, methods=["post"], url_path="correct-instant")
    def correct_instant(self, request: Request, pk: str | None = None) -> Response:
        event = self.get_object()
        require(rules.can_conduct, request.user, event.session)
        return Response(PresenceEventSerializer(presence.correct_instant(event.pk, **payload(Instant, request), by=request.user).event).data)


class MinuteTextFilter(django_filters.FilterSet):
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
            data["session"].pk, section=data["section"], item_id=_key(data["item"]), text=data["text"], base_revision=data["base_revision"], by=request.user
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
        return Response(MinuteTextSerializer(minutes.restore_revision(text.pk, **payload(Restoration, request), by=request.user)).data)


class SpeechFilter(django_filters.FilterSet):
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
        return Response(SpeechSerializer(minutes.add_speech(session.pk, item_id=_key(item), **data, by=request.user)).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=EditedSpeech, responses=SpeechSerializer)
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: str | None = None) -> Response:
        speech = self.get_object()
        require(rules.can_take_minutes, request.user, speech.session)
        return Response(SpeechSerializer(minutes.correct_speech(speech.pk, **payload(EditedSpeech, request), by=request.user)).data)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, pk: str | None = None) -> Response:
        speech = self.get_object()
        require(rules.can_take_minutes, request.user, speech.session)
        minutes.remove_speech(speech.pk, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class BallotFilter(django_filters.FilterSet):
    session = django_filters.UUIDFilter(field_name="session_id")
    item = django_filters.UUIDFilter(field_name="item_id")
    state = django_filters.ChoiceFilter(choices=BallotState.choices)


class BallotViewSet(VisibleViewSet):
    model = Ballot
    serializer_class = BallotSerializer
    filterset_class = BallotFilter

    def get_queryset(self) -> QuerySet[Ballot]:
        return super().get_queryset().select_related("session")

    @extend_schema(request=NewBallot, responses={201: BallotSerializer})
    def create(self, request: Request) -> Response:
        data = payload(NewBallot, request)
        item = data.pop("item")
        require(rules.can_conduct, request.user, item.session)
        if data.pop("method") == BallotMethod.CONSENSUS:
            ballot = voting.record_consensus(item.pk, **data, by=request.user)
        else:
            ballot = voting.open_ballot(item.pk, **data, by=request.user)
        return Response(BallotSerializer(ballot).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=Count, responses=BallotSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str | None = None) -> Response:
        ballot = self.get_object()
        require(rules.can_conduct, request.user, ballot.session)
        return Response(BallotSerializer(voting.close_ballot(ballot.pk, **payload(Count, request), by=request.user)).data)

    @extend_schema(request=LiveReason, responses=BallotSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str | None = None) -> Response:
        ballot = self.get_object()
        require(rules.can_conduct, request.user, ballot.session)
        return Response(BallotSerializer(voting.cancel_ballot(ballot.pk, **payload(LiveReason, request), by=request.user)).data)

    @extend_schema(request=Mark, responses=BallotSerializer)
    @action(detail=True, methods=["post"], url_path="mark-voted")
    def mark_voted(self, request: Request, pk: str | None = None) -> Response:
        ballot = self.get_object()
        require(rules.can_conduct, request.user, ballot.session)
        data = payload(Mark, request)
        return Response(BallotSerializer(voting.mark_voted(ballot.pk, seat_id=data["seat"].pk, voted=data["voted"], by=request.user)).data)


class DecisionFilter(django_filters.FilterSet):
    session = django_filters.UUIDFilter(field_name="session_id")
    commission = django_filters.UUIDFilter(field_name="commission_id")
    project = django_filters.UUIDFilter(field_name="effects__project_id")
    year = django_filters.NumberFilter()
    outcome = django_filters.ChoiceFilter(choices=Outcome.choices)


class DecisionViewSet(VisibleViewSet):
    model = Decision
    serializer_class = DecisionSerializer
    filterset_class = DecisionFilter

    def get_queryset(self) -> QuerySet[Decision]:
        return super().get_queryset().select_related("session").prefetch_related("effects", "reserves")

    @extend_schema(request=NewDecision, responses={201: DecisionSerializer})
    def create(self, request: Request) -> Response:
        """Decide on an item; the number is given in the same transaction."""
        data = payload(NewDecision, request)
        item = data["item"]
        require(rules.can_take_minutes, request.user, item.session)
        lines = [ReserveLine(text=line["text"], project_id=_key(line["project"]), due_on=line["due_on"]) for line in data["reserves"]]
        decision = deciding.decide(
            item.pk,
            outcome=data["outcome"],
            text=data["text"],
            project_ids=None if data["projects"] is None else [project.pk for project in data["projects"]],
            reserves=lines,
            by_consensus=data["by_consensus"],
            by=request.user,
        )
        return Response(DecisionSerializer(decision).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=CorrectedDecision, responses=DecisionSerializer)
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: str | None = None) -> Response:
        decision = self.get_object()
        require(rules.can_take_minutes, request.user, decision.session)
        return Response(DecisionSerializer(deciding.correct_decision(decision.pk, **payload(CorrectedDecision, request), by=request.user)).data)


class ReserveFilter(django_filters.FilterSet):
    decision = django_filters.UUIDFilter(field_name="decision_id")
    project = django_filters.UUIDFilter(field_name="project_id")
    state = django_filters.CharFilter()


class ReserveViewSet(VisibleViewSet):
    model = Reserve
    serializer_class = ReserveSerializer
    filterset_class = ReserveFilter


LIVE_ROUTES: list[tuple[str, type]] = [
    ("presence-events", PresenceEventViewSet),
    ("minute-texts", MinuteTextViewSet),
    ("speeches", SpeechViewSet),
    ("ballots", BallotViewSet),
    ("decisions", DecisionViewSet),
    ("reserves", ReserveViewSet),
]
