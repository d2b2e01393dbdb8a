"""The months: typed one by one, on one page, or read from a table; what is not told stays so."""

from datetime import date
from itertools import product

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from rest_framework.test import APIClient

from eservices.enums import Channel, Indicator
from eservices.models import EService, ServiceMonth
from eservices.operations import import_months, save_months
from eservices.operations.months import HEADER, Typed
from eservices.queries.use import read
from foundation.accounts.enums import Role
from foundation.common.duties import duties
from foundation.common.exceptions import Conflict, InvalidInput, Refused
from foundation.journal.record import entries_of
from tests.common.test_tables import of_1904
from tests.factories import EServiceFactory, MinistryFactory, ServiceMonthFactory, officer_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)
SHEET, IMPORT = reverse("service-months:sheet"), reverse("service-months:import")


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("foundation.common.clock.today", lambda: TODAY)


@pytest.fixture
def service(ministry):
    return EServiceFactory(ministry=ministry, name="Certificat de vie")


def table(*lines):
    return "\n".join(["e-service;mois;demandes en ligne;demandes au guichet;satisfaction;avis", *lines])


def test_a_month_is_kept_at_its_first_day_and_once(client, dsi, service):
    client.force_login(dsi)
    typed = {"service": service.pk, "month": "2026-05-17", "online": "40", "counter": "10"}
    assert client.post(reverse("service-months:new"), typed).status_code == 302
    row = ServiceMonth.objects.get()
    assert (row.month, row.requests, row.take_up) == (date(2026, 5, 1), 50, 80)
    again = client.post(reverse("service-months:new"), typed | {"month": "2026-05-02"})
    assert again.status_code == 409
    assert "déjà renseigné" in again.content.decode()


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"month": "2026-07-01", "online": "4"}, 400, "n’a pas commencé"),
        ({"month": "2026-05-01"}, 409, "Donnez au moins un chiffre"),
        ({"month": "2026-05-01", "satisfaction": "7"}, 409, "nombre d’avis"),
        ({"month": "2026-05-01", "satisfaction": "11", "answers": "4"}, 400, "10"),
    ],
)
def test_a_month_that_cannot_be_is_refused_in_french(client, dsi, service, typed, status, said):
    client.force_login(dsi)
    answer = client.post(reverse("service-months:new"), {"service": service.pk} | typed)
    assert (answer.status_code, ServiceMonth.objects.count()) == (status, 0)
    assert said in answer.content.decode()


def test_all_the_services_of_a_dsi_are_told_on_one_page(client, dsi, ministry, service):
    other = EServiceFactory(ministry=ministry, name="Rendez-vous")
    EServiceFactory(name="D’un autre ministère")
    client.force_login(dsi)
    page = client.get(SHEET, {"mois": "2026-05"}).content.decode()
    assert "mai 2026" in page
    assert "D’un autre ministère" not in page
    typed = {f"{service.pk}-online": "12", f"{service.pk}-version": "0", f"{other.pk}-version": "0"}
    answer = client.post(f"{SHEET}?mois=2026-05", typed, follow=True)
    assert "1\u00a0mois renseigné" in answer.content.decode()
    row = ServiceMonth.objects.get()
    assert (row.service, row.online, row.counter) == (service, 12, None)
    assert entries_of(row).get().act == "save_service_months"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("2026-13", "« 2026-13 » n’est pas un mois"),
        ("mai", "« mai » n’est pas un mois"),
        ("2026-07", "07/2026 ne peut pas être renseigné : donnez un mois entre 01/2015 et 06/2026"),
        ("1999-01", "01/1999 ne peut pas être renseigné"),
    ],
)
def test_a_month_that_cannot_be_shown_is_said_and_no_other_is_shown_for_it(client, dsi, service, asked, said):
    client.force_login(dsi)
    page = client.get(SHEET, {"mois": asked}).content.decode().replace("\u00a0", " ").replace("\u202f", " ")
    assert said in page
    assert service.name not in page
    assert "<h1" in page
    assert "E-services, mai 2026" not in page
    answer = client.post(f"{SHEET}?mois={asked}", {f"{service.pk}-online": "12", f"{service.pk}-version": "0"})
    assert (answer.status_code, ServiceMonth.objects.count()) == (400, 0)
    assert "E-services, mai 2026" in client.get(SHEET).content.decode().replace("\u00a0", " ")


def test_what_somebody_saved_in_between_is_not_lost(dsi, service):
    ServiceMonthFactory(service=service, month=date(2026, 5, 1), online=40)
    with pytest.raises(Conflict):
        save_months(date(2026, 5, 1), typed=[Typed(service, {"online": 12}, base_version=0)], by=dsi)
    saved = save_months(date(2026, 5, 1), typed=[Typed(service, {"online": 41}, base_version=1)], by=dsi)
    assert [row.online for row in saved.edited] == [41]


def test_the_months_of_a_neighbour_are_not_written(service):
    neighbour = officer_of(MinistryFactory().scope, Role.DSI)
    with pytest.raises(InvalidInput, match="tiennent ses e-services"):
        save_months(date(2026, 5, 1), typed=[Typed(service, {"online": 12})], by=neighbour)


