"""The live page: a line cut for 20 minutes and back, a server that restarts meanwhile; nothing typed is lost (real
Chromium).

The browser closed and opened again, the expired sign-in, two secretaries: tests/sessions/browser/test_live_page.py.
"""

import pytest
from playwright.sync_api import expect

from sessions.core.models import MinuteText
from tests.sessions.browser.test_live_page import SAVED, debate, kept_rows, opened, saving
from tests.sessions.held import held

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
HELD_UP = "**/sessions/**"


def test_a_line_cut_for_twenty_minutes_then_a_server_that_restarts_lose_nothing(live_page):
    world = held()
    page = opened(live_page, world)
    page.clock.install()
    page.reload()
    page.wait_for_selector("[data-live-nojs][hidden]", state="attached")
    page.context.set_offline(True)
    debate(page).fill("Avant la coupure, puis pendant.")
    page.clock.run_for(20 * 60 * 1000)
    expect(saving(page)).to_have_text("Hors ligne, 1 modification gardée")
    assert [row["text"] for row in kept_rows(page)] == ["Avant la coupure, puis pendant."]
    # The line is back before the server is: what stands in front of it answers in its place.
    page.route(HELD_UP, lambda route: route.fulfill(status=502, content_type="text/html", body="<h1>Bad Gateway</h1>"))
    page.context.set_offline(False)
    page.clock.run_for(60 * 1000)
    expect(debate(page)).to_have_value("Avant la coupure, puis pendant.")
    assert not MinuteText.objects.exists()
    assert [row["text"] for row in kept_rows(page)] == ["Avant la coupure, puis pendant."]
    page.unroute(HELD_UP)
    page.clock.run_for(60 * 1000)
    page.clock.resume()
    expect(saving(page)).to_have_text(SAVED, timeout=30_000)
    assert MinuteText.objects.get().text == "Avant la coupure, puis pendant."
    assert kept_rows(page) == []
    live_page.console.problems.clear()
