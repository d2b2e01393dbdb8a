"""The register of platforms: who keeps it, who pays for them, and what each page tells of it."""

from datetime import date

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from cmsic.search.queries import search
from foundation.accounts.enums import Role
from foundation.common.duties import duties
from foundation.common.figures import get
from foundation.journal.record import entries_of
from systems.enums import Choice, Relay, Support
from systems.models import Listed, Platform
from systems.register.platforms import PLATFORMS
from tests.factories import (
    ExchangeFactory,
    HostingFactory,
    LandingFactory,
    MinistryFactory,
    PlatformFactory,
    ProjectFactory,
    StructureFactory,
    UserFactory,
    officer_of,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)
LIST, CLIFF = reverse("platforms:list"), reverse("platforms:cliff")


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("foundation.common.clock.today", lambda: TODAY)


def typed(ministry, **other):
    return {"ministry": ministry.pk, "name": "Registre des courriers", "kind": "application"} | other


def test_the_dsi_enters_a_platform_and_reads_it_with_its_history(client, dsi, ministry):
    client.force_login(dsi)
    answer = client.post(reverse("platforms:new"), typed(ministry, run_cost="12000000"), follow=True)
    row = Platform.objects.get()
    page = answer.content.decode()
    assert answer.redirect_chain[0][0] == PLATFORMS.href(row)
    assert "12\u202f000\u202f000" in page
    assert "Enregistrement" in page
    assert entries_of(row).get().act == "add_row"


@pytest.mark.parametrize(
    ("said", "relay"),
    [
        ({}, Relay.UNKNOWN),
        ({"funder": "Budget national"}, Relay.LASTING),
        ({"funder": "Bailleur", "funded_until": date(2026, 6, 14)}, Relay.FALLEN),
        ({"funder": "Bailleur", "funded_until": date(2026, 6, 15)}, Relay.CLIFF),
        ({"funder": "Bailleur", "funded_until": date(2029, 6, 15)}, Relay.CLIFF),
        ({"funder": "Bailleur", "funded_until": date(2029, 6, 16)}, Relay.LATER),
        ({"funded_until": date(2026, 6, 1), "next_payer": "Budget national"}, Relay.RELAYED),
        ({"funded_until": date(2026, 6, 1), "closed_on": date(2026, 5, 1)}, Relay.CLOSED),
    ],
)
def test_who_pays_next_is_told_to_the_day(said, relay):
    PlatformFactory(**said)
    assert Platform.objects.with_standing(TODAY).get().relay == relay


@pytest.mark.parametrize(
    ("ends", "support"),
    [
        (None, Support.UNKNOWN),
        (date(2026, 6, 14), Support.ENDED),
        (date(2026, 6, 15), Support.SOON),
        (date(2027, 6, 15), Support.SOON),
        (date(2027, 6, 16), Support.LATER),
    ],
)
def test_the_end_of_support_is_told_to_the_day(ends, support):
    PlatformFactory(support_ends_on=ends)
    assert Platform.objects.with_standing(TODAY).get().support == support


def test_the_cliff_sums_what_has_no_payer_and_counts_what_has_no_amount(client, dsi, ministry):
    PlatformFactory(ministry=ministry, funded_until=date(2026, 1, 1), run_cost=5_000_000)
    PlatformFactory(ministry=ministry, funded_until=date(2027, 1, 1), run_cost=7_000_000)
    PlatformFactory(ministry=ministry, funded_until=date(2028, 1, 1))
    PlatformFactory(ministry=ministry, funded_until=date(2027, 1, 1), run_cost=90, next_payer="Budget national")
    PlatformFactory(funded_until=date(2027, 1, 1), run_cost=1)
    count, cost = (get(f"platforms.{name}").compute(dsi, {}) for name in ("without_relay", "cost_without_relay"))
    assert (count.value, [part.value for part in count.parts]) == (3, [1, 2])
    assert (cost.value, cost.withheld) == (12_000_000, 1)
    client.force_login(dsi)
    page = client.get(CLIFF).content.decode()
    assert "Coût de fonctionnement par an sans payeur" in page
    assert "1\u00a0plateforme sans montant, non comptée." in page
    files = {kind: client.get(CLIFF, {"figure": f"{name_of(page)}.{kind}"}) for kind in ("svg", "png", "csv")}
    assert [answer.status_code for answer in files.values()] == [200, 200, 200]
    lines = files["csv"].content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("06/2026;5")
    assert lines[-1].startswith("06/2029;12")


def name_of(page: str) -> str:
    return "fig-" + page.partition("figure=fig-")[2].partition(".svg")[0]


def test_the_dsi_is_told_what_nobody_will_pay_for(dsi, ministry):
    PlatformFactory(ministry=ministry, funded_until=date(2027, 1, 1))
    asked = [duty for each in duties for duty in each(dsi, TODAY) if duty.href == CLIFF]
    assert [(duty.what, duty.is_late) for duty in asked] == [
        ("le payeur de 1\u00a0plateforme après son financement", False)
    ]
    PlatformFactory(ministry=ministry, funded_until=date(2026, 1, 1))
    [duty] = [duty for each in duties for duty in each(dsi, TODAY) if duty.href == CLIFF]
    assert (duty.what, duty.is_late) == ("le payeur de 2\u00a0plateformes après leur financement", True)


