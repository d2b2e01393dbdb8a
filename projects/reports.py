"""The sheet of a project on one page: what is read of it in a meeting, frozen the day it is asked for.

What does not fit is said (« et 7 autres »), texts are cut with « … »: the page never becomes two. An amount that is not
known is « non renseigné », never zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

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
LINE, FACT, TOLD, SOURCE = 100, 80, 420, 160  # letters that are printed of each
LONG = {"Objectifs": 300, "Bénéficiaires": 160}
COLUMNS = 2
# In points: the height of the page less its frame, signals, measures and method; letters that a line holds at least.
ROOM, TITLE, HEADING = 470, (62, 16), 18
NARROW, WIDE = (53, 9.5), (102, 11)


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
    """`project` comes with its guards, ministry, structure, lead (2 queries at most: its last update, and the one that
    last told something).
    """
    published = project.updates.published().order_by("-published_at", "-pk")
    update = published.first()
    kept = retained(project.colour, project.own_rating, project.asin_rating)
    facts = tuple((label, shortened(value, LONG.get(label, FACT))) for label, value in _facts(project))
    narrative = _told(published, update)
    warnings = tuple(_warnings(project, today))
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
        facts=facts,
        signals=(
            ("Calculé", capitalize_first(Colour(project.colour).label), project.colour),
            ("DSI", _rating(project.own_rating), ""),
            ("ASIN", _rating(project.asin_rating), ""),
            ("Retenu", capitalize_first(kept.label), kept.value),
        ),
        warnings=warnings,
        measures=_values(project, today),
        revised=plural(project.revision_count, "révision", "révisions") if project.revision_count else "",
        updated=_said(update),
        narrative=narrative,
        parts=fitted(parts, _room(project.title, facts, (_state(project), "; ".join(warnings), narrative))),
        source=shortened(project.source, SOURCE) or "saisie par le ministère porteur",
        method=f"Méthode, version {METHOD_VERSION}. Délai : {SCHEDULE_FORMULA} Coût : {COST_FORMULA} {colour_rule()}"
        f" {retained_rule()}",
    )


def _told(published: QuerySet[StatusUpdate], update: StatusUpdate | None) -> str:
    """The last comment, with its day where « rien de changé » was attested since."""
    if update is None or not update.attests_no_change:
        return shortened(" ".join(update.narrative.split()), TOLD) if update is not None else ""
    told = published.filter(attests_no_change=False).first()
    if told is None or not told.narrative.strip():
        return ""
    return f"Le {short_date(told.published_at)} : {shortened(' '.join(told.narrative.split()), TOLD)}"


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
    return f"{said} le {short_date(update.published_at)}, par {shortened(update.author_name, FACT)}."


def _height(text: str, line: tuple[int, float]) -> float:
    """At least what a text takes once laid out in lines of so many letters."""
    letters, points = line
    return -(-len(text) // letters) * points


def _room(title: str, facts: Sequence[tuple[str, str]], above: Sequence[str]) -> float:
    """What is left to each column of parts, below all that is always printed."""
    rows = [max(_height(f"{label} : {value}", NARROW) for label, value in facts[at : at + 2]) for at in range(0, 8, 2)]
    return ROOM - _height(title, TITLE) - sum(rows) - sum(_height(text, WIDE) for text in above)


def fitted(parts: Sequence[SheetPart], room: float) -> tuple[Part, ...]:
    """As many lines of each part as its column holds, one of each in turn: never none of a part that has some."""
    shown = [1] * len(parts)
    told = [tuple(shortened(" ".join(line.split()), LINE) for line in part.lines) for part in parts]
    for side in range(COLUMNS):
        column = range(side, len(parts), COLUMNS)
        left = room - sum(
            2 * HEADING - 8 + _height(parts[at].said, NARROW) + _height(told[at][0], NARROW) + 3 for at in column
        )
        waiting = list(column)
        while waiting:
            at = waiting.pop(0)
            if shown[at] < len(told[at]) and (cost := _height(told[at][shown[at]], NARROW) + 3) <= left:
                left, shown[at] = left - cost, shown[at] + 1
                waiting.append(at)
    return tuple(
        Part(part.title, part.said, lines[:count], _left(len(lines) - count))
        for part, lines, count in zip(parts, told, shown, strict=True)
    )


def _left(count: int) -> str:
    return "" if count <= 0 else "et 1 autre" if count == 1 else f"et {count} autres"


def sheet_html(document: Document, *, code: str = "") -> str:
    told: dict[str, Any] = document.content
    frame = Frame.of(told, code=code)
    columns = [told["parts"][side::COLUMNS] for side in range(COLUMNS)]
    return paper_html("pdf/project.html", frame, told=told, columns=columns)


def sheet_paper() -> Paper:
    return Paper(SHEET_PAPER, "fiche de projet", sheet_html)
