"""Assets that come in by files: check what they would do, do it, abandon it (ADR 0084).

Checking does all that importing does, then takes it back: what is shown is what will be written.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from foundation.common import clock
from foundation.common.constraints import constraints_as_refusals
from foundation.common.database import taken_back, write_rows
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.typography import plural, short_amount, short_date
from foundation.journal.record import record, record_each
from foundation.registers.enums import RegisterAct
from ministries.models import Ministry
from plans.operations.lines import refuse_lines

from ..enums import AssetImportAct, AssetImportKind, AssetImportState, AssetState
from ..enums import AssetImportOutcome as Outcome
from ..glpi import Device
from ..models import Asset, AssetImport, AssetImportLine
from ..queries.agent import sections_in_words
from ..rules import can_keep_asset
from ..workflow import ASSET_IMPORT_WORKFLOW
from .agent import FILLED, alone, asset_of, read_files, software_of, take_file
from .moving import first_move
from .numbering import next_codes
from .table import CORRECTED, assets_of, corrections_of, left_to_acts, packed_values, read_lines, unpacked_values

if TYPE_CHECKING:
    from foundation.accounts.models import User

WRITTEN = ("title", "outcome", "reasons", "changes", "content", "before", "asset", "asset_version")
CONSTRAINED = {"serial", "manufacturer", "purchased_on", "warranty_until"}  # the base may refuse a correction of these
TOGETHER = ({*CORRECTED} - CONSTRAINED) | {"version"}
BATCH = 500
WAITS = 30  # days for which an import that was checked is kept


@transaction.atomic
def check_agent_files(
    *, ministry: Ministry, uploads: Sequence[UploadedFile], name: str = "uploads", by: "User | None"
) -> AssetImport:
    """Say what files of agents would do, file by file; nothing is written yet. None of them readable, none is kept."""
    found = read_files(ministry, uploads, name, by=by)
    if not any(each.device for each in found):
        raise InvalidInput({name: [f"{each.name} : {sentence}" for each in found for sentence in each.refusals]})
    title = found[0].name if len(found) == 1 else f"{plural(len(found), 'fichier')} d’agent"
    run = _opened(ministry, AssetImportKind.AGENT, title, [], by=by)
    lines = [
        _line(
            run,
            rank,
            each.name,
            refusals=each.refusals,
            content={"digest": each.digest, "device": each.device.packed()} if each.device else {},
        )
        for rank, each in enumerate(found, start=1)
    ]
    return _checked(run, lines, by=by)


@transaction.atomic
def check_table(
    *, ministry: Ministry, upload: UploadedFile | None = None, lines: str = "", by: "User | None"
) -> AssetImport:
    """Say what a table of assets would do, line by line; nothing is written yet."""
    if by is not None and not can_keep_asset(by, Asset(scope_id=ministry.scope_id)):
        raise InvalidInput({"ministry": [can_keep_asset.sentence]})
    found, read_as, ignored = read_lines(ministry, upload, lines)
    notes = [f"Lu comme {read_as}."]
    notes += [f"Colonnes laissées de côté : {', '.join(ignored)}."[:500]] if ignored else []
    title = (upload.name if upload is not None else "") or "Lignes collées"
    run = _opened(ministry, AssetImportKind.TABLE, title, notes, by=by)
    rows = [
        _line(
            run,
            each.number,
            f"Ligne {each.number}",
            refusals=each.refusals,
            content={} if each.refusals else packed_values(each.values),
            title=" ".join(filter(None, (each.values["name"], each.values["manufacturer"], each.values["model_name"]))),
        )
        for each in found
    ]
    return _checked(run, rows, by=by)


def check_import(
    *, ministry: Ministry, lines: str = "", file: UploadedFile | None = None, by: "User | None"
) -> AssetImport:
    """Say what a file of an agent, or the lines of a table, would do; nothing is written yet."""
    if (file is None) == (not lines.strip()):
        raise InvalidInput({"file": ["Envoyez un fichier d’agent, ou les lignes d’un tableau : l’un des deux."]})
    if file is not None:
        return check_agent_files(ministry=ministry, uploads=[file], name="file", by=by)
    return check_table(ministry=ministry, lines=lines, by=by)


@transaction.atomic
def import_assets(
    *, ministry: Ministry, upload: UploadedFile | None = None, lines: str = "", by: "User | None"
) -> AssetImport:
    """Take a table at once, all its lines or none; the same one sent twice adds nothing the second time."""
    run = check_table(ministry=ministry, upload=upload, lines=lines, by=by)
    refused = run.lines.filter(outcome=Outcome.REFUSED).order_by("rank")
    said = [f"{line.origin}, {reason}" for line in refused for reason in line.reasons]
    refuse_lines("upload" if upload is not None else "lines", said)
    return run_import(run.pk, by=by) if run.created + run.updated else run


def _opened(ministry: Ministry, kind: str, title: str, notes: list[str], *, by: "User | None") -> AssetImport:
    run = AssetImport(
        scope_id=ministry.scope_id,
        ministry=ministry,
        kind=kind,
        title=title[:300],
        notes=notes,
        opened_at=clock.now(),
        opened_by=str(by) if by is not None else "",
        is_fictitious=ministry.is_fictitious,
    )
    run.save(force_insert=True)
    return run


def _line(
    run: AssetImport, rank: int, origin: str, *, refusals: Sequence[str], content: dict[str, Any], title: str = ""
) -> AssetImportLine:
    return AssetImportLine(
        scope_id=run.scope_id,
        asset_import=run,
        rank=rank,
        origin=origin,
        title=title[:700],
        outcome=Outcome.REFUSED if refusals else Outcome.UNCHANGED,
        reasons=[sentence[:1000] for sentence in refusals],
        content=content,
    )


def _checked(run: AssetImport, lines: list[AssetImportLine], *, by: "User | None") -> AssetImport:
    """Do it, keep what it did, take it back."""
    with taken_back():
        WRITES[AssetImportKind(run.kind)](run, [line for line in lines if line.outcome != Outcome.REFUSED], by)
    named = Asset.objects.filter(pk__in=[line.asset_id for line in lines if line.asset_id])
    left = set(named.values_list("pk", flat=True))
    for line in lines:
        if line.asset is not None and line.asset.pk not in left:  # made within, by this line or by one before it
            line.title, line.asset = line.asset.title[:700], None  # its number is not given yet
        line.asset_version, line.before = None, {}
    AssetImportLine.objects.bulk_create(lines, batch_size=BATCH)
    _count(run, lines)
    run.save()
    record(AssetImportAct.CHECK, run, by=by, after=_counts(run))
    return run


def locked_import(import_id: UUID) -> AssetImport:
    found: AssetImport = (
        AssetImport.objects.select_for_update(of=("self",)).select_related("ministry").get(pk=import_id)
    )
    return found


@transaction.atomic
def run_import(import_id: UUID, *, by: "User | None") -> AssetImport:
    """Write what was checked, but for what is refused; each line keeps what it did, so that it can be taken back."""
    run = locked_import(import_id)
    run.state = ASSET_IMPORT_WORKFLOW.target(AssetImportAct.RUN, AssetImportState(run.state))
    lines = list(run.lines.order_by("rank", "pk"))
    if all(line.outcome in (Outcome.REFUSED, Outcome.UNCHANGED) for line in lines):
        raise Refused(
            "Impossible d’importer : rien n’est nouveau ni modifié. Corrigez ce qui est refusé, puis redéposez."
        )
    WRITES[AssetImportKind(run.kind)](run, [line for line in lines if line.outcome != Outcome.REFUSED], by)
    for line in lines:
        line.content = {}
    write_rows(lines, WRITTEN)
    _count(run, lines)
    run.done_at, run.done_by, run.version = clock.now(), str(by) if by is not None else "", run.version + 1
    run.save()
    record(AssetImportAct.RUN, run, by=by, after=_counts(run))
    return run


@transaction.atomic
def abandon_import(import_id: UUID, *, by: "User | None") -> AssetImport:
    """Leave an import that was checked: nothing of it was written, nothing of its files stays."""
    run = locked_import(import_id)
    run.state = ASSET_IMPORT_WORKFLOW.target(AssetImportAct.ABANDON, AssetImportState(run.state))
    run.version += 1
    run.save(update_fields=["state", "version"])
    run.lines.update(content={})
    record(AssetImportAct.ABANDON, run, by=by)
    return run


def abandon_left() -> int:
    """Abandon what was checked and left for WAITS days: what the files held must not stay here. Return how many."""
    left = AssetImport.objects.filter(state=AssetImportState.CHECKED, opened_at__lt=clock.now() - timedelta(days=WAITS))
    keys = list(left.order_by("opened_at", "pk").values_list("pk", flat=True))
    for key in keys:
        abandon_import(key, by=None)
    return len(keys)


def _count(run: AssetImport, lines: Sequence[AssetImportLine]) -> None:
    for outcome in Outcome:
        setattr(run, outcome.value, sum(line.outcome == outcome for line in lines))


def _counts(run: AssetImport) -> dict[str, int]:
    return {outcome.value: count for outcome in Outcome if (count := getattr(run, outcome.value))}


# Files of agents


def _write_files(run: AssetImport, lines: Sequence[AssetImportLine], by: "User | None") -> None:
    alone(run.ministry)
    for line in lines:
        device = Device.unpacked(line.content["device"])
        known = asset_of(device, run.ministry)
        was = _as_it_was(known) if known is not None else {}
        file = take_file(device, known, line.origin, line.content["digest"], run.ministry, by=by, asset_import=run)
        asset = file.asset
        line.asset, line.asset_version, line.outcome = asset, asset.version, Outcome(file.outcome)
        line.title = str(asset)[:700]
        line.before, line.changes = {}, []
        if line.outcome == Outcome.UPDATED:
            line.before = _kept(was, asset, file.sections)
            said = [(name, was["fields"][name], getattr(asset, name)) for name in FILLED]
            line.changes = [[label_of(name), before, after] for name, before, after in said if before != after]
            line.changes += [["parties de l’inventaire", "", sections_in_words(file.sections)]] if file.sections else []


def _as_it_was(asset: Asset) -> dict[str, Any]:
    return {
        "version": asset.version,
        "fields": {name: getattr(asset, name) for name in FILLED},
        "seen": plain(asset.last_seen_on),
        "sections": {row.name: [row.content, row.sha256, row.said_at.isoformat()] for row in asset.sections.all()},
        "software": software_of(asset),
    }


def _kept(was: dict[str, Any], asset: Asset, changed: Sequence[str]) -> dict[str, Any]:
    """What to put back of the sections that changed, and what must be found there then."""
    prints = dict(asset.sections.values_list("name", "sha256"))
    names = [name for name in changed if name != "softwares"]
    kept: dict[str, Any] = {
        "version": was["version"],
        "fields": was["fields"],
        "seen": [was["seen"], plain(asset.last_seen_on)],
        "sections": {name: was["sections"].get(name) for name in names},
        "prints": {name: prints.get(name) for name in names},
    }
    if "softwares" in changed:
        kept |= {"software": was["software"], "software_after": software_of(asset)}
    return kept


# Tables


def _write_lines(run: AssetImport, lines: Sequence[AssetImportLine], by: "User | None") -> None:
    alone(run.ministry)
    values_of = list(unpacked_values([line.content for line in lines]))
    found = assets_of(run.ministry, values_of)
    new: list[tuple[AssetImportLine, dict[str, Any]]] = []
    for line, values, known in zip(lines, values_of, found, strict=True):
        line.outcome, line.before, line.changes, line.reasons = Outcome.UNCHANGED, {}, [], []
        if values["category"] is None:
            line.outcome, line.reasons = Outcome.REFUSED, ["catégorie : elle n’est plus au portail."]
        elif isinstance(known, Asset):
            _correct(line, known, values)
        elif known is None:
            new.append((line, values))
    _create(run, new, by)
    changed = [line for line in lines if line.outcome == Outcome.UPDATED and line.asset]
    write_rows(list(dict.fromkeys(line.asset for line in changed if line.asset)), TOGETHER)
    record_each(RegisterAct.EDIT, ((line.asset, _told(line)) for line in changed if line.asset), by=by)


def _told(line: AssetImportLine) -> dict[str, Any]:
    return {label: after for label, _, after in line.changes}


def _correct(line: AssetImportLine, asset: Asset, values: dict[str, Any]) -> None:
    """Say what the line corrects; what the base may refuse is written at once, the rest with that of the others."""
    changed = corrections_of(asset, values)
    line.asset, line.title, line.reasons = asset, str(asset)[:700], left_to_acts(asset, values)
    if changed:
        fields: list[Any] = [Asset._meta.get_field(name) for name in changed]
        was = {field.attname: plain(getattr(asset, field.attname)) for field in fields}
        said = [(name, told(getattr(asset, name), name, asset)) for name in changed]
        try:
            (saved if changed.keys() & CONSTRAINED else put)(asset, changed | {"version": asset.version + 1})
        except Refused as refusal:
            line.outcome, line.asset, line.reasons = Outcome.REFUSED, None, [refusal.message]
            return
        line.outcome, line.before = Outcome.UPDATED, {"fields": was, "version": asset.version - 1}
        line.changes = [[label_of(name), before, told(getattr(asset, name), name, asset)] for name, before in said]
    line.asset_version = asset.version


def put(asset: Asset, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(asset, name, value)


def saved(asset: Asset, values: Mapping[str, Any]) -> None:
    """Write these values of an asset; refused by the base, the row in hand is as it was: another line may name it."""
    former = {name: getattr(asset, name) for name in values}
    try:
        put(asset, values)
        with constraints_as_refusals(Asset):
            asset.save(update_fields=list(values))
    except Refused:
        put(asset, former)
        raise


def plain(value: Any) -> Any:
    """A value of a column, in words that JSON keeps."""
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, UUID) else value


def label_of(name: str) -> str:
    column: Any = Asset._meta.get_field(name)
    return str(column.verbose_name)


def told(value: Any, name: str, asset: Asset) -> str:
    """A value as a page says it."""
    if value in (None, ""):
        return ""
    if name in ("purchased_on", "warranty_until"):
        return short_date(value)
    if name == "price":
        return short_amount(value)
    display: Any = getattr(asset, f"get_{name}_display", None)
    return str(display() if display else value)


def _create(run: AssetImport, new: Sequence[tuple[AssetImportLine, dict[str, Any]]], by: "User | None") -> None:
    codes = next_codes(run.ministry, len(new)) if new else []
    rows = []
    for code, (line, values) in zip(codes, new, strict=True):
        said = values | {"code": code, "state": values["state"] or AssetState.IN_USE}
        row = Asset(scope_id=run.scope_id, ministry=run.ministry, is_fictitious=run.is_fictitious, **said)
        line.outcome, line.asset, line.asset_version, line.title = Outcome.CREATED, row, 1, str(row)[:700]
        rows.append(row)
    with constraints_as_refusals(Asset):
        Asset.objects.bulk_create(rows, batch_size=BATCH)
    first_move(rows, by=by, reason=f"Tableau importé : {run.title}"[:2000])
    record_each(RegisterAct.ADD, ((row, {"name": row.title, "serial": row.serial}) for row in rows), by=by)


WRITES: dict[AssetImportKind, Callable[[AssetImport, Sequence[AssetImportLine], "User | None"], None]] = {
    AssetImportKind.AGENT: _write_files,
    AssetImportKind.TABLE: _write_lines,
}
