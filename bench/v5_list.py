"""V5: the list of fifty projects with its filters, signed in, against raw SQL and the same Jinja2 page. CPU of this
process, rounds interleaved.

    python -m bench.v5_list

Both sides draw the same bytes. Ours is the whole request: middleware, session, rights, filters, ORM, page. The other
side sends the same statements by hand and draws the template; nothing else. The nearest peer of the goal (Redmine's
list) is not in this environment's packages.
"""

import gc
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from tests.measure import report, size

from .ground import bench_database, quantile

PROJECTS, MINISTRIES = size(1_000, 20_000), 24
ROUNDS, REQUESTS = size(1, 11), size(10, 100)
QUERY = "?stage=running&colour=green"


def main() -> None:
    with bench_database():
        measure()


def people_and_projects() -> Any:
    """Rows straight into the tables: this measures reading."""
    from foundation.accounts.enums import Role, ScopeKind
    from projects.enums import Colour, Stage
    from projects.models import Project
    from tests.factories import MinistryFactory, ScopeFactory, officer_of

    ministries = MinistryFactory.create_batch(MINISTRIES)
    day = date(2026, 1, 1)
    rows = []
    for n in range(PROJECTS):
        ministry = ministries[n % MINISTRIES]
        rows.append(
            Project(
                scope_id=ministry.scope_id,
                ministry=ministry,
                code=f"{ministry.acronym}-{n:05d}",
                title=f"Plateforme de suivi n° {n * 7919 % PROJECTS}",
                stage=Stage.RUNNING if n % 4 else Stage.APPROVED,
                actual_start=day if n % 4 else None,
                progress=n % 100,
                planned_start=day,
                planned_end=day + timedelta(days=200 + n % 300),
                planned_cost=10_000_000 + n,
                forecast_cost=11_000_000 + n,
                colour=Colour.GREEN if n % 3 else Colour.RED,
                schedule_variance=n % 40,
                cost_variance=n % 20,
                fresh_until=day + timedelta(days=n % 600),
                own_rating=1 + n % 5,
            )
        )
    Project.objects.bulk_create(rows, batch_size=2000)
    return officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_READER)


def cpu_of(call: Callable[[], Any], times: int) -> float:
    """Milliseconds of CPU of this process for one call."""
    gc.collect()
    began = time.process_time()
    for _ in range(times):
        call()
    return 1000 * (time.process_time() - began) / times


def requests_of(reader: Any, first: str) -> Callable[[str], Callable[[], bytes]]:
    """Whole requests through the WSGI application, as the server would make them; without the instruments of the test
    client. They send back the cookies of the `first` page seen, as a browser does.
    """
    from django.core.wsgi import get_wsgi_application
    from django.test import Client, RequestFactory

    client = Client()
    client.force_login(reader)
    application = get_wsgi_application()
    client.get(first)
    cookie = "; ".join(f"{name}={morsel.coded_value}" for name, morsel in client.cookies.items())

    def request(address: str) -> Callable[[], bytes]:
        def send() -> bytes:
            environ = RequestFactory().get(address, HTTP_COOKIE=cookie).environ
            answer: list[str] = []
            body = b"".join(application(environ, lambda status, headers: answer.append(status)))
            if not answer[0].startswith("200"):
                raise SystemExit(f"{address}: {answer[0]}")
            return body

        return send

    return request


def request_of(reader: Any, address: str) -> Callable[[], bytes]:
    return requests_of(reader, address)(address)


@dataclass(frozen=True)
class Given:
    """What the view gave its template, and the statements that it read for it."""

    template: Any
    context: dict[str, Any]
    request: Any
    statements: list[str]

    def draw(self, **changed: Any) -> str:
        return self.template.render(self.context | changed, self.request)

    def draw_with(self, rows: list[Any]) -> str:
        """The same page with these rows, their cells made again: a view makes them as they are drawn."""
        shown = self.context["list"]
        columns = [column for column in self.context["spec"].columns if column.on_page]
        cells = ([column.cell(row) for column in columns] for row in rows)
        return self.draw(list=replace(shown, page=replace(shown.page, rows=rows), cells=cells))


def given_by(ours: Callable[[], bytes]) -> Given:
    from django.db import connection
    from django.template import engines
    from django.test.utils import CaptureQueriesContext

    import foundation.common.exports as exports

    given: dict[str, Any] = {}
    original = exports.render

    def remember(request: Any, name: str, context: dict[str, Any], **options: Any) -> Any:
        given.update(context=context, request=request, name=name)
        return original(request, name, context, **options)

    exports.render = remember
    try:
        with CaptureQueriesContext(connection) as queries:
            ours()
    finally:
        exports.render = original
    # A list of choices is read through a named cursor; by hand one reads it plainly.
    statements = [query["sql"].partition(" CURSOR WITH HOLD FOR ")[2] or query["sql"] for query in queries]
    return Given(engines["jinja2"].get_template(given["name"]), given["context"], given["request"], statements)


