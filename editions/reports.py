"""The « communication unique »: the portfolio of a ministry as its commission reads it, from the frozen lines alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from foundation.common.typography import UNKNOWN, known, long_date, percent, plural, short_amount, short_date
from foundation.documents.extensions import Paper
from foundation.documents.layout import Frame, paper_html
from foundation.documents.models import Document
from projects.enums import Colour, ExitReason, ProjectKind, Situation, Stage
from projects.queries.guards import retained, retained_rule
from projects.queries.project_signals import COST_FORMULA, SCHEDULE_FORMULA, signed

from .enums import EDITION_PAPER, Movement
from .models import Edition, EditionRow
from .queries.summary import GREENED, summary_of

SCHEMA = "cmsic/edition-du-portefeuille/1"
# In the order of the communication: what is done, what is under way, what is to come; what is stopped is not hidden.
SECTIONS = (
    (Situation.DONE, "Projets réalisés"),
    (Situation.RUNNING, "Projets en cours"),
    (Situation.TO_COME, "Projets à venir"),
    (Situation.STOPPED, "Projets suspendus ou abandonnés"),
)


@dataclass(frozen=True)
class Line:
    code: str
    title: str
    ministry: str  # in the national edition only
    structure: str
    stage: str
    signal: str
    progress: str
    end: str
    cost: str
    variances: tuple[str, ...]
    notes: tuple[str, ...]  # stale data, revisions of the baseline
    narrative: str
    moves: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Communication:
    schema: str
    edition_id: str
    title: str
    reference: str
    ministry: str
    number: int
    frozen_on: str
    occasion: str
    previous: str
    is_fictitious: bool
    summary: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    entries: tuple[Line, ...]
    exits: tuple[Line, ...]
    movements: tuple[Line, ...]
    method: tuple[str, ...]
    rows_sha256: str


def build_communication(edition: Edition, rows: Sequence[EditionRow]) -> Communication:
    """From what was frozen: no query."""
    counted = [row for row in rows if row.kind == ProjectKind.PROJECT]
    present = [row for row in counted if row.movement != Movement.LEFT]

    def moved(movement: Movement) -> tuple[Line, ...]:
        return tuple(line_of(edition, row) for row in counted if row.movement == movement)

    before = edition.previous
    whose = edition.ministry.short_name if edition.ministry is not None else "NATIONAL"
    return Communication(
        schema=SCHEMA,
        edition_id=str(edition.pk),
        title=f"Communication unique : état du portefeuille numérique au {long_date(edition.frozen_on, weekday=False)}",
        reference=f"{whose}/EDITION/{edition.number}",
        ministry=edition.owner_name,
        number=edition.number,
        frozen_on=long_date(edition.frozen_on, weekday=False),
        occasion=occasion_of(edition),
        previous=f"édition n° {before.number} du {short_date(before.frozen_on)}" if before is not None else "",
        is_fictitious=edition.is_fictitious,
        summary=tuple(summary_of(edition)),
        sections=tuple(
            Section(title, lines)
            for situation, title in SECTIONS
            if (lines := tuple(line_of(edition, row) for row in present if row.situation == situation))
        ),
        entries=moved(Movement.ENTERED) if before is not None else (),
        exits=moved(Movement.LEFT),
        movements=moved(Movement.MOVED),
        method=method_of(edition),
        rows_sha256=edition.rows_sha256,
    )


def occasion_of(edition: Edition) -> str:
    if edition.for_day is not None:
        return f"pour la session du {long_date(edition.for_day, weekday=False)}"
    return str(edition.get_occasion_display())


def line_of(edition: Edition, row: EditionRow) -> Line:
    end, which = next(
        (
            (value, name)
            for value, name in (
                (row.actual_end, "effective"),
                (row.forecast_end, "estimée"),
                (row.planned_end, "prévue"),
            )
            if value is not None
        ),
        (None, ""),
    )
    costs = ((row.actual_cost, "effectif"), (row.forecast_cost, "estimé"), (row.planned_cost, "prévu"))
    cost, cost_name = next(((value, name) for value, name in costs if value is not None), (None, ""))
    notes = []
    if row.movement == Movement.LEFT:
        notes.append(f"sorti du portefeuille : {ExitReason(row.exit_reason).label}")
    if row.is_stale:
        notes.append(f"données périmées depuis le {short_date(row.fresh_until)}")
    if row.greened_on is not None:
        notes.append(f"verdi par révision le {short_date(row.greened_on)} : {GREENED}")
    if row.revision_count:
        notes.append(plural(row.revision_count, "révision de la référence", "révisions de la référence"))
    return Line(
        code=row.code,
        title=row.title,
        ministry="" if edition.ministry_id else row.ministry_name,
        structure=row.structure_name,
        stage=Stage(row.stage).label,
        signal=Colour(row.colour).label,
        progress=percent(row.progress),
        end=f"{short_date(end)} ({which})" if end is not None else UNKNOWN,
        cost=f"{short_amount(cost)} ({cost_name})" if cost is not None else UNKNOWN,
        variances=(*ratings_of(row), f"délai {signed(row.schedule_variance)}", f"coût {signed(row.cost_variance)}"),
        notes=tuple(notes),
        narrative=row.narrative,
        moves=tuple(f"{label} : {old} → {new}" for label, old, new in row.moves),
    )


def ratings_of(row: EditionRow) -> tuple[str, ...]:
    """The two other signals beside the one computed, and the one kept when it is another."""
    kept = retained(row.colour, row.own_rating, row.asin_rating)
    said = () if kept == row.colour else (f"retenu : {Colour(kept).label}",)
    if row.own_rating is None and row.asin_rating is None:
        return said
    return (*said, f"DSI {row.own_rating or '–'} · ASIN {row.asin_rating or '–'}")


def method_of(edition: Edition) -> tuple[str, ...]:
    return (
        f"Méthode, version {edition.method_version}. Écart de délai : {SCHEDULE_FORMULA}",
        f"Écart de coût : {COST_FORMULA}",
        f"Signal : le plus grand des deux écarts, vert sous {edition.yellow_from} %, jaune de {edition.yellow_from} à"
        f" {edition.red_from} %, rouge à partir de {edition.red_from} %.",
        f"Signal retenu : {retained_rule()[0].lower()}{retained_rule()[1:]}",
        "Les projets sont comptés ; les coûts s’additionnent depuis les lignes sans subdivision.",
    )


def edition_html(document: Document, *, code: str = "") -> str:
    told: dict[str, Any] = document.content
    frame = Frame.of(told, code=code)
    return paper_html("pdf/edition.html", frame, told=told, known=known)


def edition_paper() -> Paper:
    return Paper(EDITION_PAPER, "communication unique", edition_html)
