"""The page of the procès-verbal and that of the attendance sheet."""

from copy import deepcopy

import pytest
from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.documents.models import Document
from foundation.jobs.enums import JobState
from foundation.jobs.models import Job
from sessions.core.enums import SessionState
from sessions.core.models import MinuteText, ProcesVerbal
from sessions.papers.operations.papers import prepare_pv, refresh_pv, submit_pv
from tests.factories import SessionFactory, UserFactory, commission_with_members, member_of, officer_of
from tests.factories.held import held_session

pytestmark = pytest.mark.django_db
POSTS = ("pv_submit", "pv_refresh", "pv_retry", "transmit", "make_sheet", "attendance_retry")


@pytest.fixture(scope="module")
def made(standing):
    return held_session()


@pytest.fixture
def session(made):
    return deepcopy(made)


@pytest.fixture
def secretary(session):
    return member_of(session.commission, Role.SECRETARY)


def get(client, user, name, session):
    client.force_login(user)
    return client.get(reverse(f"sessions:{name}", args=[session.pk]))


def post(client, user, name, session):
    client.force_login(user)
    return client.post(reverse(f"sessions:{name}", args=[session.pk]))


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_the_secretary_reads_the_draft_as_it_will_print(client, session, secretary):
    page = text_of(get(client, secretary, "pv", session))
    for words in (
        "L’an deux mille vingt-six et le mercredi seize septembre",
        "Projets réalisés (2)",
        "Soumettre le procès-verbal",
        "Projet de procès-verbal, sans numéro",
    ):
        assert words in page


def test_before_it_is_submitted_the_others_read_nothing_of_it(client, session):
    prepare_pv(session.pk, by=None)
    for user in (member_of(session.commission, Role.MEMBER), officer_of(session.scope, Role.DSI)):
        page = text_of(get(client, user, "pv", session))
        assert "n’est pas encore soumis" in page
        assert "deux mille vingt-six" not in page
        assert get(client, user, "pv_draft_file", session).status_code == 403


def test_once_submitted_the_commission_and_the_dsi_read_it_from_what_was_frozen(client, session, secretary):
    submit_pv(session.pk, by=secretary)
    session.place = "Ailleurs"
    session.save(update_fields=["place"])
    for user in (secretary, member_of(session.commission, Role.MEMBER), officer_of(session.scope, Role.DSI)):
        page = text_of(get(client, user, "pv", session))
        assert "Procès-verbal n° 1/2026/MDEMO" in page
        assert "Ailleurs" not in page
        assert "Soumettre le procès-verbal" not in page


def test_submitting_twice_gives_one_number_and_says_so(client, session, secretary):
    assert post(client, secretary, "pv_submit", session).status_code == 302
    client.post(
        reverse("sessions:pv_submit", args=[session.pk]),
        HTTP_REFERER="http://testserver" + reverse("sessions:pv", args=[session.pk]),
    )
    assert "déjà soumis" in text_of(client.get(reverse("sessions:pv", args=[session.pk])))
    assert ProcesVerbal.objects.get(session=session).number == 1
    assert Document.objects.filter(kind="pv").count() == 1


@pytest.mark.parametrize("name", POSTS)
def test_an_act_is_not_a_link_and_not_for_readers_nor_strangers(client, session, secretary, name):
    prepare_pv(session.pk, by=None)
    assert get(client, secretary, name, session).status_code == 405
    assert post(client, member_of(session.commission, Role.MEMBER), name, session).status_code == 403
    neighbour = SessionFactory(commission=commission_with_members(2), lifted=True)
    for user in (UserFactory(), member_of(neighbour.commission, Role.SECRETARY)):
        assert post(client, user, name, session).status_code == 404


@pytest.mark.parametrize("name", ["pv", "pv_progress", "attendance_sheet", "attendance_progress", "pv_draft_file"])
def test_a_stranger_finds_no_page(client, session, name):
    assert get(client, UserFactory(), name, session).status_code == 404


def test_the_page_shows_where_the_work_stands_and_offers_to_ask_again(client, session, secretary):
    pv = submit_pv(session.pk, by=secretary)
    assert "en attente" in text_of(get(client, secretary, "pv_progress", session))
    Job.objects.filter(pk=pv.job_id).update(state=JobState.DEAD, finished_at=pv.document.created_at, error="x")
    page = text_of(get(client, secretary, "pv_progress", session))
    assert "Rien n’est perdu" in page
    assert reverse("sessions:pv_retry", args=[session.pk]) in page
    post(client, secretary, "pv_retry", session)
    assert Job.objects.get(pk=pv.job_id).state == JobState.QUEUED


