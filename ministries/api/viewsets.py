from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from foundation.accounts.models import Scope
from foundation.common.acts import api_act, api_create
from foundation.common.api_input import payload
from foundation.common.api_views import VisibleKeyField, VisibleViewSet
from foundation.common.facts import (
    FactsInput,
    ReasonInput,
    Shown,
    Versioned,
    edited_input,
    input_of,
    new_input,
    shown_of,
)
from foundation.common.models import Level
from foundation.common.permissions import require
from foundation.common.requests import ApiRequest
from foundation.documents.operations.receiving import ACTS, receive_upload
from foundation.documents.views.downloading import attachment

from .. import operations, rules
from ..filters import (
    FORMER,
    AppointmentFilter,
    CommuneFilter,
    CouncilFilter,
    LegalTextFilter,
    MinistryFilter,
    StructureFilter,
)
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


MINISTRY = {"ministry": rules.can_add_text_for}
BINARY = {(200, "application/octet-stream"): OpenApiTypes.BINARY}


_government_act = partial(api_act, rule=rules.can_change_government)
_structure_act = partial(api_act, rule=rules.can_manage_structures)
_text_act = partial(api_act, rule=rules.can_edit_text)
_delegation_act = partial(api_act, rule=rules.can_delegate)


class MinistryViewSet(VisibleViewSet):
    model = Ministry
    serializer_class = MinistrySerializer
    filterset_class = MinistryFilter

    def get_queryset(self) -> QuerySet[Ministry]:
        return super().get_queryset().prefetch_related("names", "successions_in", "successions_out")

    create = api_create(operations.create_ministry, rule=rules.can_change_government, takes=NewMinistry)
    rename = _government_act(operations.rename_ministry, name="rename", takes=MinistryRenaming)
    succeed = _government_act(
        operations.succeed_ministry, name="succeed", takes=MinistrySuccessionInput, answers=SuccessionResult
    )


class StructureViewSet(VisibleViewSet):
    model = Structure
    serializer_class = StructureSerializer
    filterset_class = StructureFilter

    create = api_create(
        operations.add_structure, under="ministry", rule=rules.can_manage_structures, takes=NewStructure
    )
    edit = _structure_act(operations.edit_structure, name="edit", takes=EditedStructure)
    close = _structure_act(operations.close_structure, name="close", takes=ClosingInput)


class DepartementViewSet(VisibleViewSet):
    model = Departement
    serializer_class = DepartementSerializer


class CommuneViewSet(VisibleViewSet):
    model = Commune
    serializer_class = CommuneSerializer
    filterset_class = CommuneFilter

    def get_queryset(self) -> QuerySet[Commune]:
        return super().get_queryset().select_related("departement")

    edit = api_act(operations.edit_commune, name="edit", rule=rules.can_manage_commune, takes=EditedCommune)


class LegalTextViewSet(VisibleViewSet):
    model = LegalText
    former_parameters = FORMER
    serializer_class = LegalTextSerializer
    filterset_class = LegalTextFilter

    def get_queryset(self) -> QuerySet[LegalText]:
        rows = super().get_queryset().select_related("ministry")
        return (
            rows.defer("body", "extracted", "search")
            if self.action == "list"
            else rows.defer("search").prefetch_related("links_out", "links_in")
        )

    def get_serializer_class(self) -> Any:
        return LegalTextDetail if self.action == "retrieve" else LegalTextSerializer

    create = api_create(
        operations.create_text, rule=rules.can_add_text, about=MINISTRY, takes=NewLegalText, answers=LegalTextDetail
    )
    edit = _text_act(operations.edit_text, name="edit", about=MINISTRY, takes=EditedLegalText, answers=LegalTextDetail)

    @extend_schema(methods=["GET"], request=None, responses=BINARY)
    @extend_schema(methods=["POST"], request={"multipart/form-data": LegalFile}, responses=LegalTextDetail)
    @action(detail=True, methods=["get", "post"], pagination_class=None, filterset_class=None)
    def file(self, request: ApiRequest, pk: str | None = None) -> Response | FileResponse:
        """The text as it was signed: GET downloads it, POST (multipart/form-data) attaches it or takes the place of the
        former one.
        """
        text = self.get_object()
        if request.method == "GET":
            if text.file is None:
                raise Http404
            return attachment(text.file, text.file.name)
        require(rules.can_edit_text, request.user, text)
        data = payload(LegalFile, request)
        scope = text.ministry.scope_id if text.ministry else None
        stored = receive_upload(data["file"], by=request.user, scope=scope, allowed=ACTS, level=Level.NATIONAL)
        fields = {name: getattr(text, name) for name in operations.TEXT_FIELDS}
        edited = operations.edit_text(
            text.pk, **fields, file=stored, base_version=data["base_version"], by=request.user
        )
        return Response(LegalTextDetail(edited).data)

    extract = _text_act(operations.ask_extraction, name="extract", answers=LegalTextSerializer, status=202)

    @extend_schema(request=LegalLinkInput, responses=LegalLinkResult)
    @action(detail=True, methods=["post"])
    def link(self, request: ApiRequest, pk: str | None = None) -> Response:
        text = self.get_object()
        require(rules.can_edit_text, request.user, text)
        data = payload(LegalLinkInput, request)
        other = data.pop("target")
        source, target = (other, text) if data.pop("inward") else (text, other)
        link, sentence = operations.link_texts(source.pk, target, data.pop("kind"), **data, by=request.user)
        return Response({"id": link.pk, "detail": sentence})

    @extend_schema(request=LegalUnlinkInput, responses={204: None})
    @action(detail=True, methods=["post"])
    def unlink(self, request: ApiRequest, pk: str | None = None) -> Response:
        text = self.get_object()
        require(rules.can_edit_text, request.user, text)
        rows = LegalTextLink.objects.filter(Q(source_text=text) | Q(target_text=text))
        link = get_object_or_404(rows, pk=payload(LegalUnlinkInput, request)["link"])
        operations.unlink_texts(link.pk, by=request.user)
        return Response(status=204)


class CouncilRecordViewSet(VisibleViewSet):
    model = CouncilRecord
    serializer_class = CouncilRecordSerializer
    filterset_class = CouncilFilter

    create = api_create(operations.add_council_record, rule=rules.can_manage_council, takes=NewCouncilRecord)
    edit = api_act(
        operations.edit_council_record, name="edit", rule=rules.can_manage_council, takes=EditedCouncilRecord
    )


class AppointmentViewSet(VisibleViewSet):
    model = Appointment
    serializer_class = AppointmentSerializer
    filterset_class = AppointmentFilter

    def get_queryset(self) -> QuerySet[Appointment]:
        return super().get_queryset().select_related("person", "interim_of__person")

    create = api_create(
        operations.appoint, rule=rules.can_manage_appointments, about={"role": rules.can_appoint}, takes=NewAppointment
    )
    end = api_act(operations.end_appointment, name="end", rule=rules.can_end_appointment, takes=ClosingInput)
    delegate = _delegation_act(
        operations.delegate_appointment, name="delegate", takes=NewDelegation, answers=AppointmentSerializer, status=201
    )
    cancel = _delegation_act(operations.cancel_delegation, name="cancel", takes=ReasonInput, status=204)
