"""Every figure of the portal, over the API: its definition, its value for the reader, and the very rows it counts."""

from typing import Any

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from foundation.common import clock, figures
from foundation.common.api_parameters import KnownParameters
from ministries.models import Ministry

from ..queries.rows import table_of
from .asked import DATA, YEAR, Asked

ROWS_SHOWN = 200


class FigureSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    label = serializers.CharField()
    sentence = serializers.CharField(help_text="ce qui suit le nombre")
    formula = serializers.CharField()
    method_version = serializers.IntegerField()
    unit = serializers.CharField(help_text="vide, % ou FCFA")
    filters = serializers.ListField(child=serializers.CharField(), help_text="les filtres que ce chiffre comprend")


class FigurePartSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    label = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    href = serializers.CharField()


class FigureRowSerializer(serializers.Serializer[Any]):
    href = serializers.CharField(help_text="page de la fiche ; elle finit par son identifiant")
    cells = serializers.ListField(child=serializers.CharField())


class FigureRowsSerializer(serializers.Serializer[Any]):
    columns = serializers.ListField(child=serializers.CharField())
    rows = FigureRowSerializer(many=True)
    total = serializers.IntegerField()
    shown = serializers.IntegerField(help_text=f"{ROWS_SHOWN} au plus ; le reste est à l’adresse de `href`")


class FigureDetailSerializer(FigureSerializer):
    value = serializers.FloatField(allow_null=True, help_text="vide : non renseigné, jamais zéro")
    text = serializers.CharField(help_text="tel qu’imprimé")
    withheld = serializers.IntegerField(help_text="lignes du chiffre sans valeur : dites, jamais comptées pour zéro")
    withheld_text = serializers.CharField()
    as_of = serializers.DateField()
    href = serializers.CharField(help_text="liste des lignes ; vide quand elles n’ont pas de liste")
    parts = FigurePartSerializer(many=True)
    rows = FigureRowsSerializer(allow_null=True)


def definition_of(figure: figures.Figure) -> dict[str, Any]:
    names = ("key", "label", "sentence", "formula", "method_version", "unit")
    return {name: getattr(figure, name) for name in names} | {
        "filters": [name for name in figure.filters if name != "today"]
    }


class FigureViewSet(KnownParameters, ViewSet):
    lookup_field = "key"
    lookup_value_regex = r"[A-Za-z0-9_.]+"

    @extend_schema(responses=FigureSerializer(many=True), summary="Définition de chaque chiffre")
    def list(self, request: Request) -> Response:
        rows = [definition_of(figure) for _, figure in sorted(figures.FIGURES.items())]
        return Response(FigureSerializer(rows, many=True).data)

    @extend_schema(
        parameters=[
            OpenApiParameter("key", str, OpenApiParameter.PATH),
            DATA,
            YEAR,
            OpenApiParameter("ministry", OpenApiTypes.UUID),
        ],
        responses=FigureDetailSerializer,
        summary="Un chiffre : valeur, définition et lignes comptées",
    )
    def retrieve(self, request: Request, key: str) -> Response:
        figure = figures.FIGURES.get(key)
        if figure is None:
            raise Http404
        given = self._filters(request, figure)
        value = figure.compute(request.user, given)
        table = table_of(value.rows, ROWS_SHOWN) if value.rows is not None else None
        rows = None
        if table is not None:
            lines = [{"href": href, "cells": cells} for href, cells in table.rows]
            rows = {"columns": table.columns, "rows": lines, "total": table.total, "shown": table.shown}
        answer = definition_of(figure) | {
            "value": value.value,
            "text": figure.text(value.value),
            "withheld": value.withheld,
            "withheld_text": figure.withheld_text(value),
            "as_of": value.as_of or clock.today(),
            "href": value.href,
            "parts": value.parts,
            "rows": rows,
        }
        return Response(FigureDetailSerializer(answer).data)

    def _filters(self, request: Request, figure: figures.Figure) -> dict[str, Any]:
        """What is asked and understood; a ministry one does not see is an unknown one."""
        asked = Asked(data=request.query_params)
        asked.is_valid(raise_exception=True)
        given = {
            name: value for name, value in asked.validated_data.items() if name in figure.filters and value is not None
        }
        if "ministry" in given and not Ministry.objects.visible_to(request.user).filter(pk=given["ministry"]).exists():
            raise serializers.ValidationError({"ministry": ["Aucun ministère ne porte cet identifiant."]})
        return given
