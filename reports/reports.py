"""The content of a periodic report, from what was read of its period, then its pages and its workbook.

The figures are those of the dashboards, by their one definition, as of the last day; charts are drawn from the frozen
content when it is laid out.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from editions.enums import Movement
from editions.models import Edition, EditionRow
from editions.queries.snapshot import totals_of
from editions.queries.summary import GREENED, summary_of
from foundation.common.charts import Bar, Chart, Series, bars, stacked_bars
from foundation.common.exports import is_kept
from foundation.common.typography import (
    UNKNOWN,
    capitalize_first,
    integer,
    known,
    long_date,
    percent,
    plural,
    short_amount,
    short_date,
)
from foundation.documents.canonical import plain
from foundation.documents.extensions import Paper
from foundation.documents.layout import Frame, paper_html
from foundation.documents.models import Document
from ministries.models import Ministry
from projects.enums import Colour, ExitReason, ProjectKind, Situation, Stage
from projects.queries.project_signals import (
    COST_FORMULA,
    METHOD_VERSION,
    SCHEDULE_FORMULA,
    colour_rule,
    freshness_rule,
    signed,
)

from .enums import REPORT_PAPER, ReportKind
from .models import Report
from .periods import DAY, Period, period_of
from .queries import beside, reading
from .queries.beside import HeldConference, ServiceTrouble
from .queries.reading import Portfolio, Read

SCHEMA = "cmsic/rapport-periodique/1"
NATIONAL = "Tous ministères"
TONES = {Colour.GREEN: "good", Colour.YELLOW: "attention", Colour.RED: "late", Colour.UNKNOWN: "stale"}
RANK = {Colour.RED: 0, Colour.YELLOW: 1, Colour.UNKNOWN: 2, Colour.GREEN: 3}
OF_A_MINISTRY = 200  # lines in the report of a ministry; the workbook has them all
OF_A_SPREAD = 6  # in the national one, which is to hold in sixty pages
TOP = 10
SHORT_TOP = 4
TROUBLES = 25  # e-services with problems that a report names
# What stands at the head of a portfolio, in the words of an edition: said by the figure of that day where it is known,
# else counted again from the lines.
HEADS = {
    "Projets": "projects.total",
    "Situation": "projects.by_situation",
    "Signaux": "projects.by_colour",
    "Données périmées": "projects.stale",
    "Coûts prévus": "projects.planned_cost",
    "Coûts estimés": "projects.forecast_cost",
}
OF_SPREAD = ("projects.total", "projects.by_colour", "projects.stale", "projects.planned_cost", "recommendations.late")


@dataclass(frozen=True)
class FigureLine:
    key: str
    label: str
    value: str
    exact: str  # digits alone, for the workbook; empty when it is not known
    unit: str
    exclusions: str
    parts: str  # « vert 8 · jaune 2 · rouge 2 »
    as_of: str
    formula: str
    version: int


@dataclass(frozen=True)
class Line:
    code: str
    title: str
    stage: str
    progress: str
    signal: str
    tone: str
    ends: tuple[str, ...]  # « initiale 31/12/2026 »
    costs: tuple[str, ...]
    variances: tuple[str, ...]
    notes: tuple[str, ...]
    narrative: str


@dataclass(frozen=True)
class Spread:
    """What is told of one portfolio."""

    anchor: str
    name: str
    acronym: str
    summary: tuple[tuple[str, str], ...]
    since: str
    figures: tuple[FigureLine, ...]
    colours: tuple[int, ...]  # in the order of Colour
    planned_cost: int | None
    lines: tuple[Line, ...]
    more_lines: int
    entries: tuple[str, ...]
    exits: tuple[str, ...]
    movements: tuple[str, ...]
    stale: tuple[str, ...]
    risks: tuple[tuple[str, str, str, str], ...]  # risk, project, gravity, mitigation
    milestones: tuple[tuple[str, tuple[str, ...]], ...]
    recommendations: tuple[tuple[str, str, str], ...]  # number, text, due
    sessions: tuple[str, ...]


@dataclass(frozen=True)
class ConferenceLine:
    title: str
    day: str
    theme: str
    came: str
    held: str  # « 3 panels, 2 questions communes »
    advice: str  # « 12 recommandations : 1 exécutée, 2 en retard »


@dataclass(frozen=True)
class TroubleLine:
    service: str
    ministry: str
    reported: str  # « 4, dont 1 dit à une conférence »
    ended: int
    open: int


@dataclass(frozen=True)
class Content:
    schema: str
    report_id: str
    kind: str
    title: str
    reference: str
    owner: str
    period: str
    as_of: str
    is_fictitious: bool
    figures: tuple[FigureLine, ...]
    course: tuple[tuple[str, tuple[int, ...]], ...]  # a day, its signals
    course_unknown: tuple[str, ...]  # the days that no reading tells
    spreads: tuple[Spread, ...]
    conferences: tuple[ConferenceLine, ...]
    troubles: tuple[TroubleLine, ...]
    more_troubles: int
    unknown: tuple[str, ...]
    method: tuple[str, ...]


@dataclass(frozen=True)
class Built:
    content: Content
    rows: list[EditionRow]


def build_report(report: Report) -> Built:
    """Read the period (a fixed number of queries a ministry). The same period gives the same content."""
    if report.kind == ReportKind.ANNUAL:
        return _national(report)
    ministry, period = report.ministry, report.period
    assert ministry is not None  # a quarterly report is a ministry's
    portfolio = reading.portfolio_of(ministry, period)
    found = reading.figures_of(ministry, period.end)
    spread = _spread(ministry, period, portfolio, found, lines=OF_A_MINISTRY, top=TOP)
    return Built(
        _content(
            report,
            title=f"Rapport trimestriel : {period.label}",
            owner=ministry.name,
            figures=found,
            days=_month_ends(period),
            ministry=ministry,
            spreads=(spread,),
            portfolio=portfolio,
        ),
        portfolio.rows,
    )


def _national(report: Report) -> Built:
    period = report.period
    portfolio = reading.portfolio_of(None, period)
    by_ministry: dict[Any, list[EditionRow]] = {}
    for row in portfolio.rows:
        by_ministry.setdefault(row.project.ministry_id, []).append(row)
    spreads = []
    for ministry in reading.ministries_on(period.end):
        if ministry.pk not in by_ministry:
            continue
        own = Portfolio(by_ministry[ministry.pk], portfolio.former, portfolio.since)
        found = reading.figures_of(ministry, period.end)
        spreads.append(_spread(ministry, period, own, found, lines=OF_A_SPREAD, top=SHORT_TOP, shown=OF_SPREAD))
    content = _content(
        report,
        title=f"Rapport annuel sur le numérique de l’État, {report.period_start.year}",
        owner=NATIONAL,
        figures=reading.figures_of(None, period.end),
        days=[period.before, *(end for end in _month_ends(period)[1:] if end.month % 3 == 0)],
        ministry=None,
        spreads=tuple(spreads),
        portfolio=portfolio,
    )
    return Built(content, portfolio.rows)


def _month_ends(period: Period) -> list[date]:
    """The eve of the period, then the last day of each of its months."""
    found, day = [period.before], period.start
    while day <= period.end:
        following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        found.append(following - DAY)
        day = following
    return found


def _content(
    report: Report,
    *,
    title: str,
    owner: str,
    figures: Sequence[Read],
    days: Sequence[date],
    ministry: Ministry | None,
    spreads: tuple[Spread, ...],
    portfolio: Portfolio,
) -> Content:
    course, unread = [], []
    for day in days:
        told = reading.figure_of("projects.by_colour", ministry, day)
        counts = {part.key: int(part.value or 0) for part in told.parts}
        if counts:
            course.append((short_date(day), tuple(counts.get(colour.value, 0) for colour in Colour)))
        else:
            unread.append(short_date(day))
    lines = tuple(figure_line(read) for read in figures)
    troubles = beside.problems_of(ministry, report.period)
    return Content(
        schema=SCHEMA,
        report_id=str(report.pk),
        kind=report.kind,
        title=title,
        reference=report.reference,
        owner=owner,
        period=f"du {long_date(report.period_start, weekday=False)} au {long_date(report.period_end, weekday=False)}",
        as_of=long_date(report.period_end, weekday=False),
        is_fictitious=any(row.project.is_fictitious for row in portfolio.rows),
        figures=lines,
        course=tuple(course),
        course_unknown=tuple(unread),
        spreads=spreads,
        conferences=tuple(conference_line(held) for held in beside.conferences_of(ministry, report.period)),
        troubles=tuple(trouble_line(row) for row in troubles[:TROUBLES]),
        more_troubles=max(len(troubles) - TROUBLES, 0),
        unknown=tuple(_unknown(report, lines, portfolio.rows, unread)),
        method=_method(portfolio),
    )


def conference_line(held: HeldConference) -> ConferenceLine:
    row = held.conference
    said = [plural(held.panels, "panel")] if held.panels else []
    said += [plural(held.questions, "question commune", "questions communes")] if held.questions else []
    state = ", ".join([plural(held.done, "exécutée"), *([f"{held.late} en retard"] if held.late else [])])
    return ConferenceLine(
        title=row.title,
        day=short_date(row.held_on),
        theme=row.theme,
        came=(
            f"{plural(held.people, 'participant')} de {plural(held.institutions, 'institution')}"
            if held.people
            else "participants non renseignés"
        ),
        held=", ".join(said),
        advice=f"{plural(held.issued, 'recommandation')} : {state}" if held.issued else "aucune recommandation émise",
    )


def trouble_line(row: ServiceTrouble) -> TroubleLine:
    told = f", dont {row.from_conferences} à une conférence" if row.from_conferences else ""
    return TroubleLine(row.service, row.ministry, f"{row.reported}{told}", row.ended, row.open)


def figure_line(read: Read) -> FigureLine:
    figure, value = read.figure, read.value
    return FigureLine(
        key=figure.key,
        label=figure.label,
        value=figure.said(value.value),
        exact=str(value.value) if value.value is not None else "",
        unit=figure.measure(),
        exclusions=figure.withheld_text(value) or value.note,
        parts=" · ".join(f"{part.label} {integer(int(part.value))}" for part in value.parts if part.value),
        as_of=short_date(value.as_of) if value.as_of else "",
        formula=figure.formula,
        version=figure.method_version,
    )


def _unknown(report: Report, figures: Iterable[FigureLine], rows: list[EditionRow], unread: list[str]) -> list[str]:
    """What the report does not know, said rather than left out."""
    day = report.period_end
    here = [row for row in reading.present(rows) if row.kind == ProjectKind.PROJECT]
    leaves = [row for row in reading.present(rows) if row.is_leaf]
    said = [f"{line.label} : {line.exclusions or 'non renseigné'}" for line in figures if not line.exact]
    if missing := sum(row.colour == Colour.UNKNOWN for row in here):
        said.append(f"{plural(missing, 'projet')} sans signal : rien à comparer, ni référence ni estimation.")
    if missing := sum(not reading.is_published(row, day) for row in here):
        whose = "ses valeurs sont celles de sa" if missing == 1 else "leurs valeurs sont celles de leur"
        said.append(
            f"{plural(missing, 'projet')} sans mise à jour publiée à cette date : {whose} fiche de ce jour-là, ou ne"
            " sont pas connues."
        )
    if missing := sum(row.planned_cost is None for row in leaves):
        said.append(f"{plural(missing, 'ligne')} sans coût prévu, hors de toute somme.")
    if missing := sum(row.is_stale for row in here):
        whose = "ses valeurs" if missing == 1 else "leurs valeurs"
        said.append(f"{plural(missing, 'projet')} aux données périmées : {whose} sont les dernières publiées.")
    told = Counter(row.colour for row in here)
    read = next((line for line in figures if line.key == "projects.by_colour" and line.parts), None)
    mine = " · ".join(f"{colour.label} {told[colour.value]}" for colour in Colour if told[colour.value])
    if read is not None and read.parts != mine:
        said.append(
            f"Relues une à une, les lignes encore au portefeuille donnent {mine or 'aucun projet'} ; le relevé du soir"
            f" comptait {read.parts}, sortis compris. L’écart tient à ce qui fut enregistré ou changé sans être publié."
        )
    if unread:
        said.append(f"Aucun relevé des projets n’a été gardé au {', '.join(unread)}.")
    if report.ministry is None:
        sitting = _with_commission(day)
        without = [row for row in reading.ministries_on(day) if row.pk not in sitting]
        if without:
            names = ", ".join(row.short_name for row in without)
            said.append(f"{plural(len(without), 'ministère')} sans commission en exercice : {names}.")
        heard = {row.project.ministry_id for row in rows}
        if silent := [row.short_name for row in reading.ministries_on(day) if row.pk not in heard]:
            said.append(f"{plural(len(silent), 'ministère')} sans aucun projet enregistré : {', '.join(silent)}.")
    elif not reading.commissions_of(report.ministry).exists():
        said.append("Ce ministère n’a pas de commission enregistrée.")
    return said


def _with_commission(day: date) -> set[Any]:
    """The ministries whose commission the figures count that day."""
    counted = reading.figure_of("sessions.due", None, day).rows
    return set(counted.values_list("ministry_id", flat=True)) if counted is not None else set()


def _method(portfolio: Portfolio) -> tuple[str, ...]:
    since = (
        f"l’édition n° {portfolio.former.number} du {short_date(portfolio.former.frozen_on)}"
        if portfolio.former is not None
        else f"l’état du portefeuille au {short_date(portfolio.since)}, relu des mises à jour publiées"
    )
    return (
        "Tout est lu au soir du dernier jour de la période : ce qui était publié, adopté et enregistré ce jour-là. Ce"
        " qui a changé depuis n’y est pas. Seule la note de l’ASIN, dont le passé n’est pas gardé, n’est pas imprimée.",
        f"Les mouvements se mesurent à {since}.",
        f"Méthode, version {METHOD_VERSION}. Écart de délai : {SCHEDULE_FORMULA}",
        f"Écart de coût : {COST_FORMULA}",
        f"Signal calculé. {colour_rule()}",
        f"Fraîcheur. {freshness_rule()}",
        "Chaque chiffre est celui des tableaux de bord, tel que l’ASIN le lit : ce qui relève du huis clos n’y est pas."
        " Sa définition et ce qu’il laisse de côté sont imprimés avec lui.",
    )


def _spread(
    ministry: Ministry,
    period: Period,
    portfolio: Portfolio,
    figures: Sequence[Read],
    *,
    lines: int,
    top: int,
    shown: Sequence[str] = (),
) -> Spread:
    rows = portfolio.rows
    counted = [row for row in rows if row.kind == ProjectKind.PROJECT]
    here = reading.present(counted)
    totals = plain(totals_of(rows, ministry, period.end))
    told = Edition(totals=totals, previous_id=portfolio.former.pk if portfolio.former is not None else ministry.pk)
    known_by = {read.figure.key: read for read in figures}
    summary = [(label, _head(label, value, known_by)) for label, value in summary_of(told)]
    projects = [row.project_id for row in rows]
    colours = _colours(known_by.get("projects.by_colour"), here)
    worst = sorted(here, key=lambda row: (RANK[Colour(row.colour)], row.position))
    moved = [row for row in counted if row.movement == Movement.MOVED]
    return Spread(
        anchor=f"m-{ministry.pk}",
        name=ministry.name,
        acronym=ministry.short_name,
        summary=tuple((label if label != "Depuis la précédente" else "Mouvements", value) for label, value in summary),
        since=_method(portfolio)[1],
        figures=tuple(figure_line(read) for read in figures if read.figure.key in shown),
        colours=colours,
        planned_cost=_planned(known_by.get("projects.planned_cost"), totals),
        lines=tuple(line_of(row) for row in worst[:lines]),
        more_lines=max(len(worst) - lines, 0),
        entries=_first((f"{row.title} ({row.code})" for row in counted if row.movement == Movement.ENTERED), lines),
        exits=_first(
            (
                f"{row.title} ({row.code}) : {ExitReason(row.exit_reason).label if row.exit_reason else 'sorti'}"
                for row in counted
                if row.movement == Movement.LEFT
            ),
            lines,
        ),
        movements=_first((f"{row.title} ({row.code}) : {row.moves_text}" for row in moved), lines),
        stale=_first(
            (
                f"{row.title} ({row.code}), à jour jusqu’au {short_date(row.fresh_until)}"
                for row in here
                if row.is_stale
            ),
            lines,
        ),
        risks=tuple(
            (
                risk.title,
                risk.project.title,
                f"{risk.probability} × {risk.impact} = {risk.severity}",
                risk.mitigation or "sans atténuation",
            )
            for risk in reading.risks_then(projects, period.end, top)
        ),
        milestones=_milestones(projects, period, top),
        recommendations=tuple(
            (f"n° {row.number}/{row.year}" if row.number else "sans numéro", row.text, short_date(row.due_on))
            for row in reading.late_recommendations(ministry, period.end, top)
        ),
        sessions=tuple(
            f"{capitalize_first(row.label)}, tenue le {long_date(row.held_on, weekday=False)}"
            for row in reading.sessions_of(ministry, period)
        ),
    )


def _first(told: Iterable[str], most: int) -> tuple[str, ...]:
    """The first ones, and how many others there are."""
    found = list(told)
    others = [f"et {plural(len(found) - most, 'autre')}, dans le classeur"] if len(found) > most else []
    return (*found[:most], *others)


def _head(label: str, counted: str, known_by: dict[str, Read]) -> str:
    read = known_by.get(HEADS.get(label, ""))
    if read is None or read.value.value is None:
        return counted
    line = figure_line(read)
    said = line.parts if line.parts and label in ("Situation", "Signaux") else f"{line.value} {line.parts}".strip()
    if label == "Projets":
        said = f"{line.value} ({line.parts})" if line.parts else line.value
    return capitalize_first(said) + (f" ; {line.exclusions}" if line.exclusions and label != "Signaux" else "")


def _colours(read: Read | None, here: Sequence[EditionRow]) -> tuple[int, ...]:
    """In the order of Colour: as the figure of that day says, else counted from the lines."""
    parts = {part.key: int(part.value or 0) for part in read.value.parts} if read is not None else {}
    counted: Any = parts or Counter(row.colour for row in here)
    return tuple(counted.get(colour.value, 0) for colour in Colour)


def _planned(read: Read | None, totals: dict[str, Any]) -> int | None:
    if read is not None and read.value.value is not None:
        return int(read.value.value)
    return totals["planned_cost"]["sum"] if totals["planned_cost"]["known"] else None


def _milestones(projects: list[Any], period: Period, top: int) -> tuple[tuple[str, tuple[str, ...]], ...]:
    ahead = period_of(ReportKind.QUARTERLY, period.end + DAY)
    found = reading.milestones_then(projects, period, ahead)
    labels = (
        ("reached", "Atteints dans la période"),
        ("late", "Attendus et non atteints"),
        ("ahead", f"Attendus avant le {long_date(ahead.end, weekday=False)}"),
    )

    def told(then: reading.MilestoneThen) -> str:
        day, row = then.reached_on or then.expected_on, then.milestone
        slip = (day - row.initial_on).days
        late = f", {plural(slip, 'jour')} après la première date" if slip > 0 else ""
        return f"{row.title} ({row.project.code}), {short_date(day)}{late}"

    return tuple((label, tuple(told(then) for then in found[key][:top])) for key, label in labels if found[key])


def line_of(row: EditionRow) -> Line:
    notes = []
    if row.is_stale:
        notes.append(f"données périmées depuis le {short_date(row.fresh_until)}")
    if row.greened_on is not None:
        notes.append(f"verdi par révision le {short_date(row.greened_on)} : {GREENED}")
    if row.revision_count:
        notes.append(plural(row.revision_count, "révision de la référence", "révisions de la référence"))
    ends = (
        *(("initiale", row.initial_end), ("prévue", row.planned_end), ("estimée", row.forecast_end)),
        ("effective", row.actual_end),
    )
    costs = (
        *(("initial", row.initial_cost), ("prévu", row.planned_cost), ("estimé", row.forecast_cost)),
        ("effectif", row.actual_cost),
    )
    return Line(
        code=row.code,
        title=row.title,
        stage=UNKNOWN if reading.is_unread(row) else capitalize_first(Stage(row.stage).label),
        progress=percent(row.progress),
        signal=Colour(row.colour).label,
        tone=TONES[Colour(row.colour)],
        ends=tuple(f"{label} {short_date(day)}" for label, day in ends if day is not None) or ("non renseignée",),
        costs=tuple(
            f"{label} {short_amount(value).removesuffix('FCFA').removesuffix('de ').rstrip()}"
            for label, value in costs
            if value is not None
        )
        or ("non renseigné",),
        variances=(f"délai {signed(row.schedule_variance)}", f"coût {signed(row.cost_variance)}"),
        notes=tuple(notes),
        narrative=row.narrative,
    )


def charts_of(told: dict[str, Any]) -> dict[str, Chart]:
    """The pictures of a report, from its frozen content."""
    found: dict[str, Chart] = {}
    if told["course"]:
        found["course"] = stacked_bars(
            "Signal calculé, de la fin de la période précédente à celle-ci",
            [day for day, _ in told["course"]],
            [
                Series(colour.label, [counts[place] for _, counts in told["course"]], TONES[colour])
                for place, colour in enumerate(Colour)
            ],
            label="Au soir du",
            note="Relevés du portail, sortis compris.",
        )
    if told["kind"] == ReportKind.ANNUAL and told["spreads"]:
        names = [spread["acronym"] for spread in told["spreads"]]
        found["signals"] = stacked_bars(
            "Signal calculé des projets, par ministère",
            names,
            [
                Series(colour.label, [spread["colours"][place] for spread in told["spreads"]], TONES[colour])
                for place, colour in enumerate(Colour)
            ],
            label="Ministère",
            note="Programmes et lots non comptés ; un projet sorti garde son signal.",
        )
        found["costs"] = bars(
            "Coût prévu du portefeuille, par ministère",
            [Bar(spread["acronym"], spread["planned_cost"]) for spread in told["spreads"]],
            label="Ministère",
            unit="Coût prévu",
            form=short_amount,
            note="Somme des lignes sans subdivision dont le coût est renseigné.",
        )
    return found


def report_html(document: Document, *, code: str = "") -> str:
    told: dict[str, Any] = document.content
    frame = Frame.of(told, code=code, owner="owner")
    template = "pdf/annual_report.html" if told["kind"] == ReportKind.ANNUAL else "pdf/quarterly_report.html"
    return paper_html(template, frame, told=told, charts=charts_of(told), known=known)


def report_paper() -> Paper:
    return Paper(REPORT_PAPER, "rapport périodique", report_html)


FIGURE_HEADS = (
    *("Portefeuille", "Chiffre", "Valeur", "Unité", "Laissé de côté", "Au", "Définition", "Méthode"),
    "Détail",
)
ROW_HEADS = (
    *("Ministère", "Code", "Projet", "Ligne", "Stade", "Situation", "Signal calculé", "Avancement (%)"),
    *("Fin initiale", "Fin prévue", "Fin estimée", "Fin effective"),
    *("Coût initial (FCFA)", "Coût prévu (FCFA)", "Coût estimé (FCFA)", "Coût effectif (FCFA)"),
    *("Écart de délai (%)", "Écart de coût (%)", "Révisions", "À jour jusqu’au", "Périmé", "Mouvement"),
    "Ce qui a changé",
)


def workbook_of(report: Report, built: Built) -> bytes:
    """Every figure with its definition, its unit, what it leaves out and its day; then every line."""
    file, content = BytesIO(), built.content
    book = Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    )
    book.set_properties({"title": content.title, "created": datetime.combine(report.period_end, time())})
    bold, day, wrap = (
        book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        book.add_format({"num_format": "dd/mm/yyyy"}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    sheet = book.add_worksheet("Chiffres")
    sheet.write_string(0, 0, f"{content.title}, {content.owner}, au {content.as_of}", book.add_format({"bold": True}))
    sheet.freeze_panes(3, 2)
    for column, (head, width) in enumerate(zip(FIGURE_HEADS, (34, 34, 18, 8, 34, 12, 80, 9, 60), strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(2, column, head, bold)
    wholes = [(content.owner, content.figures)]
    wholes += [(spread.name, spread.figures) for spread in content.spreads] if len(content.spreads) > 1 else []
    number = 3
    for owner, figures in wholes:
        for line in figures:
            sheet.write_string(number, 0, owner, wrap)
            sheet.write_string(number, 1, line.label, wrap)
            if line.exact and is_kept(Decimal(line.exact)):
                sheet.write_number(number, 2, Decimal(line.exact), wrap)
            else:
                sheet.write_string(number, 2, line.exact or line.value, wrap)
            for column, text in enumerate(
                (line.unit, line.exclusions, line.as_of, line.formula, str(line.version), line.parts), start=3
            ):
                sheet.write_string(number, column, text, wrap)
            number += 1
    rows = book.add_worksheet("Lignes")
    rows.freeze_panes(1, 3)
    for column, head in enumerate(ROW_HEADS):
        rows.set_column(column, column, 40 if head in ("Projet", "Ministère", "Ce qui a changé") else 14)
        rows.write_string(0, column, head, bold)
    for place, row in enumerate(built.rows, start=1):
        for column, value in enumerate(_cells(row)):
            if isinstance(value, date):
                rows.write_datetime(place, column, datetime.combine(value, time()), day)
            elif isinstance(value, str):
                rows.write_string(place, column, value)
            elif value is not None:
                rows.write_number(place, column, value)
    notes = book.add_worksheet("Méthode")
    notes.set_column(0, 0, 120)
    for place, text in enumerate([*content.method, *content.unknown]):
        notes.write_string(place, 0, text, wrap)
    book.close()
    return file.getvalue()


def _cells(row: EditionRow) -> list[Any]:
    return [
        *(row.ministry_name, row.code, row.title, ProjectKind(row.kind).label, Stage(row.stage).label),
        *(Situation(row.situation).label, Colour(row.colour).label, row.progress),
        *(row.initial_end, row.planned_end, row.forecast_end, row.actual_end),
        *(row.initial_cost, row.planned_cost, row.forecast_cost, row.actual_cost),
        *(row.schedule_variance, row.cost_variance, row.revision_count, row.fresh_until),
        *("oui" if row.is_stale else "non", Movement(row.movement).label, row.moves_text),
    ]
