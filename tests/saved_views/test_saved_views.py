"""A list is found again under the name that somebody gave it."""

import pytest
from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.models import Entry
from foundation.saved_views.models import SavedView
from foundation.saved_views.operations import MOST, keep_view, remove_view, rename_view
from foundation.saved_views.queries import parts_of
from tests.factories import MinistryFactory, officer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def dsi() -> User:
    return officer_of(MinistryFactory().scope, Role.DSI)


def test_a_view_keeps_the_filters_and_the_order_but_not_the_page(dsi):
    view = keep_view(name="En cours", of="/projets/?stage=running&sort=-end&after=abc&q=", by=dsi)
    assert (view.address, view.query, view.title) == ("/projets/", "stage=running&sort=-end", "Projets")
    assert view.get_absolute_url() == "/projets/?stage=running&sort=-end"
    entry = Entry.objects.get(act="keep_view", object_id=str(view.pk))
    assert entry.actor_id == dsi.pk


@pytest.mark.parametrize("name", ["projects:list", "projects:board", "projects:bubbles", "projects:map"])
def test_the_other_looks_of_a_list_are_kept_as_themselves(dsi, name):
    assert keep_view(name="Vue", of=reverse(name) + "?stage=running", by=dsi).address == reverse(name)


@pytest.mark.parametrize(
    "of", ["", "/", "/moi/", "https://ailleurs.bj/projets/", "//ailleurs.bj/projets/", "/rien?x=1"]
)
def test_what_is_no_list_is_not_kept(dsi, of):
    with pytest.raises(InvalidInput, match="partez de la liste"):
        keep_view(name="Vue", of=of, by=dsi)
    assert not SavedView.objects.exists()


def test_a_name_is_taken_once_a_list_unless_it_is_replaced(dsi):
    first = keep_view(name="Vue", of="/projets/?stage=running", by=dsi)
    with pytest.raises(InvalidInput, match="cochez « Remplacer »"):
        keep_view(name="Vue", of="/projets/?stage=approved", by=dsi)
    assert keep_view(name="Vue", of="/projets/?stage=approved", replaces=True, by=dsi).pk == first.pk
    first.refresh_from_db()
    assert first.query == "stage=approved"
    other = keep_view(name="Autre", of="/projets/", by=dsi)
    with pytest.raises(Refused, match="donnez un autre nom"):
        rename_view(other.pk, name="Vue", base_version=other.version, by=dsi)
    assert keep_view(name="Vue", of="/promesses/", by=dsi).title == "Promesses publiques"


def test_a_list_has_so_many_views_and_one_more_after_one_is_taken_away(dsi):
    views = [keep_view(name=f"Vue {number}", of="/projets/", by=dsi) for number in range(MOST)]
    with pytest.raises(Refused, match=str(MOST)):
        keep_view(name="De trop", of="/projets/", by=dsi)
    remove_view(views[0].pk, by=dsi)
    entry = Entry.objects.get(act="remove_view")
    assert entry.before["name"] == "Vue 0"
    keep_view(name="De trop", of="/projets/", by=dsi)


def test_the_address_of_a_list_is_read_without_what_only_passes():
    assert parts_of("/projets/?format=csv&stage=running&stage=approved&page=3") == (
        "/projets/",
        "stage=running&stage=approved",
    )


def test_a_view_whose_filter_no_longer_reads_shows_no_row_and_says_it(client, dsi):
    view = keep_view(name="Vieille", of="/projets/?stage=renamed_since", by=dsi)
    client.force_login(dsi)
    page = client.get(view.get_absolute_url()).content.decode()
    assert "Ce filtre ne se lit pas" in page
    assert "Vieille" in client.get(reverse("saved_views:of_list"), {"of": view.get_absolute_url()}).content.decode()


def test_the_menu_of_a_list_shows_its_views_and_marks_the_one_shown(client, dsi, django_assert_max_num_queries):
    keep_view(name="En cours", of="/projets/?stage=running", by=dsi)
    keep_view(name="Ailleurs", of="/promesses/", by=dsi)
    keep_view(name="À un autre", of="/projets/", by=officer_of(MinistryFactory().scope, Role.DSI))
    client.force_login(dsi)
    with django_assert_max_num_queries(6):
        menu = client.get(reverse("saved_views:of_list"), {"of": "/projets/?stage=running&after=x"}).content.decode()
    assert 'href="/projets/?stage=running" aria-current="page">En cours' in menu
    assert "Ailleurs" not in menu
    assert "À un autre" not in menu
