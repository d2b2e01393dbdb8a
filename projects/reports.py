"""The sheet of a project on one page: what is read of it in a meeting, frozen the day it is asked for.

What does not fit is said (« et 7 autres »), texts are cut with « … »: the page never becomes two. An amount that is not
known is « non renseigné », never zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from foundation.common.typography import (
    UNKNOWN,
    amount,
    capitalize_first,
    known,
    long_date,
    percent,
    plural,
    short_date,
    shortened,
)
from foundation.documents.extensions import Paper
from foundation.documents.layout import Frame, paper_html
from foundation.documents.models import Document

from .enums import SHEET_PAPER, Colour, Rating, Stage
from .extensions import SheetPart, sheet_parts
from .models import Project, StatusUpdate
from .queries.guards import guards_of, retained, retained_rule
from .queries.project_signals import COST_FORMULA, METHOD_VERSION, SCHEDULE_FORMULA, colour_rule, compute_signals
from .queries.sheet import initial_variances, marks_table

if TYPE_CHECKING:
    from foundation.accounts.models import User

SCHEMA = "cmsic/fiche-de-projet/1"
SHOWN = 5  # lines of a part
LINE, FACT, TOLD, SOURCE = 110, 80, 420, 160  # letters that are printed of each
COLUMNS = 2
PARTS = 6


@dataclass(frozen=True)
class Part:
    title: str
    said: str
    lines: tuple[str, ...]
    left: str  # what did not fit


@dataclass(frozen=True)
class Value:
    label: str
    marks: tuple[str, ...]  # initial, planned, forecast, actual
    variance: str  # against the baseline in force
    initial_variance: str


@dataclass(frozen=True)
class Sheet:
    schema: str
    project_id: str
    title: str
    reference: str
    ministry: str
    code: str
    made_on: str
    state: str
    is_fictitious: bool
    facts: tuple[tuple[str, str], ...]
    signals: tuple[tuple[str, str, str], ...]  # whose, in words, the colour it is drawn in
    warnings: tuple[str, ...]
    measures: tuple[Value, ...]
    revised: str
    updated: str
    narrative: str
    parts: tuple[Part, ...]
    source: str
    method: str


def parts_of(project: Project, user: "User") -> list[SheetPart]:
    found = (part for read in sheet_parts if (part := read(project, user)) is not None)
    return sorted(found, key=lambda part: (part.position, part.title))


def build_sheet(project: Project, parts: Sequence[SheetPart], today: date) -> Sheet:
    """`project` comes with its guards, ministry, structure, lead (1 query: its last update)."""
    update = project.updates.published().order_by("-published_at", "-pk").first()
    kept = retained(project.colour, project.own_rating, project.asin_rating)
    return Sheet(
        schema=SCHEMA,
        project_id=str(project.pk),
        title=project.title,
        reference=f"{project.code}/FICHE",
        ministry=project.ministry.name,
        code=project.code,
        made_on=long_date(today, weekday=False),
        state=_state(project),
        is_fictitious=project.is_fictitious,
        facts=tuple((label, shortened(value, FACT)) for label, value in _facts(project) if value),
        signals=(
            ("Calculé", capitalize_first(Colour(project.colour).label), project.colour),
            ("DSI", _rating(project.own_rating), ""),
            ("ASIN", _rating(project.asin_rating), ""),
            ("Retenu", capitalize_first(kept.label), kept.value),
        ),
        warnings=tuple(_warnings(project, today)),
        measures=_values(project, today),
        revised=plural(project.revision_count, "révision", "révisions") if project.revision_count else "",
        updated=_said(update),
        narrative=shortened(" ".join(update.narrative.split()), TOLD) if update is not None else "",
        parts=tuple(_part(part) for part in parts[:PARTS]),
        source=shortened(project.source, SOURCE) or "saisie par le ministère porteur",
        method=f"Méthode, version {METHOD_VERSION}. Délai : {SCHEDULE_FORMULA} Coût : {COST_FORMULA} {colour_rule()}"
        f" {retained_rule()}",
    )


def _state(project: Project) -> str:
    said = f"Stade « {Stage(project.stage).label} », avancement {percent(project.progress)}"
    if project.left_on is None:
        return said
    return f"Sorti du portefeuille le {short_date(project.left_on)} : {project.get_exit_reason_display()}. {said}"


def _facts(project: Project) -> tuple[tuple[str, str], ...]:
    return (
        ("Nature", f"{project.get_kind_display()}{f', {project.get_nature_display()}' if project.nature else ''}"),
        ("Structure", project.structure.name if project.structure is not None else "non renseignée"),
        ("Chef de projet", project.lead.titled_name if project.lead is not None else UNKNOWN),
        ("Bailleur", known(project.sponsor)),
        ("Prestataire", known(project.supplier)),
        ("Axe du PAG", known(project.pag_axis)),
        ("Bénéficiaires", " ".join(project.beneficiaries.split()) or "non renseignés"),
        ("Objectifs", " ".join(project.objectives.split()) or "non renseignés"),
    )


def _rating(rating: int | None) -> str:
    return Rating(rating).label if rating is not None else UNKNOWN


def _warnings(project: Project, today: date) -> list[str]:
    said = []
    if project.is_stale(today):
        said.append(f"données périmées depuis le {short_date(project.fresh_until)}")
    if project.was_greened(today):
        said.append(f"verdi par révision le {short_date(project.greened_on)} : la référence a changé, pas le projet")
    return said + [guard.label for guard in guards_of(project)]


def _values(project: Project, today: date) -> tuple[Value, ...]:
    signals, (schedule, cost) = compute_signals(project, today), initial_variances(project, today)
    measured = {"Fin": (signals.schedule, schedule), "Coût": (signals.cost, cost)}
    rows = []
    for label, marks in marks_table(project):
        now, first = measured.get(label, (None, None))
        shown = amount if label == "Coût" else short_date
        rows.append(
            Value(
                label,
                tuple(shown(mark) for mark in marks),
                now.text if now is not None else "",
                first.text if first is not None else UNKNOWN if now is not None else "",
            )
        )
    return tuple(rows)


def _said(update: StatusUpdate | None) -> str:
    if update is None:
        return "Aucune mise à jour n’est publiée."
    said = "« Rien de changé » attesté" if update.attests_no_change else "Publiée"
    return f"{said} le {short_date(update.published_at)}, par {update.author_name}."


def _part(part: SheetPart) -> Part:
    left = len(part.lines) - SHOWN
    return Part(
        part.title,
        part.said,
        tuple(shortened(" ".join(line.split()), LINE) for line in part.lines[:SHOWN]),
        "" if left <= 0 else "et 1 autre" if left == 1 else f"et {left} autres",
    )


def sheet_html(document: Document, *, code: str = "") -> str:
    told: dict[str, Any] = document.content
    frame = Frame(
        title=told["title"],
        ministry=told["ministry"],
        reference=told["reference"],
        is_specimen=told["is_fictitious"],
        code=code,
    )
    columns = [told["parts"][side::COLUMNS] for side in range(COLUMNS)]
    return paper_html("pdf/project.html", frame, told=told, columns=columns)


def sheet_paper() -> Paper:
    return Paper(SHEET_PAPER, "fiche de projet", sheet_html)