def by_hand(given: Given) -> Callable[[], bytes]:
    """The same page from the statements themselves: no ORM, no middleware, no form class built; the template gets what
    the view gave it.
    """
    from django.db import connection

    statements, page = given.statements, given.context["list"].page
    listing = next((number for number, sql in enumerate(statements) if "page_key" in sql and "LIMIT" in sql), -1)

    def draw() -> bytes:
        with connection.cursor() as cursor:
            for number, sql in enumerate(statements):
                cursor.execute(sql)
                rows = cursor.fetchall()
                if number == listing and not isinstance(page.rows[0], dict):
                    found = page.rows  # rows of a model: read here too, drawn as the view made them
                elif number == listing:
                    names = [column.name for column in cursor.description]
                    keys = dict(zip(names, page.rows[0].keys(), strict=True)) if len(names) == len(page.rows[0]) else {}
                    labels = list(keys.values()) or names
                    found = [dict(zip(labels, row, strict=True)) for row in rows[: len(page.rows)]]
        return given.draw_with(found).encode()

    return draw


BARE_TABLE = """<table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</table>"""


def page_against_bare(given: Given) -> dict[str, Any]:
    """Drawing alone: our page of fifty rows, against the same page whose table is a bare loop over the same cells."""
    import html
    import re

    import jinja2

    rows = given.context["list"].page.rows
    drawn = given.draw_with(rows)
    lines = re.findall(r"<tr\b.*?</tr>", drawn.partition("<tbody")[2].partition("</tbody>")[0], re.S)
    cells = [
        [
            " ".join(html.unescape(re.sub(r"<[^>]+>", " ", cell)).split())
            for cell in re.findall(r"<t[dh]\b.*?</t[dh]>", line, re.S)
        ]
        for line in lines
    ]
    assert len(cells) == len(rows)
    assert all(any(line) for line in cells)
    bare = jinja2.Environment(autoescape=True).from_string(BARE_TABLE)
    sides: dict[str, list[float]] = {"ours": [], "frame": [], "bare": []}
    calls: dict[str, Callable[[], str]] = {
        "ours": lambda: given.draw_with(rows),
        "frame": lambda: given.draw_with([]),
        "bare": lambda: bare.render(rows=cells),
    }
    for number in range(-1, ROUNDS):
        for name, call in calls.items():
            milliseconds = cpu_of(call, REQUESTS)
            if number >= 0:
                sides[name].append(milliseconds)
    ours, frame, table = (quantile(sides[name], 0.5) for name in ("ours", "frame", "bare"))
    return {
        "ratio": round(ours / (frame + table), 2),
        "limit": 1.5,
        "ours_ms": round(ours, 2),
        "page_without_rows_ms": round(frame, 2),
        "bare_table_ms": round(table, 2),
        "rows": len(rows),
        "cells": sum(map(len, cells)),
    }


def measure() -> None:
    import re

    from django.db import connection

    reader = people_and_projects()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    ours = request_of(reader, f"/projets/{QUERY}")
    ours()  # the first request of a session writes it once
    given = given_by(ours)
    draw = by_hand(given)
    # CSP nonces and form keys differ from one drawing to the next; everything else must be the same.
    plain = [re.sub(rb'(nonce|value|content)="[^"]*"|"X-CSRFToken": "[^"]*"', b"", text) for text in (ours(), draw())]
    same = plain[0] == plain[1]
    shown = plain[0].count(b'<th scope="row">')
    sides: dict[str, list[float]] = {"ours": [], "by_hand": []}
    for number in range(-1, ROUNDS):
        for name, call in (("ours", ours), ("by_hand", draw)):
            milliseconds = cpu_of(call, REQUESTS)
            if number >= 0:
                sides[name].append(milliseconds)
    our_side, other_side = (round(quantile(sides[name], 0.5), 2) for name in ("ours", "by_hand"))
    report(
        "V5",
        ratio=round(our_side / other_side, 2),
        limit=1.6,
        ours_ms=our_side,
        raw_sql_and_jinja2_ms=other_side,
        rows=shown,
        same_page=same,
        projects=PROJECTS,
        rounds=ROUNDS,
        requests=REQUESTS,
        redmine="présent, non mesuré ici" if shutil.which("redmine") else "pair absent",
    )
    report("V5 page", **page_against_bare(given))


if __name__ == "__main__":
    main()
