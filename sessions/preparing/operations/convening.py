"""Convene the members of a commission, and remind those who did not answer."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from commissions.enums import SeriesKind
from commissions.operations import next_number
from foundation.common import clock
from foundation.common.exceptions import Refused
from foundation.common.typography import long_date, plural
from foundation.journal.record import record
from sessions.core.enums import Answer, SessionAction, SessionKind
from sessions.core.enums import SessionState as State
from sessions.core.extensions import agenda_told
from sessions.core.models import CommissionSession, Convocation, Reminder
from sessions.core.operations.stepping import lock_session, take_step
from sessions.core.queries.blockers import notice_for
from sessions.core.workflow import SESSION_WORKFLOW

from ..enums import SERIES, LetterPurpose
from ..queries.conformity import blockers_of
from ..queries.newcomers import newcomers_of
from ..queries.reminders import reminder_opens_on
from .own_items import cite_edition, refresh_own_items
from .releasing import make_release
from .sending import ask_for_letters, convene_holders, convene_newcomers, convocations_of, note_reminders

if TYPE_CHECKING:
    from foundation.accounts.models import User


@transaction.atomic
def convene(session_id: UUID, *, by: "User") -> CommissionSession:
    """Convene the holders of the seats: number, letters, mails with their invitation; raise Refused with what still
    prevents it.

    The number is given here, under the lock of its series, and kept for ever: a session convened again after a
    postponement keeps it. The agenda is frozen as version A, which the letters cite. Each holder gets one convocation;
    one without an address gets a letter to be handed over.
    """
    session = lock_session(session_id)
    SESSION_WORKFLOW.target(SessionAction.CONVENE, State(session.state))
    blockers = blockers_of(session)
    if blockers:
        article = next((blocker.article for blocker in blockers if blocker.article), "")
        sentences = [str(blocker) for blocker in blockers]
        if len(sentences) == 1:
            raise Refused(f"Impossible de convoquer les membres. {sentences[0]}", article=article)
        raise Refused("Impossible de convoquer les membres.", blockers=sentences, article=article)
    again = session.convened_at is not None
    if session.number is None:
        session.number = next_number(session.commission, SERIES[SessionKind(session.kind)], session.year)
    session.convocation_number = next_number(session.commission, SeriesKind.CONVOCATION, clock.today().year)
    session.convened_at, session.convened_by = clock.now(), by
    if again:
        session.invitation_sequence += 1
    notice = notice_for(session, sent_on=clock.today())
    refresh_own_items(session)
    cite_edition(session, by=by)
    release = make_release(session, by=by)
    take_step(
        session,
        SessionAction.CONVENE,
        by=by,
        reason=session.urgency_motive if notice is not None and notice.is_short else "",
        fields=("number", "convocation_number", "convened_at", "convened_by", "invitation_sequence"),
        after={
            "number": session.number,
            "convocation_number": session.convocation_number,
            "clear_days": notice.given if notice else None,
            "agenda": release.letter,
        },
    )
    convene_holders(session, by=by)
    for prepare in agenda_told:
        prepare(session, by)
    return session


@transaction.atomic
def convene_new_holders(session_id: UUID, *, by: "User") -> list[Convocation]:
    """Convene who took a seat since the convocation; who held it is told that he is no longer awaited, and what he
    answered goes with him.
    """
    session = lock_session(session_id)
    if session.state != State.CONVENED:
        raise Refused(
            "Impossible de convoquer un nouveau titulaire : la session n’est pas à l’état « convoquée ». Il est"
            " convoqué avec les autres, ou noté présent en séance."
        )
    newcomers = newcomers_of(session)
    if not newcomers:
        raise Refused("Personne n’est à convoquer : chaque siège pourvu l’est par quelqu’un qui a sa convocation.")
    record(
        "convene_new_holders",
        session,
        by=by,
        before={"answers": [row.answer for newcomer in newcomers for row in newcomer.replaces]},
        after={"seats": [newcomer.mandate.seat.label for newcomer in newcomers]},
        personal={
            "convened": ", ".join(str(newcomer.mandate.person) for newcomer in newcomers),
            "replaced": ", ".join(str(row.person) for newcomer in newcomers for row in newcomer.replaces),
        },
    )
    return convene_newcomers(session, newcomers, by=by)


@transaction.atomic
def remind(session_id: UUID, *, by: "User") -> int:
    """Write again to the members who did not answer; return how many letters leave."""
    session = lock_session(session_id)
    if session.state != State.CONVENED:
        raise Refused(
            "Impossible de relancer les membres : la session n’attend pas de réponse. On relance entre la convocation"
            " et l’ouverture."
        )
    silent = [row for row in convocations_of(session) if row.answer == Answer.NONE]
    if not silent:
        raise Refused("Tous les membres ont répondu : il n’y a personne à relancer.")
    opens = reminder_opens_on(session)
    if opens is not None and opens > clock.today():
        raise Refused(
            "Impossible de relancer les membres aujourd’hui : la commission leur laisse"
            f" {plural(session.commission.days_to_answer, 'jour')} pour répondre. Relancez-les à partir du"
            f" {long_date(opens)}, ou appelez-les et notez leur réponse."
        )
    written = set(
        Reminder.objects.filter(convocation__session=session, day=clock.today()).values_list(
            "convocation_id", flat=True
        )
    )
    waiting = [row for row in silent if row.pk not in written]
    if not any(row.person.email for row in waiting) and written & {row.pk for row in silent}:
        raise Refused(
            "Les membres qui n’ont pas répondu ont déjà été relancés aujourd’hui : laissez-leur le temps de répondre,"
            " ou appelez-les et notez leur réponse."
        )
    silent = waiting
    count = ask_for_letters(silent, LetterPurpose.REMIND, by=by)
    note_reminders(silent, clock.today(), is_automatic=False)
    if not count:
        raise Refused(
            "Impossible de relancer par courriel : les membres qui n’ont pas répondu n’ont pas d’adresse électronique."
            " Appelez-les et notez leur réponse."
        )
    record("remind", session, by=by, after={"letters": count})
    return count
