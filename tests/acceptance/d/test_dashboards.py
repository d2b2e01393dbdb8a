"""« How many ministries have no commission is its first sentence; date and year chosen on the page; a ministry’s own
page and a commission’s page are as good »: in a real browser, on a large screen, on a phone and on paper.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.enums import Role
from projects.enums import Colour
from tests.browser import assert_accessible, assert_fits
from tests.factories import (
    MinistryFactory,
    ProjectFactory,
    RecommendationFactory,
    ScopeFactory,
    SessionFactory,
    commission_with_members,
    officer_of,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TODAY = timezone.localdate()


@pytest.fixture
def country(live_server):
    commission = commission_with_members(4, code="BUSY")
    SessionFactory(commission=commission, lifted=True, year=TODAY.year)
    ProjectFactory(ministry=commission.ministry, colour=Colour.RED, planned_cost=10**9)
    ProjectFactory(ministry=commission.ministry, colour=Colour.GREEN, planned_cost=10**8)
    RecommendationFactory(commission=commission, due_on=TODAY - timedelta(days=40))
    MinistryFactory(acronym="BARE")
    return commission


def words_of(page, selector):
    return page.locator(selector).evaluate_all("all => all.map(one => one.getBoundingClientRect().height > 4)")


def test_the_whole_state_is_read_on_a_screen_a_phone_and_paper(live_page, country):
    asin = officer_of(ScopeFactory(kind="national", label="ASIN"), Role.ASIN_READER)
    page = live_page(reverse("dashboards:national"), user=asin)
    assert page.locator(".lead-line").inner_text().replace("\xa0", " ").startswith("1 ministère sur 2 n’a pas")
    assert page.locator(".matrix thead .th__unit").count() == 6
    assert page.locator(".matrix-legend li").count() == 6
    assert not any(words_of(page, ".matrix__word"))
    page.emulate_media(media="print")
    assert all(words_of(page, "tr:not(.matrix__row--empty) .matrix__word"))
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 360, "height": 740})
    tops = (
        page.locator(".matrix tbody tr")
        .first.locator("td")
        .evaluate_all(
            "all => all.map(one => one.getBoundingClientRect()).map(box => [Math.round(box.left), box.width])"
        )
    )
    assert len({left for left, width in tops if width}) == 2  # two cells beside each other, whole on the screen
    assert_fits(page)
    assert_accessible(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_label("Situation au").fill((TODAY - timedelta(days=10)).isoformat())
    page.get_by_role("button", name="Afficher").click()
    page.wait_for_url("**date=**")
    assert "pas gardé de relevé" in page.locator(".headline-figures").inner_text()
    assert_accessible(page)
    page.go_back()
    page.locator(".stat__number[data-count]").first.click()
    page.wait_for_url("**/vie-des-commissions/**")
    assert page.locator(".list-bar__count").inner_text().startswith("1")


def test_the_pages_of_a_ministry_and_of_its_commission_carry_their_figures(live_page, country):
    dsi = officer_of(country.scope, Role.DSI)
    for address in (
        reverse("ministries:detail", args=[country.ministry_id]),
        reverse("commissions:detail", args=[country.pk]),
    ):
        page = live_page(address, user=dsi, width=360)
        assert page.locator("#chiffres .stat").count() == 6
        page.locator("#chiffres details > summary").first.click()
        with page.expect_download() as got:
            page.locator("#chiffres .figure__files a", has_text="PNG").first.click()
        assert got.value.suggested_filename.endswith(".png")
        assert_fits(page)
        assert_accessible(page)
