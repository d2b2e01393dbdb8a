import pytest
from django.urls import reverse

from cmsic.accounts.enums import Role, ScopeKind
from cmsic.search.queries import search
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
)  # fmt: skip

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
    assert set(found) == {"projets", "recommandations", "decisions", "sessions", "textes", "personnes"}


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
    assert titles(officer_of(commune.scope, Role.RSI), "klouekanmey") == {"institutions": ["Commune de Klouékanmè"]}


def test_a_script_in_a_text_is_shown_as_text(client):
    text = LegalTextFactory(title="portant <script>alert(1)</script> protection", body="Article 1 : le <img src=x onerror=alert(1)> baobab est protégé.")
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


@pytest.mark.parametrize("query", ["", "?q=", "?q=a", "?q=%00", "?q=" + "x" * 5000, "?q=%27%22%3B--", "?q=le+la&dans=rien", "?q=%21%21+%26+%7C"])
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
    with django_assert_num_queries(9):
        search(user, "baobab")
