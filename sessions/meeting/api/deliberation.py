"""The items adopted together, and the explanations of vote: same operations, rules and refusals as the pages."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from commissions.models import Seat
from foundation.common.api_input import payload
from foundation.common.api_views import VisibleKeyField, VisibleViewSet
from foundation.common.lists import Filters
from foundation.common.permissions import require
from sessions.core import rules as core_rules
from sessions.core.models import AgendaItem, Ballot, CommissionSession

from ..models import ConsentLine, VoteExplanation
from ..operations import consent
from ..operations.explaining import explain_vote
from ..queries.explanations import seats_held_by
from .decisions import DecisionSerializer


class ConsentLineSerializer(serializers.ModelSerializer[ConsentLine]):
    class Meta:
        model = ConsentLine
        fields = ["id", "session", "item", "outcome", "removed_at", "objector", "objection", "decision"]
        read_only_fields = fields


class NewConsentLine(serializers.Serializer[Any]):
    item = VisibleKeyField(AgendaItem)
    outcome = serializers.ChoiceField(choices=[(outcome.value, outcome.label) for outcome in consent.OUTCOMES])


class Objection(serializers.Serializer[Any]):
    seat = VisibleKeyField(
        Seat,
        required=False,
        allow_null=True,
        default=None,
        help_text="qui s’oppose ; vide : le secrétaire sort lui-même le point",
    )
    objection = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class BlockOf(serializers.Serializer[Any]):
    session = VisibleKeyField(CommissionSession)


class ConsentLineFilter(Filters):
    session = django_filters.UUIDFilter(field_name="session_id")
    item = django_filters.UUIDFilter(field_name="item_id")

    class Meta:
        model = ConsentLine
        fields: tuple[str, ...] = ()


class ConsentLineViewSet(VisibleViewSet):
    """The items adopted together without discussion."""

    model = ConsentLine
    serializer_class = ConsentLineSerializer
    filterset_class = ConsentLineFilter

    def get_queryset(self) -> QuerySet[ConsentLine]:
        return (
            super()
            .get_queryset()
            .filter(item__in=AgendaItem.objects.visible_to(self.request.user))
            .select_related("session")
        )

    @extend_schema(request=NewConsentLine, responses={201: ConsentLineSerializer})
    def create(self, request: Request) -> Response:
        data = payload(NewConsentLine, request)
        require(core_rules.can_conduct, request.user, data["item"].session)
        line = consent.put_in_block(data["item"].pk, outcome=data["outcome"], by=request.user)
        return Response(ConsentLineSerializer(line).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=Objection, responses=ConsentLineSerializer)
    @action(detail=True, methods=["post"], url_path="object")
    def object_to(self, request: Request, pk: str | None = None) -> Response:
        """Take the item out: a member for his own seat, who conducts the session for any, or for none."""
        line = self.get_object()
        require(core_rules.can_object, request.user, line.session)
        data = payload(Objection, request)
        conducts, own = core_rules.can_conduct(request.user, line.session), seats_held_by(request.user, line.session)
        seat = data["seat"].pk if data["seat"] is not None else None if conducts else next(iter(own), None)
        if not conducts and seat not in own:
            raise PermissionDenied("Un membre ne s’oppose que pour son propre siège.")
        if seat is None:
            line = consent.take_out_of_block(line.item_id, objection=data["objection"], by=request.user)
        else:
            line = consent.object_to_item(line.item_id, seat_id=seat, objection=data["objection"], by=request.user)
        return Response(ConsentLineSerializer(line).data)

    @extend_schema(request=BlockOf, responses={201: DecisionSerializer(many=True)})
    @action(detail=False, methods=["post"])
    def adopt(self, request: Request) -> Response:
        """Adopt every item of the block of a session, all or none; each gets its vote and its decision."""
        session = payload(BlockOf, request)["session"]
        require(core_rules.can_take_minutes, request.user, session)
        return Response(
            DecisionSerializer(consent.adopt_block(session.pk, by=request.user), many=True).data,
            status=status.HTTP_201_CREATED,
        )


class VoteExplanationSerializer(serializers.ModelSerializer[VoteExplanation]):
    class Meta:
        model = VoteExplanation
        fields = ["id", "session", "ballot", "seat", "person_name", "text", "written_at", "is_for_another", "version"]
        read_only_fields = fields


class NewExplanation(serializers.Serializer[Any]):
    ballot = VisibleKeyField(Ballot)
    seat = VisibleKeyField(Seat)
    text = serializers.CharField(max_length=10_000, allow_blank=True, help_text="empty: taken back")
    base_version = serializers.IntegerField(min_value=1, required=False, allow_null=True, default=None)


class VoteExplanationFilter(Filters):
    session = django_filters.UUIDFilter(field_name="session_id")
    ballot = django_filters.UUIDFilter(field_name="ballot_id")

    class Meta:
        model = VoteExplanation
        fields: tuple[str, ...] = ()


class VoteExplanationViewSet(VisibleViewSet):
    model = VoteExplanation
    serializer_class = VoteExplanationSerializer
    filterset_class = VoteExplanationFilter

    @extend_schema(request=NewExplanation, responses={201: VoteExplanationSerializer, 204: None})
    def create(self, request: Request) -> Response:
        """Write or change the explanation of a vote; an empty text takes it back (204)."""
        data = payload(NewExplanation, request)
        session, seat = data["ballot"].session, data["seat"].pk
        require(core_rules.can_explain, request.user, session)
        is_own = seat in seats_held_by(request.user, session)
        if not is_own and not core_rules.can_take_minutes(request.user, session):
            raise PermissionDenied("Un membre n’explique que son propre vote.")
        row = explain_vote(
            data["ballot"].pk,
            seat_id=seat,
            text=data["text"],
            base_version=data["base_version"],
            for_another=not is_own,
            by=request.user,
        )
        return (
            Response(status=status.HTTP_204_NO_CONTENT)
            if row is None
            else Response(VoteExplanationSerializer(row).data, status=status.HTTP_201_CREATED)
        )


DELIBERATION_ROUTES: list[tuple[str, type]] = [
    ("consent-lines", ConsentLineViewSet),
    ("vote-explanations", VoteExplanationViewSet),
]
