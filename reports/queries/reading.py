"""What a report reads of a period, as of its last day: the figures by their one definition, the lines of the portfolio,
and what steers it. Nothing here reads today's value of what has a past.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery

from commissions.models import Commission
from editions.enums import Movement
from editions.models import Edition, EditionRow
from editions.queries.snapshot import moves_between, snapshot
from foundation.accounts.enums import Role
from foundation.accounts.models import Grant, User
from foundation.common.figures import FIGURES, Figure, FigureValue
from foundation.common.typography import local_day
from ministries.models import Ministry
from projects.enums import Colour
from projects.models import Project
from projects.queries.past import there_on
from recommendations.enums import OPEN_STATES
from recommendations.models import Recommendation
from sessions.core.enums import SessionState
from sessions.core.models import CommissionSession
from steering.models import Milestone, MilestoneMove

from ..periods import Period

HELD = (SessionState.LIFTED, SessionState.ARCHIVED)


def reader() -> User:
    """Nobody in particular, who reads what the ASIN reads: what is behind closed doors is not in a report."""
    user = User(email="rapports@invalid", full_name="rapport périodique")
    user.access.grants = [Grant(user=user, role=Role.ASIN_READER, capacity="rapport périodique")]
    return user


@dataclass(frozen=True)
class Read:
    """A figure, and what it was that day."""

    figure: Figure
    value: FigureValue


def figures_of(ministry: Ministry | None, day: date) -> list[Read]:
    """Those whose past is kept, in the order in which they are defined."""
    user, filters = reader(), {"today": day} | ({"ministry": ministry} if ministry is not None else {})
    return [Read(figure, figure.compute(user, filters)) for figure in FIGURES.values() if "today" in figure.filters]


def figure_of(key: str, ministry: Ministry | None, day: date) -> FigureValue:
    filters = {"today": day} | ({"ministry": ministry} if ministry is not None else {})
    return FIGURES[key].compute(reader(), filters)


@dataclass(frozen=True)
class Portfolio:
    """The lines at the end of the period, each with what moved since its beginning."""

    rows: list[EditionRow]
    former: Edition | None  # the edition that the movements are measured from; else the state read again of `since`
    since: date


def portfolio_of(ministry: Ministry | None, period: Period) -> Portfolio:
    """Movements are told against the edition of the days around the beginning of the period, where there is one; else
    against what had been published by its eve.
    """
    before_it, after_it = timedelta(days=31), timedelta(days=settings.EDITION_QUARTER_DAYS)
    near = Edition.objects.filter(ministry=ministry, frozen_on__lt=period.end)
    edition = near.filter(frozen_on__range=(period.start - before_it, period.start + after_it))
    former = edition.order_by("-number").first()
    before = (
        list(former.rows.all())
        if former is not None
        else _unsaid(_known(snapshot(ministry, None, period.before), period.before), period.before)
    )
    found = snapshot(ministry, former, period.end, before)
    rows = _unsaid(_known(found, period.end), period.end)
    old = {row.project_id: row for row in before}
    for row in rows:
        if row.project_id in old and row.movement in (Movement.MOVED, Movement.SAME):
            row.moves = _moves(old[row.project_id], row)
            row.movement = Movement.MOVED if row.moves else Movement.SAME
    return Portfolio(rows, former, former.frozen_on if former is not None else period.before)


def _moves(old: EditionRow, new: EditionRow) -> list[list[str]]:
    """What moved between two days, of what is known of both."""
    if is_unread(new):
        return []
    found = moves_between(old, new)
    return [move for move in found if move[0] != "stade"] if is_unread(old) else found


BLANK = ("progress", "forecast_end", "forecast_cost", "actual_end", "actual_cost", "own_rating", "fresh_until")


def _unsaid(rows: list[EditionRow], day: date) -> list[EditionRow]:
    """Those whose first update came after that day, and of which no version is that old, have today's values of what
    an update says: they are not known.
    """
    for row in rows:
        if (last := row.project.last_update_on) is not None and last > day:
            for name in BLANK:
                setattr(row, name, None)
            row.colour, row.schedule_variance, row.cost_variance, row.is_stale = Colour.UNKNOWN, None, None, False
            vars(row)["is_unread"] = True
    return rows


def is_unread(row: EditionRow) -> bool:
    """Nothing says what an update would have said of it that day."""
    return bool(vars(row).get("is_unread"))


def _known(rows: Iterable[EditionRow], day: date) -> list[EditionRow]:
    """Without the lines that the portal had not been told of by then: created since, nothing adopted or published of
    them that day.
    """
    return [
        row for row in rows if is_planned(row) or is_published(row, day) or local_day(row.project.created_at) <= day
    ]


def is_planned(row: EditionRow) -> bool:
    return any(value is not None for value in (row.project.initial_start, row.initial_end, row.initial_cost))


def is_published(row: EditionRow, day: date) -> bool:
    """Something was published of it by then; else its values are those of its record."""
    last = row.project.last_update_on
    return last is not None and last <= day


def risks_then(projects: Iterable[Any], day: date, count: int) -> list[Any]:
    """The gravest open risks, as they were recorded by then (1 query): versions of rows, never the rows of today."""
    versions: Any = apps.get_model("steering", "RiskEvent")
    known = versions.objects.filter(pgh_created_at__date__lte=day, project__in=projects)
    last = known.order_by().values("pgh_obj_id").annotate(last=Max("pgh_id")).values("last")
    rows = versions.objects.filter(pgh_id__in=last).exclude(pgh_label="delete")
    rows = rows.filter(Q(closed_on=None) | Q(closed_on__gt=day)).annotate(severity=F("probability") * F("impact"))
    return list(rows.select_related("project").order_by("-severity", "review_on", "pgh_id")[:count])


@dataclass(frozen=True)
class MilestoneThen:
    milestone: Milestone
    expected_on: date
    reached_on: date | None


def milestones_then(projects: Iterable[Any], period: Period, ahead: Period) -> dict[str, list[MilestoneThen]]:
    """Reached in the period, late at its end, expected in the next one; those recorded by then (1 query).

    The day on which one was expected then is that which the first later move left.
    """
    later = MilestoneMove.objects.filter(milestone=OuterRef("pk"), at__date__gt=period.end).order_by("at", "pk")
    rows = Milestone.objects.filter(project__in=projects, created_at__date__lte=period.end)
    rows = rows.annotate(left=Subquery(later.values("from_on")[:1])).select_related("project").order_by("pk")
    found: dict[str, list[MilestoneThen]] = {"reached": [], "late": [], "ahead": []}
    for row in rows.defer("search"):
        reached = row.actual_on if row.actual_on is not None and row.actual_on <= period.end else None
        then = MilestoneThen(row, vars(row)["left"] or row.current_on, reached)
        if reached is not None:
            if reached >= period.start:
                found["reached"].append(then)
        elif then.expected_on <= period.end:
            found["late"].append(then)
        elif then.expected_on <= ahead.end:
            found["ahead"].append(then)
    for each in found.values():
        each.sort(key=lambda then: (then.reached_on or then.expected_on, str(then.milestone.pk)))
    return found


def late_recommendations(ministry: Ministry, day: date, count: int) -> list[Any]:
    """Those of its commission that were open and late that day, the oldest first (1 query)."""
    rows: Any = Recommendation.objects.visible_to(reader()).as_of(day).filter(commission__ministry=ministry)
    rows = rows.filter(state_then__in=OPEN_STATES, due_on__lt=day).defer("search").select_related("commission")
    return list(rows.order_by("due_on", "pk")[:count])


def sessions_of(ministry: Ministry, period: Period) -> list[CommissionSession]:
    """Those that its commissions held in the period (1 query)."""
    rows = CommissionSession.objects.visible_to(reader()).filter(commission__ministry=ministry, state__in=HELD)
    rows = rows.filter(held_on__range=(period.start, period.end)).select_related("commission")
    return list(rows.order_by("held_on", "pk"))


def commissions_of(ministry: Ministry) -> QuerySet[Commission]:
    return Commission.objects.visible_to(reader()).filter(ministry=ministry)


def ministries_on(day: date) -> list[Ministry]:
    return list(Ministry.objects.in_force(day).select_related("scope").order_by("name", "pk"))


def with_portfolio(day: date) -> list[Ministry]:
    """The ministries in force that had a project that day."""
    counted = there_on(day, Project.objects.all()).order_by().values("ministry_id")
    return list(Ministry.objects.in_force(day).filter(pk__in=counted).select_related("scope").order_by("name", "pk"))


def present(rows: Iterable[EditionRow]) -> list[EditionRow]:
    return [row for row in rows if row.movement != Movement.LEFT]
