"""Who follows which communes, and how one is compared."""

import re
from datetime import date

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from communes.enums import Drawn
from communes.models import CommuneReading
from communes.queries.figures import addresses, connected
from communes.queries.follow import addresses_of, followed, map_of
from communes.queries.grid import grid
from communes.queries.peers import leads, medians, peers_of
from foundation.accounts.enums import Role
from foundation.journal.record import entries_of
from ministries.models import Commune
from plans.enums import PlanKind, PlanState
from tests.factories import (
    CommuneFactory,
    CommuneProjectFactory,
    CommuneReadingFactory,
    DepartementFactory,
    GridAnswerFactory,
    MinistryFactory,
    OversightFactory,
    PlanFactory,
    UserFactory,
    officer_of,
)

from .conftest import read

pytestmark = pytest.mark.django_db
LIST = reverse("communes:list")


def names(user, today):
    return sorted(followed(user, today).values_list("name", flat=True))


def test_a_rsi_follows_his_commune_the_ministry_in_charge_and_the_asin_all_of_them(commune, rsi, asin, today):
    neighbour = CommuneFactory(name="Ségbana")
    in_charge = officer_of(OversightFactory().scope, Role.DSI)
    ended = officer_of(OversightFactory(valid_to=today).scope, Role.DSI)
    assert names(rsi, today) == ["Kandi"]
    assert names(officer_of(neighbour.scope, Role.RSI), today) == ["Ségbana"]
    assert names(in_charge, today) == names(asin, today) == ["Kandi", "Ségbana"]
    for outsider in (ended, officer_of(MinistryFactory().scope, Role.DSI), UserFactory()):
        assert names(outsider, today) == []


def test_a_neighbour_and_a_stranger_read_nothing_of_a_commune_on_its_page(client, commune, rsi):
    CommuneProjectFactory(commune=commune, title="Portail de Kandi")
    page = reverse("ministries:commune", args=[commune.pk])
    client.force_login(rsi)
    assert "Portail de Kandi" in client.get(page).content.decode()
    for outsider in (officer_of(CommuneFactory().scope, Role.RSI), UserFactory()):
        client.force_login(outsider)
        assert "Portail de Kandi" not in client.get(page).content.decode()
        for name in ("grid", "grid_export", "quarter"):
            assert client.get(reverse(f"communes:{name}", args=[commune.pk])).status_code == 404


def test_the_table_tells_the_latest_that_is_known_of_each(client, commune, rsi, today):
    CommuneReadingFactory(commune=commune, read_on=date(2026, 1, 5), agents=40, addresses=4, connection="mobile")
    CommuneReadingFactory(commune=commune, read_on=date(2026, 5, 5), agents=None, addresses=None, connection="fibre")
    PlanFactory(ministry=None, commune=commune, scope=commune.scope, kind=PlanKind.ROADMAP, state=PlanState.ADOPTED)
    row = followed(rsi, today).get()
    assert (row.agents, row.addresses, row.counted_on, row.connection) == (40, 4, date(2026, 1, 5), "fibre")
    assert row.has_road_map
    client.force_login(rsi)
    page = read(client.get(LIST))
    assert "4 sur 40" in page
    assert '10 %, le <span class="text-nowrap">05/01/2026</span>' in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_table_runs_a_fixed_number_of_queries(client, asin, rows, django_assert_num_queries):
    for _ in range(rows):
        GridAnswerFactory(commune=(commune := CommuneFactory(status="ordinary")))
        CommuneReadingFactory(commune=commune)
    client.force_login(asin)
    client.get(LIST)
    with django_assert_num_queries(10):
        client.get(LIST)


def test_addresses_are_sums_and_say_who_did_not_count(commune, asin, today):
    CommuneReadingFactory(commune=commune, agents=90, addresses=9)
    CommuneReadingFactory(agents=10, addresses=10)
    CommuneFactory()
    assert addresses_of(followed(asin, today)) == 19  # and not 55, the mean of 10 % and 100 %
    value = addresses(asin, {})
    assert (value.value, value.listed, value.withheld) == (19, 2, 1)
    assert connected(asin, {}).withheld == 1


