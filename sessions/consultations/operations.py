"""A question put to the members in writing between two sessions: asked, answered, counted by the act, ratified at the
next session (E8).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from commissions.enums import SeriesKind
from commissions.models import Commission, Mandate, Statute
from commissions.operations import next_number
from commissions.queries import statute_on
from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.facts import fact
from foundation.common.typography import local_day, long_date, plural, short_date
from foundation.jobs import enqueue
from foundation.journal.record import record
from projects.models import Project
from sessions.core.enums import ItemKind, Outcome, Voice
from sessions.core.models import AgendaItem
from sessions.core.operations.stepping import lock_session
from sessions.preparing.operations.agenda import ItemFacts, add_item

from .enums import PROPOSABLE, ConsultationLetter, ConsultationState
from .enums import ConsultationAction as Action
from .models import Consultation, ConsultationVoice
from .notifications import tell_consulted, write_to_consulted
from .queries import count, minutes_of, voters_on
from .workflow import CONSULTATION_WORKFLOW

if TYPE_CHECKING:
    from foundation.accounts.models import User

SEND_CONSULTATION = "send_consultation"
LONGEST = timedelta(days=90)


@dataclass(frozen=True)
class ConsultationFacts:
    """What the secretary asks. Projects are those he may see: the caller resolved them."""

    title: str
    question: str
    text: str = ""
    proposed_outcome: Outcome = Outcome.FAVOURABLE
    closes_on: date | None = None
    ground: str = ""
    projects: Sequence[Project] = ()


@dataclass(frozen=True)
class Voiced:
    """What a member answers."""

    choice: Voice = fact("votre réponse")
    comment: str = fact("observation", lines=3, default="")


@transaction.atomic
def write_consultation(commission_id: UUID, facts: ConsultationFacts, *, by: "User") -> Consultation:
    """Start a consultation; nobody is asked anything before it is opened. Raise Refused where the act forbids it."""
    commission = Commission.objects.get(pk=commission_id)
    if commission.closed_on is not None:
        raise Refused(f"Impossible de consulter par écrit : la commission {commission.code} est dissoute.")
    if commission.is_rehearsal:
        raise Refused("Impossible de consulter par écrit : c’est une répétition, rien n’en sort.")
    _refuse_where_forbidden(statute_on(commission, clock.today()))
    consultation = Consultation.objects.create(scope_id=commission.scope_id, commission=commission, **_values(facts))
    consultation.projects.set(facts.projects)
    record("write_consultation", consultation, by=by, commission=commission.pk)
    return consultation


@transaction.atomic
def edit_consultation(
    consultation_id: UUID, facts: ConsultationFacts, *, base_version: int | None, by: "User"
) -> Consultation:
    """Change a consultation that is not open yet; raise Conflict with both texts when somebody saved in between."""
    consultation = _locked(consultation_id)
    if consultation.state != ConsultationState.DRAFT:
        raise Refused(
            f"Impossible de modifier cette consultation : elle est {ConsultationState(consultation.state).label}."
        )
    values = _values(facts)
    consultation.check_version(base_version, values)
    for name, value in values.items():
        setattr(consultation, name, value)
    consultation.version += 1
    consultation.save()
    consultation.projects.set(facts.projects)
    record("edit_consultation", consultation, by=by)
    return consultation


@transaction.atomic
def open_consultation(consultation_id: UUID, *, by: "User") -> Consultation:
    """Number the consultation and ask each seat with a vote, by mail and in the portal.

    Refused where the act forbids it, gives no majority, or gives a longer delay; where it says nothing, the ground is
    compulsory.
    """
    consultation = _locked(consultation_id)
    target = CONSULTATION_WORKFLOW.target(Action.OPEN, ConsultationState(consultation.state))
    commission, today = consultation.commission, clock.today()
    if commission.closed_on is not None:
        raise Refused(f"Impossible d’ouvrir la consultation : la commission {commission.code} est dissoute.")
    act = statute_on(commission, today)
    _refuse_where_forbidden(act)
    act = _act_that_counts(act, consultation.ground)
    _check_last_day(consultation.closes_on, act, today=today)
    mandates = voters_on(commission, today)
    if not mandates:
        raise Refused(
            "Impossible d’ouvrir la consultation : aucun siège à voix délibérative n’est pourvu ce jour. Nommez les"
            " membres d’abord."
        )
    consultation.state, consultation.opened_at, consultation.statute = target, clock.now(), act
    consultation.year = today.year
    consultation.number = next_number(commission, SeriesKind.CONSULTATION, today.year)
    consultation.version += 1
    consultation.save()
    voices = give_voices(consultation, mandates)
    after = {
        "number": consultation.number,
        "closes_on": str(consultation.closes_on),
        "asked": [voice.seat_label for voice in voices],
        "ground": consultation.ground,
    }
    record("open_consultation", consultation, by=by, after=after, commission=commission.pk)
    _write_to(consultation, voices, ConsultationLetter.ASK, by=by)
    return consultation


def give_voices(consultation: Consultation, mandates: Sequence[Mandate]) -> list[ConsultationVoice]:
    """One voice for each seat, with who holds it and what it is called that day.

    Called inside an act, once the consultation is open.
    """
    return ConsultationVoice.objects.bulk_create(
        ConsultationVoice(
            scope_id=consultation.scope_id,
            consultation=consultation,
            seat=mandate.seat,
            person=mandate.person,
            person_name=mandate.person.full_name,
            seat_label=mandate.seat.label,
            position=position,
        )
        for position, mandate in enumerate(mandates, start=1)
    )


@transaction.atomic
def answer_consultation(
    voice_id: UUID, *, choice: Voice | str, comment: str = "", by: "User | None", recorded: bool = False
) -> ConsultationVoice:
    """Keep the voice of a seat, or replace it, until the last day.

    `by` is None for an answer by the link; `recorded` says that the secretary notes what he received on paper.
    """
    consultation = _locked(ConsultationVoice.objects.values_list("consultation_id", flat=True).get(pk=voice_id))
    voice = ConsultationVoice.objects.select_for_update(of=("self",)).select_related("person").get(pk=voice_id)
    if consultation.state != ConsultationState.OPEN:
        raise Refused(f"Impossible de répondre : la consultation est {ConsultationState(consultation.state).label}.")
    if consultation.is_over_on(clock.today()):
        raise Refused(
            "Impossible de répondre : les réponses étaient attendues jusqu’au"
            f" {long_date(consultation.closes_on, weekday=False)}."
        )
    if choice not in Voice.values:
        raise InvalidInput({"choice": ["Choisissez pour, contre ou abstention."]})
    before = voice.choice
    voice.choice, voice.comment, voice.answered_at = choice, comment.replace("\r\n", "\n").strip(), clock.now()
    voice.recorded_by = by if recorded else None
    voice.save()
    way = "secrétariat" if recorded else "membre" if by else "lien"
    record(
        "answer_consultation",
        consultation,
        by=by,
        before={"choice": before},
        after={"choice": voice.choice, "seat": voice.seat_label, "by": way},
        personal={"member": voice.person_name, "comment": voice.comment},
        commission=consultation.commission_id,
    )
    return voice


def note_voice(voice_id: UUID, *, choice: Voice | str, comment: str = "", by: "User") -> ConsultationVoice:
    """Note, as the secretary, an answer received on paper."""
    return answer_consultation(voice_id, choice=choice, comment=comment, by=by, recorded=True)


@transaction.atomic
def remind_consulted(consultation_id: UUID, *, by: "User") -> int:
    """Write again to those who have not answered; return how many."""
    consultation = _locked(consultation_id)
    if consultation.state != ConsultationState.OPEN or consultation.is_over_on(clock.today()):
        raise Refused("Impossible de relancer : la consultation ne reçoit plus de réponse.")
    silent = list(consultation.voices.filter(choice="").select_related("person", "seat"))
    if not silent:
        raise Refused("Impossible de relancer : chacun a répondu. Vous pouvez clore la consultation.")
    today = clock.today()
    silent = [voice for voice in silent if voice.reminded_at is None or local_day(voice.reminded_at) != today]
    if not silent:
        raise Refused(
            "Ceux qui n’ont pas répondu ont déjà été relancés aujourd’hui : laissez-leur le temps de répondre, ou"
            " appelez-les et notez leur réponse."
        )
    ConsultationVoice.objects.filter(pk__in=[voice.pk for voice in silent]).update(reminded_at=clock.now())
    record(
        "remind_consulted",
        consultation,
        by=by,
        after={"reminded": [voice.seat_label for voice in silent]},
        commission=consultation.commission_id,
    )
    _write_to(consultation, silent, ConsultationLetter.REMIND, by=by)
    return len(silent)


@transaction.atomic
def close_consultation(consultation_id: UUID, *, by: "User") -> Consultation:
    """Count the answers by the rules of the act; what was not answered is not a voice.

    Refused while somebody may still answer.
    """
    consultation = _locked(consultation_id)
    target = CONSULTATION_WORKFLOW.target(Action.CLOSE, ConsultationState(consultation.state))
    voices = list(consultation.voices.select_related("person", "seat").order_by("position", "pk"))
    silent = [voice for voice in voices if not voice.choice]
    if silent and not consultation.is_over_on(clock.today()):
        waited = plural(len(silent), "réponse est encore attendue", "réponses sont encore attendues")
        raise Refused(
            f"Impossible de clore la consultation : {waited}, et le délai court jusqu’au"
            f" {long_date(consultation.closes_on, weekday=False)} inclus."
        )
    consultation.state, consultation.closed_at = target, clock.now()
    counted = count(consultation, voices)
    consultation.votes_for, consultation.votes_against, consultation.abstentions = (
        counted.votes_for,
        counted.votes_against,
        counted.abstentions,
    )
    consultation.result, consultation.snapshot = counted.result, counted.as_snapshot()
    consultation.version += 1
    consultation.save()
    after = {
        "result": consultation.result,
        "for": counted.votes_for,
        "against": counted.votes_against,
        "abstentions": counted.abstentions,
        "silent": len(silent),
    }
    record("close_consultation", consultation, by=by, after=after, commission=consultation.commission_id)
    _write_to(consultation, voices, ConsultationLetter.RESULT, by=by)
    return consultation


@transaction.atomic
def cancel_consultation(consultation_id: UUID, *, reason: str, by: "User") -> Consultation:
    """Give a consultation up, with its reason; who was asked is told. Its number and its answers are kept."""
    consultation = _locked(consultation_id)
    target = CONSULTATION_WORKFLOW.target(Action.CANCEL, ConsultationState(consultation.state))
    if not reason.strip():
        raise InvalidInput({"reason": ["Donnez le motif : les membres consultés le lisent."]})
    was_open = consultation.state == ConsultationState.OPEN
    consultation.state, consultation.closed_at, consultation.cancelled_because = target, clock.now(), reason.strip()
    consultation.version += 1
    consultation.save()
    record("cancel_consultation", consultation, by=by, reason=reason.strip(), commission=consultation.commission_id)
    if was_open:
        _write_to(
            consultation,
            list(consultation.voices.select_related("person", "seat").order_by("position", "pk")),
            ConsultationLetter.CANCEL,
            by=by,
        )
    return consultation


@transaction.atomic
def put_to_ratification(consultation_id: UUID, session_id: UUID, *, by: "User") -> AgendaItem:
    """Put an adopted consultation on the agenda of a session, with its record and its projects; what is decided there
    takes effect.
    """
    session = lock_session(session_id)
    consultation = _locked(consultation_id)
    if session.commission_id != consultation.commission_id:
        raise InvalidInput({"session": ["Choisissez une session de la commission qui a été consultée."]})
    if consultation.ratification is not None and consultation.is_on_agenda:
        raise Refused(
            "Impossible d’inscrire cette ratification : elle est déjà à l’ordre du jour de la"
            f" {consultation.ratification.session.label}."
        )
    if not consultation.awaits_ratification:
        raise Refused(
            "Impossible d’inscrire cette ratification : seule une consultation close et adoptée est ratifiée."
        )
    facts = ItemFacts(
        title=f"Ratification de la consultation écrite n° {consultation.number}/{consultation.year} : {consultation.title}"[  # noqa: E501
            :500
        ],
        kind=ItemKind.PROJECT_REVIEW if consultation.projects.exists() else ItemKind.TEXT,
        description=minutes_of(consultation),
        projects=list(consultation.projects.all()),
    )
    item = add_item(session.pk, facts, by=by)
    consultation.ratification = item
    consultation.version += 1
    consultation.save(update_fields=["ratification", "version"])
    record(
        "put_to_ratification",
        consultation,
        by=by,
        after={"item": item.title, "session": session.label},
        commission=consultation.commission_id,
    )
    return item


@transaction.atomic
def send_consultation(voice_id: UUID, purpose: ConsultationLetter, *, by: "User | None") -> str:
    """Write the mail of one member.

    Called by the worker; what the state of the consultation has overtaken is not sent.
    """
    voice = (
        ConsultationVoice.objects.select_for_update(of=("self",))
        .select_related("person", "seat", "consultation__commission__ministry", "consultation__statute")
        .get(pk=voice_id)
    )
    asks = purpose in (ConsultationLetter.ASK, ConsultationLetter.REMIND)
    if asks and (
        voice.consultation.state != ConsultationState.OPEN or (purpose == ConsultationLetter.REMIND and voice.choice)
    ):
        return "superseded"
    mail = write_to_consulted(voice, purpose, by=by)
    if asks:
        ConsultationVoice.objects.filter(pk=voice.pk).update(mail=mail)
    return str(mail.pk)


def _values(facts: ConsultationFacts) -> dict[str, object]:
    errors: dict[str, list[str]] = {}
    if not facts.title.strip():
        errors["title"] = ["Donnez l’objet de la consultation."]
    if not facts.question.strip():
        errors["question"] = ["Écrivez la question : les membres y répondent par pour, contre ou abstention."]
    if facts.proposed_outcome not in dict(PROPOSABLE):
        errors["proposed_outcome"] = ["Choisissez une conclusion de la liste."]
    if errors:
        raise InvalidInput(errors)
    return {
        "title": facts.title.strip(),
        "question": facts.question.strip(),
        "text": facts.text.replace("\r\n", "\n").strip(),
        "proposed_outcome": facts.proposed_outcome.value,
        "closes_on": facts.closes_on,
        "ground": facts.ground.strip(),
    }


def _refuse_where_forbidden(act: Statute | None) -> None:
    article = act.consultation_article if act is not None else ""
    if act is not None and act.consultation_allowed is False:
        quoted = f" ({article})" if article else ""
        raise Refused(
            f"Impossible de consulter par écrit : les règles de la commission ne l’admettent pas{quoted}. Convoquez une"
            " session.",
            article=article,
        )


def _act_that_counts(act: Statute | None, ground: str) -> Statute:
    """The act, when the answers can be counted by it and it says, or somebody does, why one may ask in writing."""
    if act is None or not act.majority_rule:
        raise Refused(
            "Impossible d’ouvrir la consultation : règle de majorité non renseignée, le résultat ne peut pas être"
            " calculé. Complétez les règles de la commission d’abord."
        )
    if act.consultation_allowed is None and not ground.strip():
        raise InvalidInput(
            {
                "ground": [
                    "L’acte ne dit rien de la consultation écrite : dites sur quel fondement vous consultez. Il est"
                    " porté au relevé et au procès-verbal."
                ]
            }
        )
    return act


def _check_last_day(closes_on: date | None, act: Statute, *, today: date) -> None:
    if closes_on is None:
        raise InvalidInput({"closes_on": ["Donnez le dernier jour des réponses."]})
    if closes_on <= today:
        raise InvalidInput(
            {"closes_on": [f"Le {short_date(closes_on)} n’est pas à venir : donnez un jour après aujourd’hui."]}
        )
    if closes_on - today > LONGEST:
        raise InvalidInput(
            {"closes_on": [f"Une consultation dure {LONGEST.days} jours au plus : donnez un jour plus proche."]}
        )
    days = act.consultation_days
    if days is not None and (closes_on - today).days < days:
        article = f" ({act.consultation_article})" if act.consultation_article else ""
        least = today + timedelta(days=days)
        raise InvalidInput(
            {
                "closes_on": [
                    f"L’acte laisse {plural(days, 'jour')} pour répondre{article} : donnez le {short_date(least)} ou un"
                    " jour plus tardif."
                ]
            }
        )


def _locked(consultation_id: UUID) -> Consultation:
    return (
        Consultation.objects.select_for_update(of=("self",))
        .select_related("commission__ministry", "statute", "ratification__session")
        .get(pk=consultation_id)
    )


def _write_to(
    consultation: Consultation, voices: Sequence[ConsultationVoice], purpose: ConsultationLetter, *, by: "User"
) -> None:
    """One mail for each who has an address, one notice for each who has an account. Called inside an act."""
    tell_consulted(consultation, voices, purpose, by=by)
    for voice in voices:
        if voice.person.email:
            enqueue(SEND_CONSULTATION, voice.pk, purpose.value, str(by.pk), by=by, scope=consultation.scope_id)


# An item that ends so has ratified nothing.
UNDECIDED = ("", Outcome.ADJOURNED, Outcome.WITHDRAWN)


def follow_items(pairs: Sequence[tuple[AgendaItem, AgendaItem]]) -> None:
    """A consultation waits for the item that will ratify it, wherever that one is carried (1 query, or 2)."""
    copies: dict[UUID | None, AgendaItem] = {item.pk: copy for item, copy in pairs if item.outcome in UNDECIDED}
    waiting = list(Consultation.objects.filter(ratification__in=copies))
    for consultation in waiting:
        assert consultation.ratification_id is not None
        consultation.ratification = copies[consultation.ratification_id]
    Consultation.objects.bulk_update(waiting, ["ratification"])
