"""Watch on the life of commissions: one line each, every figure of the page in one query, whatever their number."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import (
    Avg,
    Count,
    DateField,
    DecimalField,
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
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, Extract

from commissions.enums import CommissionKind, HolderKind
from commissions.models import Commission, Mandate, Seat, Statute
from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.facts import fact
from foundation.common.keyset import Sort, in_order, parse_decimal
from foundation.common.typography import plural
from sessions.core.enums import SessionKind, SessionState
from sessions.core.models import CommissionSession, ProcesVerbal

from .national import HELD

ENDING_WITHIN = 90  # days


def _count(rows: QuerySet, by: str = "commission") -> Coalesce:
    return Coalesce(
        Subquery(rows.order_by().values(by).annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0
    )


def _past(day: date | None) -> date | None:
    """A day that is told from what is dated; None for today, which the rows tell themselves."""
    return day if day is not None and day < clock.today() else None


def held_sessions(day: date | None = None) -> QuerySet[CommissionSession]:
    rows = CommissionSession.objects.filter(state__in=HELD, held_on__isnull=False)
    return rows.filter(held_on__lte=day) if _past(day) else rows


def vacant_on(day: date) -> QuerySet[Seat]:
    """Voting seats of a day without a titular then."""
    titulars = Mandate.objects.filter(seat=OuterRef("pk"), kind=HolderKind.TITULAR).in_force(day)
    return Seat.objects.in_force(day).filter(has_vote=True).filter(~Exists(titulars))


def ending_after(day: date) -> QuerySet[Mandate]:
    """Mandates of titulars in force that end within ENDING_WITHIN days."""
    return Mandate.objects.in_force(day).filter(
        kind=HolderKind.TITULAR, valid_to__lte=day + timedelta(days=ENDING_WITHIN)
    )


def submitted_pvs(day: date | None = None) -> QuerySet[ProcesVerbal]:
    """Those whose delay is known: of sessions held in the portal."""
    rows = ProcesVerbal.objects.filter(
        submitted_at__isnull=False, session__lifted_at__isnull=False, session__is_reconstituted=False
    )
    return rows.filter(submitted_at__date__lte=day) if _past(day) else rows


def expected_pvs(day: date | None = None) -> QuerySet[CommissionSession]:
    if past := _past(day):
        lifted = CommissionSession.objects.filter(state__in=HELD, is_reconstituted=False, lifted_at__date__lte=past)
        return lifted.filter(Q(pv=None) | Q(pv__submitted_at=None) | Q(pv__submitted_at__date__gt=past))
    return CommissionSession.objects.filter(state=SessionState.LIFTED, is_reconstituted=False).filter(
        Q(pv=None) | Q(pv__submitted_at=None)
    )


def pv_delay() -> ExpressionWrapper:
    return ExpressionWrapper(F("submitted_at") - F("session__lifted_at"), output_field=DurationField())


def with_first_session(rows: QuerySet[Any], day: date | None = None) -> "QuerySet[Any]":
    """Add `act_on` (the day of the founding act), `first_on` (the first session held), `first_after` (from one to the
    other).
    """
    first = (
        held_sessions(day)
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


def with_pvs(rows: "QuerySet[Any]", day: date | None = None) -> "QuerySet[Any]":
    """Add `pv_after` (mean time from the lifting of a session to its procès-verbal) and `pv_missing` (sessions still
    without one).
    """
    here = {"commission": OuterRef("pk")}
    delay = (
        submitted_pvs(day).filter(**here).order_by().values("commission").annotate(mean=Avg(pv_delay())).values("mean")
    )
    return rows.annotate(
        pv_after=Subquery(delay, output_field=DurationField()), pv_missing=_count(expected_pvs(day).filter(**here))
    )


def _sorts(name: str, value: Any, parse: Callable[[str], Any], least: Any, most: Any) -> dict[str, Sort]:
    """Both directions of a figure; what is unknown comes last in each."""
    return {name: Sort(Coalesce(value, Value(most)), parse), f"-{name}": Sort(Coalesce(value, Value(least)), parse)}


def _seconds(name: str) -> ExpressionWrapper:
    return ExpressionWrapper(Extract(name, "epoch"), output_field=DecimalField(max_digits=20, decimal_places=6))


SORTS: dict[str, Sort] = {
    "commission": Sort(SortKey("name")),
    **_sorts("seances", "missing_sessions", int, -(10**6), 10**6),
    **_sorts("premiere", _seconds("first_after"), parse_decimal, Decimal(-(10**12)), Decimal(10**12)),
    "vacants": Sort("vacant", int),
    "mandats": Sort("ending", int),
    **_sorts("pv", _seconds("pv_after"), parse_decimal, Decimal(-(10**12)), Decimal(10**12)),
    "pv_attendus": Sort("pv_missing", int),
}


def counted_rows(day: date) -> "QuerySet[Commission]":
    """The commissions that figures count: those of ministries in force."""
    in_force = Q(ministry__valid_from=None) | Q(ministry__valid_from__lte=day)
    in_force &= Q(ministry__valid_to=None) | Q(ministry__valid_to__gt=day)
    alive = Commission.objects.alive() if day >= clock.today() else Commission.objects.alive_on(day)
    return alive.filter(in_force, kind=CommissionKind.CMSIC)


def with_sessions(rows: "QuerySet[Any]", year: int) -> "QuerySet[Any]":
    """Add `year`, `held` (ordinary sessions of that year) and `missing_sessions` (those still due)."""
    held = held_sessions().filter(year=year, kind=SessionKind.ORDINARY, commission=OuterRef("pk"))
    rows = rows.annotate(year=Value(year, output_field=IntegerField()), held=_count(held))
    return rows.annotate(missing_sessions=F("due") - F("held"))


def commissions_watched(user: User, day: date) -> "QuerySet[Any]":
    """The commissions alive that the user may see, with every figure of the watch but those of a year, in no order."""
    due = (
        Statute.objects.filter(commission=OuterRef("pk"))
        .in_force(day)
        .order_by("-number")
        .values("sessions_per_year")[:1]
    )
    rows = with_first_session(Commission.objects.visible_to(user).alive()).select_related("ministry", "founded_by")
    return with_pvs(rows).annotate(
        due=Subquery(due),
        vacant=_count(vacant_on(day).filter(commission=OuterRef("pk"))),
        ending=_count(ending_after(day).filter(seat__commission=OuterRef("pk")), by="seat__commission"),
    )


def watched(user: User, *, year: int, day: date, sort: str = "commission") -> "QuerySet[Any]":
    """The same with the sessions of a year, in the order asked: one query."""
    known = sort.lstrip("-") in SORTS
    return in_order(with_sessions(commissions_watched(user, day), year), SORTS, sort if known else "commission")


@dataclass(frozen=True)
class WatchFigures:
    """Figures of one commission. An empty value is unknown, never zero."""

    commission: UUID
    code: str
    name: str
    ministry: UUID | None
    sessions_due: int | None = fact("sessions dues", help_text="vide : périodicité non renseignée")
    sessions_held: int = fact("sessions tenues")
    act_on: date | None = fact("acte du")
    first_session_on: date | None = fact("première session")
    days_to_first_session: int | None = fact("jours de l’acte à la première session")
    vacant_seats: int = fact("sièges vacants")
    mandates_ending: int = fact(
        "mandats finissant sous 90 jours", help_text="mandats de titulaire qui finissent sous 90 jours"
    )
    pv_days: float | None = fact(
        "délai moyen du PV (jours)", help_text="de la levée de la session à la soumission du procès-verbal, en jours"
    )
    pv_expected: int = fact("PV attendus", help_text="sessions levées dont le procès-verbal n’est pas soumis")


@dataclass(frozen=True)
class WatchLine:
    """What the page says of one commission, in words, beside its figures."""

    commission: Any
    figures: WatchFigures
    sessions: str
    sessions_badge: str  # said when sessions are missing
    sessions_tone: str
    first: str
    first_tone: str
    pv: str


def line_of(row: Any, *, day: date) -> WatchLine:
    """One row of `watched` in words; no query."""
    sessions, tone = f"{row.held}, périodicité non renseignée", ""
    if row.due is not None:
        sessions = f"{row.held} sur {row.due}"
        tone = "good" if row.held >= row.due else "attention" if row.held else "late"
    days = row.first_after.days if row.first_after is not None else None
    if days is not None:
        first, first_tone = (plural(days, "jour") if days >= 0 else "avant l’acte"), ""
    elif row.act_on is None:
        first, first_tone = "date de l’acte non renseignée", ""
    else:
        waiting = (day - row.act_on).days
        first, first_tone = f"aucune depuis {plural(waiting, 'jour')}", "late" if waiting > 180 else "attention"
    pv_days = round(row.pv_after / timedelta(days=1), 1) if row.pv_after is not None else None
    figures = WatchFigures(
        commission=row.pk,
        code=row.code,
        name=row.name,
        ministry=row.ministry_id,
        sessions_due=row.due,
        sessions_held=row.held,
        act_on=row.act_on,
        first_session_on=row.first_on,
        days_to_first_session=days,
        vacant_seats=row.vacant,
        mandates_ending=row.ending,
        pv_days=pv_days,
        pv_expected=row.pv_missing,
    )
    badge = {"late": "en retard", "attention": "incomplet"}.get(tone, "")
    pv = "" if pv_days is None else f"{round(pv_days)} j"
    return WatchLine(row, figures, sessions, badge, tone, first, first_tone, pv)


PAGE = 50  # lines of the list
TOTALS = {
    "held": ("session tenue", "sessions tenues"),
    "vacant": ("siège vacant", "sièges vacants"),
    "ending": ("mandat qui finit", "mandats qui finissent"),
    "pv_missing": ("procès-verbal attendu", "procès-verbaux attendus"),
}


def totals(every: "QuerySet[Any]", shown: list[Any], sent: Mapping[str, Any]) -> list[tuple[str, int, tuple[str, str]]]:
    """What the lines add up to; asked of the database only when one page does not hold them all."""
    sums = {name: sum(getattr(row, name) for row in shown) for name in TOTALS}
    if len(shown) >= PAGE or {"after", "before"} & set(sent):
        found = every.order_by().aggregate(**{f"all_{name}": Sum(name) for name in TOTALS})
        sums = {name: found[f"all_{name}"] for name in TOTALS}
    return [(name, sums[name] or 0, words) for name, words in TOTALS.items()]
