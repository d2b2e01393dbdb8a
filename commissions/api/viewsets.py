from dataclasses import asdict
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from foundation.common import clock
from foundation.common.acts import api_act, api_create
from foundation.common.api_input import payload
from foundation.common.api_views import Declared, VisibleViewSet
from foundation.common.days import ApiDayField
from foundation.common.facts import FactsInput, ReasonInput, Shown, Versioned, edited_input, new_input, shown_of
from foundation.common.permissions import require
from foundation.common.requests import ApiRequest
from ministries.api.viewsets import ClosingInput

from .. import operations
from ..filters import CommissionFilter, MandateFilter, SeatFilter, StatuteFilter
from ..forms import CREATED, DELEGATED, HELD, NEW_SEAT, RULED, SEATED, with_rules
from ..models import Commission, Mandate, Seat, Statute
from ..operations.founding import EDITED
from ..operations.importing import import_members, invite_members, preview_members, rows_of
from ..operations.seating import SEAT_FIELDS
from ..queries import rule_lines
from ..rules import can_close_commission, can_create_commission, can_manage_commission

# A seat is said in full.
ASKED = ("role", "has_vote", "position")


CommissionSerializer = shown_of(
    Commission, "id", "scope", *CREATED, "closed_on", "reminder_days", "reminder_wait", "is_fictitious", "version"
)
NewCommission = new_input(Commission, *CREATED, required=("kind",))
EditedCommission = edited_input(
    Commission,
    *EDITED,
    "reminder_days",
    "reminder_wait",
    reminder_days=serializers.ListField(
        child=serializers.IntegerField(),
        label="Rappels automatiques",
        required=False,
        allow_null=True,
        default=None,
        help_text="jours avant la session ; vide : aucun.",
    ),
)


class StatuteSerializer(Shown):
    sentences = serializers.SerializerMethodField()

    class Meta:
        model = Statute
        fields = ("id", "commission", *RULED, "number", "valid_to", "sentences", "version")

    def get_sentences(self, statute: Statute) -> list[dict[str, str]]:
        return [asdict(line) for line in rule_lines(statute)]


class StatuteInput(FactsInput):
    """Every rule may be left out: it is then unknown."""

    class Meta:
        model = Statute
        fields: tuple[str, ...] = RULED

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        return with_rules(data)


class NewStatute(StatuteInput):
    class Meta(StatuteInput.Meta):
        fields = ("commission", *RULED)


class CorrectedStatute(StatuteInput, Versioned):
    corrects = True

    class Meta(StatuteInput.Meta):
        fields = (*RULED, "base_version")


SeatSerializer = shown_of(Seat, "id", "commission", *SEAT_FIELDS, "valid_from", "valid_to", "version")
NewSeat = new_input(Seat, "commission", *NEW_SEAT, required=ASKED)
EditedSeat = edited_input(Seat, *SEAT_FIELDS, required=ASKED)


MandateSerializer = shown_of(
    Mandate,
    *("id", "seat", *SEATED, "version"),
    person_name=serializers.CharField(source="person.full_name", read_only=True),
)


class NewMandate(FactsInput):
    class Meta:
        model = Mandate
        fields = SEATED
        extra_kwargs = {"kind": {"choices": HELD}}


class NewInterim(FactsInput):
    class Meta:
        model = Mandate
        fields = DELEGATED
        extra_kwargs = {"valid_to": {"required": True, "allow_null": False}}


class MembersTable(serializers.Serializer[Any]):
    text = serializers.CharField(
        max_length=200_000, trim_whitespace=False, help_text="CSV avec sa première ligne ; « ; », « , » ou tabulations"
    )
    valid_from = ApiDayField()
    act_reference = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    create_seats = serializers.BooleanField(required=False, default=False)
    dry_run = serializers.BooleanField(
        required=False, default=False, help_text="vrai : dire ligne par ligne ce qui se passerait, sans rien écrire"
    )


class MemberOutcome(serializers.Serializer[Any]):
    line = serializers.IntegerField()
    seat = serializers.CharField()
    kind = serializers.CharField()
    name = serializers.CharField()
    email = serializers.CharField()
    notes = serializers.ListField(child=serializers.CharField())
    errors: Declared = serializers.ListField(child=serializers.CharField())


class InvitedMembers(serializers.Serializer[Any]):
    sent = serializers.IntegerField()
    refusals = serializers.ListField(child=serializers.CharField())


def _act(operation: Any, name: str, of: str = "commission", **options: Any) -> Any:
    return api_act(operation, name=name, rule=can_manage_commission, of=attrgetter(of), **options)


class CommissionViewSet(VisibleViewSet):
    model = Commission
    serializer_class = CommissionSerializer
    filterset_class = CommissionFilter

    create = api_create(operations.create_commission, rule=can_create_commission, takes=NewCommission)
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
    def seat_members(self, request: ApiRequest, pk: str | None = None) -> Response:
        """Seat the members of a table, all or nobody."""
        commission = self.get_object()
        require(can_manage_commission, request.user, commission)
        data = payload(MembersTable, request)
        rows, run = rows_of(data.pop("text")), preview_members if data.pop("dry_run") else import_members
        return Response(MemberOutcome(run(commission.pk, rows, **data, by=request.user), many=True).data)

    @extend_schema(request=None, responses=InvitedMembers)
    @action(detail=True, methods=["post"], url_path="invite-members", url_name="invite-members")
    def send_invitations(self, request: ApiRequest, pk: str | None = None) -> Response:
        """Invite by mail every member who has an address and no account."""
        commission = self.get_object()
        require(can_manage_commission, request.user, commission)
        return Response(InvitedMembers(invite_members(commission.pk, on=clock.today(), by=request.user)).data)


class StatuteViewSet(VisibleViewSet):
    model = Statute
    serializer_class = StatuteSerializer
    filterset_class = StatuteFilter

    def get_queryset(self) -> QuerySet[Statute]:
        return super().get_queryset().select_related("commission")

    create = api_create(
        operations.create_statute_version, under="commission", rule=can_manage_commission, takes=NewStatute
    )
    correct = _act(operations.correct_statute, "correct", takes=CorrectedStatute)


class SeatViewSet(VisibleViewSet):
    model = Seat
    serializer_class = SeatSerializer
    filterset_class = SeatFilter

    def get_queryset(self) -> QuerySet[Seat]:
        return super().get_queryset().select_related("commission")

    create = api_create(operations.add_seat, under="commission", rule=can_manage_commission, takes=NewSeat)
    edit = _act(operations.edit_seat, "edit", takes=EditedSeat)
    suppress = _act(operations.suppress_seat, "suppress", takes=ClosingInput)
    appoint = _act(operations.appoint_to_seat, "appoint", takes=NewMandate, answers=MandateSerializer, status=201)
    delegate = _act(operations.delegate_seat, "delegate", takes=NewInterim, answers=MandateSerializer, status=201)


class MandateViewSet(VisibleViewSet):
    model = Mandate
    serializer_class = MandateSerializer
    filterset_class = MandateFilter

    def get_queryset(self) -> QuerySet[Mandate]:
        return super().get_queryset().select_related("person", "seat__commission")

    end = _act(operations.end_mandate, "end", "seat.commission", takes=ClosingInput)
    cancel = _act(operations.cancel_interim, "cancel", "seat.commission", takes=ReasonInput, status=204)
