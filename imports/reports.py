"""What the page of an import shows."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from foundation.common.tables import folded, walk
from foundation.common.typography import shortened
from foundation.jobs.extensions import Outcome
from foundation.jobs.models import Job

from .enums import STATE_TONES, ImportState, RefusalRule, RowOutcome
from .fields import BY_NAME, REFUSED_COLUMNS
from .models import ImportRow, ImportRun
from .queries.observed import Edition, edition_of
from .workflow import running_blockers, settling_blockers, undo_until, undoing_blockers

KINDS = ("check_import", "run_import", "undo_import")
SHOWN = 50


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
    """The lines refused, as they were sent, with their number and why: corrected, this file imports."""
    refused = dict(run.rows.filter(outcome=RowOutcome.REFUSED).values_list("line", "faults"))
    places = [place for place, title in enumerate(run.headers) if folded(title) not in OURS]
    for raw in walk(run.path, run.read_as):
        faults = refused.get(raw.line)
        if faults is not None:
            yield [*(raw.cell(place) for place in places), raw.line, " ".join(map(told_fault, faults))]


def told_row(row: ImportRow) -> str:
    """What the line changes, or why it is refused."""
    if row.faults:
        return " ".join(map(told_fault, row.faults))
    told = [
        f"{BY_NAME[name].label} : {now}"
        if row.outcome == RowOutcome.CREATED
        else f"{BY_NAME[name].label} : {was if was not in (None, '') else 'vide'} → {now}"
        for name, (was, now) in row.changes.items()
        if name in BY_NAME and name != "title"
    ]
    return shortened(" ; ".join(told), 400) or "rien ne change"


@dataclass(frozen=True)
class Sheet:
    """All that the page of an import shows, but what may be answered there."""

    steps: list[dict[str, str]]
    tone: str
    is_open: bool
    is_work_told: bool
    blockers: list[str]
    columns: list[Mapped]
    counts: list[tuple[str, int, str]]
    near: list[ImportRow]
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
        columns=mapped_columns(run) if state == ImportState.PREPARED else [],
        counts=[(name.label, getattr(run, name.value), f"{rows}?outcome={name.value}") for name in RowOutcome],
        near=near_rows(run) if state == ImportState.CHECKED else [],
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
