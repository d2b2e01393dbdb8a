from collections import Counter
from datetime import time, timedelta
from time import monotonic, sleep
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db.models import F
from django.utils import timezone

from foundation.common import clock
from foundation.jobs import enqueue, plan, registry
from foundation.jobs.enums import JobState
from foundation.jobs.health import jobs_health
from foundation.jobs.management.commands.relay import Sealer
from foundation.jobs.models import DueDate, Job, PausedQueue, Schedule
from foundation.jobs.operations import relaying, running
from foundation.journal.models import Entry, SealedLine
from foundation.journal.record import record
from tests.factories import ScopeFactory

pytestmark = pytest.mark.django_db


def sent(marked):
    return [job_id for job_id, _, _ in marked]


def test_each_waiting_job_is_sent_once(a_job):
    kind = a_job(lambda i: None)
    jobs = [enqueue(kind, i, by=None) for i in range(3)]
    assert sent(relaying.Sender().next()) == [job.pk for job in jobs]
    assert relaying.Sender().next() == []


def test_a_job_planned_for_later_is_not_sent(a_job):
    enqueue(a_job(lambda: None), by=None, run_after=timezone.now() + timedelta(hours=1))
    assert relaying.Sender().next() == []


def test_what_the_broker_refused_is_sent_again(a_job):
    job = enqueue(a_job(lambda: None), by=None)
    relaying.unmark(sent(relaying.Sender().next()))
    assert sent(relaying.Sender().next()) == [job.pk]


def test_only_so_many_messages_stand_in_the_broker(a_job):
    kind = a_job(lambda: None, queue="pdf")
    for _ in range(20):
        enqueue(kind, by=None)
    assert len(relaying.Sender().next()) == relaying.WINDOWS["pdf"]
    assert relaying.Sender().next() == []


def payload(job):
    return f"{job.pk} {job.queue} {job.kind}"


def test_a_job_just_written_is_sent_without_asking_the_rows_when_nothing_waits(a_job):
    sender = relaying.Sender()
    sender.count()
    assert sender.next() == []
    job = enqueue(a_job(lambda: None), by=None)
    assert sender.at_once({payload(job)}) == [(job.pk, "test", "default")]
    relaying.mark([job.pk])
    assert sender.next() == []


def test_a_job_claimed_before_it_is_marked_stays_claimed(a_job):
    job = enqueue(a_job(lambda: None), by=None)
    running.claim(job.pk, worker="fast")
    relaying.mark([job.pk])
    job.refresh_from_db()
    assert (job.state, job.sent_at) == (JobState.RUNNING, None)


def test_while_a_window_is_full_nobody_passes_before_those_who_wait(a_job):
    kind, sender = a_job(lambda: None, queue="pdf"), relaying.Sender()
    for _ in range(20):
        enqueue(kind, by=None)
    sender.count()
    assert len(sender.next()) == relaying.WINDOWS["pdf"]
    assert sender.at_once({payload(enqueue(kind, by=None))}) == []


@pytest.mark.parametrize("payloads", [{""}, {"lapsed"}, {"a b c d"}])
def test_any_other_notification_asks_the_rows(payloads):
    sender = relaying.Sender()
    sender.count()
    sender.next()
    assert sender.at_once(payloads) == []


def test_a_paused_queue_is_not_sent_at_once(a_job):
    PausedQueue.objects.create(queue="mail", reason="restauration")
    sender = relaying.Sender()
    sender.count()
    sender.next()
    assert sender.at_once({payload(enqueue(a_job(lambda: None, queue="mail"), by=None))}) == []


def test_a_noisy_ministry_does_not_hold_the_others_back(a_job):
    """Fifty requests of one ministry, then one of each of three others: these go in the first window."""
    kind = a_job(lambda: None, queue="pdf")
    noisy, *quiet = ScopeFactory.create_batch(4)
    for _ in range(50):
        enqueue(kind, by=None, scope=noisy)
    for scope in quiet:
        enqueue(kind, by=None, scope=scope)
    first = Job.objects.filter(pk__in=sent(relaying.Sender().next()))
    assert Counter(first.values_list("scope", flat=True)) == {
        noisy.pk: 3,
        quiet[0].pk: 1,
        quiet[1].pk: 1,
        quiet[2].pk: 1,
    }


def test_a_ministry_that_has_work_under_way_lets_the_others_pass(a_job):
    kind = a_job(lambda: None, queue="pdf")
    busy, other = ScopeFactory.create_batch(2)
    for _ in range(4):
        running.claim(enqueue(kind, by=None, scope=busy).pk, worker="tests")
    for scope in (busy, other):
        for _ in range(5):
            enqueue(kind, by=None, scope=scope)
    first = Job.objects.filter(pk__in=sent(relaying.Sender().next()))
    assert Counter(first.values_list("scope", flat=True)) == {other.pk: 5, busy.pk: 1}


def test_a_message_lost_with_the_broker_is_sent_again_after_ten_seconds(a_job):
    job = enqueue(a_job(lambda: None), by=None)
    relaying.Sender().next()
    assert relaying.forget_lost("default", is_empty=True) == 0
    Job.objects.update(sent_at=F("sent_at") - timedelta(seconds=11))
    assert relaying.forget_lost("default", is_empty=True) == 1
    assert sent(relaying.Sender().next()) == [job.pk]


def test_while_messages_stand_in_the_queue_a_job_is_sent_again_ever_more_slowly(a_job):
    enqueue(a_job(lambda: None), by=None)
    relaying.Sender().next()
    Job.objects.update(sent_at=F("sent_at") - timedelta(seconds=11), sends=3)
    assert relaying.forget_lost("default", is_empty=False) == 0
    Job.objects.update(sent_at=F("sent_at") - timedelta(seconds=30))
    assert relaying.forget_lost("default", is_empty=False) == 1


