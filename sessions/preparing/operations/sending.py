"""Letters to the members: asked for by the acts, written by the worker once their paper is laid out."""

from copy import copy
from datetime import date, time
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from commissions.models import Mandate
from foundation.accounts.models import User
from foundation.accounts.models.token import digest, new_secret
from foundation.common import clock
from foundation.common.exceptions import Refused
from foundation.documents.models import StoredFile
from foundation.documents.operations.making import freeze_document, render_paper
from foundation.jobs import enqueue
from foundation.journal.record import record
from sessions.core.enums import Answer, ConvocationState
from sessions.core.enums import SessionState as State
from sessions.core.models import CommissionSession, Convocation, Reminder
from sessions.core.queries.blockers import holders_of
from sessions.core.reports.wording import convocation_reference

from ..enums import LetterPurpose
from ..notifications import tell_members, write_to_member
from ..reports.convocation import CONVOCATION_PAPER, build_letter, function_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..queries.newcomers import Newcomer

SEND_LETTER = "send_convocation"
WITH_PAPER = (LetterPurpose.CONVENE, LetterPurpose.CHANGE)


def freeze_letter(convocation: Convocation, *, changed: bool, by: "User | None", former_answer: str = "") -> None:
    """Freeze the letter of a member (a new version replaces the last) and ask for its PDF. Called inside an act."""
    session = convocation.session
    convocation.letter = freeze_document(
        kind=CONVOCATION_PAPER,
        title="Convocation",
        subject=convocation,
        content=build_letter(convocation, changed=changed, former_answer=former_answer),
        scope=session.scope_id,
        commission_id=session.commission_id,
        reference=convocation_reference(session),
        is_closed_doors=session.is_closed_doors,
        is_specimen=session.is_fictitious,
        supersedes=convocation.letter,
        by=by,
    )
    convocation.save(update_fields=["letter"])


def ask_for_letters(
    convocations: "Iterable[Convocation]", purpose: LetterPurpose, *, by: "User | None", reason: str = ""
) -> int:
    """Queue one letter for each member who has an address; return how many.

    Called inside an act. Who has an account is told in the page too.
    """
    convocations = list(convocations)
    tell_members(convocations, purpose, by=by)
    count = 0
    for convocation in convocations:
        if not convocation.person.email:
            continue
        enqueue(
            SEND_LETTER,
            convocation.pk,
            purpose.value,
            convocation.session.invitation_sequence,
            str(by.pk) if by is not None else "",
            reason,
            by=by,
            scope=convocation.scope_id,
        )
        count += 1
    return count


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
    for convocation in convocations:
        freeze_letter(convocation, changed=True, former_answer=_void_answer(convocation), by=by)
        Convocation.objects.filter(pk=convocation.pk).update(state=waiting_state(convocation), mail=None, sent_at=None)
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
    for convocation in convocations:
        before = former.get(convocation.pk)
        freeze_letter(
            convocation,
            changed=before is not None,
            former_answer=before.answer_in_words if before and before.is_answered else _void_answer(before),
            by=by,
        )
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
    for convocation in written:
        freeze_letter(convocation, changed=False, by=by)
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
    for number, mandate in enumerate(holders, start=1):
        convocation = _new_convocation(session, mandate)
        convocation.number, convocation.seat_label = number, function_of(mandate)
        convocation.state, convocation.mail, convocation.sent_at, convocation.read_at = (
            waiting_state(convocation),
            None,
            None,
            None,
        )
        _forget_answer(convocation)
        convocation.version += 1
        convocation.save()
    return convocations_of(session)


def _new_convocation(session: CommissionSession, mandate: Mandate) -> Convocation:
    """The row of this holder, written when there is none."""
    convocation, _ = Convocation.objects.get_or_create(
        session=session,
        seat=mandate.seat,
        person=mandate.person,
        defaults={
            "scope_id": session.scope_id,
            "seat_label": function_of(mandate),
            "secret_hash": digest(new_secret()),
        },
    )
    return convocation


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
