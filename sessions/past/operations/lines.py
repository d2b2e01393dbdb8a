"""What was typed of a session held on paper, or sent over the API, as the operations take it; empty is unknown."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from foundation.common.exceptions import InvalidInput
from foundation.common.facts import facts_from
from sessions.core.enums import Outcome, Section
from sessions.core.models import AgendaItem, CommissionSession, Decision, PresenceEvent

from ..queries import Told
from .correcting import as_recorded, recorded_item
from .recording import (
    PastDecision,
    PastFact,
    PastGuest,
    PastItem,
    PastPresence,
    PastRecommendation,
    PastSession,
    PastSpeech,
)

LINES = {
    "speeches": PastSpeech,
    "guests": PastGuest,
    "presence": PastPresence,
    "recommendations": PastRecommendation,
    "facts": PastFact,
}


def past_of(data: Mapping[str, Any]) -> PastSession:
    """The session told by what was typed, or sent over the API: what is empty is not known."""
    told = {name: [facts_from(kind, _known(row)) for row in data.get(name, ())] for name, kind in LINES.items()}
    items = [_item(row) for row in data["items"]]
    is_fictitious = data["commission"].is_fictitious
    return facts_from(PastSession, _known(data) | told | {"items": items, "is_fictitious": is_fictitious})


def _known(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value not in ("", None)}


def _item(row: Mapping[str, Any]) -> PastItem:
    told, texts = _known(row), {}
    if text := told.pop("communication", ""):
        texts[Section.COMMUNICATION] = text
    decision = facts_from(PastDecision, _known(told.pop("decision", None) or {})) if told.get("decision") else None
    return facts_from(PastItem, told | {"texts": texts, "decision": decision})


def correction_of(
    session: CommissionSession, part: Told, rows: Sequence[Mapping[str, Any]], *, key: UUID | None, source: str
) -> PastSession:
    """The session as it is recorded, with these lines of one part; `key`: of the one that is corrected."""
    items = list(session.agenda_items.order_by("position", "pk"))
    told: list[Any] = []
    if part.model is AgendaItem:
        told = [_item({**row, "pk": key}) for row in rows]
    elif part.model is Decision:
        told = [_decided(items[int(row["item"]) - 1], row, is_new=key is None) for row in rows]
    else:
        seats = {str(seat.pk): seat for seat in session.commission.seats.all()} if part.model is PresenceEvent else {}
        for row in rows:
            rank = int(row["item"]) if row.get("item") else None
            known = _known({**row, "pk": key, "item": rank, "seat": seats.get(str(row.get("seat")))})
            told.append(facts_from(LINES[part.lines], known))
    return as_recorded(session, source=source or session.reconstituted_from, **{part.lines: told})


def _decided(item: AgendaItem, row: Mapping[str, Any], *, is_new: bool) -> PastItem:
    """The item as it is recorded, with its decision; InvalidInput for a second one."""
    if is_new and item.decisions.exists():
        raise InvalidInput({"item": ["Ce point porte déjà une décision : corrigez-la."]})
    outcome = Outcome(row["outcome"])
    decision = PastDecision(outcome, row.get("text") or "", row.get("number"))
    return replace(recorded_item(item), outcome=outcome, decision=decision)
