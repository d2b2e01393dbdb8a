from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from foundation.common.exceptions import Refused
from foundation.common.logs import request_id
from foundation.jobs import enqueue
from foundation.jobs.enums import JobState
from foundation.jobs.models import Job, Worker
from foundation.jobs.operations import running
from foundation.jobs.operations.deciding import cancel, retry
from foundation.jobs.operations.forgetting import forget_finished
from foundation.jobs.workflow import JOB_WORKFLOW, Action
from foundation.journal.models import Entry
from foundation.journal.record import record
from tests.factories import ScopeFactory, UserFactory

pytestmark = pytest.mark.django_db


def run(job, **options):
    running.run(job.pk, worker="tests", **options)
    job.refresh_from_db()
    return job


def test_the_result_and_the_end_are_stored(a_job):
    job = run(enqueue(a_job(lambda name: {"hello": name}), "Bénin", by=None))
    assert (job.state, job.result, job.progress, job.attempts, job.token, job.lease_until) == (
        JobState.DONE,
        {"hello": "Bénin"},
        100,
        1,
        None,
        None,
    )
    assert job.finished_at >= job.started_at


def test_a_second_message_for_the_same_job_does_nothing(a_job):
    calls = []
    job = enqueue(a_job(lambda: calls.append(1)), by=None)
    run(job)
    run(job)
    assert calls == [1]


def test_what_a_failed_attempt_wrote_is_not_kept(a_job):
    scope = ScopeFactory()

    def fails():
        record("half", scope, by=None)
        raise RuntimeError("the disk is full")

    job = run(enqueue(a_job(fails, backoff=(60,)), by=None))
    assert (job.state, job.error) == (JobState.FAILED, "RuntimeError: the disk is full")
    assert job.run_after > job.created_at
    assert not Entry.objects.exists()


def test_an_attempt_planned_for_later_is_not_made_now(a_job):
    calls = []

    def fails():
        calls.append(1)
        raise RuntimeError

    job = run(enqueue(a_job(fails, backoff=(60,)), by=None))
    run(job)
    assert calls == [1]


def test_after_its_last_attempt_a_job_is_given_up_and_says_so_in_french(a_job):
    told = []

    def fails():
        raise RuntimeError

    job = enqueue(a_job(fails, max_attempts=3, on_dead=lambda error: told.append(error)), by=None)
    for _ in range(5):
        run(job)
    assert (job.state, job.attempts, told) == (JobState.DEAD, 3, ["RuntimeError: "])
    assert (
        job.sentence
        == "Travail d’essai : le portail n’y est pas arrivé après plusieurs essais. Rien n’est perdu : l’équipe du"
        " portail le voit dans sa liste et peut le relancer."
    )


def test_a_refusal_ends_the_job_with_its_own_sentence(a_job):
    def refuses():
        raise Refused("Impossible de sceller : le procès-verbal n’est pas signé.")

    job = run(enqueue(a_job(refuses), by=None))
    assert (job.state, job.attempts, job.sentence) == (
        JobState.DEAD,
        1,
        "Impossible de sceller : le procès-verbal n’est pas signé.",
    )


def test_an_attempt_whose_lease_was_taken_over_stores_nothing(a_job):
    """The worker was stuck; the relay gave the job to another. Its late result is thrown away."""
    scope = ScopeFactory()

    def stuck():
        record("late", scope, by=None)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE jobs_job SET token = %s", [uuid4()])

    job = run(enqueue(a_job(stuck), by=None))
    assert not Entry.objects.exists()
    assert job.state != JobState.DONE


def test_progress_is_shown_and_a_cancelled_job_stops_at_its_next_step(a_job):
    steps = []

    def walks(progress):
        progress(40, "mise en page")
        steps.append(list(Job.objects.values_list("progress", "progress_text")))
        Job.objects.update(cancel_requested=True)
        progress(100, "fini")
        steps.append("never")

    job = run(enqueue(a_job(walks), by=None))
    assert steps == [[(40, "mise en page")]]
    assert job.state == JobState.CANCELLED


def test_the_journal_of_a_job_bears_the_request_that_asked_for_it(a_job):
    scope = ScopeFactory()
    token = request_id.set("abc")
    job = enqueue(a_job(lambda: record("seal", scope, by=None).act), by=None)
    request_id.reset(token)
    run(job)
    assert list(Entry.objects.values_list("channel", "request_id")) == [("travail", "abc")]


