"""Adopt several items together, without discussion: one act, a vote and a decision for each.

An objection takes an item out.
"""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.record import record
from sessions.core.enums import ItemKind, Outcome, Section
from sessions.core.enums import SessionState as State
from sessions.core.models import AgendaItem, Ballot, CommissionSession, Decision, MinuteText
from sessions.core.operations.stepping import lock_session, lock_session_of

from ..models import ConsentLine
from ..queries.room import room_of
from .deciding import decide, pv_to_approve
from .holding import refuse_unless_running
from .voting import refuse_unfit

if TYPE_CHECKING:
    from foundation.accounts.models import User

# A qualified opinion writes its reserves: that is a discussion.
OUTCOMES = (Outcome.FAVOURABLE, Outcome.NOTED, Outcome.APPROVED, Outcome.ADJOURNED, Outcome.UNFAVOURABLE)
BEFORE = (State.PREPARING, State.CONVENED, State.OPEN, State.SUSPENDED)


@transaction.atomic
def put_in_block(item_id: UUID, *, outcome: Outcome | str, by: "User | None") -> ConsentLine:
    """Put an item among those adopted together, with what it is proposed to conclude.

    Put again, it takes the new conclusion.
    """
    session, item = _locked(item_id)
    refuse_unless_running(session, "de mettre ce point dans le bloc", states=BEFORE)
    if outcome not in OUTCOMES:
        raise InvalidInput(
            {
                "outcome": [
                    "Choisissez une conclusion qui s’adopte sans débat ; un avis sous réserve se discute, pour écrire"
                    " ses réserves."
                ]
            }
        )
    if item.kind == ItemKind.HEADING or item.withdrawn_at is not None:
        raise Refused("Impossible de mettre ce point dans le bloc : c’est un titre, ou un point retiré.")
    refuse_unfit(outcome, item, "outcome")
    pv_to_approve(item, outcome)
    if (
        Decision.objects.filter(item=item).exists()
        or Ballot.objects.filter(item=item).exclude(state="cancelled").exists()
    ):
        raise Refused("Impossible de mettre ce point dans le bloc : il est déjà mis aux voix ou décidé.")
    objected = ConsentLine.objects.filter(item=item, removed_at__isnull=False).exclude(objector="").first()
    if objected is not None:
        raise Refused(
            f"Impossible de remettre ce point dans le bloc : {objected.objector} a demandé qu’il soit débattu."
        )
    line = ConsentLine.objects.select_for_update(of=("self",)).filter(item=item, removed_at=None).first()
    if line is None:
        line = ConsentLine.objects.create(
            scope_id=session.scope_id, session=session, item=item, outcome=outcome, put_by=by
        )
    elif line.outcome != outcome:
        line.outcome = outcome
        line.save(update_fields=["outcome"])
    record("put_in_block", item, by=by, after={"outcome": outcome})
    return line


@transaction.atomic
def take_out_of_block(item_id: UUID, *, objector: str = "", objection: str = "", by: "User | None") -> ConsentLine:
    """Take an item out of the block: by a member's objection (then it is debated, and not put back), or by the
    secretary who put it there.
    """
    session, item = _locked(item_id)
    refuse_unless_running(session, "de sortir ce point du bloc", states=BEFORE)
    line = ConsentLine.objects.select_for_update(of=("self",)).filter(item=item, removed_at=None).first()
    if line is None:
        raise Refused("Ce point n’est pas dans le bloc. Rien n’a été changé.")
    if line.decision_id is not None:
        raise Refused("Impossible de sortir ce point du bloc : il est adopté.")
    line.removed_at, line.removed_by, line.objector, line.objection = (
        clock.now(),
        by,
        objector.strip()[:300],
        objection.strip()[:1000],
    )
    line.save(update_fields=["removed_at", "removed_by", "objector", "objection"])
    record(
        "take_out_of_block",
        item,
        by=by,
        reason=line.objection,
        personal={"objector": line.objector} if line.objector else None,
    )
    return line


@transaction.atomic
def object_to_item(item_id: UUID, *, seat_id: UUID, objection: str = "", by: "User | None") -> ConsentLine:
    """A member asks that an item of the block be debated; no reason is asked of him."""
    session, item = _locked(item_id)
    line = room_of(session).line_of(seat_id)
    if line is None:
        raise InvalidInput({"seat": ["Ce siège n’est pas de la commission à la date de la session."]})
    return take_out_of_block(item.pk, objector=line.person_name or line.label, objection=objection, by=by)


def leave_block(item_id: UUID, *, seat_id: UUID | None, objection: str = "", by: "User | None") -> ConsentLine:
    """Take an item out for a member, or for whoever holds the session when no seat is named."""
    if seat_id is None:
        return take_out_of_block(item_id, objection=objection, by=by)
    return object_to_item(item_id, seat_id=seat_id, objection=objection, by=by)


@transaction.atomic
def adopt_block(session_id: UUID, *, by: "User | None") -> list[Decision]:
    """Adopt every item of the block in one act, in the order of the agenda: each gets its vote and its decision; all or
    none.

    Raise Refused with the item that cannot be decided (quorum of that item, open reserve): the secretary takes it out
    and begins again.
    """
    session = lock_session(session_id)
    refuse_unless_running(session, "d’adopter le bloc", states=(State.OPEN,))
    lines = list(
        ConsentLine.objects.select_for_update(of=("self",))
        .filter(session=session, removed_at=None, decision=None)
        .select_related("item")
    )
    if not lines:
        raise Refused("Le bloc est vide : mettez-y les points à adopter sans débat.")
    taken = []
    texts = dict(MinuteText.objects.filter(session=session, section=Section.DECISION).values_list("item_id", "text"))
    for line in sorted(lines, key=lambda line: line.item.position):
        try:
            decision = decide(
                line.item_id, outcome=line.outcome, text=texts.get(line.item_id, ""), by_consensus=True, by=by
            )
        except Refused as refusal:
            raise Refused(
                f"Le bloc n’est pas adopté, à cause de « {line.item.title} ». {refusal.message}",
                article=refusal.article,
            ) from None
        line.decision = decision
        line.save(update_fields=["decision"])
        taken.append(decision)
    record("adopt_block", session, by=by, after={"decisions": [decision.number for decision in taken]})
    return taken


def _locked(item_id: UUID) -> tuple[CommissionSession, AgendaItem]:
    session = lock_session_of(item_id)
    return session, AgendaItem.objects.get(pk=item_id, session=session)
