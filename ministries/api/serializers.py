from rest_framework import serializers

from foundation.accounts.models import Scope
from foundation.common.api_views import VisibleKeyField
from foundation.common.facts import FactsInput, Shown, Versioned, edited_input, input_of, new_input, shown_of

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

IDENTITY = ("id", "scope", "name", "acronym")
LIFE = ("valid_from", "valid_from_precision", "valid_to", "valid_to_precision")
ORIGIN = ("source", "is_fictitious", "version")


MinistryNameSerializer = shown_of(MinistryName, "name", "acronym", "valid_from", "valid_to", "legal_text")


class MinistrySerializer(Shown):
    names = MinistryNameSerializer(many=True, read_only=True)
    predecessors = serializers.SerializerMethodField()
    successors = serializers.SerializerMethodField()

    class Meta:
        model = Ministry
        fields = (*IDENTITY, *LIFE, "names", "predecessors", "successors", *ORIGIN)

    def get_predecessors(self, ministry: Ministry) -> list[str]:
        return [str(link.predecessor_id) for link in ministry.successions_in.all()]

    def get_successors(self, ministry: Ministry) -> list[str]:
        return [str(link.successor_id) for link in ministry.successions_out.all()]


NewMinistry = new_input(
    Ministry,
    *CREATED,
    legal_text=VisibleKeyField(LegalText, label="Texte", required=False, default=None, allow_null=True),
)


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


StructureSerializer = shown_of(Structure, "id", "ministry", *STRUCTURE_FIELDS, "valid_to", "version")
NewStructure = new_input(Structure, "ministry", *STRUCTURE_FIELDS)
EditedStructure = edited_input(Structure, *STRUCTURE_FIELDS)
ClosingInput = input_of(Closing)


DepartementSerializer = shown_of(Departement, "id", "name", "iso_code", "aliases")
CommuneSerializer = shown_of(
    Commune,
    *("id", "scope", "departement", "name", *COMMUNE, "version"),
    departement_name=serializers.CharField(source="departement.name", read_only=True),
)
EditedCommune = edited_input(Commune, *COMMUNE)


LegalLinkSerializer = shown_of(LegalTextLink, "id", "kind", "target_text", "article")


class InwardLinkSerializer(Shown):
    class Meta:
        model = LegalTextLink
        fields = ("id", "kind", "source_text", "article")


TEXT_LINE = tuple(name for name in TEXT_FIELDS if name not in ("body", "source"))


class LegalTextSerializer(Shown):
    """A line of the library; the whole text is in the detail."""

    class Meta:
        model = LegalText
        fields: tuple[str, ...] = ("id", *TEXT_LINE, "file", "extraction", "extraction_note", *ORIGIN)


class LegalTextDetail(LegalTextSerializer):
    links = LegalLinkSerializer(source="links_out", many=True, read_only=True)
    links_in = InwardLinkSerializer(many=True, read_only=True)

    class Meta(LegalTextSerializer.Meta):
        fields = (*LegalTextSerializer.Meta.fields, "body", "extracted", "links", "links_in")


NewLegalText = new_input(LegalText, *TEXT_FIELDS)
EditedLegalText = edited_input(LegalText, *TEXT_FIELDS)


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


CouncilRecordSerializer = shown_of(CouncilRecord, "id", *COUNCIL_FIELDS, "is_fictitious", "version")
NewCouncilRecord = new_input(CouncilRecord, *COUNCIL_FIELDS)
EditedCouncilRecord = edited_input(CouncilRecord, *COUNCIL_FIELDS)


AppointmentSerializer = shown_of(
    Appointment,
    *("id", *APPOINTED, "interim_of"),
    person_name=serializers.CharField(source="person.full_name", read_only=True),
)
NewAppointment = new_input(
    Appointment, *APPOINTED, scope=serializers.PrimaryKeyRelatedField(queryset=Scope.objects.all(), label="Institution")
)


class NewDelegation(FactsInput):
    class Meta:
        model = Appointment
        fields = DELEGATED
        extra_kwargs = {"valid_to": {"required": True, "allow_null": False}}
