"""Somebody at a screen: signs in by the form, clicks, types; each page he looks at is checked and kept."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Response, expect

from cmsic.demo.fictitious import PASSWORD
from tests.browser import Console, accessibility_problems, assert_fits, at_rest, follow_traffic
from tests.e2e.portal import DemoPortal
from tests.measure import is_long

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 760}


class Record:
    """What was seen of all the pages: their HTML, their headers, what axe and the console said."""

    def __init__(self) -> None:
        self.console = Console()
        self.pages: dict[str, str] = {}
        self.policies: dict[str, str] = {}
        self.inaccessible: list[str] = []
        self.server_errors: list[str] = []
        self.shots = Path(os.environ["CMSIC_KEEP_SHOTS"]) if os.environ.get("CMSIC_KEEP_SHOTS") else None

    def forgive(self, words: str, address: str = "", *, always: bool = True) -> None:
        """What the story did on purpose (an act refused, a line cut), the browser writes in the console by itself."""
        found = [problem for problem in self.console.problems if words in problem and address in problem]
        assert found or not always, self.console.problems
        for problem in found:
            self.console.problems.remove(problem)


class Visitor:
    def __init__(self, browser: Browser, portal: DemoPortal, record: Record) -> None:
        self.portal, self.record = portal, record
        self.context = browser.new_context(
            viewport=WIDE,
            locale="fr-FR",
            timezone_id="Africa/Porto-Novo",
            base_url=portal.address,
            reduced_motion="reduce",
            accept_downloads=True,
        )
        self.context.set_default_timeout(30_000)
        self.page: Page = self.context.new_page()
        self.last: Response | None = None
        record.console.watch(self.page)
        follow_traffic(self.page)
        self.page.on("response", self._answered)

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.record.server_errors.append(f"{response.status} {response.request.method} {response.url}")
        if response.request.is_navigation_request() and "html" in response.headers.get("content-type", ""):
            self.last = response
            self.record.policies[f"{response.request.method} {response.url}"] = response.headers.get(
                "content-security-policy", ""
            )

    # Going about

    def sign_in(self, email: str) -> "Visitor":
        self.page.goto("/")
        self.page.get_by_label("Courriel").fill(email)
        self.page.get_by_label("Mot de passe").fill(PASSWORD)
        self.click("Se connecter")
        expect(self.page.get_by_role("button", name=re.compile("Mon compte"))).to_be_visible()
        return self

    def go(self, path: str) -> None:
        self.page.goto(path)
        at_rest(self.page)

    def click(self, name: str, *, role: Any = "button", within: Any = None) -> None:
        (within or self.page).get_by_role(role, name=name, exact=True).first.click()

    def follow(self, name: str, within: Any = None) -> None:
        self.click(name, role="link", within=within)
        at_rest(self.page)

    def act(self, name: str, *, role: Any = "button", within: Any = None) -> None:
        """An act of the live page: wait until the page has been redrawn with what it changed."""
        with self.page.expect_response(
            lambda answer: "/direct" in answer.url and "hx-request" in answer.request.headers and answer.ok
        ):
            self.click(name, role=role, within=within)
        self.page.wait_for_function("() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")

    def confirm(self, name: str, answer: str) -> None:
        """Press a button that asks for a confirmation, and give it."""
        self.click(name)
        dialog = self.page.locator("[data-cmsic-confirm-dialog]")
        expect(dialog).to_be_visible()
        self.click(answer, within=dialog)
        expect(dialog).to_be_hidden()
        at_rest(self.page)

    def say(self) -> str:
        """The messages on the screen."""
        return " ".join(self.page.locator("[data-cmsic-toasts]").inner_text().translate(SPACES).split())

    def text(self, selector: str = "main") -> str:
        return " ".join(self.page.locator(selector).first.inner_text().translate(SPACES).split())

    # Looking

    def look(self, name: str, *, phone: bool = False, before: Callable[[], Any] | None = None) -> None:
        """Check the page as it stands: axe at 1280 px, its width at 360 px for the main ones (and axe there in the long
        size); keep its HTML for the validator.
        """
        at_rest(self.page)
        assert name not in self.record.pages, name
        self.record.pages[name] = self._html()
        self._check(name, "1280")
        if phone:
            self.page.set_viewport_size(NARROW)
            assert_fits(self.page)
            # On a narrow window the same elements stand in another order.
            if is_long() or self.record.shots:
                self._check(name, "360")
            self.page.set_viewport_size(WIDE)

    def _check(self, name: str, width: str) -> None:
        self.record.inaccessible += [f"{name}, {width} px: {problem}" for problem in accessibility_problems(self.page)]
        if self.record.shots:
            self.record.shots.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(
                path=self.record.shots / f"{len(self.record.pages):02} {name} {width}.png", full_page=True
            )

    def _html(self) -> str:
        """The page as the server sends it: the one received, or asked for again where scripts have redrawn it since."""
        live = self.page.locator("#live")
        if live.count():
            return self.context.request.get(live.get_attribute("data-here") or "").text()
        assert self.last is not None
        return self.last.text()

    def leave(self) -> None:
        self.context.close()


SPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})
