from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from foundation.common.logs import request_id
from foundation.jobs import enqueue, plan, unplan
from foundation.jobs.enums import JobState
from foundation.jobs.models import DueDate, Job
from tests.factories import ScopeFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_job_is_a_row_of_the_transaction_that_asks_for_it(a_job):
    kind = a_job(lambda: None)
    with transaction.atomic():
        enqueue(kind, by=None)
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_a_job_keeps_who_asked_where_and_in_which_request(a_job):
    user, scope, identifier = UserFactory(), ScopeFactory(), uuid4()
    token = request_id.set("abc")
    try:
        job = enqueue(a_job(lambda i: None, queue="pdf"), identifier, 3, by=user, scope=scope)
    finally:
        request_id.reset(token)
    stored = Job.objects.get(pk=job.pk)
    assert (stored.queue, stored.created_by, stored.scope, stored.request_id, stored.state) == (
        "pdf",
        user,
        scope,
        "abc",
        JobState.QUEUED,
    )
    assert stored.arguments == [identifier, 3]


def test_an_unknown_kind_fails_where_it_is_asked_for():
    with pytest.raises(ValueError, match="unknown job 'nothing', expected one of"):
        enqueue("nothing", by=None)


def test_the_same_request_waits_once(a_job):
    kind = a_job(lambda i: None)
    first, second = (enqueue(kind, 1, by=None, dedup_key="one") for _ in range(2))
    other = enqueue(kind, 2, by=None, dedup_key="two")
    assert first.pk == second.pk != other.pk
    assert Job.objects.count() == 2


def test_a_request_made_while_the_same_one_runs_is_kept(a_job):
    """It may be about what changed since the other one read it."""
    kind = a_job(lambda: None)
    first = enqueue(kind, by=None, dedup_key="one")
    Job.objects.filter(pk=first.pk).update(state=JobState.RUNNING, token=uuid4(), lease_until=timezone.now())
    assert enqueue(kind, by=None, dedup_key="one").pk != first.pk


def test_asking_costs_one_query(a_job, django_assert_num_queries):
    kind = a_job(lambda: None)
    with django_assert_num_queries(1):
        enqueue(kind, by=None)


def test_whoever_writes_a_job_wakes_the_relay():
    """The trigger notifies: bulk writes and other programs included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'jobs_job'::regclass AND tgname LIKE 'pgtrigger_wake%%'"
        )
        assert cursor.fetchone() == (1,)


def test_a_planned_date_moves_and_goes_by_its_key(a_job):
    kind = a_job(lambda i: None)
    day = datetime(2030, 1, 1, tzinfo=timezone.get_current_timezone())
    plan("reminder:1", kind, 1, at=day)
    plan("reminder:1", kind, 1, at=day + timedelta(days=1))
    assert list(DueDate.objects.values_list("key", "due_at")) == [("reminder:1", day + timedelta(days=1))]
    unplan("reminder:1")
    assert not DueDate.objects.exists()
