"""« A user alone, whatever his rights, cannot turn a red project green: property test over all acts. »

Facts and estimates are his to report, month by month and with a comment; the values that they are measured against are
not. One account holds every role here, and does in any order all that the portal lets do to a project.
"""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from foundation.accounts.enums import NATIONAL_ROLES, Role
from foundation.common import clock
from foundation.common.exceptions import Refused
from foundation.common.figures import get
from imports.operations import undo_import
from projects import operations
from projects.enums import Colour, ExitReason, ProjectKind, RevisionReason, Stage
from projects.models import Project, RevisionRequest
from projects.operations import ActualDates, PlannedValues, RowInput, UpdateValues
from sessions.core.enums import ItemKind, Outcome
from sessions.core.models import AgendaItem, CommissionSession
from sessions.meeting.operations.deciding import decide
from tests.factories import AgendaItemFactory, GrantFactory, ScopeFactory, UserFactory
from tests.imports.world import made, table
from tests.measure import report
from tests.projects.world import PLANNED, Today, dsi_of, running_project
from tests.sessions.held import held

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def everything(project):
    """An account that holds every role there is."""
    user, commission = UserFactory(), project.ministry.commissions.get()
    national = ScopeFactory(kind="national")
    seats = (Role.SECRETARY, Role.PRESIDENT, Role.MEMBER, Role.OBSERVER)
    for role in Role:
        scope = national if role in NATIONAL_ROLES else project.scope
        GrantFactory(user=user, scope=scope, role=role, commission_id=commission.pk if role in seats else None)
    return user


def wide(cost: int) -> PlannedValues:
    return PlannedValues(PLANNED.start, date(2028, 12, 31), cost, clock.today())


def row_of(project: Project) -> RowInput:
    """Its row on the page of the month, where nothing is typed."""
    return RowInput(project.pk, UpdateValues.of(project), base_version=project.version)


ACTS = {
    "ask": lambda p, u, n: operations.ask_revision(
        p.pk, wide(10**9 + n), reason=list(RevisionReason)[n % len(RevisionReason)], explanation="Élargi.", by=u
    ),
    "approve": lambda p, u, n: operations.approve_revision(RevisionRequest.objects.waiting().get().pk, by=u),
    "refuse": lambda p, u, n: operations.refuse_revision(
        RevisionRequest.objects.waiting().get().pk, reason="Non.", by=u
    ),
    "withdraw": lambda p, u, n: operations.withdraw_revision(RevisionRequest.objects.waiting().get().pk, by=u),
    "baseline": lambda p, u, n: operations.set_initial_baseline(p.pk, wide(10**9), by=u),
    "edit": lambda p, u, n: operations.edit_project(p.pk, title=f"Courrier {n}", by=u),
    "rename": lambda p, u, n: operations.rename_project(p.pk, f"Courrier {n}", by=u),
    "stage": lambda p, u, n: operations.change_stage(
        p.pk,
        (Stage.SUSPENDED, Stage.RUNNING, Stage.DONE)[n % 3],
        ActualDates(p.actual_start, None),
        reason="Ainsi.",
        by=u,
    ),
    "rate": lambda p, u, n: operations.rate_for_asin(p.pk, rating=5, comment="Tout va bien.", by=u),
    "attest": lambda p, u, n: operations.attest_no_change(p.pk, by=u),
    "attest the rest": lambda p, u, n: operations.attest_the_rest([row_of(p)], by=u),
    "sites": lambda p, u, n: operations.add_sites(p.pk, [f"Poste {n}"], by=u),
    "refresh": lambda p, u, n: operations.refresh_signals(),
    "leave": lambda p, u, n: operations.leave_portfolio(
        p.pk, reason=list(ExitReason)[n % len(ExitReason)], left_on=some_day(n), note="Ainsi.", heir=other(p, n), by=u
    ),
    "merge": lambda p, u, n: operations.merge_projects(other(p, 1).pk, [p], note="Ainsi.", on=some_day(n), by=u),
    "split": lambda p, u, n: operations.split_project(p.pk, ["Un", "Deux"], note="Ainsi.", on=some_day(n), by=u),
    "kind": lambda p, u, n: operations.edit_project(p.pk, kind=list(ProjectKind)[n % len(ProjectKind)], by=u),
    # In the session that he holds, all its members noted as present: adopted, refused, adjourned.
    "decide": lambda p, u, n: decide(
        on_the_agenda(RevisionRequest.objects.waiting().get()).pk,
        outcome=(Outcome.APPROVED, Outcome.REFUSED, Outcome.ADJOURNED)[n % 3],
        by_consensus=True,
        by=u,
    ),
}


def each_by_itself(test: Any) -> Any:
    """Whatever is drawn besides, no act is left untried."""
    for name in ACTS:
        test = example([(name, 0)])(test)
    return test


def some_day(number: int) -> date:
    """Today, or long before: up to a year and a half ago."""
    return clock.today() - timedelta(days=13 * number)


def other(project: Project, number: int) -> Project | None:
    """One that goes on with it, when the number is odd."""
    rest = Project.objects.filter(ministry=project.ministry, left_on=None).exclude(pk=project.pk).order_by("code")
    return rest.first() if number % 2 else None