def test_nobody_can_count_more_addresses_than_agents(commune, rsi, client):
    client.force_login(rsi)
    typed = {"commune": commune.pk, "read_on": "2026-06-01", "agents": "10", "addresses": "11"}
    assert "ne dépasse pas le premier" in read(client.post(reverse("commune-readings:new"), typed))
    assert not CommuneReading.objects.exists()


def answering(yes, status="ordinary"):
    commune = CommuneFactory(status=status)
    codes = [question.code for question in grid().questions]
    for place, code in enumerate(codes[:10]):
        GridAnswerFactory(commune=commune, code=code, reply="yes" if place < yes else "no")
    return commune


def test_a_commune_is_compared_with_those_of_its_status_only():
    own, *_ = [answering(yes) for yes in (2, 4, 6, 8)]
    for _ in range(5):
        answering(10, status="particular")
    peers = peers_of(own)
    assert (peers.count, peers.median_yes) == (3, 6)
    assert peers.said.replace("\u00a0", " ") == "Comparée à 3 autres communes de statut ordinaire qui ont répondu."
    assert peers.share("C5") == pytest.approx(200 / 3)  # the fifth question: of 4, 6 and 8, two said yes
    assert leads(grid(), ["C1", "C2"], peers) == ["C3", "C4", "C5"]


def test_without_a_status_or_with_too_few_of_it_nothing_is_compared():
    alone = answering(3, status="")
    assert peers_of(alone).said.startswith("Statut légal non renseigné")
    own, _, _ = [answering(yes) for yes in (2, 4, 6)]
    peers = peers_of(own)
    assert not peers.is_known
    assert "il en faut 3 pour comparer" in peers.said
    assert peers.share("C1") is None
    assert medians() == {}


def test_the_map_compares_grids_within_one_status_only(asin, today):
    place = DepartementFactory(name="Zou")
    commune = CommuneFactory(departement=place, status="ordinary")
    GridAnswerFactory(commune=commune)
    rows = list(followed(asin, today))
    refused, drawn = (map_of(rows, Drawn.GRID, one_status=said) for said in (False, True))
    assert "à statut égal" in refused.note
    assert dict(refused.rows)["Zou"] == "non renseigné"
    assert dict(drawn.rows)["Zou"].startswith("100")  # of what it answered: nobody said no to the others
    GridAnswerFactory(commune=commune, code="T1", reply="no")
    drawn = map_of(list(followed(asin, today)), Drawn.GRID, one_status=True)
    assert dict(drawn.rows)["Zou"].startswith("50")
    told = map_of(rows, Drawn.TOLD, one_status=False)
    assert dict(told.rows)["Zou"] == "0"
    assert dict(told.rows)["Mono"] == "non renseigné"


@pytest.mark.parametrize(("kind", "content"), [("svg", "image/svg+xml"), ("png", "image/png"), ("csv", "text/csv")])
def test_the_map_is_a_file_too(client, asin, today, kind, content):
    commune = CommuneFactory(departement=DepartementFactory(name="Zou"))
    client.force_login(asin)
    chart = map_of(list(followed(asin, today)), Drawn.TOLD, one_status=False)
    answer = client.get(LIST, {"figure": f"{chart.id}.{kind}"})
    assert answer["Content-Type"].startswith(content)
    assert commune.departement.name in answer.content.decode("utf-8", "ignore") or kind == "png"


def test_statuses_are_pasted_whatever_the_spelling_and_all_or_none(client, asin):
    for name, aliases in (("Abomey-Calavi", ["Calavi"]), ("Sèmè-Podji", []), ("Kandi", [])):
        CommuneFactory(name=name, aliases=aliases)
    client.force_login(asin)
    page = reverse("communes:statuses")
    table = "Commune;Statut\ncalavi;intermédiaire\nSEME PODJI;Commune à statut particulier"
    assert client.post(page, {"lines": table}).status_code == 302
    told = dict(Commune.objects.values_list("name", "status"))
    assert told == {"Abomey-Calavi": "intermediate", "Sèmè-Podji": "particular", "Kandi": ""}
    wrong = "Commune;Statut\nKandi;ordinaire\nParis;ordinaire\nCalavi;grand"
    answer = client.post(page, {"lines": wrong})
    said = read(answer)
    assert answer.status_code == 400
    assert "Ligne 3 : « Paris » n’est pas une des communes." in said
    assert "Ligne 4 : dites le statut" in said
    assert Commune.objects.get(name="Kandi").status == ""


