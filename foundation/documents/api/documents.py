"""The papers and the files, over the API: the same readers as the pages."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.mixins import RetrieveModelMixin
from rest_framework.viewsets import GenericViewSet

from foundation.common.api_parameters import KnownParameters
from foundation.common.api_views import VisibleViewSet
from foundation.common.exceptions import Refused
from foundation.common.facts import Shown
from foundation.common.lists import Filters

from ..models import Document, StoredFile
from .downloads import api_file


class DocumentSerializer(Shown):
    """A paper: what it is about, its fingerprints, where its making stands. Its PDF is at `file`."""

    state = serializers.CharField(
        read_only=True, help_text="état du travail qui fait le PDF ; « done » une fois enregistré"
    )

    class Meta:
        model = Document
        fields: tuple[str, ...] = (
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
        )


class FileSerializer(Shown):
    class Meta:
        model = StoredFile
        fields = ("id", "name", "content_type", "size", "sha256")


class DocumentFilter(Filters):
    kind = django_filters.CharFilter()
    subject = django_filters.UUIDFilter(field_name="subject_id", label="session, procès-verbal ou convocation")

    class Meta:
        model = Document
        fields: tuple[str, ...] = ()


def _paper_of(document: Document) -> tuple[StoredFile, str]:
    if document.file is None:
        raise Refused("Ce document est en cours de mise en page. Redemandez-le dans un instant.")
    return document.file, document.file_name


class DocumentViewSet(VisibleViewSet):
    model = Document
    serializer_class = DocumentSerializer
    filterset_class = DocumentFilter
    file = api_file(
        "file",
        _paper_of,
        "The stored PDF, byte for byte; 409 while it is being laid out.",
        summary="Télécharger le PDF",
    )

    def get_queryset(self) -> QuerySet[Document]:
        return super().get_queryset().select_related("file", "job").defer("content")


class FileViewSet(KnownParameters, RetrieveModelMixin, GenericViewSet[Any]):
    """Files that other rows name: there is no list of them."""

    serializer_class = FileSerializer
    content = api_file("content", lambda stored: (stored, stored.name), "", summary="Télécharger le fichier")

    def get_queryset(self) -> QuerySet[StoredFile]:
        if getattr(self, "swagger_fake_view", False):
            return StoredFile.objects.none()
        return StoredFile.objects.visible_to(self.request.user).accepted()
