from typing import Any

from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.enums import Role
from foundation.accounts.models import Person, Scope
from foundation.common.api_input import payload
from foundation.common.api_views import VisibleKeyField, VisibleViewSet
from foundation.common.days import ApiDayField
from foundation.common.models import Level
from foundation.common.permissions import require
from foundation.documents.operations.receiving import ACTS, receive_upload
from foundation.documents.views.downloading import attachment

from .. import operations, rules
from ..filters import AppointmentFilter, CommuneFilter, CouncilFilter, LegalTextFilter, MinistryFilter, StructureFilter
from ..models import Appointment, Commune, CouncilRecord, Departement, LegalText, LegalTextLink, Ministry, Structure
from ..models.appointment import APPOINTMENT_ROLES
from .serializers import (
    AppointmentSerializer,
    Closing,
    CommuneSerializer,
    CouncilRecordInput,
    CouncilRecordSerializer,
    DepartementSerializer,
    EditedCommune,
    EditedCouncilRecord,
    EditedLegalText,
    EditedStructure,
    LegalFile,
    LegalLinkInput,
    LegalLinkResult,
    LegalTextDetail,
    LegalTextInput,
    LegalTextSerializer,
    LegalUnlinkInput,
    MinistryRenaming,
    MinistrySerializer,
    MinistrySuccessionInput,
    NewMinistry,
    NewStructure,
    StructureSerializer,
    SuccessionResult,
)

BINARY = {(200, "application/octet-stream"): OpenApiTypes.BINARY}


class MinistryViewSet(VisibleViewSet):
    model = Ministry
    serializer_class = MinistrySerializer
    filterset_class = MinistryFilter

    def get_queryset(self) -> QuerySet[Ministry]:
        return super().get_queryset().prefetch_related("names", "successions_in", "successions_out")

    @extend_schema(request=NewMinistry, responses={201: MinistrySerializer})
    def create(self, request: Request) -> Response:
        require(rules.can_change_government, request.user)
        ministry = operations.create_ministry(**payload(NewMinistry, request), by=request.user)
        return Response(MinistrySerializer(ministry).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=MinistryRenaming, responses=MinistrySerializer)
    @action(detail=True, methods=["post"])
    def rename(self, request: Request, pk: str | None = None) -> Response:
        ministry = self.get_object()
        require(rules.can_change_government, request.user, ministry)
        return Response(
            MinistrySerializer(
                operations.rename_ministry(ministry.pk, **payload(MinistryRenaming, request), by=request.user)
            ).data
        )

    @extend_schema(request=MinistrySuccessionInput, responses=SuccessionResult)
    @action(detail=True, methods=["post"])
    def succeed(self, request: Request, pk: str | None = None) -> Response:
        ministry = self.get_object()
        require(rules.can_change_government, request.user, ministry)
        data = payload(MinistrySuccessionInput, request)
        outcome = operations.succeed_ministry(ministry.pk, data.pop("successor").pk, **data, by=request.user)
        return Response({"detail": outcome.sentence, "left_behind": outcome.left_behind})


class StructureViewSet(VisibleViewSet):
    model = Structure
    serializer_class = StructureSerializer
    filterset_class = StructureFilter

    @extend_schema(request=NewStructure, responses={201: StructureSerializer})
    def create(self, request: Request) -> Response:
        data = payload(NewStructure, request)
        ministry = data.pop("ministry")
        require(rules.can_manage_structures, request.user, ministry)
        return Response(
            StructureSerializer(operations.add_structure(ministry.pk, **data, by=request.user)).data,
            status=status.HTTP_201_CREATED,
        )

    @extend_schema(request=EditedStructure, responses=StructureSerializer)
    @action(detail=True, methods=["post"])
    def edit(self, request: Request, pk: str | None = None) -> Response:
        structure = self.get_object()
        require(rules.can_manage_structures, request.user, structure)
        return Response(
            StructureSerializer(
                operations.edit_structure(structure.pk, **payload(EditedStructure, request), by=request.user)
            ).data
        )

    @extend_schema(request=Closing, responses=StructureSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str | None = None) -> Response:
        structure = self.get_object()
        require(rules.can_manage_structures, request.user, structure)
        return Response(
            StructureSerializer(
                operations.close_structure(structure.pk, **payload(Closing, request), by=request.user)
            ).data
        )


