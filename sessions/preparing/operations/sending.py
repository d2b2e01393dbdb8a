"""Letters to the members: asked for by the acts, written by the worker once their paper is laid out."""

from copy import copy
from datetime import date, time
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db import transaction

from commissions.models import Mandate
from foundation.accounts.models import User
from foundation.accounts.models.token import digest, new_secret
from foundation.common import clock
from foundation.common.exceptions import Refused
from foundation.documents.models import StoredFile
from foundation.documents.operations.making import Paper, freeze_documents, render_paper
from foundation.jobs import enqueue_all
from foundation.journal.record import record
from sessions.core.enums import Answer, ConvocationState
from sessions.core.enums import SessionState as State
from sessions.core.models import CommissionSession, Convocation, Reminder
from sessions.core.queries.blockers import holders_of
from sessions.core.reports.wording import convocation_reference

from ..enums import LetterPurpose
from ..notifications import tell_members, write_to_member
from ..reports.convocation import CONVOCATION_PAPER, build_letter, common_to, function_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..queries.newcomers import Newcomer

SEND_LETTER = "send_convocation"
WITH_PAPER = (LetterPurpose.CONVENE, LetterPurpose.CHANGE)
TAKEN_UP = (
    "number",
    "seat_label",
    "state",
    "mail",
    "sent_at",
    "read_at",
    "answer",
    "answered_at",
    "answer_reason",
    "reminded_at",
    "answer_file",
    "substitute",
    "proxy_seat",
    "answer_recorded_by",
    "version",
)


class Letter(NamedTuple):
    convocation: Convocation
    changed: bool = False  # it replaces one that was sent
    former_answer: str = ""  # what was answered and holds no more


def freeze_letters(letters: "Sequence[Letter]", *, by: "User | None") -> None:
    """Freeze the letters of members of one session (a new version replaces the last) and ask for their PDF. Called
    inside an act.
    """
    if not letters:
        return
    session = letters[0].convocation.session
    common = common_to(session)
    documents = freeze_documents(
        [
            Paper(
                row,
                build_letter(row, changed=changed, former_answer=former_answer, common=common),
                supersedes=row.letter,
            )
            for row, changed, former_answer in letters
        ],
        kind=CONVOCATION_PAPER,
        title="Convocation",
        scope=session.scope_id,
        commission_id=session.commission_id,
        reference=convocation_reference(session),
        is_closed_doors=session.is_closed_doors,
        is_specimen=session.is_fictitious,
        by=by,
    )
    for letter, document in zip(letters, documents, strict=True):
        letter.convocation.letter = document
    Convocation.objects.bulk_update([letter.convocation for letter in letters], ["letter"])


def ask_for_letters(
    convocations: "Iterable[Convocation]", purpose: LetterPurpose, *, by: "User | None", reason: str = ""
) -> int:
    """Queue one letter for each member who has an address; return how many.

    Called inside an act. Who has an account is told in the page too.
    """
    convocations = list(convocations)
    tell_members(convocations, purpose, by=by)
    author = str(by.pk) if by is not None else ""
    written_to = [row for row in convocations if row.person.email]
    if written_to:
        enqueue_all(
            SEND_LETTER,
            [[row.pk, purpose.value, row.session.invitation_sequence, author, reason] for row in written_to],
            by=by,
            scope=written_to[0].scope_id,
        )
    return len(written_to)


def note_reminders(convocations: "Iterable[Convocation]", day: date, *, is_automatic: bool) -> None:
    """Keep that these members were written to again on this day; who has no address was not. Called inside the act."""
    Reminder.objects.bulk_create(
        [
            Reminder(scope_id=row.scope_id, convocation=row, day=day, is_automatic=is_automatic)
            for row in convocations
            if row.person.email
        ],
        ignore_conflicts=True,  # a second reminder of the same day, asked for by hand
    )


def announce_change(session: CommissionSession, *, by: "User | None") -> int:
    """Tell every member of a new place or length: new version of the letter, invitation with the next SEQUENCE; the
    answers stay.
    """
    convocations = convocations_of(session)
    freeze_letters([Letter(row, changed=True, former_answer=_void_answer(row)) for row in convocations], by=by)
    for row in convocations:
        row.state, row.mail, row.sent_at = waiting_state(row), None, None
    Convocation.objects.bulk_update(convocations, ["state", "mail", "sent_at"])
    return ask_for_letters(convocations, LetterPurpose.CHANGE, by=by)


