"""« 24 ministries × 3 years of generated updates: computed colours equal a plain-Python computation that imports
nothing of the portal. »

Each month every DSI does what comes to his mind, through the operations of the portal; what he says is noted beside, in
`plain_portfolio`. At each end of month the rows, the signals, the dashboards and the sums must be those of the plain
arithmetic; once the three years are over, so must each of these days, read again from its evening's reading and from
what had been published by then.
"""

import ast
import calendar
import random
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from cmsic.dashboards.queries.asked import Asked
from cmsic.dashboards.queries.national import counted
from foundation.accounts.enums import Role
from foundation.common.exceptions import Refused
from foundation.common.figures import get
from projects import operations
from projects.enums import ExitReason, ProjectKind, RevisionReason, Stage
from projects.models import Project
from projects.operations import ActualDates, PlannedValues
from projects.operations.checking import signal_drifts, summary_drifts
from projects.queries.guards import retained
from projects.queries.past import as_they_were, there_on
from projects.queries.project_signals import compute_signals
from projects.tasks import refresh_project_signals
from tests.factories import FundingLineFactory, ScopeFactory, officer_of
from tests.measure import report, size
from tests.projects.world import Today, ministry_with_dsi

from . import plain_portfolio
from .plain_portfolio import Counts, Line, Money, Said

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(1_700)]  # in the full size
MINISTRIES, YEARS, PROJECTS = 24, 3, size(1, 20)
EVERY = size(3, 1)  # months between two looks at the dashboards; at the rows, each month
FIRST = date(2023, 1, 1)
MILLION = 10**6


