"""A file comes in: stored, read, guessed; then read otherwise, and its columns settled."""

import hashlib
from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from foundation import jobs
from foundation.accounts.enums import Role
from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.tables import Seen, folded, guess, look, walk
from foundation.common.tables.values import words_of
from foundation.common.typography import short_date, shortened
from foundation.documents import store
from foundation.documents.operations.receiving import receive_upload
from foundation.journal.record import record
from ministries.models import Ministry

from ..enums import ImportAction, ImportState, MatchKey
from ..fields import BY_NAME, DAYS, KNOWN, VERSION, WORKBOOK, guessed
from ..models import ImportMapping, ImportRun, Workbook
from ..models.run import FACTORS
from ..rules import can_import, can_send_out
from ..workflow import IMPORT_WORKFLOW, working_blockers

if TYPE_CHECKING:
    from foundation.accounts.models import User

TAKEN = ("csv", "txt", "xlsx", "ods")
ALIKE = 0.8  # of the columns of a settled file that the next one must have to take it over


def locked(run_id: Any) -> ImportRun:
    """Lock an import until the end of the transaction."""
    rows = ImportRun.objects.select_for_update(of=("self",)).select_related("file", "job", "ministry")
    return rows.get(pk=run_id)


def refuse_if(blockers: list[str], impossible: str) -> None:
    if blockers:
        raise Refused(f"Impossible {impossible}. {blockers[0]}", blockers=blockers[1:])


def settled(run_id: Any, base_version: int | None = None) -> ImportRun:
    """A run whose settings are about to change: what was checked no longer holds."""
    run = locked(run_id)
    refuse_if(working_blockers(run), "de régler l’import")
    run.check_version(base_version, {})
    run.state = IMPORT_WORKFLOW.target(ImportAction.SETTLE, ImportState(run.state))
    run.version += 1
    return run


def _scope_for(ministry: Ministry | None, by: "User") -> Any:
    if ministry is not None:
        return ministry.scope_id
    national = next((grant.scope_id for grant in by.access.grants if grant.role == Role.ASIN_ADMIN), None)
    if national is None:
        raise InvalidInput({"ministry": ["Choisissez le ministère porteur : vous importez pour un ministère."]})
    return national


@transaction.atomic
def open_import(
    file: UploadedFile,
    *,
    by: "User",
    ministry: Ministry | None = None,
    edition: str = "",
    as_of: date | None = None,
    source: str = "",
    comment: str = "",
    is_fictitious: bool = False,
) -> ImportRun:
    """Store a file and guess how it is written and where its columns go; nothing of it enters the portfolio yet."""
    as_of = as_of or clock.today()
    if as_of > clock.today():
        raise InvalidInput({"as_of": [f"Ce jour ({short_date(as_of)}) est dans l’avenir."]})
    scope_id = _scope_for(ministry, by)
    if not can_import(by, None, scope_id):
        raise InvalidInput({"ministry": [can_import.sentence]})
    stored = receive_upload(file, by=by, scope=scope_id, allowed=TAKEN)
    run = ImportRun(
        scope_id=scope_id,
        ministry=ministry,
        file=stored,
        name=stored.name,
        edition=" ".join(edition.split()),
        as_of=as_of,
        source=source.strip(),
        comment=comment.strip(),
        opened_by=by,
        is_fictitious=is_fictitious,
    )
    _keep(run, guess(store.path_of(stored.sha256), known=KNOWN, days=DAYS))
    _settle(run)
    if workbook := _workbook_of(run, by):
        _come_back(run, workbook)
    run.save(force_insert=True)
    record("open_import", run, by=by, after={"file": run.name, "reading": run.read_as.told, "edition": run.edition})
    if run.workbook is not None:  # nothing of it is left to settle
        run.job = jobs.enqueue("check_import", run.pk, by.pk, by=by, scope=run.scope_id)
        run.save(update_fields=["job"])
    return run