def convene_holders(
    session: CommissionSession, *, by: "User | None", moved_from: tuple[date, time] | None = None
) -> None:
    """Write to the holders of the session's day: one convocation each, unanswered. Called inside an act.

    After another day or hour the rows are taken up again: what was answered for the former one no longer holds, the
    journal keeps it and the letter says so. Who holds a seat only on the new day is convened as for the first time; who
    held one only on the day it was `moved_from` is told that he is no longer awaited, and his calendar is freed.
    """
    former = {row.pk: row for row in convocations_of(session)}
    convocations = _write_convocations(session)
    if moved_from is not None:
        kept, awaited = {row.pk for row in convocations}, {row.person_id for row in convocations}
        # The meeting has one UID: a cancellation would take it from the calendar of somebody who only changed seats.
        _withdraw(
            [row for row in former.values() if row.pk not in kept and row.person_id not in awaited], moved_from, by=by
        )
    if answered := [row for row in former.values() if row.is_answered]:
        record(
            "forget_answers",
            session,
            by=by,
            before={"answers": [{"seat": row.seat_label, "answer": row.answer} for row in answered]},
        )
    freeze_letters([_next_letter(row, former.get(row.pk)) for row in convocations], by=by)
    ask_for_letters([row for row in convocations if row.pk in former], LetterPurpose.CHANGE, by=by)
    ask_for_letters([row for row in convocations if row.pk not in former], LetterPurpose.CONVENE, by=by)


def convene_newcomers(
    session: CommissionSession, newcomers: "Iterable[Newcomer]", *, by: "User | None"
) -> list[Convocation]:
    """Write to those who took a seat since the convocation, and free the calendar of those they replace. Called inside
    an act; what the others answered stays.
    """
    newcomers = list(newcomers)
    gone = [row for newcomer in newcomers for row in newcomer.replaces]
    for row in gone:
        row.session = session
    session.convocations.filter(pk__in=[row.pk for row in gone]).delete()
    session.__dict__.pop("_prefetched_objects_cache", None)
    assert session.held_on is not None
    holders = holders_of(session.commission_id, on=session.held_on)
    places: dict[tuple[UUID | None, UUID], tuple[int, Mandate]] = {
        (mandate.seat_id, mandate.person_id): (number, mandate) for number, mandate in enumerate(holders, start=1)
    }
    for row in session.convocations.all():
        if (row.seat_id, row.person_id) in places:
            Convocation.objects.filter(pk=row.pk).update(number=places[row.seat_id, row.person_id][0])
    for newcomer in newcomers:
        number, mandate = places[newcomer.mandate.seat_id, newcomer.mandate.person_id]
        convocation = _new_convocation(session, mandate)
        convocation.number, convocation.state = number, waiting_state(convocation)
        convocation.save(update_fields=["number", "state"])
    known = {(newcomer.mandate.seat_id, newcomer.mandate.person_id) for newcomer in newcomers}
    rows = convocations_of(session)
    written = [row for row in rows if (row.seat_id, row.person_id) in known]
    freeze_letters([Letter(row) for row in written], by=by)
    ask_for_letters(written, LetterPurpose.CONVENE, by=by)
    # Who only changed seats keeps the meeting in his calendar: it has one UID.
    awaited = {row.person_id for row in rows}
    _withdraw([row for row in gone if row.person_id not in awaited], None, by=by)
    return written


def _withdraw(
    convocations: "Iterable[Convocation]", moved_from: tuple[date, time] | None, *, by: "User | None"
) -> None:
    """Write at once to those who were convened (for another day, when the session was moved) and are no more: their
    rows are gone, no job could read them.
    """
    told: list[str] = []
    untold: list[str] = []
    session = None
    for convocation in convocations:
        session = convocation.session
        convocation.session = copy(session)
        if moved_from is not None:
            convocation.session.held_on, convocation.session.starts_at = moved_from
        try:
            write_to_member(convocation, LetterPurpose.WITHDRAW, by=by)
            told.append(convocation.seat_label)
        except Refused:  # no address, or one that is not: the move does not depend on it
            untold.append(convocation.seat_label)
    if session is not None:
        record("withdraw_convocations", session, by=by, after={"told": told, "untold": untold})


def _next_letter(row: Convocation, before: Convocation | None) -> Letter:
    """The letter of a member convened now; `before` is his convocation as it stood for another day or hour."""
    answer = before.answer_in_words if before is not None and before.is_answered else _void_answer(before)
    return Letter(row, changed=before is not None, former_answer=answer)


def _void_answer(convocation: Convocation | None) -> str:
    """What the last letter said to hold no more, as long as the member has not answered anew."""
    if convocation is None or convocation.is_answered or convocation.letter is None:
        return ""
    return str(convocation.letter.content.get("former_answer", ""))


