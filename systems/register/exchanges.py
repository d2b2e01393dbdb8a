"""The register of exchanges: as a table, a graph, a matrix; what an outage touches; declared against observed."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

import django_filters
from django import forms
from django.db import transaction
from django.db.models import Q
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.views.decorators.http import require_safe
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from foundation import jobs
from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.acts import BARE, one_of, page_of
from foundation.common.exceptions import InvalidInput
from foundation.common.exports import drawn_page
from foundation.common.keyset import Sort
from foundation.common.lists import FILES, Button, Cell, Column, Filters, chosen, column_of, columns_of
from foundation.common.requests import ApiRequest, Request
from foundation.common.typography import plural, short_date
from foundation.registers.register import Register, Words
from ministries.filters import MinistryChoice

from ..enums import EXCHANGE_TONES, NATURE_WORDS, VERACITY_TONES, ExchangeState, Nature, Veracity
from ..models import Exchange, Listed, Platform
from ..queries.graph import Node, nodes_and_edges, picture
from ..queries.matrix import filters_in, matrix_of
from ..queries.once_only import ONCE_RULE, ToBuild, exchanges_to_build, once_matrix
from ..queries.outage import OUTAGE_RULE, touched_by
from ..queries.veracity import VERACITY_RULE, Compared, Linked, compared
from ..rules import can_keep_platform
from .common import CRUMBS, tabs


class ExchangeFilter(Filters):
    named_by = {"platform": Listed.named.visible_to}
    words = ("data", "source__name", "target__name", "agreement")
    q = django_filters.CharFilter(label="Plateforme, données ou accord", method="by_words")
    ministry = MinistryChoice(method="by_ministry")
    source_ministry = MinistryChoice(label="Ministère source", field_name="source__ministry")
    target_ministry = MinistryChoice(label="Ministère destination", field_name="target__ministry")
    nature = chosen("Nature", Nature, "toutes les natures")
    state = chosen("État", ExchangeState, "tous les états")
    agreement = chosen(
        "Accord",
        [("none", "sans accord"), ("known", "avec un accord")],
        "peu importe",
        lambda rows, value: rows.filter(agreement="") if value == "none" else rows.exclude(agreement=""),
    )
    platform = django_filters.UUIDFilter(label="Plateforme", method="by_platform", widget=forms.HiddenInput)

    def by_ministry(self, rows: Any, name: str, value: Any) -> Any:
        return rows.filter(Q(source__ministry=value) | Q(target__ministry=value))

    def by_platform(self, rows: Any, name: str, value: Any) -> Any:
        return rows.filter(Q(source_id=value) | Q(target_id=value))


def check(values: Mapping[str, Any]) -> None:
    ministry, ends = values["ministry"], (values["source"], values["target"])
    if all(end.ministry_id != ministry.pk for end in ends):
        said = "Ni la source ni la destination n’est de ce ministère : il déclare ce qu’il donne ou reçoit."
        raise InvalidInput({"ministry": [said]})


class ExchangeRegister(Register):
    """Each row that comes or changes asks for the graph to be placed again."""

    @transaction.atomic
    def add(self, *, by: User | None, **values: Any) -> Any:
        row = super().add(by=by, **values)
        ask_layout(by)
        return row

    @transaction.atomic
    def edit(self, pk: Any, *, base_version: int | None, by: User | None, **values: Any) -> Any:
        row = super().edit(pk, base_version=base_version, by=by, **values)
        ask_layout(by)
        return row


def ask_layout(by: User | None) -> None:
    """Once, however many exchanges change before it is done."""
    jobs.enqueue("lay_out_exchanges", by=by, dedup_key="all")


def state_cell(row: Exchange) -> Cell:
    state = ExchangeState(row.state)
    return Cell(state.label, tone=EXCHANGE_TONES[state])


class VeracityFilter(Filters):
    ministry = MinistryChoice(method="as_it_is")
    standing = chosen("Constat", Veracity, "tous les liens", method="as_it_is")

    def as_it_is(self, rows: Any, name: str, value: Any) -> Any:
        return rows  # links are no rows: `asked_of` narrows them


def asked_of(request: Any, query: Any) -> tuple[VeracityFilter, Compared, list[Linked]]:
    """What the address asks: the links of a ministry, those of one kind; none when it cannot be read."""
    found = VeracityFilter(query, queryset=Exchange.objects.none(), request=request)
    if not found.form.is_valid():
        return found, Compared((), None, None), []
    ministry, standing = found.form.cleaned_data["ministry"], found.form.cleaned_data["standing"]
    whole = compared(request.user, ministry.pk if ministry else None)
    return found, whole, [link for link in whole.links if standing in ("", link.standing)]


class EndSerializer(serializers.Serializer[Any]):
    """A platform, or the subsystem that no platform claims."""

    key = serializers.UUIDField(read_only=True)
    name = serializers.CharField(read_only=True)
    ministry = serializers.CharField(read_only=True)


class LinkedSerializer(serializers.Serializer[Any]):
    """A link that is declared, observed, or both."""

    standing = serializers.ChoiceField(choices=Veracity.choices, read_only=True)
    ends = EndSerializer(many=True, read_only=True)
    requests = serializers.IntegerField(read_only=True)
    failures = serializers.IntegerField(read_only=True)
    last_on = serializers.DateField(read_only=True, allow_null=True)


class ComparedSerializer(serializers.Serializer[Any]):
    """Declared against observed."""

    rate = serializers.FloatField(read_only=True, allow_null=True, help_text=VERACITY_RULE)
    since = serializers.DateField(read_only=True, allow_null=True)
    last_on = serializers.DateField(read_only=True, allow_null=True)
    links = LinkedSerializer(many=True, read_only=True)


@extend_schema(summary="Déclaré et observé : taux de véracité, liens", responses=ComparedSerializer, filters=False)
@action(detail=False, methods=["get"], url_path="veracity", pagination_class=None, filterset_class=VeracityFilter)
def veracity(self: Any, request: ApiRequest) -> Response:
    found, whole, links = asked_of(request, request.query_params)
    if not found.form.is_valid():
        raise serializers.ValidationError(found.errors)
    told = {"rate": whole.rate, "since": whole.since, "last_on": whole.last_on, "links": links}
    return Response(ComparedSerializer(told).data)


class ToBuildSerializer(serializers.Serializer[Any]):
    """A piece that e-services ask for, the authority that holds it, what an exchange would save."""

    rank = serializers.IntegerField(read_only=True)
    piece = serializers.CharField(source="asked.piece", read_only=True)
    holder = serializers.CharField(source="asked.holder", read_only=True)
    requests = serializers.IntegerField(source="asked.requests", read_only=True)
    unknown = serializers.IntegerField(source="asked.unknown", read_only=True)
    askers = serializers.ListField(child=serializers.CharField(), read_only=True)
    declared = serializers.IntegerField(read_only=True)
    missing = serializers.IntegerField(read_only=True)


@extend_schema(summary="Échanges à construire", responses=ToBuildSerializer(many=True), filters=False)
@action(detail=False, methods=["get"], url_path="to-build", url_name="to-build", **BARE)
def to_build(self: Any, request: ApiRequest) -> Response:
    return Response(ToBuildSerializer(exchanges_to_build(request.user, clock.today()), many=True).data)


def offered(rows: Any) -> Any:
    return rows.select_related("ministry").order_by("name", "pk")


def outage_acts(user: User, row: Exchange) -> list[Button]:
    seen = Platform.objects.visible_to(user).filter(pk__in=(row.source_id, row.target_id)).order_by("name", "pk")
    return [
        Button(f"Si « {each.called} » s’arrête", reverse("exchanges:outage", args=[each.pk]), "quiet") for each in seen
    ]


EXCHANGES: Register = ExchangeRegister(
    name="exchanges",
    model=Exchange,
    fields=(
        *("ministry", "source", "target", "data", "nature", "state", "frequency", "started_on"),
        *("agreement", "agreed_on", "note"),
    ),
    owner="ministry",
    keeps=can_keep_platform,
    check=check,
    offers={"source": offered, "target": offered},
    words=Words(
        "échange",
        none="Aucun échange",
        new="Déclarer un échange",
        added="L’échange est au registre ; le graphe est placé de nouveau dans un instant.",
    ),
    title="Échanges",
    noun=("échange", "échanges"),
    state="Ce que les plateformes se donnent : quelles données, par quelle voie, sous quel accord.",
    empty="Les échanges déclarés entre plateformes apparaîtront ici, en table, en graphe et en matrice.",
    columns=(
        Column("Échange", str, lambda row: Cell(str(row), EXCHANGES.href(row), note=row.data), in_files=False),
        Column("Source", "source.name", on_page=False),
        Column("Ministère source", "source.ministry.short_name"),
        Column("Destination", "target.name", on_page=False),
        Column("Ministère destination", "target.ministry.short_name"),
        column_of(Exchange, "data", on_page=False),
        Column("Nature", "get_nature_display", lambda row: Cell(NATURE_WORDS[Nature(row.nature)])),
        Column("État", "get_state_display", state_cell),
        column_of(Exchange, "frequency", on_page=False),
        column_of(Exchange, "started_on", on_page=False),
        column_of(Exchange, "agreement"),
        column_of(Exchange, "agreed_on", sort="agreed", on_page=False),
        *columns_of(Exchange, "note", "is_fictitious"),
        column_of(Exchange, "ministry", on_page=False),
    ),
    filters=ExchangeFilter,
    sorts={"data": Sort("data"), "source": Sort("source__name")},
    default="source",
    file="echanges",
    finds=("data", "source__name", "target__name", "agreement"),
    position=26,
    reads=("source__ministry", "target__ministry"),
    named_by=("source__ministry", "target__ministry"),
    crumbs=CRUMBS,
    icon="projects",
    list_template="systems/list.html",
    list_more=lambda request, found: tabs("exchanges:list") | {"views": views_of(request, "list")},
    acts=outage_acts,
    api_acts={"veracity": veracity, "to_build": to_build},
)


VIEWS = {
    "list": "Table",
    "graph": "Graphe",
    "matrix": "Matrice",
    "veracity": "Déclaré et observé",
    "once": "À construire",
}


def views_of(request: Request, here: str) -> list[dict[str, Any]]:
    """The same exchanges seen otherwise: the filters go with them."""
    asked = filters_in(request.GET)
    query = f"?{asked.urlencode()}" if asked else ""
    return [
        {"label": label, "href": reverse(f"exchanges:{name}") + query, "current": name == here}
        for name, label in VIEWS.items()
    ]


def _graph(request: Request, rows: Any) -> dict[str, Any]:
    asked = request.GET.copy()
    key = asked.pop("about", [""])[-1]
    asked.pop("figure", None)
    nodes, edges = nodes_and_edges(rows, f"?{asked.urlencode()}&" if asked else "?")
    about: Node | None = next((node for node in nodes if str(node.key) == key), None)
    return {
        "about": about,
        "clear": f"?{asked.urlencode()}",
        "near": list(rows.filter(Q(source_id=about.key) | Q(target_id=about.key)).order_by("source__name", "pk"))
        if about
        else [],
        "outage": _outage_of(request.user, about.key) if about else "",
        "chart": picture(nodes, edges, about.key if about else None) if nodes else None,
    }


def _sheets(user: User, keys: Collection[Any]) -> dict[Any, str]:
    """Those that he reads (1 query)."""
    seen = Platform.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True)
    return {key: reverse("platforms:detail", args=[key]) for key in seen}


def _outage_of(user: User, key: Any) -> str:
    return reverse("exchanges:outage", args=[key]) if _sheets(user, [key]) else ""


@page_of("systems/outage.html", one_of(Platform, "ministry"))
def outage(request: Request, row: Platform) -> dict[str, Any]:
    """What stops with a platform."""
    found = touched_by(row, Exchange.objects.visible_to(request.user))
    crumbs = [*CRUMBS, (EXCHANGES.title, EXCHANGES.list_href()), (f"Si « {row.called} » s’arrête", "")]
    return {
        "row": row,
        "touched": found,
        "sheets": _sheets(request.user, {each.platform.pk for each in found}),
        "count": plural(len(found), "plateforme touchée", "plateformes touchées"),
        "rule": OUTAGE_RULE,
        "crumbs": crumbs,
    }


HEADER = ("Constat", "Plateforme", "Ministère", "Avec", "Ministère", "Requêtes", "Échecs", "Vu en dernier le")


def lines_of(links: list[Linked]) -> Iterator[list[Any]]:
    for link in links:
        first, second = link.ends
        told = (first.name, first.ministry, second.name, second.ministry, link.requests, link.failures, link.last_on)
        yield [link.standing.label, *told]


@require_safe
def veracity_page(request: Request) -> HttpResponseBase:
    """Declared against observed, as a page and as a file."""
    found, whole, links = asked_of(request, request.GET)
    wanted = request.GET.get("format", "")
    if wanted in FILES:
        return FILES[wanted]("declare-et-observe", HEADER, lines_of(links))
    context = {
        **tabs("exchanges:list"),
        "views": views_of(request, "veracity"),
        "form": found.form,
        "whole": whole,
        "links": links,
        "sheets": _sheets(request.user, {end.key for link in links for end in link.ends}),
        "counts": [(standing, len(whole.of(standing)), VERACITY_TONES[standing]) for standing in Veracity],
        "tones": VERACITY_TONES,
        "new_href": EXCHANGES.new_href(request.user),
        "rule": VERACITY_RULE,
        "files": found.form.is_valid() and links,
        "query": request.GET.urlencode(),
        "period": f"du {short_date(whole.since)} au {short_date(whole.last_on)}" if whole.since else "",
        "crumbs": [*CRUMBS, (EXCHANGES.title, EXCHANGES.list_href()), ("Déclaré et observé", "")],
    }
    return drawn_page(request, "systems/veracity.html", context)


ONCE_HEADER = (
    *("Rang", "Pièce", "Autorité qui la détient", "E-services qui la demandent", "Ministères"),
    *("Demandes par an", "E-services sans demandes connues", "Échanges déclarés", "Échanges à déclarer"),
)


def once_lines(rows: list[ToBuild]) -> Iterator[list[Any]]:
    for row in rows:
        asked = row.asked
        services, ministries = " ; ".join(name for _, name in asked.services), " ; ".join(row.askers)
        told = (row.rank, asked.piece, asked.holder, services, ministries, asked.requests, asked.unknown)
        yield [*told, row.declared, row.missing]


@require_safe
def once_page(request: Request) -> HttpResponseBase:
    """The exchanges to build, ranked, as a page and as a file."""
    rows = exchanges_to_build(request.user, clock.today())
    wanted = request.GET.get("format", "")
    if wanted in FILES:
        return FILES[wanted]("echanges-a-construire", ONCE_HEADER, once_lines(rows))
    context = {
        **tabs("exchanges:list"),
        "views": views_of(request, "once"),
        "rows": rows,
        "matrix": once_matrix(rows),
        "rule": ONCE_RULE,
        "new_href": EXCHANGES.new_href(request.user),
        "pieces_href": reverse("service-pieces:list"),
        "crumbs": [*CRUMBS, (EXCHANGES.title, EXCHANGES.list_href()), ("À construire", "")],
    }
    return drawn_page(request, "systems/once.html", context)


def seen_as(name: str, template: str, read: Any) -> Any:
    """The same exchanges by the same filters, otherwise than as a table; what is read stands beside the list."""
    page = EXCHANGES.page

    def more(request: Request, found: Filters) -> Mapping[str, Any]:
        return {**tabs("exchanges:list"), "views": views_of(request, name), **read(request, found.qs)}

    crumbs = (*page.crumbs, (EXCHANGES.title, "/echanges/"))
    return replace(page, title=f"{VIEWS[name]} des échanges", template=template, more=more, crumbs=crumbs, size=1).page


app_name, ROUTES = EXCHANGES.name, EXCHANGES.routes
urlpatterns = [
    path("graphe", seen_as("graph", "systems/graph.html", _graph), name="graph"),
    path("matrice", seen_as("matrix", "systems/matrix.html", matrix_of), name="matrix"),
    path("veracite", veracity_page, name="veracity"),
    path("a-construire", once_page, name="once"),
    path("panne/<uuid:pk>", outage, name="outage"),
    *EXCHANGES.urlpatterns,
]
