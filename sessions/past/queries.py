"""What the page of a session held on paper tells besides its agenda."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.urls import reverse

from foundation.accounts.models import User
from foundation.common.typography import capitalize_first, long_date, shortened
from ministries.models import FactSource
from recommendations.models import Recommendation
from sessions.core.enums import Section
from sessions.core.models import AgendaItem, CommissionSession, Decision, Guest, PresenceEvent, Speech
from sessions.core.rules import can_read_presence
from sessions.papers.reports.pv import field_in_french

from .rules import can_correct_past

POINT = ("title", "kind", "presenter_label", "outcome")
SPOKEN = ("kind", "speaker_name", "speaker_function", "summary")
INVITED = ("function", "name")
RECOMMENDED = ("text", "addressee_label", "due_on")


@dataclass(frozen=True)
class Told:
    """One part of what a source tells, that grows line by line: in words (« un point », « le point »), what its lines
    are, what one must have, the columns of a pasted table of them.
    """

    title: str
    noun: str
    article: str
    model: type[Model]
    lines: str  # of PastSession
    needed: tuple[str, ...]
    named: tuple[str, ...] = ()

    def typed(self, row: Any) -> dict[str, Any]:
        """A line that is recorded, as its form shows it."""
        if isinstance(row, AgendaItem):
            return next(known for known in lines_of(row.session)["points"] if known["pk"] == row.pk)
        known = {name: getattr(row, name) for name in SHOWN_OF[self.model]}
        if isinstance(row, PresenceEvent):
            return known | {"seat": str(row.seat_id)}
        if isinstance(row, Decision):
            return known | {"item": place_of(row.session, row.item_id)}
        if isinstance(row, Recommendation):
            return known | {"item": place_of(row.origin.session, row.origin.item_id)}
        return known


SHOWN_OF: dict[type[Model], tuple[str, ...]] = {
    Decision: ("outcome", "text", "number"),
    Recommendation: (*RECOMMENDED, "number"),
    PresenceEvent: ("kind", "person_name"),
    Guest: INVITED,
    Speech: SPOKEN,
    FactSource: ("field", "source", "note", "is_contested"),
}
TOLD = {
    "points": Told(
        "Ordre du jour", "un point", "le point", AgendaItem, "items", ("title",), ("title", "presenter_label", "text")
    ),
    "decisions": Told("Décisions", "une décision", "la décision", Decision, "items", ("item", "outcome")),
    "recommandations": Told(
        "Recommandations",
        "une recommandation",
        "la recommandation",
        Recommendation,
        "recommendations",
        ("text",),
        RECOMMENDED,
    ),
    "presences": Told("Présences", "une présence", "la présence", PresenceEvent, "presence", ("seat", "kind")),
    "invites": Told(
        "Invités et personnes-ressources", "un invité", "l’invité", Guest, "guests", ("function",), INVITED
    ),
    "allocutions": Told("Allocutions", "une allocution", "l’allocution", Speech, "speeches", (), SPOKEN[1:]),
    "chiffres": Told(
        "Chiffres et faits cités",
        "un chiffre ou un fait",
        "le fait",
        FactSource,
        "facts",
        ("source",),
        ("note", "source"),
    ),
}


def place_of(session: CommissionSession, item_id: UUID | None) -> str:
    """The rank of an item among those of its session, from 1."""
    keys = list(session.agenda_items.order_by("position", "pk").values_list("pk", flat=True))
    return str(keys.index(item_id) + 1) if item_id in keys else ""


def chosen_in(
    session: CommissionSession, needed: Sequence[str], among: Sequence[str]
) -> dict[str, list[tuple[str, str]]]:
    """What is chosen `among` the items of the session, by rank, and the seats of its commission."""
    chosen = {}
    if "item" in among:
        items = enumerate(session.agenda_items.order_by("position", "pk"), start=1)
        none = "Choisissez" if "item" in needed else "la session"
        chosen["item"] = [("", none), *((str(rank), f"{rank}. {row.title}") for rank, row in items)]
    if "seat" in among:
        seats = session.commission.seats.in_protocol_order()
        chosen["seat"] = [("", "Choisissez"), *((str(row.pk), row.label) for row in seats)]
    return chosen


def lines_of(session: CommissionSession) -> dict[str, list[dict[str, Any]]]:
    """The items and presences that were recorded, as the form of a correction shows them."""
    texts = dict(session.minute_texts.filter(section=Section.COMMUNICATION).values_list("item_id", "text"))
    items = session.agenda_items.prefetch_related("decisions").order_by("position", "pk")
    rows = session.presence_events.filter(cancelled_at=None).order_by("created_at", "pk")
    return {
        "points": [
            {name: getattr(item, name) for name in ("pk", *POINT)}
            | {"text": texts.get(item.pk, "")}
            | ({"decision": decision.text, "decision_number": decision.number} if decision is not None else {})
            for item in items
            for decision in [next(iter(item.decisions.all()), None)]
        ],
        "presences": [{"seat": row.seat_id, "kind": row.kind, "person_name": row.person_name} for row in rows],
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
                    # A decision stays in the register.
                    "remove_href": ""
                    if told.model is Decision
                    else reverse("sessions:remove_past_line", args=[session.pk, name, row.pk]),
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
