"""What /healthz answers, and to whom."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.models import User
from foundation.jobs.models import Job, Worker
from foundation.jobs.operations.asking import enqueue
from foundation.jobs.operations.running import run
from foundation.jobs.worker import Heart
from foundation.people.operations import create_token
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
INSIDE, OUTSIDE = "10.0.0.9", "41.79.217.10"


def beat(role: str, *, name: str = "", ago: int = 0, started: int = 60) -> None:
    now = timezone.now()
    Worker.objects.update_or_create(
        name=name or role,
        defaults={
            "role": role,
            "pid": 1,
            "started_at": now - timedelta(seconds=started),
            "seen_at": now - timedelta(seconds=ago),
        },
    )


def health(client, **headers):
    answer = client.get(reverse("healthz"), REMOTE_ADDR=INSIDE, **headers)
    return answer.status_code, answer.json()


def done_by(worker: str) -> Job:
    job = enqueue("sign_of_life", by=None)
    run(job.pk, worker=worker)
    return job


def test_ready_means_that_a_job_was_done(client):
    status, answer = health(client)
    assert (status, answer["status"]) == (503, "unavailable")
    assert answer["reason"].startswith("Aucun service de traitement n’est en marche")
    beat("worker")
    assert health(client)[1]["reason"].startswith("Le relais est absent")
    beat("relay")
    status, answer = health(client)
    assert (status, answer["reason"]) == (
        503,
        "Aucun travail n’a encore été fait par un service de traitement en marche.",
    )
    done_by("worker")
    assert health(client)[0] == 200


def test_a_worker_that_starts_and_dies_again_and_again_makes_nothing_ready(client):
    beat("relay")
    done_by("of yesterday")
    for number in range(4):
        beat("worker", name=f"w{number}", started=5)
    assert health(client)[0] == 503


def test_a_worker_silent_for_half_a_minute_is_not_counted(client):
    beat("relay")
    beat("worker")
    done_by("worker")
    beat("worker", ago=31)
    status, answer = health(client)
    assert (status, answer["workers"]) == (503, 0)


def test_a_worker_asks_for_a_proof_when_it_starts_and_only_one():
    heart = Heart("w@host/1-abc", ["default", "mail", "celery"])
    for _ in range(2):
        heart.ask_for_a_proof()
    assert sorted(Job.objects.values_list("kind", "queue")) == [("sign_of_life", "default"), ("sign_of_life", "mail")]


def test_work_that_waits_is_proof_enough():
    enqueue("forget_finished_jobs", by=None)
    Heart("w@host/1-abc", ["default"]).ask_for_a_proof()
    assert not Job.objects.filter(kind="sign_of_life").exists()


@pytest.mark.parametrize(
    ("address", "proxies", "forwarded", "is_told"),
    [
        (INSIDE, 0, "", True),
        ("127.0.0.1", 0, "", True),
        (OUTSIDE, 0, "", False),
        (INSIDE, 1, OUTSIDE, False),
        (INSIDE, 1, f"{INSIDE}, {OUTSIDE}", False),  # what a stranger writes before the proxy's own entry
        (INSIDE, 0, OUTSIDE, False),  # a proxy that nobody counted
    ],
)
def test_anybody_learns_the_status_and_only_the_house_the_rest(client, settings, address, proxies, forwarded, is_told):
    settings.PROXY_COUNT = proxies
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    answer = client.get(reverse("healthz"), REMOTE_ADDR=address, **headers).json()
    assert (set(answer) == {"status"}) != is_told
    assert ("workers" in answer) == is_told


def test_a_token_reads_the_rest_from_anywhere(client):
    _, secret = create_token(user := UserFactory(), name="surveillance", by=None)
    for word in ("Token", "Bearer"):
        answer = client.get(reverse("healthz"), REMOTE_ADDR=OUTSIDE, HTTP_AUTHORIZATION=f"{word} {secret}")
        assert "workers" in answer.json()
    assert client.get(reverse("healthz"), REMOTE_ADDR=OUTSIDE, HTTP_AUTHORIZATION="Token x").json().keys() == {"status"}
    User.objects.filter(pk=user.pk).update(is_active=False)
    answer = client.get(reverse("healthz"), REMOTE_ADDR=OUTSIDE, HTTP_AUTHORIZATION=f"Token {secret}")
    assert answer.json().keys() == {"status"}
