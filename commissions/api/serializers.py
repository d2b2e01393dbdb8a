from dataclasses import asdict
from typing import Any

from rest_framework import serializers

from foundation.common.days import ApiDayField
from foundation.common.facts import FactsInput, Shown, Versioned, edited_input, new_input, shown_of

from ..forms import CREATED, DELEGATED, HELD, NEW_SEAT, RULED, SEATED, with_rules
from ..models import Commission, Mandate, Seat, Statute
from ..operations.founding import EDITED
from ..operations.seating import SEAT_FIELDS
from ..queries import rule_lines

# A seat is said in full: what is left out of a correction would take the place of what stands.
ASKED = ("role", "has_vote", "position")


CommissionSerializer = shown_of(
    Commission, "id", "scope", *CREATED, "closed_on", "reminder_days", "is_fictitious", "version"
)
NewCommission = new_input(Commission, *CREATED, required=("kind",))
EditedCommission = edited_input(
    Commission,
    *EDITED,
    "reminder_days",
    reminder_days=serializers.ListField(
        child=serializers.IntegerField(),
        label="Rappels automatiques",
        required=False,
        allow_null=True,
        default=None,
        help_text="jours avant la session ; absent : inchangé, vide : aucun",
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
    errors = serializers.ListField(child=serializers.CharField())


class InvitedMembers(serializers.Serializer[Any]):
    sent = serializers.IntegerField()
    refusals = serializers.ListField(child=serializers.CharField())
