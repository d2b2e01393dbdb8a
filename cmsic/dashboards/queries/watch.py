"""Watch on the life of commissions: one line each, every figure of the page in one query, whatever their number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Avg,
    Count,
    DateField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from commissions.enums import HolderKind
from commissions.models import Commission, Mandate, Seat, Statute
from foundation.accounts.models import User
from foundation.common.database import SortKey
from foundation.common.typography import plural
from sessions.core.enums import SessionKind, SessionState
from sessions.core.models import CommissionSession, ProcesVerbal

from .national import HELD

ENDING_WITHIN = 90  # days
SORTS: dict[str, Any] = {
    "commission": SortKey("name"),
    "seances": F("missing_sessions"),
    "premiere": F("first_after"),
    "vacants": F("vacant"),
    "mandats": F("ending"),
    "pv": F("pv_after"),
    "pv_attendus": F("pv_missing"),
}


def _count(rows: QuerySet, by: str = "commission") -> Coalesce:
    return Coalesce(
        Subquery(rows.order_by().values(by).annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0
    )


def held_sessions() -> QuerySet[CommissionSession]:
    return CommissionSession.objects.filter(state__in=HELD, held_on__isnull=False)


def vacant_on(day: date) -> QuerySet[Seat]:
    """Voting seats of a day without a titular then."""
    titulars = Mandate.objects.filter(seat=OuterRef("pk"), kind=HolderKind.TITULAR).in_force(day)
    return Seat.objects.in_force(day).filter(has_vote=True).filter(~Exists(titulars))


def ending_after(day: date) -> QuerySet[Mandate]:
    """Mandates of titulars in force that end within ENDING_WITHIN days."""
    return Mandate.objects.in_force(day).filter(
        kind=HolderKind.TITULAR, valid_to__lte=day + timedelta(days=ENDING_WITHIN)
    )


def submitted_pvs() -> QuerySet[ProcesVerbal]:
    """Those whose delay is known: of sessions held in the portal."""
    return ProcesVerbal.objects.filter(
        submitted_at__isnull=False, session__lifted_at__isnull=False, session__is_reconstituted=False
    )


def expected_pvs() -> QuerySet[CommissionSession]:
    return CommissionSession.objects.filter(state=SessionState.LIFTED, is_reconstituted=False).filter(
        Q(pv=None) | Q(pv__submitted_at=None)
    )


def pv_delay() -> ExpressionWrapper:
    return ExpressionWrapper(F("submitted_at") - F("session__lifted_at"), output_field=DurationField())


def with_first_session(rows: QuerySet[Any]) -> "QuerySet[Any]":
    """Add `act_on` (the day of the founding act), `first_on` (the first session held), `first_after` (from one to the
    other).
    """
    first = (
        held_sessions()
        .filter(commission=OuterRef("pk"))
        .order_by()
        .values("commission")
        .annotate(first=Min("held_on"))
        .values("first")
    )
    rows = rows.annotate(
        act_on=Coalesce("founded_by__dated_on", "founded_on"), first_on=Subquery(first, output_field=DateField())
    )
    return rows.annotate(first_after=ExpressionWrapper(F("first_on") - F("act_on"), output_field=DurationField()))


def with_pvs(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Add `pv_after` (mean time from the lifting of a session to its procès-verbal) and `pv_missing` (sessions still
    without one).
    """
    here = {"commission": OuterRef("pk")}
    delay = submitted_pvs().filter(**here).order_by().values("commission").annotate(mean=Avg(pv_delay())).values("mean")
    return rows.annotate(
        pv_after=Subquery(delay, output_field=DurationField()), pv_missing=_count(expected_pvs().filter(**here))
    )


def watched(user: User, *, year: int, day: date, sort: str = "") -> QuerySet[Commission]:
    """The commissions alive that the user may see, with every figure of the watch, in the order asked: one query."""
    here = {"commission": OuterRef("pk")}
    due = (
        Statute.objects.filter(commission=OuterRef("pk"))
        .in_force(day)
        .order_by("-number")
        .values("sessions_per_year")[:1]
    )
    rows = with_first_session(Commission.objects.visible_to(user).alive()).select_related("ministry", "founded_by")
    rows = (
        with_pvs(rows)
        .annotate(
            due=Subquery(due),
            held=_count(held_sessions().filter(year=year, kind=SessionKind.ORDINARY, **here)),
            vacant=_count(vacant_on(day).filter(**here)),
            ending=_count(ending_after(day).filter(seat__commission=OuterRef("pk")), by="seat__commission"),
        )
        .annotate(missing_sessions=F("due") - F("held"))
    )
    key = sort.lstrip("-")
    order = (
        [SORTS[key].desc(nulls_last=True) if sort.startswith("-") else SORTS[key].asc(nulls_last=True)]
        if key in SORTS
        else []
    )
    return rows.order_by(*order, SortKey("name"), "pk")


@dataclass(frozen=True)
class WatchLine:
    """What the page, the spreadsheet and the API say of one commission."""

    commission: Any
    sessions: str
    sessions_tone: str
    first: str
    first_tone: str
    pv: str
    days_to_first: int | None
    pv_days: float | None

    @property
    def values(self) -> Mapping[str, Any]:
        row = self.commission
        return {
            "commission": row.pk,
            "code": row.code,
            "name": row.name,
            "ministry": row.ministry_id,
            "sessions_due": row.due,
            "sessions_held": row.held,
            "act_on": row.act_on,
            "first_session_on": row.first_on,
            "days_to_first_session": self.days_to_first,
            "vacant_seats": row.vacant,
            "mandates_ending": row.ending,
            "pv_days": self.pv_days,
            "pv_expected": row.pv_missing,
        }


def line_of(row: Any, *, day: date) -> WatchLine:
    """One row of `watched` in words; no query."""
    if row.due is None:
        sessions, tone = f"{row.held}, périodicité non renseignée", ""
    else:
        sessions, tone = (
            f"{row.held} sur {row.due}",
            "good" if row.held >= row.due else "attention" if row.held else "late",
        )
    days = row.first_after.days if row.first_after is not None else None
    if days is not None:
        first, first_tone = (plural(days, "jour") if days >= 0 else "avant l’acte"), ""
    elif row.act_on is None:
        first, first_tone = "date de l’acte non renseignée", ""
    else:
        waiting = (day - row.act_on).days
        first, first_tone = f"aucune depuis {plural(waiting, 'jour')}", "late" if waiting > 180 else "attention"
    pv_days = round(row.pv_after / timedelta(days=1), 1) if row.pv_after is not None else None
    return WatchLine(
        row, sessions, tone, first, first_tone, "" if pv_days is None else f"{round(pv_days)} j", days, pv_days
    )