def test_a_kind_this_version_does_not_know_waits_for_the_next_version(a_job):
    job = enqueue(a_job(lambda: None), by=None)
    Job.objects.update(kind="of the future")
    run(job)
    assert job.state == JobState.FAILED


def test_a_dead_job_is_taken_up_again_with_all_its_attempts(a_job):
    def fails():
        raise RuntimeError

    user = UserFactory()
    job = run(enqueue(a_job(fails, max_attempts=1), by=user))
    retry(job.pk, by=user)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error, job.finished_at) == (JobState.QUEUED, 0, "", None)
    assert list(Entry.objects.values_list("act", "object_id")) == [("retry", str(job.pk))]


def test_a_running_job_is_not_taken_up_again(a_job):
    job = enqueue(a_job(lambda: None), by=None)
    running.claim(job.pk, worker="tests")
    with pytest.raises(Refused, match="Impossible de relancer ce travail : ce travail est à l’état « en cours »"):
        retry(job.pk, by=UserFactory())


def test_a_waiting_job_is_called_off_at_once(a_job):
    job = enqueue(a_job(lambda: None), by=None)
    cancel(job.pk, by=UserFactory())
    run(job)
    assert (job.state, job.attempts) == (JobState.CANCELLED, 0)


@pytest.mark.parametrize("state", list(JobState))
@pytest.mark.parametrize("action", list(Action))
def test_the_table_of_moves_is_whole(state, action):
    allowed = {
        Action.CLAIM: {JobState.QUEUED, JobState.FAILED},
        Action.FINISH: {JobState.RUNNING},
        Action.FAIL: {JobState.RUNNING},
        Action.RELEASE: {JobState.RUNNING},
        Action.GIVE_UP: {JobState.RUNNING},
        Action.RETRY: {JobState.DEAD, JobState.CANCELLED},
        Action.CANCEL: {JobState.QUEUED, JobState.FAILED, JobState.RUNNING},
    }
    assert JOB_WORKFLOW.can(action, state) == (state in allowed[action])


def test_a_claim_whose_answer_was_lost_is_made_again_by_the_same_process_only(a_job):
    job = enqueue(a_job(lambda: None), by=None)
    first = running.claim(job.pk, worker="w")
    assert running.claim(job.pk, worker="another") is None
    again = running.claim(job.pk, worker="w")
    assert again is not None
    assert again.token != first.token


def test_running_a_job_costs_few_queries_beside_its_own_work(a_job, django_assert_num_queries):
    """Savepoint (a transaction of its own in a worker), end, release; the claim goes by a prepared statement that
    Django does not count.
    """
    job = enqueue(a_job(lambda: None), by=None)
    with django_assert_num_queries(3):
        running.run(job.pk, worker="tests")


def test_a_worker_says_that_it_lives_and_renews_the_leases_of_its_living_processes(a_job):
    from foundation.jobs.worker import Heart

    alive, dead = (enqueue(a_job(lambda: None), by=None) for _ in range(2))
    heart = Heart("w@host/1-abc", ["default"])
    for job in (alive, dead):
        running.claim(job.pk, worker=heart.worker)
    Job.objects.filter(pk=dead.pk).update(pid=2**22 - 1)
    Job.objects.update(lease_until=connection.ops.adapt_datetimefield_value(alive.created_at))
    heart.beat()
    for job in (alive, dead):
        job.refresh_from_db()
    assert alive.lease_until > dead.lease_until
    assert list(Worker.objects.values_list("name", "role")) == [("w@host/1-abc", "worker")]
    heart.leave()
    assert not Worker.objects.exists()


def test_jobs_that_ended_well_go_after_a_while_and_those_given_up_stay(a_job, settings):
    def fails():
        raise RuntimeError

    kind = a_job(lambda: None)
    old, recent = (run(enqueue(kind, by=None)) for _ in range(2))
    dead = run(enqueue(a_job(fails, name="other", max_attempts=1), by=None))
    long_ago = timezone.now() - timedelta(days=settings.JOB_RETENTION_DAYS + 1)
    Job.objects.filter(pk__in=[old.pk, dead.pk]).update(started_at=long_ago, finished_at=long_ago)
    assert forget_finished() == 1
    assert set(Job.objects.values_list("pk", flat=True)) == {recent.pk, dead.pk}
