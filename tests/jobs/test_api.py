"""One's own work in the background, over the API."""

from uuid import uuid4

import pytest
from django.utils import timezone

from foundation.jobs import enqueue
from foundation.jobs.enums import JobState
from foundation.jobs.models import Job
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(client):
    client.user = UserFactory()
    client.force_login(client.user)
    return enqueue("render_document", uuid4(), by=client.user, scope=None)


def test_one_sees_ones_own_jobs_only(client, job):
    enqueue("render_document", uuid4(), by=UserFactory(), scope=None)
    assert [row["id"] for row in client.get("/api/v1/jobs").json()["results"]] == [str(job.pk)]
    assert client.get("/api/v1/jobs", {"state": "dead"}).json()["results"] == []
    row = client.get(f"/api/v1/jobs/{job.pk}").json()
    assert (row["state"], row["sentence"].endswith("en attente.")) == ("queued", True)


def test_a_job_is_called_off_then_taken_up_again(client, job):
    assert client.post(f"/api/v1/jobs/{job.pk}/cancel").json()["state"] == "cancelled"
    assert client.post(f"/api/v1/jobs/{job.pk}/cancel").status_code == 409
    assert client.post(f"/api/v1/jobs/{job.pk}/retry").json()["state"] == "queued"
    assert client.post(f"/api/v1/jobs/{job.pk}/retry").status_code == 409


def test_the_job_of_another_is_unknown(client, job):
    client.force_login(UserFactory())
    Job.objects.filter(pk=job.pk).update(state=JobState.DEAD, finished_at=timezone.now())
    for address in (f"/api/v1/jobs/{job.pk}", f"/api/v1/jobs/{job.pk}/retry"):
        assert (client.post if "retry" in address else client.get)(address).status_code == 404
