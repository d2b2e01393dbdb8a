"""A real Chromium for the tests: sign-in by cookie, console watched, accessibility checked with axe under our own CSP.

Load it with `pytest_plugins = ["tests.browser"]`. A missing browser fails the test; it never skips.

    def test_the_list(live_page):
        page = live_page("/projets/", user=secretary, width=360)
        assert_accessible(page)
"""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request, expect, sync_playwright

AXE = Path(__file__).resolve().parent / "vendor" / "axe.min.js"
CANDIDATES = ("/usr/bin/chromium", "/usr/bin/chromium-headless-shell")
FLAGS = (
    "--disable-gpu",
    "--disable-software-rasterizer",
    "--in-process-gpu",  # one process less for what draws nothing but pictures
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--lang=fr",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chromium() -> str:
    """Return the path of the browser: CMSIC_CHROMIUM, else a usual place. Fail when there is none."""
    named = os.environ.get("CMSIC_CHROMIUM")
    for candidate in (named,) if named else CANDIDATES:
        if candidate and (Path(candidate).is_file() or shutil.which(candidate)):
            return candidate
    raise AssertionError(
        f"no Chromium found at {named or ' or '.join(CANDIDATES)}: install chromium, or name it in CMSIC_CHROMIUM"
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright keeps a loop running in this thread; Django would refuse every query of the test itself.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    libraries = (
        {"LD_LIBRARY_PATH": os.environ["CMSIC_CHROMIUM_LIBRARIES"]} if "CMSIC_CHROMIUM_LIBRARIES" in os.environ else {}
    )
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium(),
            chromium_sandbox=os.geteuid() != 0 and not os.environ.get("CMSIC_CHROMIUM_NO_SANDBOX"),
            args=list(FLAGS),
            env={**os.environ, **libraries},
        )
        yield launched
        launched.close()
    if before is None:
        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


class Console:
    """What the console of a page complained about: errors of scripts, refusals of the CSP, warnings."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def watch(self, page: Page) -> None:
        page.on("console", self._message)
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))

    def _message(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        page = message.page
        url = message.location.get("url", "")
        # The status of the page itself (403, 404, 409) is the test's business, not the console's.
        if (
            message.text.startswith("Failed to load resource")
            and page is not None
            and url.split("#")[0] == page.url.split("#")[0]
        ):
            return
        self.problems.append(f"{url}: {message.text}")


def sign_in(context: BrowserContext, base_url: str, user: Any) -> None:
    """Open the session of `user` in this browser, without going through the form."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": base_url}])


# Twice, for what is done at the end may ask for more.
REST = """async () => {
  for (let turn = 0; turn < 2; turn++) {
    await new Promise((then) => setTimeout(then, 50));
    await new Promise((then) => requestIdleCallback(then, { timeout: 2000 }));
  }
}"""


class Traffic:
    """What a page asked for, and what it has not received yet."""

    def __init__(self, page: Page) -> None:
        self.asked = 0
        self.awaited: set[Request] = set()
        page.on("request", self._asks)
        page.on("requestfinished", self._has)
        page.on("requestfailed", self._has)

    def _asks(self, request: Request) -> None:
        self.asked += 1
        if request.resource_type not in ("ping", "eventsource", "websocket"):
            self.awaited.add(request)

    def _has(self, request: Request) -> None:
        self.awaited.discard(request)


_traffic: WeakKeyDictionary[Page, Traffic] = WeakKeyDictionary()


def follow_traffic(page: Page) -> None:
    """From its first address on, so that `at_rest` can tell."""
    _traffic[page] = Traffic(page)


def at_rest(page: Page) -> None:
    """Wait until the page asks for nothing more and has nothing left to do, without the half second that `networkidle`
    adds to each.
    """
    traffic, before = _traffic[page], -1
    for _ in range(20):
        page.wait_for_load_state("load")
        if traffic.asked == before and not traffic.awaited:
            break
        before = traffic.asked
        try:
            page.evaluate(REST)
        except Error as failure:
            if "Execution context was destroyed" not in str(failure):  # by the next page: that one is waited for
                raise
    else:  # a line that is slow, an answer that was lost with the page before
        page.wait_for_load_state("networkidle")
    if page.locator("[data-hx-trigger*='load delay']").count():  # asks by itself a little later
        page.wait_for_load_state("networkidle")


LivePage = Callable[..., Page]


