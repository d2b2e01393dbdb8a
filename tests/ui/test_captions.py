"""Each mark of each chart says its row beside itself, under a pointer, at the keyboard and under a finger."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from foundation.accounts.enums import Role
from tests.browser import assert_accessible, assert_fits
from tests.factories import MilestoneFactory, ProjectFactory, officer_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CAPTION = ".figure-caption:visible"
DRAWN = "svg.figure__drawing:visible"


@pytest.fixture
def components(live_page, member_of_the_team):
    page = live_page("/ui/", user=member_of_the_team)
    page.locator("svg[data-cmsic-ready]").first.wait_for(state="attached")
    return page


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


# Where a pointer falls on the mark itself: the middle of an arc is a hole.
POINT_ON = """mark => {
  const box = mark.getBoundingClientRect();
  for (let i = 1; i < 12; i++) for (let j = 1; j < 12; j++) {
    const [x, y] = [box.left + (box.width * i) / 12, box.top + (box.height * j) / 12];
    if (document.elementFromPoint(x, y) === mark) return [x, y];
  }
}"""


def test_each_mark_of_every_chart_says_its_row_under_the_pointer(components):
    page = components
    drawings = page.locator(DRAWN)
    assert drawings.count() >= 6
    walked = 0
    for number in range(drawings.count()):
        drawing = drawings.nth(number)
        rows = {plain(text) for text in drawing.locator("xpath=ancestor::figure//tbody/tr/th").all_text_contents()}
        mark = drawing.locator(".mark").first
        mark.scroll_into_view_if_needed()
        page.mouse.move(*mark.evaluate(POINT_ON))
        expect(page.locator(CAPTION)).to_be_visible()
        said = plain(page.locator(CAPTION).inner_text())
        assert " : " in said
        assert any(row in said for row in rows), (said, rows)
        walked += 1
        page.mouse.move(2, 2)
        expect(page.locator(CAPTION)).to_have_count(0)
    assert walked >= 6
    assert page.locator(f"{DRAWN} title").count() == drawings.count()  # the browser adds nothing of its own


def test_the_keyboard_reaches_each_mark_of_every_chart(components):
    page = components
    for drawing in page.locator(DRAWN).all():
        whole = drawing.evaluate(
            "all => [...all.querySelectorAll('.mark')].filter(one => !one.closest('a')).map(one => one.ariaLabel)"
        )
        said = set()
        if whole:
            drawing.focus()
            for _ in range(80):
                said.add(page.locator(CAPTION).inner_text())
                assert page.locator(CAPTION).get_attribute("aria-live") == "polite"
                page.keyboard.press("ArrowRight")
            assert {plain(each) for each in whole} <= {plain(each) for each in said}
            page.keyboard.press("Escape")
            expect(page.locator(CAPTION)).to_have_count(0)
        for link in drawing.locator("a[aria-label]").all():
            link.focus()
            assert plain(page.locator(CAPTION).inner_text()) == plain(link.get_attribute("aria-label"))


def test_a_cell_of_a_matrix_says_its_row_and_its_column(components):
    page = components
    cell = page.locator(".heat td", has_text="12").first
    cell.hover()
    assert plain(page.locator(CAPTION).inner_text()) == "Décentralisation, T3 2026 : 12"
    page.keyboard.press("Escape")
    linked = page.locator(".matrix:not(.heat) td a").first
    linked.focus()
    said = page.locator(CAPTION).inner_text()
    assert linked.evaluate("link => link.closest('td').dataset.label") in said
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator(".matrix:not(.heat) td a").last.focus()
    expect(page.locator(CAPTION)).to_be_visible()
    assert_fits(page)
    assert_accessible(page)


def test_the_calendar_has_one_stop_a_project_and_arrows_for_its_milestones(live_page):
    project = ProjectFactory(title="Registre national", running=True)
    MilestoneFactory(project=project, title="Recette provisoire")
    dsi = officer_of(project.ministry.scope, Role.DSI)
    page = live_page(reverse("steering:calendar"), user=dsi)
    drawing = page.locator(DRAWN)
    expect(drawing).to_have_attribute("tabindex", "0")
    stops = drawing.locator("a:not([tabindex='-1'])")
    assert stops.count() == 1
    stops.first.focus()
    assert "Registre national" in page.locator(CAPTION).inner_text()
    drawing.focus()
    page.keyboard.press("End")
    assert "Recette provisoire" in page.locator(CAPTION).inner_text()
    assert_accessible(page)
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator(DRAWN).focus()
    box = page.locator(CAPTION).bounding_box()
    assert 0 <= box["x"] <= box["x"] + box["width"] <= 360
