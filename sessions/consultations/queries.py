"""Written consultations: who is asked, what the answers come to under the act, and the words for it."""

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import BigIntegerField, Case, Count, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Extract

from commissions.enums import SeatRole
from commissions.models import Commission, Mandate, Seat, Statute
from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.accounts.models.token import digest
from foundation.common import clock
from foundation.common.keyset import Sort
from foundation.common.typography import capitalize_first, local_day, long_date, plural, short_date, short_datetime
from sessions import rulebook
from sessions.core.enums import Outcome, Voice
from sessions.core.models import CommissionSession
from sessions.core.queries.act_rules import rules_of
from sessions.core.queries.blockers import holders_of
from sessions.preparing.queries.sheet import SHORTEST_SECRET

from .enums import ConsultationResult, ConsultationState
from .models import Consultation, ConsultationVoice

RESULTS = {
    rulebook.Outcome.ADOPTED: ConsultationResult.ADOPTED,
    rulebook.Outcome.REJECTED: ConsultationResult.REJECTED,
    rulebook.Outcome.TIED: ConsultationResult.TIED,
    rulebook.Outcome.NO_QUORUM: ConsultationResult.NO_QUORUM,
}
TONES = {
    ConsultationState.DRAFT: "neutral",
    ConsultationState.OPEN: "attention",
    ConsultationState.CLOSED: "information",
    ConsultationState.CANCELLED: "neutral",
}
RESULT_TONES = {"adopted": "good", "rejected": "late", "tied": "attention", "no_quorum": "attention"}


def _epoch(column: str) -> Cast:
    return Cast(Extract(column, "epoch"), BigIntegerField())


def voters_on(commission: Commission, day: date) -> list[Mandate]:
    """Who holds a seat with a vote on a day, in protocol order (1 query)."""
    return [row for row in holders_of(commission.pk, on=day) if row.seat.has_vote]


@dataclass(frozen=True)
class Counted:
    """What the answers come to: who answered counts as present, who did not as absent."""

    result: ConsultationResult
    votes_for: int
    votes_against: int
    abstentions: int
    asked: int
    needed: int | None
    sentence: str
    quorum: str
    silent: tuple[str, ...]

    def as_snapshot(self) -> dict[str, object]:
        return {
            "asked": self.asked,
            "needed": self.needed,
            "sentence": self.sentence,
            "quorum": self.quorum,
            "silent": list(self.silent),
        }


def count(consultation: Consultation, voices: Sequence[ConsultationVoice]) -> Counted:
    """Apply quorum and majority of the act to the answers (docs/regles.md, written consultation); 2 queries."""
    assert consultation.statute is not None
    assert consultation.opened_at is not None
    asked = {voice.seat_id: voice for voice in voices}
    day = local_day(consultation.opened_at)
    rows = Seat.objects.filter(commission_id=consultation.commission_id).in_force(day).in_protocol_order()
    seats = [
        rulebook.Seat(
            key=row.pk,
            label=row.label,
            holder=asked[row.pk].person_name if row.pk in asked else "",
            has_vote=row.has_vote,
            is_chair=row.role == SeatRole.PRESIDENT,
        )
        for row in rows
    ]
    votes: dict[Hashable, str] = {voice.seat_id: voice.choice for voice in voices if voice.choice}
    events = [rulebook.Event(key, rulebook.Kind.ARRIVED) for key in votes]
    chair = next((seat.key for seat in seats if seat.is_chair and seat.key in votes), None)
    found = rulebook.result(rules_of(consultation.statute), seats, events, votes, chair=chair)
    quorum = _of_answers(found.quorum.sentence)
    return Counted(
        result=RESULTS[found.outcome],
        votes_for=found.tally.for_,
        votes_against=found.tally.against,
        abstentions=found.tally.abstentions,
        asked=len(voices),
        needed=found.needed,
        sentence=found.sentence.replace(found.quorum.sentence, quorum),
        quorum=quorum,
        silent=tuple(voice.person_name for voice in voices if not voice.choice),
    )


def _of_answers(sentence: str) -> str:
    """Nobody is present at a consultation: « 11 réponses sur 12 sièges »."""
    return re.sub(r"présent(s?)", r"réponse\1", sentence)


def minutes_of(consultation: Consultation) -> str:
    """What the agenda and the procès-verbal say of a consultation that is over: when, who, what, how counted."""
    act, snapshot = consultation.statute, consultation.snapshot
    article = (
        f" ({act.consultation_article})"
        if act is not None and act.consultation_article and act.consultation_allowed
        else ""
    )
    ground = f" Fondement : {consultation.ground.rstrip('.')}." if consultation.ground and not article else ""
    asked = plural(snapshot.get("asked", 0), "membre à voix délibérative", "membres à voix délibérative")
    silent = snapshot.get("silent") or []
    unanswered = f" N’ont pas répondu : {', '.join(silent)}." if silent else ""
    opened, closed = long_date(consultation.opened_at, weekday=False), long_date(consultation.closed_at, weekday=False)
    return (
        f"{consultation.reference}{article}, ouverte le {opened} et close le {closed}.{ground} {asked}"
        f" {'ont été consultés' if snapshot.get('asked', 0) > 1 else 'a été consulté'}. Question : «"
        f" {consultation.question.rstrip()} »\n\n{counts_of(consultation)}. {snapshot.get('sentence', '')}.{unanswered}"
        f" Résultat : consultation {consultation.get_result_display()}, soumise à ratification."
    ).replace("  ", " ")


