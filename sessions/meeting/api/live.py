"""The API of a session as it is held: its acts, with the same operations, rules and refusals as the live page.

Presence, texts, votes and decisions have a file each.
"""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from commissions.models import Seat
from foundation.common.api_input import payload
from foundation.common.api_views import VisibleKeyField
from foundation.common.days import ApiDayField, ApiInstantField
from foundation.common.permissions import require
from ministries.models import Commune, Ministry, Structure
from projects.models import Project
from recommendations.enums import Priority
from sessions.core import rules
from sessions.core.models import AgendaItem, CommissionSession

from ..operations import checking_in, deciding, holding, presence, reconvening
from ..operations.deciding import RecommendationLine
from ..queries.check_in import shown_code
from ..queries.presence import quorum_at


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
        fields = [
            "id",
            "commission",
            "state",
            "opened_at",
            "lifted_at",
            "chair",
            "chair_capacity",
            "rapporteur",
            "current_item",
            "version",
        ]
        read_only_fields = fields


class CheckInSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    opened_at = serializers.DateTimeField()
    address = serializers.CharField(help_text="ce que lit le code QR")


class Opening(serializers.Serializer[Any]):
    at = ApiInstantField(required=False, allow_null=True, default=None)
    chair_seat = VisibleKeyField(Seat, required=False, allow_null=True, default=None)
    rapporteur_seat = VisibleKeyField(Seat, required=False, allow_null=True, default=None)


