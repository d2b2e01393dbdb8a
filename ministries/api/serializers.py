from typing import Any

from rest_framework import serializers

from foundation.common.api_views import VisibleKeyField
from foundation.common.days import ApiDayField

from ..enums import CouncilRecordKind, LegalLinkKind, LegalTextKind, LegalTextState, Precision, StructureKind
from ..models import (
    Appointment,
    Commune,
    CouncilRecord,
    Departement,
    LegalText,
    LegalTextLink,
    Ministry,
    MinistryName,
    Structure,
)


class MinistryNameSerializer(serializers.ModelSerializer[MinistryName]):
    class Meta:
        model = MinistryName
        fields = ["name", "acronym", "valid_from", "valid_to", "legal_text"]
        read_only_fields = fields


class MinistrySerializer(serializers.ModelSerializer[Ministry]):
    names = MinistryNameSerializer(many=True, read_only=True)
    predecessors = serializers.SerializerMethodField()
    successors = serializers.SerializerMethodField()

    class Meta:
        model = Ministry
        fields = [
            "id",
            "scope",
            "name",
            "acronym",
            "valid_from",
            "valid_from_precision",
            "valid_to",
            "valid_to_precision",
            "names",
            "predecessors",
            "successors",
            "source",
            "is_fictitious",
            "version",
        ]
        read_only_fields = fields

    def get_predecessors(self, ministry: Ministry) -> list[str]:
        return [str(link.predecessor_id) for link in ministry.successions_in.all()]

    def get_successors(self, ministry: Ministry) -> list[str]:
        return [str(link.successor_id) for link in ministry.successions_out.all()]


class NewMinistry(serializers.Serializer[Ministry]):
    name = serializers.CharField(max_length=300)
    acronym = serializers.CharField(max_length=20, required=False, allow_blank=True, default="")
    valid_from = ApiDayField(required=False, allow_null=True, default=None)
    valid_from_precision = serializers.ChoiceField(choices=Precision.choices, required=False, default=Precision.DAY)
    legal_text = VisibleKeyField(LegalText, required=False, allow_null=True, default=None)
    source = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class MinistryRenaming(serializers.Serializer[Ministry]):
    name = serializers.CharField(max_length=300)
    acronym = serializers.CharField(max_length=20, required=False, allow_blank=True, default="")
    on = ApiDayField()
    legal_text = VisibleKeyField(LegalText, required=False, allow_null=True, default=None)
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    base_version = serializers.IntegerField(min_value=1)


class MinistrySuccessionInput(serializers.Serializer[Ministry]):
    successor = VisibleKeyField(Ministry)
    on = ApiDayField()
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    source = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    ends_predecessor = serializers.BooleanField(required=False, default=True)


class SuccessionResult(serializers.Serializer[Ministry]):
    detail = serializers.CharField(read_only=True)
    left_behind = serializers.ListField(child=serializers.CharField(), read_only=True)


class StructureSerializer(serializers.ModelSerializer[Structure]):
    class Meta:
        model = Structure
        fields = [
            "id",
            "ministry",
            "parent",
            "kind",
            "name",
            "acronym",
            "position",
            "valid_from",
            "valid_to",
            "source",
            "version",
        ]
        read_only_fields = fields


class StructureInput(serializers.Serializer[Structure]):
    kind = serializers.ChoiceField(choices=StructureKind.choices)
    name = serializers.CharField(max_length=300)
    acronym = serializers.CharField(max_length=20, required=False, allow_blank=True, default="")
    parent = VisibleKeyField(Structure, required=False, allow_null=True, default=None)
    position = serializers.IntegerField(min_value=0, max_value=999, required=False, default=0)
    valid_from = ApiDayField(required=False, allow_null=True, default=None)
    source = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class NewStructure(StructureInput):
    ministry = VisibleKeyField(Ministry)


class EditedStructure(StructureInput):
    base_version = serializers.IntegerField(min_value=1)


class Closing(serializers.Serializer[Any]):
    on = ApiDayField()
    reason = serializers.CharField(max_length=500)


class DepartementSerializer(serializers.ModelSerializer[Departement]):
    class Meta:
        model = Departement
        fields = ["id", "name", "iso_code", "aliases"]
        read_only_fields = fields


class CommuneSerializer(serializers.ModelSerializer[Commune]):
    departement_name = serializers.CharField(source="departement.name", read_only=True)

    class Meta:
        model = Commune
        fields = ["id", "scope", "departement", "departement_name", "name", "aliases", "status", "version"]
        read_only_fields = fields


