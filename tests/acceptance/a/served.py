"""Chromium on the standing world: its requests are answered by the test itself, within the transaction that undoes them
all, with the headers of the portal; our static files come from a small server beside it.
"""

import mimetypes
import re
from contextvars import copy_context
from functools import lru_cache
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from django.contrib.messages import get_messages
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Request, Route

from tests.access.world import World
from tests.browser import Console

from .every import client_of


class StaticFiles(SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        name = urlsplit(self.path).path.removeprefix("/static/")
        found = finders.find(name)
        if not found:
            return self.send_error(404)
        body = Path(found).read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", mimetypes.guess_type(found)[0] or "application/octet-stream")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: Any) -> None:
        """Say nothing."""


@lru_cache(maxsize=1)
def origin() -> str:
    """The address of the portal, for these windows; its static files are served for as long as the tests run."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), StaticFiles)
    Thread(target=server.serve_forever, daemon=True).start()
    return f"http://localhost:{server.server_port}"


PASSED_ON = ("accept", "content-type", "hx-request", "hx-target", "x-csrftoken", "x-requested-with", "referer")


def served(
    browser: Browser, world: World, actor: str, *, refusals: list[str] | None = None, **options: Any
) -> BrowserContext:
    """A window signed in as `actor`. It has no service worker, so that every request comes back to us.

    A form needs its token, as outside of tests; `refusals` receives the sentences of the acts that were refused.
    """
    context = browser.new_context(
        **{
            "viewport": {"width": 1280, "height": 900},
            "locale": "fr-FR",
            "timezone_id": "Africa/Porto-Novo",
            "reduced_motion": "reduce",
            "service_workers": "block",
            **options,
        }
    )
    client = client_of(world, actor)
    client.handler.enforce_csrf_checks = True
    context.on("close", lambda _: setattr(client.handler, "enforce_csrf_checks", False))
    context.route(re.compile(rf"{origin()}/(?!static/)"), _answering(client, refusals if refusals is not None else []))
    return context


def complaints(console: Console) -> list[str]:
    """What a console said, but for the pages that ask for the service worker which this browser has not."""
    return [each for each in console.problems if not each.endswith("Service Worker registration blocked by Playwright")]


def _answering(client: Client, refusals: list[str]) -> Any:
    # The browser calls us back outside of the context that knows the connection of this test.
    here = copy_context()
    moved: dict[str, str] = {}  # where an act asked by a script led to

    def answer(route: Route, request: Request) -> None:
        parts = urlsplit(request.url)
        headers = {name: value for name, value in request.headers.items() if name in PASSED_ON}
        address = parts.path + (f"?{parts.query}" if parts.query else "")
        if request.method == "GET":
            response = here.run(client.get, moved.get(address, address), headers=headers)
        else:
            kind = headers.pop("content-type", "application/octet-stream")
            body = request.post_data_buffer or b""
            response = here.run(client.generic, request.method, address, body, content_type=kind, headers=headers)
            told = get_messages(response.wsgi_request) if hasattr(response, "wsgi_request") else ()
            refusals.extend(str(message) for message in told if message.level_tag == "error")
        if request.resource_type in ("xhr", "fetch") and 300 <= response.status_code < 400:
            # The browser would follow it past us; what it hears is the address that it asked.
            moved[address] = response.headers["Location"]
            response = here.run(client.get, moved[address], headers=headers)
        route.fulfill(
            status=response.status_code,
            headers={name: str(value) for name, value in response.headers.items()},
            body=b"".join(response.streaming_content) if response.streaming else response.content,
        )

    return answer
