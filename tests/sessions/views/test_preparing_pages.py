import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.enums import Role, ScopeKind
from sessions.core.enums import PvState, SessionState
from sessions.core.models import AgendaItem, Annex, CommissionSession, ProcesVerbal
from tests.factories import (
    AgendaItemFactory,
    ProjectFactory,
    ScopeFactory,
    SessionFactory,
    UserFactory,
    commission_with_members,
    member_of,
    officer_of,
)

pytestmark = pytest.mark.django_db
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0"
    b" obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n"
    b" \n0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"
)


@pytest.fixture
def commission():
    return commission_with_members(2)


@pytest.fixture
def secretary(commission):
    return member_of(commission, Role.SECRETARY)


@pytest.fixture
def session(commission):
    session = SessionFactory(commission=commission, theme="Thème de la session")
    AgendaItemFactory(session=session, position=1, title="Premier point")
    return session


@pytest.fixture
def desk(client, secretary):
    client.force_login(secretary)
    return client


def listed(response):
    """The sessions of the table, in its order."""
    return [UUID(pk) for pk in re.findall(r'<a href="/sessions/([0-9a-f-]{36})">', response.content.decode())]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_runs_a_fixed_number_of_queries(desk, commission, rows, django_assert_num_queries):
    SessionFactory()  # another ministry's
    sessions = [
        SessionFactory(commission=commission, held_on=timezone.localdate() + timedelta(days=10 + n))
        for n in range(rows)
    ]
    with django_assert_num_queries(8):
        response = desk.get(reverse("sessions:list"))
    assert listed(response) == [session.pk for session in reversed(sessions)]


def test_the_list_keeps_its_filters_in_the_address(desk, commission):
    now = SessionFactory(commission=commission)
    old = SessionFactory(commission=commission, lifted=True, year=2024)
    assert listed(desk.get(reverse("sessions:list"), {"year": 2024})) == [old.pk]
    assert listed(desk.get(reverse("sessions:list"), {"state": "preparing"})) == [now.pk]
    assert "retirer ce filtre" in desk.get(reverse("sessions:list"), {"year": 2024}).content.decode()


def test_a_chip_says_the_code_of_the_commission_and_its_choice_the_name(desk, commission, session):
    text = desk.get(reverse("sessions:list"), {"commission": commission.pk}).content.decode()
    assert f"Commission : {commission.code}" in text
    assert f">{commission.name}</option>" in text


def test_the_sessions_of_ones_own_commissions_come_first_then_the_newest(client, commission):
    asin = officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_READER)
    other = commission_with_members(1)
    sent = {"transmitted_at": timezone.now()}
    old = SessionFactory(commission=commission, lifted=True, year=2024, **sent)
    new = SessionFactory(commission=commission, lifted=True, year=2025, **sent)
    foreign = SessionFactory(commission=other, lifted=True, year=2026, **sent)
    client.force_login(asin)
    assert listed(client.get(reverse("sessions:list"))) == [foreign.pk, new.pk, old.pk]
    secretary = member_of(other, Role.SECRETARY)
    SessionFactory(commission=other, held_on=None, year=2026)
    client.force_login(secretary)
    undated, *_ = listed(client.get(reverse("sessions:list")))
    assert CommissionSession.objects.get(pk=undated).held_on is None


def test_a_session_older_than_those_offered_is_still_taken_up(desk, commission):
    former = SessionFactory(commission=commission, lifted=True, year=2001, place="Salle ancienne")
    AgendaItemFactory(session=former, position=1, title="Point ancien")
    for number in range(31):
        later = SessionFactory(commission=commission, held_on=timezone.localdate() + timedelta(days=number))
        AgendaItemFactory(session=later, position=1)
    key = f"session:{former.pk}"
    page = desk.get(reverse("sessions:create"), {"depuis": key}).content.decode()
    assert f'value="{key}" selected' in page
    assert "Salle ancienne" in page
    data = {"commission": commission.pk, "kind": "ordinary", "year": 2026, "start_from": key}
    made = CommissionSession.objects.get(pk=UUID(desk.post(reverse("sessions:create"), data)["Location"].split("/")[2]))
    assert made.agenda_items.filter(title="Point ancien").exists()


