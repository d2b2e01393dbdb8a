"""The votes: opened, counted, closed."""

from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from commissions.models import Seat
from foundation.common.api_input import payload
from foundation.common.api_views import VisibleKeyField, VisibleViewSet
from foundation.common.lists import Filters
from foundation.common.permissions import require
from sessions.core import rules
from sessions.core.enums import BallotMethod, BallotState, Outcome, Voice
from sessions.core.models import AgendaItem, Ballot

from ..models import BallotVote
from ..operations import correcting, voting
from .live import LiveReason

VOTES = [("for", "pour"), ("against", "contre"), ("abstain", "abstention")]


class BallotVoteSerializer(serializers.ModelSerializer[BallotVote]):
    class Meta:
        model = BallotVote
        fields = ["seat", "person_name", "choice", "cast_through", "through_name"]
        read_only_fields = fields


class BallotSerializer(serializers.ModelSerializer[Ballot]):
    votes = BallotVoteSerializer(many=True, read_only=True, help_text="les voix d’un vote nominal, et de lui seul")

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
            "votes",
        ]
        read_only_fields = fields


class NewBallot(serializers.Serializer[Any]):
    item = VisibleKeyField(AgendaItem)
    method = serializers.ChoiceField(
        choices=BallotMethod.choices,
        default=BallotMethod.SHOW_OF_HANDS,
        help_text="« consensus » est constaté et clos aussitôt",
    )
    question = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    proposed_outcome = serializers.ChoiceField(choices=Outcome.choices, required=False, allow_blank=True, default="")


class Count(serializers.Serializer[Any]):
    votes_for = serializers.IntegerField(min_value=0, max_value=1000, required=False, allow_null=True, default=None)
    votes_against = serializers.IntegerField(min_value=0, max_value=1000, required=False, allow_null=True, default=None)
    abstentions = serializers.IntegerField(min_value=0, max_value=1000, required=False, allow_null=True, default=None)
    president_vote = serializers.ChoiceField(choices=VOTES, required=False, allow_blank=True, default="")


class CorrectedCount(serializers.Serializer[Any]):
    votes_for = serializers.IntegerField(min_value=0, max_value=1000)
    votes_against = serializers.IntegerField(min_value=0, max_value=1000)
    abstentions = serializers.IntegerField(min_value=0, max_value=1000)
    president_vote = serializers.ChoiceField(choices=VOTES, required=False, allow_blank=True, default="")
    reason = serializers.CharField(max_length=2000, help_text="Imprimé au procès-verbal, à côté de l’original.")


class Mark(serializers.Serializer[Any]):
    seat = VisibleKeyField(Seat)
    voted = serializers.BooleanField(default=True)


class CastVoice(serializers.Serializer[Any]):
    seat = VisibleKeyField(Seat, help_text="pour une voix portée par procuration : le siège qui l’a donnée")
    choice = serializers.ChoiceField(
        choices=Voice.choices, required=False, allow_blank=True, default="", help_text="empty: taken back"
    )


class CorrectedVoice(serializers.Serializer[Any]):
    seat = VisibleKeyField(Seat)
    choice = serializers.ChoiceField(choices=Voice.choices)
    reason = serializers.CharField(max_length=2000, help_text="Imprimé au procès-verbal, à côté de l’original.")


class BallotFilter(Filters):
    session = django_filters.UUIDFilter(field_name="session_id")
    item = django_filters.UUIDFilter(field_name="item_id")
    state = django_filters.ChoiceFilter(choices=BallotState.choices)


class BallotViewSet(VisibleViewSet):
    model = Ballot
    serializer_class = BallotSerializer
    filterset_class = BallotFilter

    def get_queryset(self) -> QuerySet[Ballot]:
        voices = Prefetch("votes", BallotVote.objects.order_by("seat__position", "seat_id"))
        return super().get_queryset().select_related("session").prefetch_related(voices)

    @extend_schema(request=NewBallot, responses={201: BallotSerializer})
    def create(self, request: Request) -> Response:
        data = payload(NewBallot, request)
        item = data.pop("item")
        require(rules.can_conduct, request.user, item.session)
        if data["method"] == BallotMethod.CONSENSUS:
            ballot = voting.record_consensus(
                item.pk, question=data["question"], proposed_outcome=data["proposed_outcome"], by=request.user
            )
        else:
            ballot = voting.open_ballot(item.pk, **data, by=request.user)
        return Response(BallotSerializer(ballot).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=Count, responses=BallotSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str | None = None) -> Response:
        ballot = self.get_object()
        require(rules.can_conduct, request.user, ballot.session)
        return Response(
            BallotSerializer(voting.close_ballot(ballot.pk, **payload(Count, request), by=request.user)).data
        )

    @extend_schema(request=LiveReason, responses=BallotSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str | None = None) -> Response:
        ballot = self.get_object()
        require(rules.can_conduct, request.user, ballot.session)
        return Response(
            BallotSerializer(voting.cancel_ballot(ballot.pk, **payload(LiveReason, request), by=request.user)).data
        )

    @extend_schema(request=CorrectedCount, responses=BallotSerializer)
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: str | None = None) -> Response:
        """Correct the count of a closed vote once the session is over, with its reason."""
        ballot = self.get_object()
        require(rules.can_conduct, request.user, ballot.session)
        return Response(
            BallotSerializer(
                correcting.correct_vote(ballot.pk, **payload(CorrectedCount, request), by=request.user)
            ).data
        )

    @extend_schema(request=Mark, responses=BallotSerializer)
    @action(detail=True, methods=["post"], url_path="mark-voted")
    def mark_voted(self, request: Request, pk: str | None = None) -> Response:
        ballot = self.get_object()
        require(rules.can_conduct, request.user, ballot.session)
        data = payload(Mark, request)
        return Response(
            BallotSerializer(
                voting.mark_voted(ballot.pk, seat_id=data["seat"].pk, voted=data["voted"], by=request.user)
            ).data
        )

    @extend_schema(request=CastVoice, responses=BallotSerializer)
    @action(detail=True, methods=["post"])
    def cast(self, request: Request, pk: str | None = None) -> Response:
        """Note what a voter says in an open vote by name."""
        ballot = self.get_object()
        require(rules.can_conduct, request.user, ballot.session)
        data = payload(CastVoice, request)
        voting.cast_vote(ballot.pk, seat_id=data["seat"].pk, choice=data["choice"], by=request.user)
        return Response(BallotSerializer(self.get_object()).data)

    @extend_schema(request=CorrectedVoice, responses=BallotSerializer)
    @action(detail=True, methods=["post"], url_path="correct-voice")
    def correct_voice(self, request: Request, pk: str | None = None) -> Response:
        """Correct what one member said in a vote by name once the session is over, with its reason."""
        ballot = self.get_object()
        require(rules.can_conduct, request.user, ballot.session)
        data = payload(CorrectedVoice, request)
        correcting.correct_voice(
            ballot.pk, seat_id=data["seat"].pk, choice=data["choice"], reason=data["reason"], by=request.user
        )
        return Response(BallotSerializer(self.get_object()).data)


VOTE_ROUTES: list[tuple[str, type]] = [("ballots", BallotViewSet)]
