"""The public page read on a phone and on a desk, with the code of a paper and without script errors."""

import os

import pytest

from tests.browser import assert_accessible, assert_fits
from tests.factories import SessionFactory

from .test_verification import issued

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [360, 1280])
def test_the_answer_fits_and_is_accessible(live_page, live_server, width):
    session = SessionFactory()
    first, code = issued(session)
    issued(session, content=b"%PDF-1.7 two", supersedes=first)
    page = live_page(f"/verifier/{code}", width=width)
    assert_accessible(page)
    assert_fits(page)
    page.fill("input[name=code]", "court")
    page.click("main button[type=submit]")
    assert "pas la forme attendue" in page.inner_text("main")
    if folder := os.environ.get("CMSIC_SHOTS"):
        page.goto(f"{live_server.url}/verifier/{code}")
        page.screenshot(path=f"{folder}/verify-{width}.png", full_page=True)