def test_the_list_leaves_as_a_table_without_formulas(desk, session):
    session.place = "=HYPERLINK(1)"
    session.save()
    text = b"".join(desk.get(reverse("sessions:list"), {"format": "csv"})).decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert text.count("\r\n") == 2


def test_an_empty_list_says_what_to_do(client):
    client.force_login(UserFactory())
    text = client.get(reverse("sessions:list")).content.decode()
    assert "Aucune session ne vous est ouverte" in text
    assert "Préparer une session" not in text


def test_the_page_of_a_session_tells_what_is_missing(desk, session):
    CommissionSession.objects.filter(pk=session.pk).update(place="", starts_at=None)
    text = desk.get(reverse("sessions:detail", args=[session.pk])).content.decode()
    assert "Avant « Convoquer »" in text
    assert "L’heure de la session n’est pas fixée." in text
    assert "Convoquer les membres" not in text


@pytest.mark.parametrize("name", ["detail", "prepare"])
def test_a_page_runs_a_fixed_number_of_queries_whatever_the_agenda(desk, session, name):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(reverse(f"sessions:{name}", args=[session.pk])).status_code == 200
        return len(queries)

    cost()  # the first page of a visit writes its session
    costs = []
    for positions in (range(2, 5), range(5, 15)):
        for position in positions:
            item = AgendaItemFactory(session=session, position=position)
            item.projects.add(ProjectFactory(ministry=session.commission.ministry))
        costs.append(cost())
    assert costs[0] == costs[1] <= 31


@pytest.mark.parametrize("name", ["detail", "prepare", "convocations"])
def test_a_session_in_preparation_is_unknown_outside_the_secretariat(client, session, name):
    for user in (
        member_of(session.commission, Role.MEMBER),
        officer_of(session.scope, Role.DSI),
        member_of(SessionFactory().commission, Role.SECRETARY),
        UserFactory(),
    ):
        client.force_login(user)
        assert client.get(reverse(f"sessions:{name}", args=[session.pk])).status_code == 404


ACTS = ["convene", "remind", "add_item", "reorder", "second_convocation"]


@pytest.mark.parametrize("name", ACTS)
def test_an_act_is_a_post(desk, session, name):
    assert desk.get(reverse(f"sessions:{name}", args=[session.pk])).status_code == 405


@pytest.mark.parametrize("name", [*ACTS, "edit", "cancel", "postpone"])
def test_a_member_who_sees_a_session_does_not_prepare_it(client, commission, name):
    session = SessionFactory(commission=commission, convened=True)
    client.force_login(member_of(commission, Role.MEMBER))
    assert client.post(reverse(f"sessions:{name}", args=[session.pk])).status_code == 403


def test_a_neighbour_secretary_with_a_session_of_his_own_does_not_convene(client, session):
    other = SessionFactory(commission=commission_with_members(1))
    client.force_login(member_of(other.commission, Role.SECRETARY))
    assert client.post(reverse("sessions:convene", args=[session.pk])).status_code == 404
    session.refresh_from_db()
    assert session.state == SessionState.PREPARING


def test_a_session_is_created_from_the_form(desk, commission):
    data = {
        "commission": commission.pk,
        "kind": "ordinary",
        "year": 2026,
        "held_on": "2027-01-15",
        "starts_at": "10:00",
        "planned_minutes": 90,
        "place": "Salle A",
    }
    response = desk.post(reverse("sessions:create"), data)
    session = CommissionSession.objects.get(commission=commission)
    assert response["Location"] == reverse("sessions:prepare", args=[session.pk])