def test_the_figures_lead_to_as_many_rows_as_they_say(client, asin, ministry):
    PlatformFactory(ministry=ministry, hosting=HostingFactory(kind="abroad"), has_personal_data=True)
    PlatformFactory(ministry=ministry, funded_until=date(2026, 1, 1), has_personal_data=True, closed_on=TODAY)
    PlatformFactory(funded_until=date(2027, 1, 1))
    client.force_login(asin)
    for key in ("running", "without_relay", "cost_without_relay", "formality_due"):
        value = get(f"platforms.{key}").compute(asin, {})
        for shown, href in [(value.shown_there, value.href), *((part.value, part.href) for part in value.parts)]:
            address, _, query = href.partition("?")
            lines = b"".join(client.get(f"{address}?{query}&format=csv").streaming_content).decode().splitlines()
            assert len(lines) - 1 == shown, (key, href)


def test_its_page_says_what_it_gives_where_it_goes_and_how_to_say_more(client, dsi, ministry):
    row = PlatformFactory(ministry=ministry, name="Baobab")
    client.force_login(dsi)
    page = client.get(PLATFORMS.href(row)).content.decode()
    assert "Aucun échange n’est déclaré" in page
    assert "Le choix n’est pas fait" in page
    for address in (f"{reverse('landings:new')}?platform={row.pk}", f"source={row.pk}"):
        assert address in page
    exchange = ExchangeFactory(ministry=ministry, source_id=row.pk, data="État des courriers")
    landing = LandingFactory(platform=row, choice=Choice.REHOST, planned_on=date(2026, 6, 1))
    page = client.get(PLATFORMS.href(row)).content.decode()
    assert reverse("exchanges:detail", args=[exchange.pk]) in page
    assert reverse("landings:detail", args=[landing.pk]) in page
    assert "en retard" in page
    client.force_login(officer_of(ministry.scope, Role.AUDITOR))
    page = client.get(PLATFORMS.href(row)).content.decode()
    assert f"source={row.pk}" not in page
    assert reverse("landings:new") not in page


def test_the_long_form_stands_in_sections_each_field_once(client, dsi):
    client.force_login(dsi)
    page = client.get(reverse("platforms:new")).content.decode()
    assert page.count('class="form-section__title"') == 6
    assert {page.count(f' name="{name}"') for name in PLATFORMS.fields} == {1}


def test_a_neighbour_reads_its_name_and_not_its_sheet(client, ministry):
    row = PlatformFactory(ministry=ministry, name="Registre des courriers")
    neighbour = officer_of(MinistryFactory().scope, Role.DSI)
    client.force_login(neighbour)
    assert client.get(PLATFORMS.href(row)).status_code == 404
    assert row.name not in client.get(LIST).content.decode()
    assert [str(each) for each in Listed.named.visible_to(neighbour)] == ["Registre des courriers"]
    assert search(neighbour, "courriers") == []


def test_a_stranger_has_no_form(client):
    client.force_login(UserFactory())
    assert client.get(reverse("platforms:new")).status_code == 403
    assert client.get(reverse("hostings:new")).status_code == 403


def test_what_is_of_another_ministry_is_refused_with_its_field(client, asin, ministry):
    client.force_login(asin)
    said = typed(ministry, project=ProjectFactory().pk, structure=StructureFactory().pk)
    answer = client.post(reverse("platforms:new"), said)
    assert answer.status_code == 400
    assert "Ce projet est d’un autre ministère" in answer.content.decode()
    assert "Cette structure est d’un autre ministère" in answer.content.decode()


def test_a_formality_obtained_without_its_reference_is_refused(client, dsi, ministry):
    client.force_login(dsi)
    said = typed(ministry, has_personal_data="yes", formality="granted")
    answer = client.post(reverse("platforms:new"), said)
    assert answer.status_code == 409
    assert "Une formalité obtenue a sa référence et sa date" in answer.content.decode()
    said |= {"formality_reference": "APDP 12/2026", "formality_on": "2026-03-01"}
    assert client.post(reverse("platforms:new"), said).status_code == 302


def test_a_place_that_closed_is_no_longer_offered(client, dsi):
    HostingFactory(name="Salle en service")
    HostingFactory(name="Salle fermée", closed_on=date(2025, 1, 1))
    client.force_login(dsi)
    page = client.get(reverse("platforms:new")).content.decode()
    assert "Salle en service" in page
    assert "Salle fermée" not in page


def test_it_is_found_exported_and_read_over_the_api(client, dsi, ministry):
    row = PlatformFactory(ministry=ministry, name="Baobab", technology="Django 5.2", run_cost_absence="withheld")
    [group] = search(dsi, "baobab")
    assert (group.label, [hit.title for hit in group.hits]) == ("Plateformes et applications", ["Baobab"])
    client.force_login(dsi)
    lines = b"".join(client.get(LIST, {"format": "csv"}).streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Plateforme;Ministère;Structure responsable;Sigle")
    api = APIClient()
    api.force_authenticate(dsi)
    told = api.get(reverse("api:platforms-detail", args=[row.pk])).json()
    assert (told["name"], told["relay"], told["cost_told"]) == ("Baobab", "unknown", "réservé")


def test_the_pages_of_a_ministry_and_of_a_project_tell_it(client, dsi, ministry):
    project = ProjectFactory(ministry=ministry)
    PlatformFactory(ministry=ministry, project=project, name="Baobab", opened_on=date(2026, 2, 1))
    client.force_login(dsi)
    assert "Baobab" in client.get(reverse("projects:detail", args=[project.pk])).content.decode()
    page = client.get(reverse("ministries:detail", args=[ministry.pk])).content.decode()
    assert "plateforme est en service" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_often_whatever_the_rows(client, dsi, ministry, rows, django_assert_max_num_queries):
    PlatformFactory.create_batch(
        rows, ministry=ministry, hosting=HostingFactory(), project=ProjectFactory(ministry=ministry)
    )
    client.force_login(dsi)
    client.get(LIST)
    with django_assert_max_num_queries(14):
        client.get(LIST)