def _workbook_of(run: ImportRun, by: "User") -> Workbook | None:
    """The workbook that this file is, gone out and filled in; none when it is another table."""
    places = {folded(header): place for place, header in reversed(list(enumerate(run.headers)))}
    keys = {title: folded(title) in places for title in (VERSION, WORKBOOK)}
    if not any(keys.values()):
        return None
    keys |= {BY_NAME[name].label: name in run.columns for name in ("code", "title")}
    if missing := [title for title, is_there in keys.items() if not is_there]:
        raise InvalidInput(
            {
                "file": [
                    f"Ce classeur est sorti du portail, et il lui manque la colonne « {missing[0]} ». Repartez du"
                    " classeur tel qu’il est sorti."
                ]
            }
        )
    place = places[folded(WORKBOOK)]
    references = (raw.cell(place).strip() for raw in walk(run.path, run.read_as))
    reference = next(filter(None, references), "")
    if not reference:
        said = f"Aucune ligne de ce classeur n’a gardé sa clé « {WORKBOOK} »."
        raise InvalidInput({"file": [f"{said} Repartez du classeur tel qu’il est sorti."]})
    found = Workbook.objects.visible_to(by).filter(reference=reference).select_related("ministry").first()
    if found is None:
        raise InvalidInput(
            {"file": [f"Le classeur « {reference[:20]} » n’est sorti d’aucun ministère pour lequel vous importez."]}
        )
    if not can_send_out(by, found.scope_id):
        raise InvalidInput({"file": [can_send_out.sentence]})
    return found


def _come_back(run: ImportRun, workbook: Workbook) -> None:
    """What a workbook says by itself is not asked of whoever brings it back."""
    if run.ministry_id not in (None, workbook.ministry_id):
        raise InvalidInput({"ministry": [f"Ce classeur est celui d’un autre ministère : {workbook.ministry}."]})
    if run.edition:
        raise InvalidInput({"edition": ["Un classeur sorti du portail n’est pas une édition : laissez ce nom vide."]})
    if run.as_of < workbook.out_on:
        raise InvalidInput(
            {"as_of": [f"Ce classeur est sorti le {short_date(workbook.out_on)} : ses valeurs sont d’après ce jour."]}
        )
    run.workbook, run.ministry, run.scope_id = workbook, workbook.ministry, workbook.scope_id
    (run.columns, run.factor), run.words, run.reused = guessed(run.headers), {}, False
    run.key, run.unit = MatchKey.CODE, ""


def _keep(run: ImportRun, seen: Seen) -> None:
    run.reading, run.sheets = asdict(seen.reading), list(seen.sheets)
    run.headers, run.notes = list(seen.headers), list(seen.notes)
    run.sample = [[raw.line, [shortened(words_of(cell), 120) for cell in raw.cells]] for raw in seen.sample]


def _settle(run: ImportRun) -> None:
    """Where the columns go: as for the last file of this shape, else by their titles."""
    run.columns, run.factor = guessed(run.headers)
    run.words, run.answers, run.unknown, run.reused = {}, {}, {}, False
    run.key = MatchKey.CODE if "code" in run.columns and "title" not in run.columns else MatchKey.TITLE
    present = {folded(header) for header in run.headers}
    best, kept = 0.0, None
    for mapping in ImportMapping.objects.filter(scope_id=run.scope_id).order_by("-used_at", "pk")[:50]:
        needed = {
            folded(title) for title, name in zip(mapping.headers, mapping.settings["columns"], strict=True) if name
        }
        share = len(needed & present) / len(needed) if needed else 0.0
        if share >= ALIKE and share > best:
            best, kept = share, mapping
    if kept is not None:
        told = {folded(title): name for title, name in zip(kept.headers, kept.settings["columns"], strict=True) if name}
        taken = set(told.values())
        run.columns = [
            told.get(folded(header), "" if name in taken else name)
            for header, name in zip(run.headers, run.columns, strict=True)
        ]
        run.words, run.key, run.reused = kept.settings["words"], kept.settings["key"], True
        run.factor, run.unit = kept.settings["factor"], kept.settings["unit"]


