import re
from copy import deepcopy
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.enums import Role
from foundation.jobs.models import Job
from foundation.journal.record import entries_of
from sessions.core.enums import Answer, SessionState
from sessions.core.models import AnswerLink, CommissionSession
from sessions.preparing.enums import LetterPurpose
from sessions.preparing.notifications import new_answer_address, write_to_member
from sessions.preparing.operations.answering import AnswerFacts, answer_convocation
from sessions.preparing.operations.convening import convene
from tests.factories import AgendaItemFactory, SessionFactory, UserFactory, commission_with_members, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(standing):
    session = SessionFactory(commission=commission_with_members(3), theme="Thème de la session")
    AgendaItemFactory(session=session, position=1, title="Intitulé du point")
    return convene(session.pk, by=UserFactory())


@pytest.fixture
def session(made):
    return deepcopy(made)


@pytest.fixture
def row(session):
    return session.convocations.order_by("number").first()


@pytest.fixture
def link(row):
    address = new_answer_address(row)
    return address[address.index("/sessions/") :]


def test_the_link_opens_without_an_account_and_says_the_essentials(client, row, link):
    response = client.get(link)
    text = response.content.decode()
    assert response.status_code == 200
    assert "Intitulé du point" in text
    assert row.seat_label in text
    assert "no-store" in response["Cache-Control"]
    row.refresh_from_db()
    assert row.read_at is not None
    first = row.read_at
    client.get(link)
    row.refresh_from_db()
    assert row.read_at == first


def test_an_answer_by_the_link_is_kept_and_thanked(client, row, link):
    response = client.post(link, {"answer": "present"}, follow=True)
    assert "Votre réponse est enregistrée" in response.content.decode()
    row.refresh_from_db()
    assert row.answer == Answer.PRESENT
    assert entries_of(row).get().after["by"] == "lien"
    client.post(link, {"answer": "excused", "reason": "En mission"})
    row.refresh_from_db()
    assert (row.answer, row.answer_reason) == (Answer.EXCUSED, "En mission")


def test_a_refused_answer_comes_back_with_what_was_typed(client, row, link):
    response = client.post(link, {"answer": "excused", "reason": "", "file": SimpleUploadedFile("x.exe", b"MZ")})
    assert response.status_code in (400, 409)
    assert client.post(link, {"answer": ""}).status_code == 400
    refused = client.post(link, {"answer": "proxy", "proxy_seat": ""})
    assert "Choisissez à qui vous donnez procuration" in refused.content.decode()
    row.refresh_from_db()
    assert row.answer == Answer.NONE


def test_an_article_that_refuses_is_quoted_on_the_page(client, session, row, link):
    others = list(session.convocations.order_by("number"))
    client.post(link, {"answer": "proxy", "proxy_seat": str(others[1].seat_id)})
    other = new_answer_address(others[2])
    response = client.post(
        other[other.index("/sessions/") :], {"answer": "proxy", "proxy_seat": str(others[1].seat_id)}
    )
    assert response.status_code == 409
    assert "article\xa010" in response.content.decode() or "article 10" in response.content.decode()


@pytest.mark.parametrize("secret", ["x", "a" * 43, "../../etc", "é" * 30])
def test_an_unknown_link_is_a_polite_404(client, session, secret):
    response = client.get(reverse("sessions:answer", args=["secret"]).replace("secret", secret.replace("/", "")))
    assert response.status_code == 404
    assert "Ce lien n’est plus valable" in response.content.decode()
    assert str(session.pk) not in response.content.decode()


@pytest.mark.parametrize("state", [SessionState.LIFTED, SessionState.ARCHIVED, SessionState.NO_QUORUM])
def test_a_link_expires_with_the_session(client, session, link, state):
    CommissionSession.objects.filter(pk=session.pk).update(state=state)
    assert client.get(link).status_code == 404
    assert client.post(link, {"answer": "present"}).status_code == 404