def test_a_table_adds_and_corrects_and_an_empty_cell_leaves_what_is_known(client, dsi, service):
    ServiceMonthFactory(service=service, month=date(2026, 4, 1), online=40, counter=7)
    sent = table("Certificat de vie;04/2026;44;;;", "certificat de  vie;2026-05-01;50;5;7,5;120")
    client.force_login(dsi)
    upload = SimpleUploadedFile("mois.csv", sent.encode("cp1252"), "text/csv")
    answer = client.post(IMPORT, {"upload": upload}, follow=True)
    assert "1\u00a0mois renseigné et 1\u00a0mois corrigé" in answer.content.decode()
    assert list(ServiceMonth.objects.order_by("month").values_list("online", "counter", "satisfaction")) == [
        (44, 7, None),
        (50, 5, 7.5),
    ]
    again = import_months(lines=sent, by=dsi)
    assert again.count == 0  # the same table twice changes nothing


def test_the_months_of_a_workbook_of_an_old_macintosh_are_those_that_it_shows(dsi, service):
    since = (date(2026, 5, 1) - date(1904, 1, 1)).days
    sent = of_1904([["e-service", "mois", "demandes en ligne"], ["Certificat de vie", since, 50]])
    import_months(upload=SimpleUploadedFile("mois.xlsx", sent), by=dsi)
    assert ServiceMonth.objects.values_list("month", "online").get() == (date(2026, 5, 1), 50)


def test_a_table_with_one_bad_line_writes_nothing_and_says_each_line(dsi, service):
    sent = table(
        "Certificat de vie;05/2026;50;5;;",
        "Inconnu;05/2026;1;;;",
        "Certificat de vie;demain;1;;;",
        "Certificat de vie;04/2026;douze;;;",
        "Certificat de vie;2026;1;;;",
        "Certificat de vie;05/2026;9;;;",
        "Certificat de vie;09/2026;9;;;",
        "Certificat de vie;03/2026;;;;",
        "Certificat de vie;02/2026;;;8;",
    )
    with pytest.raises(InvalidInput) as refusal:
        import_months(lines=sent, by=dsi)
    said = " ".join(refusal.value.errors["lines"])
    for line, why in (
        (3, "aucun e-service que vous tenez ne s’appelle « Inconnu »"),
        (4, "le mois « demain » ne se lit pas"),
        (5, "« douze » ne se lit pas"),
        (6, "le mois « 2026 » ne se lit pas"),
        (7, "déjà à la ligne 2"),
        (8, "n’a pas commencé"),
        (9, "aucun chiffre"),
        (10, "le nombre d’avis"),
    ):
        assert f"Ligne {line} : " in said
        assert why in said
    assert ServiceMonth.objects.count() == 0


def test_a_figure_out_of_its_bounds_is_refused_by_its_column(dsi, service):
    with pytest.raises(InvalidInput, match="satisfaction"):
        import_months(lines=table("Certificat de vie;05/2026;1;;12;4"), by=dsi)
    with pytest.raises(Refused, match=r"Ligne 2 : .*nombre d’avis"):
        import_months(lines=table("Certificat de vie;05/2026;1;;8;"), by=dsi)


def test_a_satisfaction_is_read_with_the_answers_that_are_known_already(dsi, service):
    row = ServiceMonthFactory(service=service, month=date(2026, 5, 1), online=1, answers=120)
    import_months(lines=table("Certificat de vie;05/2026;;;8;"), by=dsi)
    row.refresh_from_db()
    assert (row.satisfaction, row.answers) == (8, 120)
    with pytest.raises(InvalidInput, match=r"Ligne 2 : .*nombre d’avis"):
        import_months(lines=table("Certificat de vie;05/2026;;;;0"), by=dsi)


def test_a_month_after_the_service_closed_is_told_by_nobody(client, dsi, ministry):
    closed = EServiceFactory(ministry=ministry, name="Ancien", closed_on=date(2026, 4, 20))
    with pytest.raises(InvalidInput, match="a fermé le 20/04/2026"):
        import_months(lines=table("Ancien;05/2026;1;;;"), by=dsi)
    with pytest.raises(InvalidInput, match="a fermé le 20/04/2026"):
        save_months(date(2026, 5, 1), typed=[Typed(closed, {"online": 12})], by=dsi)
    client.force_login(dsi)
    typed = {"service": closed.pk, "month": "2026-05-01", "online": "4"}
    assert client.post(reverse("service-months:new"), typed).status_code == 400
    assert ServiceMonth.objects.count() == 0
    assert import_months(lines=table("Ancien;04/2026;1;;;"), by=dsi).count == 1


