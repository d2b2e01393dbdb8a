"""Every name at its longest, at 360 px: no page scrolls sideways, no word is cut."""

from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from tests.browser import Console, assert_fits
from tests.measure import report

from .every import client_of, once_per_route, undone
from .served import complaints, origin, served
from .test_pages_in_the_browser import MAIN, looked_at, world  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.browser]

FRENCH = "Direction des systèmes d’information, de la décentralisation, de la gouvernance locale et de l’aménagement"
LONG = f"{'X' * 200} {FRENCH}"
FREE = (models.CharField, models.TextField, models.EmailField, models.URLField)
OURS = (
    *("accounts", "commissions", "commission_sessions", "ministries", "projects", "campaigns", "plans", "promises"),
    *("imports", "steering", "recommendations", "editions"),
)
# A text that says what follows elsewhere in the same page may end with « … » there.
APART = {
    "sessions:screen_state": "a part that the screen of the room fetches, without its style",
    "components": "shows on purpose what is cut",
}
SECRETS = {"password", "secret_hash", "hash"}  # they open the pages
ENDS_EARLY = ".breadcrumb, .ts-control"
CUT = """(ends) => [...document.querySelectorAll("main *, header *, .menu *")].filter((each) => {
  const style = getComputedStyle(each);
  if (!each.checkVisibility() || each.closest(`${ends}, svg`)) return false;
  if (each.matches("input, textarea, select")) return false;
  if (!["hidden", "clip"].includes(style.overflowX) || style.clipPath !== "none" || each.clientWidth < 2) return false;
  return each.scrollWidth > each.clientWidth + 1 && each.innerText.trim();
}).slice(0, 6).map((each) => `${each.tagName.toLowerCase()}.${each.className} : ${each.innerText.slice(0, 40)}`)"""


def texts_of(model: type[models.Model]) -> list[models.Field]:
    """The free texts of a model: a value of a list, a key of a file or of a secret is none."""
    return [
        field
        for field in model._meta.concrete_fields
        if type(field) in FREE and not field.choices and not field.unique and field.name not in SECRETS
    ]


def longest(field: Any) -> str:
    if isinstance(field, models.EmailField):
        return f"{'x' * 60}@{'x' * 60}.test"
    if isinstance(field, models.URLField):
        return f"https://{'x' * 60}.test/{'x' * 100}"
    return LONG[: field.max_length or len(LONG)]


def lengthen() -> set[str]:
    """Give every text of the world the longest value that its columns and constraints take; what was given it."""
    given = set()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # what is settled may be lengthened here
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            for field in texts_of(model):
                try:
                    with transaction.atomic():
                        model._base_manager.exclude(**{field.name: ""}).update(**{field.name: longest(field)})
                    given.add(f"{model.__name__}.{field.name}")
                except DatabaseError:
                    continue  # of two rows that may not have the same, or of a form of its own
    return given


def look(browser: Any, world: Any, visit: Any, address: str) -> list[str]:  # noqa: F811
    console, wrong = Console(), []
    with served(browser, world, visit.actor, console=console, width=360, height=740) as page:
        page.goto(origin() + address)
        page.wait_for_load_state("load")
        try:
            assert_fits(page)
        except AssertionError as found:
            wrong.append(f"{visit.name}: {found}")
        if cut := page.evaluate(CUT, ENDS_EARLY):
            wrong.append(f"{visit.name}: cut {cut}")
    return wrong + [f"{visit.name}: console: {said}" for said in complaints(console)]


@pytest.mark.timeout(1800)
def test_no_page_runs_off_a_phone_nor_cuts_a_word_with_the_longest_names(browser, world):  # noqa: F811
    wrong: list[str] = []
    found = [visit for visit in once_per_route(looked_at()) if visit.line.route not in APART]
    shown: set[str] = set()
    with undone():
        given = lengthen()
        for visit in found:
            with undone():
                address = visit.line.address(world, visit.variant)
                answer = client_of(world, visit.actor).get(address)
                if answer.status_code != 200 or "attachment" in answer.headers.get("Content-Disposition", ""):
                    continue  # a file, or a page that leads elsewhere: a browser that we answer does not follow
                shown.add(visit.line.route)
                wrong += look(browser, world, visit, address)
    report("pages with the longest names", pages=len(shown), texts=len(given), problems=len(wrong))
    assert {"Person.full_name", "Ministry.name", "Project.title", "CommissionSession.place", "Seat.label"} <= given
    assert shown >= set(MAIN)
    assert wrong == [], "\n".join(wrong)