@pytest.mark.parametrize("state", [SessionState.OPEN, SessionState.CANCELLED, SessionState.POSTPONED])
def test_once_begun_or_cancelled_the_link_says_so_and_takes_no_answer(client, session, row, link, state):
    CommissionSession.objects.filter(pk=session.pk).update(state=state)
    page = client.get(link)
    assert page.status_code == 200
    assert "Envoyer ma réponse" not in page.content.decode()
    assert client.post(link, {"answer": "present"}).status_code == 409
    row.refresh_from_db()
    assert row.answer == Answer.NONE


def test_behind_closed_doors_the_page_tells_no_more_than_the_title(client, session, link):
    CommissionSession.objects.filter(pk=session.pk).update(is_closed_doors=True)
    text = client.get(link).content.decode()
    assert "Intitulé du point" not in text
    assert "Thème de la session" not in text


def test_no_secret_is_stored(row, link):
    secret = link.rsplit("/", 1)[-1]
    assert len(secret) >= 43
    assert secret not in str(list(AnswerLink.objects.values()))


def test_a_signed_in_member_answers_on_the_portal_and_nobody_else_does_it_for_him(client, session, row):
    member = row.person.user
    client.force_login(member)
    assert client.post(reverse("sessions:answer_mine", args=[row.pk]), {"answer": "present"}).status_code == 302
    other = session.convocations.order_by("number")[1]
    assert client.post(reverse("sessions:answer_mine", args=[other.pk]), {"answer": "present"}).status_code == 403
    assert client.post(reverse("sessions:answer_for", args=[other.pk]), {"answer": "present"}).status_code == 403
    client.force_login(UserFactory())
    assert client.post(reverse("sessions:answer_mine", args=[row.pk]), {"answer": "present"}).status_code == 404
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.answer, other.answer) == (Answer.PRESENT, Answer.NONE)


def test_the_secretary_notes_an_answer_and_reminds_the_others(client, session, row):
    secretary = member_of(session.commission, Role.SECRETARY)
    client.force_login(secretary)
    assert client.post(reverse("sessions:answer_for", args=[row.pk]), {"answer": "present"}).status_code == 302
    row.refresh_from_db()
    assert (row.answer, row.answer_recorded_by) == (Answer.PRESENT, secretary)
    address = reverse("sessions:convocations", args=[session.pk])
    early = client.get(address).content.decode().replace("\xa0", " ")
    assert "Relancer les 3 sans réponse" not in early
    assert "Relance possible à partir du" in early
    CommissionSession.objects.filter(pk=session.pk).update(convened_at=timezone.now() - timedelta(days=3))
    page = client.get(address).content.decode()
    assert "Relancer les 3 sans réponse" in page
    response = client.post(reverse("sessions:remind", args=[session.pk]), follow=True)
    assert "3 relances partent" in response.content.decode().replace("\xa0", " ")
    table = client.get(reverse("sessions:convocations", args=[session.pk]), {"format": "csv"}).content.decode(
        "utf-8-sig"
    )
    assert table.count("\r\n") == 5


def test_the_page_asks_for_news_until_no_letter_waits(client, session):
    client.force_login(member_of(session.commission, Role.SECRETARY))
    address = reverse("sessions:convocations", args=[session.pk])
    page = client.get(address).content.decode().replace("\xa0", " ")
    assert "4 lettres partent encore" in page
    [news] = re.findall(r'data-hx-get="(\?vu=\w+)"', page)
    same = client.get(address + news, headers={"HX-Request": "true"}).content.decode()
    assert ("data-hx-get" in same, "<table" in same) == (True, False)
    session.convocations.update(state="sent")
    Job.objects.update(state="done", finished_at=timezone.now())
    session.convocations.filter(number=1).update(state="failed")
    last = client.get(address + news, headers={"HX-Request": "true"}).content.decode().replace("\xa0", " ")
    assert ("data-hx-get" in last, "<table" in last) == (False, True)
    assert "Les envois sont terminés, 1 est en échec." in last
    assert "data-hx-get" not in client.get(address).content.decode()