@pytest.mark.parametrize(
    ("channel", "told", "take_up", "completion"),
    [
        ("", {"online": 10, "completed": 10}, None, None),  # nobody said what came at the counter
        ("", {"online": 50, "phone": 50, "completed": 50}, None, None),
        ("both", {"online": 30, "counter": 10, "completed": 20}, 75, 50),
        ("both", {"online": 10, "counter": 10, "completed": 100}, None, None),  # more than were asked for
        ("online", {"online": 10, "completed": 5}, None, 50),
        ("counter", {"counter": 10, "completed": 5}, None, 50),
        ("phone", {"phone": 10, "completed": 5}, None, 50),
    ],
)
def test_a_share_of_requests_waits_for_every_channel_of_the_service(channel, told, take_up, completion):
    service = EServiceFactory(channel=channel)
    row = ServiceMonthFactory(service=service, month=date(2026, 5, 1), cost=100, **{"online": None} | told)
    assert (row.take_up, row.completion) == (take_up, completion)
    assert (row.cost_each is None) == (completion is None)
    reading = read(EService.objects.all(), TODAY)[None]
    assert (reading.values[Indicator.TAKE_UP], reading.values[Indicator.COMPLETION]) == (take_up, completion)


def test_the_name_of_a_neighbours_service_is_unknown_here(service):
    neighbour = officer_of(MinistryFactory().scope, Role.DSI)
    with pytest.raises(InvalidInput, match="aucun e-service que vous tenez"):
        import_months(lines=table("Certificat de vie;05/2026;1;;;"), by=neighbour)


def test_the_same_table_comes_in_by_the_api(dsi, service):
    api = APIClient()
    api.force_authenticate(dsi)
    address = reverse("api:service-months-import")
    answer = api.post(address, {"lines": table("Certificat de vie;05/2026;50;5;;")})
    assert (answer.status_code, answer.json()) == (201, {"added": 1, "edited": 0})
    refused = api.post(address, {"lines": table("Autre;05/2026;50;5;;")})
    assert refused.status_code == 400


def test_our_own_heading_is_read_back(dsi, service):
    lines = ";".join(HEADER) + "\nCertificat de vie;MP;05/2026;1;2;3;4;5,5;7;110;99,5;2;80;60 000;Relevé du guichet"
    [row] = import_months(lines=lines, by=dsi).added
    assert (row.phone, row.completed, float(row.median_days), row.note) == (3, 4, 5.5, "Relevé du guichet")
    assert (row.cost, row.cost_each) == (60_000, 10_000)


def test_the_dsi_is_told_the_month_that_is_missing(dsi, ministry, service):
    EServiceFactory(ministry=ministry, opened_on=date(2026, 6, 1))  # opened since: nothing is owed of May
    EServiceFactory(ministry=ministry, closed_on=date(2026, 5, 20))

    def told():
        return [duty.what for each in duties for duty in each(dsi, TODAY) if duty.verb == "Renseigner"]

    assert told() == ["mai 2026 pour 1\u00a0e-service"]
    ServiceMonthFactory(service=service, month=date(2026, 5, 1))
    assert told() == []


def test_what_the_page_of_a_month_refuses_names_its_e_service(client, dsi, service):
    other = EServiceFactory(ministry=service.ministry, name="Acte de naissance")
    client.force_login(dsi)
    for typed, said in (
        ({f"{service.pk}-satisfaction": "7"}, "Certificat de vie · Avis recueillis : Une satisfaction se lit avec"),
        ({f"{other.pk}-counter": "-5"}, "Acte de naissance · Demandes au guichet :"),
    ):
        answer = client.post(f"{SHEET}?mois=2026-05", typed | {f"{other.pk}-online": "12"})
        page = answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")
        assert answer.status_code == 400
        assert said in page
        assert 'value="12"' in page
    assert not ServiceMonth.objects.exists()


def test_a_month_that_is_missing_leads_to_its_form(client, dsi, service):
    for month in (date(2026, 3, 1), date(2026, 5, 1)):
        ServiceMonthFactory(service=service, month=month)
    client.force_login(dsi)
    here = f"{reverse('service-months:new')}?service={service.pk}&month=2026-04-01"
    page = client.get(reverse("eservices:detail", args=[service.pk])).content.decode()
    assert here.replace("&", "&amp;") in page
    assert "Renseigner avril 2026" in page
    assert 'value="2026-04-01"' in client.get(here).content.decode()
    client.force_login(officer_of(service.scope, Role.AUDITOR))
    page = client.get(reverse("eservices:detail", args=[service.pk])).content.decode()
    assert "Renseigner avril 2026" not in page


def test_the_database_knows_all_requests_of_the_months_of_which_a_row_knows_them():
    told = list(product((None, 4), (None, 3), (None, 2), (None, 3, 8)))
    for channel in ("", *Channel.values):
        service = EServiceFactory(channel=channel)
        for rank, (online, counter, phone, completed) in enumerate(told):
            month = date(2020 + rank // 12, rank % 12 + 1, 1)
            said = {"online": online, "counter": counter, "phone": phone, "completed": completed, "complaints": 0}
            ServiceMonthFactory(service=service, month=month, **said)
    known = set(ServiceMonth.objects.filter(ServiceMonth.HAS_ALL_REQUESTS).values_list("pk", flat=True))
    rows = ServiceMonth.objects.select_related("service")
    assert known == {row.pk for row in rows if row.all_requests is not None}
    assert 0 < len(known) < rows.count()
