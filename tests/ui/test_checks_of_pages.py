"""What the tests in a browser ask of every page is able to fail."""

import pytest

from tests.browser import accessibility_problems, assert_fits

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="fr"><head><title>Essai</title></head><body><main><h1>Essai</h1>
<img src="data:,"><p style="color:#ccc">peu lisible</p>{}</main></body></html>"""
UPRIGHT = '<p style="width:9px;word-break:break-all">une lettre par ligne</p>'
HEARD = '<p style="width:9px;word-break:break-all;clip-path:inset(50%)">seulement entendu</p>'


def test_what_is_wrong_with_a_page_is_told(browser):
    context = browser.new_context()
    page = context.new_page()
    page.set_content(PAGE.format(HEARD))
    told = accessibility_problems(page)
    assert [problem.split(" ")[0] for problem in told] == ["color-contrast", "image-alt"]
    assert "p:nth-child(3): Element has insufficient color contrast" in told[0]
    assert accessibility_problems(page, within="h1") == []
    assert_fits(page)
    page.set_content(PAGE.format(UPRIGHT))
    with pytest.raises(AssertionError, match=r"upright .*une lettre par ligne"):
        assert_fits(page)
    context.close()
