"""Take the files of the agent: find the asset that each speaks of, or register it; keep what is new, nothing twice.

A full file says all of a device: what it no longer holds goes. A partial one touches the sections that it holds, and
no other. What a person wrote of an asset is never written over: the agent fills what is empty.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import F, Q, Value

from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.exceptions import InvalidInput
from foundation.common.typography import plural
from foundation.documents.operations.storing import clean_name
from foundation.journal.record import record
from ministries.models import Ministry

from ..enums import AgentAct, AssetKind, AssetState, FileOutcome
from ..glpi import Device, Line, Unreadable, read
from ..models import AgentFile, Asset, AssetCategory, AssetImport, AssetSection, Installation, Software
from ..rules import can_keep_asset
from .moving import first_move
from .numbering import next_codes

if TYPE_CHECKING:
    from foundation.accounts.models import User

MOST_FILES, MOST_BYTES = 50, 25 * 1024 * 1024
FILLED = ("name", "manufacturer", "model_name", "serial", "device_id")
SAID_BY = "Agent d’inventaire"


def receive_agent_file(*, ministry: Ministry, file: UploadedFile, by: "User | None") -> AgentFile:
    """Take one file of the agent: find its asset or register it, keep what is new."""
    return receive_agent_files(ministry=ministry, uploads=[file], name="file", by=by)[0]


@transaction.atomic
def receive_agent_files(
    *, ministry: Ministry, uploads: Sequence[UploadedFile], name: str = "uploads", by: "User | None"
) -> list[AgentFile]:
    """Take several files, all or none: the refusal names each file that cannot be taken, with its path and reason."""
    found = read_files(ministry, uploads, name, by=by)
    if refused := [f"{each.name} : {sentence}" for each in found for sentence in each.refusals]:
        others = "" if len(uploads) == 1 else " Aucun fichier n’est importé : retirez celui-ci ou corrigez-le."
        raise InvalidInput({name: [*refused[:-1], refused[-1] + others]})
    alone(ministry)
    return [
        take_file(each.device, asset_of(each.device, ministry), each.name, each.digest, ministry, by=by)
        for each in found
        if each.device
    ]


@dataclass(frozen=True)
class SentFile:
    """A file as it was sent: what it says of a device, or why it cannot be taken."""

    name: str
    digest: str
    device: Device | None
    refusals: tuple[str, ...] = ()


def read_files(ministry: Ministry, uploads: Sequence[UploadedFile], name: str, *, by: "User | None") -> list[SentFile]:
    """Each file, read; in the order of the devices, a full one before its partial ones: two imports at once wait for
    each other and never cross.
    """
    if by is not None and not can_keep_asset(by, AgentFile(scope_id=ministry.scope_id)):
        raise InvalidInput({"ministry": [can_keep_asset.sentence]})
    if len(uploads) > MOST_FILES:
        raise InvalidInput({name: [f"{plural(len(uploads), 'fichier')} : {MOST_FILES} au plus à la fois."]})
    if sum(file.size or 0 for file in uploads) > MOST_BYTES:
        raise InvalidInput({name: [f"Ces fichiers dépassent {MOST_BYTES // 1024 // 1024} Mo ensemble : en deux fois."]})
    found = []
    for file in uploads:
        called, content = clean_name(file.name or "fichier.json"), file.read()
        digest = hashlib.sha256(content).hexdigest()
        try:
            found.append(SentFile(called, digest, read(content)))
        except Unreadable as refusal:
            found.append(SentFile(called, digest, None, refusal.sentences))
    return sorted(
        found, key=lambda each: (each.device.device_id, each.device.is_partial) if each.device else ("", False)
    )


def alone(ministry: Ministry) -> None:
    """One import of a ministry at a time, until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"assets.agent {ministry.scope_id}"])


