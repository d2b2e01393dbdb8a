"""Every figure of the portal, over the API: its definition, its value for the reader, and the very rows it counts."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from commissions.models import Commission
from foundation.common import clock, figures
from foundation.common.api_parameters import KnownParameters
from foundation.common.facts import NumberField, answer_of
from foundation.common.requests import ApiRequest
from ministries.models import Ministry

from ..queries.rows import ROWS_SHOWN, RowTable, table_of
from .asked import Asked, asked

FigureSerializer = answer_of(
    *(figures.Figure, "key", "label", "sentence", "formula", "method_version", "unit"),
    filters=serializers.ListField(
        source="asked_filters", child=serializers.CharField(), help_text="les filtres que ce chiffre comprend"
    ),
)


class FigureValueSerializer(serializers.Serializer[Any]):
    value = NumberField(allow_null=True, help_text="vide : non renseigné, jamais zéro")
    text = serializers.CharField(help_text="tel qu’imprimé")
    withheld = serializers.IntegerField(help_text="lignes du chiffre sans valeur : dites, jamais comptées pour zéro")
    withheld_text = serializers.CharField()
    as_of = serializers.DateField()
    href = serializers.CharField(help_text="liste des lignes ; vide quand elles n’ont pas de liste")
    shown_there = NumberField(allow_null=True, help_text="combien de lignes montre cette liste")
    note = serializers.CharField(help_text="pourquoi le chiffre n’est pas connu, quand il ne l’est pas")
    parts = answer_of(figures.Part, "key", "label", "value", "href")(many=True)
    rows = answer_of(RowTable)(allow_null=True)


class FigureDetailSerializer(FigureValueSerializer):
    def get_fields(self) -> dict[str, Any]:
        return FigureSerializer().get_fields() | super().get_fields()


class FigureViewSet(KnownParameters, ViewSet):
    lookup_field = "key"
    lookup_value_regex = r"[A-Za-z0-9_.]+"

    @extend_schema(responses=FigureSerializer(many=True), summary="Définition de chaque chiffre")
    def list(self, request: ApiRequest) -> Response:
        return Response(FigureSerializer([row for _, row in sorted(figures.FIGURES.items())], many=True).data)

    @extend_schema(
        parameters=[OpenApiParameter("key", str, OpenApiParameter.PATH), Asked],
        responses=FigureDetailSerializer,
        summary="Un chiffre : valeur, définition et lignes comptées",
    )
    def retrieve(self, request: ApiRequest, key: str) -> Response:
        figure = figures.FIGURES.get(key)
        if figure is None:
            raise Http404
        value = figure.compute(request.user, self._filters(request, figure))
        said = {
            "text": figure.text(value.value),
            "withheld_text": figure.withheld_text(value),
            "as_of": value.as_of or clock.today(),
            "rows": table_of(value.rows, ROWS_SHOWN) if value.rows is not None else None,
        }
        shown = FigureValueSerializer({**vars(value), "shown_there": value.shown_there, **said}).data
        return Response(FigureSerializer(figure).data | shown)

    def _filters(self, request: ApiRequest, figure: figures.Figure) -> dict[str, Any]:
        """What is asked and understood; a ministry one does not see is an unknown one."""
        sent = asked(request, Asked)
        given = {name: value for name, value in sent.items() if name in figure.filters} | (
            {"today": sent["on"]} if "on" in sent else {}
        )
        for name, rows in (("ministry", Ministry.objects), ("commission", Commission.objects)):
            if name in given and not rows.visible_to(request.user).filter(pk=given[name]).exists():
                raise serializers.ValidationError({name: ["Rien que vous puissiez voir ne porte cet identifiant."]})
        return given