def counts_of(consultation: Consultation) -> str:
    """« 9 voix pour, 1 contre, 2 abstentions »"""
    votes = (consultation.votes_for or 0, consultation.votes_against or 0, consultation.abstentions or 0)
    return f"{votes[0]} voix pour, {votes[1]} contre, {plural(votes[2], 'abstention')}"


def standing_of(consultation: Consultation) -> tuple[str, str]:
    """Where a consultation is, in words, with the tone of its badge. Needs `ratification`."""
    if consultation.state != ConsultationState.CLOSED:
        return str(ConsultationState(consultation.state).label), TONES[ConsultationState(consultation.state)]
    if consultation.result != ConsultationResult.ADOPTED:
        return str(consultation.get_result_display()), RESULT_TONES[consultation.result]
    if consultation.awaits_ratification:
        return "adoptée, à ratifier", "attention"
    assert consultation.ratification is not None
    match consultation.ratification.outcome:
        case Outcome.FAVOURABLE | Outcome.NOTED:
            return "ratifiée", "good"
        case Outcome.UNFAVOURABLE:
            return "non ratifiée", "late"
        case _:
            return "adoptée, ratification à l’ordre du jour", "information"


# Open ones first, the soonest to close at the top, then those being written, then the last closed: one number, so that
# pages are cut by it. Epochs have ten digits until the year 2286.
TURN = Sort(
    Case(
        When(state=ConsultationState.OPEN, then=_epoch("closes_on")),
        When(state=ConsultationState.DRAFT, then=Coalesce(_epoch("closes_on"), Value(9 * 10**9)) + Value(10**10)),
        default=Value(4 * 10**10) - Coalesce(_epoch("closed_at"), Value(0)),
        output_field=BigIntegerField(),
    ),
    int,
)


def consultations_for(user: User) -> "QuerySet[Consultation]":
    """Those one sees, with how many were asked and answered."""
    rows = Consultation.objects.visible_to(user).select_related("commission", "ratification__session")
    return rows.annotate(asked=Count("voices"), answered=Count("voices", filter=~Q(voices__choice="")))


VOICE_TONES = {Voice.FOR: "good", Voice.AGAINST: "late"}


@dataclass(frozen=True)
class VoiceLine:
    """What one seat was asked and answered, in words; `sending` while answers are awaited."""

    pk: UUID
    name: str
    seat: str
    choice: str
    tone: str
    answered: str
    comment: str
    sending: str
    reminded: str


def voice_lines(consultation: Consultation, voices: Iterable[ConsultationVoice]) -> list[VoiceLine]:
    """Needs `mail`, `person` and `recorded_by`."""
    is_open = consultation.state == ConsultationState.OPEN
    unanswered = "En attente" if is_open else "Pas de réponse"
    lines = []
    for voice in voices:
        noted = f", notée par {voice.recorded_by}" if voice.recorded_by else ""
        mail = voice.mail.get_state_display() if voice.mail else "à envoyer" if voice.person.email else "sans adresse"
        lines.append(
            VoiceLine(
                pk=voice.pk,
                name=voice.person_name,
                seat=voice.seat_label,
                choice=capitalize_first(voice.get_choice_display()) if voice.choice else unanswered,
                tone=VOICE_TONES.get(Voice(voice.choice), "neutral") if voice.choice else "",
                answered=f"{short_datetime(voice.answered_at)}{noted}" if voice.answered_at else "",
                comment=voice.comment,
                sending=capitalize_first(mail) if is_open else "",
                reminded=f"relancé le {short_date(voice.reminded_at)}" if is_open and voice.reminded_at else "",
            )
        )
    return lines


def facts_of(consultation: Consultation, act: Statute | None) -> list[tuple[str, str]]:
    """The facts beside a consultation; what is optional stands there once it is known."""
    closes_on, article = consultation.closes_on, act.consultation_article if act and act.consultation_allowed else ""
    facts = [
        ("Commission", consultation.commission.name),
        ("Ouverte le", short_datetime(consultation.opened_at) if consultation.opened_at else "pas encore"),
        ("Réponses jusqu’au", long_date(closes_on) if closes_on else ""),
        ("Article", article),
    ]
    if consultation.closed_at:
        facts.append(("Close le", short_datetime(consultation.closed_at)))
    return [*facts, ("Fondement", consultation.ground)] if consultation.ground else facts


def is_receiving(consultation: Consultation) -> bool:
    """Whether a member may answer today."""
    return consultation.state == ConsultationState.OPEN and not consultation.is_over_on(clock.today())


def open_to_consultations(user: User) -> "QuerySet[Commission]":
    """The commissions this person may consult in writing."""
    return Commission.objects.alive().filter(pk__in=user.access.commissions(Role.SECRETARY)).order_by("code", "pk")


def voice_by_secret(secret: str) -> ConsultationVoice | None:
    """The voice a link answers for, whatever the state of its consultation."""
    if len(secret) < SHORTEST_SECRET:
        return None
    rows = ConsultationVoice.objects.filter(links__secret_hash=digest(secret))
    return rows.select_related("consultation__commission__ministry", "consultation__statute", "person", "seat").first()


def awaited_of(user: User) -> "QuerySet[ConsultationVoice]":
    """The open consultations this person has not answered."""
    rows = ConsultationVoice.objects.filter(
        person__user_id=user.pk, choice="", consultation__state=ConsultationState.OPEN
    )
    return rows.select_related("consultation__commission").order_by("consultation__closes_on", "pk")


def ratifications_waiting(session: CommissionSession) -> tuple[str, list[Consultation]]:
    """Beside an agenda in preparation: the consultations of this commission that no session has ratified."""
    rows = Consultation.objects.to_ratify().filter(commission_id=session.commission_id).order_by("closed_at", "pk")
    return "waiting_ratifications", list(rows)