def test_a_refused_form_comes_back_with_what_was_typed(desk, commission):
    response = desk.post(
        reverse("sessions:create"),
        {
            "commission": commission.pk,
            "kind": "ordinary",
            "year": 2026,
            "held_on": "2020-01-15",
            "place": "Salle <script>",
        },
    )
    text = response.content.decode()
    assert response.status_code == 400
    assert "est passé" in text
    assert "Salle &lt;script&gt;" in text
    assert not CommissionSession.objects.filter(commission=commission).exists()


def test_no_session_is_created_for_a_foreign_commission(desk):
    foreign = commission_with_members(1)
    assert (
        desk.post(reverse("sessions:create"), {"commission": foreign.pk, "kind": "ordinary", "year": 2026}).status_code
        == 400
    )
    assert not CommissionSession.objects.filter(commission=foreign).exists()


def test_a_reader_does_not_open_the_form(client):
    client.force_login(officer_of(SessionFactory().scope, Role.DSI))
    assert client.get(reverse("sessions:create")).status_code == 403
    assert client.get(reverse("sessions:record_past")).status_code == 403


def test_an_edit_that_crosses_another_is_a_conflict(desk, session):
    data = {
        "kind": session.kind,
        "year": session.year,
        "held_on": session.held_on,
        "starts_at": "10:00",
        "planned_minutes": 120,
        "place": session.place,
        "theme": "Premier",
        "version": 1,
    }
    assert desk.post(reverse("sessions:edit", args=[session.pk]), data).status_code == 302
    response = desk.post(reverse("sessions:edit", args=[session.pk]), data | {"theme": "Second"})
    assert response.status_code == 409
    assert "Premier" in response.content.decode()
    assert "Second" in response.content.decode()


def test_convening_from_the_page_tells_who_is_written_to(desk, session):
    response = desk.post(reverse("sessions:convene", args=[session.pk]), follow=True)
    assert "Les convocations partent à 3 membres" in response.content.decode().replace("\xa0", " ")
    desk.post(reverse("sessions:convene", args=[session.pk]))
    assert session.convocations.count() == 3


def test_an_item_is_added_edited_and_refused_with_what_was_typed(desk, session):
    add = reverse("sessions:add_item", args=[session.pk])
    response = desk.post(add, {"kind": "communication", "title": "", "description": "Un long exposé"})
    assert response.status_code == 400
    assert "Un long exposé" in response.content.decode()
    assert desk.post(add, {"kind": "communication", "title": "Nouveau", "planned_minutes": 10}).status_code == 302
    item = AgendaItem.objects.get(title="Nouveau")
    assert (
        desk.post(
            reverse("sessions:edit_item", args=[item.pk]), {"kind": "text", "title": "Changé", "version": 1}
        ).status_code
        == 302
    )
    assert (
        desk.post(
            reverse("sessions:edit_item", args=[item.pk]), {"kind": "text", "title": "Croisé", "version": 1}
        ).status_code
        == 409
    )
    item.refresh_from_db()
    assert (item.title, item.kind) == ("Changé", "text")


def test_a_foreign_project_is_not_linked_and_one_already_linked_is_not_lost(desk, session):
    item, foreign = session.agenda_items.get(), ProjectFactory()
    data = {"kind": "communication", "title": "Point", "version": 1, "projects": [str(foreign.pk)]}
    assert desk.post(reverse("sessions:edit_item", args=[item.pk]), data).status_code == 400
    item.projects.add(foreign)
    assert (
        desk.post(
            reverse("sessions:edit_item", args=[item.pk]), {"kind": "communication", "title": "Point", "version": 1}
        ).status_code
        == 302
    )
    assert list(item.projects.all()) == [foreign]


def test_the_buttons_move_an_item_without_script(desk, session):
    second = AgendaItemFactory(session=session, position=2, title="Second")
    assert desk.post(reverse("sessions:reorder", args=[session.pk]), {"move": f"{second.pk}:up"}).status_code == 302
    assert list(session.agenda_items.in_order().values_list("title", flat=True)) == ["Second", "Premier point"]