class LiveReason(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class NoQuorum(LiveReason):
    reconvene = serializers.BooleanField(default=False, help_text="prepare the second convocation in the same act")


class Lifting(serializers.Serializer[Any]):
    at = ApiInstantField(required=False, allow_null=True, default=None)


class LiveItem(serializers.Serializer[Any]):
    item = VisibleKeyField(AgendaItem)


class LiveWithdrawal(LiveItem):
    reason = serializers.CharField(max_length=2000)


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


def key_of(row: Any) -> Any:
    return row.pk if row is not None else None


class LiveActions:
    """The acts on a session while it is held, for the viewset of sessions."""

    def _session(self, rule: Any) -> CommissionSession:
        session: CommissionSession = self.get_object()  # type: ignore[attr-defined]
        require(rule, self.request.user, session)  # type: ignore[attr-defined]
        return session

    @extend_schema(
        request=None,
        responses=QuorumSerializer,
        parameters=[
            OpenApiParameter("item", OpenApiTypes.UUID, description="le point : qui s’y déporte n’est pas compté")
        ],
    )
    @action(detail=True, methods=["get"])
    def quorum(self, request: Request, pk: str | None = None) -> Response:
        """The quorum now, computed from the events and the article; that of one item leaves out who stands aside from
        it.
        """
        session = self._session(rules.can_read_presence)
        asked = request.query_params.get("item", "")
        if not asked:
            return Response(QuorumSerializer(quorum_at(session)).data)
        items = AgendaItem.objects.visible_to(request.user).filter(session=session)  # type: ignore[arg-type]
        item = get_object_or_404(items, pk=serializers.UUIDField().run_validation(asked))
        return Response(QuorumSerializer(quorum_at(session, item_id=item.pk)).data)

    @extend_schema(request=Opening, responses=LiveStateSerializer)
    @action(detail=True, methods=["post"])
    def open(self, request: Request, pk: str | None = None) -> Response:
        session = self._session(rules.can_conduct)
        data = payload(Opening, request)
        opened = holding.open_session(
            session.pk,
            by=request.user,
            at=data["at"],
            chair_seat_id=key_of(data["chair_seat"]),
            rapporteur_seat_id=key_of(data["rapporteur_seat"]),
        )
        return Response(LiveStateSerializer(opened).data)

    @extend_schema(request=LiveReason, responses=LiveStateSerializer)
    @action(detail=True, methods=["post"])
    def suspend(self, request: Request, pk: str | None = None) -> Response:
        session = self._session(rules.can_conduct)
        return Response(
            LiveStateSerializer(holding.suspend(session.pk, **payload(LiveReason, request), by=request.user)).data
        )

    @extend_schema(request=None, responses=LiveStateSerializer)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: str | None = None) -> Response:
        session = self._session(rules.can_conduct)
        return Response(LiveStateSerializer(holding.resume(session.pk, by=request.user)).data)

    @extend_schema(request=Lifting, responses=LiveStateSerializer)
    @action(detail=True, methods=["post"])
    def lift(self, request: Request, pk: str | None = None) -> Response:
        session = self._session(rules.can_conduct)
        return Response(
            LiveStateSerializer(holding.lift(session.pk, **payload(Lifting, request), by=request.user)).data
        )

    @extend_schema(request=NoQuorum, responses=LiveStateSerializer)
    @action(detail=True, methods=["post"], url_path="declare-no-quorum")
    def declare_no_quorum(self, request: Request, pk: str | None = None) -> Response:
        session = self._session(rules.can_conduct)
        data = payload(NoQuorum, request)
        if data.pop("reconvene"):
            require(rules.can_prepare, request.user, session)
            reconvening.declare_and_reconvene(session.pk, **data, by=request.user)
            return Response(LiveStateSerializer(self.get_object()).data)  # type: ignore[attr-defined]
        return Response(LiveStateSerializer(holding.declare_no_quorum(session.pk, **data, by=request.user)).data)

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

    @extend_schema(request=None, responses=QuorumSerializer)
    @action(detail=True, methods=["post"], url_path="confirm-answers")
    def confirm_answers(self, request: Request, pk: str | None = None) -> Response:
        """Note, as they announced it, who is excused and who gave a proxy."""
        session = self._session(rules.can_conduct)
        return Response(QuorumSerializer(presence.confirm_answers(session.pk, by=request.user).quorum).data)

    @extend_schema(request=None, responses=CheckInSerializer)
    @action(
        detail=True,
        methods=["get"],
        url_path="check-in",
        url_name="check-in",
        pagination_class=None,
        filterset_class=None,
    )
    def check_in(self, request: Request, pk: str | None = None) -> Response:
        """The code that is shown in the room; for whoever conducts the session. 404 when none is."""
        shown = shown_code(self._session(rules.can_conduct))
        if shown is None:
            raise Http404
        return Response(CheckInSerializer(shown).data)

    @extend_schema(request=None, responses=CheckInSerializer)
    @action(detail=True, methods=["post"], url_path="open-check-in", url_name="open-check-in")
    def open_check_in(self, request: Request, pk: str | None = None) -> Response:
        """Show a code by which the members note their own arrival."""
        session = checking_in.open_check_in(self._session(rules.can_conduct).pk, by=request.user).session
        return Response(CheckInSerializer(shown_code(session)).data)

    @extend_schema(request=None, responses=CheckInSerializer)
    @action(detail=True, methods=["post"], url_path="renew-check-in", url_name="renew-check-in")
    def renew_check_in(self, request: Request, pk: str | None = None) -> Response:
        """Show another code; the old one is dead."""
        session = checking_in.renew_check_in(self._session(rules.can_conduct).pk, by=request.user).session
        return Response(CheckInSerializer(shown_code(session)).data)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"], url_path="close-check-in", url_name="close-check-in")
    def close_check_in(self, request: Request, pk: str | None = None) -> Response:
        checking_in.close_check_in(self._session(rules.can_conduct).pk, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=SessionRecommendation, responses={201: IssuedRecommendation})
    @action(detail=True, methods=["post"])
    def recommend(self, request: Request, pk: str | None = None) -> Response:
        """Write a recommendation in session; it takes its number when the session is lifted."""
        session = self._session(rules.can_take_minutes)
        data = payload(SessionRecommendation, request)
        item = data.pop("item")
        issued = deciding.recommend(session.pk, item_id=key_of(item), line=RecommendationLine(**data), by=request.user)
        return Response(IssuedRecommendation(issued).data, status=status.HTTP_201_CREATED)


def _item_of(session: CommissionSession, item: AgendaItem) -> AgendaItem:
    if item.session_id != session.pk:
        raise serializers.ValidationError({"item": ["Ce point n’est pas à l’ordre du jour de la session."]})
    return item
