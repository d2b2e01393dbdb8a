"""Milestones keep their initial mark, move with a reason; dependencies never close a ring."""

from datetime import date
from itertools import pairwise

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from foundation.accounts.enums import Role
from foundation.common.figures import get
from foundation.journal.record import entries_of
from steering.models import Dependency, Milestone
from steering.register import MILESTONES
from tests.factories import DependencyFactory, MilestoneFactory, MinistryFactory, ProjectFactory, officer_of

pytestmark = pytest.mark.django_db
MOVED = {"to_on": "01/10/2026", "reason": "contract", "explanation": "Marché infructueux."}
LATER = date(2026, 10, 1)


@pytest.fixture
def milestone(project):
    return MilestoneFactory(project=project, title="Recette", initial_on=date(2026, 5, 1))


def test_a_move_keeps_the_first_mark_and_says_why(client, dsi, milestone):
    client.force_login(dsi)
    answer = client.post(reverse("milestones:move", args=[milestone.pk]), MOVED, follow=True)
    page = answer.content.decode()
    milestone.refresh_from_db()
    assert (milestone.initial_on, milestone.current_on, milestone.slip) == (date(2026, 5, 1), LATER, 153)
    assert "153\u00a0jours après la date initiale" in page
    assert "Marché infructueux." in page
    entry = entries_of(milestone).get()
    assert (entry.before["current_on"], entry.after["current_on"]) == ("2026-05-01", "2026-10-01")
    told = client.get(reverse("projects:detail", args=[milestone.project_id])).content.decode()
    assert "Jalon reporté au 01/10/2026" in told


@pytest.mark.parametrize(
    ("missing", "sentence"), [("reason", "obligatoire"), ("explanation", "obligatoire"), ("to_on", "obligatoire")]
)
def test_nothing_moves_without_a_reason(client, dsi, milestone, missing, sentence):
    client.force_login(dsi)
    answer = client.post(reverse("milestones:move", args=[milestone.pk]), MOVED | {missing: ""})
    milestone.refresh_from_db()
    assert (answer.status_code, milestone.current_on) == (400, date(2026, 5, 1))
    assert sentence in answer.content.decode()


def test_the_database_keeps_the_marks_whoever_writes(milestone):
    row = Milestone.objects.get(pk=milestone.pk)
    with pytest.raises(ProgrammingError, match="steering_milestone"), transaction.atomic():
        Milestone.objects.filter(pk=row.pk).update(initial_on=LATER)
    with pytest.raises(IntegrityError, match="milestone moves with its reason"), transaction.atomic():
        Milestone.objects.filter(pk=row.pk).update(current_on=LATER)


def test_a_correction_says_nothing_of_the_marks(client, dsi, milestone):
    client.force_login(dsi)
    said = {"title": "Recette provisoire", "initial_on": "2027-01-01", "current_on": "2027-01-01", "version": 1}
    assert client.post(reverse("milestones:edit", args=[milestone.pk]), said).status_code == 302
    milestone.refresh_from_db()
    assert (milestone.title, milestone.initial_on) == ("Recette provisoire", date(2026, 5, 1))
    assert milestone.current_on == date(2026, 5, 1)


def test_a_milestone_is_reached_once_and_not_in_advance(dsi, milestone):
    api = APIClient()
    api.force_authenticate(dsi)
    reach, move = (reverse(f"api:milestones-{act}", args=[milestone.pk]) for act in ("reach", "move"))
    early = api.post(reach, {"actual_on": "2026-06-16"}, format="json")
    assert (early.status_code, "n’est pas venu" in str(early.json())) == (400, True)
    told = api.post(reach, {"actual_on": "2026-05-11"}, format="json").json()
    assert (told["actual_on"], told["slip"]) == ("2026-05-11", 10)
    assert api.post(reach, {"actual_on": "2026-05-12"}, format="json").status_code == 409
    moved = api.post(move, MOVED | {"to_on": "2026-10-01"}, format="json")
    assert (moved.status_code, "déjà" in str(moved.json()) or "atteint" in str(moved.json())) == (409, True)
    reopened = api.post(reverse("api:milestones-reopen", args=[milestone.pk]), {"reason": "Autre lot"}, format="json")
    assert reopened.json()["actual_on"] is None