class EditedCommune(serializers.Serializer[Commune]):
    status = serializers.ChoiceField(
        choices=Commune._meta.get_field("status").choices, required=False, allow_blank=True, default=""
    )
    aliases = serializers.ListField(child=serializers.CharField(max_length=60), required=False, default=list)
    base_version = serializers.IntegerField(min_value=1)


class LegalLinkSerializer(serializers.ModelSerializer[LegalTextLink]):
    class Meta:
        model = LegalTextLink
        fields = ["id", "kind", "target_text", "article"]
        read_only_fields = fields


class InwardLinkSerializer(serializers.ModelSerializer[LegalTextLink]):
    class Meta:
        model = LegalTextLink
        fields = ["id", "kind", "source_text", "article"]
        read_only_fields = fields


class LegalTextSerializer(serializers.ModelSerializer[LegalText]):
    """A line of the library; the whole text is in the detail."""

    class Meta:
        model = LegalText
        fields = [
            "id",
            "kind",
            "reference",
            "dated_on",
            "title",
            "issuer",
            "ministry",
            "state",
            "file",
            "extraction",
            "extraction_note",
            "source",
            "is_fictitious",
            "version",
        ]
        read_only_fields = fields


class LegalTextDetail(LegalTextSerializer):
    links = LegalLinkSerializer(source="links_out", many=True, read_only=True)
    links_in = InwardLinkSerializer(many=True, read_only=True)

    class Meta(LegalTextSerializer.Meta):
        fields = [*LegalTextSerializer.Meta.fields, "body", "extracted", "links", "links_in"]
        read_only_fields = fields


class LegalTextInput(serializers.Serializer[LegalText]):
    kind = serializers.ChoiceField(choices=LegalTextKind.choices)
    reference = serializers.CharField(max_length=200)
    title = serializers.CharField(max_length=2000)
    dated_on = ApiDayField(required=False, allow_null=True, default=None)
    issuer = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    ministry = VisibleKeyField(Ministry, required=False, allow_null=True, default=None)
    state = serializers.ChoiceField(choices=LegalTextState.choices, required=False, default=LegalTextState.UNKNOWN)
    body = serializers.CharField(max_length=200_000, required=False, allow_blank=True, default="")
    source = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class EditedLegalText(LegalTextInput):
    base_version = serializers.IntegerField(min_value=1)


class LegalFile(serializers.Serializer[LegalText]):
    file = serializers.FileField(
        help_text="PDF, DOCX ou image de l’acte ; le texte d’un PDF ou d’un DOCX en est extrait"
    )
    base_version = serializers.IntegerField(min_value=1)


class LegalLinkInput(serializers.Serializer[LegalText]):
    target = VisibleKeyField(LegalText)
    kind = serializers.ChoiceField(choices=LegalLinkKind.choices)
    inward = serializers.BooleanField(
        required=False,
        default=False,
        help_text="vrai : c’est l’autre texte qui applique, modifie, abroge ou cite celui-ci",
    )
    article = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")


class LegalLinkResult(serializers.Serializer[LegalText]):
    id = serializers.UUIDField(read_only=True)
    detail = serializers.CharField(read_only=True)


class LegalUnlinkInput(serializers.Serializer[LegalText]):
    link = serializers.UUIDField()


class CouncilRecordSerializer(serializers.ModelSerializer[CouncilRecord]):
    class Meta:
        model = CouncilRecord
        fields = [
            "id",
            "held_on",
            "kind",
            "title",
            "text",
            "ministry",
            "legal_text",
            "approved",
            "source",
            "is_fictitious",
            "version",
        ]
        read_only_fields = fields


class CouncilRecordInput(serializers.Serializer[CouncilRecord]):
    held_on = ApiDayField()
    kind = serializers.ChoiceField(choices=CouncilRecordKind.choices)
    title = serializers.CharField(max_length=500)
    text = serializers.CharField(max_length=100_000, required=False, allow_blank=True, default="")
    ministry = VisibleKeyField(Ministry, required=False, allow_null=True, default=None)
    legal_text = VisibleKeyField(LegalText, required=False, allow_null=True, default=None)
    approved = serializers.BooleanField(required=False, allow_null=True, default=None)
    source = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class EditedCouncilRecord(CouncilRecordInput):
    base_version = serializers.IntegerField(min_value=1)


class AppointmentSerializer(serializers.ModelSerializer[Appointment]):
    person_name = serializers.CharField(source="person.full_name", read_only=True)

    class Meta:
        model = Appointment
        fields = [
            "id",
            "scope",
            "person",
            "person_name",
            "role",
            "title",
            "act_reference",
            "interim_of",
            "valid_from",
            "valid_to",
        ]
        read_only_fields = fields
