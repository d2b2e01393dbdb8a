"""Submit a need, give it back, set it aside, take it up again."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from foundation.common.constraints import constraints_as_refusals
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.record import record, record_each

from ..enums import NeedAct as Act
from ..enums import NeedState as State
from ..models import Need
from ..queries.grids import grid_in_force
from ..workflow import NEED_WORKFLOW

if TYPE_CHECKING:
    from foundation.accounts.models import User


def locked(need_id: UUID) -> Need:
    return Need.objects.select_for_update(of=("self",)).select_related("structure", "commission").get(pk=need_id)


def move(need: Need, act: Act, *, by: "User | None", reason: str = "") -> Need:
    """One line of the table of moves, written and journaled; called inside an act."""
    before = State(need.state)
    need.state, need.state_reason = NEED_WORKFLOW.target(act, before), reason.strip()
    need.version += 1
    with constraints_as_refusals(Need):
        need.save(update_fields=["state", "state_reason", "version"])
    record(act, need, by=by, reason=reason.strip(), before={"state": before}, after={"state": need.state})
    return need


def move_each(needs: Sequence[Need], act: Act, *, by: "User | None", reasons: Sequence[str] = ()) -> None:
    """The same move of several needs, two queries whatever their number; each with its reason where it has one."""
    for need, reason in zip(needs, reasons or [""] * len(needs), strict=True):
        need.state, need.state_reason = NEED_WORKFLOW.target(act, State(need.state)), reason.strip()
        need.version += 1
    Need.objects.bulk_update(needs, ["state", "state_reason", "version"])
    told = [(need, {"state": need.state} | ({"reason": need.state_reason} if reasons else {})) for need in needs]
    record_each(act, told, by=by)


@transaction.atomic
def submit(need_id: UUID, *, by: "User | None") -> Need:
    """Give a need to the commission; Refused when it does not say who asks."""
    need = locked(need_id)
    if need.state == State.DRAFT and not need.asked_by:
        raise Refused(
            "Impossible de soumettre ce besoin : il ne dit pas qui le demande. Modifiez-le et nommez la structure, ou"
            " le demandeur en toutes lettres."
        )
    return _scored_where_it_is(move(need, Act.SUBMIT, by=by), by=by)


def _with_reason(need_id: UUID, act: Act, reason: str, by: "User | None") -> Need:
    if not reason.strip():
        raise InvalidInput({"reason": ["Donnez le motif : il reste à l’historique du besoin."]})
    return move(locked(need_id), act, by=by, reason=reason)


@transaction.atomic
def send_back(need_id: UUID, *, reason: str, by: "User | None") -> Need:
    """Give a need back to who registered it; its scores stay."""
    return _with_reason(need_id, Act.SEND_BACK, reason, by)


@transaction.atomic
def set_aside(need_id: UUID, *, reason: str, by: "User | None") -> Need:
    """Discard a need without ranking it: entered twice, out of the mission of the commission."""
    return _with_reason(need_id, Act.SET_ASIDE, reason, by)


@transaction.atomic
def reopen(need_id: UUID, *, reason: str, by: "User | None") -> Need:
    """Put a need before the commission again; what was adopted of it stays written."""
    return _scored_where_it_is(_with_reason(need_id, Act.REOPEN, reason, by), by=by)


def forget_old_totals(needs: Sequence[Need]) -> None:
    """What was scored under a grid that is no longer in force has no total; needs of one commission."""
    if not needs:
        return
    grid = grid_in_force(needs[0].commission_id)
    old = [need for need in needs if need.grid_id is not None and (grid is None or need.grid_id != grid.pk)]
    for need in old:
        need.grid, need.total, need.spread, need.scorer_count = None, None, None, 0
    Need.objects.bulk_update(old, ["grid", "total", "spread", "scorer_count"])


def _scored_where_it_is(need: Need, *, by: "User | None") -> Need:
    """A need that waits again is scored where each criterion of the grid in force still has its score."""
    forget_old_totals([need])
    return move(need, Act.SCORE, by=by) if need.total is not None else need
