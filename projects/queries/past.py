"""What a project said on a day of the past, never today's row (ADR 0056, ADR 0062).

`as_they_were` brings many to the version of their row that stood that evening; one that came to the portal later, from
a source that dates its baseline, has no version of that day: it is read from what was published and adopted by then.
`then_of` tells one project, and what nothing kept of that day is said not to be known.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from foundation.accounts.models import Person
from foundation.common.typography import local_day, short_date
from foundation.journal.history import as_of
from ministries.models import Ministry, Structure

from ..enums import Colour, ExitReason, ProjectNature, SiteState
from ..extensions import PastPart, past_parts
from ..models import Baseline, Project, ProjectName, ProjectSite, StatusUpdate
from ..models.project import greened_after
from .bounds import bounds_on
from .guards import retained
from .project_signals import (
    Marks,
    Signals,
    Variance,
    compute_signals,
    cost_variance,
    fresh_until,
    initial_marks,
    schedule_variance,
    turns_better,
)

if TYPE_CHECKING:
    from foundation.accounts.models import User

Row = TypeVar("Row", StatusUpdate, Baseline, ProjectName)
PUBLISHED = (
    *("stage", "progress", "forecast_start", "forecast_end", "forecast_cost"),
    *("actual_start", "actual_end", "actual_cost", "own_rating"),
)
# Every version of every row, kept by triggers whatever path the change took.
Version: Any = Project._meta.get_field("events").related_model
# Not its neighbours (ministry, structure, lead): they are read as they are named today.
COPIED = [
    field.name
    for field in Version._meta.concrete_fields
    if not field.name.startswith("pgh_") and not field.is_relation and field.name != "id"
]


def _versions(day: date) -> QuerySet[Any]:
    return Version.objects.filter(said_on__lte=day)


def _not_gone(day: date) -> Q:
    versions = _versions(day).filter(pgh_obj=OuterRef("pk"))
    noted_later = Q(said_on__gt=day) & Exists(versions) & ~Exists(versions.filter(left_on__isnull=False))
    return Q(left_on=None) | Q(left_on__gt=day) | noted_later


def there_on(day: date, projects: QuerySet[Project]) -> QuerySet[Project]:
    """Those in the portfolio that day: something was said of them by then, or planned as their source says, and they
    were not gone yet. One whose exit was noted later, of an earlier day, was there still that evening.
    """
    planned = Exists(Baseline.objects.filter(project=OuterRef("pk"), number=0, adopted_on__lte=day))
    said = Q(said_on=None) | Q(said_on__lte=day) | Exists(_versions(day).filter(pgh_obj=OuterRef("pk")))
    return projects.filter(_not_gone(day)).filter(said | planned)


def as_they_were(projects: Sequence[Project], day: date) -> None:
    """Bring these instances, not to be saved, to what they said at the end of that day (no query when nothing came
    after, else one; three more where some came from a source).

    Signals are those that were computed last before what came after: `compute_signals` says those of the day.
    """
    moved = {row.pk: row for row in projects if row.said_on is None or row.said_on > day}
    if not moved:
        return
    versions = _versions(day).filter(pgh_obj__in=moved).order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    for key, *values in versions.values_list("pgh_obj_id", *COPIED):
        row = moved.pop(key)
        for name, value in zip(COPIED, values, strict=True):
            setattr(row, name, value)
    _as_published(list(moved.values()), day)


def _as_published(projects: Sequence[Project], day: date) -> None:
    """The last update published by then, the baseline in force, the title borne; the rest as it is read today."""
    for project in projects:
        if project.left_on is not None and project.left_on > day:
            project.left_on, project.exit_reason = None, ""
    moved = [row for row in projects if row.last_update_on is not None and row.last_update_on > day]
    if not moved:
        return
    updates = StatusUpdate.objects.published().filter(project__in=moved, published_at__date__lte=day)
    said = _first(updates.order_by("project_id", "-published_at", "-pk").distinct("project_id"))
    adopted = Baseline.objects.filter(project__in=[row for row in moved if row.revision_count], adopted_on__lte=day)
    planned = _first(adopted.order_by("project_id", "-number").distinct("project_id"))
    borne = ProjectName.objects.filter(project__in=moved, until__gt=day)
    titles = _first(borne.order_by("project_id", "until", "pk").distinct("project_id"))
    for project in moved:
        update, baseline = said.get(project.pk), planned.get(project.pk)
        if update is not None:
            for name in PUBLISHED:
                setattr(project, name, getattr(update, name))
            assert update.published_at is not None
            project.last_update_on = local_day(update.published_at)
            project.fresh_until = fresh_until(project, project.last_update_on)
        if baseline is not None:
            project.planned_start, project.planned_end = baseline.planned_start, baseline.planned_end
            project.planned_cost, project.revision_count = baseline.planned_cost, baseline.number
        if project.pk in titles:
            project.title = titles[project.pk].title


def _first(rows: Iterable[Row]) -> dict[Any, Row]:
    return {row.project_id: row for row in rows}


MARKS = ("start", "end", "cost")
NOTHING_SAID = Variance(None, "Non calculé : rien n’était encore publié ce jour-là.")
MEASURED = "Signal calculé par la méthode d’aujourd’hui et les bornes de ce jour-là, sur les valeurs de ce jour-là."
MEASURED_TODAY = (
    "Signal calculé par la méthode et les bornes d’aujourd’hui, sur les valeurs de ce jour-là : aucune borne n’était"
    " encore relevée."
)
DESCRIBED = (
    *("nature", "structure_id", "lead_id", "objectives", "beneficiaries", "sponsor", "supplier", "pag_axis"),
    *("sdsi_action", "is_leaf", "kind", "dates_unknown", "asin_rating"),
)


@dataclass(frozen=True)
class Then:
    """A project at the end of a day. `project` is an instance brought to that day, never to be saved."""

    day: date
    project: Project
    title: str
    ministry: str
    stage: str  # empty when nothing says it
    left_on: date | None
    exit_reason: str
    progress: int | None
    own_rating: int | None
    asin_rating: int | None
    colour: str
    retained_colour: str
    variances: dict[str, Variance | None]  # as the API names them today
    initial_start: date | None
    initial_end: date | None
    initial_cost: int | None
    planned_start: date | None
    planned_end: date | None
    planned_cost: int | None
    forecast_start: date | None
    forecast_end: date | None
    forecast_cost: int | None
    actual_start: date | None
    actual_end: date | None
    actual_cost: int | None
    revision_count: int
    was_greened: bool
    fresh_until: date | None
    is_stale: bool
    update: StatusUpdate | None
    facts: tuple[tuple[str, str], ...]
    sites: str
    notes: tuple[str, ...]  # what is not known of that day, and why
    parts: tuple[PastPart, ...]


VALUES = [f"{kind}_{name}" for kind in ("initial", "planned", "forecast", "actual") for name in MARKS]
THEN_SHOWN = [one.name for one in fields(Then) if one.name not in ("project", "variances", "update")]


def begun_on(project: Project) -> date:
    """The first day of which anything is known: its entry in the portal, its first baseline, its first update, what it
    comes from (3 queries).
    """
    adopted = project.baselines.aggregate(day=Min("adopted_on"))["day"]
    published = project.updates.published().aggregate(day=Min("published_at"))["day"]
    comes = project.ancestors.aggregate(day=Min("on"))["day"]
    known = [adopted, local_day(published) if published else None, comes, local_day(project.created_at)]
    return min(day for day in known if day is not None)


def then_of(project: Project, user: "User", day: date) -> Then:
    """Tell a project on a day that came after it began (about 12 queries, and those of the apps above)."""
    row = copy(project)
    kept: Any = next(iter(as_of(Project, day, pgh_obj_id=project.pk)), None)
    update = project.updates.published().filter(published_at__date__lte=day).order_by("-published_at", "-pk").first()
    for name in DESCRIBED:
        if name not in ("is_leaf", "kind"):  # the place in the tree: what it is called is all that is known
            setattr(row, name, getattr(kept, name) if kept is not None else _unknown(name))
    said = kept if kept is not None and (update is None or kept.pgh_created_at >= update.published_at) else update
    for name in PUBLISHED:
        setattr(row, name, getattr(said, name) if said is not None else _unknown(name))
    _plan(row, day)
    if row.left_on is None or Project.objects.filter(_not_gone(day), pk=project.pk).exists():
        row.left_on, row.exit_reason = None, ""
    borne = project.former_names.filter(until__gt=day).order_by("until", "pk").first()
    row.title = borne.title if borne is not None else kept.title if kept is not None else project.title
    row.last_update_on = local_day(update.published_at) if update is not None and update.published_at else None
    is_kept = kept is not None and said is kept
    row.fresh_until = kept.fresh_until if is_kept else fresh_until(row, row.last_update_on)
    bounds = bounds_on(day)
    nothing = Signals(NOTHING_SAID, NOTHING_SAID, Colour.UNKNOWN)
    signals = compute_signals(row, day, bounds) if said is not None else nothing
    row.colour = signals.colour
    has_initial = initial_marks(row) != Marks(None, None, None)
    first = initial_marks(row) if has_initial and said is not None else None
    ministry = Ministry.objects.with_names_on(day).get(pk=project.ministry_id)
    return Then(
        day=day,
        project=row,
        title=row.title,
        ministry=vars(ministry)["name_then"],
        stage=row.stage,
        left_on=row.left_on,
        exit_reason=ExitReason(row.exit_reason).label if row.exit_reason else "",
        progress=row.progress,
        own_rating=row.own_rating,
        asin_rating=row.asin_rating,
        colour=row.colour,
        retained_colour=retained(row.colour, row.own_rating, row.asin_rating),
        variances={
            "schedule": signals.schedule,
            "cost": signals.cost,
            "initial_schedule": schedule_variance(row, first, day) if first is not None else None,
            "initial_cost": cost_variance(row, first) if first is not None else None,
        },
        **{name: getattr(row, name) for name in VALUES},
        revision_count=row.revision_count,
        was_greened=_greened(project, day),
        fresh_until=row.fresh_until,
        is_stale=row.is_stale(day),
        update=update,
        facts=_facts(row) if kept is not None else (),
        sites=_sites(project, day),
        notes=(*_not_known(project, kept, said, day), *_measured(said, bounds)),
        parts=tuple(
            sorted(
                (part for read in past_parts if (part := read(project, user, day)) is not None),
                key=lambda part: (part.position, part.title),
            )
        ),
    )


def _unknown(name: str) -> Any:
    """What an instance says of a column of which nothing is known."""
    column = Project._meta.get_field(name.removesuffix("_id"))
    return False if name == "dates_unknown" else None if column.null else ""


def _plan(row: Project, day: date) -> None:
    """The baselines in force and initial, as adopted by then (1 query)."""
    adopted = list(row.baselines.filter(adopted_on__lte=day).order_by("number"))
    current = adopted[-1] if adopted else None
    initial = adopted[0] if adopted and adopted[0].number == 0 else None
    row.revision_count = current.number if current is not None else 0
    for name in MARKS:
        setattr(row, f"planned_{name}", getattr(current, f"planned_{name}", None))
        setattr(row, f"initial_{name}", getattr(initial, f"planned_{name}", None))


def _greened(project: Project, day: date) -> bool:
    """A revision turned its signal better in the year before (1 query)."""
    revised = project.baselines.filter(number__gt=0, adopted_on__gt=greened_after(day), adopted_on__lte=day)
    sides = revised.exclude(colour_before="").exclude(colour_after="").values_list("colour_before", "colour_after")
    return any(turns_better(Colour(before), Colour(after)) for before, after in sides)


def _facts(row: Project) -> tuple[tuple[str, str], ...]:
    """What its page said of it (2 queries at most)."""
    structure = Structure.objects.filter(pk=row.structure_id).first() if row.structure_id else None
    lead = Person.objects.filter(pk=row.lead_id).first() if row.lead_id else None
    return (
        ("Objet", ProjectNature(row.nature).label if row.nature else ""),
        ("Structure", structure.name if structure is not None else ""),
        ("Chef de projet", lead.titled_name if lead is not None else ""),
        ("Bailleur", row.sponsor),
        ("Prestataire", row.supplier),
        ("Axe du PAG", row.pag_axis),
        ("Action du SDSI", row.sdsi_action),
        ("Objectifs", row.objectives),
        ("Bénéficiaires", row.beneficiaries),
    )


def _sites(project: Project, day: date) -> str:
    """« 3 sur 9 réalisés », from their history (1 query); empty when it kept none of that day."""
    rows = as_of(ProjectSite, day, project_id=project.pk)
    return f"{sum(row.state == SiteState.DONE for row in rows)} sur {len(rows)} réalisés" if rows else ""


def _measured(said: Any, bounds: Mapping[str, Any]) -> list[str]:
    return [] if said is None else [MEASURED if bounds else MEASURED_TODAY]


def _not_known(project: Project, kept: Any, said: Any, day: date) -> Iterable[str]:
    if said is None:
        yield "Aucune mise à jour n’était publiée : le stade, l’avancement et les signaux ne sont pas connus."
    if kept is None:
        first: Any = Project._meta.get_field("events").related_model
        begun = first.objects.filter(pgh_obj_id=project.pk).order_by("pgh_id").values_list("pgh_created_at").first()
        since = f" avant le {short_date(begun[0])}" if begun else ""
        yield (
            "Objet, structure, chef de projet, bailleur, prestataire, objectifs, sites et note de l’ASIN : le portail"
            f" n’en a rien gardé{since}. Ils ne sont pas repris d’aujourd’hui."
        )
