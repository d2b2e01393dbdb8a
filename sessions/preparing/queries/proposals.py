"""The backlog of proposals and the opinions asked, as their pages list them."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat
from django.urls import reverse

from commissions.models import Commission
from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.typography import local_day, plural
from sessions.core.enums import OpinionState
from sessions.core.enums import SessionState as State
from sessions.core.models import AgendaItem, CommissionSession

from ..enums import OpinionSense, ProposalState, SheetState
from ..models import Opinion, Proposal
from .ordering import moment

READY = (ProposalState.ENDORSED, ProposalState.DEFERRED)
WAITING = (ProposalState.SUBMITTED, ProposalState.ENDORSED, ProposalState.DEFERRED)


def proposals_for(user: User) -> "QuerySet[Proposal]":
    """Those one sees; in the order of `turn`: what waits first, the oldest at the top."""
    rank = Case(
        When(state__in=WAITING, then=Value("0")),
        When(state=ProposalState.DRAFT, then=Value("1")),
        default=Value("2"),
        output_field=CharField(),
    )
    rows = Proposal.objects.visible_to(user).select_related("commission", "structure", "sheet", "item__session")
    return rows.annotate(turn=Concat(rank, moment("submitted_at"), output_field=CharField()))


def open_to_proposals(user: User) -> "QuerySet[Commission]":
    """The commissions to which this person may propose an item."""
    access = user.access
    inside = Commission.objects.filter(pk__in=access.commissions(Role.SECRETARY, Role.PRESIDENT, Role.MEMBER))
    ours = Commission.objects.filter(scope_id__in=access.scopes(Role.DSI, Role.PROJECT_LEAD))
    return Commission.objects.alive().filter(pk__in=(inside | ours).values("pk")).order_by("code", "pk")


def next_session(commission_id: UUID, today: date) -> CommissionSession | None:
    """The session that the next proposals are for."""
    states = (State.PREPARING, State.CONVENED, State.POSTPONED)
    rows = CommissionSession.objects.filter(commission_id=commission_id, state__in=states, held_on__gte=today)
    return rows.order_by("held_on", "pk").first()


def item_address(row: Proposal, user: User) -> str:
    """Where the item that it became stands, for who sees its session."""
    seen = CommissionSession.objects.visible_to(user)
    if row.item is None or not seen.filter(pk=row.item.session_id).exists():
        return ""
    return reverse("sessions:detail", args=[row.item.session_id]) + f"#point-{row.item_id}"


def ready_count(commission: Commission) -> int:
    """How many proposals wait for an agenda."""
    return commission.proposals.filter(state__in=READY).count()


def deadline_sentence(session: CommissionSession | None, proposal: Proposal | None, *, today: date) -> str:
    """Whether a proposal is, or would be, in time for the next session; nothing when no session sets a deadline."""
    deadline = session.submission_deadline if session is not None else None
    if session is None or deadline is None:
        return ""
    sent = local_day(proposal.submitted_at) if proposal is not None and proposal.submitted_at else None
    if (sent or today) > deadline:
        verb = "Soumise" if sent else "Elle serait soumise"
        return (
            f"{verb} après la clôture des propositions de la session du {session.held_on:%d/%m/%Y}"
            f" ({deadline:%d/%m/%Y}) : elle est acceptée, et son point marqué comme tardif."
        )
    left = (deadline - today).days
    when = "aujourd’hui" if left == 0 else f"dans {plural(left, 'jour')}" if left > 0 else "passée"
    return f"Clôture des propositions pour la session du {session.held_on:%d/%m/%Y} : le {deadline:%d/%m/%Y} ({when})."


def opinions_for(user: User) -> "QuerySet[Opinion]":
    """Those one sees; in the order of `turn`: what is still awaited first, the soonest due at the top."""
    rank = Case(When(state=OpinionState.ASKED, then=Value("0")), default=Value("1"), output_field=CharField())
    rows = Opinion.objects.visible_to(user).select_related(
        "item__session__commission", "item__presenter", "asked_by", "given_by"
    )
    items: Any = AgendaItem.objects.worded_for(user).filter(pk=OuterRef("item_id"))  # as this reader was told of them
    turn = Concat(rank, moment("due_on"), output_field=CharField())
    return rows.annotate(turn=turn, told_title=Subquery(items.values("told_title")))


SENSE_TONES = {OpinionSense.FAVOURABLE: "good", OpinionSense.QUALIFIED: "attention", OpinionSense.UNFAVOURABLE: "late"}
SHEET_TONES = {
    SheetState.ASKED: "attention",
    SheetState.ANSWERED: "information",
    SheetState.CHECKED: "good",
    SheetState.TO_REVIEW: "late",
}
PROPOSAL_TONES = {
    ProposalState.DRAFT: "neutral",
    ProposalState.SUBMITTED: "information",
    ProposalState.ENDORSED: "attention",
    ProposalState.RETAINED: "good",
    ProposalState.DEFERRED: "neutral",
    ProposalState.REFUSED: "late",
}
