"""A campaign of inventory: open it, note what is seen and what is not, close it with its statement.

Noting is safe to do again: a phone that was out of reach sends what it kept, perhaps twice.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Value

from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.exceptions import InvalidInput, Refused
from foundation.documents.operations.making import Paper, freeze_documents, request_paper
from foundation.journal.record import record, record_each

from ..enums import STATEMENT_PAPER, AssetAct, AssetState, LineOutcome, StocktakeAct, StocktakeState
from ..models import Asset, AssetMove, Stocktake, StocktakeLine
from ..queries.stocktakes import is_lost
from ..reports import build_statement
from ..workflow import STOCKTAKE_WORKFLOW
from .moving import move_of

if TYPE_CHECKING:
    from foundation.accounts.models import User

LABEL = re.compile(r"(?:^|/)e/(?P<code>[^/?#]+)/?(?:[?#].*)?$")
CHUNK = 2000
PLACES = 12  # of the register, told to whoever named another
SEEN = (LineOutcome.CONFIRMED, LineOutcome.FOUND)


def locked(stocktake_id: UUID, *, alone: bool = False) -> Stocktake:
    """The campaign, which nobody closes meanwhile; several note at once, one closes `alone`."""
    rows = Stocktake.objects.select_related("ministry", "structure")
    lock = rows.select_for_update(of=("self",), no_key=not alone)
    found: Stocktake = lock.get(pk=stocktake_id)
    return found


def list_expected(stocktake: Stocktake) -> int:
    """Write the lines of what should be there, by state, structure and site; called when a campaign opens.

    Raise InvalidInput when it would expect nothing at the place that it names.
    """
    rows = Asset.objects.filter(scope_id=stocktake.scope_id).held()
    if stocktake.structure_id is not None:
        rows = rows.filter(structure_id=stocktake.structure_id)
    if stocktake.site:
        rows = rows.annotate(key=SortKey("site")).filter(key=SortKey(Value(stocktake.site)))
    lines = (
        StocktakeLine(scope_id=stocktake.scope_id, stocktake=stocktake, asset_id=key, is_expected=True)
        for key in rows.order_by("code").values_list("pk", flat=True).iterator(chunk_size=CHUNK)
    )
    written = len(StocktakeLine.objects.bulk_create(lines, batch_size=CHUNK))
    if not written and stocktake.site:
        raise InvalidInput({"site": [_unknown_place(stocktake)]})
    return written


def _unknown_place(stocktake: Stocktake) -> str:
    """Why a campaign that would expect nothing does not open: its place cannot be corrected afterwards."""
    held = Asset.objects.filter(scope_id=stocktake.scope_id).held().exclude(site="")
    known = list(held.order_by("site").values_list("site", flat=True).distinct()[:PLACES])
    offered = f" Lieux des fiches : {' ; '.join(known)}." if known else ""
    return (
        f"Aucun actif à inventorier n’est à « {stocktake.site} » : prenez le lieu exact des fiches, ou laissez"
        f" vide.{offered}"
    )


def _open_one(stocktake_id: UUID) -> Stocktake:
    stocktake = locked(stocktake_id)
    STOCKTAKE_WORKFLOW.target(StocktakeAct.NOTE, StocktakeState(stocktake.state))
    return stocktake


def read_code(text: str) -> str:
    """What was read: the number in the address of a label, else the words themselves."""
    typed = " ".join(text.split())
    found = LABEL.search(typed)
    return found["code"] if found else typed


def _asset_of(stocktake: Stocktake, code: str) -> Asset | None:
    rows = Asset.objects.filter(scope_id=stocktake.scope_id).select_related("category", "structure").defer("search")
    if (asset := rows.filter(code__iexact=code).first()) is not None:
        return asset
    found = list(rows.exclude(serial="").annotate(key=SortKey("serial")).filter(key=SortKey(Value(code)))[:2])
    if len(found) > 1:
        raise InvalidInput(
            {"code": [f"Deux actifs portent ce numéro de série : donnez leur numéro ({found[0].code}…)."]}
        )
    return found[0] if found else None


@transaction.atomic
def note_seen(stocktake_id: UUID, *, code: str, site: str = "", note: str = "", by: "User | None") -> StocktakeLine:
    """Confirm an asset that was expected, or note one that is found besides; what no register knows is noted by its
    words.
    """
    stocktake, code = _open_one(stocktake_id), read_code(code)
    if not code:
        raise InvalidInput({"code": ["Lisez l’étiquette, ou tapez le numéro."]})
    asset = _asset_of(stocktake, code)
    line = _lines(stocktake, asset, code).first()
    if line is None:
        named: dict[str, Any] = {"asset": asset} if asset is not None else {"label": code[:300]}
        line = StocktakeLine(scope_id=stocktake.scope_id, stocktake=stocktake, is_expected=False, **named)
    outcome = LineOutcome.CONFIRMED if line.is_expected else LineOutcome.FOUND
    return _note(stocktake, line, outcome, StocktakeAct.NOTE, site=site, note=note, by=by)


@transaction.atomic
def note_missing(stocktake_id: UUID, *, code: str, note: str = "", by: "User | None") -> StocktakeLine:
    """Note that an asset that was expected is not there."""
    stocktake = _open_one(stocktake_id)
    line = _line_of(stocktake, code)
    if not line.is_expected:
        raise Refused("Impossible de noter cet actif comme introuvable : il n’était pas attendu dans cette campagne.")
    return _note(stocktake, line, LineOutcome.MISSING, StocktakeAct.MISS, note=note, by=by)


@transaction.atomic
def undo_note(stocktake_id: UUID, *, code: str, note: str = "", by: "User | None") -> StocktakeLine:
    """Take back what was noted by mistake: an asset expected waits again, one found besides is no longer there."""
    stocktake = _open_one(stocktake_id)
    line = _line_of(stocktake, code)
    before = line.outcome
    line.outcome, line.site, line.note, line.noted_at, line.by_name = LineOutcome.WAITING, "", "", None, ""
    if line.is_expected:
        line.save()
    else:
        StocktakeLine.objects.filter(pk=line.pk).delete()
    said = {"asset": str(line), "outcome": before}
    record(StocktakeAct.UNDO, stocktake, by=by, reason=note.strip(), before=said)
    return line


def _lines(stocktake: Stocktake, asset: Asset | None, code: str) -> Any:
    """The line of an asset, else that of these words in any case; locked."""
    rows = StocktakeLine.objects.select_for_update(of=("self",)).filter(stocktake=stocktake, asset=asset)
    if asset is not None:
        return rows
    return rows.annotate(key=SortKey("label")).filter(key=SortKey(Value(code[:300])))


def _line_of(stocktake: Stocktake, code: str) -> StocktakeLine:
    code = read_code(code)
    asset = _asset_of(stocktake, code) if code else None
    rows = _lines(stocktake, asset, code).select_related("asset", "asset__category")
    line: StocktakeLine | None = rows.first() if code else None
    if line is None:
        raise InvalidInput({"code": [f"« {code[:60]} » n’est pas dans cette campagne."]})
    return line


def _note(
    stocktake: Stocktake,
    line: StocktakeLine,
    outcome: LineOutcome,
    act: StocktakeAct,
    *,
    site: str = "",
    note: str = "",
    by: "User | None",
) -> StocktakeLine:
    if not line._state.adding and line.outcome == outcome and (line.site, line.note) == (site.strip(), note.strip()):
        return line  # sent again
    line.outcome, line.site, line.note = outcome, site.strip(), note.strip()
    line.noted_at, line.by_name = clock.now(), str(by) if by is not None else ""
    line.save()
    told = {"asset": str(line), "outcome": outcome, "site": line.site, "note": line.note}
    record(act, stocktake, by=by, after={name: value for name, value in told.items() if value})
    return line


@transaction.atomic
def close_stocktake(stocktake_id: UUID, *, note: str = "", by: "User | None") -> Stocktake:
    """End a campaign: what was seen nowhere is missing, here and in the register; what was seen is dated; what was
    missing and is found is in stock again.
    """
    stocktake = locked(stocktake_id, alone=True)
    stocktake.state = STOCKTAKE_WORKFLOW.target(StocktakeAct.CLOSE, StocktakeState(stocktake.state))
    today = clock.today()
    stocktake.closed_on = today
    stocktake.version += 1
    stocktake.save(update_fields=["state", "closed_on", "version"])
    lines = StocktakeLine.objects.filter(stocktake=stocktake)
    left = lines.filter(outcome=LineOutcome.WAITING).exclude(pk__in=_spared(stocktake).values("pk"))
    left.update(outcome=LineOutcome.MISSING, noted_at=clock.now())
    seen = lines.filter(outcome__in=SEEN, asset__isnull=False)
    Asset.objects.filter(pk__in=seen.values("asset")).filter(Q(last_seen_on=None) | Q(last_seen_on__lt=today)).update(
        last_seen_on=today
    )
    gone = Asset.objects.held().filter(pk__in=lines.filter(outcome=LineOutcome.MISSING).values("asset"))
    back = Asset.objects.filter(pk__in=seen.values("asset"), state=AssetState.MISSING)
    reason = f"Campagne « {stocktake.title} »"
    _move_each(gone, AssetAct.LOSE, AssetState.MISSING, reason, by=by)
    _move_each(back, AssetAct.FIND, AssetState.STOCK, reason, by=by)
    counted = Stocktake.objects.with_counts().select_related("ministry", "structure").get(pk=stocktake.pk)
    record(StocktakeAct.CLOSE, stocktake, by=by, reason=note.strip(), after=counts_of(counted))
    _freeze(counted, by=by)
    return stocktake


@transaction.atomic
def establish_statement(stocktake_id: UUID, *, by: "User | None") -> Stocktake:
    """Ask for the statement of a campaign that has none, or whose making was given up."""
    stocktake = locked(stocktake_id, alone=True)
    STOCKTAKE_WORKFLOW.target(StocktakeAct.ESTABLISH, StocktakeState(stocktake.state))
    paper = stocktake.paper
    if paper is not None and not is_lost(paper):
        raise Refused("L’état de cette campagne est établi, ou en cours de mise en page : rechargez sa page.")
    record(StocktakeAct.ESTABLISH, stocktake, by=by)
    if paper is not None:
        request_paper(paper, by=by)
    else:
        _freeze(Stocktake.objects.with_counts().select_related("ministry", "structure").get(pk=stocktake.pk), by=by)
    return stocktake


def _freeze(stocktake: Stocktake, *, by: "User | None") -> None:
    """Keep the statement as it stands, and ask for its PDF; needs `with_counts`."""
    content = build_statement(stocktake)
    freeze_documents(
        [Paper(stocktake, content)],
        kind=STATEMENT_PAPER,
        title=content.title,
        scope=stocktake.scope_id,
        by=by,
        reference=content.reference,
        is_specimen=content.is_fictitious,
        transmitted_at=clock.now(),  # the ASIN reads the assets themselves
    )


def _spared(stocktake: Stocktake) -> Any:
    """The lines of what nobody had to show: it is in repair or retired, or was seen elsewhere since the campaign
    opened, by an agent or in another campaign.
    """
    seen = StocktakeLine.objects.filter(outcome__in=SEEN, asset=OuterRef("asset"))
    seen = seen.filter(noted_at__date__gte=stocktake.opened_on)
    away = Q(asset__state__in=(AssetState.REPAIR, AssetState.RETIRED))
    lines = StocktakeLine.objects.filter(stocktake=stocktake, outcome=LineOutcome.WAITING)
    return lines.filter(away | Q(asset__last_seen_on__gte=stocktake.opened_on) | Exists(seen))


def _move_each(rows: Any, act: AssetAct, state: AssetState, reason: str, *, by: "User | None") -> None:
    """The same move of several assets: its rows, its lines of the journal, in a few queries."""
    assets: Sequence[Asset] = list(
        rows.select_for_update(of=("self",)).select_related("structure", "category").defer("search").order_by("code")
    )
    moves = []
    for asset in assets:
        before = (asset.state, asset.place, asset.holder)
        asset.state = state
        moves.append(move_of(asset, act, before, by=by, reason=reason))
    Asset.objects.filter(pk__in=[asset.pk for asset in assets]).update(state=state, version=F("version") + 1)
    AssetMove.objects.bulk_create(moves, batch_size=CHUNK)
    for start in range(0, len(assets), CHUNK):
        part = assets[start : start + CHUNK]
        record_each(act, ((asset, {"state": state}) for asset in part), by=by, reason=reason)


def counts_of(stocktake: Stocktake) -> dict[str, int]:
    """What the statement counts; needs `with_counts`."""
    return {
        "expected": stocktake.expected,
        "confirmed": stocktake.count_confirmed,
        "missing": stocktake.count_missing,
        "found": stocktake.count_found,
        "waiting": stocktake.count_waiting,
    }
