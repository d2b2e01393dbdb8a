from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.common import clock
from foundation.common.acts import api_act
from foundation.common.api_input import payload
from foundation.common.api_views import VisibleViewSet
from foundation.common.facts import ReasonInput
from foundation.common.permissions import require
from ministries.api.serializers import ClosingInput

from .. import operations
from ..filters import CommissionFilter, MandateFilter, SeatFilter, StatuteFilter
from ..models import Commission, Mandate, Seat, Statute
from ..operations.importing import import_members, invite_members, preview_members, rows_of
from ..rules import can_close_commission, can_create_commission, can_manage_commission
from .serializers import (
    CommissionSerializer,
    CorrectedStatute,
    EditedCommission,
    EditedSeat,
    InvitedMembers,
    MandateSerializer,
    MemberOutcome,
    MembersTable,
    NewCommission,
    NewInterim,
    NewMandate,
    NewSeat,
    NewStatute,
    SeatSerializer,
    StatuteInput,
    StatuteSerializer,
)


def _seat_act(operation: Any, name: str, **options: Any) -> Any:
    return api_act(operation, name=name, rule=can_manage_commission, of=lambda row: row.commission, **options)


def _mandate_act(operation: Any, name: str, **options: Any) -> Any:
    return api_act(operation, name=name, rule=can_manage_commission, of=lambda row: row.seat.commission, **options)


class CommissionViewSet(VisibleViewSet):
    model = Commission
    serializer_class = CommissionSerializer
    filterset_class = CommissionFilter

    @extend_schema(request=NewCommission, responses={201: CommissionSerializer})
    def create(self, request: Request) -> Response:
        require(can_create_commission, request.user)
        commission = operations.create_commission(**payload(NewCommission, request), by=request.user)
        return Response(CommissionSerializer(commission).data, status=status.HTTP_201_CREATED)

    edit = api_act(operations.edit_commission, name="edit", rule=can_manage_commission, takes=EditedCommission)
    close = api_act(operations.close_commission, name="close", rule=can_close_commission, takes=ClosingInput)

    @extend_schema(request=MembersTable, responses=MemberOutcome(many=True))
    @action(
        detail=True,
        methods=["post"],
        url_path="import-members",
        url_name="import-members",
        pagination_class=None,
        filterset_class=None,
    )
    def seat_members(self, request: Request, pk: str | None = None) -> Response:
        """Seat the members of a table, all or nobody."""
        commission = self.get_object()
        require(can_manage_commission, request.user, commission)
        data = payload(MembersTable, request)
        rows, run = rows_of(data.pop("text")), preview_members if data.pop("dry_run") else import_members
        return Response(MemberOutcome(run(commission.pk, rows, **data, by=request.user), many=True).data)

    @extend_schema(request=None, responses=InvitedMembers)
    @action(detail=True, methods=["post"], url_path="invite-members", url_name="invite-members")
    def send_invitations(self, request: Request, pk: str | None = None) -> Response:
        """Invite by mail every member who has an address and no account."""
        commission = self.get_object()
        require(can_manage_commission, request.user, commission)
        return Response(InvitedMembers(invite_members(commission.pk, on=clock.today(), by=request.user)).data)


def _statute_input(serializer_class: type[StatuteInput], request: Request) -> StatuteInput:
    serializer = serializer_class(data=request.data, context={"request": request})
    serializer.is_valid(raise_exception=True)
    return serializer


class StatuteViewSet(VisibleViewSet):
    model = Statute
    serializer_class = StatuteSerializer
    filterset_class = StatuteFilter

    def get_queryset(self) -> QuerySet[Statute]:
        return super().get_queryset().select_related("commission")

    @extend_schema(request=NewStatute, responses={201: StatuteSerializer})
    def create(self, request: Request) -> Response:
        sent = _statute_input(NewStatute, request)
        data: dict[str, Any] = sent.validated_data
        require(can_manage_commission, request.user, data["commission"])
        statute = operations.create_statute_version(
            data["commission"].pk,
            valid_from=data["valid_from"],
            legal_text=data["legal_text"],
            rules=sent.rules(),
            by=request.user,
        )
        return Response(StatuteSerializer(statute).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=CorrectedStatute, responses=StatuteSerializer)
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: str | None = None) -> Response:
        statute = self.get_object()
        require(can_manage_commission, request.user, statute.commission)
        sent = _statute_input(CorrectedStatute, request)
        data: dict[str, Any] = sent.validated_data
        corrected = operations.correct_statute(
            statute.pk,
            rules=sent.rules(),
            legal_text=data["legal_text"],
            valid_from=data["valid_from"],
            base_version=data["base_version"],
            by=request.user,
        )
        return Response(StatuteSerializer(corrected).data)


class SeatViewSet(VisibleViewSet):
    model = Seat
    serializer_class = SeatSerializer
    filterset_class = SeatFilter

    def get_queryset(self) -> QuerySet[Seat]:
        return super().get_queryset().select_related("commission")

    @extend_schema(request=NewSeat, responses={201: SeatSerializer})
    def create(self, request: Request) -> Response:
        data = payload(NewSeat, request)
        commission = data.pop("commission")
        require(can_manage_commission, request.user, commission)
        return Response(
            SeatSerializer(operations.add_seat(commission.pk, **data, by=request.user)).data,
            status=status.HTTP_201_CREATED,
        )

    edit = _seat_act(operations.edit_seat, "edit", takes=EditedSeat)
    suppress = _seat_act(operations.suppress_seat, "suppress", takes=ClosingInput)
    appoint = _seat_act(operations.appoint_to_seat, "appoint", takes=NewMandate, answers=MandateSerializer, status=201)
    delegate = _seat_act(operations.delegate_seat, "delegate", takes=NewInterim, answers=MandateSerializer, status=201)


class MandateViewSet(VisibleViewSet):
    model = Mandate
    serializer_class = MandateSerializer
    filterset_class = MandateFilter

    def get_queryset(self) -> QuerySet[Mandate]:
        return super().get_queryset().select_related("person", "seat__commission")

    end = _mandate_act(operations.end_mandate, "end", takes=ClosingInput)
    cancel = _mandate_act(operations.cancel_interim, "cancel", takes=ReasonInput, status=204)