def on_the_agenda(request: RevisionRequest) -> AgendaItem:
    session = CommissionSession.objects.get(commission__ministry=request.project.ministry)
    number = session.agenda_items.count() + 1
    item = AgendaItemFactory(session=session, position=number, kind=ItemKind.BASELINE, revision=request)
    item.projects.add(request.project)
    return item


def test_every_act_on_a_project_is_tried():
    """But for those that report facts and estimates, those that make other projects, and what is printed."""
    reported = {"publish_update", "publish_updates", "save_draft", "save_drafts", "discard_draft", "update_site"}
    others = {"create_project", "propose_mutualisation", "adopt_revision"}
    machinery = {"fold_figures", "note_bounds", "rebuild_figures", "take_reading", "print_sheet"}
    acts = {name for name in operations.__all__ if name[0].islower()}
    tried = {
        *("ask_revision", "approve_revision", "refuse_revision", "withdraw_revision", "set_initial_baseline"),
        *("edit_project", "rename_project", "change_stage", "rate_for_asin", "attest_no_change", "add_sites"),
        "attest_the_rest",
        *("refresh_signals", "leave_portfolio", "merge_projects", "split_project"),
    }
    assert len(tried) == len(ACTS) - 2  # « decide » is of a session, « kind » an edit
    assert acts == tried | reported | others | machinery


def said_to_be_dear(ministry: Any, dsi: Any) -> Project:
    return running_project(ministry, dsi, forecast_end=date(2028, 6, 30), forecast_cost=200_000_000)


def late_as_days_went_by(ministry: Any, dsi: Any) -> Project:
    """Green by all that was ever said of it: only the days that passed made it red."""
    begun, ended = (clock.today() - timedelta(days=days) for days in (400, 200))
    planned = PlannedValues(begun, ended, 100_000_000, begun, "Commission", "D-1")
    return running_project(ministry, dsi, actual_start=begun, forecast_end=ended + timedelta(days=1), planned=planned)


@pytest.mark.parametrize("turned_red", [said_to_be_dear, late_as_days_went_by])
def test_nobody_alone_turns_a_red_project_green(turned_red):
    ministry = held(items=0).commission.ministry
    dsi = dsi_of(ministry)
    project = turned_red(ministry, dsi)
    running_project(ministry, dsi, "Suite")
    alone = everything(project)
    done = dict.fromkeys(ACTS, 0)
    seen = [get(name).compute(dsi, {}).value for name in ("projects.total", "projects.red")]

    @settings(
        max_examples=60,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @example([("ask", 0), ("decide", 0), ("decide", 1), ("decide", 2)])
    @each_by_itself
    @example([("ask", 0), ("withdraw", 0)])
    @example([("stage", 0), ("stage", 1)])
    @example([("split", 15)])
    @example([("merge", 15)])
    @example([("leave", 14)])
    @example([("leave", 15), ("kind", 2)])
    @given(st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 40)), min_size=1, max_size=12))
    def property_of(acts):
        with suppress(Undone), transaction.atomic():
            for name, number in acts:
                row = Project.objects.get(pk=project.pk)
                with suppress(Refused, RevisionRequest.DoesNotExist), transaction.atomic():
                    ACTS[name](row, alone, number)
                    done[name] += 1
                after = Project.objects.get(pk=project.pk)
                assert after.colour == Colour.RED, (name, number, acts)
                assert after.greened_on is None
                assert set(after.descendants.values_list("colour_then", flat=True)) <= {Colour.RED}
                told = [get(name).compute(dsi, {}).value for name in ("projects.total", "projects.red")]
                assert told[0] >= seen[0], (name, number, acts)
                assert told[1] == seen[1], (name, number, acts)
                assert not RevisionRequest.objects.filter(Q(state="approved") | Q(state="refused")).exists()
            raise Undone

    property_of()
    report("nobody alone", examples=60, **done)
    assert [name for name, times in done.items() if not times and name not in NEVER_DONE] == []


def test_nobody_alone_imports_a_red_project_anew_with_wider_values(monkeypatch, tmp_path):
    """Undone the next day, a created project keeps its baseline: whoever imported it does not choose another."""
    today, ministry = Today(monkeypatch, tmp_path), held(items=0).commission.ministry
    line = "Réseau;en cours;{};01/01/2026;31/12/2028;30;200000000;"
    run = made(table(line.format(100_000_000)), dsi_of(ministry), ministry)
    project = Project.objects.get(title="Réseau")
    alone = everything(project)
    again = made(table("Guichet;en cours;100000000;01/01/2026;31/12/2028;30;200000000;"), alone, ministry)
    today.move(today.day + timedelta(days=1))
    for each in (run, again):
        with suppress(Refused):
            undo_import(each.pk, by=each.done_by, reason="Mauvais fichier.")
    made(table(line.format(210_000_000), line.format(210_000_000).replace("Réseau", "Guichet")), alone, ministry)
    told = list(Project.objects.filter(title__in=["Réseau", "Guichet"]).values_list("colour", "planned_cost"))
    assert told == [(Colour.RED, 100_000_000)] * 2


NEVER_DONE = ("approve", "refuse", "baseline")  # by whoever asked; once for all


class Undone(Exception):
    """Leaves the world as it was."""