def test_a_dragged_order_is_saved_and_a_stale_one_refused(desk, session):
    first, second = session.agenda_items.get(), AgendaItemFactory(session=session, position=2)
    old, new = f"{first.pk},{second.pk}", f"{second.pk},{first.pk}"
    address, json = reverse("sessions:reorder", args=[session.pk]), {"Accept": "application/json"}
    assert desk.post(address, {"order": new, "base": old}, headers=json).json() == {"order": new}
    refused = desk.post(address, {"order": new, "base": old}, headers=json)
    assert refused.status_code == 409
    assert "modifié entre-temps" in refused.json()["detail"]
    assert desk.post(address, {"order": "n’importe quoi", "base": old}, headers=json).status_code == 400
    assert desk.post(address, {"move": "rien:up"}).status_code == 404


def test_an_item_of_another_commission_is_unknown(desk):
    item = AgendaItemFactory(session=SessionFactory(commission=commission_with_members(1)), position=1)
    for name in ("edit_item", "remove_item", "withdraw_item", "restore_item", "postpone_item", "add_annex"):
        assert desk.post(reverse(f"sessions:{name}", args=[item.pk]), {"reason": "x"}).status_code == 404, name


def test_withdrawing_asks_for_the_reason_and_keeps_the_item_visible(desk, session):
    item = session.agenda_items.get()
    address = reverse("sessions:withdraw_item", args=[item.pk])
    assert desk.post(address, {"reason": ""}).status_code == 400
    assert desk.post(address, {"reason": "Dossier incomplet"}).status_code == 302
    assert "Dossier incomplet" in desk.get(reverse("sessions:detail", args=[session.pk])).content.decode()


def downloaded(client, annex):
    return b"".join(client.get(reverse("sessions:annex_file", args=[annex.pk])).streaming_content)


def test_an_annex_is_taken_in_kept_and_given_back(desk, session, client):
    item = session.agenda_items.get()
    address = reverse("sessions:add_annex", args=[item.pk])
    refused = desk.post(address, {"title": "Note", "file": SimpleUploadedFile("note.exe", b"MZ")})
    assert refused.status_code == 409
    assert "ce format n’est pas accepté" in refused.content.decode()
    assert (
        desk.post(
            address,
            {
                "title": "",
                "is_printed": "on",
                "is_confidential": "on",
                "file": SimpleUploadedFile("Note de service.pdf", PDF, "application/pdf"),
            },
        ).status_code
        == 302
    )
    annex = Annex.objects.get()
    assert (annex.title, annex.is_confidential, annex.is_printed) == ("Note de service", True, True)
    assert downloaded(desk, annex) == PDF
    CommissionSession.objects.filter(pk=session.pk).update(state=SessionState.CONVENED, number=1)
    dsi = officer_of(session.scope, Role.DSI)
    client.force_login(dsi)
    assert client.get(reverse("sessions:detail", args=[session.pk])).status_code == 200
    assert client.get(reverse("sessions:annex_file", args=[annex.pk])).status_code == 404
    assert client.get(reverse("documents:file", args=[annex.file_id])).status_code == 404
    Annex.objects.update(is_confidential=False)
    assert downloaded(client, annex) == PDF


