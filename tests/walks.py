"""The walks of `docs/parcours/`: one page an article, each thing that it tells with the address and the words where it
is read, followed on the demonstration.
"""

import re

from django.test import Client

from commissions.models import Commission
from conferences.models import Conference
from ministries.models import Commune, CouncilRecord, LegalText
from needs.models import Need
from plans.models import Plan
from projects.models import Project
from sessions.papers.queries.papers import session_of_reference
from tests.proofs import addresses_in, assert_tested, rows_of

FOUND = {
    "session": session_of_reference,
    "texte": lambda name: LegalText.objects.get(reference__contains=name, is_fictitious=False),
    "commission": lambda name: Commission.objects.get(code=name),
    "ministère": lambda name: Commission.objects.get(code=name).ministry,
    "projet": lambda name: Project.objects.get(title__startswith=name, is_fictitious=False),
    "plan": lambda name: Plan.objects.get(title__startswith=name, is_fictitious=False),
    "conseil": lambda name: CouncilRecord.objects.get(title__startswith=name),
    "besoin": lambda name: Need.objects.get(title__startswith=name, is_fictitious=False),
    "conférence": lambda name: Conference.objects.get(title__startswith=name, is_fictitious=False),
    "commune": lambda name: Commune.objects.get(name=name),
}


def found(address: str) -> str:
    """The address of the row that stands between angle brackets: « <projet : Site web du CeFAL> »."""
    return re.sub(r"<(\w+) : ([^>]+)>", lambda said: str(FOUND[said[1]](said[2]).pk), address)


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.replace("&nbsp;", " ").replace("&#39;", "’")).split())


def missing(visitor: Client, address: str, read: str) -> list[str]:
    """The words that are not on the page."""
    answer = visitor.get(found(address), follow=True)
    assert answer.status_code == 200, address
    page = words_of(answer.content.decode())
    return [words for words in read.split(" · ") if words not in page]


def follow(visitor: Client, article: str, count: int) -> None:
    """Each thing that an article tells is read where its page says, and its test exists."""
    rows = rows_of(f"parcours/{article}.md")
    assert [int(row[0]) for row in rows] == list(range(1, count + 1))
    lacking = {}
    for number, _told, where, read, proof in rows:
        (address,) = addresses_in(where)
        if lacks := missing(visitor, address, read):
            lacking[number] = (address, lacks)
        assert_tested(proof)
    assert not lacking, f"{article}: {lacking}"
