"""The API of a session as it is held: its acts, with the same operations, rules and refusals as the live page.

Presence, texts, votes and decisions have a file each.
"""

from collections.abc import Callable
from functools import partial, wraps
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from commissions.models import Seat
from foundation.accounts.models import User
from foundation.common.api_input import payload
from foundation.common.api_views import Declared, VisibleViewSet
from foundation.common.facts import shown_of
from foundation.common.permissions import Rule, require
from foundation.common.requests import ApiRequest
from ministries.models import Commune, Ministry, Structure
from projects.models import Project
from recommendations.enums import Priority
from recommendations.models import Recommendation
from sessions.core import rules
from sessions.core.models import AgendaItem, CommissionSession

from ..forms import live as forms
from ..models import CheckIn
from ..operations import checking_in, deciding, holding, presence, reconvening
from ..operations.deciding import RecommendationLine
from ..queries.check_in import shown_code
from ..queries.presence import quorum_at
from .shared import LiveReason, act, giving, key, sent


class QuorumSerializer(serializers.Serializer):
    at = serializers.DateTimeField(allow_null=True)
    base = serializers.IntegerField()
    present = serializers.IntegerField()
    represented = serializers.IntegerField()
    counted = serializers.IntegerField()
    required: Declared = serializers.IntegerField(allow_null=True, help_text="vide : règle de quorum non renseignée")
    article = serializers.CharField()
    rule = serializers.CharField()
    is_reached = serializers.BooleanField(allow_null=True)
    sentence = serializers.CharField()


class CheckInSerializer(serializers.Serializer):
    code = serializers.CharField()
    opened_at = serializers.DateTimeField()
    address = serializers.CharField(help_text="ce que lit le code QR")


# A session after one of its acts.
HELD = ("opened_at", "lifted_at", "chair", "chair_capacity", "rapporteur", "current_item")
LiveState = shown_of(CommissionSession, "id", "commission", "state", *HELD, "version", called="LiveState")
ISSUED = ("id", "number", "text", "addressee_label", "due_on", "is_draft")
IssuedRecommendation = shown_of(Recommendation, *ISSUED, called="IssuedRecommendation")

Opening = sent(
    "Opening",
    forms.OpeningForm,
    "at",
    chair_seat=key(Seat, "chair_seat_id", optional=True),
    rapporteur_seat=key(Seat, "rapporteur_seat_id", optional=True),
)
NoQuorum = sent("NoQuorum", forms.NoQuorumForm)
LiveItem = type("LiveItem", (serializers.Serializer,), {"item": key(AgendaItem)})
LiveWithdrawal = sent(
    "LiveWithdrawal", forms.ReasonForm, item=key(AgendaItem), reason=serializers.CharField(max_length=2000)
)
ADDRESSEES = {"seat": Seat, "structure": Structure, "ministry": Ministry, "commune": Commune, "project": Project}
SessionRecommendation = sent(
    "SessionRecommendation",
    forms.RecommendationForm,
    *("text", "addressee_label", "due_on"),
    item=key(AgendaItem, "item_id", optional=True),
    priority=serializers.ChoiceField(choices=Priority.choices, default=Priority.NORMAL),
    **{name: key(model, optional=True) for name, model in ADDRESSEES.items()},
)


def _on_item(operation: Callable[..., Any]) -> Callable[..., CommissionSession]:
    """An act on the item that the payload names, when it is one of the session."""

    @wraps(operation)
    def done(session_id: UUID, *, item: AgendaItem, by: User, **typed: Any) -> CommissionSession:
        if item.session_id != session_id:
            raise serializers.ValidationError({"item": ["Ce point n’est pas à l’ordre du jour de la session."]})
        operation(session_id, item.pk, **typed, by=by)
        return CommissionSession.objects.get(pk=session_id)

    return done


