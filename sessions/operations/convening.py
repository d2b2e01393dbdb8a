"""Convene the members of a commission, and remind those who did not answer."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from cmsic.accounts.models.token import digest, new_secret
from cmsic.common import clock
from cmsic.common.exceptions import Refused
from cmsic.journal.record import record
from commissions.enums import SeriesKind
from commissions.operations import next_number

from ..enums import Answer, LetterPurpose, SessionAction, SessionKind
from ..enums import SessionState as State
from ..models import CommissionSession, Convocation
from ..queries.blockers_preparing import convening_blockers, holders_of, notice_for
from ..workflow import SESSION_WORKFLOW
from .preparing import lock_session, take_step
from .sending import ask_for_letters, convocations_of, freeze_letter, waiting_state

if TYPE_CHECKING:
    from cmsic.accounts.models import User

SERIES = {SessionKind.ORDINARY: SeriesKind.ORDINARY_SESSION, SessionKind.EXTRAORDINARY: SeriesKind.EXTRAORDINARY_SESSION}


@transaction.atomic
def convene(session_id: UUID, *, by: "User") -> CommissionSession:
    """Convene the holders of the seats: number, letters, mails with their invitation; raise Refused with what still prevents it.

    The number is given here, under the lock of its series, and kept for ever: a session convened again after a postponement
    keeps it. Each holder gets one convocation; one without an address gets a letter to be handed over.
    """
    session = lock_session(session_id)
    SESSION_WORKFLOW.target(SessionAction.CONVENE, State(session.state))
    blockers = convening_blockers(session, today=clock.today())
    if blockers:
        article = next((blocker.article for blocker in blockers if blocker.article), "")
        raise Refused(f"Impossible de convoquer les membres. {' '.join(map(str, blockers))}", article=article)
    again = session.convened_at is not None
    if session.number is None:
        session.number = next_number(session.commission, SERIES[SessionKind(session.kind)], session.year)
    session.convocation_number = next_number(session.commission, SeriesKind.CONVOCATION, clock.today().year)
    session.convened_at, session.convened_by = clock.now(), by
    if again:
        session.invitation_sequence += 1
    notice = notice_for(session, sent_on=clock.today())
    take_step(
        session,
        SessionAction.CONVENE,
        by=by,
        reason=session.urgency_motive if notice is not None and notice.is_short else "",
        fields=("number", "convocation_number", "convened_at", "convened_by", "invitation_sequence"),
        after={"number": session.number, "convocation_number": session.convocation_number, "clear_days": notice.given if notice else None},
    )
    convocations = _write_convocations(session)
    for convocation in convocations:
        freeze_letter(convocation, changed=again, by=by)
    ask_for_letters(convocations, LetterPurpose.CHANGE if again else LetterPurpose.CONVENE, by=by)
    return session


def _write_convocations(session: CommissionSession) -> list[Convocation]:
    """One row per holder; after a postponement the rows are taken up again, unanswered: the day is another."""
    assert session.held_on is not None
    holders = holders_of(session, on=session.held_on)
    # Whoever left his seat since a first convocation has no letter to answer any more; the history keeps his line.
    session.convocations.exclude(seat_id__in=[mandate.seat_id for mandate in holders], person_id__in=[mandate.person_id for mandate in holders]).delete()
    for number, mandate in enumerate(holders, start=1):
        convocation, _ = Convocation.objects.get_or_create(
            session=session, seat=mandate.seat, person=mandate.person,
            defaults={"scope_id": session.scope_id, "seat_label": mandate.seat.label, "secret_hash": digest(new_secret())},
        )  # fmt: skip
        convocation.number, convocation.seat_label = number, mandate.seat.label
        convocation.state, convocation.mail, convocation.sent_at, convocation.read_at = waiting_state(convocation), None, None, None
        forget_answer(convocation)
        convocation.version += 1
        convocation.save()
    return convocations_of(session)


def forget_answer(convocation: Convocation) -> None:
    convocation.answer, convocation.answered_at, convocation.answer_reason, convocation.reminded_at = Answer.NONE, None, "", None
    convocation.answer_file = convocation.substitute = convocation.proxy_seat = convocation.answer_recorded_by = None


@transaction.atomic
def remind(session_id: UUID, *, by: "User") -> int:
    """Write again to the members who did not answer; return how many letters leave."""
    session = lock_session(session_id)
    if session.state != State.CONVENED:
        raise Refused("Impossible de relancer les membres : la session n’attend pas de réponse. On relance entre la convocation et l’ouverture.")
    silent = [row for row in convocations_of(session) if row.answer == Answer.NONE]
    if not silent:
        raise Refused("Tous les membres ont répondu : il n’y a personne à relancer.")
    count = ask_for_letters(silent, LetterPurpose.REMIND, by=by)
    if not count:
        raise Refused(
            "Impossible de relancer par courriel : les membres qui n’ont pas répondu n’ont pas d’adresse électronique. Appelez-les et notez leur réponse."
        )
    record("remind", session, by=by, after={"letters": count})
    return count
