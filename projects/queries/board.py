"""The portfolio seen otherwise than as a table: a board by stage, a map, bubbles; and the switch between them.

A view shows the rows of the same filters. The board never reads more than a few cards a stage, whatever the portfolio:
each column says how many there are and leads to the table for the others.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, QuerySet, Value, When
from django.db.models.functions import Coalesce, Least
from django.http import QueryDict
from django.urls import reverse

from foundation.common import charts, clock
from foundation.common.lists import Filters
from foundation.common.requests import Request
from foundation.common.typography import capitalize_first, percent, plural, short_amount

from ..enums import STAGE_DEFINITIONS, Colour, Guard, ProjectKind, Stage
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


def views_of(path: str, asked: QueryDict) -> list[dict[str, Any]]:
    """The switch: each view at its address, with the filters of this one."""
    kept = asked.copy()
    for gone in ("after", "before", "sort", "format"):
        kept.pop(gone, None)
    query = f"?{kept.urlencode()}" if kept else ""
    return [
        {"label": view.label, "href": (address := reverse(view.route)) + query, "current": address == path}
        for view in sorted(show() for show in portfolio_views)
    ]


@dataclass(frozen=True)
class Card:
    project: Project
    retained: Colour
    guards: list[Guard]
    stage_href: str  # where its stage is changed, for who may


@dataclass(frozen=True)
class StageColumn:
    stage: str
    label: str
    definition: str
    count: int
    cards: list[Card]
    more: str  # « voir les 12 autres »
    href: str  # the table of all of them


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
        "greened_after": greened_after(today),
        "views": views_of(request.path, request.GET),
    }


def board_of(request: Request, rows: QuerySet[Project]) -> list[StageColumn]:
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
        query = asked.copy()
        for gone in ("after", "before", "sort"):
            query.pop(gone, None)
        query["stage"] = stage.value
        more = f"Voir {plural(count - CARDS, 'autre', 'autres')}" if count > CARDS else ""
        address = f"{reverse('projects:list')}?{query.urlencode()}"
        columns.append(StageColumn(stage.value, stage.label, STAGE_DEFINITIONS[stage], count, cards, more, address))
    return columns


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
    nowhere: Place
    said: str


def map_of(request: Request, rows: QuerySet[Project]) -> Placed:
    """How many projects have a site in each département (2 queries). One that has sites in two is counted in both."""
    sites = ProjectSite.objects.filter(project__in=rows.order_by().values("pk"), departement__isnull=False)
    counted = sites.order_by().values_list("departement__name").annotate(count=Count("project_id", distinct=True))
    counts = dict(counted)

    def address(place: str) -> str:
        query = request.GET.copy()
        for gone in ("after", "before", "sort"):
            query.pop(gone, None)
        query["departement"] = place
        return f"{reverse('projects:list')}?{query.urlencode()}"

    names = [shape.name for shape in charts.departements()[1]]
    places = [Place(name, counts.get(name, 0), address(name)) for name in names]
    missing = by_place(rows, NOWHERE).order_by().count()
    return Placed(
        charts.benin_map(
            "Projets par département",
            {place.name: place.count for place in places},
            unit="Projets",
            hrefs={place.name: place.href for place in places if place.count},
            note="Un projet est compté dans chaque département où il a un site ou un lot.",
        ),
        places,
        Place("sans site localisé", missing, address(NOWHERE)),
        plural(missing, "projet n’a aucun site localisé", "projets n’ont aucun site localisé"),
    )


def bubbles_of(request: Request, rows: QuerySet[Project]) -> charts.Chart | None:
    return dearest(rows, clock.today())


def dearest(rows: QuerySet[Project], on: date) -> charts.Chart | None:
    """Delay, cost, confidence and trend of the dearest projects among these: read from an index, whatever their number;
    None when none of them is measured (1 query).
    """
    lowest = Least(Coalesce("own_rating", "asin_rating"), Coalesce("asin_rating", "own_rating"))
    moved = When(colour_since__gte=on - RECENT, then=F("colour"))
    rows = rows.filter(planned_cost__isnull=False, schedule_variance__isnull=False)
    found = rows.annotate(confidence=lowest, moved=Case(moved, default=Value(""))).order_by("-planned_cost", "pk")
    names = ("pk", "code", "title", "planned_cost", "schedule_variance", "confidence", "moved")
    items = [_bubble(row) for row in found.values(*names)[:BUBBLES]]
    if not items:
        return None
    return charts.bubbles(
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
        " passé au rouge depuis moins de 90 jours ; contour vert tireté : passé au vert. Sans écart de délai, un projet"
        " n’y est pas.",
    )


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