@pytest.mark.parametrize("members", [1, 3])
def test_the_table_of_answers_runs_a_fixed_number_of_queries(client, members, django_assert_num_queries):
    session = SessionFactory(commission=commission_with_members(members))
    AgendaItemFactory(session=session, position=1)
    convene(session.pk, by=UserFactory())
    client.force_login(member_of(session.commission, Role.SECRETARY))
    with django_assert_num_queries(16):
        client.get(reverse("sessions:convocations", args=[session.pk]))


def test_why_a_member_is_away_is_not_told_to_the_others(client, session, row, link):
    client.post(link, {"answer": "excused", "reason": "Raison de santé"})
    address = reverse("sessions:convocations", args=[session.pk])
    for role, reads in ((Role.SECRETARY, True), (Role.PRESIDENT, True), (Role.MEMBER, False)):
        client.force_login(member_of(session.commission, role))
        for page in (client.get(address), client.get(address, {"format": "csv"})):
            assert ("Raison de santé" in page.content.decode()) == reads
        told = client.get(reverse("api:convocations-detail", args=[row.pk])).json()
        assert (told["answer"], told["answer_reason"]) == ("excused", "Raison de santé" if reads else "")


@pytest.mark.parametrize(
    ("honorific", "said", "unsaid"),
    [
        ("mme", ["La directrice des systèmes", "présente", "convoquée", "excusée"], ["Le directeur des", "présent(e)"]),
        ("m", ["Le directeur des systèmes", "présent", "convoqué", "excusé"], ["La directrice", "(e)"]),
        ("", ["présent(e)", "convoqué(e)", "excusé(e)"], ["La directrice"]),
    ],
)
def test_a_member_is_written_of_in_his_or_her_gender(client, session, row, honorific, said, unsaid):
    """On the page of the link, in the mail, on the pages of who convenes, and once the answer is given."""
    type(row.seat).objects.filter(pk=row.seat_id).update(label="Le directeur des systèmes d’information")
    type(row).objects.filter(pk=row.pk).update(seat_label="Le directeur des systèmes d’information")
    type(row.person).objects.filter(pk=row.person_id).update(honorific=honorific)
    row = type(row).objects.select_related("session__commission", "person", "seat").get(pk=row.pk)
    mail = write_to_member(row, LetterPurpose.CONVENE, by=None)
    link = re.search(r"/sessions/convocation/[^/\s]+", mail.text)[0]
    page = client.get(link).content.decode()
    answer_convocation(row.pk, AnswerFacts(Answer.EXCUSED, reason="mission"), by=None)
    after = client.get(link + "?merci").content.decode()
    client.force_login(row.person.user)
    member = client.get(reverse("sessions:detail", args=[session.pk])).content.decode()
    client.force_login(member_of(session.commission, Role.SECRETARY))
    handing = client.get(reverse("sessions:hand_over", args=[row.pk])).content.decode()
    [line] = [
        line
        for line in client.get(reverse("sessions:convocations", args=[session.pk]), {"format": "csv"})
        .content.decode()
        .splitlines()
        if row.person.full_name in line
    ]
    quality, present, convened, excused = said if len(said) == 4 else ("Le directeur des systèmes", *said)
    assert quality.lower().partition(" ")[2] in mail.text
    for text in (page, after, member, handing, line):
        assert quality.lower() in text.lower()
    assert f", {quality[0].lower()}{quality[1:]}" in page.replace("\xa0", " ")
    assert f"Serez-vous {present} ?" in page.replace("\xa0", " ").replace("\u202f", " ")
    assert f"Je serai {present}" in page
    assert f"Vous êtes {convened}" in member.replace("\xa0", " ")
    assert f"Vous êtes {convened}" in mail.text
    assert all(excused in text for text in (after, member, line))
    mine = mail.text + page + after + handing + line
    assert not [word for word in unsaid if word in mine]
