"""The portfolio by stage, on the map and as bubbles: the rows of the same filters, a few cards whatever there is."""

import re

import pytest
from django.urls import reverse

from foundation.common.exceptions import InvalidInput
from ministries.models import Departement
from projects.enums import Stage
from projects.operations import add_sites, update_site
from projects.queries import board
from projects.queries.board import CARDS
from tests.factories import DepartementFactory, ProjectFactory
from tests.projects.world import ministry_with_dsi, running_project, signed

pytestmark = pytest.mark.django_db
VIEWS = ("list", "board", "bubbles", "map")


@pytest.fixture
def office(today):
    ministry, dsi = ministry_with_dsi()
    client = signed(dsi)
    client.ministry, client.dsi = ministry, dsi
    return client


def counted(page):
    """What each column of the board says it counts."""
    found = re.findall(r"<h2>([^<]+) <span class=\"muted\">(\d+)</span></h2>", page.content.decode())
    return {label: int(count) for label, count in found}


def shown_in(page) -> int:
    return int(re.search(r'list-bar__count" role="status">\s*(\d+)', page.content.decode())[1])


def left_out_of(client, address, **asked):
    """What a view says that it does not draw, and how many rows each kind leads to."""
    text = client.get(address, asked).content.decode().replace("\u00a0", " ")
    (told,) = re.findall(r"Ne sont pas dessinés : (.*?)</p>", text, re.DOTALL) or [""]
    found = {}
    for href, count, said in re.findall(r'<a href="([^"]+)" data-count="(\d+)">([^<]+)</a>', told):
        assert shown_in(client.get(href.replace("&amp;", "&"))) == int(count), said
        found[said] = int(count)
    return found


def test_each_column_counts_its_stage_shows_a_few_cards_and_leads_to_the_rest(office):
    for number in range(CARDS + 5):
        running_project(office.ministry, office.dsi, f"En cours {number:02}")
    ProjectFactory(ministry=office.ministry, title="Idée", stage=Stage.IDENTIFIED)
    ProjectFactory(title="D’un autre ministère", stage=Stage.RUNNING, dates_unknown=True)
    page = office.get(reverse("projects:board"))
    counts = counted(page)
    assert (counts["En cours"], counts["Identifié"], counts["Abandonné"]) == (CARDS + 5, 1, 0)
    text = page.content.decode()
    assert text.count('class="board__card"') == CARDS + 1
    more = re.search(r'<a href="(/projets/\?[^"]+)" data-count="5">Voir\s5.autres</a>', text)
    listed = office.get(more[1].replace("&amp;", "&"))
    assert shown_in(listed) == 5


def test_the_board_says_how_many_have_no_card_and_leads_to_them(office):
    for number in range(CARDS + 3):
        running_project(office.ministry, office.dsi, f"En cours {number:02}")
    ProjectFactory(ministry=office.ministry, title="Idée", stage=Stage.IDENTIFIED)
    address = reverse("projects:board")
    assert left_out_of(office, address) == {f"3 projets, au-delà de {CARDS} cartes par stade": 3}
    assert left_out_of(office, address, stage="identified") == {}
    beyond = office.get(reverse("projects:list"), {"left_out": "cards", "sort": "title"}).content.decode()
    assert re.findall(r">(En cours \d+)</a>", beyond) == [f"En cours {n:02}" for n in range(CARDS, CARDS + 3)]


def test_the_bubbles_say_how_many_lack_what_and_lead_to_them(office, monkeypatch):
    monkeypatch.setattr(board, "BUBBLES", 2)
    for number in range(1, 6):
        ProjectFactory(ministry=office.ministry, planned_cost=10**6 * number, schedule_variance=10 * number)
    ProjectFactory(ministry=office.ministry, planned_cost=None, schedule_variance=5)
    ProjectFactory(ministry=office.ministry, planned_cost=0, schedule_variance=5)
    ProjectFactory(ministry=office.ministry, schedule_variance=None)
    ProjectFactory(planned_cost=None)  # of another ministry
    address = reverse("projects:bubbles")
    said = {"2 projets sans coût prévu": 2, "1 projet sans écart de délai": 1, "3 projets mesurés moins chers": 3}
    assert left_out_of(office, address) == said
    drawn = office.get(address).content.decode()
    assert drawn.count("<circle") == 2 * 2  # large and narrow
    only = ProjectFactory(ministry=office.ministry, planned_cost=None, code="SEUL-1")
    assert left_out_of(office, address, q=only.code) == {"1 projet sans coût prévu": 1}
    chart = re.search(r"figure=(fig-\w+)", drawn)[1]
    svg = office.get(address, {"figure": f"{chart}.svg"}).content.decode()
    assert "3 projets mesurés moins chers" in " ".join(re.sub(r"<[^>]+>", " ", svg).replace("\u00a0", " ").split())