@pytest.mark.slow
def test_the_stored_paper_is_downloaded(client, session, secretary, run_jobs):
    prepare_pv(session.pk, by=secretary)
    run_jobs()
    draft = get(client, secretary, "pv_draft_file", session)
    assert b"".join(draft.streaming_content)[:5] == b"%PDF-"
    assert "Télécharger le PDF" in text_of(get(client, secretary, "attendance_progress", session))


def test_the_sheet_names_each_seat_before_and_after(client, session, secretary):
    page = text_of(get(client, secretary, "attendance_sheet", session))
    assert "Remplie d’après les présences notées" in page
    assert "Représenté par Justin HOUÉSSOU" in page
    session.state = SessionState.CONVENED
    session.save(update_fields=["state"])
    page = text_of(get(client, secretary, "attendance_sheet", session))
    assert "À imprimer et à signer" in page
    assert "Représenté par" not in page


def test_the_asin_reads_what_was_transmitted_but_not_the_sheet(client, session, secretary):
    asin = officer_of(session.scope, Role.ASIN_READER)
    submit_pv(session.pk, by=secretary)
    assert get(client, asin, "pv", session).status_code == 404
    post(client, secretary, "transmit", session)
    assert "Procès-verbal n° 1/2026/MDEMO" in text_of(get(client, asin, "pv", session))
    assert get(client, asin, "attendance_sheet", session).status_code == 403


def test_a_session_to_come_has_no_pv_to_read(client, secretary, session):
    coming = SessionFactory(commission=session.commission, convened=True)
    assert "il n’y a pas de procès-verbal" in text_of(get(client, secretary, "pv", coming))


def test_what_is_left_open_leads_to_its_place_and_each_part_to_where_it_is_written(client, session, secretary):
    prepare_pv(session.pk, by=None)
    item = session.agenda_items.filter(decisions=None).exclude(kind="heading").order_by("position").first()
    item.outcome = ""
    item.save()
    MinuteText.objects.filter(item=item, section="conclusion").delete()
    refresh_pv(session.pk, by=secretary)
    page = text_of(get(client, secretary, "pv", session))
    assert f'href="#pv-{item.pk}"' in page
    assert f'id="pv-{item.pk}"' in page
    assert f"{reverse('sessions:live', args=[session.pk])}?point={item.pk}" in page
    assert "sans conclusion" in page
    assert "sans conclusion" in text_of(get(client, secretary, "submitting", session))
    submit_pv(session.pk, by=secretary)
    page = text_of(get(client, secretary, "pv", session))
    assert "paper__write" not in page
    assert f'href="#pv-{item.pk}"' not in page


def test_once_submitted_the_page_says_what_comes_next(client, session, secretary):
    prepare_pv(session.pk, by=None)
    assert "Une fois soumis" in text_of(get(client, secretary, "pv", session))
    submit_pv(session.pk, by=secretary)
    page = text_of(get(client, secretary, "pv", session))
    assert "faites-le signer" in page
    assert reverse("sessions:create") in page
    assert "Transmettez-le à l’ASIN" in page
    following = SessionFactory(commission=session.commission)
    page = text_of(get(client, secretary, "pv", session))
    assert reverse("sessions:prepare", args=[following.pk]) in page
    ProcesVerbal.objects.filter(session=session).update(state="approved")
    assert "archivez la session" in text_of(get(client, secretary, "pv", session))
    assert "Et ensuite" not in text_of(get(client, member_of(session.commission, Role.MEMBER), "pv", session))


def test_each_version_of_the_draft_is_a_link(client, session, secretary, run_jobs):
    prepare_pv(session.pk, by=None)
    session.place = "Ailleurs"
    session.save(update_fields=["place"])
    refresh_pv(session.pk, by=secretary)
    run_jobs()
    page = text_of(get(client, secretary, "pv", session))
    address = reverse("sessions:pv_draft_file", args=[session.pk])
    for version in (1, 2):
        assert f"{address}?version={version}" in page
        assert b"".join(client.get(address, {"version": version}).streaming_content).startswith(b"%PDF")
    assert client.get(address, {"version": 9}).status_code == 409