def test_a_job_whose_worker_died_is_given_to_another(a_job):
    job = enqueue(a_job(lambda: None), by=None)
    relaying.Sender().next()
    running.claim(job.pk, worker="dead")
    assert relaying.take_back_lapsed() == 0
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert relaying.take_back_lapsed() == 1
    job.refresh_from_db()
    assert (job.state, job.token, job.sent_at, job.attempts) == (JobState.QUEUED, None, None, 1)
    assert sent(relaying.Sender().next()) == [job.pk]


def test_a_job_that_kills_every_worker_is_given_up(a_job):
    told = []
    job = enqueue(a_job(lambda: None, on_dead=lambda error: told.append(error)), by=None)
    for attempt in range(5):
        Job.objects.update(run_after=None)
        running.claim(job.pk, worker="dead")
        Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        relaying.take_back_lapsed()
        job.refresh_from_db()
        # The first time at once, then after a wait: the others pass.
        assert (job.run_after is not None) == (attempt in (1, 2, 3))
    assert (job.state, job.attempts) == (JobState.DEAD, 5)
    assert told == ["le processus a été interrompu à chaque essai"]


def test_a_lapsed_job_asked_for_again_meanwhile_is_not_done_twice(a_job):
    kind = a_job(lambda: None)
    first = enqueue(kind, by=None, dedup_key="one")
    running.claim(first.pk, worker="dead")
    second = enqueue(kind, by=None, dedup_key="one")
    Job.objects.filter(pk=first.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    relaying.take_back_lapsed()
    assert dict(Job.objects.values_list("pk", "state")) == {first.pk: JobState.CANCELLED, second.pk: JobState.QUEUED}


def test_a_paused_queue_keeps_its_jobs(a_job):
    call_command("jobs", "--pause", "mail", "--reason", "restauration", verbosity=0)
    job = enqueue(a_job(lambda: None, queue="mail"), by=None)
    assert relaying.Sender().next() == []
    call_command("jobs", "--resume", "mail", verbosity=0)
    assert not PausedQueue.objects.exists()
    assert sent(relaying.Sender().next()) == [job.pk]


@pytest.fixture
def regulars(monkeypatch):
    known = {}
    monkeypatch.setattr(relaying, "REGULARS", known)
    return known


def test_a_regular_job_is_asked_for_at_its_hour_by_the_business_clock(a_job, regulars):
    kind = a_job(lambda: None)
    regulars[kind] = registry.Regular(kind, None, time(6, 0))
    relaying.run_schedules()
    schedule = Schedule.objects.get()
    assert timezone.localtime(schedule.next_run_at).time() == time(6, 0)
    assert not Job.objects.exists()
    Schedule.objects.update(next_run_at=clock.now() - timedelta(minutes=1))
    assert relaying.run_schedules() == 1
    schedule.refresh_from_db()
    assert (schedule.last_job, schedule.next_run_at > clock.now()) == (Job.objects.get(), True)
    assert relaying.run_schedules() == 0


def test_a_regular_job_that_was_missed_for_days_runs_once(a_job, regulars):
    kind = a_job(lambda: None)
    regulars[kind] = registry.Regular(kind, timedelta(hours=1), None)
    relaying.run_schedules()
    Job.objects.all().delete()
    Schedule.objects.update(next_run_at=clock.now() - timedelta(days=3))
    relaying.run_schedules()
    relaying.run_schedules()
    assert Job.objects.count() == 1


def test_a_round_in_which_nothing_is_due_costs_two_queries(regulars, a_job, django_assert_num_queries):
    for _ in range(3):
        kind = a_job(lambda: None)
        regulars[kind] = registry.Regular(kind, timedelta(hours=1), None)
    relaying.run_schedules()
    with django_assert_num_queries(2):
        assert relaying.run_schedules() == 0


def test_a_due_date_becomes_a_job_when_it_is_reached(a_job, regulars):
    kind, identifier, scope = a_job(lambda i: None), uuid4(), ScopeFactory()
    plan("a", kind, identifier, at=clock.now() - timedelta(seconds=1), scope=scope)
    plan("b", kind, identifier, at=clock.now() + timedelta(days=1))
    assert relaying.run_schedules() == 1
    assert list(Job.objects.values_list("ids", "scope")) == [([str(identifier)], scope.pk)]
    assert list(DueDate.objects.values_list("key", flat=True)) == ["b"]


def test_health_tells_the_oldest_waiting_job_and_the_silence_of_workers(a_job):
    job = enqueue(a_job(lambda: None), by=None)
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(seconds=90))
    figures, able = jobs_health()
    assert not able
    assert figures["reason"].startswith("Aucun service de traitement n’est en marche")
    assert figures["broker"] == "ok"
    assert (figures["workers"], figures["relay"], figures["dead_jobs"]) == (0, "absent", 0)
    assert 89 <= figures["oldest_waiting_job_seconds"] <= 120


@pytest.mark.django_db(transaction=True)
def test_the_relay_seals_beside_its_sending_each_time_it_is_asked():
    sealer = Sealer()
    sealer.start()
    try:
        for number in (1, 2):
            record("rename", ScopeFactory(), by=None)
            sealer.asked.set()
            end = monotonic() + 20
            while SealedLine.objects.filter(source=Entry._meta.db_table).count() < number and monotonic() < end:
                sleep(0.02)
            assert SealedLine.objects.filter(source=Entry._meta.db_table).count() == number
    finally:
        sealer.leave()
    assert not sealer.is_alive()
