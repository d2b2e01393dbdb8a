"""The escalator: send up, group, table, answer; the answer comes down to each origin, and may recommend to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from commissions.models import Commission
from foundation.common import clock
from foundation.common.constraints import constraints_as_refusals
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.facts import fact
from foundation.journal.record import record
from ministries.models import Ministry
from recommendations.enums import OriginKind, Priority
from recommendations.models import Recommendation
from recommendations.operations import issue

from ..enums import CLOSED, REFERRAL_OPEN, QuestionAct, QuestionState, ReferralAct, ReferralState
from ..models import Conference, Question, Referral
from ..notifications import tell_answered, tell_sent_up
from ..rules import is_national
from ..workflow import QUESTION_WORKFLOW, REFERRAL_WORKFLOW
from .holding import locked

if TYPE_CHECKING:
    from foundation.accounts.models import User


@transaction.atomic
def send_up(recommendation_id: UUID, *, body: Commission | None, motive: str, by: "User | None") -> Referral:
    """Ask a national body, or the ASIN when none is named, what the commission cannot settle alone.

    Raise Refused behind closed doors, for what is closed, and while it is already up.
    """
    row = Recommendation.objects.select_for_update(of=("self",)).select_related("commission").get(pk=recommendation_id)
    if not motive.strip():
        raise InvalidInput({"motive": ["Dites ce que la commission ne peut régler seule et ce qu’elle attend."]})
    if row.commission.is_rehearsal:
        raise Refused("Impossible de faire monter cette recommandation : c’est une répétition, rien n’en sort.")
    if row.is_draft or not row.is_open:
        raise Refused("Impossible de faire monter cette recommandation : elle n’est pas ouverte.")
    if row.is_closed_doors:
        raise Refused(
            "Impossible de faire monter cette recommandation : elle est à huis clos, et d’autres ministères la"
            " liraient. Émettez-en une autre, sans ce qui est réservé."
        )
    if not is_national(body):
        raise InvalidInput({"body": ["Choisissez un organe national, ou laissez vide pour l’ASIN."]})
    if body is not None and body.pk == row.commission_id:
        raise InvalidInput({"body": ["C’est cet organe qui l’a émise : elle ne peut y monter."]})
    made = Referral(
        scope_id=row.scope_id,
        recommendation=row,
        origin=row.commission,
        body=body,
        reference=f"{row.reference}, {row.commission.code}",
        text=row.text,
        motive=motive.strip(),
        sent_by=by,
        sent_at=clock.now(),
        is_fictitious=row.is_fictitious,
    )
    with constraints_as_refusals(Referral):
        made.save()
    record(ReferralAct.SEND, made, by=by, after={"to": made.asked_of})
    tell_sent_up(made, by=by)
    return made


def _locked(referral_id: UUID) -> Referral:
    rows = Referral.objects.select_for_update(of=("self",)).select_related("recommendation", "origin", "body")
    return rows.get(pk=referral_id)


def _move(row: Referral, act: ReferralAct, *, by: "User | None", reason: str = "", **more: object) -> Referral:
    before = ReferralState(row.state)
    row.state = REFERRAL_WORKFLOW.target(act, before)
    row.version += 1
    for name, value in more.items():
        setattr(row, name, value)
    row.ended_at = None if row.state in REFERRAL_OPEN else clock.now()
    row.reason = reason or row.reason
    row.save()
    record(act, row, by=by, reason=reason, before={"state": before}, after={"state": str(row.state)})
    return row


@transaction.atomic
def withdraw(referral_id: UUID, *, reason: str, by: "User | None") -> Referral:
    """The commission of origin takes it back, with a reason."""
    return _ended(referral_id, ReferralAct.WITHDRAW, reason, by=by)


@transaction.atomic
def send_back(referral_id: UUID, *, reason: str, by: "User | None") -> Referral:
    """Give it back to its origin without a common answer: not ours, already answered, unclear."""
    row = _ended(referral_id, ReferralAct.SEND_BACK, reason, by=by)
    tell_answered(row, "est rendue sans réponse", reason.strip(), by=by)
    return row


def _ended(referral_id: UUID, act: ReferralAct, reason: str, *, by: "User | None") -> Referral:
    if not reason.strip():
        raise InvalidInput({"reason": ["Dites pourquoi : l’autre bout de la chaîne le lira."]})
    return _move(_locked(referral_id), act, by=by, reason=reason.strip())


def _question(question_id: UUID) -> Question:
    return Question.objects.select_for_update(of=("self",)).select_related("body", "conference").get(pk=question_id)


@transaction.atomic
def add_to_question(question_id: UUID, *, referrals: Sequence[Referral], by: "User | None") -> Question:
    """Group recommendations that ask the same thing; they get one answer."""
    question = _question(question_id)
    if question.state == QuestionState.ANSWERED:
        raise Refused("Impossible de joindre une recommandation : cette question a sa réponse. Ouvrez-en une autre.")
    if not referrals:
        raise InvalidInput({"referrals": ["Choisissez au moins une recommandation montée."]})
    for key in sorted(row.pk for row in referrals):
        row = _locked(key)
        if row.body_id != question.body_id:
            raise InvalidInput({"referrals": [f"« {row} » n’est pas montée à cet organe."]})
        _move(row, ReferralAct.GROUP, by=by, question=question)
    return question


@transaction.atomic
def take_out(referral_id: UUID, *, by: "User | None") -> Referral:
    """Take a recommendation out of its question: it waits again."""
    return _move(_locked(referral_id), ReferralAct.UNGROUP, by=by, question=None)


@transaction.atomic
def table_question(question_id: UUID, *, conference: Conference, by: "User | None") -> Question:
    """Put it on the programme of a conference of its body."""
    conference = locked(conference.pk)  # as `cancel` does: the conference first, then its questions
    question = _question(question_id)
    target = QUESTION_WORKFLOW.target(QuestionAct.TABLE, QuestionState(question.state))
    if conference.body_id != question.body_id:
        raise InvalidInput({"conference": ["Cette conférence est celle d’un autre organe."]})
    if conference.state in CLOSED:
        raise Refused("Impossible de mettre la question au programme : cette conférence est close ou annulée.")
    question.state, question.conference, question.version = target, conference, question.version + 1
    question.save(update_fields=["state", "conference", "version"])
    record(QuestionAct.TABLE, question, by=by, after={"conference": conference.title})
    return question


@dataclass(frozen=True, kw_only=True)
class ToOrigins:
    """What the body recommends to each ministry of origin, once for all."""

    text: str = fact("recommandation à chaque ministère d’origine", max_length=10_000, lines=4)
    due_on: date | None = fact("échéance", default=None)
    priority: Priority = fact("priorité", default=Priority.NORMAL)
    theme: str = fact("thème", max_length=100, default="")


@dataclass(frozen=True, kw_only=True)
class CommonAnswer(ToOrigins):
    """The one answer, and what is recommended with it."""

    text: str = fact(
        "recommandation à chaque ministère d’origine",
        max_length=10_000,
        lines=4,
        default="",
        help_text="Émise au nom de l’organe, une par ministère : sa commission la trouve à son prochain ordre du jour.",
    )
    answer: str = fact(
        "réponse",
        max_length=20_000,
        lines=8,
        help_text="Une seule pour toutes : elle descend à chaque commission d’origine et à qui en répond.",
    )


@transaction.atomic
def answer_question(
    question_id: UUID,
    *,
    answer: str,
    text: str = "",
    due_on: date | None = None,
    priority: Priority | str = Priority.NORMAL,
    theme: str = "",
    by: "User | None",
) -> Question:
    """One answer for all: each recommendation gets it, each origin and each addressee is told. With a `text`, the body
    also recommends it to each ministry of origin. Given before the conference is held, it was not discussed there.
    """
    question = _question(question_id)
    target = QUESTION_WORKFLOW.target(QuestionAct.ANSWER, QuestionState(question.state))
    if not answer.strip():
        raise InvalidInput({"answer": ["Écrivez la réponse : chaque commission d’origine la lira."]})
    waiting = list(question.referrals.filter(state=ReferralState.GROUPED).order_by("pk").values_list("pk", flat=True))
    if not waiting:
        raise Refused("Impossible de répondre : aucune recommandation n’est jointe à cette question.")
    question.state, question.answer, question.version = target, answer.strip(), question.version + 1
    question.answered_at, question.answered_by = clock.now(), by
    if question.conference is not None and not question.conference.is_held:
        question.conference = None
    question.save(update_fields=["state", "answer", "version", "answered_at", "answered_by", "conference"])
    record(QuestionAct.ANSWER, question, by=by, after={"answered": len(waiting)})
    for key in waiting:
        row = _move(_locked(key), ReferralAct.ANSWER, by=by)
        tell_answered(row, "a reçu sa réponse", question.answer, by=by)
    if text.strip():
        _recommend(question, text, by=by, due_on=due_on, priority=priority, theme=theme)
    return question


@transaction.atomic
def recommend_to_origins(
    question_id: UUID,
    *,
    text: str,
    due_on: date | None = None,
    priority: Priority | str = Priority.NORMAL,
    theme: str = "",
    by: "User | None",
) -> list[Recommendation]:
    """Issue a recommendation of the body to each ministry whose commission raised an answered question."""
    question = _question(question_id)
    if question.state != QuestionState.ANSWERED:
        raise Refused("Impossible de recommander : cette question n’a pas encore sa réponse. Répondez-y d’abord.")
    return _recommend(question, text, by=by, due_on=due_on, priority=priority, theme=theme)


def _recommend(question: Question, text: str, *, by: "User | None", **said: Any) -> list[Recommendation]:
    """One a ministry, however many of its recommendations went up; numbered at once: nothing waits for a report."""
    if question.body is None:
        raise Refused(
            "Impossible de recommander au nom de l’ASIN : un organe national émet des recommandations, l’ASIN répond."
        )
    answered = question.referrals.filter(state=ReferralState.ANSWERED, origin__ministry__isnull=False)
    ministries = Ministry.objects.filter(pk__in=answered.values("origin__ministry")).order_by("name", "pk")
    if not ministries:
        raise Refused("Impossible de recommander : aucune des commissions d’origine n’est celle d’un ministère.")
    conference, today = question.conference, clock.today()
    issued = [
        issue(
            commission=question.body,
            year=today.year,
            text=text,
            ministry=ministry,
            addressee_label="",
            origin_kind=OriginKind.CONFERENCE if conference is not None else OriginKind.OTHER,
            origin_label=f"Réponse à « {question.title} »" + (f", {conference.title}" if conference else ""),
            issued_on=today,
            is_fictitious=question.is_fictitious,
            by=by,
            **said,
        )
        for ministry in ministries
    ]
    question.recommendations.add(*issued)
    record(QuestionAct.RECOMMEND, question, by=by, after={"recommendations": [str(row) for row in issued]})
    return issued
