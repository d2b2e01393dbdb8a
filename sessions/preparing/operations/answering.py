"""A member answers his convocation: by the link of his letter, on the portal, or through the secretary."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from commissions.models import Seat
from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.french import agree
from foundation.common.models import Level
from foundation.documents.models import StoredFile
from foundation.documents.operations.receiving import SCANS, receive_upload
from foundation.journal.record import record
from sessions.core.enums import Answer
from sessions.core.enums import SessionState as State
from sessions.core.models import CommissionSession, Convocation
from sessions.core.operations.stepping import lock_session
from sessions.core.queries.act_rules import act_of

from ..queries.answering import substitute_mandate

if TYPE_CHECKING:
    from foundation.accounts.models import User


@dataclass(frozen=True)
class AnswerFacts:
    answer: Answer
    reason: str = ""
    file: StoredFile | None = None
    proxy_seat_id: UUID | None = None


def give_answer(
    convocation_id: UUID,
    *,
    answer: str,
    reason: str = "",
    file: UploadedFile | None = None,
    proxy_seat: Seat | None = None,
    by: "User | None",
    recorded: bool = False,
) -> Convocation:
    """The member's own answer, with the paper that justifies an absence: nobody else finds that file by itself."""
    stored = None
    if file is not None and answer == Answer.EXCUSED:
        session = CommissionSession.objects.get(convocations=convocation_id)
        stored = receive_upload(
            file,
            by=by,
            scope=session.scope_id,
            commission_id=session.commission_id,
            allowed=SCANS,
            level=Level.PERSONAL,
        )
    seat_id = proxy_seat.pk if proxy_seat is not None else None
    facts = AnswerFacts(Answer(answer), reason=reason, file=stored, proxy_seat_id=seat_id)
    return answer_convocation(convocation_id, facts, by=by, recorded=recorded)


def record_answer(convocation_id: UUID, **given: Any) -> Convocation:
    """The secretary notes what the member told him."""
    return give_answer(convocation_id, **given, recorded=True)


@transaction.atomic
def answer_convocation(
    convocation_id: UUID, facts: AnswerFacts, *, by: "User | None", recorded: bool = False
) -> Convocation:
    """Keep an answer, or replace it, until the session opens; raise Refused when an article forbids the proxy.

    `by` is None for an answer by the link; `recorded` says that the secretary notes what the member told him.
    """
    # The session first: two members giving a proxy to the same seat take their turn.
    session = lock_session(Convocation.objects.values_list("session_id", flat=True).get(pk=convocation_id))
    convocation = (
        Convocation.objects.select_for_update(of=("self",)).select_related("person", "seat").get(pk=convocation_id)
    )
    if session.state != State.CONVENED:
        raise Refused(
            f"Impossible d’enregistrer la réponse : la session est à l’état « {State(session.state).label} ». Les"
            " réponses sont reçues jusqu’à l’ouverture."
        )
    before = convocation.answer
    convocation.answer, convocation.answered_at = facts.answer, clock.now()
    convocation.answer_reason = facts.reason.strip()
    convocation.substitute = convocation.proxy_seat = None
    convocation.answer_recorded_by = by if recorded else None
    if facts.answer == Answer.EXCUSED:
        if not convocation.answer_reason:
            raise InvalidInput(
                {
                    "reason": [
                        "Dites en quelques mots pourquoi : le procès-verbal vous notera"
                        f" {agree('excusé', convocation.person.honorific)}."
                    ]
                }
            )
        convocation.answer_file = facts.file or convocation.answer_file
    elif facts.answer == Answer.SUBSTITUTE:
        convocation.substitute = _substitute_of(session, convocation)
    elif facts.answer == Answer.PROXY:
        convocation.proxy_seat = _holder_of_proxy(session, convocation, facts.proxy_seat_id)
    elif facts.answer != Answer.PRESENT:
        raise InvalidInput({"answer": ["Choisissez une réponse."]})
    if facts.answer != Answer.EXCUSED:
        convocation.answer_file = None
    convocation.version += 1
    convocation.save()
    record(
        "answer_convocation",
        convocation,
        by=by,
        before={"answer": before},
        after={
            "answer": facts.answer.value,
            "seat": convocation.seat_label,
            "by": "secrétariat" if recorded else "membre" if by else "lien",
        },
        personal={"member": convocation.person.full_name, "reason": convocation.answer_reason},
        commission=session.commission_id,
    )
    return convocation


def _substitute_of(session: CommissionSession, convocation: Convocation):
    mandate = substitute_mandate(convocation, session)
    if mandate is None:
        raise Refused(
            "Impossible d’envoyer un suppléant : aucun n’est désigné pour ce siège à la date de la session."
            " Excusez-vous, ou donnez procuration si les règles l’admettent."
        )
    return mandate.person


def _holder_of_proxy(session: CommissionSession, convocation: Convocation, seat_id: UUID | None) -> Seat:
    """The seat that will vote for this one, within what the article allows."""
    statute = act_of(session)
    article = statute.proxies_article
    quoted = f" ({article})" if article else ""
    if statute.proxies_allowed is None:
        raise Refused(
            "Impossible de donner procuration : les règles de la commission ne disent pas si les procurations sont"
            " admises. Excusez-vous, ou envoyez votre suppléant."
        )
    if not statute.proxies_allowed:
        raise Refused(
            f"Impossible de donner procuration : les règles de la commission ne l’admettent pas{quoted}. Excusez-vous,"
            " ou envoyez votre suppléant.",
            article=article,
        )
    if convocation.seat is None or not convocation.seat.has_vote:
        raise Refused("Impossible de donner procuration : ce siège n’a pas de voix délibérative.")
    holder = session.convocations.filter(seat_id=seat_id).select_related("seat", "person").first() if seat_id else None
    if holder is None or holder.seat is None or not holder.seat.has_vote or holder.seat_id == convocation.seat_id:
        raise InvalidInput({"proxy_seat": ["Choisissez un autre membre convoqué, à voix délibérative."]})
    if holder.answer in (Answer.EXCUSED, Answer.PROXY):
        raise Refused(
            f"Impossible de donner procuration à {holder.person} : ce membre a répondu « {Answer(holder.answer).label}"
            " ». Choisissez quelqu’un qui sera présent."
        )
    held = session.convocations.filter(answer=Answer.PROXY, proxy_seat_id=seat_id).exclude(pk=convocation.pk).count()
    if statute.proxy_limit is not None and held >= statute.proxy_limit:
        limit = "une seule procuration" if statute.proxy_limit == 1 else f"{statute.proxy_limit} procurations au plus"
        raise Refused(
            f"Impossible de donner procuration à {holder.person} : chacun porte {limit}{quoted}, et ce membre en porte"
            f" déjà {held}. Choisissez quelqu’un d’autre.",
            article=article,
        )
    return holder.seat


@transaction.atomic
def mark_read(convocation: Convocation) -> None:
    """The member opened his link for the first time."""
    Convocation.objects.filter(pk=convocation.pk, read_at=None).update(read_at=clock.now())
