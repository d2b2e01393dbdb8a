"""« A walk in the browser for each article: `docs/parcours/` has one page per article saying, sentence by sentence of
what the article tells, where it is in the portal; a test follows each. » 001 and 004 are followed beside, in `d/`.
"""

import pytest

from tests.acceptance.d.test_walks_of_the_articles import visitor  # noqa: F401 - a fixture
from tests.walks import follow

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.xdist_group("demo")]
ARTICLES = {"000": 12, "002": 11, "003": 17}  # how many things each tells


@pytest.mark.parametrize(("article", "count"), ARTICLES.items())
def test_each_thing_that_the_article_tells_is_read_in_the_portal(visitor, article, count):  # noqa: F811
    follow(visitor, article, count)
