"""The votes: opened, counted, closed."""

from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from rest_framework import serializers

from commissions.models import Seat
from foundation.common.facts import keeping, shown_of
from sessions.core.enums import BallotMethod, BallotState, Outcome
from sessions.core.models import AgendaItem, Ballot

from ..forms import live as forms
from ..models import BallotVote
from ..operations import correcting, voting
from .shared import LiveReason, SessionRows, act, giving, key, keyed, new, sent

COUNTED = ("votes_for", "votes_against", "abstentions")
VOTES = Ballot._meta.get_field("president_vote").choices
VOICES = shown_of(BallotVote, "seat", "person_name", "choice", "cast_through", "through_name")
BallotSerializer = shown_of(
    Ballot,
    *("id", "session", "item", "question", "proposed_outcome", "method", "state", "opened_at", "closed_at", *COUNTED),
    *("president_vote", "result", "used_casting_vote", "snapshot"),
    votes=VOICES(many=True, read_only=True, help_text="les voix d’un vote nominal, et de lui seul"),
)
OUTCOME = serializers.ChoiceField(choices=Outcome.choices, required=False, allow_blank=True, default="")
METHOD = serializers.ChoiceField(
    choices=BallotMethod.choices,
    default=BallotMethod.SHOW_OF_HANDS,
    help_text="« consensus » est constaté et clos aussitôt",
)
NewBallot = sent("NewBallot", forms.BallotForm, method=METHOD, proposed_outcome=OUTCOME, item=key(AgendaItem))


def _count() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0, max_value=forms.VOICES, required=False, allow_null=True, default=None)


Count = sent("Count", forms.CountForm, **{name: _count() for name in COUNTED})
SEAT = key(Seat, "seat_id", help_text="pour une voix portée par procuration : le siège qui l’a donnée")
PRINTED = serializers.CharField(max_length=2000, help_text="Imprimé au procès-verbal, à côté de l’original.")
CorrectedCount = keeping(sent("CorrectedCount", forms.VoteCorrectionForm, reason=PRINTED))
Mark = sent("Mark", forms.MarkForm, seat=SEAT, voted=serializers.BooleanField(default=True))
CastVoice = sent("CastVoice", forms.VoiceForm, seat=SEAT)
CorrectedVoice = sent("CorrectedVoice", forms.VoiceCorrectionForm, seat=SEAT, reason=PRINTED)


class BallotViewSet(SessionRows):
    model = Ballot
    serializer_class = BallotSerializer
    filterset_class = keyed("session", "item", state=django_filters.ChoiceFilter(choices=BallotState.choices))

    def get_queryset(self) -> QuerySet[Ballot]:
        voices = Prefetch("votes", BallotVote.objects.order_by("seat__position", "seat_id"))
        return super().get_queryset().prefetch_related(voices)

    create = new(voting.put_to_the_vote, NewBallot, on="item")
    close = act(voting.close_ballot, Count, name="close")
    cancel = act(voting.cancel_ballot, LiveReason, name="cancel")
    correct = act(correcting.correct_vote, CorrectedCount, name="correct")
    mark_voted = act(voting.mark_voted, Mark)
    cast = act(giving(voting.cast_vote), CastVoice, name="cast")
    correct_voice = act(giving(correcting.correct_voice), CorrectedVoice)


VOTE_ROUTES: list[tuple[str, Any]] = [("ballots", BallotViewSet)]
