"""Guests, recommendations written in session, scans and justifications over the API; refusals that say everything."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIClient

from foundation.accounts.enums import Role
from recommendations.models import Recommendation
from sessions.core.models import CommissionSession, Convocation
from tests.access.lines_sessions_preparing import PNG
from tests.factories import SessionFactory, commission_with_members, member_of
from tests.sessions.held import held

pytestmark = pytest.mark.django_db


def api(user):
    client = APIClient()
    client.force_authenticate(user)
    return client


def picture():
    return SimpleUploadedFile("piece.png", PNG, "image/png")


def test_a_guest_is_noted_then_removed():
    world, other = held(present=3), held(present=3)
    client = api(world.secretary)
    noted = client.post("/api/v1/guests", {"session": world.session.pk, "name": "E. F.", "function": "experte"})
    assert noted.status_code == 201
    assert client.post("/api/v1/guests", {"session": world.session.pk, "name": "E. F."}).status_code == 400
    assert client.post("/api/v1/guests", {"session": other.session.pk, "function": "experte"}).status_code == 400
    api(other.secretary).post("/api/v1/guests", {"session": other.session.pk, "function": "expert d’ailleurs"})
    assert [row["function"] for row in client.get("/api/v1/guests").data["results"]] == ["experte"]
    assert api(other.secretary).post(f"/api/v1/guests/{noted.data['id']}/remove").status_code == 404
    assert client.post(f"/api/v1/guests/{noted.data['id']}/remove").status_code == 204
    assert client.get("/api/v1/guests").data["results"] == []


def test_a_recommendation_of_the_session_is_corrected_then_taken_back():
    world = held()
    client = api(world.secretary)
    draft = client.post(
        f"/api/v1/sessions/{world.session.pk}/recommend", {"item": world.item.pk, "text": "Faire."}
    ).data
    address = f"/api/v1/session-recommendations/{draft['id']}"
    moved = client.post(f"{address}/correct", {"item": world.items[1].pk, "text": "Ailleurs."})
    assert (moved.status_code, list(moved.data)) == (400, ["item"])
    corrected = client.post(f"{address}/correct", {"text": "Faire mieux."})
    assert (corrected.status_code, corrected.data["text"], corrected.data["is_draft"]) == (200, "Faire mieux.", True)
    assert client.post(f"/api/v1/session-recommendations/{corrected.data['id']}/remove").status_code == 204
    assert not Recommendation.objects.exists()


def test_a_recommendation_that_was_issued_stays():
    world = held()
    client = api(world.secretary)
    draft = client.post(
        f"/api/v1/sessions/{world.session.pk}/recommend", {"item": world.item.pk, "text": "Faire."}
    ).data
    Recommendation.objects.filter(pk=draft["id"]).update(is_draft=False, number=1)
    refused = client.post(f"/api/v1/session-recommendations/{draft['id']}/remove")
    assert (refused.status_code, refused.data["code"]) == (409, "refused")
    assert "Déclarez-la caduque" in refused.data["detail"]


def test_a_past_session_comes_with_its_scan():
    commission = commission_with_members(2)
    client = api(member_of(commission, Role.SECRETARY))
    past = {"commission": str(commission.pk), "year": 2019, "source": "PV papier", "items": [{"title": "Point"}]}
    made = client.post(
        "/api/v1/sessions/record-past", {"data": json.dumps(past), "scan": picture()}, format="multipart"
    )
    assert made.status_code == 201, made.data
    session = CommissionSession.objects.get(pk=made.data["id"])
    assert (session.scan.name, session.agenda_items.get().title) == ("piece.png", "Point")
    assert b"".join(client.get(f"/api/v1/sessions/{session.pk}/scan").streaming_content) == PNG
    assert client.get(f"/api/v1/sessions/{SessionFactory(commission=commission).pk}/scan").status_code == 404
    other = commission_with_members(2)
    refused = client.post(
        "/api/v1/sessions/record-past",
        {"data": json.dumps(past | {"commission": str(other.pk)}), "scan": picture()},
        format="multipart",
    )
    assert refused.status_code == 404
    wrong = client.post("/api/v1/sessions/record-past", {"data": "{", "scan": picture()}, format="multipart")
    assert (wrong.status_code, list(wrong.data)) == (400, ["data"])


def test_an_absence_comes_with_its_justification_read_by_few():
    commission = commission_with_members(3)
    session = SessionFactory(commission=commission, convened=True, held_on=timezone.localdate() + timedelta(days=30))
    seat = commission.seats.get(role="member")
    member = member_of(commission, Role.MEMBER)
    person = seat.mandates.get().person
    person.user = member
    person.save()
    row = Convocation.objects.create(
        scope=session.scope, session=session, seat=seat, person=person, seat_label="membre", secret_hash="x" * 64
    )
    client = api(member)
    address = f"/api/v1/convocations/{row.pk}"
    assert client.get(f"{address}/answer-file").status_code == 404
    answered = client.post(
        f"{address}/answer", {"answer": "excused", "reason": "Mission", "file": picture()}, format="multipart"
    )
    assert (answered.status_code, answered.data["answer"]) == (200, "excused")
    assert b"".join(client.get(f"{address}/answer-file").streaming_content) == PNG
    assert api(member_of(commission, Role.OBSERVER)).get(f"{address}/answer-file").status_code == 403
    assert api(member_of(commission, Role.SECRETARY)).get(f"{address}/answer-file").status_code == 200


def test_a_convocation_refused_for_several_reasons_lists_them():
    commission = commission_with_members(2)
    session = SessionFactory(commission=commission, held_on=timezone.localdate() + timedelta(days=1), starts_at=None)
    refused = api(member_of(commission, Role.SECRETARY)).post(f"/api/v1/sessions/{session.pk}/convene")
    assert (refused.status_code, refused.data["detail"], refused.data["article"]) == (
        409,
        "Impossible de convoquer les membres.",
        "article 6",
    )
    told = " ".join(refused.data["blockers"])
    assert len(refused.data["blockers"]) == 3
    for words in (
        "ordre du jour est vide",
        "heure de la session n’est pas fixée",
        "délai de convocation n’est pas respecté",
    ):
        assert words in told
