"""What the tests of pages ask of a narrow window is seen by them when it is missing."""

import pytest

from tests.browser import assert_fits

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ('<p style="width: 900px">Large</p>', "wide"),
        ('<p style="width: 12px; overflow-wrap: anywhere">Étaient présents</p>', "upright"),
        ('<p style="width: 12px; overflow-wrap: anywhere; clip-path: inset(50%)">Étaient présents</p>', ""),
        ('<p style="width: 200px">Étaient présents</p>', ""),
    ],
)
def test_a_page_that_scrolls_sideways_or_stands_a_text_upright_is_refused(browser, body, seen):
    window = browser.new_context(viewport={"width": 360, "height": 740})
    try:
        page = window.new_page()
        page.set_content(f"<main>{body}</main>")
        if not seen:
            return assert_fits(page)
        with pytest.raises(AssertionError, match=seen):
            assert_fits(page)
    finally:
        window.close()