class Country:
    """What the ministries do, and what is noted of it."""

    def __init__(self, today: Today, seed: int) -> None:
        self.today, self.chance = today, random.Random(seed)
        self.asin = officer_of(ScopeFactory(kind="national"), Role.ASIN_ADMIN)
        self.lines: dict[Any, Line] = {}
        self.dsi: dict[str, Any] = {}
        self.ministries: dict[str, Any] = {}
        self.done: dict[str, int] = {}
        for number in range(MINISTRIES):
            ministry, dsi = ministry_with_dsi(acronym=f"T{number:02d}")
            self.ministries[ministry.acronym], self.dsi[ministry.acronym] = ministry, dsi
            programme = operations.create_project(ministry, "Programme", by=dsi, kind=ProjectKind.PROGRAMME)
            self.enter(programme, kind="programme", title="Programme")
            for place in range(PROJECTS):
                self.create(ministry.acronym, parent=programme if place % 3 == 1 else None)

    @property
    def day(self) -> date:
        return self.today.day

    def enter(self, project: Project, **said: Any) -> Line:
        line = self.lines[project.pk] = Line(project.ministry.acronym, self.day)
        if project.parent_id:
            self.lines[project.parent_id].parts.append(line)
        line.say(self.day, confirmed_on=self.day, **said)
        return line

    def note(self, act: str) -> None:
        self.done[act] = self.done.get(act, 0) + 1

    def maybe(self, share: float) -> bool:
        return self.chance.random() < share

    def create(self, acronym: str, *, parent: Project | None = None) -> None:
        title = f"Projet {len(self.lines)}"
        project = operations.create_project(self.ministries[acronym], title, by=self.dsi[acronym], parent=parent)
        line = self.enter(project, title=title)
        if self.maybe(0.85):
            self.plan(project.pk, line)
        if self.maybe(0.2):  # what is withheld is in no sum, and is no zero
            FundingLineFactory(project=project, planned_absence="withheld", withheld_reason="Offres en cours")
            self.note("withheld")

    def planned(self, missing: float) -> PlannedValues:
        """A plan, some of whose values are not known, or are nothing: a day, a cost of zero."""
        start = self.day + timedelta(days=self.chance.randrange(-200, 120))
        end = start + timedelta(days=self.chance.choice([0, 90, 200, 400, 400, 900, 900]))
        cost = self.chance.choice([0, 3 * MILLION, 59_300_000, 7_654_321_987, 120 * MILLION])
        values: list[Any] = [None if self.maybe(missing) else value for value in (start, end, cost)]
        if values == [None, None, None]:
            values[1] = end
        return PlannedValues(*values, self.day, "Commission")

    def plan(self, key: Any, line: Line) -> None:
        planned = self.planned(0.07)
        operations.set_initial_baseline(key, planned, by=self.dsi[line.ministry])
        line.say(self.day, planned_start=planned.start, planned_end=planned.end, planned_cost=planned.cost)
        self.note("baseline")

    def month(self) -> None:
        """Every line has its hour, or is forgotten."""
        for key, line in list(self.lines.items()):
            said = line.said
            if said.left_on is not None or said.kind != "project" or self.maybe(0.3):
                continue
            acts = [self.update] * 9 + [self.attest] * 5 + [self.revise] * 2 + [self.rate, self.rename, self.stage]
            if self.maybe(0.05):
                acts = [self.leave, self.merge, self.split]
            self.chance.choice(acts)(key, line)
        for acronym in self.ministries:
            if self.maybe(0.03):
                self.create(acronym)

    def next_stage(self, said: Said) -> dict[str, Any]:
        """Where a line goes from where it is, with the dates that this asks for."""
        ago = self.day - timedelta(days=self.chance.randrange(0, 25))
        begun = said.actual_start or ago
        if said.stage in ("identified", "submitted", "approved"):
            return {"stage": "running", "actual_start": ago} if self.maybe(0.5) else {"stage": "approved"}
        if said.stage == "running":
            if self.maybe(0.12):
                cost = (
                    None
                    if self.maybe(0.3)
                    else int((said.forecast_cost or 5 * MILLION) * self.chance.uniform(0.8, 1.6))
                )
                return {"stage": "done", "actual_end": max(begun, ago), "actual_cost": cost}
            return {"stage": self.chance.choice(["suspended", "abandoned"])} if self.maybe(0.1) else {}
        if said.stage == "suspended" and self.maybe(0.6):
            return {"stage": "running", "actual_start": begun}
        return {}

    def update(self, key: Any, line: Line) -> None:
        said = line.said
        values = self.next_stage(said)
        begun = values.get("actual_start") or said.actual_start or said.planned_start or self.day
        if said.stage not in plain_portfolio.ENDED and said.forecast_end and said.forecast_end < begun:
            values["forecast_end"] = begun  # it began later than it was to end
        elif said.stage not in plain_portfolio.ENDED and values.get("stage") != "done":
            if self.maybe(0.6):
                late = timedelta(days=self.chance.randrange(-60, 75))
                values["forecast_end"] = max(begun, (said.forecast_end or said.planned_end or self.day) + late)
            elif self.maybe(0.1):
                values["forecast_end"] = None  # nobody knows any more
            if self.maybe(0.5):
                base = said.planned_cost or 4 * MILLION
                values["forecast_cost"] = None if self.maybe(0.1) else int(base * self.chance.uniform(0.8, 1.25))
        if self.maybe(0.5):
            values["own"] = self.chance.choice([None, 1, 2, 3, 4, 5])
        told: dict[str, Any] = {"own_rating" if name == "own" else name: value for name, value in values.items()}
        told["narrative"] = f"Point du {self.day}."
        if said.stage in plain_portfolio.ENDED or told.get("stage") == "done":
            told["progress"] = 100
        operations.publish_update(key, told, by=self.dsi[line.ministry])
        line.attested.append(False)
        line.say(self.day, confirmed_on=self.day, **values)
        self.note(f"update {values['stage']}" if values.get("stage", said.stage) != said.stage else "update")

    def attest(self, key: Any, line: Line) -> None:
        """No more than two in a row, and once a month."""
        refused = line.attested[-2:] == [True, True]
        try:
            operations.attest_no_change(key, by=self.dsi[line.ministry])
        except Refused:
            assert refused, line
            self.note("attestation refused")
            return
        assert not refused, line
        line.attested.append(True)
        line.say(self.day, confirmed_on=self.day)
        self.note("attestation")

    def revise(self, key: Any, line: Line) -> None:
        """Asked by the DSI, answered by another; a typing error is corrected in the same way."""
        said, dsi = line.said, self.dsi[line.ministry]
        if said.planned_start is None and said.planned_end is None and said.planned_cost is None:
            self.plan(key, line)
            return
        planned = self.planned(0.05)
        if (planned.start, planned.end, planned.cost) == (said.planned_start, said.planned_end, said.planned_cost):
            return
        ended = said.stage in plain_portfolio.ENDED
        reason = RevisionReason.CORRECTION if ended or self.maybe(0.3) else RevisionReason.FUNDING
        request = operations.ask_revision(key, planned, reason=reason, explanation="Ainsi.", by=dsi)
        answer = self.chance.choice(["approved", "approved", "refused", "withdrawn"])
        if answer == "withdrawn":
            operations.withdraw_revision(request.pk, by=dsi)
        elif answer == "refused":
            operations.refuse_revision(request.pk, reason="Non.", by=self.asin)
        else:
            operations.approve_revision(request.pk, by=self.asin)
            line.say(
                self.day,
                planned_start=planned.start,
                planned_end=planned.end,
                planned_cost=planned.cost,
                revisions=said.revisions + 1,
            )
        self.note(f"{reason.value} {answer}")

    def rate(self, key: Any, line: Line) -> None:
        rating = self.chance.randrange(1, 6)
        operations.rate_for_asin(key, rating, comment="Vu.", by=self.asin)
        line.say(self.day, asin=rating)
        self.note("rating")

    def rename(self, key: Any, line: Line) -> None:
        title = f"Projet nommé le {self.day}"
        if title != line.said.title:
            operations.rename_project(key, title, by=self.dsi[line.ministry])
            line.say(self.day, title=title)
            self.note("renaming")

    def stage(self, key: Any, line: Line) -> None:
        said = line.said
        values = self.next_stage(said)
        if not values or values.get("stage") == said.stage:
            return
        dates = ActualDates(
            values.get("actual_start", said.actual_start),
            values.get("actual_end", said.actual_end),
            values.get("actual_cost", said.actual_cost),
        )
        operations.change_stage(key, Stage(values["stage"]), dates, reason="Ainsi.", by=self.dsi[line.ministry])
        line.say(self.day, confirmed_on=self.day, **values)
        self.note(f"stage {values['stage']}")

    def leave(self, key: Any, line: Line) -> None:
        said = line.said
        reason = ExitReason.OUT_OF_SCOPE
        if said.stage in plain_portfolio.ENDED:
            reason = ExitReason.DONE
        elif said.stage in ("suspended", "abandoned"):
            reason = ExitReason.STOPPED
        operations.leave_portfolio(key, reason, note="Ainsi.", left_on=self.day, by=self.dsi[line.ministry])
        line.say(self.day, left_on=self.day, why_left=reason.value)
        self.note(f"exit {reason.value}")

    def merge(self, key: Any, line: Line) -> None:
        heirs = [
            other
            for other, one in self.lines.items()
            if other != key and one.ministry == line.ministry and one.said.kind == "project" and not one.said.left_on
        ]
        if heirs:
            project = Project.objects.get(pk=key)
            operations.merge_projects(heirs[0], [project], note="Ainsi.", on=self.day, by=self.dsi[line.ministry])
            line.say(self.day, left_on=self.day, why_left="merged")
            self.note("merge")

    def split(self, key: Any, line: Line) -> None:
        said = line.said
        if said.stage in plain_portfolio.ENDED or said.stage in ("suspended", "abandoned"):
            return
        titles = [f"Part {letter} de {len(self.lines)}" for letter in "AB"]
        parts = operations.split_project(key, titles, note="Ainsi.", on=self.day, by=self.dsi[line.ministry])
        for part, title in zip(parts, titles, strict=True):
            self.enter(part, title=title, stage=said.stage, actual_start=said.actual_start)
        line.say(self.day, left_on=self.day, why_left="split")
        self.note("split")

    def night(self) -> None:
        """What the portal does as a day begins, and the same look noted."""
        refresh_project_signals()
        for line in self.lines.values():
            if line.said.left_on is None:
                line.look(self.day)


