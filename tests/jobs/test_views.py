from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.enums import Role
from foundation.jobs import enqueue
from foundation.jobs.enums import JobState
from foundation.jobs.models import Job
from foundation.jobs.operations import running
from tests.factories import CommissionFactory, GrantFactory, ScopeFactory, UserFactory, member_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def admin():
    user = UserFactory()
    GrantFactory(user=user, scope=ScopeFactory(kind="national"), role=Role.PORTAL_ADMIN)
    return user


@pytest.fixture
def dead_job(a_job):
    def fails():
        raise RuntimeError("secret of the server")

    user = UserFactory()
    job = enqueue(a_job(fails, max_attempts=1), by=user)
    running.run(job.pk, worker="tests")
    job.refresh_from_db()
    return job


def test_whoever_asked_sees_where_the_work_stands(client, a_job):
    job = enqueue(a_job(lambda: None), by=UserFactory())
    client.force_login(job.created_by)
    answer = client.get(reverse("jobs:progress", args=[job.pk]), headers=HTMX)
    assert answer.status_code == 200
    assert "Travail d’essai" in answer.text
    assert f'data-hx-get="{reverse("jobs:progress", args=[job.pk])}"' in answer.text
    assert "<html" not in answer.text
    assert "<html" in client.get(reverse("jobs:progress", args=[job.pk])).text


def test_a_finished_job_is_not_asked_for_again(client, a_job):
    job = enqueue(a_job(lambda: None), by=UserFactory())
    running.run(job.pk, worker="tests")
    client.force_login(job.created_by)
    assert "data-hx-get" not in client.get(reverse("jobs:progress", args=[job.pk]), headers=HTMX).text


def test_a_page_asks_sooner_of_a_job_just_given(client, a_job):
    job = enqueue(a_job(lambda: None), by=UserFactory())
    client.force_login(job.created_by)
    address = reverse("jobs:progress", args=[job.pk])
    assert 'data-hx-trigger="load delay:0.7s"' in client.get(address, headers=HTMX).text
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(seconds=4))
    assert 'data-hx-trigger="load delay:2s"' in client.get(address, headers=HTMX).text


def test_a_stranger_does_not_know_that_the_job_exists(client, a_job):
    job = enqueue(a_job(lambda: None), by=UserFactory())
    client.force_login(UserFactory())
    assert client.get(reverse("jobs:progress", args=[job.pk])).status_code == 404
    assert client.post(reverse("jobs:retry", args=[job.pk])).status_code == 404


def test_the_secretary_sees_but_does_not_retry_the_job_of_another(client, a_job):
    commission = CommissionFactory()
    job = enqueue(a_job(lambda: None), by=UserFactory(), scope=commission.scope)
    client.force_login(member_of(commission, Role.SECRETARY))
    assert client.get(reverse("jobs:progress", args=[job.pk])).status_code == 200
    assert client.post(reverse("jobs:retry", args=[job.pk])).status_code == 403


def test_a_failure_says_nothing_of_the_server_to_whoever_asked(client, dead_job):
    client.force_login(dead_job.created_by)
    answer = client.get(reverse("jobs:progress", args=[dead_job.pk]))
    assert "Rien n’est perdu" in answer.text
    assert "secret of the server" not in answer.text


def test_the_list_is_for_the_team_of_the_portal(client, admin, dead_job):
    client.force_login(dead_job.created_by)
    assert client.get(reverse("jobs:list")).status_code == 403
    client.force_login(admin)
    answer = client.get(reverse("jobs:list"))
    assert "secret of the server" in answer.text
    assert "1 travail abandonné" in answer.text.replace("\xa0", " ")


def test_one_click_takes_a_dead_job_up_again(client, admin, dead_job):
    client.force_login(admin)
    answer = client.post(reverse("jobs:retry", args=[dead_job.pk]), {"back": "list"})
    assert answer.headers["Location"] == reverse("jobs:list")
    dead_job.refresh_from_db()
    assert dead_job.state == JobState.QUEUED


@pytest.mark.parametrize("act", ["retry", "cancel"])
def test_an_act_is_not_done_by_reading(client, admin, dead_job, act):
    client.force_login(admin)
    assert client.get(reverse(f"jobs:{act}", args=[dead_job.pk])).status_code == 405


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_runs_a_fixed_number_of_queries(client, admin, a_job, rows, django_assert_num_queries):
    def fails():
        raise RuntimeError

    kind = a_job(fails, max_attempts=1)
    for _ in range(rows):
        running.run(enqueue(kind, by=UserFactory(), scope=ScopeFactory()).pk, worker="tests")
    client.force_login(admin)
    client.get(reverse("jobs:list"))
    with django_assert_num_queries(6):
        client.get(reverse("jobs:list"))
    assert Job.objects.dead().count() == rows
