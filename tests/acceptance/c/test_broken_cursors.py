"""The place in a list comes back from a browser: whatever it was made into, the answer is a page or a sentence."""

import base64
import re

import pytest

from tests.acceptance.a.every import client_of, once_per_route, standing_world, visits
from tests.measure import size

pytestmark = pytest.mark.django_db


def coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


CURSORS = {
    "words": coded("p=abc"),
    "beyond 32 bits": coded(f"o={2**31}&p=1"),
    "not base64": "!!é",
    "nothing": coded("p="),
    "nul": coded("p=\0"),
    "another row": coded("p=00000000-0000-0000-0000-000000000000"),
    "reversed words": coded("r=1&p=2026-13-45"),
    "long": "A" * 5_000,
}
KEYS = ("after", "before", "cursor", "page")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with standing_world(django_db_blocker) as world:
        yield world


def refusals(world, found, queries) -> list[str]:
    wrong = []
    for visit in found:
        client = client_of(world, visit.actor)
        client.raise_request_exception = False
        address = visit.line.address(world, visit.variant).partition("?")[0]
        for query in queries:
            answer = client.get(address, query)
            english = re.search(b"invalid (cursor|page)", answer.getvalue().lower())
            if answer.status_code >= 500 or (answer.status_code >= 400 and english):
                wrong.append(f"{visit.name} {query}: {answer.status_code}")
    return wrong


def test_a_broken_cursor_of_the_api_is_refused_in_words(world):
    lists = [visit for visit in once_per_route(visits("GET", api=True)) if visit.line.route.endswith("-list")]
    assert len(lists) > 40
    asked = list(CURSORS.values())[: size(4, len(CURSORS))]
    assert refusals(world, lists, [{"cursor": cursor} for cursor in asked]) == []


def test_a_broken_place_in_a_page_shows_a_page(world):
    pages = [
        visit
        for visit in once_per_route(visits("GET", api=False))
        if not visit.variant and visit.line.route != "healthz"
    ]
    queries = [{key: cursor} for cursor in list(CURSORS.values())[: size(2, len(CURSORS))] for key in KEYS[:2]]
    assert refusals(world, pages, [*queries, {"page": str(2**31)}]) == []
