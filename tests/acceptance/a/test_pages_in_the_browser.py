"""axe-core: 0 violations on every page; Chromium console: 0 errors; nothing wider than the window, at 1280 and 360 px.

The pages come from the test itself, with their own headers: the same world as everywhere, given back after each page.
"""

import logging
import re
from typing import Any

import pytest
from django.urls import reverse

from tests.browser import Console, assert_accessible, assert_fits
from tests.measure import is_long, report

from .every import Visit, once_per_route, standing_world, undone, visits
from .served import complaints, origin, served, settled
from .test_pages import NO_PAGE

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.browser]

MAIN = [
    "home",
    "dashboards:national",
    "search:results",
    "projects:list",
    "projects:detail",
    "projects:mine",
    "projects:create",
    "projects:revise",
    "sessions:list",
    "sessions:detail",
    "sessions:prepare",
    "sessions:convocations",
    "sessions:live",
    "sessions:presence",
    "sessions:pv",
    "sessions:create",
    "sessions:record_past",
    "recommendations:list",
    "recommendations:detail",
    "recommendations:balance",
    "commissions:list",
    "commissions:detail",
    "commissions:new_statute",
    "ministries:list",
    "ministries:texts",
    "people:me",
]
LISTS_TO_SAVE = re.compile(r"_(csv|export)$")


@pytest.fixture(scope="module")
def world(browser, django_db_setup, django_db_blocker):
    # After the browser: once its loop runs, Django keeps its connections in another place.
    logging.disable(logging.ERROR)
    with standing_world(django_db_blocker) as made:
        yield made
    logging.disable(logging.NOTSET)


def look(browser: Any, world: Any, actor: str, name: str, address: str) -> list[str]:
    """What axe, the console and the width of the window say of one page at 1280 and 360 px."""
    console, wrong = Console(), []
    with served(browser, world, actor, console=console) as page:
        page.goto(origin() + address)
        settled(page) if "/direct" not in address else page.wait_for_load_state("load")
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            # On a narrow window the same elements stand in another order: axe looks again in the long size.
            for check in (assert_fits, assert_accessible) if width == 1280 or is_long() else (assert_fits,):
                try:
                    check(page)
                except AssertionError as found:
                    wrong.append(f"{name} at {width} px: {found}")
    return wrong + [f"{name}: console: {problem}" for problem in complaints(console)]


def looked_at() -> list[Visit]:
    found = [
        visit
        for visit in visits("GET", api=False)
        if visit.line.route not in NO_PAGE
        and not LISTS_TO_SAVE.search(visit.line.route)
        and "csv" not in visit.line.query
    ]
    return (
        found
        if is_long()
        else [
            visit
            for visit in once_per_route(found)
            if visit.line.route in MAIN and not visit.line.query.startswith("?au")
        ]
    )


@pytest.mark.timeout(1800)
def test_every_page_is_accessible_fits_and_leaves_the_console_silent(browser, world):
    wrong = []
    for visit in (found := looked_at()):
        with undone():
            wrong += look(browser, world, visit.actor, visit.name, visit.line.address(world, visit.variant))
    for name in ("account_login", "account_reset_password"):
        wrong += look(browser, world, "anonymous", name, reverse(name))
    for name in ("mfa_index", "account_change_password") if is_long() else ():
        wrong += look(browser, world, "secretary", name, reverse(name))
    report("pages seen in the browser", pages=len(found), widths=[1280, 360], problems=len(wrong))
    assert {visit.line.route for visit in found} >= set(MAIN)
    assert wrong == [], "\n".join(wrong)
