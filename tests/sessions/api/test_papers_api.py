"""The papers of a session through the API."""

import pytest
from django.utils import timezone

from foundation.accounts.enums import Role
from foundation.documents.models import Document
from foundation.documents.operations.storing import store_bytes
from foundation.jobs.enums import JobState
from foundation.jobs.models import Job
from sessions.core.models import ProcesVerbal
from sessions.papers.operations.papers import make_attendance_sheet, prepare_pv
from tests.factories import SessionFactory, UserFactory, commission_with_members, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def pv():
    session = SessionFactory(commission=commission_with_members(2), lifted=True, number=1)
    return prepare_pv(session.pk, by=None)


@pytest.fixture
def secretary(pv):
    return member_of(pv.commission, Role.SECRETARY)


def post(client, user, path, data=None):
    client.force_login(user)
    return client.post(f"/api/v1/{path}", data or {}, content_type="application/json")


def test_a_pv_is_submitted_read_and_transmitted(client, pv, secretary):
    member = member_of(pv.commission, Role.MEMBER)
    client.force_login(member)
    assert client.get(f"/api/v1/pvs/{pv.pk}").json()["document"] is None
    assert client.get(f"/api/v1/pvs/{pv.pk}/paper").status_code == 409
    assert post(client, member, f"pvs/{pv.pk}/submit").status_code == 403
    assert post(client, UserFactory(), f"pvs/{pv.pk}/submit").status_code == 404
    answer = post(client, secretary, f"pvs/{pv.pk}/submit")
    assert (answer.status_code, answer.json()["number"], answer.json()["state"]) == (200, 1, "submitted")
    assert post(client, secretary, f"pvs/{pv.pk}/submit").status_code == 409
    client.force_login(member)
    paper = client.get(f"/api/v1/pvs/{pv.pk}/paper").json()
    assert (paper["kind"], paper["content"]["status"], paper["state"]) == ("pv", "final", "queued")
    assert post(client, secretary, f"pvs/{pv.pk}/transmit").json()["transmitted_at"]
    assert post(client, secretary, f"pvs/{pv.pk}/refresh").status_code == 409


def test_the_list_is_that_of_ones_commissions(client, pv, secretary):
    prepare_pv(SessionFactory(commission=commission_with_members(1), lifted=True).pk, by=None)
    client.force_login(secretary)
    assert [row["id"] for row in client.get("/api/v1/pvs").json()["results"]] == [str(pv.pk)]
    assert ProcesVerbal.objects.count() == 2


def test_a_sheet_is_asked_for_by_the_secretary(client, pv, secretary):
    answer = post(client, secretary, "attendance-sheets", {"session": str(pv.session_id)})
    assert (answer.status_code, answer.json()["content"]["is_filled"]) == (201, True)
    assert (
        post(
            client, member_of(pv.commission, Role.MEMBER), "attendance-sheets", {"session": str(pv.session_id)}
        ).status_code
        == 403
    )
    assert post(client, UserFactory(), "attendance-sheets", {"session": str(pv.session_id)}).status_code == 400
    client.force_login(secretary)
    assert len(client.get(f"/api/v1/attendance-sheets?session={pv.session_id}").json()["results"]) == 1


def test_a_sheet_given_up_is_asked_for_again(client, pv, secretary):
    sheet = make_attendance_sheet(pv.session_id, by=None)
    Job.objects.filter(pk=sheet.job_id).update(state=JobState.DEAD, finished_at=timezone.now())
    assert post(client, member_of(pv.commission, Role.MEMBER), f"attendance-sheets/{sheet.pk}/retry").status_code == 403
    assert post(client, secretary, f"attendance-sheets/{sheet.pk}/retry").json()["state"] == "queued"


def test_the_pdf_of_a_draft_is_for_those_who_write_it(client, pv, secretary):
    address = f"/api/v1/pvs/{pv.pk}/draft-file"
    client.force_login(member_of(pv.commission, Role.MEMBER))
    assert client.get(address).status_code == 403
    client.force_login(secretary)
    assert "mise en page" in client.get(address).json()["detail"]
    file = store_bytes(b"%PDF-1.7 projet", name="pv.pdf", content_type="application/pdf", scope=None, by=None)
    Document.objects.filter(pk=pv.document_id).update(
        file=file, pdf_sha256=file.sha256, code_hash="0" * 64, stored_at=timezone.now()
    )
    assert b"".join(client.get(address).streaming_content) == b"%PDF-1.7 projet"
