"""Move an asset along its life: its state, its place, its holder. Each move is a row of its own, and a line of the
journal.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from foundation.common import clock
from foundation.common.exceptions import InvalidInput
from foundation.journal.record import record
from ministries.models import Structure

from ..enums import AssetAct as Act
from ..enums import AssetState as State
from ..models import Asset, AssetMove
from ..workflow import ASSET_WORKFLOW

if TYPE_CHECKING:
    from foundation.accounts.models import User

WITH_REASON = (Act.REPAIR, Act.LOSE, Act.RETIRE, Act.REINSTATE)


def locked(asset_id: UUID) -> Asset:
    rows = Asset.objects.select_for_update(of=("self",)).select_related("structure", "category", "ministry")
    return rows.get(pk=asset_id)


def move_of(asset: Asset, act: str, before: tuple[str, str, str], *, by: "User | None", reason: str = "") -> AssetMove:
    """The row that tells a move which was done; `before`: state, place and holder as they were."""
    return AssetMove(
        scope_id=asset.scope_id,
        asset=asset,
        act=act,
        from_state=before[0],
        to_state=asset.state,
        from_place=before[1],
        to_place=asset.place,
        from_holder=before[2],
        to_holder=asset.holder,
        reason=reason.strip(),
        at=clock.now(),
        by_name=str(by) if by is not None else "",
    )


def first_move(assets: Sequence[Asset], *, by: "User | None", reason: str = "") -> None:
    """How assets came in: their first state, place and holder."""
    AssetMove.objects.bulk_create(move_of(asset, "", ("", "", ""), by=by, reason=reason) for asset in assets)


@transaction.atomic
def place(
    asset_id: UUID,
    act: Act,
    *,
    structure: Structure | None = None,
    site: str = "",
    holder: str = "",
    reason: str = "",
    by: "User | None",
) -> Asset:
    """Do an act that says where the asset goes and who holds it."""
    asset = locked(asset_id)
    if structure is not None and structure.scope_id != asset.scope_id:
        raise InvalidInput({"structure": ["Cette structure est d’un autre ministère que l’actif."]})
    return _moved(asset, act, {"structure": structure, "site": site.strip(), "holder": holder.strip()}, reason, by=by)


@transaction.atomic
def change_state(asset_id: UUID, act: Act, *, reason: str = "", by: "User | None") -> Asset:
    """Do an act that leaves the asset where it is known to be; a reason where it takes it out of use."""
    if act in WITH_REASON and not reason.strip():
        raise InvalidInput({"reason": ["Dites pourquoi : le motif reste avec le mouvement."]})
    return _moved(locked(asset_id), act, {}, reason, by=by)


def _moved(asset: Asset, act: Act, values: dict[str, Any], reason: str, *, by: "User | None") -> Asset:
    before = (asset.state, asset.place, asset.holder)
    asset.state = ASSET_WORKFLOW.target(act, State(asset.state))
    for name, value in values.items():
        setattr(asset, name, value)
    if act == Act.MOVE and before == (asset.state, asset.place, asset.holder):
        raise InvalidInput({"site": ["L’actif y est déjà, chez le même détenteur : dites ce qui change."]})
    asset.version += 1
    asset.save(update_fields=["state", *values, "version"])
    move_of(asset, act, before, by=by, reason=reason).save(force_insert=True)
    told = ("state", "place", "holder")
    after = (asset.state, asset.place, asset.holder)
    changed = [name for name, was, now in zip(told, before, after, strict=True) if was != now]
    record(
        act,
        asset,
        by=by,
        reason=reason.strip(),
        before={name: dict(zip(told, before, strict=True))[name] for name in changed},
        after={name: dict(zip(told, after, strict=True))[name] for name in changed},
    )
    return asset


def acting(act: Act, operation: Any) -> Any:
    """The operation of one act, named after it: what a page or a call declares."""

    def act_on(asset_id: UUID, *, by: "User | None", **said: Any) -> Asset:
        done: Asset = operation(asset_id, act, **said, by=by)
        return done

    act_on.__name__ = act.value
    act_on.__doc__ = operation.__doc__
    return act_on