@pytest.fixture
def live_page(browser: Browser, live_server: Any) -> Iterator[LivePage]:
    """Return `open_page(path, user=None, width=1280, height=900, **context options) -> Page`.

    At the end the test fails if a page wrote an error or a warning in its console; `open_page.console.problems.clear()`
    forgives them.
    """
    contexts: list[BrowserContext] = []
    console = Console()

    def open_page(
        path: str = "/", *, user: Any = None, width: int = 1280, height: int = 900, wait: bool = True, **options: Any
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="fr-FR",
            timezone_id="Africa/Porto-Novo",
            base_url=live_server.url,
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        if user is not None:
            sign_in(context, live_server.url, user)
        page = context.new_page()
        console.watch(page)
        follow_traffic(page)
        page.goto(path)
        if wait and options.get("java_script_enabled", True):
            at_rest(page)
        elif wait:
            page.wait_for_load_state("networkidle")
        return page

    open_page.console = console
    yield open_page
    for context in contexts:
        context.close()
    assert console.problems == []


def choose(page: Page, label: str, words: str) -> None:
    """Choose in a list by its label, as it is drawn: in the search box of a long one, or of one of several answers."""
    at_rest(page)  # its script comes with the first of them
    box = page.get_by_role("combobox", name=label)
    if box.evaluate("box => box.tagName") == "SELECT":
        box.select_option(label=words)
        return
    box.click()
    box.press_sequentially(words)
    expect(page.locator(".ts-dropdown:visible .option").first).to_contain_text(words)
    box.press("Enter")
    box.press("Escape")


@lru_cache(maxsize=1)
def _axe_source() -> str:
    return AXE.read_text()


VIOLATIONS = "([scope, options]) => axe.run(scope || document, options).then((results) => results.violations)"


def accessibility_problems(
    page: Page, *, within: str = "", rules: list[str] | None = None, without: list[str] | None = None
) -> list[str]:
    """Run axe and return its violations, one line for each element, with what to do."""
    if not page.evaluate("() => Boolean(window.axe)"):
        # Through the debugger: the page keeps its own CSP, axe comes in all the same. Its 600 kB are compiled once for
        # the pages of a window, where evaluate() compiles them again for each. Left open: what ends it takes the keys
        # away that a test gave the window.
        inside = page.context.new_cdp_session(page)
        inside.send("Runtime.evaluate", {"expression": _axe_source()})
    options = {
        "runOnly": {"type": "tag", "values": rules or RULES},
        "rules": {name: {"enabled": False} for name in without or []},
        "resultTypes": ["violations"],
    }
    violations = page.evaluate(VIOLATIONS, [within, options])  # not the rest: writing it down costs 0.1 s a page
    return [
        f"{violation['id']} ({violation['impact']}): {' '.join(map(str, node['target']))}:"
        f" {node['failureSummary'].splitlines()[-1].strip()}"
        for violation in violations
        for node in violation["nodes"]
    ]


def assert_accessible(page: Page, **options: Any) -> None:
    problems = accessibility_problems(page, **options)
    assert problems == [], "\n".join([page.url, *problems])


UPRIGHT = """() => [...document.querySelectorAll("body *")].filter((each) => {
  const own = [...each.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data.trim()).join("");
  if (own.length < 6 || !each.checkVisibility() || each.closest("svg, select")) return false;
  const { width, height } = each.getBoundingClientRect();
  if (width <= 2 || height <= width) return false;
  const size = parseFloat(getComputedStyle(each).fontSize);
  if (width >= 2.5 * size || height <= 5 * size) return false;
  for (let above = each; above; above = above.parentElement) {
    if (getComputedStyle(above).clipPath !== "none") return false; // heard, not seen
  }
  return true;
}).slice(0, 6).map((each) => `${each.tagName.toLowerCase()}.${each.className} : ${each.innerText.slice(0, 40)}`)"""


def assert_fits(page: Page) -> None:
    """The page does not scroll sideways, and no text stands upright, a letter a line."""
    upright = page.evaluate(UPRIGHT)
    assert not upright, f"{page.url}: upright {upright}"
    wide, window = page.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
    if wide > window:
        culprits = page.evaluate(
            """() => [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
                .slice(0, 6).map(e => e.tagName.toLowerCase() + "." + (e.className.baseVal ?? e.className))"""  # noqa: E501
        )
        raise AssertionError(f"{page.url} is {wide} px wide in a window of {window}: {culprits}")


def assert_each_fits(live_page: LivePage, addresses: Iterable[str], *, user: Any = None) -> Page:
    """Each page, opened once, fits and is accessible on a phone and on a screen; return the last, on a screen."""
    page = live_page("about:blank", user=user)
    for address in addresses:
        page.goto(address)
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert_fits(page)
            assert_accessible(page)
    return page
