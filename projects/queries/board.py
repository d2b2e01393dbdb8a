"""The portfolio seen otherwise than as a table: a board by stage, a map, bubbles; and the switch between them.

A view shows the rows of the same filters, and says which of them it does not draw, each kind leading to exactly these
rows. No view reads more than a few rows, whatever the portfolio: the database counts the others.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When, Window
from django.db.models.functions import Coalesce, Least, RowNumber
from django.http import QueryDict
from django.urls import reverse

from foundation.common import charts, clock
from foundation.common.lists import Filters
from foundation.common.requests import Request, query_of
from foundation.common.typography import capitalize_first, percent, plural, short_amount

from ..enums import CLOSED_STAGES, STAGE_DEFINITIONS, Colour, Guard, ProjectKind, Stage
from ..extensions import portfolio_views
from ..models import Project, ProjectSite
from ..models.project import SORT_TITLE, greened_after
from ..rules import can_update_project
from .guards import guards_of, retained, with_guards
from .project_signals import signed

STAGES = {stage.value: capitalize_first(stage.label) for stage in Stage}
KINDS = {kind.value: kind.label for kind in ProjectKind if kind != ProjectKind.PROJECT}  # said of those only
CARDS = 12  # of a column
NOWHERE = "aucun"
BUBBLES = 30  # the dearest projects: more of them hide each other
RECENT = timedelta(days=90)
NO_TONE = {None: ("non notée", "stale"), 1: ("basse", "late"), 2: ("basse", "late"), 3: ("moyenne", "attention")}


@cache
def _views() -> list[tuple[str, str]]:
    return [(view.label, reverse(view.route)) for view in sorted(show() for show in portfolio_views)]


def views_of(path: str, asked: QueryDict) -> list[dict[str, Any]]:
    """The switch: each view at its address, with the filters of this one."""
    kept = query_of(asked, "after", "before", "sort", "format")
    query = f"?{kept}" if kept else ""
    return [{"label": label, "href": address + query, "current": address == path} for label, address in _views()]


@dataclass(frozen=True)
class Card:
    project: Project
    retained: Colour
    guards: list[Guard]
    stage_href: str  # where its stage is changed, for who may


# What may be drawn as a bubble: a cost above zero, on a scale of powers of ten, and a delay.
COSTED = Q(planned_cost__gt=0)
MEASURED = COSTED & Q(schedule_variance__isnull=False)
BY_COST = ("-planned_cost", "pk")


def _cheaper(rows: QuerySet[Project]) -> QuerySet[Project]:
    measured = rows.filter(MEASURED)
    return measured.exclude(pk__in=measured.order_by(*BY_COST).values("pk")[:BUBBLES])


def _beyond_cards(rows: QuerySet[Project]) -> QuerySet[Project]:
    place = Window(RowNumber(), partition_by="stage", order_by=[SORT_TITLE, "pk"])
    return rows.filter(pk__in=rows.order_by().annotate(place=place).filter(place__gt=CARDS).values("pk"))


# What a view leaves out, by its value in the address: its words in the filter, and the rows among those found.
LEFT_OUT: dict[str, tuple[str, Callable[[QuerySet[Project]], QuerySet[Project]]]] = {
    "cards": (f"du tableau par stade, après {CARDS} cartes", _beyond_cards),
    "cost": ("des bulles, sans coût prévu", lambda rows: rows.exclude(COSTED)),
    "delay": ("des bulles, sans écart de délai", lambda rows: rows.filter(COSTED, schedule_variance=None)),
    "cheaper": (f"des bulles, après les {BUBBLES} plus chers", _cheaper),
}


def rows_address(asked: QueryDict, **query: Any) -> str:
    """The table, with the filters of a view and those given here."""
    return f"{reverse('projects:list')}?{query_of(asked, 'after', 'before', 'sort', 'format', 'figure', **query)}"


@dataclass(frozen=True)
class StageColumn:
    stage: str
    label: str
    definition: str
    count: int
    cards: list[Card]
    others: int  # without a card
    href: str  # the table of these


@dataclass(frozen=True)
class Board:
    columns: list[StageColumn]
    left_out: tuple[charts.LeftOut, ...]


def list_words(request: Request, found: Filters) -> dict[str, Any]:
    """What the list says of its rows: names, signs, the switch between its views (no query)."""
    today = clock.today()
    return {
        "stages": STAGES,
        "kinds": KINDS,
        "signed": signed,
        "guards_of": guards_of,
        "retained": lambda row: retained(row["colour"], row["own_rating"], row["asin_rating"]),
        "today": today,
        "closed": CLOSED_STAGES,
        "greened_after": greened_after(today),
        "views": views_of(request.path, request.GET),
    }


def board_of(request: Request, rows: QuerySet[Project]) -> Board:
    """A column a stage (9 queries, 12 cards a stage at most)."""
    user, asked = request.user, request.GET
    counts = dict(rows.order_by().values_list("stage").annotate(count=Count("pk")))
    today = clock.today()
    columns = []
    for stage in Stage:
        count = counts.get(stage.value, 0)
        cards: list[Card] = []
        if count:
            found = with_guards(rows.filter(stage=stage), today).select_related("ministry", "lead").defer("search")
            cards = [_card(row, user) for row in found.order_by(SORT_TITLE, "pk")[:CARDS]]
        others = max(count - CARDS, 0)
        address = rows_address(asked, stage=stage.value, left_out="cards")
        columns.append(StageColumn(stage.value, stage.label, STAGE_DEFINITIONS[stage], count, cards, others, address))
    total = sum(column.others for column in columns)
    said = f"{plural(total, 'projet')}, au-delà de {CARDS} cartes par stade"
    return Board(columns, (charts.LeftOut(said, rows_address(asked, left_out="cards"), total),) if total else ())


def _card(row: Project, user: Any) -> Card:
    may = row.left_on is None and can_update_project(user, row)
    href = reverse("projects:stage", args=[row.pk]) if may else ""
    return Card(row, retained(row.colour, row.own_rating, row.asin_rating), guards_of(row), href)


def by_place(rows: QuerySet[Project], value: str) -> QuerySet[Project]:
    """Those with a site in a département, or with none that is placed."""
    sites = ProjectSite.objects.filter(project=OuterRef("pk"))
    if value == NOWHERE:
        return rows.filter(~Exists(sites.filter(departement__isnull=False)))
    return rows.filter(Exists(sites.filter(departement__name=value)))


@dataclass(frozen=True)
class Place:
    name: str
    count: int
    href: str


@dataclass(frozen=True)
class Placed:
    chart: charts.Chart
    places: list[Place]


def map_of(request: Request, rows: QuerySet[Project]) -> Placed:
    """How many projects have a site in each département (2 queries). One that has sites in two is counted in both."""
    sites = ProjectSite.objects.filter(project__in=rows.order_by().values("pk"), departement__isnull=False)
    counted = sites.order_by().values_list("departement__name").annotate(count=Count("project_id", distinct=True))
    counts = dict(counted)

    names = [shape.name for shape in charts.departements()[1]]
    places = [Place(name, counts.get(name, 0), rows_address(request.GET, departement=name)) for name in names]
    missing = by_place(rows, NOWHERE).order_by().count()
    said = f"{plural(missing, 'projet')} sans site localisé"
    chart = charts.benin_map(
        "Projets par département",
        {place.name: place.count for place in places},
        unit="Projets",
        hrefs={place.name: place.href for place in places if place.count},
        note="Un projet est compté dans chaque département où il a un site ou un lot.",
    )
    left_out = charts.LeftOut(said, rows_address(request.GET, departement=NOWHERE), missing)
    return Placed(replace(chart, left_out=(left_out,) if missing else ()), places)


@dataclass(frozen=True)
class Bubbled:
    chart: charts.Chart | None
    left_out: tuple[charts.LeftOut, ...]


def bubbles_of(request: Request, rows: QuerySet[Project]) -> Bubbled:
    """The dearest of the projects found, and how many of the others lack what (2 queries)."""
    counts = rows.order_by().aggregate(
        cost=Count("pk", filter=~COSTED),
        delay=Count("pk", filter=COSTED & Q(schedule_variance=None)),
        measured=Count("pk", filter=MEASURED),
    )
    counts["cheaper"] = max(counts.pop("measured") - BUBBLES, 0)
    words: dict[str, Callable[[int], str]] = {
        "cost": lambda count: f"{plural(count, 'projet')} sans coût prévu",
        "delay": lambda count: f"{plural(count, 'projet')} sans écart de délai",
        "cheaper": lambda count: plural(count, "projet mesuré moins cher", "projets mesurés moins chers"),
    }
    left_out = tuple(
        charts.LeftOut(said(count), rows_address(request.GET, left_out=name), count)
        for name, said in words.items()
        if (count := counts[name])
    )
    return Bubbled(dearest(rows, clock.today(), left_out), left_out)


def dearest(rows: QuerySet[Project], on: date, left_out: tuple[charts.LeftOut, ...]) -> charts.Chart | None:
    """Delay, cost, confidence and trend of the dearest projects among these: read from an index, whatever their number;
    None when none of them is measured (1 query).
    """
    lowest = Least(Coalesce("own_rating", "asin_rating"), Coalesce("asin_rating", "own_rating"))
    moved = When(colour_since__gte=on - RECENT, then=F("colour"))
    rows = rows.filter(MEASURED)
    found = rows.annotate(confidence=lowest, moved=Case(moved, default=Value(""))).order_by(*BY_COST)
    names = ("pk", "code", "title", "planned_cost", "schedule_variance", "confidence", "moved")
    items = [_bubble(row) for row in found.values(*names)[:BUBBLES]]
    if not items:
        return None
    chart = charts.bubbles(
        f"Les {BUBBLES} projets mesurés les plus chers : retard, coût et confiance",
        items,
        x_label="Écart de délai (%)",
        y_label="Coût prévu",
        size_label="Coût",
        x_form=percent,
        y_form=short_amount,
        size_form=short_amount,
        y_log=True,
        legend=[("confiance haute", "good"), ("moyenne", "attention"), ("basse", "late"), ("non notée", "stale")],
        note="Aire : coût prévu. Couleur et trame : la plus basse des notes du DSI et de l’ASIN. Contour rouge épais :"
        " passé au rouge depuis moins de 90 jours ; contour vert tireté : passé au vert.",
    )
    return replace(chart, left_out=left_out)


def _bubble(row: dict[str, Any]) -> charts.Bubble:
    word, tone = NO_TONE.get(row["confidence"], ("haute", "good"))
    edges = {Colour.RED.value: ("late", ", passé au rouge"), Colour.GREEN.value: ("good", ", passé au vert")}
    edge, moved = edges.get(row["moved"], ("", ""))
    return charts.Bubble(
        row["title"],
        row["schedule_variance"],
        row["planned_cost"],
        row["planned_cost"],
        tone,
        edge=edge,
        word=f"confiance {word}{moved}",
        href=reverse("projects:detail", args=[row["pk"]]),
    )