def plain_row(line: Line, day: date) -> tuple[Any, ...]:
    said = line.said
    return (
        said.stage,
        plain_portfolio.colour(said, day),
        line.seen[-1][0],
        plain_portfolio.schedule(said, day),
        plain_portfolio.cost(said),
        plain_portfolio.retained(said, day),
        plain_portfolio.fresh_until(said),
        said.revisions,
        said.left_on,
        line.is_leaf,
    )


def stored_rows() -> dict[Any, tuple[Any, ...]]:
    names = ("stage", "colour", "colour_since", "schedule_variance", "cost_variance", "own_rating", "asin_rating")
    rest = ("fresh_until", "revision_count", "left_on", "is_leaf")
    return {
        pk: (stage, colour, since, schedule, cost, retained(colour, own, asin).value, *others)
        for pk, stage, colour, since, schedule, cost, own, asin, *others in Project.objects.values_list(
            "pk", *names, *rest
        )
    }


def plain_counts(country: Country, day: date) -> dict[str, Counts]:
    lines = country.lines.values()
    return {acronym: Counts.of([one for one in lines if one.ministry == acronym], day) for acronym in country.dsi}


def board_counts(country: Country, day: date | None = None) -> dict[str, Counts]:
    """The same, as the national dashboard counts them."""

    def some(counts: dict[str, int]) -> dict[str, int]:
        return {name: count for name, count in counts.items() if count}

    return {
        line.ministry.acronym: Counts(
            line.projects,
            line.projects_left,
            some(line.stages),
            some(line.colours),
            some(line.retained),
            line.projects_stale,
        )
        for line in counted(country.asin, Asked(day=day)).ministries
    }


