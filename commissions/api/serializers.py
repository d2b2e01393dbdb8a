from typing import Any

from rest_framework import serializers

from foundation.accounts.models import Person
from foundation.common.api_views import VisibleKeyField
from foundation.common.days import ApiDayField
from ministries.models import LegalText, Ministry, Structure

from ..enums import CommissionKind, HolderKind, SeatRole
from ..models import Commission, Mandate, Seat, Statute
from ..operations.founding import CODE, CODE_SENTENCE
from ..operations.ruling import RULES
from ..queries import rule_lines


class CommissionSerializer(serializers.ModelSerializer[Commission]):
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
            "reminder_days",
            "is_fictitious",
            "version",
        ]
        read_only_fields = fields


class CommissionInput(serializers.Serializer[Commission]):
    name = serializers.CharField(max_length=300)
    objectives = serializers.CharField(max_length=20_000, required=False, allow_blank=True, default="")
    founded_by = VisibleKeyField(LegalText, required=False, allow_null=True, default=None)
    founded_on = ApiDayField(required=False, allow_null=True, default=None)
    meeting_place = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class NewCommission(CommissionInput):
    kind = serializers.ChoiceField(choices=CommissionKind.choices)
    code = serializers.RegexField(CODE, max_length=20, error_messages={"invalid": CODE_SENTENCE})
    ministry = VisibleKeyField(Ministry, required=False, allow_null=True, default=None)


class EditedCommission(CommissionInput):
    reminder_days = serializers.ListField(
        child=serializers.IntegerField(),
        required=False,
        allow_null=True,
        default=None,
        help_text="jours avant la session ; absent : inchangé, vide : aucun",
    )
    base_version = serializers.IntegerField(min_value=1)


class Ending(serializers.Serializer[Any]):
    on = ApiDayField()
    reason = serializers.CharField(max_length=500)


class RuleLineSerializer(serializers.Serializer[Any]):
    key = serializers.CharField(read_only=True)
    label = serializers.CharField(read_only=True)
    sentence = serializers.CharField(read_only=True, help_text="vide : règle non renseignée")
    article = serializers.CharField(read_only=True)


class StatuteSerializer(serializers.ModelSerializer[Statute]):
    sentences = serializers.SerializerMethodField()

    class Meta:
        model = Statute
        fields = ["id", "commission", "legal_text", "number", "valid_from", "valid_to", *RULES, "sentences", "version"]
        read_only_fields = fields

    def get_sentences(self, statute: Statute) -> list[dict[str, str]]:
        return [
            {"key": line.key, "label": line.label, "sentence": line.sentence, "article": line.article}
            for line in rule_lines(statute)
        ]


class StatuteInput(serializers.ModelSerializer[Statute]):
    """Every rule may be left out: it is then unknown."""

    legal_text = VisibleKeyField(LegalText, required=False, allow_null=True, default=None)
    valid_from = ApiDayField(required=False, allow_null=True, default=None)

    class Meta:
        model = Statute
        fields = ["legal_text", "valid_from", *RULES]
        # What must hold between the fields is said by the operation, in French, with its article.
        validators: list[Any] = []

    def rules(self) -> dict[str, Any]:
        """Every rule, the ones left out as unknown."""
        return {name: self.validated_data.get(name, Statute._meta.get_field(name).get_default()) for name in RULES}


class NewStatute(StatuteInput):
    commission = VisibleKeyField(Commission)

    class Meta(StatuteInput.Meta):
        fields = ["commission", *StatuteInput.Meta.fields]


class CorrectedStatute(StatuteInput):
    base_version = serializers.IntegerField(min_value=1)

    class Meta(StatuteInput.Meta):
        fields = [*StatuteInput.Meta.fields, "base_version"]


class SeatSerializer(serializers.ModelSerializer[Seat]):
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
        read_only_fields = fields


class SeatInput(serializers.Serializer[Seat]):
    label = serializers.CharField(max_length=300)
    feminine_label = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    role = serializers.ChoiceField(choices=SeatRole.choices)
    has_vote = serializers.BooleanField()
    position = serializers.IntegerField(min_value=0, max_value=999)
    structure = VisibleKeyField(Structure, required=False, allow_null=True, default=None)
    article = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")


class NewSeat(SeatInput):
    commission = VisibleKeyField(Commission)
    valid_from = ApiDayField(required=False, allow_null=True, default=None)


class EditedSeat(SeatInput):
    base_version = serializers.IntegerField(min_value=1)


class MandateSerializer(serializers.ModelSerializer[Mandate]):
    person_name = serializers.CharField(source="person.full_name", read_only=True)

    class Meta:
        model = Mandate
        fields = ["id", "seat", "person", "person_name", "kind", "valid_from", "valid_to", "act_reference", "version"]
        read_only_fields = fields


class NewMandate(serializers.Serializer[Mandate]):
    person = VisibleKeyField(Person)
    kind = serializers.ChoiceField(choices=HolderKind.choices[:2], required=False, default=HolderKind.TITULAR)
    valid_from = ApiDayField()
    valid_to = ApiDayField(required=False, allow_null=True, default=None)
    act_reference = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class NewInterim(serializers.Serializer[Mandate]):
    person = VisibleKeyField(Person)
    valid_from = ApiDayField()
    valid_to = ApiDayField()
    act_reference = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class CancellingReason(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=500)


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
