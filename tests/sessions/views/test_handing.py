"""The answer link handed over on the member's phone: by whom, when, and never readable again."""

import re
from copy import deepcopy
from urllib.parse import parse_qs, urlparse

import pytest
from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.journal.models import Entry
from sessions.core.enums import Answer, SessionState
from sessions.core.models import AnswerLink, CommissionSession
from sessions.preparing.operations.convening import convene
from tests.factories import AgendaItemFactory, SessionFactory, UserFactory, commission_with_members, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(standing):
    session = SessionFactory(commission=commission_with_members(3))
    AgendaItemFactory(session=session, position=1)
    return convene(session.pk, by=UserFactory())


@pytest.fixture
def session(made):
    return deepcopy(made)


@pytest.fixture
def row(session):
    return session.convocations.order_by("number").first()


@pytest.fixture
def secretary(client, session):
    user = member_of(session.commission, Role.SECRETARY)
    client.force_login(user)
    return user


def handed(client, row):
    return client.post(reverse("sessions:hand_over", args=[row.pk]))


def message_in(answer):
    return re.search(r"<textarea[^>]*>(.*?)</textarea>", answer.content.decode(), re.S)[1]


def test_the_message_is_ready_and_its_link_answers(client, secretary, row):
    message = message_in(handed(client, row))
    assert row.person.full_name in message
    assert "Ce lien est personnel" in message
    link = re.search(r"https?://[^/\s]+(/sessions/convocation/\S+)", message)[1]
    client.logout()
    client.post(link, {"answer": "present"})
    row.refresh_from_db()
    assert row.answer == Answer.PRESENT


def test_who_handed_it_over_and_when_is_kept_and_shown(client, secretary, session, row):
    handed(client, row)
    line = Entry.objects.about(row).get(act="hand_over_link")
    assert line.actor_id == secretary.pk
    page = client.get(reverse("sessions:convocations", args=[session.pk])).content.decode()
    assert f"remise par {secretary.full_name}, le " in page.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_link_is_written_nowhere(client, secretary, row):
    before = AnswerLink.objects.count()
    message = message_in(handed(client, row))
    secret = re.search(r"/sessions/convocation/(\S+)", message)[1]
    assert AnswerLink.objects.count() == before + 1
    assert secret not in str(list(Entry.objects.values()))
    assert "<textarea" not in client.get(reverse("sessions:hand_over", args=[row.pk])).content.decode()


@pytest.mark.parametrize(
    ("phone", "number"), [("+229 01 52 16 00 00", "2290152160000"), ("01 52 16 00 00", ""), ("", "")]
)
def test_whatsapp_opens_on_the_member_when_his_number_is_whole(client, secretary, row, phone, number):
    row.person.phone = phone
    row.person.save()
    answer = handed(client, row)
    address = urlparse(re.search(r'href="(https://wa\.me/[^"]*)"', answer.content.decode())[1])
    assert address.path == f"/{number}"
    assert "/sessions/convocation/" in parse_qs(address.query)["text"][0]


def test_nothing_is_handed_over_once_the_session_opened(client, secretary, session, row):
    CommissionSession.objects.filter(pk=session.pk).update(state=SessionState.OPEN, opened_at="2026-01-01T10:00Z")
    before = AnswerLink.objects.count()
    assert handed(client, row).status_code == 302
    assert AnswerLink.objects.count() == before
    assert not Entry.objects.filter(act="hand_over_link").exists()


@pytest.mark.parametrize(("role", "status"), [(Role.PRESIDENT, 403), (Role.MEMBER, 403)])
def test_only_the_secretary_hands_over(client, session, row, role, status):
    client.force_login(member_of(session.commission, role))
    assert handed(client, row).status_code == status


def test_a_neighbour_and_a_stranger_see_nothing(client, row):
    assert handed(client, row).status_code == 302
    for user in (member_of(commission_with_members(1), Role.SECRETARY), UserFactory()):
        client.force_login(user)
        assert handed(client, row).status_code == 404


def test_the_api_hands_over_alike_once_and_tells_who_did(client, secretary, session, row):
    address = reverse("api:convocations-hand-over", args=[row.pk])
    asked = {"content_type": "application/json", "headers": {"Idempotency-Key": "remise-1"}}
    told = client.post(address, {}, **asked)
    assert told.status_code == 200
    link = re.search(r"https?://[^/\s]+(/sessions/convocation/\S+)", told.json()["message"])[1]
    assert told.json()["address"].endswith(link)
    again = client.post(address, {}, **asked)
    assert link not in again.content.decode()
    read = client.get(reverse("api:convocations-detail", args=[row.pk])).json()
    assert [f"remise par {secretary.full_name}, le " in line for line in read["handed"]] == [True]
    CommissionSession.objects.filter(pk=session.pk).update(state=SessionState.OPEN, opened_at="2026-01-01T10:00Z")
    refused = client.post(address, {}, content_type="application/json")
    assert refused.status_code == 409
    assert "Impossible de remettre un lien" in refused.json()["detail"]
