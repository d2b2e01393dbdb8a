"""The pages of institutions and texts: right rows, stranger, reader, method, twice."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.common import clock
from ministries.models import Appointment, Commune, CouncilRecord, LegalText, Ministry, Structure
from ministries.operations import rename_ministry, succeed_ministry
from tests.factories import (
    CommissionFactory,
    CommuneFactory,
    LegalTextFactory,
    MinistryFactory,
    PersonFactory,
    ScopeFactory,
    StructureFactory,
    UserFactory,
    member_of,
    officer_of,
)

pytestmark = pytest.mark.django_db
KEY = r"([0-9a-f]{8}-[0-9a-f-]{27})"


def keys(response, path: str) -> list[str]:
    """The identifiers linked from the page under a path, in order, once each."""
    return list(dict.fromkeys(re.findall(rf'href="{path}{KEY}[?"]', response.content.decode())))


@pytest.fixture
def reader(client):
    client.force_login(user := UserFactory())
    return user


@pytest.fixture
def admin(client):
    client.force_login(user := officer_of(ScopeFactory(kind="national"), Role.ASIN_ADMIN))
    return user


def test_the_list_shows_todays_government(client, reader):
    here = MinistryFactory(name="Ministère A")
    MinistryFactory(name="Ministère B", valid_to=date(2021, 5, 25))
    assert keys(client.get(reverse("ministries:list")), "/ministeres/") == [str(here.pk)]


def test_the_list_of_a_day_shows_the_names_of_that_day(client, reader):
    ministry = MinistryFactory(name="Ancien nom", valid_from=date(2016, 4, 6))
    rename_ministry(ministry.pk, name="Nouveau nom", on=date(2023, 4, 17), by=None)
    past = client.get(reverse("ministries:list"), {"au": "2021-12-08"}).content.decode()
    assert "Le Gouvernement du 8 décembre 2021" in past
    assert ">Ancien nom</a>" in past
    assert "aujourd’hui : Nouveau nom" in past
    assert ">Nouveau nom</a>" in client.get(reverse("ministries:list")).content.decode()


def test_an_impossible_date_keeps_the_page_and_says_so(client, reader):
    MinistryFactory(name="Ministère A")
    page = client.get(reverse("ministries:list"), {"au": "31/02/2021"}).content.decode()
    assert "Donnez une date, par exemple 18/09/2024." in page
    assert "Ministère A" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_runs_a_fixed_number_of_queries(client, reader, rows, django_assert_num_queries):
    for _ in range(rows):
        old, new = MinistryFactory(valid_from=date(2016, 1, 1)), MinistryFactory(valid_from=date(2020, 1, 1))
        succeed_ministry(old.pk, new, on=date(2020, 1, 1), by=None)
    client.get(reverse("ministries:list"))
    with django_assert_num_queries(5):
        client.get(reverse("ministries:list"))


def test_the_page_of_a_ministry_shows_it_as_it_was(client, reader):
    ministry = MinistryFactory(name="Ancien nom", valid_from=date(2016, 4, 6))
    StructureFactory(ministry=ministry, name="Structure d’hier", valid_to=date(2022, 1, 1))
    rename_ministry(ministry.pk, name="Nouveau nom", on=date(2023, 4, 17), by=None)
    past = client.get(reverse("ministries:detail", args=[ministry.pk]), {"au": "2021-12-08"}).content.decode()
    assert "<h1>Ancien nom" in past
    assert "Structure d’hier" in past
    now = client.get(reverse("ministries:detail", args=[ministry.pk])).content.decode()
    assert "<h1>Nouveau nom" in now
    assert "Structure d’hier" not in now


def test_the_page_of_a_ministry_lists_only_the_commissions_one_may_see(client):
    commission = CommissionFactory()
    address = reverse("ministries:detail", args=[commission.ministry_id])
    client.force_login(member_of(commission, Role.MEMBER))
    assert commission.name in client.get(address).content.decode()
    client.force_login(member_of(CommissionFactory(), Role.SECRETARY))
    assert commission.name not in client.get(address).content.decode()


def test_an_unknown_ministry_is_not_found(client, reader):
    assert client.get("/ministeres/01890000-0000-7000-8000-000000000000").status_code == 404


def test_a_reader_does_not_change_the_government(client, reader):
    ministry = MinistryFactory()
    for name in ("rename", "succeed", "new_structure"):
        assert client.get(reverse(f"ministries:{name}", args=[ministry.pk])).status_code == 403
        assert client.post(reverse(f"ministries:{name}", args=[ministry.pk])).status_code == 403
    assert client.get(reverse("ministries:new")).status_code == 403


def test_a_refused_renaming_comes_back_with_what_was_typed(client, admin):
    ministry = MinistryFactory(valid_from=date(2016, 4, 6))
    response = client.post(
        reverse("ministries:rename", args=[ministry.pk]),
        {"name": "Nouveau nom tapé", "acronym": "", "on": "2010-01-01", "version": "1"},
    )
    assert response.status_code == 409
    page = response.content.decode()
    assert "il porte son nom actuel depuis le 6 avril 2016" in page
    assert 'value="Nouveau nom tapé"' in page
    assert 'value="2010-01-01"' in page
    ministry.refresh_from_db()
    assert ministry.version == 1


def test_an_edit_on_an_old_version_shows_both_texts(client, admin):
    ministry = MinistryFactory(name="Avant", valid_from=date(2016, 4, 6))
    rename_ministry(ministry.pk, name="Celui de l’autre", on=date(2020, 1, 1), by=None)
    response = client.post(
        reverse("ministries:rename", args=[ministry.pk]), {"name": "Le mien", "on": "2021-01-01", "version": "1"}
    )
    assert response.status_code == 409
    page = response.content.decode()
    assert "Celui de l’autre" in page
    assert "Le mien" in page


def test_the_same_form_sent_twice_changes_nothing_more(client, admin):
    data = {
        "name": "Ministère neuf",
        "valid_from": "2026-05-24",
        "valid_from_precision": "day",
        "idempotency_key": "abc",
    }
    first = client.post(reverse("ministries:new"), data)
    second = client.post(reverse("ministries:new"), data)
    assert (first.status_code, second.status_code) == (302, 302)
    assert Ministry.objects.filter(name="Ministère neuf").count() == 1


def test_a_succession_says_what_stays_behind(client, admin):
    old, new = MinistryFactory(valid_from=date(2016, 1, 1)), MinistryFactory(valid_from=date(2020, 1, 1))
    StructureFactory(ministry=old)
    page = client.post(
        reverse("ministries:succeed", args=[old.pk]),
        {"successor": str(new.pk), "on": "2020-01-01", "ends_predecessor": "on"},
        follow=True,
    ).content.decode()
    assert "Rien n’a été transféré : restent rattachés au prédécesseur 1 structure en vigueur" in page


def test_the_dsi_keeps_the_structures_of_his_ministry_only(client):
    ministry, other = MinistryFactory(), MinistryFactory()
    client.force_login(officer_of(ministry.scope, Role.DSI))
    response = client.post(reverse("ministries:new_structure", args=[ministry.pk]), {"kind": "dsi", "name": "DSI"})
    assert response.status_code == 302
    assert Structure.objects.get(ministry=ministry).name == "DSI"
    assert (
        client.post(reverse("ministries:new_structure", args=[other.pk]), {"kind": "dsi", "name": "DSI"}).status_code
        == 403
    )


def test_a_structure_form_does_not_take_a_parent_of_another_ministry(client, admin):
    elsewhere = StructureFactory()
    response = client.post(
        reverse("ministries:new_structure", args=[MinistryFactory().pk]),
        {"kind": "dsi", "name": "DSI", "parent": str(elsewhere.pk)},
    )
    assert response.status_code == 400
    assert Structure.objects.count() == 1


def test_closing_a_structure_with_others_below_lists_them(client, admin):
    top = StructureFactory()
    StructureFactory(ministry=top.ministry, parent=top, name="Service enfant")
    response = client.post(
        reverse("ministries:close_structure", args=[top.pk]), {"on": "2026-01-01", "reason": "fusion"}
    )
    assert response.status_code == 409
    assert "« Service enfant » en dépend." in response.content.decode()


def test_communes_are_found_by_another_spelling(client, reader):
    commune = CommuneFactory(name="Boukombé", aliases=["Boukoumbé"])
    CommuneFactory(name="Parakou")
    assert keys(client.get(reverse("ministries:communes"), {"q": "boukoumbe"}), "/communes/") == [str(commune.pk)]


def test_a_misspelt_commune_is_proposed_on_the_page(client, reader):
    commune = CommuneFactory(name="Natitingou")
    response = client.get(reverse("ministries:communes"), {"q": "natitinguou"})
    assert "Voici les noms les plus proches" in response.content.decode()
    assert keys(response, "/communes/") == [str(commune.pk)]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_communes_run_a_fixed_number_of_queries(client, reader, rows, django_assert_num_queries):
    for commune in CommuneFactory.create_batch(rows):
        Appointment.objects.create(
            scope=commune.scope, person=PersonFactory(), role=Role.RSI, title="RSI", valid_from=date(2022, 1, 1)
        )
    client.get(reverse("ministries:communes"))
    with django_assert_num_queries(4):
        client.get(reverse("ministries:communes"))


def test_a_commune_shows_its_rsi(client, reader):
    commune = CommuneFactory()
    Appointment.objects.create(
        scope=commune.scope,
        person=PersonFactory(full_name="Afi KODJO"),
        role=Role.RSI,
        title="RSI",
        valid_from=date(2022, 1, 1),
    )
    assert "Afi KODJO" in client.get(reverse("ministries:commune", args=[commune.pk])).content.decode()


def test_a_commune_is_edited_by_an_administrator(client, admin):
    commune = CommuneFactory()
    client.post(
        reverse("ministries:edit_commune", args=[commune.pk]),
        {"status": "ordinary", "aliases": "Une\nDeux", "version": "1"},
    )
    assert Commune.objects.get().aliases == ["Deux", "Une"]


def test_the_search_of_texts_marks_the_words_and_runs_nothing(client, reader):
    LegalTextFactory(
        title="sur la connectivité <script>alert(1)</script>",
        body="La connectivité des communes. <img src=x onerror=alert(2)>",
    )
    page = client.get(reverse("ministries:texts"), {"q": "connectivite"}).content.decode()
    assert "<mark>connectivité</mark>" in page
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_texts_run_a_fixed_number_of_queries(client, reader, rows, django_assert_num_queries):
    for _ in range(rows):
        LegalTextFactory(ministry=MinistryFactory(), body="connectivité")
    client.get(reverse("ministries:texts"), {"q": "connectivité"})
    with django_assert_num_queries(5):
        client.get(reverse("ministries:texts"), {"q": "connectivité"})


def test_a_text_page_decodes_its_reference(client, reader):
    MinistryFactory(name="Ministère de la Décentralisation", acronym="MDGL")
    text = LegalTextFactory(reference="020/MDGL/DC/SGM/DPAF/DSI/SA/023SGG22")
    page = client.get(reverse("ministries:text", args=[text.pk])).content.decode()
    assert "Ministère de la Décentralisation" in page
    assert "secrétariat administratif" in page.lower()


def test_a_text_page_shows_what_was_decided_under_it(client):
    commission = CommissionFactory(founded_by=LegalTextFactory())
    record = CouncilRecord.objects.create(
        held_on=date(2017, 11, 22), kind="decision", title="Refonte approuvée", legal_text=commission.founded_by
    )
    client.force_login(member_of(commission, Role.MEMBER))
    response = client.get(reverse("ministries:text", args=[commission.founded_by_id]))
    assert keys(response, "/commissions/") == [str(commission.pk)]
    assert keys(response, "/conseil/") == [str(record.pk)]
    client.force_login(member_of(CommissionFactory(), Role.MEMBER))
    assert keys(client.get(reverse("ministries:text", args=[commission.founded_by_id])), "/commissions/") == []


def test_an_odd_reference_is_accepted_with_a_notice(client, admin):
    response = client.post(
        reverse("ministries:new_text"),
        {"kind": "arrete", "reference": "sans numéro", "title": "Un acte ancien", "state": "unknown"},
        follow=True,
    )
    assert LegalText.objects.get().reference == "sans numéro"
    assert "pas la forme habituelle" in response.content.decode()


def test_a_dsi_adds_texts_for_his_ministry_only(client):
    ministry, other = MinistryFactory(), MinistryFactory()
    client.force_login(officer_of(ministry.scope, Role.DSI))
    data = {"kind": "note", "reference": "001/ME/DC", "title": "Note", "state": "unknown"}
    assert client.post(reverse("ministries:new_text"), data | {"ministry": str(other.pk)}).status_code == 400
    assert client.post(reverse("ministries:new_text"), data).status_code == 400
    assert client.post(reverse("ministries:new_text"), data | {"ministry": str(ministry.pk)}).status_code == 302
    assert LegalText.objects.get().ministry == ministry


def test_a_file_that_lies_about_itself_is_refused_and_the_form_comes_back(client, admin):
    from django.core.files.uploadedfile import SimpleUploadedFile

    fake = SimpleUploadedFile("arrete.pdf", b"<html>not a pdf</html>", "application/pdf")
    response = client.post(
        reverse("ministries:new_text"),
        {"kind": "arrete", "reference": "001/ME/DC/SA", "title": "Titre gardé", "state": "unknown", "upload": fake},
    )
    assert response.status_code == 409
    assert "Impossible de déposer « arrete.pdf »" in response.content.decode()
    assert "Titre gardé" in response.content.decode()
    assert not LegalText.objects.exists()


def test_links_between_texts_are_made_and_taken_back(client, admin):
    new, old = LegalTextFactory(), LegalTextFactory()
    response = client.post(
        reverse("ministries:link_text", args=[new.pk]), {"kind": "repeals", "target": old.reference}, follow=True
    )
    assert "désormais « abrogé »" in response.content.decode()
    link = new.links_out.get()
    assert client.get(reverse("ministries:unlink_text", args=[new.pk, link.pk])).status_code == 405
    client.post(reverse("ministries:unlink_text", args=[new.pk, link.pk]))
    assert not new.links_out.exists()


def test_a_link_to_an_unknown_reference_explains(client, admin):
    text = LegalTextFactory()
    response = client.post(reverse("ministries:link_text", args=[text.pk]), {"kind": "cites", "target": "999/INCONNU"})
    assert response.status_code == 400
    assert "Aucun texte de la bibliothèque ne porte cette référence." in response.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_council_runs_a_fixed_number_of_queries(client, reader, rows, django_assert_num_queries):
    for index in range(rows):
        CouncilRecord.objects.create(
            held_on=date(2017, 11, 22), kind="decision", title=f"Point {index}", ministry=MinistryFactory()
        )
    client.get(reverse("ministries:council"))
    with django_assert_num_queries(4):
        client.get(reverse("ministries:council"))


def test_every_page_of_the_council_is_reached_and_its_days_filter_it(client, reader):
    CouncilRecord.objects.bulk_create(
        CouncilRecord(held_on=date(2017, 1, 1) + timedelta(days=index), kind="decision", title=f"Point {index}")
        for index in range(60)
    )
    address = reverse("ministries:council")
    first = client.get(address)
    following = re.search(r'href="(\?after=[^"]+)" rel="next"', first.content.decode())
    second = client.get(address + following[1])
    assert len(keys(first, "/conseil/")) == 50
    assert len(keys(second, "/conseil/")) == 10
    assert len(keys(client.get(address, {"since": "2017-01-11", "until": "2017-01-15"}), "/conseil/")) == 5


def test_a_point_of_the_council_is_recorded_by_an_administrator(client, admin):
    response = client.post(
        reverse("ministries:new_council_record"),
        {"held_on": "2017-11-22", "kind": "communication", "title": "Refonte du SI", "approved": "yes"},
    )
    record = CouncilRecord.objects.get()
    assert response["Location"] == reverse("ministries:council_record", args=[record.pk])
    assert record.approved is True


def test_appointments_are_for_administrators_and_the_asin(client, reader):
    assert client.get(reverse("ministries:appointments")).status_code == 403


def test_appointments_are_listed_with_their_acts_and_leave_as_a_table(client, admin):
    row = Appointment.objects.create(
        scope=MinistryFactory().scope,
        person=PersonFactory(full_name="Afi KODJO"),
        role=Role.DSI,
        title="DSI",
        valid_from=date(2022, 1, 1),
    )
    page = client.get(reverse("ministries:appointments"), {"when": "now"}).content.decode()
    assert reverse("ministries:end_appointment", args=[row.pk]) in page
    assert "Période : en cours" in page
    lines = b"".join(client.get(reverse("ministries:appointments_export"))).decode("utf-8-sig").splitlines()
    assert lines[1].startswith("Afi KODJO;")
    assert "01/01/2022" in lines[1]


def test_the_appointments_leave_as_a_table_for_administrators_only(client, reader):
    assert client.get(reverse("ministries:appointments_export")).status_code == 403
    assert client.get(reverse("ministries:appointments"), {"format": "xlsx"}).status_code == 403


def test_an_appointment_is_recorded_and_ended(client, admin):
    ministry = MinistryFactory()
    person = PersonFactory(scope=ministry.scope, user=UserFactory())
    data = {
        "role": "dsi",
        "scope": str(ministry.scope_id),
        "person": str(person.pk),
        "title": "DSI du ministère",
        "valid_from": "2026-01-01",
    }
    assert client.post(reverse("ministries:new_appointment"), data).status_code == 302
    appointment = Appointment.objects.get()
    assert person.user.has_role(Role.DSI, scope=ministry.scope_id)
    client.post(
        reverse("ministries:end_appointment", args=[appointment.pk]),
        {"on": clock.today().isoformat(), "reason": "départ"},
    )
    person.user.forget_access()
    assert not person.user.has_role(Role.DSI, scope=ministry.scope_id)


def test_an_asin_administrator_does_not_appoint_a_portal_administrator(client, admin):
    scope, person = ScopeFactory(kind="national"), PersonFactory()
    data = {
        "role": "portal_admin",
        "scope": str(scope.pk),
        "person": str(person.pk),
        "title": "x",
        "valid_from": "2026-01-01",
    }
    assert client.post(reverse("ministries:new_appointment"), data).status_code == 400
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("name", ["export", "communes_export", "texts_export", "council_export"])
def test_each_list_leaves_as_a_table_without_formulas(client, reader, name):
    MinistryFactory(name="=cmd|calc")
    CommuneFactory(name="+commune")
    LegalTextFactory(reference="@reference")
    CouncilRecord.objects.create(held_on=date(2017, 11, 22), kind="decision", title="-point")
    response = client.get(reverse(f"ministries:{name}"))
    text = b"".join(response).decode("utf-8-sig")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert not any(cell.startswith(("=", "+", "-", "@")) for line in text.splitlines() for cell in line.split(";"))


def test_the_institutions_to_choose_from_are_in_groups_those_in_office_first(client):
    state = ScopeFactory(kind="national", label="État")
    living = MinistryFactory()
    ended = MinistryFactory(valid_from=date(2001, 1, 1), valid_to=date(2011, 1, 1))
    CommuneFactory(name="Zè")
    client.force_login(officer_of(state, Role.PORTAL_ADMIN))
    page = client.get(reverse("ministries:new_appointment")).content.decode()
    groups = re.findall(r'<optgroup label="([^"]+)">', page)
    assert groups == ["Organes nationaux", "Ministères en exercice", "Communes", "Ministères qui ne sont plus"]
    last = page[page.index("Ministères qui ne sont plus") :]
    assert str(ended.scope_id) in last
    assert str(living.scope_id) not in last


def test_a_structure_added_below_another_has_it_chosen_already(client):
    above = StructureFactory()
    client.force_login(officer_of(above.ministry.scope, Role.DSI))
    tree = client.get(reverse("ministries:detail", args=[above.ministry_id])).content.decode()
    address = f"{reverse('ministries:new_structure', args=[above.ministry_id])}?parent={above.pk}"
    assert address in tree
    assert f'value="{above.pk}" selected' in client.get(address).content.decode()