class DepartementViewSet(VisibleViewSet):
    model = Departement
    serializer_class = DepartementSerializer


class CommuneViewSet(VisibleViewSet):
    model = Commune
    serializer_class = CommuneSerializer
    filterset_class = CommuneFilter

    def get_queryset(self) -> QuerySet[Commune]:
        return super().get_queryset().select_related("departement")

    @extend_schema(request=EditedCommune, responses=CommuneSerializer)
    @action(detail=True, methods=["post"])
    def edit(self, request: Request, pk: str | None = None) -> Response:
        commune = self.get_object()
        require(rules.can_manage_commune, request.user, commune)
        return Response(
            CommuneSerializer(
                operations.edit_commune(commune.pk, **payload(EditedCommune, request), by=request.user)
            ).data
        )


class LegalTextViewSet(VisibleViewSet):
    model = LegalText
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

    @extend_schema(request=LegalTextInput, responses={201: LegalTextDetail})
    def create(self, request: Request) -> Response:
        require(rules.can_add_text, request.user)
        data = payload(LegalTextInput, request)
        require(rules.can_add_text_for, request.user, data["ministry"])
        return Response(
            LegalTextDetail(operations.create_text(**data, by=request.user)).data, status=status.HTTP_201_CREATED
        )

    @extend_schema(request=EditedLegalText, responses=LegalTextDetail)
    @action(detail=True, methods=["post"])
    def edit(self, request: Request, pk: str | None = None) -> Response:
        text = self.get_object()
        require(rules.can_edit_text, request.user, text)
        data = payload(EditedLegalText, request)
        require(rules.can_add_text_for, request.user, data["ministry"])
        return Response(LegalTextDetail(operations.edit_text(text.pk, **data, by=request.user)).data)

    @extend_schema(methods=["GET"], request=None, responses=BINARY)
    @extend_schema(methods=["POST"], request={"multipart/form-data": LegalFile}, responses=LegalTextDetail)
    @action(detail=True, methods=["get", "post"], pagination_class=None, filterset_class=None)
    def file(self, request: Request, pk: str | None = None) -> Response | FileResponse:
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
        return Response(
            LegalTextDetail(
                operations.edit_text(text.pk, **fields, file=stored, base_version=data["base_version"], by=request.user)
            ).data
        )

    @extend_schema(request=None, responses={202: LegalTextSerializer})
    @action(detail=True, methods=["post"])
    def extract(self, request: Request, pk: str | None = None) -> Response:
        """Read the words of the file again, in the background: `extraction` says where it stands."""
        text = self.get_object()
        require(rules.can_edit_text, request.user, text)
        return Response(
            LegalTextSerializer(operations.ask_extraction(text.pk, by=request.user)).data,
            status=status.HTTP_202_ACCEPTED,
        )

    @extend_schema(request=LegalLinkInput, responses=LegalLinkResult)
    @action(detail=True, methods=["post"])
    def link(self, request: Request, pk: str | None = None) -> Response:
        text = self.get_object()
        require(rules.can_edit_text, request.user, text)
        data = payload(LegalLinkInput, request)
        other = data.pop("target")
        source, target = (other, text) if data.pop("inward") else (text, other)
        link, sentence = operations.link_texts(source.pk, target, data.pop("kind"), **data, by=request.user)
        return Response({"id": link.pk, "detail": sentence})

    @extend_schema(request=LegalUnlinkInput, responses={204: None})
    @action(detail=True, methods=["post"])
    def unlink(self, request: Request, pk: str | None = None) -> Response:
        text = self.get_object()
        require(rules.can_edit_text, request.user, text)
        link = get_object_or_404(
            LegalTextLink.objects.filter(Q(source_text=text) | Q(target_text=text)),
            pk=payload(LegalUnlinkInput, request)["link"],
        )
        operations.unlink_texts(link.pk, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class CouncilRecordViewSet(VisibleViewSet):
    model = CouncilRecord
    serializer_class = CouncilRecordSerializer
    filterset_class = CouncilFilter

    @extend_schema(request=CouncilRecordInput, responses={201: CouncilRecordSerializer})
    def create(self, request: Request) -> Response:
        require(rules.can_manage_council, request.user)
        return Response(
            CouncilRecordSerializer(
                operations.add_council_record(**payload(CouncilRecordInput, request), by=request.user)
            ).data,
            status=status.HTTP_201_CREATED,
        )

    @extend_schema(request=EditedCouncilRecord, responses=CouncilRecordSerializer)
    @action(detail=True, methods=["post"])
    def edit(self, request: Request, pk: str | None = None) -> Response:
        row = self.get_object()
        require(rules.can_manage_council, request.user, row)
        return Response(
            CouncilRecordSerializer(
                operations.edit_council_record(row.pk, **payload(EditedCouncilRecord, request), by=request.user)
            ).data
        )


class NewAppointment(serializers.Serializer[Appointment]):
    person = VisibleKeyField(Person)
    role = serializers.ChoiceField(choices=APPOINTMENT_ROLES)
    scope = serializers.PrimaryKeyRelatedField(queryset=Scope.objects.all())
    title = serializers.CharField(max_length=300)
    act_reference = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    valid_from = ApiDayField()
    valid_to = ApiDayField(required=False, allow_null=True, default=None)


class NewDelegation(serializers.Serializer[Appointment]):
    person = VisibleKeyField(Person)
    act_reference = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    valid_from = ApiDayField()
    valid_to = ApiDayField()


class DelegationCancelled(serializers.Serializer[Appointment]):
    reason = serializers.CharField(max_length=500)


class AppointmentViewSet(VisibleViewSet):
    model = Appointment
    serializer_class = AppointmentSerializer
    filterset_class = AppointmentFilter

    def get_queryset(self) -> QuerySet[Appointment]:
        return super().get_queryset().select_related("person", "interim_of__person")

    @extend_schema(request=NewAppointment, responses={201: AppointmentSerializer})
    def create(self, request: Request) -> Response:
        require(rules.can_manage_appointments, request.user)
        data = payload(NewAppointment, request)
        person, role = data.pop("person"), Role(data.pop("role"))
        require(rules.can_appoint, request.user, role)
        return Response(
            AppointmentSerializer(operations.appoint(person, role, **data, by=request.user)).data,
            status=status.HTTP_201_CREATED,
        )

    @extend_schema(request=Closing, responses=AppointmentSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str | None = None) -> Response:
        appointment = self.get_object()
        require(rules.can_end_appointment, request.user, appointment)
        return Response(
            AppointmentSerializer(
                operations.end_appointment(appointment.pk, **payload(Closing, request), by=request.user)
            ).data
        )

    @extend_schema(request=NewDelegation, responses={201: AppointmentSerializer})
    @action(detail=True, methods=["post"])
    def delegate(self, request: Request, pk: str | None = None) -> Response:
        """Give the rights of a DSI to another person between two dates, « par intérim »."""
        appointment = self.get_object()
        require(rules.can_delegate, request.user, appointment)
        data = payload(NewDelegation, request)
        made = operations.delegate_appointment(appointment.pk, data.pop("person"), **data, by=request.user)
        return Response(AppointmentSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=DelegationCancelled, responses={204: None})
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str | None = None) -> Response:
        """Take an interim back from today."""
        appointment = self.get_object()
        require(rules.can_delegate, request.user, appointment)
        operations.cancel_delegation(appointment.pk, **payload(DelegationCancelled, request), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)
