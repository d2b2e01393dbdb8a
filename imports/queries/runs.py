"""What the page of an import shows."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from foundation.common.tables import folded, walk
from foundation.jobs.extensions import Outcome
from foundation.jobs.models import Job

from ..enums import RefusalRule, RowOutcome
from ..fields import BY_NAME, REFUSED_COLUMNS
from ..models import ImportRow, ImportRun

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
