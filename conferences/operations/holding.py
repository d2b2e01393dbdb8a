"""The life of a conference: announced, held, reported; each act one transaction, one line of the journal."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.typography import long_date
from foundation.documents.models import Document
from foundation.documents.operations.making import freeze_document
from foundation.journal.record import record
from recommendations.models import Recommendation
from recommendations.operations import confirm_drafts

from ..enums import CONFERENCE_PAPER, QuestionAct, QuestionState
from ..enums import ConferenceAct as Act
from ..enums import ConferenceState as State
from ..models import Conference, Question
from ..notifications import tell_announced, tell_reported
from ..queries.blockers import announcing_blockers, holding_blockers, reporting_blockers
from ..reports import build_report
from ..workflow import CONFERENCE_WORKFLOW, QUESTION_WORKFLOW
from .origins import origin_of

if TYPE_CHECKING:
    from foundation.accounts.models import User


def locked(conference_id: UUID) -> Conference:
    return Conference.objects.select_for_update(of=("self",)).select_related("body", "scope").get(pk=conference_id)


def _move(conference: Conference, act: Act, *, by: "User | None", reason: str = "", **stamps: object) -> Conference:
    before = State(conference.state)
    conference.state, conference.state_reason = CONFERENCE_WORKFLOW.target(act, before), reason
    conference.version += 1
    for name, value in stamps.items():
        setattr(conference, name, value)
    conference.save(update_fields=["state", "state_reason", "version", *stamps])
    record(act, conference, by=by, reason=reason, before={"state": before}, after={"state": str(conference.state)})
    return conference


def _dated(conference: Conference) -> list[UUID]:
    """Its drafts in order, each with the day, the year and the title that the conference has now."""
    links = conference.recommendations.filter(recommendation__is_draft=True).order_by("position", "pk")
    rows = []
    for link in links.select_related("recommendation", "panel"):
        row, origin = link.recommendation, origin_of(conference, link.panel)
        row.year, row.issued_on, row.origin_label = origin.year, origin.issued_on, origin.origin_label
        rows.append(row)
    Recommendation.objects.bulk_update(rows, ["year", "issued_on", "origin_label"])
    return [row.pk for row in rows]


def _untable(conference: Conference, *, by: "User | None") -> None:
    """What was to be discussed there is open again."""
    rows = Question.objects.select_for_update(of=("self",)).filter(conference=conference).order_by("pk")
    for row in rows.filter(state=QuestionState.TABLED):
        row.state = QUESTION_WORKFLOW.target(QuestionAct.UNTABLE, QuestionState(row.state))
        row.conference, row.version = None, row.version + 1
        row.save(update_fields=["state", "conference", "version"])
        record(QuestionAct.UNTABLE, row, by=by, before={"conference": conference.title})


def _refuse(what: str, blockers: list[str]) -> None:
    if blockers:
        raise Refused(f"Impossible {what} : il manque ce qui suit. Complétez, puis recommencez.", blockers=blockers)


@transaction.atomic
def announce(conference_id: UUID, *, by: "User | None") -> Conference:
    """Open its programme to all who hold a right in the portal, and tell the DSI and RSI it gathers."""
    conference = locked(conference_id)
    CONFERENCE_WORKFLOW.target(Act.ANNOUNCE, State(conference.state))
    _refuse("d’annoncer la conférence", announcing_blockers(conference))
    _move(conference, Act.ANNOUNCE, by=by, announced_at=clock.now())
    tell_announced(conference, by=by)
    return conference


@transaction.atomic
def hold(conference_id: UUID, *, by: "User | None") -> Conference:
    """Say that it took place: findings and recommendations are written now."""
    conference = locked(conference_id)
    CONFERENCE_WORKFLOW.target(Act.HOLD, State(conference.state))
    _refuse("de dire la conférence tenue", holding_blockers(conference, clock.today()))
    return _move(conference, Act.HOLD, by=by)


@transaction.atomic
def report(conference_id: UUID, *, by: "User | None") -> Conference:
    """Number its recommendations, tell their addressees, and ask for the PDF of the report.

    A report taken up again becomes the next version of the same paper.
    """
    conference = locked(conference_id)
    CONFERENCE_WORKFLOW.target(Act.REPORT, State(conference.state))
    _refuse("d’établir le rapport", reporting_blockers(conference, clock.today()))
    confirm_drafts(_dated(conference), by=by)
    _move(conference, Act.REPORT, by=by, reported_at=clock.now())
    content = build_report(conference)
    former = Document.objects.about(conference, CONFERENCE_PAPER).first()
    freeze_document(
        kind=CONFERENCE_PAPER,
        title=content.title,
        subject=conference,
        content=content,
        scope=conference.scope,
        by=by,
        commission_id=conference.body_id,
        reference=content.reference,
        is_specimen=conference.is_fictitious,
        supersedes=former,
    )
    tell_reported(conference, conference.recommendations.count(), by=by)
    return conference


@transaction.atomic
def reopen(conference_id: UUID, *, reason: str, by: "User | None") -> Conference:
    """Take a report up again, with a reason: what was issued stays issued, the paper gets another version."""
    if not reason.strip():
        raise InvalidInput({"reason": ["Dites ce qui est à corriger : le motif reste à l’historique."]})
    return _move(locked(conference_id), Act.REOPEN, by=by, reason=reason.strip())


@transaction.atomic
def cancel(conference_id: UUID, *, reason: str, by: "User | None") -> Conference:
    """Give up a conference that was not held; it keeps its number and its panels, its questions wait for another."""
    if not reason.strip():
        raise InvalidInput({"reason": ["Dites pourquoi elle est annulée : ceux qui l’attendaient le liront."]})
    conference = locked(conference_id)
    was_announced = conference.state == State.ANNOUNCED
    if conference.recommendations.exists():
        raise Refused("Impossible d’annuler la conférence : des recommandations y sont écrites. Retirez-les d’abord.")
    _move(conference, Act.CANCEL, by=by, reason=reason.strip())
    _untable(conference, by=by)
    if was_announced:
        day = f" du {long_date(conference.held_on, weekday=False)}" if conference.held_on else ""
        tell_announced(conference, by=by, what=f"est annulée{day}", text=reason.strip())
    return conference
