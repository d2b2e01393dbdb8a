"""What the portal prints of a row finds this row first; a name is found by its words, a word by its beginning."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cmsic.search.queries import search, suggestion
from foundation.accounts.enums import Role
from foundation.accounts.models import Person
from foundation.people.queries import named_like
from ministries.models import CouncilRecord, LegalText
from projects.models import Project
from projects.queries.portfolio import matching
from recommendations.filters import RecommendationFilter
from recommendations.models import Recommendation
from tests.factories import (
    AgendaItemFactory,
    CommuneFactory,
    DecisionFactory,
    LegalTextFactory,
    PersonFactory,
    ProjectFactory,
    RecommendationFactory,
    ScopeFactory,
    SessionFactory,
    commission_with_members,
    member_of,
    officer_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def commission():
    return commission_with_members(3, code="MDGL")


@pytest.fixture
def member(commission):
    return member_of(commission, Role.MEMBER)


def first(user, words):
    groups = search(user, words)
    return groups[0].hits[0].title if groups else ""


def test_for_each_kind_what_is_printed_finds_the_row_first(commission, member):
    session = SessionFactory(commission=commission, convened=True, number=4, year=2026)
    decision = DecisionFactory(item=AgendaItemFactory(session=session), number=3, year=2026)
    recommendation = RecommendationFactory(commission=commission, number=1, year=2026)
    project = ProjectFactory(ministry=commission.ministry)
    text = LegalTextFactory(kind="arrete", reference="045/MS/DC/SGM")
    DecisionFactory(item=AgendaItemFactory(session=session), number=13, year=2026)
    RecommendationFactory(commission=commission, number=11, year=2026, text="Décision n° 3/2026, recommandation 1/2026")
    LegalTextFactory(title=f"portant application de l’arrêté 045/MS/DC/SGM et de {decision.reference}")
    for row, address in (
        (session.reference, reverse("sessions:detail", args=[session.pk])),
        (recommendation.reference, reverse("recommendations:detail", args=[recommendation.pk])),
        (project.code, reverse("projects:detail", args=[project.pk])),
        (str(text), reverse("ministries:text", args=[text.pk])),
        (text.reference, reverse("ministries:text", args=[text.pk])),
    ):
        assert search(member, str(row))[0].hits[0].href == address, row
    assert first(member, decision.reference).startswith(f"{decision.reference} :")


@pytest.mark.parametrize("words", ["Décision n° 3/2026", "decision 3/2026", "DÉCISION N°3 / 2026", "3/2026"])
def test_a_decision_by_its_number(commission, member, words):
    session = SessionFactory(commission=commission, convened=True)
    DecisionFactory(item=AgendaItemFactory(session=session), number=3, year=2026)
    assert first(member, words).startswith("Décision n° 3/2026")


@pytest.mark.parametrize("words", ["recommandation 1/2026", "Recommandation n° 1/2026", "recommandation nº 1/2026"])
def test_a_recommendation_by_its_number_here_and_in_its_list(commission, member, words):
    row = RecommendationFactory(commission=commission, number=1, year=2026)
    RecommendationFactory(commission=commission, number=1, year=2025)
    assert first(member, words) == row.reference
    assert list(RecommendationFilter({"q": words}, queryset=Recommendation.objects.all(), request=None).qs) == [row]


@pytest.mark.parametrize(
    "words",
    [
        "décret n° 2018-531",
        "décret 2018-531",
        "decret no 2018-531",
        "2018-531",
        "Décret n° 2018-531 du 14 novembre 2018",
    ],
)
def test_a_decree_by_its_number(member, words):
    LegalTextFactory(kind="arrete", reference="12", title="pris en application du décret n° 2018-531")
    row = LegalTextFactory(kind="decret", reference="2018-531", title="portant attributions")
    assert first(member, words).startswith("Décret n° 2018-531")
    assert LegalText.objects.found_by(words)[0] == row


@pytest.mark.parametrize("words", ["arrêté 020/MDGL", "arrete n° 020/mdgl", "020/MDGL/DC", "MDGL/DC/SGM", "mdgl/dc"])
def test_an_order_by_a_part_of_its_reference(member, words):
    LegalTextFactory(kind="arrete", reference="020/MDGL/DC/SGM/DPAF/DSI/SA/023SGG22")
    LegalTextFactory(kind="arrete", reference="021/MS/DC/SGM")
    assert first(member, words).startswith("Arrêté n° 020/MDGL")


def test_the_law_comes_before_those_that_amend_it(member):
    LegalTextFactory(kind="loi", reference="2020-35", title="modifiant la loi 2017-20, la loi n° 2017-20 portant code")
    LegalTextFactory(kind="loi", reference="2017-20", title="portant code du numérique")
    assert first(member, "loi 2017-20").startswith("Loi n° 2017-20")
    assert LegalText.objects.found_by("loi 2017-20")[0].reference == "2017-20"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Afiavi HOUNTOLO", "HOUNTOLO Afiavi"),
        ("Prudence KPÈDÉKON", "kpedekon prudence"),
        ("Prudence KPÈDÉKON", "Mme KPÈDÉKON"),
        ("Jean-Noël D’ALMEIDA", "d’almeida jean-noel"),
        ("Afiavi HOUNTOLO", "hount"),
    ],
)
def test_a_person_by_the_words_of_the_name_in_any_order(commission, name, words):
    row = PersonFactory(scope=commission.scope, full_name=name)
    PersonFactory(scope=commission.scope, full_name="Afi AUTRE")
    user = officer_of(commission.scope, Role.DSI)
    assert first(user, words) == name
    assert list(named_like(Person.objects.all(), words)) == [row]


@pytest.mark.parametrize(
    "words", ["par", "inf", "informatiq", "INFORMATIQU", "réseau info", "parc", "numér", "numéri", "numériqu"]
)
def test_a_word_by_its_beginning_everywhere(words):
    project = ProjectFactory(title="Parc informatique et réseau numérique")
    user = officer_of(project.scope, Role.DSI)
    ProjectFactory(ministry=project.ministry, title="Lorry")
    assert first(user, words) == project.title
    assert list(matching(Project.objects.all(), words)) == [project]


@pytest.mark.parametrize("words", ["lox", "parking", "réforme"])
def test_a_beginning_of_another_word_finds_nothing(words):
    project = ProjectFactory(title="Parc informatique et réseau numérique")
    assert search(officer_of(project.scope, Role.DSI), words) == []


@pytest.mark.parametrize(
    ("words", "meant"),
    [("baobba", "baobab"), ("hopitale regionnal", "hôpital régional"), ("natitingu", "Natitingou"), ("zzzzzz", "")],
)
def test_a_typo_gets_a_proposal_made_of_what_one_may_see(client, words, meant):
    project = ProjectFactory(title="Le baobab de l’hôpital régional")
    CommuneFactory(name="Natitingou")
    user = officer_of(project.scope, Role.DSI)
    assert search(user, words) == []
    assert suggestion(user, words) == meant
    client.force_login(user)
    page = client.get(reverse("search:results"), {"q": words}).content.decode()
    assert ("Vouliez-vous dire" in page) == bool(meant)


def test_a_proposal_tells_nothing_of_what_others_keep():
    ProjectFactory(title="Licenciement")
    assert suggestion(officer_of(ScopeFactory(), Role.DSI), "licencimeent") == ""


@pytest.mark.parametrize("words", ["info", "RESEAU inf", "numeriqu"])
def test_the_list_and_the_api_of_projects_find_a_beginning_as_the_search_does(client, words):
    project = ProjectFactory(title="Parc informatique et réseau numérique")
    ProjectFactory(ministry=project.ministry, title="Lorry")
    user = officer_of(project.scope, Role.DSI)
    client.force_login(user)
    page = client.get(reverse("projects:list"), {"q": words}).content.decode()
    assert (project.title in page, "Lorry" in page) == (True, False)
    rows = client.get("/api/v1/projects", {"q": words}).json()["results"]
    assert [row["title"] for row in rows] == [project.title]
    assert first(user, words) == project.title


@pytest.mark.parametrize("words", ["regis", "usagers regist", "REGISTRE usag"])
def test_the_list_and_the_api_of_recommendations_find_a_beginning_as_the_search_does(client, commission, words):
    row = RecommendationFactory(commission=commission, text="Publier le registre des usagers.")
    other = RecommendationFactory(commission=commission, text="Ouvrir le guichet.")
    client.force_login(member_of(commission, Role.SECRETARY))
    page = client.get(reverse("recommendations:list"), {"q": words}).content.decode()
    assert (str(row.pk) in page, str(other.pk) in page) == (True, False)
    rows = client.get("/api/v1/recommendations", {"q": words}).json()["results"]
    assert [found["id"] for found in rows] == [str(row.pk)]


@pytest.mark.parametrize(
    ("name", "words"),
    [("addressee", "cabin"), ("addressee", "énergie directeur"), ("addressee", "ENERGIE"), ("theme", "securite des")],
)
def test_an_addressee_and_a_theme_are_found_by_beginnings_in_any_order(client, commission, name, words):
    row = RecommendationFactory(
        commission=commission, addressee_label="le directeur de cabinet de l’Énergie", theme="Sécurité des données"
    )
    RecommendationFactory(commission=commission, addressee_label="le maire", theme="archives")
    client.force_login(member_of(commission, Role.SECRETARY))
    rows = client.get("/api/v1/recommendations", {name: words}).json()["results"]
    assert [found["id"] for found in rows] == [str(row.pk)]


def test_a_former_title_is_found_by_its_words_in_any_order():
    project = ProjectFactory(title="Nouveau nom")
    project.former_names.create(scope=project.scope, title="Fichier des électeurs", until="2024-01-01")
    assert list(matching(Project.objects.all(), "electeurs fichier")) == [project]


@pytest.mark.parametrize(
    ("page", "api", "words", "meant"),
    [
        ("projects:list", "projects", "baobba", "baobab"),
        ("recommendations:list", "recommendations", "registe usgaers", "registre usagers"),
        ("people:list", "persons", "hountollo", "HOUNTOLO"),
        ("ministries:communes", "communes", "natitingu", "Natitingou"),
        ("commissions:list", "commissions", "comission", "Commission"),
    ],
)
def test_a_typo_in_a_list_and_in_its_api_gets_a_proposal_too(client, commission, page, api, words, meant):
    ProjectFactory(ministry=commission.ministry, title="Le baobab")
    RecommendationFactory(commission=commission, text="Publier le registre des usagers.")
    PersonFactory(scope=commission.scope, full_name="Afiavi HOUNTOLO")
    CommuneFactory(name="Natitingou")
    client.force_login(officer_of(commission.scope, Role.DSI))
    shown = client.get(reverse(page), {"q": words, "sort": "x"}).content.decode()
    assert "Vouliez-vous dire" in shown
    answer = client.get(f"/api/v1/{api}", {"q": words}).json()
    assert (answer["results"], answer["meant"]) == ([], meant)
    found = client.get(reverse(page), {"q": meant}).content.decode()
    assert "Vouliez-vous dire" not in found
    assert len(client.get(f"/api/v1/{api}", {"q": meant}).json()["results"]) == 1
    assert "Vouliez-vous dire" not in client.get(reverse(page), {"q": "zzzzzz"}).content.decode()
    assert "meant" not in client.get(f"/api/v1/{api}", {"q": "zzzzzz"}).json()


@pytest.mark.parametrize(("words", "meant"), [("baobba", "baobab"), ("acacai", "")])
def test_words_are_proposed_from_titles_and_never_read_out_of_long_texts(client, commission, words, meant):
    CouncilRecord.objects.create(held_on="2024-05-05", kind="decision", title="Le baobab", text="Planter un acacia.")
    client.force_login(officer_of(commission.scope, Role.DSI))
    with CaptureQueriesContext(connection) as run:
        shown = client.get(reverse("ministries:council"), {"q": words}).content.decode()
    assert ("Vouliez-vous dire" in shown) == bool(meant)
    compared = [query["sql"] for query in run if "WORD_SIMILARITY" in query["sql"].upper()]
    assert len(compared) == 1
    assert client.get("/api/v1/council-records", {"q": words}).json().get("meant", "") == meant
    assert client.get(reverse("ministries:council"), {"q": "acacia"}).content.decode().count("Le baobab") >= 1


def test_a_proposal_of_a_list_tells_nothing_of_what_others_keep(client, commission):
    ProjectFactory(title="Licenciement")
    client.force_login(officer_of(commission.scope, Role.DSI))
    assert "Vouliez-vous dire" not in client.get(reverse("projects:list"), {"q": "licencimeent"}).content.decode()
    assert "meant" not in client.get("/api/v1/projects", {"q": "licencimeent"}).json()
