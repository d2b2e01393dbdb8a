import pytest
from django.urls import reverse

from cmsic.search.queries import search
from foundation.accounts.enums import Role, ScopeKind
from tests.factories import (
    AgendaItemFactory,
    CommuneFactory,
    DecisionFactory,
    DepartementFactory,
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


def titles(user, words, only=""):
    return {group.key: [hit.title for hit in group.hits] for group in search(user, words, only)}


@pytest.mark.parametrize("words", ["developpement", "DÉVELOPPEMENTS", "développement"])
def test_accents_case_and_plurals_do_not_matter(words):
    project = ProjectFactory(title="Développement du registre")
    assert titles(officer_of(project.scope, Role.DSI), words) == {"projets": ["Développement du registre"]}


def test_every_kind_of_row_is_found_by_who_may_see_it():
    commission = commission_with_members(3)
    session = SessionFactory(commission=commission, convened=True)
    item = AgendaItemFactory(session=session, title="Examen du baobab numérique")
    DecisionFactory(item=item, text="Avis favorable au baobab")
    RecommendationFactory(commission=commission, text="Arroser le baobab")
    ProjectFactory(ministry=commission.ministry, title="Baobab")
    LegalTextFactory(title="portant protection du baobab")
    PersonFactory(scope=commission.scope, full_name="Afi BAOBAB")
    found = titles(member_of(commission, Role.MEMBER), "baobab")
    assert set(found) == {"projets", "recommandations", "decisions", "points", "textes", "personnes"}


def test_a_neighbour_finds_nothing_of_what_he_may_not_see():
    commission = commission_with_members(3)
    other = commission_with_members(3)
    session = SessionFactory(commission=commission, convened=True)
    AgendaItemFactory(session=session, title="Examen du baobab")
    RecommendationFactory(commission=commission, text="Arroser le baobab")
    ProjectFactory(ministry=commission.ministry, title="Baobab")
    PersonFactory(scope=commission.scope, full_name="Afi BAOBAB")
    assert titles(member_of(other, Role.SECRETARY), "baobab") == {}


def test_closed_doors_stay_closed_to_the_ministry_and_the_asin():
    commission = commission_with_members(3)
    session = SessionFactory(commission=commission, convened=True, is_closed_doors=True)
    AgendaItemFactory(session=session, title="Examen du baobab", is_closed_doors=True)
    RecommendationFactory(commission=commission, text="Arroser le baobab", is_closed_doors=True)
    asin = officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_READER)
    for user in (officer_of(commission.scope, Role.DSI), officer_of(commission.scope, Role.AUDITOR), asin):
        assert titles(user, "baobab") == {}


def test_a_commune_is_found_by_its_other_spelling():
    commune = CommuneFactory(name="Klouékanmè", aliases=["Klouékanmey"])
    assert titles(officer_of(commune.scope, Role.RSI), "klouekanmey") == {"territoires": ["Commune de Klouékanmè"]}


@pytest.mark.parametrize("words", ["kouffo", "KOUFFO", "couffo"])
def test_a_departement_is_found_by_its_other_spelling_with_its_communes(words):
    departement = DepartementFactory(name="Couffo", aliases=["Kouffo"])
    commune = CommuneFactory(name="Aplahoué", departement=departement)
    CommuneFactory(name="Ouidah")
    hits = search(officer_of(commune.scope, Role.RSI), words)[0].hits
    assert [hit.title for hit in hits] == ["Département : Couffo", "Commune d’Aplahoué"]
    assert hits[0].href == f"{reverse('ministries:communes')}?departement={departement.pk}"


@pytest.mark.parametrize("words", ["MDEMO/2026/3", "mdemo 2026 3", "MDEMO 2026", "mdemo/2026", "MDEMO/2026/"])
def test_a_session_is_found_by_its_reference(words):
    commission = commission_with_members(3, code="MDEMO")
    session = SessionFactory(commission=commission, convened=True, year=2026, number=3)
    SessionFactory(commission=commission, convened=True, year=2025, number=3)
    user = member_of(commission, Role.MEMBER)
    assert [hit.href for group in search(user, words) for hit in group.hits] == [
        reverse("sessions:detail", args=[session.pk])
    ]
    assert titles(user, "MDEMO/2026/E3") == {}


