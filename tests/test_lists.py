"""What every list holds: a filter that cannot be read selects nothing, a broken page is refused in words."""

from importlib import import_module

import django_filters
import pytest
from django.urls import reverse

from cmsic.api_urls import router
from foundation.accounts.enums import Role, ScopeKind
from foundation.common import lists
from foundation.common.rooms import drawers
from tests.factories import CommissionFactory, RecommendationFactory, ScopeFactory, officer_of

pytestmark = pytest.mark.django_db
LISTS = sorted(prefix for prefix, view, name in router.registry if hasattr(view, "list"))


def every_filter_set() -> list[type]:
    """All that the portal's modules define, once they are loaded."""
    list(drawers("filters"))
    import_module("cmsic.urls")
    import_module("cmsic.api_urls")
    waiting, found = [django_filters.FilterSet], []
    while waiting:
        children = waiting.pop().__subclasses__()
        waiting += children
        found += [each for each in children if not each.__module__.startswith(("django_filters", "rest_framework"))]
    return [each for each in found if not each.__name__.startswith("AutoFilterSet")]


def test_every_set_of_filters_selects_nothing_when_it_cannot_be_read():
    assert [each for each in every_filter_set() if not issubclass(each, lists.Filters)] == []


@pytest.fixture
def asin(client):
    client.force_login(officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_ADMIN))
    return client


@pytest.mark.parametrize("cursor", ["cD1hYmM%3D", "cD0x", "bz0w", "%%%", "cj0xJnA9MjAyNi0wMS0wMQ%3D%3D"])
@pytest.mark.parametrize("name", LISTS)
def test_a_broken_cursor_is_refused_in_words(asin, name, cursor):
    response = asin.get(f"/api/v1/{name}?cursor={cursor}")
    if response.status_code == 400:  # a resource without pages knows no cursor, and says so
        assert response.json()["fields"]["cursor"][0].startswith("Le paramètre « cursor » n’existe pas ici"), name
        return
    assert response.status_code in (200, 403, 404), name
    if cursor == "cD1hYmM%3D" and response.status_code == 404:
        assert "page" in response.json()["detail"].lower() or "adresse" in response.json()["detail"]


@pytest.mark.parametrize(
    "query", [{"state": "bogus"}, {"ministry": "0"}, {"priority": "x"}, {"commission": "not-a-key"}, {"late": "2"}]
)
def test_an_unknown_value_of_a_filter_shows_no_row_and_says_so(asin, query):
    RecommendationFactory(commission=CommissionFactory())
    everything = b"".join(asin.get(reverse("recommendations:export"))).decode().splitlines()
    lines = b"".join(asin.get(reverse("recommendations:export"), query)).decode().splitlines()
    assert (len(everything), len(lines)) == (2, 1)
