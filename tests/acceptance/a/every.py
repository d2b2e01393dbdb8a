"""Every page, form and call of the portal, as the access matrix lists them: who may open it, at what address, on what
object.
"""

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from django import forms
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory

from cmsic.api_schema import drawn_schema
from foundation.accounts.limits import remember_device
from tests.access.matrix import Line, all_lines
from tests.access.world import World, build_world


class _Undo(Exception):
    pass


@contextmanager
def undone() -> Iterator[Callable[[], None]]:
    """Give the database back as it was, whatever was done inside; what is given does so at once, as often as called."""

    def again() -> None:
        transaction.savepoint_rollback(here)
        transaction.set_rollback(False)

    try:
        with transaction.atomic():
            here = connection.savepoint_ids[-1]
            yield again
            raise _Undo
    except _Undo:
        pass


@contextmanager
def standing_world(blocker: Any) -> Iterator[World]:
    """The world of the access matrix, with a signed-in cookie for each actor, for as long as the block lasts."""
    with blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            world = build_world()
            for actor, user in world.users.items():
                client = Client()
                client.force_login(user)
                # A session used just now: each request is undone, and would write again that the person was seen, and
                # on which device.
                session = client.session
                session["signed_in_at"] = int(time.time())
                session["seen_at"] = int(time.time()) + 3600
                session["device_of"] = user.email
                session.save()
                device = HttpResponse()
                remember_device(RequestFactory().get("/"), device, user)
                client.cookies.update(device.cookies)
                world.extra[f"cookies {actor}"] = client.cookies.output(header="", attrs=[]).strip()
            connection.check_constraints()  # now: else again after each test, for what a test does is undone
            yield world
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


def client_of(world: World, actor: str) -> Client:
    """The browser of an actor as it stood after sign-in; made once, for loading the middleware costs more
    than a page.
    """
    client: Client = world.extra.setdefault(f"client {actor}", Client())
    client.cookies.clear()
    if actor != "anonymous":
        client.cookies.load(world.extra[f"cookies {actor}"])
    return client


@dataclass(frozen=True)
class Visit:
    """One line of the matrix on one object, by somebody who may."""

    line: Line
    variant: str
    actor: str

    @property
    def name(self) -> str:
        return f"{self.line.route}{self.line.query} {self.variant}".strip()

    def get(self, world: World, query: dict[str, str] | None = None) -> Any:
        return client_of(world, self.actor).get(self.line.address(world, self.variant), query)

    def data(self, world: World) -> dict[str, Any]:
        return dict(self.line.data(world, self.variant)) if self.line.data else {}

    def post(self, world: World, address: str, data: Any) -> Any:
        client = client_of(world, self.actor)
        if self.line.is_api:
            return client.post(
                address,
                data if isinstance(data, str | bytes) else json.dumps(data, default=str),
                content_type="application/json",
            )
        return client.post(address, data)


def visits(method: str, *, api: bool) -> list[Visit]:
    """Each line of this method on each of its objects; of the people who may, the first named."""
    return [
        Visit(line, variant, actors.split()[0])
        for line in all_lines()
        if line.method == method and line.is_api == api
        for variant, actors in sorted(line.variants.items())
        if actors.split()
    ]


def once_per_route(found: list[Visit]) -> list[Visit]:
    """The first object of each address; the others show the same page."""
    return list({(visit.line.route, visit.line.query): visit for visit in reversed(found)}.values())[::-1]


ALERTS = {"field__error", "errors", "alert--late", "alert--attention", "toast--late"}