@pytest.mark.parametrize("words", ["interopérabilité", "salle fleurie", "session ordinaire 2026", "EXTRAORDINAIRE"])
def test_a_session_without_any_item_is_found_by_its_own_words(words):
    commission = commission_with_members(3)
    kind = "extraordinary" if words.isupper() else "ordinary"
    session = SessionFactory(
        commission=commission,
        convened=True,
        year=2026,
        number=1,
        kind=kind,
        theme="Interopérabilité des registres",
        place="Salle fleurie",
    )
    assert titles(member_of(commission, Role.MEMBER), words) == {"sessions": [f"{commission.code} : {session.label}"]}


def test_an_item_is_found_by_its_own_words_not_by_the_theme():
    commission = commission_with_members(3)
    AgendaItemFactory(
        session=SessionFactory(commission=commission, convened=True, theme="Le baobab"), title="Divers", description=""
    )
    assert list(titles(member_of(commission, Role.MEMBER), "baobab")) == ["sessions"]


@pytest.mark.parametrize("words", ["020/MDGL", "020/mdgl/dc", "023SGG22"])
def test_a_text_is_found_by_a_part_of_its_reference(words):
    text = LegalTextFactory(reference="020/MDGL/DC/SGM/DPAF/DSI/SA/023SGG22")
    LegalTextFactory(reference="021/MS/DC/SGM")
    assert [row.href for row in search(officer_of(ScopeFactory(), Role.DSI), words)[0].hits] == [
        reverse("ministries:text", args=[text.pk])
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("reseau loc", True),
        ("reseau local", True),
        ("loc", True),
        ('"reseau loc"', False),
        ("-reseau loc", False),
        ("reseau le", True),
        ("reseau lox", False),
    ],
)
def test_the_last_word_may_be_the_beginning_of_one(words, found):
    project = ProjectFactory(title="Réseau local du ministère")
    assert titles(officer_of(project.scope, Role.DSI), words) == (
        {"projets": ["Réseau local du ministère"]} if found else {}
    )


def test_what_was_found_is_lit_in_the_title_and_an_extract_that_holds_nothing_is_left_out():
    project = ProjectFactory(title="Réseau local & sûr du ministère", objectives="Relier les services.")
    hit = search(officer_of(project.scope, Role.DSI), "local")[0].hits[0]
    assert (hit.shown_title, hit.extract) == ("Réseau <mark>local</mark> &amp; sûr du ministère", "")


def test_a_script_in_a_text_is_shown_as_text(client):
    text = LegalTextFactory(
        title="portant <script>alert(1)</script> protection",
        body="Article 1 : le <img src=x onerror=alert(1)> baobab est protégé.",
    )
    client.force_login(officer_of(ScopeFactory(), Role.DSI))
    page = client.get(reverse("search:results") + "?q=baobab").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<mark>baobab</mark>" in page
    assert text.reference in page


@pytest.mark.parametrize("words", ["commission", "commissions", "COMMISSIONS"])
def test_the_word_of_this_portal_is_found_whatever_its_number(words):
    text = LegalTextFactory(title="portant création de la commission")
    others = LegalTextFactory(title="relatif aux commissions ministérielles")
    found = titles(officer_of(ScopeFactory(), Role.DSI), words)["textes"]
    assert all(any(row.reference in title for title in found) for row in (text, others))


@pytest.mark.parametrize(
    "query",
    ["", "?q=", "?q=a", "?q=%00", "?q=" + "x" * 5000, "?q=%27%22%3B--", "?q=le+la&dans=rien", "?q=%21%21+%26+%7C"],
)
def test_an_odd_search_gets_a_page(client, query):
    client.force_login(officer_of(ScopeFactory(), Role.DSI))
    assert client.get(reverse("search:results") + query).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_a_search_runs_a_fixed_number_of_queries(rows, django_assert_num_queries):
    commission = commission_with_members(3)
    for _ in range(rows):
        ProjectFactory(ministry=commission.ministry, title="Baobab")
        RecommendationFactory(commission=commission, text="Baobab")
    user = member_of(commission, Role.MEMBER)
    assert user.access
    with django_assert_num_queries(34):  # one of them for former titles, beside the index of the present ones
        search(user, "baobab")
