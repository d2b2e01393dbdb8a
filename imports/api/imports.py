"""The API of imports: the same operations, rules and refusals as the pages."""

from typing import Any

import django_filters
from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from foundation.common.acts import api_act, api_create
from foundation.common.api_views import VisibleViewSet
from foundation.common.days import ApiDayField
from foundation.common.exports import XLSX
from foundation.common.facts import FactsInput, ReasonInput, new_input, shown_of
from foundation.common.lists import Filters
from foundation.common.requests import ApiRequest
from foundation.common.tables.encodings import ENCODINGS
from foundation.common.tables.values import ORDERS

from .. import operations
from ..enums import MatchKey
from ..fields import BY_NAME, MOST, OPENED, checked_separator
from ..models import ImportRow, ImportRun, Observation, Workbook
from ..models.run import FACTORS
from ..operations.asking import SIDES
from ..reports import workbook_file
from ..rules import can_import, can_send_out
from ..views import ImportFilter

COUNTS = ("total", "created", "updated", "unchanged", "refused", "absent", "observed", "near", "conflicts")
ImportRunSerializer = shown_of(
    ImportRun,
    *("id", "scope", "ministry", "workbook", "name", "edition", "as_of", "source", "comment", "unit", "factor", "key"),
    *("reading", "sheets", "headers", "notes", "columns", "words", "answers", "unknown", "published", "reused"),
    *("state", "job", *COUNTS, "checked_at", "done_at", "undone_at", "is_fictitious", "version"),
)
ImportRowSerializer = shown_of(
    ImportRow,
    *("id", "line", "outcome", "title", "project_id", "faults", "changes", "near", "crossed", "undoing"),
    "undoing_reason",
)
ObservationSerializer = shown_of(
    Observation,
    *("id", "project", "run", "edition", "observed_on", "title", "cost", "unit", "duration", "start", "end"),
    *("is_shared", "phase"),
)


class NewImport(FactsInput):
    """A multipart request: the file, and what it is."""

    file = serializers.FileField()
    as_of = ApiDayField(required=False, allow_null=True, default=None, help_text="vide : aujourd’hui")

    class Meta:
        model = ImportRun
        fields = ("file", *OPENED)


class ReadingInput(serializers.Serializer[Any]):
    """How the file is read; what is left out stays as it was guessed."""

    encoding = serializers.ChoiceField(choices=sorted(ENCODINGS), required=False, allow_blank=True, default="")
    separator = serializers.CharField(
        max_length=3,
        required=False,
        allow_blank=True,
        default="",
        trim_whitespace=False,
        help_text="un signe, ou « tab »",
    )
    sheet = serializers.CharField(max_length=100, required=False, allow_blank=True, default="")
    header_line = serializers.IntegerField(
        min_value=1, max_value=1000, required=False, allow_null=True, default=None, help_text="vide : inchangée"
    )
    date_order = serializers.ChoiceField(choices=sorted(ORDERS), required=False, allow_blank=True, default="")

    def validate_separator(self, sign: str) -> str:
        return checked_separator(sign, serializers.ValidationError)


class ColumnsInput(serializers.Serializer[Any]):
    """Where the columns go, in the order of the file; what is left out stays."""

    columns = serializers.ListField(
        child=serializers.ChoiceField(choices=["", *sorted(BY_NAME)], allow_blank=True),
        required=False,
        allow_null=True,
        default=None,
        max_length=200,
        help_text="un champ pour chaque colonne, vide pour celle qui reste de côté",
    )
    key = serializers.ChoiceField(choices=MatchKey.choices, required=False, allow_blank=True, default="")
    factor = serializers.ChoiceField(
        choices=list(FACTORS.items()), required=False, allow_null=True, default=None, help_text="montants écrits en"
    )
    unit = serializers.CharField(max_length=40, required=False, allow_blank=True, allow_null=True, default=None)


class WordsInput(serializers.Serializer[Any]):
    words = serializers.DictField(
        child=serializers.DictField(child=serializers.CharField(allow_blank=True, max_length=100)),
        help_text="champ → mot du fichier → valeur du portail, vide pour l’oublier",
    )