def take_file(
    device: Device,
    known: Asset | None,
    name: str,
    digest: str,
    ministry: Ministry,
    *,
    by: "User | None",
    asset_import: AssetImport | None = None,
) -> AgentFile:
    """One file, of the asset known by it or of a new one: its sections, its software, the trace of the file, one line
    of the journal if any.
    """
    asset = known or _registered(device, ministry, by=by)
    filled = _filled(asset, device) if known else []
    changed = _write_sections(asset, device)
    if device.software is not None or not device.is_partial:
        changed += ["softwares"] if write_software(asset, device.software or ()) else []
    _seen(asset, device)
    is_changed = bool(changed or filled)
    outcome = FileOutcome.CREATED if known is None else FileOutcome.UPDATED if is_changed else FileOutcome.UNCHANGED
    row = AgentFile(
        scope_id=ministry.scope_id,
        ministry=ministry,
        asset=asset,
        name=name[:300],
        sha256=digest,
        device_id=device.device_id,
        item_type=device.item_type,
        agent=device.agent,
        is_partial=device.is_partial,
        outcome=outcome,
        sections=sorted(changed),
        left_out=list(device.left_out),
        asset_import=asset_import,
        received_at=clock.now(),
        by_name=str(by) if by is not None else "",
    )
    same = AgentFile.objects.filter(asset=asset, sha256=digest).order_by("-received_at", "-pk").first()
    if outcome == FileOutcome.UNCHANGED and same is not None:
        row.pk = same.pk  # told as it went this time; what was kept of it the first time stays
        return row
    row.save(force_insert=True)
    record(AgentAct.RECEIVE, asset, by=by, after={"file": row.name, "sections": row.sections, "filled": filled})
    return row


def asset_of(device: Device, ministry: Ministry) -> Asset | None:
    """By the name that the agent gives it, else by its serial, else by its name where it has nothing else."""
    rows = Asset.objects.select_for_update(of=("self",)).filter(scope_id=ministry.scope_id).defer("search")
    rows = rows.select_related("category", "structure", "ministry")
    if device.device_id and (asset := rows.filter(device_id=device.device_id).first()) is not None:
        return asset
    if device.serial:
        same = of_serial(rows, device.serial).order_by("code")
        of_no_make = same.filter(manufacturer="")
        if device.manufacturer:
            of_make = of_serial(rows, device.serial, device.manufacturer).order_by("code")
            return of_make.first() or of_no_make.first()
        return of_no_make.first() or same.first()
    if not device.device_id:
        return rows.filter(device_id="", serial="", name=device.name).order_by("code").first()
    return None


def _registered(device: Device, ministry: Ministry, *, by: "User | None") -> Asset:
    asset = Asset(
        scope_id=ministry.scope_id,
        ministry=ministry,
        code=next_codes(ministry, 1)[0],
        category=category_of(AssetKind(device.kind)),
        name=device.name,
        manufacturer=device.manufacturer,
        model_name=device.model,
        serial=device.serial,
        device_id=device.device_id,
        state=AssetState.IN_USE,
        source=SAID_BY,
        is_fictitious=ministry.is_fictitious,
    )
    asset.save(force_insert=True)
    first_move([asset], by=by, reason=SAID_BY)
    return asset


def category_of(kind: AssetKind) -> AssetCategory:
    """The first category of that kind; one of its name where the ASIN made none yet."""
    known: AssetCategory | None = AssetCategory.objects.filter(kind=kind).order_by(SortKey("name"), "pk").first()
    if known is not None:
        return known
    made = AssetCategory(name=f"{kind.label[:1].upper()}{kind.label[1:]}", kind=kind, source="")
    made.save(force_insert=True)
    record(AgentAct.CATEGORY, made, by=None, after={"name": made.name, "kind": kind})
    return made


def _filled(asset: Asset, device: Device) -> list[str]:
    """Give the asset what nobody wrote of it; return the names of what was given."""
    said = {"name": device.name, "manufacturer": device.manufacturer, "model_name": device.model}
    said |= {"serial": device.serial, "device_id": device.device_id}
    names = [name for name in FILLED if said[name] and not getattr(asset, name)]
    if device.device_id and asset.device_id not in ("", device.device_id):
        names.append("device_id")  # the same machine, installed anew
    if "serial" in names and _is_taken(asset, device.serial):
        names.remove("serial")
    if "manufacturer" in names and _is_taken(asset, asset.serial, device.manufacturer):
        names.remove("manufacturer")
    for name in names:
        setattr(asset, name, said[name])
    if names:
        asset.version += 1
        asset.save(update_fields=[*names, "version"])
    return names


