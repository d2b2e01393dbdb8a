"""The items adopted together, and the explanations of vote: same operations, rules and refusals as the pages."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from commissions.models import Seat
from foundation.common.api_input import payload
from foundation.common.api_views import VisibleViewSet
from foundation.common.facts import shown_of
from foundation.common.permissions import require
from foundation.common.requests import ApiRequest
from sessions.core import rules
from sessions.core.models import AgendaItem, Ballot, CommissionSession

from ..forms.deliberation import BlockForm, ExplanationForm, ObjectionForm
from ..models import ConsentLine, VoteExplanation
from ..operations import consent
from ..operations.explaining import explain_vote
from ..queries.explanations import seats_held_by
from .decisions import DecisionSerializer
from .shared import SessionRows, key, keyed, new, sent

LINE = ("id", "session", "item", "outcome", "removed_at", "objector", "objection", "decision")
EXPLANATION = ("id", "session", "ballot", "seat", "person_name", "text", "written_at", "is_for_another", "version")
WHO = "who objects; empty: the secretary takes the item out himself"
Objection = sent("Objection", ObjectionForm, seat=key(Seat, "seat_id", optional=True, help_text=WHO))
BlockOf = type("BlockOf", (serializers.Serializer,), {"session": key(CommissionSession)})
NewExplanation = sent(
    "NewExplanation",
    ExplanationForm,
    ballot=key(Ballot),
    seat=key(Seat, "seat_id"),
    text=serializers.CharField(max_length=10_000, allow_blank=True, help_text="empty: taken back"),
    base_version=serializers.IntegerField(min_value=1, required=False, allow_null=True, default=None),
)


class ConsentLineViewSet(SessionRows):
    """The items adopted together without discussion."""

    model = ConsentLine
    serializer_class = shown_of(ConsentLine, *LINE)
    filterset_class = keyed("session", "item")

    def get_queryset(self) -> QuerySet[ConsentLine]:
        return super().get_queryset().filter(item__in=AgendaItem.objects.visible_to(self.request.user))

    create = new(consent.put_in_block, sent("NewConsentLine", BlockForm, item=key(AgendaItem)), on="item")

    @extend_schema(request=Objection)
    @action(detail=True, methods=["post"], url_path="object")
    def object_to(self, request: ApiRequest, pk: str | None = None) -> Response:
        """Take the item out: a member for his own seat, who conducts the session for any, or for none."""
        line = self.get_object()
        require(rules.can_object, request.user, line.session)
        conducts, own = rules.can_conduct(request.user, line.session), seats_held_by(request.user, line.session)
        typed = payload(Objection, request)
        seat = typed.pop("seat_id") or (None if conducts else next(iter(own), None))
        if not conducts and seat not in own:
            raise PermissionDenied("Un membre ne s’oppose que pour son propre siège.")
        if seat is None:
            done = consent.take_out_of_block(line.item_id, **typed, by=request.user)
        else:
            done = consent.object_to_item(line.item_id, seat_id=seat, **typed, by=request.user)
        return Response(self.get_serializer(done).data)

    @extend_schema(request=BlockOf, responses={201: DecisionSerializer(many=True)})
    @action(detail=False, methods=["post"])
    def adopt(self, request: ApiRequest) -> Response:
        """Adopt every item of the block of a session, all or none; each gets its vote and its decision."""
        session = payload(BlockOf, request)["session"]
        require(rules.can_take_minutes, request.user, session)
        taken = consent.adopt_block(session.pk, by=request.user)
        return Response(DecisionSerializer(taken, many=True).data, status=201)


class VoteExplanationViewSet(VisibleViewSet):
    model = VoteExplanation
    serializer_class = shown_of(VoteExplanation, *EXPLANATION)
    filterset_class = keyed("session", "ballot")

    @extend_schema(request=NewExplanation, responses={201: serializer_class, 204: None})
    def create(self, request: ApiRequest) -> Response:
        """Write or change the explanation of a vote; an empty text takes it back (204)."""
        typed = payload(NewExplanation, request)
        ballot = typed.pop("ballot")
        require(rules.can_explain, request.user, ballot.session)
        is_own = typed["seat_id"] in seats_held_by(request.user, ballot.session)
        if not is_own and not rules.can_take_minutes(request.user, ballot.session):
            raise PermissionDenied("Un membre n’explique que son propre vote.")
        row = explain_vote(ballot.pk, **typed, for_another=not is_own, by=request.user)
        return Response(status=204) if row is None else Response(self.get_serializer(row).data, status=201)


DELIBERATION_ROUTES: list[tuple[str, Any]] = [
    ("consent-lines", ConsentLineViewSet),
    ("vote-explanations", VoteExplanationViewSet),
]