SHEET = reverse("communes:status_sheet")


def chosen(**statuses):
    """What the sheet sends: for a commune, its status and the one that was shown."""
    rows = {row.name: row for row in Commune.objects.all()}
    sent = {}
    for name, (was, status) in statuses.items():
        sent |= {f"initial-{rows[name].pk}": was, str(rows[name].pk): status}
    return sent


def test_the_statuses_of_all_communes_are_chosen_on_one_page_each_with_its_history(client, asin):
    for name in ("Kandi", "Banikoara", "Segbana"):
        CommuneFactory(name=name, status="ordinary" if name == "Segbana" else "")
    client.force_login(asin)
    assert "1 commune a son statut sur 3" in read(client.get(SHEET))
    sent = chosen(Kandi=("", "intermediate"), Banikoara=("", ""), Segbana=("ordinary", ""))
    answer = client.post(SHEET, sent, follow=True)
    assert "2 statuts ont changé" in read(answer)
    assert dict(Commune.objects.values_list("name", "status")) == {
        "Kandi": "intermediate",
        "Banikoara": "",
        "Segbana": "",
    }
    kandi, other = Commune.objects.get(name="Kandi"), Commune.objects.get(name="Banikoara")
    assert entries_of(kandi).get().after == {"status": "intermediate"}
    assert not entries_of(other).exists()


def test_a_status_that_somebody_else_gave_in_between_is_not_written_over(client, asin):
    CommuneFactory(name="Kandi", status="ordinary")
    CommuneFactory(name="Segbana", status="particular")
    client.force_login(asin)
    assert client.post(SHEET, chosen(Kandi=("", "particular"), Segbana=("", ""))).status_code == 409
    assert Commune.objects.get(name="Kandi").status == "ordinary"
    # Left alone on a page shown before: what another gave stays.
    assert client.post(SHEET, chosen(Kandi=("ordinary", "particular"), Segbana=("", ""))).status_code == 302
    assert dict(Commune.objects.values_list("name", "status")) == {"Kandi": "particular", "Segbana": "particular"}


def test_as_long_as_no_status_is_told_the_page_says_who_tells_it_and_where(client, asin, rsi, commune):
    client.force_login(asin)
    page = read(client.get(LIST))
    assert "aucun statut légal n’est saisi" in page
    assert f'<a href="{SHEET}">Renseigner les statuts</a>' in page
    client.force_login(rsi)
    for address in (LIST, reverse("communes:grid", args=[commune.pk])):
        assert SHEET not in read(client.get(address))
    assert client.get(SHEET).status_code == 403


def test_statuses_are_told_through_the_api_all_or_none(asin):
    kandi, other = CommuneFactory(name="Kandi"), CommuneFactory(name="Segbana", status="ordinary")
    api = APIClient()
    api.force_authenticate(asin)
    address = reverse("api:followed-communes-tell-statuses")
    told = [
        {"commune": str(kandi.pk), "status": "particular"},
        {"commune": str(other.pk), "status": "", "was": "particular"},
    ]
    assert api.post(address, {"told": told}, format="json").status_code == 409
    assert Commune.objects.get(pk=kandi.pk).status == ""
    answer = api.post(address, {"told": told[:1]}, format="json")
    assert [row["status"] for row in answer.json()] == ["particular"]


def test_the_communes_are_offered_in_the_order_of_the_alphabet(client, asin):
    for name in ("Savè", "Banikoara", "Établie", "Dogbo"):
        CommuneFactory(name=name)
    client.force_login(asin)
    page = client.get(reverse("commune-projects:new")).content.decode()
    offered = re.findall(r"<option value=\"[^\"]+\">(Savè|Banikoara|Établie|Dogbo)</option>", page)
    assert offered == ["Banikoara", "Dogbo", "Établie", "Savè"]
