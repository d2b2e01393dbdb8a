"""The backlog of proposals: written by a structure, endorsed, then put on an agenda, deferred or refused
with a reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from commissions.models import Commission
from foundation.accounts.enums import Role
from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.models import Level
from foundation.common.typography import local_day
from foundation.documents.models import StoredFile
from foundation.documents.operations.receiving import receive_upload
from foundation.journal.record import record
from ministries.models import Structure
from projects.models import Project
from sessions.core.enums import ItemKind
from sessions.core.models import AgendaItem, CommissionSession
from sessions.core.operations.stepping import lock_session

from ..enums import ProposalAction, ProposalState
from ..enums import ProposalAction as Action
from ..models import ConformitySheet, Proposal, ProposalAnnex, ProposalStep
from ..notifications import tell_author
from ..queries.conformity import CONFORMABLE
from ..workflow import PROPOSAL_WORKFLOW
from .agenda import AnnexFlags, ItemFacts, add_annex, add_item
from .conformity import review_after_change

if TYPE_CHECKING:
    from foundation.accounts.models import User

PROPOSABLE = (ItemKind.COMMUNICATION, ItemKind.PROJECT_REVIEW, ItemKind.TEXT, ItemKind.MISCELLANEOUS)
# What its author is told of.
TOLD = (Action.RETAIN, Action.DEFER, Action.REFUSE, Action.SEND_BACK)
EDITABLE = (ProposalState.DRAFT, ProposalState.SUBMITTED, ProposalState.ENDORSED, ProposalState.DEFERRED)


@dataclass(frozen=True)
class ProposalFacts:
    """What the proposer says. Projects are those he may see: the caller resolved them."""

    title: str
    kind: ItemKind = ItemKind.COMMUNICATION
    objectives: str = ""
    planned_minutes: int | None = None
    structure: Structure | None = None
    projects: Sequence[Project] = ()


@transaction.atomic
def write_proposal(commission_id: UUID, facts: ProposalFacts, *, by: "User") -> Proposal:
    """Start a proposal; it is its author's alone until he submits it.

    What commits a system comes with its conformity sheet.
    """
    commission = Commission.objects.get(pk=commission_id)
    if commission.closed_on is not None:
        raise Refused(f"Impossible de proposer un point : la commission {commission.code} est dissoute.")
    _check(facts, commission)
    proposal = Proposal.objects.create(
        scope_id=commission.scope_id,
        commission=commission,
        author=by,
        author_name=by.full_name,
        author_capacity=by.access.capacity(scope=commission.scope_id, commission=commission.pk),
        **_values(facts),
    )
    proposal.projects.set(facts.projects)
    _follow_kind(proposal)
    record("write_proposal", proposal, by=by, after={"kind": proposal.kind}, commission=commission.pk)
    return proposal


@transaction.atomic
def edit_proposal(proposal_id: UUID, facts: ProposalFacts, *, base_version: int | None, by: "User") -> Proposal:
    """Change a proposal that is on no agenda yet; its conformity sheet is to be reviewed."""
    proposal = _locked(proposal_id)
    if proposal.state not in EDITABLE:
        raise Refused(f"Impossible de modifier cette proposition : elle est {ProposalState(proposal.state).label}.")
    values = _values(facts)
    proposal.check_version(base_version, values)
    _check(facts, proposal.commission)
    changed = [name for name, value in values.items() if getattr(proposal, name) != value]
    if {p.pk for p in facts.projects} != set(proposal.projects.values_list("pk", flat=True)):
        changed.append("projects")
    for name, value in values.items():
        setattr(proposal, name, value)
    proposal.version += 1
    proposal.save()
    proposal.projects.set(facts.projects)
    _follow_kind(proposal)
    if {"title", "objectives", "projects", "kind"} & set(changed):
        review_after_change(proposal, "intitulé, objectifs ou projets", by=by)
    record("edit_proposal", proposal, by=by, after={"changed": changed}, commission=proposal.commission_id)
    return proposal


def take_piece(proposal_id: UUID, *, file: UploadedFile, title: str, by: "User") -> ProposalAnnex:
    """Take a file in and attach it: nobody else finds it by itself, it is read through its proposal."""
    row = Proposal.objects.get(pk=proposal_id)
    stored = receive_upload(file, by=by, scope=row.scope_id, commission_id=row.commission_id, level=Level.PERSONAL)
    return attach_to_proposal(proposal_id, stored, title=title, by=by)


@transaction.atomic
def attach_to_proposal(proposal_id: UUID, file: StoredFile, *, title: str, by: "User") -> ProposalAnnex:
    proposal = _locked(proposal_id)
    if proposal.state not in EDITABLE:
        raise Refused(f"Impossible de joindre une pièce : la proposition est {ProposalState(proposal.state).label}.")
    annex = ProposalAnnex.objects.create(
        scope_id=proposal.scope_id, proposal=proposal, file=file, title=(title.strip() or file.name)[:300]
    )
    review_after_change(proposal, "pièces jointes", by=by)
    record(
        "attach_to_proposal",
        annex,
        by=by,
        after={"file": file.name, "sha256": file.sha256},
        commission=proposal.commission_id,
    )
    return annex


@transaction.atomic
def detach_from_proposal(annex_id: UUID, *, by: "User") -> ProposalAnnex:
    """Take a piece off; the file and its line are kept."""
    annex = ProposalAnnex.objects.select_for_update(of=("self",)).select_related("proposal").get(pk=annex_id)
    if annex.proposal.state not in EDITABLE:
        raise Refused(
            f"Impossible de retirer cette pièce : la proposition est {ProposalState(annex.proposal.state).label}."
        )
    if annex.removed_at is not None:
        raise Refused("Cette pièce est déjà retirée.")
    annex.removed_at = clock.now()
    annex.save(update_fields=["removed_at"])
    review_after_change(annex.proposal, "pièces jointes", by=by)
    record("detach_from_proposal", annex, by=by, commission=annex.proposal.commission_id)
    return annex


@transaction.atomic
def submit_proposal(proposal_id: UUID, *, by: "User") -> Proposal:
    """Hand the proposal to the DSI; the proposal of the DSI himself is endorsed by the same act."""
    proposal = _locked(proposal_id)
    proposal.submitted_at = clock.now()
    _step(proposal, Action.SUBMIT, by=by, fields=("submitted_at",))
    if by.has_role(Role.DSI, scope=proposal.scope_id):
        _step(proposal, Action.ENDORSE, by=by)
    return proposal


@transaction.atomic
def endorse_proposal(proposal_id: UUID, *, by: "User") -> Proposal:
    """The structure stands behind the proposal: the secretariat may put it on an agenda."""
    proposal = _locked(proposal_id)
    _step(proposal, Action.ENDORSE, by=by)
    return proposal


@transaction.atomic
def send_proposal_back(proposal_id: UUID, *, reason: str, by: "User") -> Proposal:
    return _with_reason(proposal_id, Action.SEND_BACK, reason, by=by)


@transaction.atomic
def refuse_proposal(proposal_id: UUID, *, reason: str, by: "User") -> Proposal:
    return _with_reason(proposal_id, Action.REFUSE, reason, by=by)


@transaction.atomic
def defer_proposal(proposal_id: UUID, *, reason: str, by: "User") -> Proposal:
    """Keep an endorsed proposal for a later session."""
    return _with_reason(proposal_id, Action.DEFER, reason, by=by)


@transaction.atomic
def retain_proposal(proposal_id: UUID, session_id: UUID, *, by: "User") -> AgendaItem:
    """Put a proposal on the agenda of a session, with its projects, its pieces and its conformity sheet.

    Submitted after the deadline of that session, it is accepted and the item says so; after the convocation, the item
    is one of those to announce with the next version.
    """
    session = lock_session(session_id)
    proposal = _locked(proposal_id)
    if session.commission_id != proposal.commission_id:
        raise InvalidInput(
            {"session": ["Choisissez une session de la commission à laquelle la proposition est faite."]}
        )
    PROPOSAL_WORKFLOW.target(Action.RETAIN, ProposalState(proposal.state))
    facts = ItemFacts(
        title=proposal.title,
        kind=ItemKind(proposal.kind),
        description=proposal.objectives,
        planned_minutes=proposal.planned_minutes,
        presenter_label=_proposer(proposal),
        projects=list(proposal.projects.all()),
    )
    item = add_item(session.pk, facts, by=by)
    if is_late_for(proposal, session):
        item.is_late = True
        item.save(update_fields=["is_late"])
    for annex in proposal.annexes.kept().select_related("file").order_by("created_at", "pk"):
        add_annex(item.pk, annex.file, AnnexFlags(annex.title), by=by)
    ConformitySheet.objects.filter(proposal=proposal).update(item=item)
    proposal.item = item
    _step(proposal, Action.RETAIN, by=by, fields=("item",))
    return item


def is_late_for(proposal: Proposal, session: CommissionSession) -> bool:
    deadline = session.submission_deadline
    return deadline is not None and proposal.submitted_at is not None and local_day(proposal.submitted_at) > deadline


def _proposer(proposal: Proposal) -> str:
    return (
        proposal.structure.name[:300]
        if proposal.structure is not None
        else ", ".join(filter(None, (proposal.author_name, proposal.author_capacity)))[:300]
    )


def _with_reason(proposal_id: UUID, action: ProposalAction, reason: str, *, by: "User") -> Proposal:
    proposal = _locked(proposal_id)
    PROPOSAL_WORKFLOW.target(action, ProposalState(proposal.state))
    if not reason.strip():
        raise InvalidInput({"reason": ["Donnez le motif : l’auteur le lit et l’historique le garde."]})
    _step(proposal, action, by=by, reason=reason.strip())
    return proposal


def _step(
    proposal: Proposal, action: ProposalAction, *, by: "User", reason: str = "", fields: tuple[str, ...] = ()
) -> None:
    before = ProposalState(proposal.state)
    proposal.state = PROPOSAL_WORKFLOW.target(action, before)
    proposal.version += 1
    proposal.save(update_fields=["state", "version", *fields])
    ProposalStep.objects.create(
        scope_id=proposal.scope_id,
        proposal=proposal,
        action=action,
        from_state=before,
        to_state=proposal.state,
        by=by,
        by_capacity=by.access.capacity(scope=proposal.scope_id, commission=proposal.commission_id),
        at=clock.now(),
        reason=reason,
    )
    record(
        f"{action.value}_proposal",
        proposal,
        by=by,
        reason=reason,
        before={"state": before},
        after={"state": proposal.state},
        commission=proposal.commission_id,
    )
    if action in TOLD:
        tell_author(proposal, reason=reason, by=by)


def _locked(proposal_id: UUID) -> Proposal:
    return (
        Proposal.objects.select_for_update(of=("self",)).select_related("commission", "structure").get(pk=proposal_id)
    )


def _follow_kind(proposal: Proposal) -> None:
    if proposal.kind in CONFORMABLE:
        ConformitySheet.objects.get_or_create(proposal=proposal, defaults={"scope_id": proposal.scope_id})


def _values(facts: ProposalFacts) -> dict:
    return {
        "title": facts.title.strip(),
        "kind": facts.kind,
        "objectives": facts.objectives.strip(),
        "planned_minutes": facts.planned_minutes,
        "structure": facts.structure,
    }


def _check(facts: ProposalFacts, commission: Commission) -> None:
    errors: dict[str, list[str]] = {}
    if not facts.title.strip():
        errors["title"] = ["Donnez un intitulé à la proposition."]
    if len(facts.title) > 500:
        errors["title"] = ["L’intitulé compte 500 caractères au plus ; le détail va dans les objectifs."]
    if facts.kind not in PROPOSABLE:
        errors["kind"] = ["On propose une communication, l’examen d’un projet, un texte ou un point divers."]
    if facts.planned_minutes is not None and not 1 <= facts.planned_minutes <= 1440:
        errors["planned_minutes"] = ["La durée va de 1 à 1 440 minutes."]
    if facts.structure is not None and facts.structure.scope_id != commission.scope_id:
        errors["structure"] = ["Choisissez une structure du ministère de la commission."]
    if errors:
        raise InvalidInput(errors)