@transaction.atomic
def read_otherwise(
    run_id: Any,
    *,
    by: "User",
    encoding: str = "",
    separator: str = "",
    sheet: str = "",
    header_line: int | None = None,
    date_order: str = "",
    base_version: int | None = None,
) -> ImportRun:
    """Read the file as one says; what is left out stays as it was guessed. The columns are guessed anew."""
    run = settled(run_id, base_version)
    said: dict[str, Any] = {
        "encoding": encoding,
        "separator": {"tab": "\t"}.get(separator, separator),
        "sheet": sheet,
        "header_line": header_line,
        "date_order": date_order,
    }
    before = run.read_as
    reading = replace(before, **{name: value for name, value in said.items() if value not in ("", None)})
    headers = run.headers
    _keep(run, look(run.path, reading, name="header_line"))
    # What was answered was answered of other lines, under the same numbers.
    run.answers, run.choices, run.unknown = {}, {}, {}
    run.rows.all().delete()
    if run.workbook is not None:
        _come_back(run, _workbook_of(run, by) or run.workbook)
    elif run.headers != headers:
        _settle(run)
    run.save()
    record(ImportAction.SETTLE, run, by=by, before={"reading": before.told}, after={"reading": reading.told})
    return run


@transaction.atomic
def settle_columns(
    run_id: Any,
    *,
    by: "User",
    columns: list[str] | None = None,
    key: str = "",
    factor: int | None = None,
    unit: str | None = None,
    base_version: int | None = None,
) -> ImportRun:
    """Say where each column goes (an empty name leaves it out), how a project is recognised, and what amounts are
    written in; what is left out stays.
    """
    run = settled(run_id, base_version)
    before = run.settings
    if run.workbook_id is not None:
        raise Refused("Impossible de régler les colonnes : un classeur sorti du portail se lit de lui-même.")
    if columns is not None:
        _check_columns(columns, run.headers)
        run.columns, run.answers, run.unknown = columns, {}, {}
    if key:
        run.key = MatchKey(key)
    if factor is not None and factor not in FACTORS:
        raise InvalidInput({"factor": ["Les montants s’écrivent en francs, en milliers, en millions ou en milliards."]})
    run.factor, run.unit = factor or run.factor, run.unit if unit is None else unit.strip()
    run.save()
    after = run.settings
    told = [name for name in after if before[name] != after[name] and name != "words"]
    record(
        ImportAction.SETTLE,
        run,
        by=by,
        before={name: before[name] for name in told},
        after={name: after[name] for name in told},
    )
    return run


def _check_columns(columns: list[str], headers: list[str]) -> None:
    if len(columns) != len(headers):
        raise InvalidInput(
            {"columns": [f"Le fichier a {len(headers)} colonnes, et {len(columns)} champs sont donnés."]}
        )
    for name in columns:
        if name and name not in BY_NAME:
            raise InvalidInput({"columns": [f"« {name} » n’est pas un champ. Choisissez-en un de la liste."]})
        if name and columns.count(name) > 1:
            both = " » et « ".join(header for header, each in zip(headers, columns, strict=True) if each == name)
            raise InvalidInput(
                {"columns": [f"Deux colonnes donnent « {BY_NAME[name].label} » (« {both} »). Gardez-en une."]}
            )


@transaction.atomic
def abandon_import(run_id: Any, *, by: "User") -> ImportRun:
    """Close an import that will not be made; its file and its lines stay with it."""
    run = locked(run_id)
    refuse_if(working_blockers(run), "d’abandonner l’import")
    run.state = IMPORT_WORKFLOW.target(ImportAction.ABANDON, ImportState(run.state))
    run.version += 1
    run.save(update_fields=["state", "version"])
    record(ImportAction.ABANDON, run, by=by)
    return run


def keep_settings(run: ImportRun) -> None:
    """Remember how this file was settled, for the next one of its shape."""
    shape = hashlib.sha256("\n".join(sorted(folded(header) for header in run.headers)).encode()).hexdigest()
    mapping = ImportMapping.objects.select_for_update().filter(scope_id=run.scope_id, shape=shape).first()
    mapping = mapping or ImportMapping(scope_id=run.scope_id, shape=shape, version=0)
    mapping.run, mapping.used_at = run, clock.now()
    mapping.headers, mapping.settings = run.headers, dict(run.settings)
    mapping.version += 1
    mapping.save()