@wraps(deciding.withdraw_in_session)
def _withdrawn(session_id: UUID, item_id: UUID, *, reason: str, by: User) -> AgendaItem:
    return deciding.withdraw_in_session(item_id, reason=reason, by=by)


@wraps(deciding.recommend)
def _recommended(session_id: UUID, *, item_id: UUID | None, by: User, **line: Any) -> Recommendation:
    return deciding.recommend(session_id, item_id=item_id, line=RecommendationLine(**line), by=by)


def _code(shown: CheckIn) -> Any:
    return shown_code(shown.session)


held = partial(act, answers=LiveState)
WHOLE = {"pagination_class": None, "filterset_class": None}
OF_ITEM = OpenApiParameter("item", OpenApiTypes.UUID, description="le point : qui s’y déporte n’est pas compté")


class LiveActions(VisibleViewSet):
    """The acts on a session while it is held, for the viewset of sessions."""

    def _session(self, rule: Rule) -> CommissionSession:
        session: CommissionSession = self.get_object()
        require(rule, self.request.user, session)
        return session

    @extend_schema(responses=QuorumSerializer, parameters=[OF_ITEM])
    @action(detail=True, methods=["get"])
    def quorum(self, request: ApiRequest, pk: str | None = None) -> Response:
        """The quorum now, computed from the events and the article; that of one item leaves out who stands aside from
        it.
        """
        session = self._session(rules.can_read_presence)
        asked = request.query_params.get("item", "")
        if not asked:
            return Response(QuorumSerializer(quorum_at(session)).data)
        items = AgendaItem.objects.visible_to(request.user).filter(session=session)
        item = get_object_or_404(items, pk=serializers.UUIDField().run_validation(asked))
        return Response(QuorumSerializer(quorum_at(session, item_id=item.pk)).data)

    open = held(holding.open_session, Opening, name="open")
    suspend = held(holding.suspend, LiveReason)
    resume = held(holding.resume)
    lift = held(holding.lift, sent("Lifting", forms.LiftingForm))

    @extend_schema(request=NoQuorum, responses=LiveState)
    @action(detail=True, methods=["post"], url_path="declare-no-quorum")
    def declare_no_quorum(self, request: ApiRequest, pk: str | None = None) -> Response:
        session = self._session(rules.can_conduct)
        data = payload(NoQuorum, request)
        if data.pop("reconvene"):
            require(rules.can_prepare, request.user, session)
            reconvening.declare_and_reconvene(session.pk, **data, by=request.user)
            return Response(LiveState(self.get_object()).data)
        return Response(LiveState(holding.declare_no_quorum(session.pk, **data, by=request.user)).data)

    start_item = held(_on_item(holding.start_item), LiveItem)
    end_item = held(_on_item(holding.end_item), LiveItem)
    withdraw_item = held(_on_item(_withdrawn), LiveWithdrawal, name="withdraw_item")
    tick_expected = act(giving(presence.tick_expected, attrgetter("quorum")), answers=QuorumSerializer)
    confirm_answers = act(giving(presence.confirm_answers, attrgetter("quorum")), answers=QuorumSerializer)

    @extend_schema(responses=CheckInSerializer)
    @action(detail=True, methods=["get"], url_path="check-in", url_name="check-in", **WHOLE)
    def check_in(self, request: ApiRequest, pk: str | None = None) -> Response:
        """The code that is shown in the room; for whoever conducts the session. 404 when none is."""
        shown = shown_code(self._session(rules.can_conduct))
        if shown is None:
            raise Http404
        return Response(CheckInSerializer(shown).data)

    open_check_in = act(giving(checking_in.open_check_in, _code), answers=CheckInSerializer)
    renew_check_in = act(giving(checking_in.renew_check_in, _code), answers=CheckInSerializer)
    close_check_in = act(checking_in.close_check_in, status=204)
    recommend = act(
        _recommended, SessionRecommendation, rule=rules.can_take_minutes, answers=IssuedRecommendation, status=201
    )