class AnswersInput(serializers.Serializer[Any]):
    answers = serializers.DictField(
        child=serializers.CharField(max_length=40), help_text="ligne → identifiant d’un projet proposé, ou « new »"
    )


class PublishedInput(serializers.Serializer[Any]):
    projects = serializers.IntegerField(min_value=0, max_value=MOST, required=False, allow_null=True, default=None)
    cost = serializers.DecimalField(max_digits=24, decimal_places=6, required=False, allow_null=True, default=None)
    times = serializers.ChoiceField(choices=[1, 1_000, 1_000_000], required=False, default=1)
    duration = serializers.DecimalField(max_digits=18, decimal_places=6, required=False, allow_null=True, default=None)
    shared = serializers.IntegerField(min_value=0, max_value=MOST, required=False, allow_null=True, default=None)


class ConflictsInput(serializers.Serializer[Any]):
    choices = serializers.DictField(
        child=serializers.ChoiceField(choices=SIDES),
        required=False,
        default=dict,
        help_text="« ligne.champ » → file (la valeur du fichier) ou portal (celle du portail)",
    )
    rest = serializers.ChoiceField(
        choices=["", *SIDES], required=False, allow_blank=True, default="", help_text="pour toutes les autres"
    )


class ImportViewSet(VisibleViewSet):
    model = ImportRun
    serializer_class = ImportRunSerializer
    filterset_class = ImportFilter
    cuts_texts = False

    create = api_create(operations.open_import, rule=can_import, takes=NewImport)
    reading = api_act(operations.read_otherwise, rule=can_import, takes=ReadingInput, name="reading", edits=True)
    columns = api_act(operations.settle_columns, rule=can_import, takes=ColumnsInput, name="columns", edits=True)
    check = api_act(operations.ask_check, rule=can_import, name="check")
    words = api_act(operations.match_words, rule=can_import, takes=WordsInput, name="words")
    near = api_act(operations.answer_near, rule=can_import, takes=AnswersInput, name="near")
    conflicts = api_act(operations.settle_conflicts, rule=can_import, takes=ConflictsInput, name="conflicts")
    run = api_act(operations.ask_run, rule=can_import, name="run")
    stop = api_act(operations.stop_work, rule=can_import, name="stop")
    abandon = api_act(operations.abandon_import, rule=can_import, name="abandon")
    undo = api_act(operations.ask_undo, rule=can_import, takes=ReasonInput, name="undo")
    publish = api_act(operations.publish_figures, rule=can_import, takes=PublishedInput, name="publish")

    @extend_schema(responses={200: ImportRowSerializer(many=True)})
    @action(detail=True, methods=["get"], url_path="rows", filterset_class=None)
    def rows(self, request: ApiRequest, pk: str | None = None) -> Response:
        """What becomes of each line, by pages."""
        found = self.get_object().rows.order_by("line", "pk")
        page = self.paginate_queryset(found)
        return self.get_paginated_response(ImportRowSerializer(page, many=True).data)


class WorkbookViewSet(VisibleViewSet):
    model = Workbook
    serializer_class = shown_of(Workbook, "id", "scope", "ministry", "reference", "out_on", "total", "is_fictitious")

    create = api_create(operations.send_out, rule=can_send_out, takes=new_input(Workbook, "ministry"))

    @extend_schema(responses={(200, XLSX): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def file(self, request: ApiRequest, pk: str | None = None) -> FileResponse:
        """The workbook to be filled in, as it went out."""
        return workbook_file(self.get_object())


class ObservationFilter(Filters):
    project = django_filters.UUIDFilter(label="Projet", field_name="project_id")
    run = django_filters.UUIDFilter(label="Import", field_name="run_id")


class ObservationViewSet(VisibleViewSet):
    model = Observation
    serializer_class = ObservationSerializer
    filterset_class = ObservationFilter


__all__ = ["ImportViewSet", "ObservationViewSet", "WorkbookViewSet"]
