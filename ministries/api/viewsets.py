from typing import Any

from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.enums import Role
from foundation.common.acts import api_act
from foundation.common.api_input import payload
from foundation.common.api_views import VisibleViewSet
from foundation.common.facts import ReasonInput
from foundation.common.models import Level
from foundation.common.permissions import require
from foundation.documents.operations.receiving import ACTS, receive_upload
from foundation.documents.views.downloading import attachment

from .. import operations, rules
from ..filters import AppointmentFilter, CommuneFilter, CouncilFilter, LegalTextFilter, MinistryFilter, StructureFilter
from ..models import Appointment, Commune, CouncilRecord, Departement, LegalText, LegalTextLink, Ministry, Structure
from .serializers import (
    AppointmentSerializer,
    ClosingInput,
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
    NewAppointment,
    NewDelegation,
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

    rename = api_act(
        operations.rename_ministry, name="rename", rule=rules.can_change_government, takes=MinistryRenaming
    )
    succeed = api_act(
        operations.succeed_ministry,
        name="succeed",
        rule=rules.can_change_government,
        takes=MinistrySuccessionInput,
        answers=SuccessionResult,
    )


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

    edit = api_act(operations.edit_structure, name="edit", rule=rules.can_manage_structures, takes=EditedStructure)
    close = api_act(operations.close_structure, name="close", rule=rules.can_manage_structures, takes=ClosingInput)


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

    extract = api_act(
        operations.ask_extraction,
        name="extract",
        rule=rules.can_edit_text,
        answers=LegalTextSerializer,
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

    edit = api_act(
        operations.edit_council_record, name="edit", rule=rules.can_manage_council, takes=EditedCouncilRecord
    )


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

    end = api_act(operations.end_appointment, name="end", rule=rules.can_end_appointment, takes=ClosingInput)
    delegate = api_act(
        operations.delegate_appointment,
        name="delegate",
        rule=rules.can_delegate,
        takes=NewDelegation,
        answers=AppointmentSerializer,
        status=status.HTTP_201_CREATED,
    )
    cancel = api_act(
        operations.cancel_delegation,
        name="cancel",
        rule=rules.can_delegate,
        takes=ReasonInput,
        status=status.HTTP_204_NO_CONTENT,
    )