class Page(HTMLParser):
    """A page as a browser reads it: its controls, its words, and what could run in it."""

    VOID = frozenset(
        ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
    )

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.controls: dict[str, list[str]] = {}  # name → what is typed, chosen or ticked
        self.names: set[str] = set()  # of every control, filled or not
        self.alerts: list[str] = []  # sentences of the errors, near a field or at the head
        self.running: list[str] = []  # inline scripts, handlers, styles
        self.tags: set[str] = set()
        self.ids: set[str] = set()
        self.words: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._textarea: list[str] | None = None  # the values of the one being read
        self._select = ""
        self._option: tuple[str | None, bool] | None = None
        self._inert = ""
        self.feed(markup)
        self.close()

    @property
    def text(self) -> str:
        return "".join(self.words)

    @property
    def typed(self) -> set[str]:
        return {value for values in self.controls.values() for value in values}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        self.ids.add(given.get("id", ""))
        self.running += [
            f"{tag} {name}={value}" for name, value in given.items() if name.startswith("on") or name == "style"
        ]
        self.running += [
            f"{tag} {name}={value}"
            for name, value in given.items()
            if name in ("href", "src", "action") and value.lower().startswith("javascript:")
        ]
        name = given.get("name", "")
        if tag in ("input", "textarea", "select"):
            self.names.add(name)
        if tag == "script":
            if "src" not in given and given.get("type") not in ("application/json", "importmap"):
                self.running.append("inline script")
            self._inert = "script"
        elif tag == "style":
            self.running.append("inline style")
            self._inert = "style"
        elif tag == "input":
            ticked = given.get("type") in ("checkbox", "radio")
            if not ticked or "checked" in given:
                self.controls.setdefault(name, []).append(given.get("value", "on" if ticked else ""))
        elif tag == "textarea":
            self._textarea = self.controls.setdefault(name, [])
            self._textarea.append("")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self.controls.setdefault(self._select, []).append(given.get("value", ""))
        classes = given.get("class", "").split()
        alert = bool(ALERTS & set(classes)) or given.get("role") == "alert"
        if tag not in self.VOID:
            self._open.append((tag, alert and "hidden" not in given))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inert:
            self._inert = ""
        if tag == "textarea":
            self._textarea = None
        if tag == "select":
            self._select = ""
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index][0] == tag:
                del self._open[index:]
                break

    def handle_data(self, data: str) -> None:
        if self._inert:
            return
        if self._textarea is not None:
            # The first line break of a textarea is not part of it.
            self._textarea[-1] += data.removeprefix("\n") if not self._textarea[-1] else data
            return
        self.words.append(data)
        if data.strip() and any(alert for _, alert in self._open):
            self.alerts.append(data.strip())


@contextmanager
def bound_forms(patch: Any) -> Iterator[list[Any]]:
    """The forms that a request fills, as the portal makes them: which fields a page reads is seen, not
    declared twice.
    """
    seen: list[Any] = []
    begin = forms.BaseForm.__init__

    def watching(form: Any, *args: Any, **options: Any) -> None:
        begin(form, *args, **options)
        if form.is_bound:
            seen.append(form)

    with patch.context() as patched:
        patched.setattr(forms.BaseForm, "__init__", watching)
        yield seen


def fields_of(visit: Visit, world: World, patch: Any) -> dict[str, Any]:
    """Every field a POST reads: its HTML name → its Django field, or None for what the view reads by itself."""
    with undone(), bound_forms(patch) as seen:
        address, data = visit.line.address(world, visit.variant), visit.data(world)
        visit.post(world, address, data)
        found = {form.add_prefix(name): field for form in seen for name, field in form.fields.items()}
    for name in data:
        found.setdefault(name, None)
    # Of a set of lines the first stands for all.
    return {
        name: field
        for name, field in found.items()
        if not re.search(r"-[1-9]\d*-", name) and not name.endswith(("_FORMS", "idempotency_key"))
    }


def writes() -> list[tuple[str, str, dict[str, Any]]]:
    """Each write of the OpenAPI schema: method, path, resolved schema of what is sent."""
    schema = drawn_schema()

    def resolved(node: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in node:
            name = node["$ref"].rpartition("/")[2]
            node = schema["components"]["schemas"][name]
        for key in ("allOf", "oneOf", "anyOf"):
            if key in node:
                node = {**resolved(node[key][0]), **{name: value for name, value in node.items() if name != key}}
        if "properties" in node:
            node = node | {"properties": {name: resolved(value) for name, value in node["properties"].items()}}
        if "items" in node:
            node = node | {"items": resolved(node["items"])}
        return node

    found = []
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            if method in ("post", "put", "patch", "delete"):
                content = operation.get("requestBody", {}).get("content", {})
                body = content.get("application/json") or next(iter(content.values()), {"schema": {}})
                found.append((method, path, resolved(body["schema"])))
    return found


def write_at(
    address: str, method: str, known: list[tuple[str, str, dict[str, Any]]]
) -> tuple[str, dict[str, Any]] | None:
    """The write of the schema that an address names: the one with the fewest parameters that fits."""
    fits = [
        (path.count("{"), path, node)
        for verb, path, node in known
        if verb == method and re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", path), address)
    ]
    return min(fits, key=lambda fit: fit[0])[1:] if fits else None
