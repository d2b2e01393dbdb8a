"""« `docs/parcours/`: one page each for the articles `001_…` and `004_…`, sentence by sentence, with the address and
the test. » Each page is opened on the demonstration, and what it is said to tell is read there.
"""

import re

import pytest
from django.test import Client

from commissions.models import Commission
from foundation.accounts.models import User
from ministries.models import CouncilRecord, LegalText
from plans.models import Plan
from projects.models import Project
from sessions.papers.queries.papers import session_of_reference
from tests.proofs import addresses_in, assert_tested, rows_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.xdist_group("demo")]
ARTICLES = {"001": 19, "004": 11}  # how many things each tells
FOUND = {
    "session": session_of_reference,
    "texte": lambda name: LegalText.objects.get(reference__contains=name, is_fictitious=False),
    "commission": lambda name: Commission.objects.get(code=name),
    "ministère": lambda name: Commission.objects.get(code=name).ministry,
    "projet": lambda name: Project.objects.get(title__startswith=name, is_fictitious=False),
    "plan": lambda name: Plan.objects.get(title__startswith=name, is_fictitious=False),
    "conseil": lambda name: CouncilRecord.objects.get(title__startswith=name),
}


@pytest.fixture
def visitor(demo):
    """An officer of the ASIN who reads the demonstration."""
    client = Client()
    client.force_login(User.objects.get(email="asin@asin.test"))
    return client


def found(address: str) -> str:
    """The address of the row that stands between angle brackets: « <projet : Site web du CeFAL> »."""
    return re.sub(r"<(\w+) : ([^>]+)>", lambda said: str(FOUND[said[1]](said[2]).pk), address)


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.replace("&nbsp;", " ").replace("&#39;", "’")).split())


@pytest.mark.parametrize(("article", "count"), ARTICLES.items())
def test_each_thing_that_the_article_tells_is_read_in_the_portal(visitor, article, count):
    rows = rows_of(f"parcours/{article}.md")
    assert [int(row[0]) for row in rows] == list(range(1, count + 1))
    for number, _told, where, read, proof in rows:
        (address,) = addresses_in(where)
        assert not missing(visitor, address, read), f"{article}, {number}, {address}"
        assert_tested(proof)


def missing(visitor: Client, address: str, read: str) -> list[str]:
    """The words that are not on the page."""
    answer = visitor.get(found(address), follow=True)
    assert answer.status_code == 200, address
    page = words_of(answer.content.decode())
    return [words for words in read.split(" · ") if words not in page]


def test_what_a_page_does_not_tell_is_found(visitor):
    assert missing(visitor, "/sessions/<session : MDGL/2024/1>", "18 septembre 2024 · Quorum atteint") == [
        "Quorum atteint"
    ]
