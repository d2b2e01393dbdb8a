"""« Plans: actions without project, projects without action, expiry. » What the portal counts of generated plans equals
a computation in plain Python, written anew from what the page says; every count is the number of rows of its list.
"""

from datetime import date, timedelta
from random import Random

import pytest
from django.urls import reverse

from foundation.accounts.enums import Role, ScopeKind
from plans.enums import ActionState, PlanKind, PlanState
from plans.models import Plan, PlanAction
from projects.enums import ExitReason, Stage
from projects.models import Project
from tests.factories import (
    ActionProjectFactory,
    MinistryFactory,
    PlanActionFactory,
    PlanFactory,
    ProjectFactory,
    ScopeFactory,
    officer_of,
)
from tests.measure import is_long

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TODAY = date(2026, 6, 15)
BEGUN = ("running", "done", "in_operation", "suspended", "abandoned")


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("foundation.common.clock.today", lambda: TODAY)


def a_project(ministry, rng):
    stage = rng.choice(list(Stage))
    facts = {"actual_start": date(2026, 1, 5)} if stage in BEGUN else {}
    facts |= {"actual_end": date(2026, 5, 5)} if stage in ("done", "in_operation") else {}
    if rng.random() < 0.25:
        facts |= {"left_on": date(2026, 6, 1), "exit_reason": rng.choice(list(ExitReason))}
    return ProjectFactory(ministry=ministry, stage=stage, sdsi_action=rng.choice(["", "A1"]), **facts)


def a_ministry(rng):
    ministry = MinistryFactory()
    projects = [a_project(ministry, rng) for _ in range(rng.randint(1, 6))]
    former = None
    for kind in rng.choices(list(PlanKind), k=3):
        adopted = rng.random() < 0.8
        plan = PlanFactory(
            ministry=ministry,
            kind=kind,
            state=PlanState.ADOPTED if adopted else rng.choice([PlanState.DRAFT, PlanState.DROPPED]),
            act_reference="Arrêté" if adopted and rng.random() < 0.7 else "",
            ends_on=rng.choice([None, *(TODAY + timedelta(days=days) for days in (-400, -1, 0, 90, 900))]),
            replaces=former if former is not None and former.kind == kind and adopted else None,
        )
        former = plan if adopted else None
        for _ in range(rng.randint(0, 5)):
            due = rng.choice([None, TODAY - timedelta(days=30), TODAY + timedelta(days=30)])
            action = PlanActionFactory(plan=plan, due_on=due, stated=rng.choice(list(ActionState)))
            for project in rng.sample(projects, rng.choice([0, 0, 1, min(2, len(projects))])):
                ActionProjectFactory(action=action, project=project)
    return ministry


def still_carries(link):
    return link.project.exit_reason not in ("merged", "split", "out_of_scope", "handed_over")


def is_alone(action):
    return not any(map(still_carries, action.links.all())) and action.stated not in ("done", "stopped")


def is_applied(plan):
    return plan.state == "adopted" and not any(one.state == "adopted" for one in plan.followers.all())


def state_of(action):
    stages = {link.project.stage for link in action.links.all() if still_carries(link)}
    if not stages:
        return action.stated
    going = stages - {"suspended", "abandoned"}
    if not going:
        return "stopped"
    if going <= {"done", "in_operation"}:
        return "done"
    return "to_start" if going <= {"identified", "submitted", "approved"} else "running"


def reasons_of(plan):
    if not is_applied(plan):
        return set()
    late = [one for one in plan.actions.all() if is_alone(one) and one.due_on and one.due_on < TODAY]
    near = date(2026, 12, 15)
    found = {
        "expired": plan.ends_on is not None and plan.ends_on < TODAY,
        "expiring": plan.ends_on is not None and TODAY <= plan.ends_on <= near,
        "undated": plan.ends_on is None,
        "no_act": not plan.act_reference,
        "overdue": bool(late),
    }
    return {name for name, holds in found.items() if holds}


def lines(client, href):
    answer = client.get(f"{href}{'&' if '?' in href else '?'}format=csv")
    return len(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()) - 1


def test_what_the_portal_counts_of_plans_is_what_their_rows_say(client):
    rng = Random(20260615)
    ministries = [a_ministry(rng) for _ in range(24 if is_long() else 8)]
    client.force_login(officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_READER))
    plans = list(Plan.objects.prefetch_related("followers", "actions__links__project"))
    actions = [action for plan in plans for action in plan.actions.all()]

    listed, acts = reverse("plans:list"), reverse("plans:actions")
    for reason in ("expired", "expiring", "undated", "no_act", "overdue"):
        assert lines(client, f"{listed}?need={reason}") == sum(reason in reasons_of(plan) for plan in plans), reason
    assert lines(client, f"{listed}?need=any") == sum(bool(reasons_of(plan)) for plan in plans)
    computed = dict(PlanAction.objects.with_state().values_list("pk", "state"))
    assert computed == {action.pk: state_of(action) for action in actions}
    for state in ActionState:
        assert lines(client, f"{acts}?state={state}") == sum(state_of(action) == state for action in actions), state
    for plan in plans:
        of_it = [action for action in actions if action.plan_id == plan.pk]
        assert lines(client, f"{acts}?plan={plan.pk}&carried=none") == sum(map(is_alone, of_it))

    for ministry in ministries:
        kept = [plan for plan in plans if plan.ministry_id == ministry.pk and plan.kind == "sdsi" and is_applied(plan)]
        kept = [plan for plan in kept if plan.actions.all()]
        carrying = {link.project_id for plan in kept for row in plan.actions.all() for link in row.links.all()}
        followed = Project.objects.filter(ministry=ministry, left_on=None)
        alone = [row for row in followed if (row.pk not in carrying if kept else not row.sdsi_action)]
        href = f"{reverse('projects:list')}?ministry={ministry.pk}&sdsi=none&kind=project"
        assert lines(client, href) == len(alone)
    assert {reason for plan in plans for reason in reasons_of(plan)} == {
        *("expired", "expiring", "undated", "no_act", "overdue")
    }
