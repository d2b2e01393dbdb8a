"""One line of a file against the portfolio: what it would create or change, or why it is refused.

The rules are those of the operations that a person uses (`projects/operations`), asked here without a query for each
line: what they need of the database is read once for a thousand of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.tables import Raw, folded
from foundation.common.tables.sheets import letters
from foundation.common.tables.values import day_of, francs_of, is_nothing, number_of, truth_of, words_of
from foundation.common.typography import short_date
from ministries.models import Ministry
from projects.enums import ENDED_STAGES, ProjectKind, Rating, Stage, UpdateState
from projects.models import Baseline, Project, ProjectName, StatusUpdate
from projects.operations import PlannedValues, UpdateValues
from projects.operations.baselines import check_planned
from projects.operations.creating import check_place, check_title
from projects.operations.storing import SIGNAL_FIELDS, apply_signals, as_text, confirm_values
from projects.operations.updating import check_values
from projects.queries.project_signals import fresh_until
from projects.workflow import editing_blockers, kind_blockers, stage_blockers

from ..enums import Crossing, MatchKey, RefusalRule, RowOutcome
from ..fields import BASELINE, BY_NAME, EDITION, SHEET, STATE, Field, Kind, as_elsewhere, is_amount
from ..models import ImportRun, Observation
from .matching import Finder, Matches, Words

MOST_FRANCS = 10**15
SHARED = (
    "« {} » est dans une cellule fusionnée sur plusieurs lignes : ce montant serait compté à chacune. Défusionnez-la,"
    " et écrivez le montant de chaque projet."
)
# Of a check of the monthly update: the rule under which its sentence is told.
RULE_OF = {"stage": RefusalRule.STAGE, "narrative": RefusalRule.COMMENT}
FROM_UPDATE = ("last_update_on", "fresh_until", "dates_unknown")


class Fault(Exception):
    """One reason to refuse a line."""

    def __init__(self, rule: RefusalRule, sentence: str, name: str = "") -> None:
        super().__init__(sentence)
        self.rule, self.sentence, self.name = rule, sentence, name


@dataclass
class Verdict:
    """What becomes of a line, and the rows that it writes."""

    line: int
    title: str
    outcome: RowOutcome = RowOutcome.UNCHANGED
    project: Project | None = None
    faults: list[dict[str, str]] = field(default_factory=list)
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    columns: set[str] = field(default_factory=set)  # of the project, to be written
    near: list[dict[str, Any]] = field(default_factory=list)
    crossed: dict[str, dict[str, Any]] = field(default_factory=dict)  # of a workbook that came back
    unknown: list[tuple[str, str]] = field(default_factory=list)  # words of closed lists that mean nothing yet
    baseline: Baseline | None = None
    update: StatusUpdate | None = None
    former: ProjectName | None = None
    seen: Observation | None = None

    def refuse(self, rule: RefusalRule, sentence: str, name: str = "", cell: str = "") -> None:
        self.outcome = RowOutcome.REFUSED
        self.faults.append({"cell": cell, "field": name, "rule": rule.value, "text": sentence})
        self.baseline = self.update = self.former = self.seen = None

    def cross(self, name: str, state: Crossing, was: Any, sent: Any, now: Any) -> None:
        self.crossed[name] = {"state": state.value, "was": was, "sent": sent, "now": now}

    def kept(self) -> list[Any]:
        project = self.project if self.outcome != RowOutcome.REFUSED else None
        return [
            self.line,
            self.outcome.value,
            self.title,
            project.pk if project is not None else None,
            project.version if project is not None else None,
            self.faults,
            {} if self.outcome == RowOutcome.REFUSED else self.changes,
            self.near,
            self.crossed,
        ]


class Judge:
    clears = False  # a cell that says that nothing is known takes the value away

    def __init__(
        self, run: ImportRun, words: Words, finder: Finder, matches: Matches, today: date, author: str
    ) -> None:
        self.run, self.words, self.finder, self.matches, self.today = run, words, finder, matches, today
        self.author = author[:200]
        self.places = {name: place for place, name in enumerate(run.columns) if name}
        self.rewritten = as_elsewhere(run)
        order = run.read_as.date_order
        self.readers = [
            (place, BY_NAME[name], self._reader(BY_NAME[name], order))
            for name, place in self.places.items()
            if name not in ("title", "code", "ministry")
        ]
        self.lines: dict[Any, int] = {}  # project, or title in its ministry → the line that said it first
        self.projects: dict[UUID, Project] = {}
        self.drafts: set[UUID] = set()
        self.based: set[UUID] = set()
        self.told: dict[UUID, set[tuple[Any, ...]]] = {}

    def begin(self, projects: dict[UUID, Project]) -> None:
        """Read what the rules ask of these projects: three queries for all of them."""
        self.projects, self.told = projects, {}
        if not projects:
            self.drafts, self.based = set(), set()
            return
        drafts = StatusUpdate.objects.filter(project__in=projects, state=UpdateState.DRAFT)
        self.drafts = set(drafts.values_list("project_id", flat=True))
        self.based = set(Baseline.objects.filter(project__in=projects, number=0).values_list("project_id", flat=True))
        if self.run.edition:
            for row in Observation.objects.filter(project__in=projects, edition=self.run.edition):
                self.told.setdefault(row.project_id, set()).add(_said(row))

    def forget(self, lines: set[int]) -> None:
        """These lines are to be judged again."""
        self.lines = {key: line for key, line in self.lines.items() if line not in lines}

    def judge(self, raw: Raw) -> Verdict:
        verdict = Verdict(raw.line, self.finder.title_of(raw))
        values = self._values(raw, verdict)
        if verdict.faults:
            verdict.outcome = RowOutcome.REFUSED
            return verdict
        try:
            self._check_ministry(raw)
            project = self._project(raw, verdict)
            if project is None:
                self._create(raw, values, verdict)
            else:
                verdict.project = project
                self._change(raw, project, values, verdict)
            self._observe(values, verdict)
        except Fault as fault:
            self._refuse(raw, verdict, fault)
        return verdict

    def _refuse(self, raw: Raw, verdict: Verdict, fault: Fault) -> None:
        place = self.places.get(fault.name)
        cell = f"{letters(place)}{raw.line}" if place is not None else ""
        verdict.refuse(fault.rule, fault.sentence, fault.name, cell)

    # Cells

    def _values(self, raw: Raw, verdict: Verdict) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for place, sentence in raw.faults.items():
            if place < len(self.run.columns) and (name := self.run.columns[place]):
                self._refuse(raw, verdict, Fault(RefusalRule.UNREADABLE, sentence, name))
        for place, each, read in self.readers:
            text = raw.cell(place)
            if not text or place in raw.faults:
                continue
            try:
                if place in raw.spread and is_amount(each):
                    raise Fault(RefusalRule.SPREAD, SHARED.format(" ".join(text.split())[:40]))
                value = read(self.rewritten[place](text) if place in self.rewritten else text)
            except Fault as fault:
                if fault.rule == RefusalRule.VALUE:
                    verdict.unknown.append((each.name, " ".join(text.split())[:200]))
                self._refuse(raw, verdict, Fault(fault.rule, fault.sentence, each.name))
                continue
            if value is not None and value != "":
                values[each.name] = value
            elif self.clears:
                values[each.name] = "" if each.kind in (Kind.TEXT, Kind.LONG, Kind.CHOICE) else None
        return values

    def _reader(self, each: Field, order: str) -> Callable[[str], Any]:
        kind = each.kind
        if kind == Kind.CHOICE:
            return self._choice(each)
        made: Callable[[str], Any]
        if kind in (Kind.DAY, Kind.END):
            made = _guarded(lambda text: day_of(text, order, is_end=kind == Kind.END), RefusalRule.DAY)
        elif kind == Kind.FRANCS:
            made = self._francs
        elif kind == Kind.PERCENT:
            made = _percent
        elif kind == Kind.RATING:
            made = _rating
        elif kind == Kind.NUMBER:
            made = _guarded(_positive, RefusalRule.NUMBER)
        elif kind == Kind.TRUTH:
            made = _guarded(truth_of, RefusalRule.VALUE)
        else:
            return _text(each)
        return lru_cache(maxsize=4096)(made)  # files repeat their days and amounts

    def _choice(self, each: Field) -> Callable[[str], Any]:
        assert each.choices is not None
        offered = ", ".join(str(label) for _, label in each.choices.choices)

        def read(text: str) -> Any:
            value = self.words.value(each.name, text)
            if value is None and not is_nothing(text):
                raise Fault(
                    RefusalRule.VALUE,
                    f"« {' '.join(text.split())[:60]} » n’est pas une valeur de « {each.label} » : {offered}."
                    " Dites ce que ce mot veut dire, ou corrigez la cellule.",
                )
            return value

        return read

    def _francs(self, text: str) -> int | None:
        francs = _guarded(lambda said: francs_of(said, factor=self.run.factor), RefusalRule.NUMBER)(text)
        if francs is None:
            return None
        if francs != francs.to_integral_value():
            raise Fault(
                RefusalRule.NUMBER,
                f"« {text[:40]} » donne une fraction de franc. Vérifiez en quoi les montants sont écrits.",
            )
        if not 0 <= francs <= MOST_FRANCS:
            raise Fault(RefusalRule.RANGE, "Un coût va de 0 à 1 000 000 milliards de francs CFA.")
        return int(francs)

    # Which project

    def _project(self, raw: Raw, verdict: Verdict) -> Project | None:
        doubtful = self.matches.doubtful.get(raw.line)
        if doubtful:
            raise Fault(
                RefusalRule.AMBIGUOUS,
                f"{len(doubtful)} projets portent cet intitulé. Ajoutez une colonne avec le code du portail.",
                "title",
            )
        key = self.matches.projects.get(raw.line)
        project = self.projects.get(key) if key is not None else None
        if project is not None:
            self._once(project.pk, raw)
            return project
        code = self.finder.code_of(raw)
        if code:
            raise Fault(
                RefusalRule.UNKNOWN,
                f"Aucun projet de ce périmètre ne porte le code « {code[:30]} ». Corrigez-le, ou videz la cellule pour"
                " créer le projet : le portail donne les codes.",
                "code",
            )
        self._ministry(raw, verdict)  # said before it is asked whether another ministry's project is the same
        if near := self.matches.near.get(raw.line):
            verdict.near = near
            first = near[0]
            raise Fault(
                RefusalRule.NEAR,
                f"« {verdict.title} » ressemble à {first['code']}, « {first['title']} »."
                " Dites si c’est le même projet.",
                "title",
            )
        return None

    def _once(self, key: Any, raw: Raw) -> None:
        first = self.lines.setdefault(key, raw.line)
        if first != raw.line:
            raise Fault(
                RefusalRule.TWICE, f"Ce projet est déjà à la ligne {first} du fichier. Gardez une seule ligne.", "title"
            )

    # A new project

    def _create(self, raw: Raw, values: dict[str, Any], verdict: Verdict) -> None:
        try:
            title = check_title(self._title(raw))
        except InvalidInput as refusal:
            raise Fault(_rule_of_title(self._title(raw)), refusal.errors["title"][0], "title") from None
        ministry = self._ministry(raw, verdict)
        self._once((ministry.pk, folded(title)), raw)
        start, end = values.get("actual_start"), values.get("actual_end")
        stage = Stage(values["stage"]) if "stage" in values else _stage_of(start, end)
        # A source may say the stage without the dates that carry it: it stays so until somebody says more.
        dates_unknown = (stage in ENDED_STAGES and end is None) or (stage == Stage.RUNNING and start is None)
        if blockers := stage_blockers(
            stage, actual_start=start, actual_end=end, today=self.today, dates_unknown=dates_unknown
        ):
            raise Fault(RefusalRule.STAGE, " ".join(blockers), "stage" if "stage" in values else "actual_start")
        self._check_forecast(values, stage)
        planned = self._planned(values)
        given = {name: values[name] for name in (*SHEET, *STATE, *BASELINE) if name in values}
        given |= {"stage": stage.value, "kind": values.get("kind", ProjectKind.PROJECT.value)}
        project = Project(
            scope_id=ministry.scope_id,
            ministry=ministry,
            title=title,
            dates_unknown=dates_unknown,
            source=self.run.source,
            is_fictitious=self.run.is_fictitious,
            **given,
        )
        if planned is not None:
            project.initial_start, project.initial_end, project.initial_cost = planned.start, planned.end, planned.cost
            verdict.baseline = self._baseline(project, planned)
        project.said_on = self.run.as_of
        confirm_values(project, self.run.as_of)
        apply_signals(project, self.today)
        if narrative := values.get("narrative"):
            verdict.update = self._published(project, UpdateValues.of(project), narrative)
            project.last_update_on = self.run.as_of
            given["narrative"] = narrative
        verdict.project, verdict.outcome = project, RowOutcome.CREATED
        verdict.changes = {name: (None, as_text(value)) for name, value in (given | {"title": title}).items()}

    def _title(self, raw: Raw) -> str:
        return "" if self.finder.title is None else " ".join(words_of(raw.cell(self.finder.title)).split())

    def _ministry(self, raw: Raw, verdict: Verdict) -> Ministry:
        ministry = self.finder.ministry_of(raw)
        if ministry is not None:
            return ministry
        text = "" if self.finder.ministry is None else " ".join(raw.cell(self.finder.ministry).split())
        if not text:
            raise Fault(RefusalRule.MISSING, "Le ministère porteur manque : écrivez son nom ou son sigle.", "ministry")
        verdict.unknown.append(("ministry", text[:200]))
        raise Fault(
            RefusalRule.VALUE,
            f"« {text[:80]} » n’est pas un ministère connu. Dites lequel c’est, ou corrigez la cellule.",
            "ministry",
        )

    def _check_ministry(self, raw: Raw) -> None:
        if other := self.finder.other_ministry(raw):
            raise Fault(
                RefusalRule.OTHER,
                f"Cette ligne est de « {other[:80]} », et l’import est fait pour « {self.run.ministry} ». Retirez-la,"
                " corrigez la cellule, ou laissez cette colonne de côté.",
                "ministry",
            )

    def _check_forecast(self, values: Mapping[str, Any], stage: Stage) -> None:
        begun, end = values.get("actual_start") or values.get("forecast_start"), values.get("forecast_end")
        if begun and end and end < begun:
            raise Fault(
                RefusalRule.RANGE,
                f"La fin estimée ({short_date(end)}) précède le début ({short_date(begun)}).",
                "forecast_end",
            )
        progress = values.get("progress")
        if stage in ENDED_STAGES and progress is not None and progress < 100:
            raise Fault(
                RefusalRule.RANGE,
                f"Un projet au stade « {stage.label} » est à 100 %. Corrigez l’avancement ou le stade.",
                "progress",
            )

    def _planned(self, values: Mapping[str, Any]) -> PlannedValues | None:
        start, end, cost = (values.get(name) for name in BASELINE)
        planned = PlannedValues(start, end, cost, self.run.as_of)
        if planned.is_empty:
            return None
        try:
            check_planned(planned)
        except InvalidInput as refusal:
            name, sentences = next(iter(refusal.errors.items()))
            raise Fault(RefusalRule.RANGE, sentences[0], name) from None
        return planned

    def _baseline(self, project: Project, planned: PlannedValues) -> Baseline:
        return Baseline(
            scope_id=project.scope_id,
            project=project,
            number=0,
            planned_start=planned.start,
            planned_end=planned.end,
            planned_cost=planned.cost,
            adopted_on=planned.adopted_on,
        )

    # A project that is there

    def _change(self, raw: Raw, project: Project, values: dict[str, Any], verdict: Verdict) -> None:
        before = {name: getattr(project, name) for name in (*SHEET, *STATE, *BASELINE, *FROM_UPDATE)}
        sheet = {name: values[name] for name in SHEET if name in values and values[name] != before[name]}
        state = {name: values[name] for name in STATE if name in values and values[name] != before[name]}
        title = self._new_title(raw, project)
        planned = self._new_baseline(project, values)
        says = bool(state) or (self.clears and bool(values.get("narrative")))
        if not (sheet or says or title or planned):
            return
        if blockers := editing_blockers(project):
            raise Fault(RefusalRule.LEFT, blockers[0], "title")
        if "kind" in sheet:
            self._check_kind(project, sheet["kind"])
        if says:
            verdict.update = self._update(project, state, values)
        if title:
            verdict.changes["title"] = (project.title, title)
            verdict.former = ProjectName(
                scope_id=project.scope_id, project=project, title=project.title, until=self.today
            )
            project.title = title
            verdict.columns.add("title")
        for name, value in (sheet | state).items():
            verdict.changes[name] = (as_text(before[name]), as_text(value))
            setattr(project, name, value)
        if planned is not None:
            verdict.baseline = self._baseline(project, planned)
            for name, value in zip(BASELINE, (planned.start, planned.end, planned.cost), strict=True):
                verdict.changes[name] = (None, as_text(value))
                setattr(project, name, value)
                setattr(project, name.replace("planned", "initial"), value)
            verdict.columns |= {*BASELINE, *(name.replace("planned", "initial") for name in BASELINE)}
        if says:
            project.last_update_on = self.run.as_of
            confirm_values(project, self.run.as_of)
            for name in FROM_UPDATE:
                verdict.changes[f"_{name}"] = (as_text(before[name]), as_text(getattr(project, name)))
            verdict.columns |= set(FROM_UPDATE)
        apply_signals(project, self.today)
        # Never back: what days of the past read was said by then, and this file was not.
        project.said_on = max(self.run.as_of, project.said_on or self.run.as_of)
        project.version += 1
        verdict.columns |= {*sheet, *state, *SIGNAL_FIELDS, "said_on", "version"}
        verdict.outcome = RowOutcome.UPDATED

    def _check_kind(self, project: Project, kind: str) -> None:
        if fixed := kind_blockers(project, has_baseline=project.pk in self.based):
            raise Fault(RefusalRule.VALUE, fixed[0], "kind")
        try:
            check_place(ProjectKind(kind), project.parent, scope_id=project.scope_id, project=project)
        except Refused as refusal:
            raise Fault(RefusalRule.VALUE, refusal.message, "kind") from None

    def _new_title(self, raw: Raw, project: Project) -> str:
        """A title renames where projects are known by their code; a spelling of an edition does not."""
        title = self._title(raw)
        if self.run.key != MatchKey.CODE or not title or title == project.title:
            return ""
        try:
            return check_title(title)
        except InvalidInput as refusal:
            raise Fault(RefusalRule.LENGTH, refusal.errors["title"][0], "title") from None

    def _new_baseline(self, project: Project, values: Mapping[str, Any]) -> PlannedValues | None:
        if project.pk not in self.based:
            return self._planned(values)
        for name in BASELINE:
            if name in values and values[name] != getattr(project, name):
                raise Fault(
                    RefusalRule.BASELINE,
                    f"« {BY_NAME[name].label} » diffère de la référence en vigueur, qu’un import ne change pas."
                    " Demandez une révision de la référence, ou reprenez la valeur du portail.",
                    name,
                )
        return None

    def _update(self, project: Project, state: dict[str, Any], values: Mapping[str, Any]) -> StatusUpdate:
        """The monthly update that says these values, by the same checks as the page of updates."""
        first = next(iter(state), "narrative")
        if project.pk in self.drafts:
            raise Fault(
                RefusalRule.DRAFT,
                "Un brouillon de mise à jour attend pour ce projet. Publiez-le ou supprimez-le d’abord.",
                first,
            )
        if (since := self._said_since(project)) is not None:
            raise Fault(
                RefusalRule.OLDER,
                f"Ses valeurs ont été mises à jour, attestées ou changées depuis, la dernière fois le"
                f" {short_date(since)} : des valeurs au {short_date(self.run.as_of)} ne les remplacent pas.",
                first,
            )
        now = UpdateValues.of(project).on_project() | state
        narrative = values.get("narrative") or self.run.comment
        said = UpdateValues(**{**now, "stage": Stage(now["stage"])}, narrative=narrative)
        try:
            check_values(project, said, self.today)
        except InvalidInput as refusal:
            name, sentences = next(iter(refusal.errors.items()))
            raise Fault(RULE_OF.get(name, RefusalRule.RANGE), " ".join(sentences), name) from None
        except Refused as refusal:
            raise Fault(RefusalRule.STAGE, refusal.message, first) from None
        if project.dates_unknown:
            project.dates_unknown = (
                said.stage == project.stage and said.actual_start is None and said.actual_end is None
            )
        return self._published(project, said, narrative)

    def _said_since(self, project: Project) -> date | None:
        """The last day on which somebody published, attested or changed its values, when the file is older. A day on
        which its sheet alone changed, or an import was undone, confirmed nothing: freshness tells.
        """
        held = fresh_until(project, self.run.as_of)  # None where no more is expected
        is_confirmed = held is None or (project.fresh_until is not None and project.fresh_until > held)
        days = [project.last_update_on, project.said_on if is_confirmed else None]
        return max((day for day in days if day is not None and day > self.run.as_of), default=None)

    def _published(self, project: Project, said: UpdateValues, narrative: str) -> StatusUpdate:
        return StatusUpdate(
            scope_id=project.scope_id,
            project=project,
            month=self.run.as_of.replace(day=1),
            state=UpdateState.PUBLISHED,
            published_at=clock.now(),
            narrative=narrative,
            author_name=self.author,
            **said.on_project(),
        )

    # What the edition says

    def _observe(self, values: Mapping[str, Any], verdict: Verdict) -> None:
        project = verdict.project
        if not self.run.edition or project is None:
            return
        said = {name.removeprefix("seen_"): values[name] for name in EDITION if name in values}
        row = Observation(
            scope_id=project.scope_id,
            project=project,
            run=self.run,
            edition=self.run.edition,
            observed_on=self.run.as_of,
            title=verdict.title or project.title,
            unit=self.run.unit if "cost" in said else "",
            **said,
        )
        if _said(row) not in self.told.get(project.pk, ()):
            verdict.seen = row


def _said(row: Observation) -> tuple[Any, ...]:
    duration = None if row.duration is None else round(row.duration, 10)
    return (row.observed_on, row.title, row.cost, duration, row.start, row.end, row.is_shared, row.phase)


def _rule_of_title(title: str) -> RefusalRule:
    return RefusalRule.LENGTH if title else RefusalRule.MISSING


def _stage_of(start: date | None, end: date | None) -> Stage:
    """The stage that the actual dates carry, where no column says it."""
    if end is not None:
        return Stage.DONE
    return Stage.RUNNING if start is not None else Stage.IDENTIFIED


def _guarded(read: Callable[[str], Any], rule: RefusalRule) -> Callable[[str], Any]:
    def guarded(text: str) -> Any:
        try:
            return read(text)
        except ValueError as error:
            raise Fault(rule, str(error)) from None

    return guarded


def _positive(text: str) -> Decimal | None:
    value = number_of(text)
    if value is None:
        return None
    if not 0 <= value < 10**14:
        raise Fault(RefusalRule.RANGE, f"« {text[:40]} » est hors des bornes d’un coût ou d’une durée.")
    return round(value, 10)


def _percent(text: str) -> int | None:
    value = _guarded(number_of, RefusalRule.NUMBER)(text)
    if value is None:
        return None
    if "%" not in text and 0 < value < 1:
        raise Fault(
            RefusalRule.RANGE, f"« {text[:40]} » se lit comme une part ou comme moins de 1 % : écrivez 30 ou « 30 % »."
        )
    if value != value.to_integral_value() or not 0 <= value <= 100:
        raise Fault(RefusalRule.RANGE, "L’avancement est un nombre entier de 0 à 100.")
    return int(value)


def _rating(text: str) -> int | None:
    """A note, alone or with its words: « 4 », « 4, plutôt sûr »."""
    if is_nothing(text):
        return None
    said = folded(text)
    for value, label in Rating.choices:
        if said in (str(value), folded(str(label))):
            return int(value)
    offered = " ; ".join(str(label) for _, label in Rating.choices)
    raise Fault(RefusalRule.RANGE, f"« {text[:40]} » n’est pas une note : {offered}.")


def _text(each: Field) -> Callable[[str], str]:
    def read(text: str) -> str:
        said = words_of(text)
        if each.longest and len(said) > each.longest:  # the words before the addresses of their links
            said = words_of(text, addresses=False)
        if each.kind == Kind.TEXT:
            said = " ".join(said.split())
        if each.longest and len(said) > each.longest:
            raise Fault(
                RefusalRule.LENGTH,
                f"« {each.label} » compte {len(said)} caractères : {each.longest} au plus. Raccourcissez-le.",
            )
        return "" if len(said) < 20 and is_nothing(said) else said

    return read