def _write_convocations(session: CommissionSession) -> list[Convocation]:
    """One row per holder of the day, in the order of the letters."""
    assert session.held_on is not None
    holders = holders_of(session.commission_id, on=session.held_on)
    kept = {(mandate.seat_id, mandate.person_id) for mandate in holders}
    # Whoever does not hold his seat on that day has no letter to answer any more; the history keeps his line.
    session.convocations.filter(
        pk__in=[row.pk for row in session.convocations.all() if (row.seat_id, row.person_id) not in kept]
    ).delete()
    rows = {(row.seat_id, row.person_id): row for row in session.convocations.all()}
    written: dict[tuple[UUID | None, UUID], Convocation] = {}
    for number, mandate in enumerate(holders, start=1):
        key = (mandate.seat_id, mandate.person_id)
        row = written[key] = rows.get(key) or written.get(key) or _convocation_of(session, mandate)
        row.person, row.number, row.seat_label = mandate.person, number, function_of(mandate)
        row.state, row.mail, row.sent_at, row.read_at = waiting_state(row), None, None, None
        _forget_answer(row)
        row.version += 1
    new = [row for row in written.values() if row._state.adding]
    taken_up = [row for row in written.values() if not row._state.adding]
    Convocation.objects.bulk_create(new)
    Convocation.objects.bulk_update(taken_up, TAKEN_UP)
    return convocations_of(session)


def _convocation_of(session: CommissionSession, mandate: Mandate) -> Convocation:
    """The row of this holder, to be written."""
    return Convocation(session=session, seat=mandate.seat, person=mandate.person, **_made_with(session, mandate))


def _new_convocation(session: CommissionSession, mandate: Mandate) -> Convocation:
    """The row of this holder, written when there is none."""
    convocation, _ = Convocation.objects.get_or_create(
        session=session, seat=mandate.seat, person=mandate.person, defaults=_made_with(session, mandate)
    )
    return convocation


def _made_with(session: CommissionSession, mandate: Mandate) -> dict[str, Any]:
    return {"scope_id": session.scope_id, "seat_label": function_of(mandate), "secret_hash": digest(new_secret())}


def _forget_answer(convocation: Convocation) -> None:
    convocation.answer, convocation.answered_at, convocation.answer_reason, convocation.reminded_at = (
        Answer.NONE,
        None,
        "",
        None,
    )
    convocation.answer_file = convocation.substitute = convocation.proxy_seat = convocation.answer_recorded_by = None


def convocations_of(session: CommissionSession) -> list[Convocation]:
    rows = list(session.convocations.select_related("person", "seat", "letter").order_by("number", "pk"))
    for row in rows:
        row.session = session  # the one that is locked and just changed
    return rows


def waiting_state(convocation: Convocation) -> ConvocationState:
    return ConvocationState.QUEUED if convocation.person.email else ConvocationState.NO_ADDRESS


@transaction.atomic
def send_letter(
    convocation_id: UUID, purpose: LetterPurpose, sequence: int, *, by: "User | None", reason: str = ""
) -> str:
    """Write the mail of one member, its PDF attached.

    Called by the worker; a letter that a later change replaced is not sent.
    """
    convocation = (
        Convocation.objects.select_for_update(of=("self",))
        .select_related(
            "person",
            "seat",
            "letter",
            "session__commission__ministry",
            "session__statute__legal_text",
            "session__postponed_from",
        )
        .filter(pk=convocation_id)
        .first()
    )
    # The row is gone when a move took its holder off the list.
    if convocation is None or convocation.session.invitation_sequence != sequence:
        return "superseded"
    # He answered, or the session began, between the asking and the worker: there is nothing left to remind him of.
    if purpose == LetterPurpose.REMIND and (convocation.is_answered or convocation.session.state != State.CONVENED):
        return "superseded"
    attachments: list[StoredFile] = []
    if purpose in WITH_PAPER and convocation.letter is not None:
        if convocation.letter.file_id is None:
            render_paper(convocation.letter.pk)
            convocation.letter.refresh_from_db()
        attachments = [convocation.letter.file] if convocation.letter.file else []
    mail = write_to_member(convocation, purpose, by=by, reason=reason, attachments=attachments)
    if purpose in WITH_PAPER:
        Convocation.objects.filter(pk=convocation.pk).update(
            mail=mail, state=ConvocationState.QUEUED, sent_at=clock.now()
        )
    elif purpose == LetterPurpose.REMIND:
        Convocation.objects.filter(pk=convocation.pk).update(reminded_at=clock.now())
    return str(mail.pk)


def letter_failed(convocation_id: UUID, purpose: str) -> None:
    """The worker gave the letter up: it is to be handed over, and the page says so."""
    if LetterPurpose(purpose) in WITH_PAPER:
        Convocation.objects.filter(pk=convocation_id, mail=None).update(state=ConvocationState.FAILED)


def author_of(user_id: UUID | str) -> "User | None":
    return User.objects.filter(pk=user_id).first() if user_id else None
