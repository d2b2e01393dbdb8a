"""What a search asks of the database: one statement a source, and no other way of reading French than PostgreSQL's."""

import pytest
from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank, SearchVector
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Deadline
from foundation.common.database import FRENCH, french_query
from foundation.common.searching import START, STOP, FrenchWords, lit, ranked, sources
from projects.models import Project
from tests.access.world import build_world
from tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db


def words_kept(source, user):
    """A text that the source searches: of a register, the first that one of its rows tells."""
    register = getattr(source.find, "__self__", None)
    rows = source.model._default_manager.visible_to(user)
    texts = (text for name in (register.finds if register else ()) for text in rows.values_list(name, flat=True))
    return next(filter(None, texts), "canari")


def test_a_source_asks_once_whatever_it_finds():
    user = build_world().users["asin_admin"]
    assert user.access.is_asin  # read once a request
    Deadline.objects.update(source="Lettre circulaire")
    asked, found = {}, set()
    for key, source in sources().items():
        words = words_kept(source, user)
        with CaptureQueriesContext(connection) as seen:
            hits = source(user, words, 9)
        asked[key] = len(seen)
        found |= {key} if hits else set()
    assert {key: count for key, count in asked.items() if count > 1} == {"projets": 2}  # former titles, by their index
    registers = {key for key, source in sources().items() if hasattr(source.find, "__self__")}
    assert registers - found == set()
    assert len(registers) >= 15


@pytest.mark.parametrize("typed", ["réseau", "commission des réseaux", '"réseau local" -parc', "l’été or hiver", "%s"])
def test_words_are_ranked_and_lit_as_django_says_it(typed):
    ProjectFactory(title="Réseau local de l’été", objectives="", sponsor="Commission des réseaux 100 %")
    ProjectFactory(title="Parc", objectives="Un réseau local, des commissions l’hiver, " * 20)
    columns = ("title", "objectives", "sponsor")
    query = SearchQuery(typed, config=FRENCH, search_type="websearch")
    if "commission" in typed:
        query |= SearchQuery(typed.replace("commission", "commissions"), config=FRENCH, search_type="websearch")
    marks = {"config": FRENCH, "start_sel": START, "stop_sel": STOP}
    expected = Project.objects.annotate(
        vector=SearchVector(*columns, config=FRENCH),
        rank=SearchRank("vector", query),
        whole=SearchHeadline("title", query, highlight_all=True, **marks),
        extract=SearchHeadline("objectives", query, max_words=30, min_words=12, **marks),
    )
    ours = french_query(typed)
    made = Project.objects.annotate(
        vector=FrenchWords(*columns),
        rank=SearchRank("vector", ours),
        whole=lit("title", ours, "HighlightAll=true"),
        extract=lit("objectives", ours, "MaxWords=30, MinWords=12"),
    )
    names = ("pk", "vector", "rank", "whole", "extract")
    assert list(made.order_by("pk").values_list(*names)) == list(expected.order_by("pk").values_list(*names))
    found = expected.filter(vector=query).values_list("pk", flat=True)
    assert set(made.filter(vector=ours).values_list("pk", flat=True)) == set(found)
    assert {row.pk for row in ranked(Project.objects.all(), "search", "objectives", typed, 9)} >= set(found)
