"""« `docs/parcours/`: one page each for the articles `001_…` and `004_…`, sentence by sentence, with the address and
the test. » Each page is opened on the demonstration, and what it is said to tell is read there.
"""

import pytest
from django.test import Client

from foundation.accounts.models import User
from tests.walks import follow, missing

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.xdist_group("demo")]
ARTICLES = {"001": 19, "004": 11}  # how many things each tells


@pytest.fixture
def visitor(demo):
    """An officer of the ASIN who reads the demonstration."""
    client = Client()
    client.force_login(User.objects.get(email="asin@asin.test"))
    return client


@pytest.mark.parametrize(("article", "count"), ARTICLES.items())
def test_each_thing_that_the_article_tells_is_read_in_the_portal(visitor, article, count):
    follow(visitor, article, count)


def test_what_a_page_does_not_tell_is_found(visitor):
    assert missing(visitor, "/sessions/<session : MDGL/2024/1>", "18 septembre 2024 · Quorum atteint") == [
        "Quorum atteint"
    ]
