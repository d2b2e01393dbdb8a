"""The papers and the files, over the API: the same readers as the pages."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.viewsets import GenericViewSet

from foundation.common.api_parameters import KnownParameters
from foundation.common.api_views import VisibleViewSet
from foundation.common.exceptions import Refused
from foundation.common.lists import Filters

from ..models import Document, StoredFile
from ..views.downloading import attachment

BINARY = {(200, "application/octet-stream"): OpenApiTypes.BINARY}


class DocumentSerializer(serializers.ModelSerializer[Document]):
    """A paper: what it is about, its fingerprints, where its making stands. Its PDF is at `file`."""

    state = serializers.SerializerMethodField(
        help_text="état du travail qui fait le PDF ; « done » une fois enregistré"
    )

    class Meta:
        model = Document
        fields = [
            "id",
            "kind",
            "title",
            "reference",
            "subject_type",
            "subject_id",
            "version",
            "supersedes",
            "content_sha256",
            "pdf_sha256",
            "stored_at",
            "is_closed_doors",
            "is_specimen",
            "state",
            "job",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.CharField())
    def get_state(self, document: Document) -> str:
        return "done" if document.file_id is not None else document.job.state if document.job is not None else ""


class FileSerializer(serializers.ModelSerializer[StoredFile]):
    class Meta:
        model = StoredFile
        fields = ["id", "name", "content_type", "size", "sha256"]
        read_only_fields = fields


class DocumentFilter(Filters):
    kind = django_filters.CharFilter()
    subject = django_filters.UUIDFilter(field_name="subject_id", label="session, procès-verbal ou convocation")

    class Meta:
        model = Document
        fields: tuple[str, ...] = ()


class DocumentViewSet(VisibleViewSet):
    model = Document
    serializer_class = DocumentSerializer
    filterset_class = DocumentFilter

    def get_queryset(self) -> QuerySet[Document]:
        return super().get_queryset().select_related("file", "job").defer("content")

    @extend_schema(summary="Télécharger le PDF", request=None, responses=BINARY)
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def file(self, request: Request, pk: str | None = None) -> FileResponse:
        """The stored PDF, byte for byte; 409 while it is being laid out."""
        document = self.get_object()
        if document.file is None:
            raise Refused("Ce document est en cours de mise en page. Redemandez-le dans un instant.")
        return attachment(document.file, document.file_name)


class FileViewSet(KnownParameters, RetrieveModelMixin, GenericViewSet[Any]):
    """Files that other rows name: there is no list of them."""

    serializer_class = FileSerializer

    def get_queryset(self) -> QuerySet[StoredFile]:
        return (
            StoredFile.objects.visible_to(self.request.user).accepted()
            if not getattr(self, "swagger_fake_view", False)
            else StoredFile.objects.none()
        )

    @extend_schema(summary="Télécharger le fichier", request=None, responses=BINARY)
    @action(detail=True, methods=["get"], pagination_class=None)
    def content(self, request: Request, pk: str | None = None) -> FileResponse:
        stored = self.get_object()
        return attachment(stored, stored.name)
