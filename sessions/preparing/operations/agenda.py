"""The agenda: headings and items, their order, their annexes; postponed and withdrawn items keep their trace."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from assets.models import AssetCategory, Stocktake
from eservices.models import EService
from foundation.accounts.models import Person
from foundation.common import clock
from foundation.common.exceptions import Conflict, InvalidInput, Refused
from foundation.common.models import Level
from foundation.documents.models import StoredFile
from foundation.documents.operations.receiving import receive_upload
from foundation.journal.record import record, record_each
from ministries.models import Commune, LegalText
from needs.enums import RankingState
from needs.models import Ranking
from projects.models import Project, RevisionRequest
from recommendations.models import Recommendation
from sessions.core.enums import BallotState, ItemKind, Outcome, SessionKind
from sessions.core.enums import SessionState as State
from sessions.core.models import LINKED, AgendaItem, Annex, CommissionSession
from sessions.core.operations.stepping import lock_session
from systems.models import Platform

from ..enums import ProposalAction, ProposalState
from ..models import ConformitySheet, Proposal, ProposalStep
from ..queries.advice import advice_told, examining
from ..workflow import PROPOSAL_WORKFLOW
from .conformity import review_after_change
from .preparing import EDITABLE, SessionFacts, copy_item, copy_items, create_session, refuse_unless_editable

if TYPE_CHECKING:
    from foundation.accounts.models import User

RUNNING = (State.OPEN, State.SUSPENDED)


@dataclass(frozen=True)
class ItemFacts:
    """What the secretary says of an item. What it is about are rows that he may see: the caller resolved them."""

    title: str
    kind: ItemKind = ItemKind.COMMUNICATION
    description: str = ""
    planned_minutes: int | None = None
    presenter: Person | None = None
    presenter_label: str = ""
    is_closed_doors: bool = False
    projects: Sequence[Project] = ()
    services: Sequence[EService] = ()
    platforms: Sequence[Platform] = ()
    asset_categories: Sequence[AssetCategory] = ()
    stocktakes: Sequence[Stocktake] = ()
    communes: Sequence[Commune] = ()
    legal_texts: Sequence[LegalText] = ()
    revision: RevisionRequest | None = None


@dataclass(frozen=True)
class AnnexFlags:
    title: str
    is_confidential: bool = False
    is_printed: bool = True
    is_signed: bool = False
    is_published: bool = False


@transaction.atomic
def add_item(session_id: UUID, facts: ItemFacts, *, by: "User | None") -> AgendaItem:
    """Put an item at the end of the agenda; after the convocation it is marked as added since."""
    session = lock_session(session_id)
    refuse_unless_editable(session, "d’inscrire ce point")
    facts = _check_item(facts, session)
    item = AgendaItem.objects.create(
        scope_id=session.scope_id,
        session=session,
        position=_last_position(session) + 1,
        added_after_convocation=session.state == State.CONVENED,
        **_fields(facts, session),
    )
    _link(item, facts)
    record("add_item", item, by=by, after={"position": item.position, "kind": item.kind})
    return item


def _link(item: AgendaItem, facts: ItemFacts) -> None:
    for name in LINKED:
        getattr(item, name).set(getattr(facts, name))


@transaction.atomic
def table_ranking(session_id: UUID, *, by: "User | None") -> AgendaItem:
    """Put the ranking of needs that the commission has to adopt on an agenda: the decision on this item settles it."""
    session = lock_session(session_id)
    refuse_unless_editable(session, "d’inscrire le classement des besoins")
    ranking = Ranking.objects.filter(commission_id=session.commission_id, state=RankingState.OPEN).first()
    if ranking is None:
        raise Refused(
            "Impossible d’inscrire le classement des besoins : la commission n’en a aucun à adopter. Le secrétaire"
            " l’arrête d’abord, à la page « Classements de besoins »."
        )
    standing = AgendaItem.objects.filter(ranking=ranking, withdrawn_at=None, outcome="")
    if standing.exclude(session__state__in=(State.LIFTED, State.ARCHIVED, State.CANCELLED, State.NO_QUORUM)).exists():
        raise Refused(f"Impossible de l’inscrire deux fois : « {ranking} » est déjà à un ordre du jour.")
    item = add_item(
        session_id,
        ItemFacts(f"Classement n° {ranking.number} des besoins : examen et adoption", kind=ItemKind.NEEDS),
        by=by,
    )
    item.ranking = ranking
    item.save(update_fields=["ranking"])
    return item


@transaction.atomic
def table_advice(session_id: UUID, *, recommendation: Recommendation, by: "User | None") -> AgendaItem:
    """Put a recommendation that a national body addresses to the ministry on the agenda of its commission, once."""
    session = lock_session(session_id)
    refuse_unless_editable(session, "d’inscrire cette recommandation")
    received = Recommendation.objects.received_by(session.commission).open().select_related("commission")
    row = received.filter(pk=recommendation.pk).first()
    if row is None:
        raise Refused(
            "Impossible d’inscrire cette recommandation : elle n’est pas ouverte, ou n’est pas de celles qu’un organe"
            " national adresse à ce ministère."
        )
    if (other := examining(recommendation=row).select_related("session").first()) is not None:
        raise Refused(f"Impossible de l’inscrire deux fois : elle est à l’ordre du jour de la {other.session.label}.")
    facts = ItemFacts(f"{row.reference} ({row.commission.code}) : {row.text}"[:500], kind=ItemKind.FOLLOW_UP)
    item = add_item(session_id, replace(facts, description=advice_told(row)), by=by)
    item.recommendation = row
    item.save(update_fields=["recommendation"])
    return item


@transaction.atomic
def edit_item(item_id: UUID, facts: ItemFacts, *, base_version: int | None, by: "User | None") -> AgendaItem:
    """Change an item; raise Conflict with both texts when somebody saved in between."""
    item, session = _lock_item(item_id)
    refuse_unless_editable(session, "de modifier ce point")
    if item.withdrawn_at is not None:
        raise Refused("Impossible de modifier ce point : il est retiré de l’ordre du jour. Remettez-le d’abord.")
    facts = _check_item(facts, session, item)
    values = _fields(facts, session)
    item.check_version(base_version, values)
    before = {name: str(getattr(item, name) or "") for name, value in values.items() if getattr(item, name) != value}
    for name, value in values.items():
        setattr(item, name, value)
    item.version += 1
    item.save()
    other_projects = {project.pk for project in facts.projects} != set(item.projects.values_list("pk", flat=True))
    _link(item, facts)
    if other_projects or {"title", "description", "kind"} & set(before):
        review_after_change(item, "intitulé, exposé ou projets", by=by)
    record("edit_item", item, by=by, before=before, after={name: str(values[name] or "") for name in before})
    return item


@transaction.atomic
def reorder_agenda(
    session_id: UUID, ids: Sequence[UUID], *, by: "User | None", base: Sequence[UUID] | None = None
) -> CommissionSession:
    """Put the agenda in the order of `ids`, all of them.

    `base` is the order that was on the screen: when it is no longer true, Conflict.
    """
    session = lock_session(session_id)
    refuse_unless_editable(session, "de changer l’ordre du jour")
    items = list(session.agenda_items.in_order())
    stored = [item.pk for item in items]
    titles = {item.pk: item.title for item in items}
    if base is not None and list(base) != stored:
        typed = "\n".join(titles.get(pk, "point inconnu") for pk in ids)
        raise Conflict(
            "Impossible d’enregistrer l’ordre : l’ordre du jour a été modifié entre-temps. Rechargez la page, puis"
            " déplacez de nouveau le point.",
            current_version=session.version,
            sides={"ordre du jour": ("\n".join(titles[pk] for pk in stored), typed)},
        )
    if sorted(ids, key=str) != sorted(stored, key=str):
        raise InvalidInput(
            {"ids": ["L’ordre donné ne contient pas exactement les points de cet ordre du jour. Rechargez la page."]}
        )
    if list(ids) == stored:
        return session
    rank = {pk: position for position, pk in enumerate(ids, start=1)}
    for item in items:
        item.position = rank[item.pk]
    AgendaItem.objects.bulk_update(items, ["position"])  # the unique rank is checked at the commit
    told = {item.pk: item.open_title for item in items}
    record(
        "reorder_agenda",
        session,
        by=by,
        before={"order": [told[pk] for pk in stored]},
        after={"order": [told[pk] for pk in ids]},
    )
    return session


@transaction.atomic
def move_item(item_id: UUID, *, up: bool, by: "User | None") -> AgendaItem:
    """Exchange an item with its neighbour; at either end nothing changes."""
    item, session = _lock_item(item_id)
    ids = list(session.agenda_items.in_order().values_list("pk", flat=True))
    place = ids.index(item.pk)
    other = place + (-1 if up else 1)
    if 0 <= other < len(ids):
        ids[place], ids[other] = ids[other], ids[place]
    reorder_agenda(session.pk, ids, by=by)
    item.refresh_from_db(fields=["position"])
    return item


@transaction.atomic
def remove_item(item_id: UUID, *, by: "User | None") -> AgendaItem:
    """Delete an item that no member was ever told of; afterwards it can only be withdrawn, with a reason.

    Return what it was.
    """
    item, session = _lock_item(item_id)
    if session.state != State.PREPARING:
        raise Refused(
            "Impossible de supprimer ce point : les membres ont reçu cet ordre du jour. Retirez-le avec un motif : il"
            " restera visible."
        )
    if item.postponed_from_id is not None:
        raise Refused(
            "Impossible de supprimer ce point : il vient d’une autre session, qui renvoie à lui. Retirez-le avec un"
            " motif."
        )
    record("remove_item", item, by=by, before={"title": item.title, "position": item.position})
    _give_back_proposal(item, by=by)
    item.delete()
    for position, other in enumerate(list(session.agenda_items.in_order()), start=1):
        if other.position != position:
            AgendaItem.objects.filter(pk=other.pk).update(position=position)
    return item


def _give_back_proposal(item: AgendaItem, *, by: "User | None") -> None:
    """The proposal that the item came from waits again, with its conformity sheet."""
    proposal = Proposal.objects.select_for_update(of=("self",)).filter(item=item).first()
    if proposal is None:
        return
    ConformitySheet.objects.filter(item=item, proposal=proposal).update(item=None)
    before = ProposalState(proposal.state)
    proposal.item, proposal.state = None, PROPOSAL_WORKFLOW.target(ProposalAction.TAKE_OFF, before)
    proposal.version += 1
    proposal.save(update_fields=["item", "state", "version"])
    ProposalStep.objects.create(
        scope_id=proposal.scope_id,
        proposal=proposal,
        action=ProposalAction.TAKE_OFF,
        from_state=before,
        to_state=proposal.state,
        by=by,
        by_capacity=(
            by.access.capacity(scope=proposal.scope_id, commission=proposal.commission_id) if by is not None else ""
        ),
        at=clock.now(),
    )
    record(
        "take_off_proposal",
        proposal,
        by=by,
        before={"state": before},
        after={"state": proposal.state},
        commission=proposal.commission_id,
    )


@transaction.atomic
def withdraw_item(item_id: UUID, *, reason: str, by: "User") -> AgendaItem:
    """Take an item off the agenda; it stays visible with its reason and its author."""
    item, session = _lock_item(item_id)
    if session.state not in (*EDITABLE, *RUNNING):
        raise Refused(f"Impossible de retirer ce point : la session est à l’état « {State(session.state).label} ».")
    if item.withdrawn_at is not None:
        raise Refused("Ce point est déjà retiré de l’ordre du jour.")
    if not reason.strip():
        raise InvalidInput({"reason": ["Donnez le motif du retrait : il restera visible."]})
    if item.decisions.exists():
        raise Refused("Impossible de retirer ce point : une décision y a été prise.")
    _refuse_while_voting(item, "de retirer ce point")
    item.withdrawn_at, item.withdrawn_by, item.withdrawal_reason = clock.now(), by, reason.strip()
    item.version += 1
    item.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason", "version"])
    record("withdraw_item", item, by=by, reason=reason.strip())
    return item


@transaction.atomic
def restore_item(item_id: UUID, *, by: "User") -> AgendaItem:
    """Put a withdrawn item back; the journal keeps the withdrawal."""
    item, session = _lock_item(item_id)
    refuse_unless_editable(session, "de remettre ce point")
    if item.withdrawn_at is None:
        raise Refused("Ce point n’est pas retiré.")
    if item.postponed_to.exists():
        raise Refused(
            "Impossible de remettre ce point : il est reporté à une autre session. Retirez-le d’abord de celle-ci."
        )
    item.withdrawn_at, item.withdrawn_by, item.withdrawal_reason = None, None, ""
    item.version += 1
    item.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason", "version"])
    record("restore_item", item, by=by)
    return item


@transaction.atomic
def postpone_item(item_id: UUID, *, to_session: CommissionSession | None = None, reason: str, by: "User") -> AgendaItem:
    """Copy an item to another session in preparation of the same commission, chosen or created; return the copy.

    Both keep the link. Before the opening the original is withdrawn with this reason; in session its conclusion is «
    ajourné ».
    """
    item, session = _lock_item(item_id)
    if not reason.strip():
        raise InvalidInput({"reason": ["Donnez le motif du report : il restera visible."]})
    if item.kind == ItemKind.HEADING:
        raise Refused("Impossible de reporter un titre : reportez les points qui le suivent.")
    if item.postponed_to.exists():
        raise Refused("Ce point est déjà reporté à une autre session.")
    if session.state in (State.CANCELLED, State.NO_QUORUM):
        raise Refused(f"Impossible de reporter ce point : la session est à l’état « {State(session.state).label} ».")
    if session.state in (State.LIFTED, State.ARCHIVED) and item.outcome != Outcome.ADJOURNED:
        raise Refused("Impossible de reporter ce point : la session est levée et ne l’a pas ajourné.")
    if item.withdrawn_at is not None:
        raise Refused("Impossible de reporter ce point : il est retiré de l’ordre du jour.")
    _refuse_while_voting(item, "de reporter ce point")
    decision = item.decisions.exclude(outcome=Outcome.ADJOURNED).first()
    if decision is not None:
        raise Refused(
            f"Impossible de reporter ce point : il est décidé ({decision.reference},"
            f" {Outcome(decision.outcome).label}). Seul un point ajourné se reporte."
        )
    target = _target_session(session, to_session, by=by)
    copy = copy_item(item, target, position=_last_position(target) + 1)
    sentence = f"Reporté à une autre session ({target.label}) : {reason.strip()}"
    if session.state in EDITABLE:
        item.withdrawn_at, item.withdrawn_by, item.withdrawal_reason = clock.now(), by, sentence
    elif session.state in RUNNING and not item.outcome:
        item.outcome = Outcome.ADJOURNED
    item.version += 1
    item.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason", "outcome", "version"])
    record(
        "postpone_item",
        item,
        by=by,
        reason=reason.strip(),
        after={"to_session": str(target.pk), "to_item": str(copy.pk)},
    )
    return copy


def carry_over(session: CommissionSession, items: Sequence[AgendaItem], *, by: "User | None") -> CommissionSession:
    """Write items that a session did not come to in the next one that is prepared, or in a new one where there is none;
    return it. Called inside the act that lifts the session.

    No conclusion is written: nobody examined them.
    """
    waiting = CommissionSession.objects.filter(
        commission_id=session.commission_id, state__in=(State.PREPARING, State.POSTPONED)
    )
    target = _target_session(session, waiting.exclude(pk=session.pk).order_by("held_on", "pk").first(), by=by)
    first = _last_position(target) + 1
    copies = copy_items(items, target, positions=range(first, first + len(items)))
    told = [{"to_session": str(target.pk), "to_item": str(copy.pk)} for copy in copies]
    reason = "La session a été levée avant ce point."
    record_each("postpone_item", zip(items, told, strict=True), by=by, reason=reason)
    return target


def _refuse_while_voting(item: AgendaItem, act: str) -> None:
    if item.ballots.filter(state=BallotState.OPEN).exists():
        raise Refused(f"Impossible {act} : un vote y est ouvert. Fermez-le ou annulez-le d’abord.")


def _target_session(
    session: CommissionSession, to_session: CommissionSession | None, *, by: "User | None"
) -> CommissionSession:
    if to_session is None:
        facts = SessionFacts(
            year=max(session.year, clock.today().year),
            kind=SessionKind.ORDINARY,
            place=session.place,
            planned_minutes=session.planned_minutes,
        )
        return create_session(session.commission_id, facts, by=by)
    target = (
        CommissionSession.objects.select_for_update(of=("self",))
        .filter(pk=to_session.pk, commission_id=session.commission_id)
        .exclude(pk=session.pk)
        .first()
    )
    if target is None:
        raise InvalidInput({"to_session": ["Choisissez une session en préparation de la même commission."]})
    if target.state not in (State.PREPARING, State.POSTPONED):
        raise Refused("Impossible de reporter le point à cette session : elle n’est plus en préparation.")
    return target


def take_annex(item_id: UUID, flags: AnnexFlags, *, file: UploadedFile, by: "User") -> Annex:
    """Take a file in and attach it to an item; without a title, it has the name of the file.

    Nobody else finds the file by itself: an annex is read through its item, by whoever may see that.
    """
    session = CommissionSession.objects.get(agenda_items=item_id)
    stored = receive_upload(
        file, by=by, scope=session.scope_id, commission_id=session.commission_id, level=Level.PERSONAL
    )
    name = file.name or ""
    return add_annex(
        item_id, stored, replace(flags, title=flags.title.strip() or name.rpartition(".")[0] or name), by=by
    )


@transaction.atomic
def take_annexes(item_id: UUID, flags: AnnexFlags, *, files: Sequence[UploadedFile], by: "User") -> list[Annex]:
    """Several at once, or none of them; a title is for one file, several keep the names of theirs."""
    own = flags if len(files) == 1 else replace(flags, title="")
    return [take_annex(item_id, own, file=file, by=by) for file in files]


@transaction.atomic
def add_annex(item_id: UUID, file: StoredFile, flags: AnnexFlags, *, by: "User | None") -> Annex:
    """Attach a file already taken in by `documents` to an item."""
    item, session = _lock_item(item_id)
    if session.state not in (*EDITABLE, *RUNNING):
        raise Refused(f"Impossible de joindre une annexe : la session est à l’état « {State(session.state).label} ».")
    _check_flags(flags)
    position = (item.annexes.aggregate(last=Max("position"))["last"] or 0) + 1
    annex = Annex.objects.create(scope_id=item.scope_id, item=item, file=file, position=position, **_flag_values(flags))
    review_after_change(item, "annexes", by=by)
    record(
        "add_annex",
        annex,
        by=by,
        after={"item": item.title, "file": file.name, "sha256": file.sha256},
        commission=session.commission_id,
    )
    return annex


@transaction.atomic
def edit_annex(annex_id: UUID, flags: AnnexFlags, *, base_version: int | None, by: "User | None") -> Annex:
    annex = _lock_annex(annex_id, "de modifier cette annexe")
    values = _flag_values(flags)
    annex.check_version(base_version, values)
    _check_flags(flags)
    before = {name: getattr(annex, name) for name in values}
    for name, value in values.items():
        setattr(annex, name, value)
    annex.version += 1
    annex.save()
    record("edit_annex", annex, by=by, before=before, after=values)
    return annex


@transaction.atomic
def remove_annex(annex_id: UUID, *, by: "User | None") -> Annex:
    """Take an annex off its item; the file and its line are kept."""
    annex = _lock_annex(annex_id, "de retirer cette annexe")
    annex.removed_at = clock.now()
    annex.version += 1
    annex.save(update_fields=["removed_at", "version"])
    review_after_change(annex.item, "annexes", by=by)
    record("remove_annex", annex, by=by)
    return annex


def _lock_annex(annex_id: UUID, act: str) -> Annex:
    annex = Annex.objects.select_for_update(of=("self",)).select_related("item__session").get(pk=annex_id)
    if annex.item.session.state not in (*EDITABLE, *RUNNING):
        raise Refused(f"Impossible {act} : la session est à l’état « {State(annex.item.session.state).label} ».")
    if annex.removed_at is not None:
        raise Refused("Cette annexe est déjà retirée.")
    return annex


def _lock_item(item_id: UUID) -> tuple[AgendaItem, CommissionSession]:
    """The session first, always: two acts on one agenda take their turn in the same order."""
    session = lock_session(AgendaItem.objects.values_list("session_id", flat=True).get(pk=item_id))
    item = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item_id)
    item.session = session
    return item, session


def _last_position(session: CommissionSession) -> int:
    return session.agenda_items.aggregate(last=Max("position"))["last"] or 0


def _fields(facts: ItemFacts, session: CommissionSession) -> dict:
    return {
        "kind": facts.kind,
        "title": facts.title.strip(),
        "description": facts.description.strip(),
        "planned_minutes": facts.planned_minutes,
        "presenter": facts.presenter,
        "presenter_label": facts.presenter_label.strip(),
        "is_closed_doors": facts.is_closed_doors or session.is_closed_doors,
        "revision": facts.revision,
    }


def _check_item(facts: ItemFacts, session: CommissionSession, item: AgendaItem | None = None) -> ItemFacts:
    """What is typed, made whole: an item about a revision is of that nature, and names the project."""
    errors: dict[str, list[str]] = {}
    if not facts.title.strip():
        errors["title"] = ["Donnez un intitulé à ce point."]
    if len(facts.title) > 500:
        errors["title"] = ["L’intitulé compte 500 caractères au plus ; le détail va dans l’exposé."]
    if facts.planned_minutes is not None and not 1 <= facts.planned_minutes <= 1440:
        errors["planned_minutes"] = ["La durée va de 1 à 1 440 minutes."]
    revision = facts.revision
    if revision is None and facts.kind == ItemKind.BASELINE and (item is None or item.revision_id is not None):
        errors["revision"] = ["Choisissez la révision demandée dont la commission décide."]
    elif revision is not None and (trouble := _untabled(revision, session, item)):
        errors["revision"] = [trouble]
    if errors:
        raise InvalidInput(errors)
    if revision is None:
        return facts
    projects = [row for row in facts.projects if row.pk != revision.project_id]
    return replace(facts, kind=ItemKind.BASELINE, projects=[revision.project, *projects])


def _untabled(revision: RevisionRequest, session: CommissionSession, item: AgendaItem | None) -> str:
    """Why this session may not decide on a request; empty when it may."""
    if revision.scope_id != session.scope_id:
        return "Cette révision est celle d’un autre ministère : sa commission en décide."
    if item is not None and item.revision_id == revision.pk:
        return ""
    if not revision.is_waiting:
        return f"Cette demande est {revision.get_state_display()} : il n’y a plus rien à décider."
    others = AgendaItem.objects.filter(revision=revision).tabled().select_related("session")
    other = (others.exclude(pk=item.pk) if item is not None else others).first()
    return f"Cette révision est déjà à l’ordre du jour de la {other.session.label}." if other is not None else ""


def _check_flags(flags: AnnexFlags) -> None:
    errors: dict[str, list[str]] = {}
    if not flags.title.strip():
        errors["title"] = ["Donnez un intitulé à l’annexe."]
    if flags.is_confidential and flags.is_published:
        errors["is_published"] = ["Une annexe confidentielle n’est pas publiée : gardez l’un ou l’autre."]
    if errors:
        raise InvalidInput(errors)


def _flag_values(flags: AnnexFlags) -> dict:
    return {
        "title": flags.title.strip()[:300],
        "is_confidential": flags.is_confidential,
        "is_printed": flags.is_printed,
        "is_signed": flags.is_signed,
        "is_published": flags.is_published,
    }
