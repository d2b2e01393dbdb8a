"""Correct and complete a session that was recorded from a paper, like the source it stands for: each change has its
own source, and what was written before is kept in the history.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model, ProtectedError, RestrictedError
from django.utils import timezone

from commissions.enums import SeriesKind
from foundation.common import clock
from foundation.common.constraints import constraints_as_refusals
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.models import VersionedModel
from foundation.journal.editing import edit, told
from foundation.journal.record import record
from ministries.models import FactSource
from recommendations.models import Recommendation
from recommendations.operations import lapse
from sessions.core.enums import OVER, ItemKind, Outcome, Section
from sessions.core.extensions import session_corrected
from sessions.core.models import (
    AgendaItem,
    CommissionSession,
    Decision,
    Guest,
    MinuteText,
    PresenceEvent,
    Speech,
    TextRevision,
)
from sessions.core.operations.rolling import keep_projects
from sessions.core.operations.stepping import lock_session

from ..queries import lines_in
from .recording import (
    PastItem,
    PastPresence,
    PastRecommendation,
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
    number_given,
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
    session = _reopened(session_id)
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
    told_again: list[Any] = [*past.items, *past.speeches, *past.guests, *past.recommendations, *past.facts]
    if changed or base_version is not None:  # a line alone changes no fact of the session
        session = edit(session, values, base_version=base_version, act="correct_past", by=by)
    elif past.presence or any(line.pk is not None for line in told_again):
        _outdated(session)
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


@transaction.atomic
def remove_past_line(session_id: UUID, *, line: UUID, reason: str, by: "User") -> CommissionSession:
    """Take away one line of a session held on paper; what it said stays in the journal, a presence stays cancelled, a
    recommendation stays in its register, without object.

    Raise Refused for a line that others stand on, a decision, or a recommendation that was answered.
    """
    session = _reopened(session_id)
    if not reason.strip():
        raise InvalidInput({"reason": ["Dites pourquoi cette ligne est retirée."]})
    row = _line(session, line)
    if isinstance(row, Recommendation) and row.steps.exists():
        raise Refused(
            "Impossible de retirer cette recommandation : son destinataire y a déjà donné suite. Déclarez-la sans objet"
            " depuis sa page."
        )
    if isinstance(row, Decision):
        raise Refused(
            "Impossible de retirer cette décision : une décision enregistrée reste au registre. Corrigez son sens ou"
            " son texte, avec sa source."
        )
    before = {"line": f"{row._meta.verbose_name} : {row}"[:2000]} | _said(row)
    if isinstance(row, PresenceEvent):
        row.cancelled_at, row.cancelled_by = clock.now(), by
        row.save(update_fields=["cancelled_at", "cancelled_by"])
    elif isinstance(row, Recommendation):
        row.origin.delete()
        lapse(row.pk, reason=reason, by=by)
    else:
        try:
            with transaction.atomic():
                row.delete()
        except (ProtectedError, RestrictedError) as refusal:
            raise Refused(
                "Impossible de retirer cette ligne : d’autres en dépendent (une décision, une recommandation, un vote)."
                " Retirez-les d’abord."
            ) from refusal
        FactSource.objects.filter(object_id=line).delete()
    _outdated(session)
    record("remove_past_line", session, by=by, reason=reason.strip(), before=before)
    for follow in session_corrected:
        follow(session, by)
    return session


def as_recorded(session: CommissionSession, **lines: Any) -> PastSession:
    """The facts of a session as they are recorded, to correct or complete with these lines alone."""
    ended = timezone.localtime(session.lifted_at).time() if session.lifted_at else None
    kept = {name: getattr(session, name) for name in (*FACTS, "commission", "year", "kind", "number")}
    return PastSession(**kept | {"ended_at": ended, "source": session.reconstituted_from} | lines)


def recorded_item(item: AgendaItem) -> PastItem:
    """An item as it is recorded, to correct a part of it alone."""
    row = MinuteText.objects.filter(session=item.session, item=item, section=Section.COMMUNICATION).first()
    return PastItem(
        item.title,
        kind=ItemKind(item.kind),
        presenter_label=item.presenter_label,
        outcome=Outcome(item.outcome) if item.outcome else None,
        texts={Section.COMMUNICATION: row.text} if row is not None else {},
        pk=item.pk,
    )


def _reopened(session_id: UUID) -> CommissionSession:
    session = lock_session(session_id)
    if not session.is_reconstituted or session.state not in OVER:
        raise Refused(
            "Impossible de corriger cette session ici : elle s’est tenue au portail. Corrigez-la depuis sa page de"
            " séance, avec un motif."
        )
    return session


def _outdated(session: CommissionSession) -> None:
    """A line that changes makes a newer version of its session: the long form that showed the former one conflicts, and
    does not write it back. A line that is added stands beside those it showed.
    """
    session.version += 1
    session.save(update_fields=["version"])


def _line(session: CommissionSession, key: UUID, *models: type[Model]) -> Any:
    """The line of that key, locked; InvalidInput when it is not of this session."""
    for model, rows in lines_in(session).items():
        if (not models or model in models) and (row := rows.select_for_update(of=("self",)).filter(pk=key).first()):
            return row
    raise InvalidInput({"line": ["Cette ligne n’est pas de cette session : rechargez la page."]})


def _said(row: Model) -> dict[str, Any]:
    """What a line tells, whole, with what goes away with it."""
    names = (
        "title",
        "description",
        "text",
        "summary",
        "function",
        "presenter_label",
        "speaker_function",
        "addressee_label",
        "outcome",
        "kind",
        "note",
    )
    said: dict[str, Any] = {name: str(value) for name in names if (value := getattr(row, name, ""))}
    if isinstance(row, AgendaItem) and (row.session.is_closed_doors or not row.is_closed_doors):  # as its line is read
        said |= {
            "presenter": str(row.presenter or ""),
            "projects": [str(project) for project in row.projects.all()],
            "texts": [f"{text.get_section_display()} : {text.text}" for text in row.minute_texts.order_by("section")],
            "speeches": [f"{speech} : {speech.summary}" for speech in row.speeches.order_by("position", "pk")],
        }
    return {name: value for name, value in said.items() if value}


def _change(session: CommissionSession, row: Any, values: dict[str, Any], source: str, *, by: "User") -> None:
    """Write what differs of a line, with its source and what it said before."""
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changed:
        return
    before = {name: told(getattr(row, name)) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    if isinstance(row, VersionedModel):
        row.version += 1
    with constraints_as_refusals(type(row)):
        row.save()
    after = {name: told(value) for name, value in changed.items()}
    record("correct_past_line", session, by=by, reason=source, before={"line": str(row)[:300]} | before, after=after)
    if not isinstance(row, FactSource):
        for name in changed:
            _write_source(row.pk, source, field=name)


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
    taken = line.decision.outcome if line.decision is not None else None
    if decision is not None and line.outcome != decision.outcome and taken != line.outcome:
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
    elif line.decision is not None and decision is not None:
        said: dict[str, Any] = {"text": line.decision.text.strip(), "outcome": line.decision.outcome}
        said |= number_given(decision, line.decision.number, SeriesKind.DECISION)
        differs = [name for name, value in said.items() if getattr(decision, name) != value]
        if differs:
            edit(decision, said, base_version=None, act="correct_past_decision", by=by)
        for name in differs:
            _write_source(decision.pk, source, field=name)
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
    new = {name: [row for row in getattr(past, name) if row.pk is None] for name in ("speeches", "guests", "facts")}
    for told_again, model, names in (
        (past.speeches, Speech, ("kind", "speaker_name", "speaker_function", "summary")),
        (past.guests, Guest, ("function", "name")),
        (past.facts, FactSource, ("field", "source", "note", "is_contested")),
    ):
        for line in told_again:
            if line.pk is not None:
                values = {name: _clean(getattr(line, name)) for name in names}
                _change(session, _line(session, line.pk, model), values, past.source, by=by)
    for position, speech in enumerate(new["speeches"], start=session.speeches.count() + 1):
        _write_speech(session, None, position, speech)
    for position, guest in enumerate(new["guests"], start=session.guests.count() + 1):
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
        if recommendation.pk is None:
            _write_recommendation(session, items, recommendation, by=by)
        else:
            _correct_recommendation(session, items, recommendation, past.source, by=by)
    for fact in new["facts"]:
        _write_fact(session.pk, fact)
    recommended = [row for row in past.recommendations if row.pk is None]
    added = {name: len(rows) for name, rows in (new | {"recommendations": recommended}).items()}
    if any(added.values()):
        record("complete_past", session, by=by, reason=past.source, after=added)


def _correct_recommendation(
    session: CommissionSession, items: Sequence[AgendaItem], line: PastRecommendation, source: str, *, by: "User"
) -> None:
    row = _line(session, line.pk, Recommendation) if line.pk is not None else None
    if row is None:
        return
    values: dict[str, Any] = {name: _clean(getattr(line, name)) for name in ("text", "addressee_label", "due_on")}
    values |= number_given(row, line.number, SeriesKind.RECOMMENDATION)
    _change(session, row, values, source, by=by)
    item = items[line.item - 1] if line.item is not None else None
    if row.origin.item != item:
        row.origin.item = item
        row.origin.save(update_fields=["item"])


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
