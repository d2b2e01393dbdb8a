"""HTML validator: 0 errors on every page; CSP without unsafe-inline. (axe-core and the console:
test_pages_in_the_browser.py.)

Every page is found through the access matrix, and opened by somebody who may see it, on every object of its kind that
he sees.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.access.matrix import EXEMPT_PREFIXES, all_routes
from tests.html import validate_html
from tests.measure import is_long, report

from .every import Page, Visit, client_of, fields_of, once_per_route, standing_world, undone, visits
from .test_bad_input import together

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("pages")]  # the pages are rendered once

# Addresses that lead elsewhere, or hold a file or figures for a script, not a page.
NO_PAGE = {
    "dashboards:chart": "a picture",
    "imports:refused_xlsx": "a file",
    "imports:workbook_file": "a file",
    "reports:workbook": "a file",
    "conferences:paper": "a file",
    "conferences:document": "a file",
    "stocktakes:statement": "a file",
    "assets:handover": "a file",
    "healthz": "JSON for the supervisor",
    "sessions:live_state": "what the live page asks for every few seconds",
    "sessions:read_text": "the text of a section, for the script of the live page",
    "sessions:annex_file": "a file",
    "sessions:linked_piece": "a file",
    "sessions:proposal_piece": "a file",
    "sessions:answer_file": "a file",
    "sessions:scan": "a file",
    "sessions:pv_draft_file": "a file",
    "documents:file": "a file",
    "sessions:feed": "a calendar, for a program",
    "sessions:shell_worker": "a script",
    "documents:download": "a file",
}


@dataclass(frozen=True)
class Seen:
    name: str
    address: str
    status: int
    headers: dict[str, str]
    body: str

    @property
    def is_html(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("text/html")


def read(name: str, address: str, response: Any) -> Seen:
    body = "" if response.streaming else response.content.decode("utf-8", "replace")
    for close in (
        response._resource_closers if response.streaming else ()
    ):  # closing the answer itself would close the connection of the test
        close()
    return Seen(name, address, response.status_code, dict(response.headers), body)


def opened(visit: Visit, world: Any) -> Iterator[Seen]:
    """The page, then the same one for each other object of its kind: a session in each state, a seat held or vacant…"""
    with undone():
        address = visit.line.address(world, visit.variant)
        yield read(visit.name, address, client_of(world, visit.actor).get(address))
    if not visit.line.on or visit.line.kwargs:
        return
    mine = world[visit.line.on, visit.variant]
    others = [
        (kind, variant, row)
        for (kind, variant), row in world.objects.items()
        if type(row) is type(mine) and row.pk != mine.pk
    ]
    others = [(kind, variant, row) for kind, variant, row in others if not variant.startswith("foreign")]
    for kind, variant, row in others if is_long() else others[::4]:
        with undone():
            address = reverse(visit.line.route, kwargs={visit.line.arg: row.pk}) + visit.line.query
            response = client_of(world, visit.actor).get(address)
            if response.status_code == 200:
                yield read(f"{visit.line.route} {kind} {variant}", address, response)


def sign_in_pages(world: Any) -> Iterator[Seen]:
    """The pages of allauth that need no key, seen before and after signing in."""
    for route in sorted(all_routes()):
        if any(route.startswith(prefix) for prefix in EXEMPT_PREFIXES):
            try:
                address = reverse(route)
            except NoReverseMatch:
                continue
            for actor in ("anonymous", "secretary"):
                response = client_of(world, actor).get(address)
                if response.status_code == 200:
                    yield read(f"{route} {actor}", address, response)


def refusals(world: Any, patch: Any) -> Iterator[Seen]:
    """What comes back when everything typed is impossible, and the error pages."""
    for visit in once_per_route(visits("POST", api=False))[:: 1 if is_long() else 5]:
        wrong = together(fields_of(visit, world, patch))["all impossible"][0]
        with undone():
            address = visit.line.address(world, visit.variant)
            yield read(f"{visit.name} refused", address, visit.post(world, address, visit.data(world) | wrong))
    reader, stranger = client_of(world, "member"), client_of(world, "anonymous")
    yield read("unknown address", "/rien", reader.get("/rien"))
    yield read("unknown address, not signed in", "/rien", stranger.get("/rien"))
    stale = Client(enforce_csrf_checks=True)
    stale.cookies.load(world.extra["cookies member"])
    yield read("stale form", "/", stale.post(reverse("people:capacity")))
    client = client_of(world, "member")
    yield read("forbidden", "/", client.get(reverse("jobs:list")))
    secretary, project = client_of(world, "dsi"), world["project", "own"]
    with undone():
        address = reverse("projects:edit", kwargs={"pk": project.pk})
        yield read(
            "crossed edits",
            address,
            secretary.post(address, {"title": "<b>Autre</b>", "kind": "project", "version": 77}),
        )


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    logging.disable(logging.ERROR)
    with standing_world(django_db_blocker) as made:
        yield made
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def pages(world):
    """Every answer to a GET that a person may make, and every refusal."""
    with pytest.MonkeyPatch.context() as patch:
        lines = visits("GET", api=False)
        found = [seen for visit in (lines if is_long() else once_per_route(lines)) for seen in opened(visit, world)]
        found += [*sign_in_pages(world), *refusals(world, patch)]
    return found


@pytest.mark.slow
def test_every_route_that_a_person_opens_is_a_page(pages):
    odd = {
        seen.name.split()[0].partition("?")[0]
        for seen in pages
        if not seen.is_html and seen.status == 200 and "csv" not in seen.headers["Content-Type"]
    }
    assert odd - NO_PAGE.keys() == set()
    # No worker lives in this test: the portal says that it is not ready.
    assert {seen.name: seen.status for seen in pages if seen.status >= 500} == {"healthz": 503}


@pytest.mark.slow
def test_every_page_forbids_inline_code_and_has_none(pages):
    wrong = []
    for seen in pages:
        if not seen.is_html and "sandbox" in seen.headers.get("Content-Security-Policy", ""):
            continue  # a file: nothing of it may run at all
        policy = dict(
            part.strip().partition(" ")[::2] for part in seen.headers.get("Content-Security-Policy", "").split(";")
        )
        words = set(" ".join(policy.values()).split())
        if (
            words & {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "http:"}
            or policy.get("default-src") != "'none'"
            or "'self'" not in policy.get("script-src", "")
        ):
            wrong.append(f"{seen.name}: policy {policy}")
        if (
            policy.get("frame-ancestors") != "'none'"
            or policy.get("base-uri") != "'none'"
            or policy.get("style-src") != "'self'"
        ):
            wrong.append(f"{seen.name}: policy {policy}")
        if seen.headers.get("X-Content-Type-Options") != "nosniff":
            wrong.append(f"{seen.name}: types are guessed")
        if seen.is_html and (running := Page(seen.body).running):
            wrong.append(f"{seen.name}: {running}")
    assert wrong == []


@pytest.mark.slow
def test_every_page_is_valid_html(pages):
    # The keys that change from one drawing to the next are no difference between two pages.
    distinct = {re.sub(r'value="[0-9a-f]{32}"|value="\w{64}"', "", seen.body): seen for seen in pages if seen.is_html}
    documents = [seen for seen in distinct.values() if "<html" in seen.body]
    problems = validate_html([seen.body for seen in documents])
    named = [re.sub(r"^page-(\d+)\.html", lambda found: documents[int(found[1])].name, problem) for problem in problems]
    report("pages valid", pages=len(documents), errors=len(named))
    assert named == [], "\n".join(named)