def _is_taken(asset: Asset, serial: str, make: str = "") -> bool:
    """Whether another asset of the ministry has this serial, of this make where one is named."""
    rows = Asset.objects.filter(scope_id=asset.scope_id).exclude(Q(pk=asset.pk) | Q(serial=""))
    return of_serial(rows, serial, make).exists()


def of_serial(rows: Any, serial: str, make: str = "") -> Any:
    """Those of this serial, of this make where one is named, however both are spelled."""
    rows = rows.annotate(serial_key=SortKey("serial")).filter(serial_key=SortKey(Value(serial)))
    if make:
        rows = rows.annotate(maker_key=SortKey("manufacturer")).filter(maker_key=SortKey(Value(make)))
    return rows


def print_of(content: Any) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _write_sections(asset: Asset, device: Device) -> list[str]:
    """Write the sections that differ; those that a full file no longer holds go. Return the names of both."""
    known = {row.name: row for row in asset.sections.only("pk", "name", "sha256")}
    now, changed, rows = clock.now(), [], []
    for name, content in device.sections.items():
        digest = print_of(content)
        if name not in known or known[name].sha256 != digest:
            changed.append(name)
            said = {"scope_id": asset.scope_id, "content": content, "sha256": digest, "said_at": now}
            rows.append(AssetSection(asset=asset, name=name, **said))
    AssetSection.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["asset", "name"], update_fields=["content", "sha256", "said_at"]
    )
    if not device.is_partial and (gone := sorted(set(known) - set(device.sections))):
        asset.sections.filter(name__in=gone).delete()
        changed += gone
    return changed


def write_software(asset: Asset, lines: Sequence[Line]) -> bool:
    """Make the installations of an asset those of its file, writing what differs alone; whether anything did."""
    known = {
        (row.software.name, row.software.publisher, row.version, row.arch): row
        for row in asset.installations.select_related("software")
    }
    wanted = {line.key: line for line in lines}
    gone = [row.pk for key, row in known.items() if key not in wanted]
    new = [line for key, line in wanted.items() if key not in known]
    moved = [row for key, row in known.items() if key in wanted and row.installed_on != wanted[key].installed_on]
    for row in moved:
        row.installed_on = wanted[row.software.name, row.software.publisher, row.version, row.arch].installed_on
    if gone:
        Installation.objects.filter(pk__in=gone).delete()
    Installation.objects.bulk_update(moved, ["installed_on"], batch_size=1000)
    before = {row.software_id for row in known.values()}
    after = {row.software_id for key, row in known.items() if key in wanted}
    after |= _install(asset, new) if new else set()
    Software.objects.filter(pk__in=after - before).update(installed=F("installed") + 1)
    Software.objects.filter(pk__in=before - after).update(installed=F("installed") - 1)
    return bool(gone or new or moved)


def _install(asset: Asset, lines: Sequence[Line]) -> set[Any]:
    """Add the lines; return the keys of their software."""
    titles = sorted({(line.name, line.publisher) for line in lines})
    rows = [
        Software(scope_id=asset.scope_id, ministry_id=asset.ministry_id, name=name, publisher=publisher)
        for name, publisher in titles
    ]
    Software.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    named = Software.objects.filter(scope_id=asset.scope_id, name__in={name for name, _ in titles})
    keys = {(name, publisher): key for key, name, publisher in named.values_list("pk", "name", "publisher")}
    Installation.objects.bulk_create(
        [
            Installation(
                scope_id=asset.scope_id,
                asset=asset,
                software_id=keys[line.name, line.publisher],
                version=line.version,
                arch=line.arch,
                installed_on=line.installed_on,
            )
            for line in lines
        ],
        batch_size=1000,
    )
    return {keys[line.name, line.publisher] for line in lines}


def _seen(asset: Asset, device: Device) -> None:
    day = min(device.seen_on or clock.today(), clock.today())
    if asset.last_seen_on is None or day > asset.last_seen_on:
        asset.last_seen_on = day
        asset.save(update_fields=["last_seen_on"])


def software_of(asset: Asset) -> list[list[str | None]]:
    """The software of an asset, line by line, in words that JSON keeps."""
    rows = asset.installations.values_list(
        "software__name", "software__publisher", "version", "arch", "installed_on"
    ).order_by("software__name", "software__publisher", "version", "arch", "pk")
    return [[*texts, day.isoformat() if day else None] for *texts, day in rows]
