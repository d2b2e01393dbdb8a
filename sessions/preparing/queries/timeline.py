"""The acts that brought a session, or a proposal, where it is: the last one first."""

from dataclasses import dataclass

from foundation.common.typography import capitalize_first, short_datetime
from sessions.core.enums import SessionAction
from sessions.core.models import CommissionSession, SessionStep

from ..enums import ProposalState
from ..models import Proposal, ProposalStep
from .proposals import PROPOSAL_TONES

SESSION_TONES = {
    SessionAction.CANCEL: "late",
    SessionAction.POSTPONE: "attention",
    SessionAction.DECLARE_NO_QUORUM: "late",
}


@dataclass(frozen=True)
class Entry:
    when: str
    title: str
    text: str
    by: str
    tone: str


def _entry(step: SessionStep | ProposalStep, tone: str, title: str = "") -> Entry:
    by = ", ".join(filter(None, (str(step.by), step.by_capacity))) if step.by else ""
    return Entry(short_datetime(step.at), title or capitalize_first(step.get_to_state_display()), step.reason, by, tone)


def timeline_of(session: CommissionSession) -> list[Entry]:
    return [
        _entry(
            step,
            SESSION_TONES.get(SessionAction(step.action), "neutral"),
            "Enregistrée dans le portail" if step.action == SessionAction.RECORD_PAST else "",
        )
        for step in session.steps.select_related("by").order_by("-at", "-pk")
    ]


def proposal_timeline(row: Proposal) -> list[Entry]:
    return [
        _entry(step, PROPOSAL_TONES[ProposalState(step.to_state)])
        for step in row.steps.select_related("by").order_by("-at", "-pk")
    ]
