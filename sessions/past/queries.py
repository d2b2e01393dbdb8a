"""What the page of a session held on paper tells besides its agenda."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse

from foundation.accounts.models import User
from foundation.common.typography import capitalize_first, long_date, shortened
from ministries.models import FactSource
from recommendations.models import Recommendation
from sessions.core.models import AgendaItem, CommissionSession, Decision, Guest, PresenceEvent, Speech
from sessions.core.rules import can_read_presence
from sessions.papers.reports.pv import field_in_french

from .rules import can_correct_past


@dataclass(frozen=True)
class Told:
    """One part of what a source tells, in words: its title, « un point », « le point »."""

    title: str
    noun: str
    article: str
    model: type[Model]


TOLD = {
    "points": Told("Ordre du jour", "un point", "le point", AgendaItem),
    "decisions": Told("Décisions", "une décision", "la décision", Decision),
    "recommandations": Told("Recommandations", "une recommandation", "la recommandation", Recommendation),
    "presences": Told("Présences", "une présence", "la présence", PresenceEvent),
    "invites": Told("Invités et personnes-ressources", "un invité", "l’invité", Guest),
    "allocutions": Told("Allocutions", "une allocution", "l’allocution", Speech),
    "chiffres": Told("Chiffres et faits cités", "un chiffre ou un fait", "le fait", FactSource),
}


def lines_in(session: CommissionSession) -> dict[type[Model], QuerySet[Any]]:
    """What stands on a line of its own in the record of a session."""
    return {
        AgendaItem: session.agenda_items.order_by("position", "pk"),
        Decision: Decision.objects.filter(session=session).select_related("item").order_by("item__position", "pk"),
        Recommendation: Recommendation.objects.filter(origin__session=session)
        .select_related("origin__item")
        .order_by("origin__item__position", "number", "pk"),
        PresenceEvent: session.presence_events.filter(cancelled_at=None)
        .select_related("seat")
        .order_by("seat__position", "pk"),
        Guest: session.guests.order_by("position", "pk"),
        Speech: session.speeches.filter(item=None).order_by("position", "pk"),
        FactSource: FactSource.objects.filter(object_id=session.pk).order_by("field", "source", "pk"),
    }


def text_of(row: Any) -> str:
    """A line in a few words."""
    if isinstance(row, PresenceEvent):
        return (
            f"{capitalize_first(row.seat.label)} : {row.person_name or 'nom non renseigné'}, {row.get_kind_display()}"
        )
    if isinstance(row, Decision):
        return f"{row.item.title} : {row.get_outcome_display()}" + (f", n° {row.number}" if row.number else "")
    if isinstance(row, Guest):
        return ", ".join(part for part in (row.name or "nom non renseigné", row.function) if part)
    if isinstance(row, FactSource):
        return f"{capitalize_first(field_in_french(row.field))} : {row.note or 'établi'} ({row.source})"
    return shortened(row.text if isinstance(row, Recommendation) else str(row), 160)


def past_told(user: User, session: CommissionSession) -> tuple[str, dict[str, Any] | None]:
    """Who a source says came, and what it says was recommended; nothing for a session held in the portal (no query)."""
    if not session.is_reconstituted:
        return "past", None
    sees_presence = can_read_presence(user, session)
    return "past", {
        "sees_presence": sees_presence,
        "presence": _presence(session) if sees_presence else [],
        "recommendations": [
            {
                "text": row.text,
                "href": reverse("recommendations:detail", args=[row.pk]),
                "note": ", ".join(part for part in (row.addressee_label, _due(row), row.get_state_display()) if part),
            }
            for row in Recommendation.objects.visible_to(user)
            .filter(origin__session=session)
            .order_by("origin__item__position", "number", "pk")
        ],
        "parts": _parts(session) if can_correct_past(user, session) else [],
        "correct_href": reverse("sessions:correct_past", args=[session.pk]) if can_correct_past(user, session) else "",
    }


def _parts(session: CommissionSession) -> list[dict[str, Any]]:
    """What is recorded, part by part, each with where it grows and each line with where it is corrected (7 queries)."""
    rows = lines_in(session)
    return [
        {
            "title": told.title,
            "label": f"Ajouter {told.noun}",
            "href": reverse("sessions:add_past_line", args=[session.pk, name]),
            "lines": [
                {
                    "text": text_of(row),
                    "correct_href": reverse("sessions:correct_past_line", args=[session.pk, name, row.pk]),
                    "remove_href": reverse("sessions:remove_past_line", args=[session.pk, name, row.pk]),
                }
                for row in rows[told.model]
            ],
        }
        for name, told in TOLD.items()
    ]


def _presence(session: CommissionSession) -> list[dict[str, str]]:
    rows = session.presence_events.filter(cancelled_at=None).select_related("seat").order_by("seat__position", "pk")
    return [
        {
            "name": row.person_name or "nom non renseigné",
            "function": capitalize_first(row.seat.label),
            "note": row.get_kind_display(),
        }
        for row in rows
    ]


def _due(row: Recommendation) -> str:
    return f"pour le {long_date(row.due_on, weekday=False)}" if row.due_on else ""