def test_moving_a_late_milestone_does_not_take_it_out_of_the_late_ones(listed, client, dsi, milestone):
    MilestoneFactory(project=milestone.project, initial_on=date(2026, 6, 14))
    MilestoneFactory(project=milestone.project, initial_on=date(2026, 6, 16))
    done = ProjectFactory(ministry=milestone.project.ministry, done=True)
    MilestoneFactory(project=done, initial_on=date(2026, 1, 1))
    before = get("milestones.late").compute(dsi, {})
    client.force_login(dsi)
    client.post(reverse("milestones:move", args=[milestone.pk]), MOVED)
    after = get("milestones.late").compute(dsi, {})
    assert before.value == after.value == 2
    assert [(part.key, part.value) for part in after.parts] == [("overdue", 1), ("moved", 1)]
    for value, href in [(after.value, after.href), *((part.value, part.href) for part in after.parts)]:
        assert len(listed(MILESTONES, dsi, href)[0]) == value


def test_the_calendar_draws_three_marks_and_says_them_in_its_table(client, dsi, milestone):
    client.force_login(dsi)
    client.post(reverse("milestones:move", args=[milestone.pk]), MOVED)
    for address in (reverse("steering:project", args=[milestone.project_id]), reverse("steering:calendar")):
        page = client.get(address).content.decode()
        assert page.count("<polygon") == 2  # once for a large place, once for a phone
        assert "01/10/2026" in page
        assert "<caption" in page
    page = client.get(reverse("steering:project", args=[milestone.project_id])).content.decode()
    assert "initial 01/05/2026, attendu 01/10/2026" in page


def depend(client, project, predecessor):
    said = {"project": project.pk, "predecessor": predecessor.pk, "awaited": "Une interface"}
    return client.post(reverse("dependencies:new"), said)


def test_a_ring_is_refused_whatever_its_length(client, dsi, project):
    others = [ProjectFactory(ministry=project.ministry) for _ in range(3)]
    client.force_login(dsi)
    chain = [project, *others]
    for later, earlier in pairwise(chain):
        assert depend(client, later, earlier).status_code == 302
    for far in others:
        answer = depend(client, far, project)
        assert answer.status_code == 400
        assert "s’attendraient l’un l’autre" in answer.content.decode()
    assert depend(client, project, project).status_code == 400
    assert Dependency.objects.count() == 3
    row = Dependency.objects.get(project=others[1])
    said = {"predecessor": project.pk, "awaited": "x", "version": 1}
    assert client.post(reverse("dependencies:edit", args=[row.pk]), said).status_code == 400


def test_of_a_project_one_does_not_see_only_the_title_is_read(client, dsi, project):
    theirs = ProjectFactory(ministry=MinistryFactory(name="Ministère caché"), title="Registre des titres", code="X-77")
    row = DependencyFactory(project=project, predecessor=theirs, outside="")
    client.force_login(dsi)
    for address in (
        reverse("projects:detail", args=[project.pk]),
        reverse("steering:project", args=[project.pk]),
        reverse("dependencies:list"),
        reverse("dependencies:detail", args=[row.pk]),
    ):
        page = client.get(address).content.decode()
        assert "Registre des titres" in page, address
        said = page.partition("<main")[2].replace(">Ministère caché</option>", "")
        assert not any(
            word in said for word in ("X-77", "Ministère caché", reverse("projects:detail", args=[theirs.pk]))
        )
    client.force_login(officer_of(theirs.scope, Role.DSI))
    page = client.get(reverse("projects:detail", args=[theirs.pk])).content.decode()
    assert "Guichet unique" in page
    assert "MP-0001" not in page
    assert client.get(reverse("dependencies:detail", args=[row.pk])).status_code == 404


def test_one_does_not_wait_for_a_project_that_one_does_not_see(client, dsi, project):
    client.force_login(dsi)
    assert depend(client, project, ProjectFactory()).status_code == 400
    said = {"project": project.pk, "outside": "Fibre du Plateau", "awaited": "Le raccordement"}
    assert client.post(reverse("dependencies:new"), said).status_code == 302
    assert client.post(reverse("dependencies:new"), said | {"outside": ""}).status_code == 400
