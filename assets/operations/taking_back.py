"""Take a whole import of assets back.

What it created and nobody touched since goes, what it changed and nobody touched since gets its values back; every
other line is kept, with the reason.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pgtrigger
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.dateparse import parse_datetime

from foundation.common import clock
from foundation.common.database import write_rows
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.record import record, record_each

from ..enums import AssetImportAct, AssetImportKind, AssetImportOutcome, AssetImportState, AssetImportUndoing
from ..glpi import unpacked_line
from ..models import AgentFile, Asset, AssetImport, AssetImportLine, AssetSection, StocktakeLine
from ..workflow import ASSET_IMPORT_WORKFLOW
from .agent import alone, software_of, write_software
from .incoming import locked_import, plain, saved

if TYPE_CHECKING:
    from foundation.accounts.models import User

COLUMNS: dict[str, Any] = {column.attname: column for column in Asset._meta.concrete_fields}
DONE = (AssetImportOutcome.CREATED, AssetImportOutcome.UPDATED)
CHANGED = "L’actif a changé depuis l’import : rien n’y est touché. Corrigez-le sur sa page."
GONE = "L’actif n’est plus au registre."
COUNTED = "Une campagne d’inventaire le compte : il reste au registre. Réformez-le, s’il n’existe pas."
SAID_SINCE = "Un agent en a dit plus depuis l’import : rien n’y est touché."


@transaction.atomic
def undo_import(import_id: UUID, *, reason: str, by: "User | None") -> AssetImport:
    """Take back what an import created and changed, but for what changed since."""
    if not reason.strip():
        raise InvalidInput({"reason": ["Dites pourquoi : le motif reste au journal."]})
    run = locked_import(import_id)
    run.state = ASSET_IMPORT_WORKFLOW.target(AssetImportAct.UNDO, AssetImportState(run.state))
    alone(run.ministry)
    lines = sorted(run.lines.filter(outcome__in=DONE).order_by("-rank", "-pk"), key=_place_in(run))
    assets, kept = _assets_of(run, lines), dict[Any, str]()
    latest: dict[Any, int] = {}
    for line in lines:
        latest[line.asset_id] = max(latest.get(line.asset_id, 0), line.asset_version or 0)
    removed, given_back = list[Asset](), list[tuple[AssetImportLine, Asset]]()
    gone = set[Any]()
    for line in lines:
        asset = assets.get(line.asset_id)
        why = GONE if asset is None else kept.get(asset.pk) or _refusal(line, asset, latest[asset.pk])
        if asset is not None and not why and line.outcome == AssetImportOutcome.UPDATED:
            _remove(run, removed)  # what came in after it may hold the serial that it gave up
            if not (why := _give_back(line, asset)):
                given_back.append((line, asset))
                latest[asset.pk] = asset.version
        elif asset is not None and not why:
            removed.append(asset)
            gone.add(asset.pk)
        line.undoing = AssetImportUndoing.KEPT if why else AssetImportUndoing.UNDONE
        line.undoing_reason = why
        if asset is not None and why:
            kept[asset.pk] = why
    _remove(run, removed)
    back = [
        (each, {"import": run.title}) for each in dict.fromkeys(row for _, row in given_back) if each.pk not in gone
    ]
    AgentFile.objects.filter(asset_import=run).exclude(asset__in=list(kept)).delete()
    write_rows(lines, ["undoing", "undoing_reason"])
    _rearm(run, given_back)
    run.undone_at, run.undone_by, run.version = clock.now(), str(by) if by is not None else "", run.version + 1
    run.save(update_fields=["state", "undone_at", "undone_by", "version"])
    record_each(AssetImportAct.UNDO, back, by=by, reason=reason.strip())
    counts = {each.value: sum(line.undoing == each for line in lines) for each in AssetImportUndoing}
    record(AssetImportAct.UNDO, run, by=by, reason=reason.strip(), after=counts)
    return run


def _place_in(run: AssetImport) -> Callable[[AssetImportLine], bool]:
    """The order in which lines are taken back, the contrary of that in which they were written: a table registers what
    is new last.
    """
    is_table = run.kind == AssetImportKind.TABLE
    return lambda line: is_table and line.outcome == AssetImportOutcome.UPDATED


def _assets_of(run: AssetImport, lines: list[AssetImportLine]) -> dict[Any, Asset]:
    """The assets of the lines, locked, each knowing whether something else speaks of it by now."""
    others = AgentFile.objects.filter(asset=OuterRef("pk")).exclude(asset_import=run)
    counted = StocktakeLine.objects.filter(asset=OuterRef("pk"))
    rows = Asset.objects.select_for_update(of=("self",)).defer("search").order_by("pk")
    rows = rows.filter(pk__in=[line.asset_id for line in lines if line.asset_id])
    return {row.pk: row for row in rows.annotate(is_counted=Exists(counted), is_said_of=Exists(others))}


def _refusal(line: AssetImportLine, asset: Any, version: int) -> str:
    """Why a line cannot be taken back; empty when it can."""
    if asset.version != version:
        return CHANGED
    if line.outcome == AssetImportOutcome.CREATED:
        return COUNTED if asset.is_counted else SAID_SINCE if asset.is_said_of else ""
    prints = line.before.get("prints", {})
    now = dict(asset.sections.filter(name__in=list(prints)).values_list("name", "sha256")) if prints else {}
    if any(now.get(name) != was for name, was in prints.items()):
        return SAID_SINCE
    if "software" in line.before and software_of(asset) != line.before["software_after"]:
        return SAID_SINCE
    return ""


def _give_back(line: AssetImportLine, asset: Asset) -> str:
    """Put back what the line changed; return why it cannot be, where it cannot: another asset has by now what this one
    had.
    """
    fields = dict(line.before["fields"])
    seen_before, seen_after = line.before.get("seen", (None, None))
    if seen_after and plain(asset.last_seen_on) == seen_after:
        fields["last_seen_on"] = seen_before
    try:
        values = {name: COLUMNS[name].to_python(value) for name, value in fields.items()}
        saved(asset, values | {"version": asset.version + 1})
    except Refused as refusal:
        return refusal.message
    for name, was in line.before.get("sections", {}).items():
        if was is None:
            asset.sections.filter(name=name).delete()
        else:
            said = {"content": was[0], "sha256": was[1], "said_at": parse_datetime(was[2])}
            AssetSection.objects.update_or_create(asset=asset, name=name, defaults={**said, "scope_id": asset.scope_id})
    if "software" in line.before:
        write_software(asset, [unpacked_line(each) for each in line.before["software"]])
    return ""


def _rearm(run: AssetImport, given_back: list[tuple[AssetImportLine, Asset]]) -> None:
    """An asset is again as the import before this one left it: that one can be taken back in its turn."""
    found: dict[Any, int] = {(asset.pk, line.before.get("version")): asset.version for line, asset in given_back}
    former = AssetImportLine.objects.filter(asset__in={key for key, _ in found}, outcome__in=DONE)
    others = former.exclude(asset_import=run).only("asset", "asset_version")
    rows = [line for line in others if (line.asset_id, line.asset_version) in found]
    for line in rows:
        line.asset_version = found[line.asset_id, line.asset_version]
    write_rows(rows, ["asset_version"])


def _remove(run: AssetImport, assets: list[Asset]) -> None:
    """Take out assets that were never anything but this import, and empty the list; their numbers are given to no
    other.
    """
    if not assets:
        return
    for asset in assets:
        if asset.installations.exists():
            write_software(asset, ())
    AgentFile.objects.filter(asset_import=run, asset__in=assets).delete()
    with pgtrigger.ignore("assets.AssetMove:asset_move_is_kept"):
        Asset.objects.filter(pk__in=[asset.pk for asset in assets]).delete()
    assets.clear()
