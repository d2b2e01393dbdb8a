from rest_framework import serializers

from foundation.accounts.models import Scope
from foundation.common.api_views import VisibleKeyField
from foundation.common.facts import FactsInput, Shown, Versioned, input_of

from ..forms import APPOINTED, COMMUNE, CREATED, DELEGATED, LINKED, RENAMED, SUCCEEDED, Closing, Ending, Renaming
from ..models import (
    Appointment,
    Commune,
    CouncilRecord,
    Departement,
    LegalText,
    LegalTextLink,
    Ministry,
    MinistryName,
    MinistrySuccession,
    Structure,
)
from ..operations.council import COUNCIL_FIELDS
from ..operations.structuring import STRUCTURE_FIELDS
from ..operations.texts import TEXT_FIELDS


class MinistryNameSerializer(Shown):
    class Meta:
        model = MinistryName
        fields = ["name", "acronym", "valid_from", "valid_to", "legal_text"]


class MinistrySerializer(Shown):
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

    def get_predecessors(self, ministry: Ministry) -> list[str]:
        return [str(link.predecessor_id) for link in ministry.successions_in.all()]

    def get_successors(self, ministry: Ministry) -> list[str]:
        return [str(link.successor_id) for link in ministry.successions_out.all()]


class NewMinistry(FactsInput):
    legal_text = VisibleKeyField(LegalText, label="Texte", required=False, allow_null=True, default=None)

    class Meta:
        model = Ministry
        fields = CREATED


class MinistryRenaming(FactsInput, input_of(Renaming), Versioned):  # type: ignore[misc]
    class Meta:
        model = MinistryName
        fields = (*RENAMED, "base_version")


class MinistrySuccessionInput(FactsInput, input_of(Ending)):  # type: ignore[misc]
    class Meta:
        model = MinistrySuccession
        fields = SUCCEEDED


class SuccessionResult(serializers.Serializer[Ministry]):
    detail = serializers.CharField(source="sentence", read_only=True)
    left_behind = serializers.ListField(child=serializers.CharField(), read_only=True)


class StructureSerializer(Shown):
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


class NewStructure(FactsInput):
    class Meta:
        model = Structure
        fields = ("ministry", *STRUCTURE_FIELDS)


class EditedStructure(FactsInput, Versioned):
    class Meta:
        model = Structure
        fields = (*STRUCTURE_FIELDS, "base_version")


ClosingInput = input_of(Closing)


class DepartementSerializer(Shown):
    class Meta:
        model = Departement
        fields = ["id", "name", "iso_code", "aliases"]


class CommuneSerializer(Shown):
    departement_name = serializers.CharField(source="departement.name", read_only=True)

    class Meta:
        model = Commune
        fields = ["id", "scope", "departement", "departement_name", "name", "aliases", "status", "version"]


class EditedCommune(FactsInput, Versioned):
    class Meta:
        model = Commune
        fields = (*COMMUNE, "base_version")


class LegalLinkSerializer(Shown):
    class Meta:
        model = LegalTextLink
        fields = ["id", "kind", "target_text", "article"]


class InwardLinkSerializer(Shown):
    class Meta:
        model = LegalTextLink
        fields = ["id", "kind", "source_text", "article"]


class LegalTextSerializer(Shown):
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


class LegalTextDetail(LegalTextSerializer):
    links = LegalLinkSerializer(source="links_out", many=True, read_only=True)
    links_in = InwardLinkSerializer(many=True, read_only=True)

    class Meta(LegalTextSerializer.Meta):
        fields = [*LegalTextSerializer.Meta.fields, "body", "extracted", "links", "links_in"]


class LegalTextInput(FactsInput):
    class Meta:
        model = LegalText
        fields: tuple[str, ...] = TEXT_FIELDS


class EditedLegalText(LegalTextInput, Versioned):
    class Meta(LegalTextInput.Meta):
        fields = (*TEXT_FIELDS, "base_version")


class LegalFile(Versioned):
    file = serializers.FileField(
        help_text="PDF, DOCX ou image de l’acte ; le texte d’un PDF ou d’un DOCX en est extrait"
    )


class LegalLinkInput(FactsInput):
    target = VisibleKeyField(LegalText, label="Le texte de référence")
    inward = serializers.BooleanField(
        required=False,
        default=False,
        help_text="vrai : c’est l’autre texte qui applique, modifie, abroge ou cite celui-ci",
    )

    class Meta:
        model = LegalTextLink
        fields = (*LINKED, "inward")


class LegalLinkResult(serializers.Serializer[LegalText]):
    id = serializers.UUIDField(read_only=True)
    detail = serializers.CharField(read_only=True)


class LegalUnlinkInput(serializers.Serializer[LegalText]):
    link = serializers.UUIDField()


class CouncilRecordSerializer(Shown):
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


class CouncilRecordInput(FactsInput):
    class Meta:
        model = CouncilRecord
        fields: tuple[str, ...] = COUNCIL_FIELDS


class EditedCouncilRecord(CouncilRecordInput, Versioned):
    class Meta(CouncilRecordInput.Meta):
        fields = (*COUNCIL_FIELDS, "base_version")


class AppointmentSerializer(Shown):
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


class NewAppointment(FactsInput):
    scope = serializers.PrimaryKeyRelatedField(queryset=Scope.objects.all(), label="Institution")

    class Meta:
        model = Appointment
        fields = APPOINTED


class NewDelegation(FactsInput):
    class Meta:
        model = Appointment
        fields = DELEGATED
        extra_kwargs = {"valid_to": {"required": True, "allow_null": False}}
