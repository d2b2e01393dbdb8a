"""The block of items adopted together: what is in it, what came out of it and why, what could be put in it."""

from dataclasses import dataclass

from foundation.accounts.models import User
from sessions.core.enums import ItemKind
from sessions.core.models import AgendaItem, Ballot, CommissionSession
from sessions.core.queries.roll import seats_of

from ..models import ConsentLine
from .presence import SeatPresence, events_of, read_presence


@dataclass(frozen=True)
class Block:
    standing: tuple[ConsentLine, ...]
    adopted: tuple[ConsentLine, ...]
    out: tuple[ConsentLine, ...]  # by an objection
    others: tuple[AgendaItem, ...]  # could be put in it
    seats: tuple[SeatPresence, ...]  # with a vote


def block_of(session: CommissionSession, user: User) -> Block:
    """Read the block, in the order of the agenda (7 queries)."""
    items = AgendaItem.objects.visible_to(user).filter(session=session)
    lines = list(
        ConsentLine.objects.filter(session=session, item__in=items)
        .select_related("item", "decision")
        .order_by("item__position", "created_at", "pk")
    )
    standing = tuple(line for line in lines if line.removed_at is None and line.decision_id is None)
    barred = {line.item_id for line in lines if line.removed_at is None or line.objector}
    barred |= set(Ballot.objects.filter(session=session).exclude(state="cancelled").values_list("item_id", flat=True))
    for line in lines:
        line.item.session = session
        line.item.tell(user)
    free = items.filter(withdrawn_at=None, outcome="").exclude(kind=ItemKind.HEADING).in_order()
    return Block(
        standing=standing,
        adopted=tuple(line for line in lines if line.decision_id is not None),
        out=tuple(line for line in lines if line.objector),
        others=tuple(item for item in free if item.pk not in barred),
        seats=tuple(line for line in read_presence(seats_of(session), events_of(session)) if line.has_vote),
    )