def test_a_past_session_is_recorded_line_by_line(desk, commission):
    def lines(prefix, rows):
        data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
        return data | {f"{prefix}-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}

    seat = commission.seats.in_protocol_order()[0]
    data = {
        "commission": commission.pk,
        "source": "PV papier, armoire 3",
        "kind": "ordinary",
        "year": 2023,
        "number": 2,
        "printed_number": "2ème",
        "held_on": "2023-03-01",
    }
    data |= lines(
        "points",
        [
            {"title": "Bilan", "kind": "communication", "outcome": "noted", "text": "Le DSI présente le bilan."},
            {"title": "", "kind": "communication"},
        ],
    )
    data |= lines("allocutions", [{"speaker_function": "Le ministre", "kind": "opening"}])
    data |= lines("invites", [{"function": "Représentant de l’ASIN"}])
    data |= lines("recommandations", [{"text": "Sauvegarder", "addressee_label": "la DSI", "item": 1}])
    data |= lines("presences", [{"seat": str(seat.pk), "kind": "arrived", "person_name": "M. X"}])
    more = desk.post(reverse("sessions:record_past"), data | {"more": "points"})
    assert more.status_code == 200
    assert more.content.decode().count("<legend>Point ") == 5
    assert "Le DSI présente le bilan." in more.content.decode()
    assert desk.post(reverse("sessions:record_past"), data | {"source": ""}).status_code == 400
    response = desk.post(
        reverse("sessions:record_past"), data | {"scan": SimpleUploadedFile("pv.pdf", PDF, "application/pdf")}
    )
    session = CommissionSession.objects.get(commission=commission)
    assert response["Location"] == reverse("sessions:detail", args=[session.pk])
    assert (
        session.is_reconstituted,
        session.number,
        session.agenda_items.count(),
        session.presence_events.get().person_name,
    ) == (True, 2, 1, "M. X")
    page = desk.get(response["Location"]).content.decode()
    for text in (
        "Reconstituée",
        "Enregistrée dans le portail",
        "PV papier, armoire 3",
        "Le DSI présente le bilan.",
        "nom non renseigné",
        "Le ministre",
    ):
        assert text in page
    assert b"".join(desk.get(reverse("sessions:scan", args=[session.pk])).streaming_content) == PDF
    assert desk.post(reverse("sessions:record_past"), data).status_code == 409


def test_behind_closed_doors_the_ministry_sees_nothing(client, commission):
    session = SessionFactory(commission=commission, convened=True, is_closed_doors=True)
    client.force_login(officer_of(session.scope, Role.DSI))
    assert client.get(reverse("sessions:detail", args=[session.pk])).status_code == 404


def test_the_page_archives_a_session_or_says_what_comes_before(desk, commission):
    session = SessionFactory(commission=commission, lifted=True)
    address = reverse("sessions:detail", args=[session.pk])
    page = desk.get(address).content.decode()
    assert "Le procès-verbal n’est pas encore soumis aux membres" in page
    assert reverse("sessions:archive", args=[session.pk]) not in page
    ProcesVerbal.objects.create(
        scope=session.scope, session=session, commission=commission, year=session.year, state=PvState.SUBMITTED
    )
    assert reverse("sessions:archive", args=[session.pk]) in desk.get(address).content.decode()
    assert (
        "La session est archivée."
        in desk.post(reverse("sessions:archive", args=[session.pk]), follow=True).content.decode()
    )
    desk.post(reverse("sessions:archive", args=[session.pk]))
    assert session.steps.count() == 1


def test_to_the_asin_a_transmitted_session_has_no_link_that_it_may_not_follow(client, commission):
    session = SessionFactory(commission=commission, lifted=True, transmitted_at=timezone.now())
    client.force_login(officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_READER))
    page = client.get(reverse("sessions:detail", args=[session.pk])).content.decode()
    main = page.partition("<main")[2]
    links = set(re.findall(rf'href="(/sessions/{session.pk}[^"#]*)"', main))
    assert links
    assert {client.get(link).status_code for link in links} == {200}
    assert "Feuille d’émargement" in main


def test_who_was_convened_keeps_the_links_to_convocations_and_attendance(desk, commission):
    session = SessionFactory(commission=commission, lifted=True)
    page = desk.get(reverse("sessions:detail", args=[session.pk])).content.decode()
    for name in ("convocations", "attendance_sheet"):
        assert reverse(f"sessions:{name}", args=[session.pk]) in page