def money_of(country: Country, day: date | None = None) -> Money:
    found: list[Any] = [
        get(f"projects.{name}").compute(country.asin, {"today": day} if day else {})
        for name in ("planned_cost", "forecast_cost", "cost_drift")
    ]
    planned, forecast, drift = [(one.value, one.withheld) for one in found]
    return Money(planned, forecast, drift)


def red_for(country: Country, *days: int) -> list[Any]:
    return [get(f"projects.red_over_{each}").compute(country.asin, {}).value for each in days]


def plain_red_for(country: Country, day: date, *days: int) -> list[int]:
    lines = [one for one in country.lines.values() if one.said.left_on is None and one.said.kind == "project"]
    red = [line.seen[-1][0] for line in lines if line.seen[-1][1] == "red"]
    return [sum((day - since).days > each for since in red) for each in days]


def plain_past(country: Country, day: date) -> dict[Any, tuple[Any, ...]]:
    """What was in the portfolio that evening, as it stood."""
    return {
        pk: (
            said.stage,
            said.title,
            said.planned_end,
            said.planned_cost,
            said.revisions,
            plain_portfolio.schedule(said, day),
            plain_portfolio.cost(said),
            plain_portfolio.colour(said, day),
            plain_portfolio.fresh_until(said),
        )
        for pk, line in country.lines.items()
        if (said := line.on(day)) is not None
    }


def past_of_the_portal(day: date) -> dict[Any, tuple[Any, ...]]:
    projects = list(there_on(day, Project.objects.defer("search")))
    as_they_were(projects, day)
    found = {}
    for row in projects:
        signals = compute_signals(row, day)
        found[row.pk] = (
            row.stage,
            row.title,
            row.planned_end,
            row.planned_cost,
            row.revision_count,
            signals.schedule.percent,
            signals.cost.percent,
            signals.colour.value,
            row.fresh_until,
        )
    return found


def different(found: dict[Any, Any], wanted: dict[Any, Any]) -> dict[Any, Any]:
    """Only what differs, so that a failure can be read."""
    keys = found.keys() | wanted.keys()
    return {key: (found.get(key), wanted.get(key)) for key in keys if found.get(key) != wanted.get(key)}


def ends_of_months() -> list[date]:
    return [
        date(FIRST.year + year, month, calendar.monthrange(FIRST.year + year, month)[1])
        for year in range(YEARS)
        for month in range(1, 13)
    ]


def test_the_plain_computation_imports_nothing_of_the_portal():
    tree = ast.parse(Path(plain_portfolio.__file__).read_text())
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {
        name.split(".")[0]
        for node in imports
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names])
    }
    assert names <= sys.stdlib_module_names
    assert not [node for node in imports if isinstance(node, ast.ImportFrom) and node.level]


def test_three_years_of_24_ministries_are_what_plain_arithmetic_says(monkeypatch, tmp_path):
    today = Today(monkeypatch, tmp_path)
    today.move(FIRST)
    country = Country(today, seed=1)
    evenings: dict[date, tuple[dict[str, Counts], Money]] = {}
    colours: dict[str, int] = {}
    for end in ends_of_months():
        for day in (end - timedelta(days=country.chance.randrange(8, 20)), end):
            today.move(day)
            country.night()
            if day != end:
                country.month()
        for key, line in list(country.lines.items()):  # and on the last evening, a few more
            if line.said.kind == "project" and not line.said.left_on and country.maybe(0.05):
                country.update(key, line)
        wanted = {pk: plain_row(line, end) for pk, line in country.lines.items()}
        assert different(stored_rows(), wanted) == {}, end
        for said in wanted.values():
            colours[said[1]] = colours.get(said[1], 0) + 1
        if end.month % EVERY == 0:
            evenings[end] = plain_counts(country, end), Money.of(country.lines.values())
            assert different(board_counts(country), evenings[end][0]) == {}, end
            assert money_of(country) == evenings[end][1], end
            assert red_for(country, 90, 365) == plain_red_for(country, end, 90, 365), end
        today.move(end + timedelta(days=1))
        country.night()  # which keeps the evening before
    assert list(summary_drifts()) == []
    assert list(signal_drifts()) == []
    assert get("funding.planned").compute(country.asin, {}).withheld == country.done["withheld"]

    for end, (counts, money) in evenings.items():
        assert different(board_counts(country, end), counts) == {}, end
        assert money_of(country, end) == money, end
    for end in list(evenings)[:: size(4, 1)]:
        assert different(past_of_the_portal(end), plain_past(country, end)) == {}, end

    assert set(colours) == {"green", "yellow", "red", "unknown"}
    report(
        "24 ministries × 3 years",
        projects=len(country.lines),
        rows_compared=sum(colours.values()),
        colours=colours,
        acts=dict(sorted(country.done.items())),
        differences=0,
    )
