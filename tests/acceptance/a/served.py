"""Chromium on the standing world: a small server of the test answers it, within the transaction that undoes all, with
the headers of the portal.

One window lasts as long as the browser: its static files stay in its cache. What it keeps of a page (storage, what runs
there) goes when the page is left.
"""

import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from functools import cache, lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.contrib.messages import get_messages
from django.contrib.staticfiles import finders
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, Error, Page

from tests.access.world import World
from tests.browser import REST, Console

from .every import client_of

PASSED_ON = ("accept", "content-type", "hx-request", "hx-target", "x-csrftoken", "x-requested-with", "referer")
BLANK = "/static/"  # a page of the same origin where nothing is


@dataclass
class Visitor:
    """Whose window it is, and what the portal said to it."""

    client: Client
    refusals: list[str]
    here: Context
    connections: dict[str, Any]
    failures: list[Exception] = field(default_factory=list)

    def ask(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> Any:
        for alias, connection in self.connections.items():
            connections[alias] = connection  # those of the test, which waits while we answer
        if method == "GET":
            return self.client.get(address, headers=headers)
        kind = headers.pop("content-type", "application/octet-stream")
        response = self.client.generic(method, address, body, content_type=kind, headers=headers)
        told = get_messages(response.wsgi_request) if hasattr(response, "wsgi_request") else ()
        self.refusals.extend(str(message) for message in told if message.level_tag == "error")
        return response


class Portal(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    turn = Lock()  # one transaction: one request at a time
    visitor: Visitor | None = None
    asked = 0
    under_way: ClassVar[set[BaseHTTPRequestHandler]] = set()

    def answer(self) -> None:
        Portal.asked += 1
        self.under_way.add(self)
        try:
            self.find()
        finally:
            self.under_way.discard(self)

    def find(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        if parts.path.startswith("/static/"):
            return self.say(*static_file(parts.path.removeprefix("/static/")))
        address = parts.path + (f"?{parts.query}" if parts.query else "")
        headers = {name.lower(): value for name, value in self.headers.items() if name.lower() in PASSED_ON}
        with self.turn:
            visitor = Portal.visitor
            if visitor is None:
                return self.say(503, {}, b"")
            try:
                answer = visitor.here.run(visitor.ask, self.command, address, body, headers)
                content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            except Exception as failure:
                visitor.failures.append(failure)
                return self.say(500, {}, b"")
        told = {name: str(value) for name, value in answer.headers.items()}
        if self.command == "POST" and "Location" in told and self.headers.get("Sec-Fetch-Mode") == "navigate":
            told["Location"] = BLANK  # where an act leads is a page like another: it need not be drawn again
        self.say(answer.status_code, told, content)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    def say(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in (headers | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: Any) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """The browser left before the end of an answer."""


@cache
def static_file(name: str) -> tuple[int, dict[str, str], bytes]:
    if not name:
        return 200, {"Content-Type": "text/html"}, b'<!doctype html><link rel="icon" href="data:,">'
    found = finders.find(name)
    if not found:
        return 404, {}, b""
    kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
    return 200, {"Content-Type": kind, "Cache-Control": "max-age=31536000, immutable"}, Path(found).read_bytes()


@lru_cache(maxsize=1)
def origin() -> str:
    """The address of the portal, for this window; it is served for as long as the tests run."""
    server = Server(("127.0.0.1", 0), Portal)
    Thread(target=server.serve_forever, daemon=True).start()
    return f"http://localhost:{server.server_port}"


class Window:
    """The only page of its context, its console, and the means to forget what it keeps."""

    def __init__(self, browser: Browser) -> None:
        # No service worker, so that every request comes to us.
        self.context = browser.new_context(
            viewport={"width": 1280, "height": 900},
            locale="fr-FR",
            timezone_id="Africa/Porto-Novo",
            reduced_motion="reduce",
            service_workers="block",
        )
        self.page = self.context.new_page()
        self.console = Console()
        self.console.watch(self.page)
        self.inside = self.context.new_cdp_session(self.page)

    def forget(self) -> None:
        self.page.set_default_timeout(30_000)
        while True:
            try:
                self.page.goto(origin() + BLANK)
                break
            except Error as failure:
                if "interrupted by another navigation" not in str(failure):  # the end of the last act
                    raise
        self.inside.send("Storage.clearDataForOrigin", {"origin": origin(), "storageTypes": "all"})


_windows: dict[Browser, Window] = {}


@contextmanager
def served(
    browser: Browser,
    world: World,
    actor: str,
    *,
    refusals: list[str] | None = None,
    console: Console | None = None,
    width: int = 1280,
    height: int = 900,
) -> Iterator[Page]:
    """The window, as that of `actor`. A form needs its token, as outside of tests; `refusals` receives the sentences of
    the acts that were refused, `console` what the pages complained about.
    """
    window = _windows.get(browser) or _windows.setdefault(browser, Window(browser))
    client = client_of(world, actor)
    visitor = Visitor(
        client,
        refusals if refusals is not None else [],
        copy_context(),
        {connection.alias: connection for connection in connections.all(initialized_only=True)},
    )
    for connection in visitor.connections.values():
        connection.inc_thread_sharing()
    client.handler.enforce_csrf_checks = True
    window.console.problems = console.problems if console is not None else []
    Portal.visitor = visitor
    try:
        if window.page.viewport_size != {"width": width, "height": height}:
            window.page.set_viewport_size({"width": width, "height": height})
        yield window.page
        window.forget()
    except BaseException:
        del _windows[browser]
        window.context.close()
        raise
    finally:
        with Portal.turn:
            Portal.visitor = None
        client.handler.enforce_csrf_checks = False
        for connection in visitor.connections.values():
            connection.dec_thread_sharing()
    if visitor.failures:
        raise visitor.failures[0]


def settled(page: Page) -> None:
    """Wait until the page asks for nothing more and has nothing left to do."""
    page.wait_for_load_state("load")
    before = -1
    while Portal.asked > before or Portal.under_way:
        before = Portal.asked
        page.evaluate(REST)


def complaints(console: Console) -> list[str]:
    """What a console said, but for the pages that ask for the service worker which this browser has not."""
    return [each for each in console.problems if not each.endswith("Service Worker registration blocked by Playwright")]
