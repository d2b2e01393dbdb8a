"""The project figures: defined once, read from the summary, each with its rows."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import QuerySet, Sum
from django.urls import reverse

from foundation.common import clock
from foundation.common.figures import Figure, FigureValue, Part, register, show_rows
from foundation.common.typography import short_amount, short_date

from ..enums import SITUATION_OF_STAGE, Colour, ProjectKind, Situation, Stage
from ..models import Project, ProjectFigure
from .project_signals import colour_rule, freshness_rule

if TYPE_CHECKING:
    from foundation.accounts.models import User

STAGE_TONES = {
    Situation.TO_COME: "neutral",
    Situation.RUNNING: "information",
    Situation.DONE: "good",
    Situation.STOPPED: "late",
}
COLOUR_TONES = {Colour.GREEN: "good", Colour.YELLOW: "attention", Colour.RED: "late", Colour.UNKNOWN: "neutral"}
METHOD_VERSION = 3  # 1 left out those that had left the portfolio; 2 coloured those of which nothing is estimated
WHAT_COUNTS = (
    "Lignes de nature « projet », suivies ou sorties du portefeuille ; les programmes et les lots ne sont pas comptés,"
    " pour ne rien compter deux fois. Un projet sorti reste compté, au stade et au signal du jour de sa sortie : une"
    " sortie n’améliore aucun taux."
)
WHAT_CALLS = (
    "Lignes de nature « projet » encore au portefeuille : un projet sorti n’appelle plus d’action. Il reste compté dans"
    " le nombre de projets auquel ce chiffre se compare."
)
WHAT_ADDS_UP = (
    "Lignes sans subdivision, suivies ou sorties du portefeuille : le coût d’un programme ou d’un projet divisé en lots"
    " est celui de ses parties. Une ligne sortie reste comptée avec ses derniers coûts ; fusionnée ou scindée, elle"
    " l’est dans celles qui la continuent."
)
EXITS_INCLUDED = {"portfolio": "all"}


def _ministry(filters: Mapping[str, Any]) -> dict[str, Any]:
    ministry = filters.get("ministry")
    return {"ministry_id": getattr(ministry, "pk", ministry)} if ministry else {}


def list_address(filters: Mapping[str, Any], **query: Any) -> str:
    """The list of the rows of a figure, filters in the address."""
    ministry = _ministry(filters).get("ministry_id")
    return f"{reverse('projects:list')}?{urlencode(({'ministry': ministry} if ministry else {}) | query)}"


def _projects_address(filters: Mapping[str, Any], **query: Any) -> str:
    return list_address(filters, kind=ProjectKind.PROJECT.value, **EXITS_INCLUDED, **query)


def _leaves_address(filters: Mapping[str, Any]) -> str:
    return list_address(filters, leaf="1", **EXITS_INCLUDED)


def _projects(user: "User", filters: Mapping[str, Any]) -> QuerySet[Project]:
    """The denominator: those that left stay in it."""
    return Project.objects.carried_by(user).filter(kind=ProjectKind.PROJECT, **_ministry(filters))


def _leaves(user: "User", filters: Mapping[str, Any]) -> QuerySet[Project]:
    return Project.objects.carried_by(user).filter(is_leaf=True, **_ministry(filters))


def _counts(user: "User", filters: Mapping[str, Any], key: str) -> dict[Any, int]:
    cells = ProjectFigure.objects.visible_to(user).filter(kind=ProjectKind.PROJECT, **_ministry(filters))
    return {
        row[key]: row["total"]
        for row in cells.values(key).annotate(total=Sum("projects")).order_by(key)
        if row["total"]
    }


def total(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    counts = _counts(user, filters, "followed")
    parts = (
        Part("followed", "suivis", counts.get(True, 0), list_address(filters, kind=ProjectKind.PROJECT.value)),
        Part(
            "left",
            "sortis du portefeuille",
            counts.get(False, 0),
            list_address(filters, kind=ProjectKind.PROJECT.value, portfolio="left"),
        ),
    )
    return FigureValue(
        sum(counts.values()),
        _projects(user, filters),
        parts=parts,
        href=_projects_address(filters),
        as_of=clock.today(),
    )


def by_stage(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    counts = _counts(user, filters, "stage")
    parts = tuple(
        Part(
            stage.value,
            stage.label,
            counts.get(stage.value, 0),
            _projects_address(filters, stage=stage.value),
            STAGE_TONES[SITUATION_OF_STAGE[stage]],
        )
        for stage in Stage
    )
    return FigureValue(
        sum(counts.values()),
        _projects(user, filters),
        parts=parts,
        href=_projects_address(filters),
        as_of=clock.today(),
    )


def by_situation(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    counts = _counts(user, filters, "stage")
    totals = {
        situation: sum(count for stage, count in counts.items() if SITUATION_OF_STAGE[Stage(stage)] == situation)
        for situation in Situation
    }
    parts = tuple(
        Part(
            situation.value,
            situation.label,
            count,
            _projects_address(filters, situation=situation.value),
            STAGE_TONES[situation],
        )
        for situation, count in totals.items()
    )
    return FigureValue(
        sum(counts.values()),
        _projects(user, filters),
        parts=parts,
        href=_projects_address(filters),
        as_of=clock.today(),
    )


def by_colour(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    counts = _counts(user, filters, "colour")
    parts = tuple(
        Part(
            colour.value,
            colour.label,
            counts.get(colour.value, 0),
            _projects_address(filters, colour=colour.value),
            COLOUR_TONES[colour],
        )
        for colour in Colour
    )
    known = sum(count for colour, count in counts.items() if colour != Colour.UNKNOWN)
    return FigureValue(
        known,
        _projects(user, filters),
        withheld=counts.get(Colour.UNKNOWN, 0),
        parts=parts,
        href=_projects_address(filters),
        as_of=clock.today(),
    )


def stale(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    rows = _projects(user, filters).filter(left_on=None, fresh_until__lt=clock.today())
    return FigureValue(rows.count(), rows, href=list_address(filters, kind="project", stale="1"), as_of=clock.today())


def red(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    rows = _projects(user, filters).filter(colour=Colour.RED)
    return FigureValue(rows.count(), rows, href=_projects_address(filters, colour=Colour.RED), as_of=clock.today())


def red_for(days: int) -> Callable[["User", Mapping[str, Any]], FigureValue]:
    def compute(user: "User", filters: Mapping[str, Any]) -> FigureValue:
        rows = red_since(_projects(user, filters), days)
        return FigureValue(
            rows.count(), rows, href=list_address(filters, kind="project", red_days=days), as_of=clock.today()
        )

    return compute


def red_since(projects: QuerySet[Project], days: int) -> QuerySet[Project]:
    return projects.filter(colour=Colour.RED, left_on=None, colour_since__lt=clock.today() - timedelta(days=days))


def _sums(user: "User", filters: Mapping[str, Any]) -> dict[str, Any]:
    names = (
        "projects",
        "planned_cost",
        "planned_known",
        "forecast_cost",
        "forecast_known",
        "compared_planned",
        "compared_forecast",
        "compared",
    )
    sums = (
        ProjectFigure.objects.visible_to(user)
        .filter(is_leaf=True, **_ministry(filters))
        .aggregate(**{f"all_{name}": Sum(name) for name in names})
    )
    return {name: sums[f"all_{name}"] or 0 for name in names}


def planned_cost(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    sums = _sums(user, filters)
    value = sums["planned_cost"] if sums["planned_known"] else None
    return FigureValue(
        value,
        _leaves(user, filters),
        withheld=sums["projects"] - sums["planned_known"],
        href=_leaves_address(filters),
        as_of=clock.today(),
    )


def forecast_cost(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    sums = _sums(user, filters)
    value = sums["forecast_cost"] if sums["forecast_known"] else None
    return FigureValue(
        value,
        _leaves(user, filters),
        withheld=sums["projects"] - sums["forecast_known"],
        href=_leaves_address(filters),
        as_of=clock.today(),
    )


def cost_drift(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    sums = _sums(user, filters)
    value = None
    if sums["compared_planned"]:
        value = (
            Decimal(sums["compared_forecast"] - sums["compared_planned"]) * 100 / sums["compared_planned"]
        ).quantize(Decimal("0.1"), ROUND_HALF_UP)
    rows = _leaves(user, filters).filter(planned_cost__isnull=False, forecast_cost__isnull=False)
    return FigureValue(
        value, rows, withheld=sums["projects"] - sums["compared"], href=_leaves_address(filters), as_of=clock.today()
    )


MINISTRY = ("ministry",)
register(
    Figure(
        "projects.total",
        "Projets, suivis et sortis",
        "projets entrés au portefeuille, suivis ou sortis",
        f"Nombre de projets. {WHAT_COUNTS}",
        METHOD_VERSION,
        total,
        "projet entré au portefeuille, suivi ou sorti",
        filters=MINISTRY,
    )
)
register(
    Figure(
        "projects.by_stage",
        "Projets par stade",
        "projets, par stade",
        f"Nombre de projets à chaque stade. {WHAT_COUNTS}",
        METHOD_VERSION,
        by_stage,
        "projet, par stade",
        filters=MINISTRY,
    )
)
register(
    Figure(
        "projects.by_situation",
        "Projets à venir, en cours, réalisés",
        "projets, par situation",
        "La situation se déduit des dates effectives : sans début, à venir ; commencé, en cours ; achevé, réalisé ;"
        f" suspendu ou abandonné, arrêté. {WHAT_COUNTS}",
        METHOD_VERSION,
        by_situation,
        "projet, par situation",
        filters=MINISTRY,
    )
)
register(
    Figure(
        "projects.by_colour",
        "Projets par signal calculé",
        "projets ont un signal calculé",
        f"{colour_rule()} {WHAT_COUNTS}",
        METHOD_VERSION,
        by_colour,
        "projet a un signal calculé",
        withheld_words="sans référence ni estimation, donc sans signal",
        filters=MINISTRY,
    )
)
register(
    Figure(
        "projects.stale",
        "Projets périmés",
        "projets sont périmés",
        f"Projets dont la date de fraîcheur est passée. {freshness_rule()} {WHAT_CALLS}",
        METHOD_VERSION,
        stale,
        "projet est périmé",
        filters=MINISTRY,
    )
)
register(
    Figure(
        "projects.red",
        "Projets au rouge",
        "projets sont au rouge",
        f"Projets dont le signal calculé est rouge. {colour_rule()} {WHAT_COUNTS}",
        METHOD_VERSION,
        red,
        "projet est au rouge",
        filters=MINISTRY,
    )
)
for days in (90, 365):
    register(
        Figure(
            f"projects.red_over_{days}",
            f"Projets rouges depuis plus de {days} jours",
            f"projets sont rouges depuis plus de {days} jours",
            f"Projets dont le signal calculé est rouge sans interruption depuis plus de {days} jours. {colour_rule()}"
            f" {WHAT_CALLS}",
            METHOD_VERSION,
            red_for(days),
            f"projet est rouge depuis plus de {days} jours",
            filters=MINISTRY,
        )
    )
register(
    Figure(
        "projects.planned_cost",
        "Coût prévu du portefeuille",
        "de coût prévu",
        f"Somme des coûts prévus de la référence en vigueur. {WHAT_ADDS_UP}",
        METHOD_VERSION,
        planned_cost,
        unit="FCFA",
        withheld_words="sans coût prévu, non comptées",
        filters=MINISTRY,
    )
)
register(
    Figure(
        "projects.forecast_cost",
        "Coût estimé du portefeuille",
        "de coût estimé",
        f"Somme des coûts estimés à la dernière mise à jour. {WHAT_ADDS_UP}",
        METHOD_VERSION,
        forecast_cost,
        unit="FCFA",
        withheld_words="sans coût estimé, non comptées",
        filters=MINISTRY,
    )
)
register(
    Figure(
        "projects.cost_drift",
        "Écart de coût du portefeuille",
        "d’écart entre coût estimé et coût prévu",
        "(somme des coûts estimés − somme des coûts prévus) ÷ somme des coûts prévus, sur les seules lignes où les"
        f" deux sont renseignés. {WHAT_ADDS_UP}",
        METHOD_VERSION,
        cost_drift,
        unit="%",
        withheld_words="sans l’un des deux coûts, non comptées",
        filters=MINISTRY,
    )
)
show_rows(
    Project,
    lambda row: reverse("projects:detail", args=[row.pk]),
    (
        ("Projet", lambda row: f"{row.code} · {row.title}"),
        ("Stade", lambda row: Stage(row.stage).label),
        ("Signal", lambda row: Colour(row.colour).label),
        ("Fin prévue", lambda row: short_date(row.planned_end)),
        ("Coût prévu", lambda row: short_amount(row.planned_cost)),
        ("À jour jusqu’au", lambda row: short_date(row.fresh_until)),
    ),
)