def test_a_card_says_its_signals_in_words_and_opens_the_act_that_changes_its_stage(office, client):
    project = running_project(office.ministry, office.dsi, own_rating=1)
    address = reverse("projects:stage", args=[project.pk])
    text = office.get(reverse("projects:board")).content.decode()
    assert (address in text, "Retenu : rouge" in text, "DSI 1" in text) == (True, True, True)
    assert office.get(address).status_code == 200
    neighbour = ministry_with_dsi()[1]
    project.partner_ministries.add(neighbour.access.grants[0].scope.ministry)
    client.force_login(neighbour)
    read = client.get(reverse("projects:board"), {"role": "partner"}).content.decode()
    assert (project.title in read, address in read) == (True, False)


@pytest.mark.parametrize("name", VIEWS)
def test_the_switch_keeps_the_filters(office, name):
    running_project(office.ministry, office.dsi)
    text = office.get(reverse(f"projects:{name}"), {"stage": "running", "sort": "-end"}).content.decode()
    switch = text[text.index('aria-label="Vues du portefeuille"') :].split("</nav>")[0]
    hrefs = re.findall(r'href="([^"]+)"', switch)
    assert [href.split("?")[0] for href in hrefs] == [
        "/projets/",
        "/projets/par-stade",
        "/pilotage/calendrier/",
        "/projets/bulles",
        "/projets/carte",
    ]
    assert {href.split("?")[1] for href in hrefs} == {"stage=running"}
    assert switch.count('aria-current="page"') == 1
    assert "Filtres actifs" in text


def test_the_map_counts_a_project_once_a_departement_and_says_who_has_none(office):
    for place in ("Borgou", "Atlantique"):
        Departement.objects.filter(name=place).exists() or DepartementFactory(name=place)
    placed, elsewhere = (running_project(office.ministry, office.dsi, name) for name in ("Placé", "Ailleurs"))
    add_sites(placed.pk, ["Parakou ; borgou", "Nikki ; Borgou", "Allada ; Atlantique", "Siège"], by=office.dsi)
    add_sites(elsewhere.pk, ["Poste n° 1"], by=office.dsi)
    assert [site.label for site in placed.sites.order_by("position")] == ["Parakou", "Nikki", "Allada", "Siège"]
    text = office.get(reverse("projects:map")).content.decode()
    assert left_out_of(office, reverse("projects:map")) == {"1 projet sans site localisé": 1}
    for value, titles in (("Borgou", ["Placé"]), ("aucun", ["Ailleurs"]), ("Zou", [])):
        page = office.get(reverse("projects:list"), {"departement": value}).content.decode()
        assert [title for title in ("Placé", "Ailleurs") if f">{title}</a>" in page] == titles
        assert (f"departement={value}" in text) == bool(titles)


def test_a_departement_that_is_none_is_refused_and_a_site_is_moved(office):
    project = running_project(office.ministry, office.dsi)
    with pytest.raises(InvalidInput) as refused:
        add_sites(project.pk, ["Lomé ; Maritime"], by=office.dsi)
    assert "« Maritime » n’est pas un département" in str(refused.value.errors)
    place = DepartementFactory(name="Mono")
    (site,) = add_sites(project.pk, ["Lokossa"], by=office.dsi)
    update_site(site.pk, label="Lokossa", state="", progress=None, departement=place, by=office.dsi)
    assert "Mono" in office.get(reverse("projects:detail", args=[project.pk])).content.decode()


@pytest.mark.parametrize("name", VIEWS)
def test_an_empty_portfolio_and_filters_that_find_nothing_are_said(office, name):
    assert "Le portefeuille est vide" in office.get(reverse(f"projects:{name}")).content.decode()
    running_project(office.ministry, office.dsi)
    page = office.get(reverse(f"projects:{name}"), {"stage": "abandoned"}).content.decode()
    assert "filtres" in page
    assert "board__card" not in page


@pytest.mark.parametrize("name", ["board", "bubbles", "map"])
def test_a_view_asks_the_same_however_many_rows(office, name, django_assert_num_queries):
    address = reverse(f"projects:{name}")
    for stage in Stage:
        ProjectFactory(ministry=office.ministry, stage=stage, dates_unknown=True)
    office.get(address)
    with django_assert_num_queries({"board": 14, "bubbles": 7, "map": 7}[name]) as few:
        office.get(address)
    for number in range(20):
        running_project(office.ministry, office.dsi, f"N° {number}")
    with django_assert_num_queries(len(few)):
        office.get(address)
