"""Correct and complete a session that was recorded from a paper, like the source it stands for: each change has its
own source, and what was written before is kept in the history.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.editing import edit
from foundation.journal.record import record
from sessions.core.enums import OVER, ItemKind, Section
from sessions.core.extensions import session_corrected
from sessions.core.models import AgendaItem, CommissionSession, Guest, MinuteText, TextRevision
from sessions.core.operations.rolling import keep_projects
from sessions.core.operations.stepping import lock_session

from .recording import (
    PastItem,
    PastPresence,
    PastSession,
    _check,
    _moment,
    _refuse_twice,
    _write_decision,
    _write_fact,
    _write_item,
    _write_presence,
    _write_recommendation,
    _write_source,
    _write_speech,
    _write_text,
    take_number,
)

if TYPE_CHECKING:
    from foundation.accounts.models import User

# The facts of the session itself; its commission, its year and a number that was taken stay.
FACTS = ("printed_number", "held_on", "starts_at", "place", "theme", "chair", "chair_capacity", "is_closed_doors")


@transaction.atomic
def correct_past_session(
    session_id: UUID, past: PastSession, *, base_version: int | None, by: "User"
) -> CommissionSession:
    """Give the session the facts of `past`, change the items and presences that it names, add the lines that are new.

    `past.source` says where the correction comes from. Raise Conflict when somebody saved in between, Refused for a
    session that the portal held: that one is corrected from its live page.
    """
    session = lock_session(session_id)
    if not session.is_reconstituted or session.state not in OVER:
        raise Refused(
            "Impossible de corriger cette session ici : elle s’est tenue au portail. Corrigez-la depuis sa page de"
            " séance, avec un motif."
        )
    items = list(session.agenda_items.order_by("position", "pk"))
    own = {item.pk for item in items}
    if any(line.pk is not None and line.pk not in own for line in past.items):
        raise InvalidInput({"items": ["Un des points n’est pas de cette session : rechargez la page."]})
    new = [line for line in past.items if line.pk is None]
    _check(past, rank=len(items) + len(new))
    values = _facts(session, past)
    if session.number is None and past.number is not None:
        _refuse_twice(past)
        values["number"] = past.number
    changed = [name for name, value in values.items() if getattr(session, name) != value]
    session = edit(session, values, base_version=base_version, act="correct_past", by=by)
    for name in changed:
        _write_source(session.pk, past.source, field="" if name in ("statute", "number") else name)
    if "number" in changed:
        take_number(past)
    for line in past.items:
        if line.pk is not None:
            _correct_item(session, line.pk, line, past.source, by=by)
    items += [
        _write_item(session, position, line, by=by)
        for position, line in enumerate(new, start=max([item.position for item in items], default=0) + 1)
    ]
    _add_lines(session, past, items, by=by)
    keep_projects(session, at=clock.now())
    _write_source(session.pk, past.source)
    for follow in session_corrected:
        follow(session, by)
    return session


def _facts(session: CommissionSession, past: PastSession) -> dict[str, Any]:
    """The columns as the correction wants them. Hours follow the day; so do the rules in force on it."""
    values: dict[str, Any] = {name: _clean(getattr(past, name)) for name in FACTS}
    values["opened_at"] = _moment(past.held_on, past.starts_at)
    values["lifted_at"] = _moment(past.held_on, past.ended_at)
    if past.held_on != session.held_on:
        values["statute"] = past.commission.statutes.in_force(past.held_on).first() if past.held_on else None
    if past.scan is not None:
        values["scan"] = past.scan
    return values


def _clean(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _correct_item(session: CommissionSession, key: UUID, line: PastItem, source: str, *, by: "User") -> None:
    """Write what differs of an item, with the text of its communication as a new revision."""
    item = AgendaItem.objects.select_for_update(of=("self",)).get(pk=key)
    if line.kind == ItemKind.HEADING and line.outcome:
        raise InvalidInput({"items": [f"« {line.title} » est un titre : il n’a ni conclusion ni décision."]})
    decision = item.decisions.first()
    if decision is not None and line.outcome != decision.outcome:
        raise InvalidInput(
            {
                "items": [
                    f"« {line.title} » porte une décision ({decision.get_outcome_display()}) : sa conclusion ne change"
                    " pas seule."
                ]
            }
        )
    values = {
        "title": line.title.strip(),
        "kind": line.kind,
        "presenter_label": line.presenter_label.strip(),
        "outcome": line.outcome or "",
    }
    if changed := [name for name, value in values.items() if getattr(item, name) != value]:
        edit(item, values, base_version=None, act="correct_past_item", by=by)
        for name in changed:
            _write_source(item.pk, source, field=name)
    if line.decision is not None and decision is None:
        _write_decision(session, item, line, line.decision)
    elif line.decision is not None and decision is not None and decision.text != line.decision.text.strip():
        edit(decision, {"text": line.decision.text.strip()}, base_version=None, act="correct_past_decision", by=by)
        _write_source(decision.pk, source, field="text")
    text = line.texts.get(Section.COMMUNICATION, "").strip()
    row = MinuteText.objects.filter(session=session, item=item, section=Section.COMMUNICATION).first()
    if row is None:
        _write_text(session, item, Section.COMMUNICATION, text, by=by)
    elif row.text != text:
        _revise(row, text, by=by)
        _write_source(item.pk, source, field="texts")


def _revise(row: MinuteText, text: str, *, by: "User") -> None:
    row.text, row.revision, row.saved_by_name, row.saved_at = text, row.revision + 1, by.full_name, clock.now()
    row.save(update_fields=["text", "revision", "saved_by_name", "saved_at"])
    TextRevision.objects.create(
        scope_id=row.scope_id,
        minute_text=row,
        revision=row.revision,
        base_revision=row.revision - 1,
        text=text,
        author=by,
        author_name=by.full_name,
        at=row.saved_at,
    )


def _add_lines(session: CommissionSession, past: PastSession, items: Sequence[AgendaItem], *, by: "User") -> None:
    for position, speech in enumerate(past.speeches, start=session.speeches.count() + 1):
        _write_speech(session, None, position, speech)
    for position, guest in enumerate(past.guests, start=session.guests.count() + 1):
        Guest.objects.create(
            scope_id=session.scope_id,
            session=session,
            name=guest.name.strip(),
            function=guest.function.strip(),
            position=position,
        )
    for presence in past.presence:
        _correct_presence(session, presence, past.source, by=by)
    for recommendation in past.recommendations:
        _write_recommendation(session, items, recommendation, by=by)
    for fact in past.facts:
        _write_fact(session.pk, fact)
    added = {name: len(getattr(past, name)) for name in ("speeches", "guests", "recommendations")}
    if any(added.values()):
        record("complete_past", session, by=by, reason=past.source, after=added)


def _correct_presence(session: CommissionSession, line: PastPresence, source: str, *, by: "User") -> None:
    """Keep what is noted where it says the same; cancel it and write the new line otherwise."""
    noted = session.presence_events.filter(seat=line.seat, cancelled_at=None).order_by("-created_at", "-pk").first()
    if noted is not None and (noted.kind, noted.person_name) == (line.kind, line.person_name.strip()):
        return
    if noted is not None:
        noted.cancelled_at, noted.cancelled_by = clock.now(), by
        noted.save(update_fields=["cancelled_at", "cancelled_by"])
    _write_presence(session, line, by=by)
    before = f"{noted.get_kind_display()}, {noted.person_name}" if noted is not None else ""
    record(
        "correct_past_presence",
        session,
        by=by,
        reason=source,
        before={"seat": line.seat.label, "presence": before},
        after={"seat": line.seat.label, "presence": f"{line.kind}, {line.person_name}"},
    )
