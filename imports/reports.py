"""What the page of an import shows."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import FileResponse
from django.urls import reverse
from django.utils.text import slugify

from foundation.common.exports import FormColumn, ReadTable, xlsx_form
from foundation.common.tables import folded, walk
from foundation.common.tables.values import number_of
from foundation.common.typography import capitalize_first, short_date, shortened
from foundation.jobs.extensions import Outcome
from foundation.jobs.models import Job
from projects.enums import STAGE_DEFINITIONS, Rating

from .enums import STATE_TONES, Crossing, ImportState, RefusalRule, RowOutcome
from .fields import (
    ALWAYS_SAID,
    BASELINE,
    BY_NAME,
    FILLED,
    NOTHING_KNOWN,
    REFUSED_COLUMNS,
    VERSION,
    WORKBOOK,
    Kind,
    as_elsewhere,
    is_amount,
    told_value,
)
from .models import ImportRow, ImportRun, Workbook
from .queries.observed import Edition, edition_of
from .workflow import running_blockers, settling_blockers, undo_until, undoing_blockers

KINDS = ("check_import", "run_import", "undo_import")
SHOWN = 50
LEAST_FRANCS = 10_000  # no project costs less: such amounts are written in another unit


def outcome_of(job: Job) -> Outcome | None:
    """Where a finished work on an import leads."""
    if job.kind not in KINDS:
        return None
    return Outcome(reverse("imports:detail", args=[job.ids[0]]), "Ouvrir l’import")


@dataclass(frozen=True)
class Mapped:
    """A column of the file, as its page shows it."""

    title: str
    field: str
    label: str
    examples: tuple[str, ...]


def mapped_columns(run: ImportRun) -> list[Mapped]:
    return [
        Mapped(
            title,
            name,
            BY_NAME[name].label if name else "",
            tuple(told for _, cells in run.sample[:3] if (told := " ".join("".join(cells[place : place + 1]).split()))),
        )
        for place, (title, name) in enumerate(zip(run.headers, run.columns, strict=True))
    ]


def unit_doubts(run: ImportRun) -> list[str]:
    """Columns whose amounts, read in francs, would be those of no project: their unit is to be said."""
    if run.factor != 1 or run.workbook is not None:
        return []
    doubts = []
    for place, (title, name) in enumerate(zip(run.headers, run.columns, strict=True)):
        if not name or BY_NAME[name].kind != Kind.FRANCS:
            continue
        read = [(cell, _amount(cell)) for _, cells in run.sample for cell in cells[place : place + 1]]
        known = [(cell, value) for cell, value in read if value]
        if known and max(value for _, value in known) < LEAST_FRANCS:
            doubts.append(
                f"Les montants de « {title} » seraient lus en francs ({', '.join(cell for cell, _ in known[:3])})."
                " Dites s’ils sont en milliers, en millions ou en milliards ; d’une autre monnaie, ils vont dans"
                f" « {BY_NAME['seen_cost'].label} »."
            )
    return doubts


def _amount(cell: str) -> Decimal | None:
    try:
        return number_of(cell)
    except ValueError:
        return None


def refused_by_rule(run: ImportRun) -> list[tuple[str, str, int]]:
    """How many lines each rule refused: code, words, lines."""
    counts: Counter[str] = Counter()
    for faults in run.rows.filter(outcome=RowOutcome.REFUSED).values_list("faults", flat=True).iterator():
        counts.update({fault["rule"] for fault in faults})
    return [(code, RefusalRule(code).label, times) for code, times in counts.most_common()]


def near_rows(run: ImportRun) -> list[ImportRow]:
    return list(run.rows.filter(outcome=RowOutcome.REFUSED).exclude(near=[]).order_by("line", "pk")[:SHOWN])


def told_fault(fault: dict[str, str]) -> str:
    place = f"{fault['cell']} : " if fault["cell"] else ""
    return f"{place}{fault['text']} [{fault['rule']}]"


def refused_header(run: ImportRun) -> list[str]:
    return [*(title for title in run.headers if folded(title) not in OURS), *REFUSED_COLUMNS]


OURS = frozenset(folded(title) for title in REFUSED_COLUMNS)


def refused_lines(run: ImportRun) -> Iterator[list[Any]]:
    """The lines refused, as they were sent, with their number and why: corrected, this file imports. An amount that
    was merged over several lines is written « à répartir », so that it is not read in each of them.
    """
    refused = dict(run.rows.filter(outcome=RowOutcome.REFUSED).values_list("line", "faults"))
    places = [place for place, title in enumerate(run.headers) if folded(title) not in OURS]
    amounts = {place for place, name in enumerate(run.columns) if name in BY_NAME and is_amount(BY_NAME[name])}
    rewritten = as_elsewhere(run)
    for raw in walk(run.path, run.read_as):
        faults = refused.get(raw.line)
        if faults is not None:
            shared = {place for place in raw.spread & amounts if raw.cell(place)}
            for place in rewritten.keys() & range(len(raw.cells)):
                raw.cells[place] = rewritten[place](raw.cells[place])
            cells = (f"{raw.cell(place)} à répartir" if place in shared else raw.cell(place) for place in places)
            yield [*cells, raw.line, " ".join(map(told_fault, faults))]


def told_row(row: ImportRow) -> str:
    """What the line changes, or why it is refused."""
    if row.faults:
        return " ".join(map(told_fault, row.faults))
    if row.outcome == RowOutcome.ABSENT:
        return "Sortie avec le classeur, absente du fichier : rien ne lui arrive."
    told = [
        f"{BY_NAME[name].label} : {told_value(name, now)}"
        if row.outcome == RowOutcome.CREATED
        else f"{BY_NAME[name].label} : {told_value(name, was)} → {told_value(name, now)}"
        for name, (was, now) in row.changes.items()
        if name in BY_NAME and name != "title"
    ]
    told += [told_crossing(name, cell) for name, cell in row.crossed.items() if cell["state"] != Crossing.FILE]
    return shortened(" ; ".join(told), 400) or "rien ne change"


def told_crossing(name: str, cell: dict[str, Any]) -> str:
    was, sent, now = (told_value(name, cell[side]) for side in ("was", "sent", "now"))
    label = f"{BY_NAME[name].label} : {Crossing(cell['state']).label}"
    if cell["state"] == Crossing.SINCE:
        return f"{label} ({was} → {now}), elle reste"
    if cell["state"] == Crossing.EMPTIED:
        return f"{label}, rien n’y change ; écrivez « {NOTHING_KNOWN} » pour l’effacer"
    return f"{label} ({was} au départ, {sent} dans le fichier, {now} au portail)"


def cells_by_state(run: ImportRun) -> list[tuple[str, int]]:
    """Of a workbook that came back: its cells, by what became of them."""
    counts: Counter[str] = Counter()
    for changes, crossed in run.rows.exclude(changes={}, crossed={}).values_list("changes", "crossed").iterator():
        states = [cell["state"] for cell in crossed.values()]
        counts.update(states)
        counts["changed"] += sum(name in BY_NAME for name in changes) - states.count(Crossing.FILE)
    labels = {"changed": "changée par le fichier"} | {state.value: state.label for state in Crossing}
    return [(label, counts[state]) for state, label in labels.items() if counts[state]]


def conflict_rows(run: ImportRun) -> list[ImportRow]:
    """Those where somebody has to choose, on one page."""
    return list(run.rows.filter(faults__contains=[{"rule": RefusalRule.CONFLICT}]).order_by("line", "pk")[:SHOWN])


DAYS, FRANCS = (date(1960, 1, 1), date(2100, 12, 31)), (0, 10**15)
HELP = {
    "narrative": "Dites pourquoi, dès qu’un coût ou une date bouge de plus de 5 %. Publié avec la mise à jour.",
    "planned_start": "Se remplit tant que le projet n’a pas de référence ; ensuite, une révision se demande.",
}


def _form_column(name: str) -> FormColumn:
    field = BY_NAME[name]
    choices: Any = Rating if field.kind == Kind.RATING else field.choices
    offered = [] if choices is None else [str(label) for label in choices.labels]
    bounds: dict[Kind, tuple[Any, Any]] = {
        **{Kind.DAY: DAYS, Kind.END: DAYS, Kind.FRANCS: FRANCS},
        Kind.PERCENT: (0, 100),
    }
    return FormColumn(
        capitalize_first(field.label),
        width=40 if field.kind == Kind.LONG else 18,
        offered=[*offered, *([NOTHING_KNOWN] if offered and name not in ALWAYS_SAID else [])],
        bounds=bounds.get(field.kind),
        unknown=NOTHING_KNOWN,
        note=HELP.get(name, ""),
        is_amount=field.kind == Kind.FRANCS,
    )


def workbook_columns() -> list[FormColumn]:
    return [
        FormColumn("Code", 14, is_locked=True),
        FormColumn("Intitulé", 40, is_locked=True),
        *map(_form_column, FILLED),
        FormColumn(VERSION, 11, is_locked=True),
        FormColumn(WORKBOOK, 15, is_locked=True),
    ]


def workbook_lines(workbook: Workbook) -> Iterator[tuple[list[Any], set[int]]]:
    """The projects as they stood when the workbook went out, each with the cells that a baseline locks."""
    places = {2 + FILLED.index(name) for name in BASELINE}
    for row in workbook.rows.order_by("code", "pk").iterator():
        is_based = any(row.values[name] is not None for name in BASELINE)
        cells = [_cell_of(name, row.values.get(name)) for name in FILLED]
        yield [row.code, row.title, *cells, str(row.project_version), workbook.reference], places if is_based else set()


def _cell_of(name: str, value: Any) -> Any:
    field = BY_NAME[name]
    if name == "narrative":
        return None
    if value in (None, ""):
        return NOTHING_KNOWN
    if field.kind in (Kind.DAY, Kind.END):
        return date.fromisoformat(value)
    return told_value(name, value) if field.kind in (Kind.CHOICE, Kind.RATING) else value


def workbook_words(workbook: Workbook) -> list[tuple[str, str]]:
    """What whoever opens the workbook must know, days later and without a line."""
    return [
        ("Classeur", f"{workbook.reference}, {workbook.ministry}"),
        ("Sorti le", f"{short_date(workbook.out_on)}, par {workbook.out_by}"),
        ("Projets", f"{workbook.total}, un par ligne"),
        ("", ""),
        ("À remplir", "Les cellules blanches. Les grises, clés et références fixées, ne changent pas."),
        ("Cellule laissée telle", "Rien ne change, même si le portail a changé depuis."),
        ("Cellule vidée", "Rien ne change non plus."),
        (NOTHING_KNOWN, "Personne ne connaît la valeur. Écrit à la place d’une valeur, il l’efface ; ce n’est pas 0."),
        ("Montants", "En francs CFA, sans unité : 59300000. 0 veut dire que rien n’a été ou ne sera dépensé."),
        ("Dates", "Comme 31/12/2026. Une date effective est celle d’un fait : jamais dans l’avenir."),
        ("Listes", "La flèche à droite de la cellule donne les valeurs."),
        ("Commentaire", "Obligatoire dès qu’un coût ou une date bouge de plus de 5 %, ou que le stade recule."),
        ("Référence", "Début, fin et coût prévus se fixent une fois. Ensuite, demandez une révision au portail."),
        *((f"Feuille « {each['title']} »", each["sentence"]) for each in workbook.read_sheets),
        ("Lignes", "N’en ajoutez pas : un projet nouveau se crée au portail. Une ligne retirée ne change rien."),
        ("", ""),
        *((f"Stade « {stage.label} »", said) for stage, said in STAGE_DEFINITIONS.items()),
        ("", ""),
        (
            "Au retour",
            "« Projets », « Importer un tableau », déposez ce fichier. Ce que vous changez devient la mise à jour du"
            " mois. Une cellule changée ici et au portail vous est montrée avec ses trois valeurs. Rien n’est écrit"
            " avant votre confirmation.",
        ),
    ]


def workbook_file(workbook: Workbook) -> FileResponse:
    name = f"projets-{slugify(workbook.ministry.short_name)}-{workbook.out_on.isoformat()}"
    lines, words = workbook_lines(workbook), workbook_words(workbook)
    read = [ReadTable(each["title"], each["sentence"], each["header"], each["lines"]) for each in workbook.read_sheets]
    return xlsx_form(name, workbook_columns(), lines, sheet="Projets", explained=words, frozen=2, read=read)


@dataclass(frozen=True)
class Sheet:
    """All that the page of an import shows, but what may be answered there."""

    steps: list[dict[str, str]]
    tone: str
    is_open: bool
    is_work_told: bool
    blockers: list[str]
    doubts: list[str]
    columns: list[Mapped]
    counts: list[tuple[str, int, str]]
    near: list[ImportRow]
    conflicts: list[ImportRow]
    cells: list[tuple[str, int]]
    rules: list[tuple[str, str, int]]
    refused: list[ImportRow]
    can_run: bool
    edition: Edition | None
    undo_until: date | None
    can_undo: bool


def sheet_of(run: ImportRun) -> Sheet:
    state = ImportState(run.state)
    is_open, rows = state in (ImportState.PREPARED, ImportState.CHECKED), reverse("imports:rows", args=[run.pk])
    return Sheet(
        steps=_steps(state),
        tone=STATE_TONES[state],
        is_open=is_open,
        # While it lasts, and where it did not come to its end.
        is_work_told=run.job is not None and (run.is_working or run.job.state in ("dead", "cancelled")),
        blockers=settling_blockers(run) if is_open else [],
        doubts=unit_doubts(run) if is_open else [],
        columns=mapped_columns(run) if state == ImportState.PREPARED and run.workbook is None else [],
        counts=[
            (name.label, getattr(run, name.value), f"{rows}?outcome={name.value}")
            for name in RowOutcome
            # A workbook that came back makes no project, and no other table has lines that are not in it.
            if name != (RowOutcome.ABSENT if run.workbook is None else RowOutcome.CREATED)
        ],
        near=near_rows(run) if state == ImportState.CHECKED else [],
        conflicts=conflict_rows(run) if state == ImportState.CHECKED and run.conflicts else [],
        cells=cells_by_state(run) if run.workbook is not None else [],
        rules=refused_by_rule(run) if run.refused else [],
        refused=list(run.rows.filter(outcome=RowOutcome.REFUSED).order_by("line", "pk")[:SHOWN]) if run.refused else [],
        can_run=state == ImportState.CHECKED and not running_blockers(run),
        edition=edition_of(run) if state == ImportState.DONE else None,
        undo_until=undo_until(run),
        can_undo=state == ImportState.DONE and not undoing_blockers(run),
    )


def _steps(state: ImportState) -> list[dict[str, str]]:
    labels = ("Fichier", "Lecture et colonnes", "Vérification", "Import")
    at = {ImportState.ABANDONED: 0, ImportState.PREPARED: 1, ImportState.CHECKED: 2}.get(state, 4)
    states = ["done" if place < at else "current" if place == at else "todo" for place in range(4)]
    return [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)]
