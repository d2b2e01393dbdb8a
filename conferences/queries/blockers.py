"""What still prevents an act on a conference: shown on its page as what is left to do, raised by the operation."""

from datetime import date

from foundation.common import clock
from foundation.common.typography import short_date

from ..enums import ASKED
from ..models import Conference


def announcing_blockers(row: Conference) -> list[str]:
    left = []
    if row.held_on is None:
        left.append("La date n’est pas fixée.")
    if not row.place:
        left.append("Le lieu n’est pas dit.")
    if not row.theme:
        left.append("Le thème n’est pas dit.")
    if not row.panels.exists():
        left.append("Aucun panel n’est au programme.")
    return left


def _to_come(row: Conference, today: date) -> list[str]:
    if row.held_on is None or row.held_on <= today:
        return []
    return [f"Elle est prévue le {short_date(row.held_on)} : ce jour n’est pas venu."]


def holding_blockers(row: Conference, today: date) -> list[str]:
    """One of the past says what its source says: what that leaves out stays unknown."""
    left = _to_come(row, today)
    if row.source and row.year <= today.year:
        return left
    if row.held_on is None:
        left.append("La date n’est pas connue.")
    if not row.participants.exists():
        left.append("Aucun participant n’est noté, nommé ou compté.")
    return left


def _due_before(row: Conference) -> list[str]:
    drafts = row.recommendations.filter(recommendation__is_draft=True, recommendation__due_on__lt=row.held_on)
    early = drafts.select_related("recommendation").order_by("position", "pk").first()
    if early is None:
        return []
    return [f"L’échéance de « {early.recommendation.text[:90]} » précède la date de la conférence."]


def reporting_blockers(row: Conference, today: date) -> list[str]:
    """Its day may have been corrected since it was said held."""
    left = ["La date n’est pas connue."] if row.held_on is None else _to_come(row, today) + _due_before(row)
    if silent := row.panels.filter(findings="").order_by("position", "pk").first():
        left.append(f"Le panel « {silent.title} » n’a pas ses constats.")
    if not row.recommendations.exists() and not row.findings and not row.panels.exists():
        left.append("Rien n’est écrit : ni panel, ni constat, ni recommandation.")
    return left


def blockers_of(row: Conference, name: str) -> list[str]:
    """Of an act, by the name of its address."""
    today = clock.today()
    if name == "announce":
        return announcing_blockers(row)
    if name == "hold":
        return holding_blockers(row, today)
    return reporting_blockers(row, today) if name == "report" else []


def asked_before(row: Conference, name: str) -> str:
    """The question asked before an act; none where it would be refused: the refusals come at once instead."""
    return "" if blockers_of(row, name) else ASKED.get(name, "")
