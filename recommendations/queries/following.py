"""What the list of recommendations, the page of one, and its export show."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from commissions.models import Mandate
from foundation.common import clock
from foundation.common.keyset import Sort
from foundation.common.typography import capitalize_first, long_date, plural, short_date, short_datetime

from ..enums import OPEN_STATES, ReportOutcome
from ..enums import RecommendationState as State
from ..models import Recommendation, RecommendationReport
from ..models.recommendation import RecommendationQuerySet

TONES = {
    State.ISSUED: "attention",
    State.ACCEPTED: "information",
    State.RUNNING: "information",
    State.REPORTED: "attention",
    State.DONE: "good",
    State.LAPSED: "neutral",
}
# Of a report: its tone, and what was done with it.
OUTCOMES = {
    ReportOutcome.PENDING: ("attention", ""),
    ReportOutcome.ACCEPTED: ("good", "Acceptée"),
    ReportOutcome.REFUSED: ("late", "Refusée"),
}
# Open ones first, the soonest due at the top, those without a date after, then the oldest. One text: a key of pages.
SOONEST_FIRST = Concat(
    Case(When(state__in=OPEN_STATES, then=Value("0")), default=Value("1"), output_field=CharField()),
    Cast(Coalesce("due_on", Value(date(9999, 12, 31))), CharField()),
    Cast("issued_on", CharField()),
)
SORTS = {"due": Sort(SOONEST_FIRST)}


def with_line(rows: RecommendationQuerySet) -> QuerySet[Recommendation]:
    """What a line shows comes with it."""
    return rows.select_related("commission", "seat", "project").with_refusal().defer("search")


def list_rows(rows: RecommendationQuerySet) -> QuerySet[Recommendation]:
    return with_line(rows).order_by(SOONEST_FIRST, "pk")


def age_words(row: Recommendation, today: date) -> str:
    """« émise il y a 12 jours »; the age stops mattering once it is closed."""
    return (
        (f"émise il y a {plural(age, 'jour')}" if (age := (today - row.issued_on).days) > 0 else "émise ce jour")
        if row.is_open
        else f"émise le {short_date(row.issued_on)}"
    )


def due_words(row: Recommendation, today: date) -> str:
    """« en retard de 12 jours », « dans 3 jours », « sans échéance »."""
    if row.due_on is None:
        return "échéance non renseignée"
    if not row.is_open:
        return ""
    days = (row.due_on - today).days
    return (
        f"en retard de {plural(-days, 'jour')}"
        if days < 0
        else "aujourd’hui"
        if days == 0
        else f"dans {plural(days, 'jour')}"
    )


def sentence_of(row: Recommendation, today: date) -> str:
    """« En cours, en retard de 12 jours : échéance au 30 juin 2026. »"""
    state = capitalize_first(row.get_state_display())
    if row.is_draft:
        return "Écrite en séance : elle recevra son numéro à la levée de la session."
    if not row.is_open:
        return f"{state}."
    if row.due_on is None:
        return f"{state}, sans échéance connue."
    return f"{state}, {due_words(row, today)} : échéance au {long_date(row.due_on, weekday=False)}."


def days_of_age(row: Recommendation) -> int | None:
    return (clock.today() - row.issued_on).days if row.is_open else None


def days_late(row: Recommendation) -> int | None:
    today = clock.today()
    return (today - row.due_on).days if row.due_on and row.is_late(today) else None


def holder_today(row: Recommendation, today: date) -> str:
    """Who answers for the seat today; nothing when it names no seat or nobody holds it (1 query)."""
    if row.seat_id is None:
        return ""
    mandate = (
        Mandate.objects.in_force(today)
        .filter(seat_id=row.seat_id, kind="titular")
        .select_related("person")
        .order_by("pk")
        .first()
    )
    return mandate.person.full_name if mandate is not None else ""


def addressee_words(row: Recommendation, today: date) -> str:
    """« Le directeur des systèmes d’information (aujourd’hui Sènan AGBÉTIHO) »."""
    holder = holder_today(row, today)
    label = row.addressee_label or str(row.seat or row.structure or row.ministry or row.commune or "")
    return f"{label} (aujourd’hui {holder})" if holder and holder not in label else label


@dataclass(frozen=True)
class Follow:
    """The page of one recommendation."""

    reports: list[RecommendationReport]
    timeline: list[dict[str, Any]]

    @property
    def waiting(self) -> RecommendationReport | None:
        return next((report for report in self.reports if report.outcome == "pending"), None)


def follow_of(row: Recommendation) -> Follow:
    """Reports, newest first, and the way it went, oldest first (2 queries)."""
    tones = {State.DONE: "good", State.LAPSED: "late"}
    entries: list[dict[str, Any]] = [
        {"when": short_date(row.issued_on), "title": "Émise", "text": row.origin_label, "by": "", "tone": "neutral"}
    ]
    for step in row.steps.select_related("by").order_by("at", "pk"):
        by = f"{step.by}, {step.by_capacity}" if step.by and step.by_capacity else str(step.by or "")
        named = {"reject": "Preuve refusée", "redate": "Échéance changée"}
        title = named.get(step.action) or State(step.to_state).label
        entries.append(
            {
                "when": short_datetime(step.at),
                "title": capitalize_first(title),
                "text": step.reason,
                "by": by,
                "tone": tones.get(State(step.to_state), "late" if step.action == "reject" else "neutral"),
            }
        )
    reports = list(row.reports.select_related("author", "reviewed_by", "proof_file").order_by("-reported_at", "-pk"))
    return Follow(reports, entries)
