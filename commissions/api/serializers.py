from typing import Any

from rest_framework import serializers

from foundation.common.days import ApiDayField
from foundation.common.facts import FactsInput, Shown, Versioned

from ..forms import CREATED, DELEGATED, HELD, NEW_SEAT, RULED, SEATED
from ..models import Commission, Mandate, Seat, Statute
from ..operations.founding import EDITED
from ..operations.ruling import RULES
from ..operations.seating import SEAT_FIELDS
from ..queries import rule_lines

# A seat is said in full: what is left out of a correction would take the place of what stands.
ASKED = {name: {"required": True} for name in ("role", "has_vote", "position")}


class CommissionSerializer(Shown):
    class Meta:
        model = Commission
        fields = [
            "id",
            "scope",
            "ministry",
            "kind",
            "code",
            "name",
            "objectives",
            "founded_by",
            "founded_on",
            "closed_on",
            "meeting_place",
            "email",
            "reminder_days",
            "is_fictitious",
            "version",
        ]


class NewCommission(FactsInput):
    class Meta:
        model = Commission
        fields = CREATED
        extra_kwargs = {"kind": {"required": True}}


class EditedCommission(FactsInput, Versioned):
    reminder_days = serializers.ListField(
        child=serializers.IntegerField(),
        label="Rappels automatiques",
        required=False,
        allow_null=True,
        default=None,
        help_text="jours avant la session ; absent : inchangé, vide : aucun",
    )

    class Meta:
        model = Commission
        fields = (*EDITED, "reminder_days", "base_version")


class RuleLineSerializer(serializers.Serializer[Any]):
    key = serializers.CharField(read_only=True)
    label = serializers.CharField(read_only=True)
    sentence = serializers.CharField(read_only=True, help_text="vide : règle non renseignée")
    article = serializers.CharField(read_only=True)


class StatuteSerializer(Shown):
    sentences = serializers.SerializerMethodField()

    class Meta:
        model = Statute
        fields = ["id", "commission", "legal_text", "number", "valid_from", "valid_to", *RULES, "sentences", "version"]

    def get_sentences(self, statute: Statute) -> list[dict[str, str]]:
        return [
            {"key": line.key, "label": line.label, "sentence": line.sentence, "article": line.article}
            for line in rule_lines(statute)
        ]


class StatuteInput(FactsInput):
    """Every rule may be left out: it is then unknown."""

    class Meta:
        model = Statute
        fields: tuple[str, ...] = RULED

    def rules(self) -> dict[str, Any]:
        return {name: self.validated_data[name] for name in RULES}


class NewStatute(StatuteInput):
    class Meta(StatuteInput.Meta):
        fields = ("commission", *RULED)


class CorrectedStatute(StatuteInput, Versioned):
    class Meta(StatuteInput.Meta):
        fields = (*RULED, "base_version")


class SeatSerializer(Shown):
    class Meta:
        model = Seat
        fields = [
            "id",
            "commission",
            "label",
            "feminine_label",
            "role",
            "has_vote",
            "position",
            "structure",
            "article",
            "valid_from",
            "valid_to",
            "version",
        ]


class NewSeat(FactsInput):
    class Meta:
        model = Seat
        fields = ("commission", *NEW_SEAT)
        extra_kwargs = ASKED


class EditedSeat(FactsInput, Versioned):
    class Meta:
        model = Seat
        fields = (*SEAT_FIELDS, "base_version")
        extra_kwargs = ASKED


class MandateSerializer(Shown):
    person_name = serializers.CharField(source="person.full_name", read_only=True)

    class Meta:
        model = Mandate
        fields = ["id", "seat", "person", "person_name", "kind", "valid_from", "valid_to", "act_reference", "version"]


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
