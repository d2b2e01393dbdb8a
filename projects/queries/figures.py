"""The project figures: defined once, read from the summary, each with its rows."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import QuerySet, Sum
from django.urls import reverse

from foundation.common import clock
from foundation.common.figures import Figure, FigureValue, Part, register, show_rows
from foundation.common.typography import plural, short_amount, short_date

from ..enums import SITUATION_OF_STAGE, Colour, ProjectKind, Situation, Stage
from ..models import Project, ProjectFigure, ProjectReading
from ..models.figure import MEASURES, RATED
from ..models.project import ProjectQuerySet
from .guards import retained_among, retained_rule
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


Cells = QuerySet[Any, Any]
KEPT_FOR = timedelta(days=31)  # how long a reading stands for the days after it, when some nights were missed
NOT_KEPT = "Le portail n’a pas gardé de relevé des projets à cette date."
NOT_KEPT_SO = "Les relevés passés ne gardent pas ce chiffre ; il n’est connu que pour aujourd’hui."


def _ministry(filters: Mapping[str, Any]) -> dict[str, Any]:
    ministry = filters.get("ministry")
    return {"ministry_id": getattr(ministry, "pk", ministry)} if ministry else {}


def _day(filters: Mapping[str, Any]) -> date:
    return filters.get("today") or clock.today()


def _is_past(filters: Mapping[str, Any]) -> bool:
    return _day(filters) < clock.today()


def list_address(filters: Mapping[str, Any], **query: Any) -> str:
    """The list of the rows of a figure, filters in the address: that of today, a reading has no rows."""
    if _is_past(filters):
        return ""
    asked = {"ministry": _ministry(filters).get("ministry_id"), "data": filters.get("data")}
    return f"{reverse('projects:list')}?{urlencode({name: each for name, each in asked.items() if each} | query)}"


def _projects_address(filters: Mapping[str, Any], **query: Any) -> str:
    return list_address(filters, kind=ProjectKind.PROJECT.value, **EXITS_INCLUDED, **query)


def _leaves_address(filters: Mapping[str, Any]) -> str:
    return list_address(filters, leaf="1", **EXITS_INCLUDED)


def _carried(user: "User", filters: Mapping[str, Any]) -> ProjectQuerySet:
    rows = Project.objects.carried_by(user).of_data(filters.get("data", ""))
    return rows.filter(**_ministry(filters)).defer("search")


def _projects(user: "User", filters: Mapping[str, Any]) -> QuerySet[Project] | None:
    """The denominator: those that left stay in it. None for a past day, whose counts alone are kept."""
    return None if _is_past(filters) else _carried(user, filters).filter(kind=ProjectKind.PROJECT)


def _leaves(user: "User", filters: Mapping[str, Any]) -> QuerySet[Project] | None:
    return None if _is_past(filters) else _carried(user, filters).filter(is_leaf=True)


def cells_of(user: "User", filters: Mapping[str, Any]) -> tuple[Cells | None, date]:
    """The summary of the day asked, and the day that it tells: for a past one, the last reading of the month before."""
    day, chosen = _day(filters), _ministry(filters)
    if not _is_past(filters):
        return ProjectFigure.objects.visible_to(user).of_data(filters.get("data", "")).filter(**chosen), day
    readings: Any = ProjectReading.objects
    on = readings.filter(on__lte=day, on__gt=day - KEPT_FOR).order_by("-on").values_list("on", flat=True).first()
    if on is None:
        return None, day
    return readings.visible_to(user).of_data(filters.get("data", "")).filter(on=on, **chosen), on


def _counts(user: "User", filters: Mapping[str, Any], key: str) -> tuple[dict[Any, int] | None, dict[str, Any]]:
    """How many projects by this key, and what a figure says of the day; None when that day is not known."""
    cells, day = cells_of(user, filters)
    if cells is None:
        return None, {"as_of": day, "note": NOT_KEPT}
    rows = cells.filter(kind=ProjectKind.PROJECT).values(key).annotate(total=Sum("projects")).order_by(key)
    return {row[key]: row["total"] for row in rows if row["total"]}, {"as_of": day}


def _broken_down(
    user: "User", filters: Mapping[str, Any], key: str, parts: Callable[[dict[Any, int]], tuple[Part, ...]]
) -> FigureValue:
    counts, told = _counts(user, filters, key)
    if counts is None:
        return FigureValue(None, **told)
    return FigureValue(
        sum(counts.values()), _projects(user, filters), parts=parts(counts), href=_projects_address(filters), **told
    )


def total(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    def parts(counts: dict[Any, int]) -> tuple[Part, ...]:
        kind = {"kind": ProjectKind.PROJECT.value}
        return (
            Part("followed", "suivis", counts.get(True, 0), list_address(filters, **kind)),
            Part(
                "left", "sortis du portefeuille", counts.get(False, 0), list_address(filters, **kind, portfolio="left")
            ),
        )

    return _broken_down(user, filters, "followed", parts)


def by_stage(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    def parts(counts: dict[Any, int]) -> tuple[Part, ...]:
        return tuple(
            Part(
                stage.value,
                stage.label,
                counts.get(stage.value, 0),
                _projects_address(filters, stage=stage.value),
                STAGE_TONES[SITUATION_OF_STAGE[stage]],
            )
            for stage in Stage
        )

    return _broken_down(user, filters, "stage", parts)


def by_situation(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    def parts(counts: dict[Any, int]) -> tuple[Part, ...]:
        return tuple(
            Part(
                situation.value,
                situation.label,
                sum(count for stage, count in counts.items() if SITUATION_OF_STAGE[Stage(stage)] == situation),
                _projects_address(filters, situation=situation.value),
                STAGE_TONES[situation],
            )
            for situation in Situation
        )

    return _broken_down(user, filters, "stage", parts)


def _coloured(filters: Mapping[str, Any], by: str, counts: Mapping[Any, int]) -> tuple[Part, ...]:
    return tuple(
        Part(
            colour.value,
            colour.label,
            counts.get(colour.value, 0),
            _projects_address(filters, **{by: colour.value}),
            COLOUR_TONES[colour],
        )
        for colour in Colour
    )


def _known(found: FigureValue) -> FigureValue:
    """Those that have a signal; the others are said."""
    if found.value is None:
        return found
    unknown = next(int(part.value or 0) for part in found.parts if part.key == Colour.UNKNOWN)
    return replace(found, value=int(found.value) - unknown, withheld=unknown, listed=found.value)


def by_colour(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    return _known(_broken_down(user, filters, "colour", lambda counts: _coloured(filters, "colour", counts)))


def rated_sums() -> dict[str, Sum]:
    """How many have each rating that pulls a colour down."""
    return {f"all_{name}": Sum(name) for name in RATED[: settings.PROJECT_YELLOW_RATING]}


def retained_in(row: Mapping[str, Any], projects: int) -> Counter[Colour]:
    """The colours kept of the projects of a row of the summary, which has its colour and `rated_sums`."""
    names = RATED[: settings.PROJECT_YELLOW_RATING]
    return retained_among(row["colour"], projects, [row[f"all_{name}"] for name in names])


def by_retained(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    cells, day = cells_of(user, filters)
    if cells is None:
        return FigureValue(None, as_of=day, note=NOT_KEPT)
    kept: Counter[Colour] = Counter()
    rows = cells.filter(kind=ProjectKind.PROJECT).values("colour").annotate(total=Sum("projects"), **rated_sums())
    for row in rows.order_by("colour"):
        kept += retained_in(row, row["total"])
    return _known(
        FigureValue(
            kept.total(),
            _projects(user, filters),
            parts=_coloured(filters, "retained", kept),
            href=_projects_address(filters),
            as_of=day,
        )
    )


def _one(user: "User", filters: Mapping[str, Any], rows: QuerySet[Project] | None, href: str) -> FigureValue:
    """The rows of today, counted; of another day there is nothing."""
    if rows is None:
        return FigureValue(None, as_of=_day(filters), note=NOT_KEPT_SO)
    return FigureValue(rows.count(), rows, href=href, as_of=_day(filters))


def stale(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    if _is_past(filters):
        cells, day = cells_of(user, filters)
        if cells is None:
            return FigureValue(None, as_of=day, note=NOT_KEPT)
        counted = cells.filter(kind=ProjectKind.PROJECT).aggregate(stale=Sum("stale"))["stale"]
        return FigureValue(counted or 0, as_of=day)
    rows = _carried(user, filters).filter(kind=ProjectKind.PROJECT).stale(clock.today())
    return _one(user, filters, rows, list_address(filters, kind="project", stale="1"))


def red(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    counts, told = _counts(user, filters, "colour")
    if counts is None:
        return FigureValue(None, **told)
    rows = _projects(user, filters)
    return FigureValue(
        counts.get(Colour.RED.value, 0),
        rows if rows is None else rows.filter(colour=Colour.RED),
        href=_projects_address(filters, colour=Colour.RED.value),
        **told,
    )


def greened(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    rows = None if _is_past(filters) else _carried(user, filters).filter(kind=ProjectKind.PROJECT)
    found = None if rows is None else rows.greened(clock.today())
    return _one(user, filters, found, _projects_address(filters, greened="1"))


def red_for(days: int) -> Callable[["User", Mapping[str, Any]], FigureValue]:
    def compute(user: "User", filters: Mapping[str, Any]) -> FigureValue:
        rows = _projects(user, filters)
        red_rows = None if rows is None else red_since(rows, days)
        return _one(user, filters, red_rows, list_address(filters, kind="project", red_days=days))

    return compute


def red_since(projects: QuerySet[Project], days: int) -> QuerySet[Project]:
    return projects.filter(colour=Colour.RED, left_on=None, colour_since__lt=clock.today() - timedelta(days=days))


def _added_up(
    user: "User", filters: Mapping[str, Any], value: Callable[[dict[str, Any]], Any], known: str, **needed: Any
) -> FigureValue:
    """A sum over the lines without subdivision: those that miss what it adds up (`needed`) are said, not counted."""
    cells, day = cells_of(user, filters)
    if cells is None:
        return FigureValue(None, as_of=day, note=NOT_KEPT)
    found = cells.filter(is_leaf=True).aggregate(**{f"all_{name}": Sum(name) for name in MEASURES})
    sums = {name: found[f"all_{name}"] or 0 for name in MEASURES}
    rows = _leaves(user, filters)
    return FigureValue(
        value(sums) if sums[known] else None,
        rows.filter(**needed) if rows is not None else None,
        withheld=sums["projects"] - sums[known],
        href=_leaves_address(filters),
        listed=sums["projects"],
        as_of=day,
    )


def planned_cost(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    return _added_up(user, filters, lambda sums: sums["planned_cost"], "planned_known")


def forecast_cost(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    return _added_up(user, filters, lambda sums: sums["forecast_cost"], "forecast_known")


def _drift(sums: Mapping[str, Any]) -> Decimal | None:
    if not sums["compared_planned"]:
        return None
    more = Decimal(sums["compared_forecast"] - sums["compared_planned"]) * 100 / sums["compared_planned"]
    return more.quantize(Decimal("0.1"), ROUND_HALF_UP)


def cost_drift(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    both = {"planned_cost__isnull": False, "forecast_cost__isnull": False}
    return _added_up(user, filters, _drift, "compared", **both)


MINISTRY = ("ministry", "data", "today")
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
        "projects.by_retained",
        "Projets par signal retenu",
        "projets ont un signal retenu",
        f"{retained_rule()} {colour_rule()} {WHAT_COUNTS}",
        METHOD_VERSION,
        by_retained,
        "projet a un signal retenu",
        withheld_words="sans signal calculé ni note basse, donc sans signal",
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
        "projects.greened",
        "Projets verdis par révision",
        "projets sont verdis par révision",
        f"Projets dont une révision de la référence a amélioré le signal depuis moins de"
        f" {plural(settings.PROJECT_GREENED_DAYS, 'jour')} : la référence a changé, pas le projet. {WHAT_COUNTS}",
        METHOD_VERSION,
        greened,
        "projet est verdi par révision",
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
