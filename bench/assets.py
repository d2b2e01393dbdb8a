"""The assets at 50,000 and 1,000,000 software lines: the list, its last page, the search, a file of an agent taken in.

    python -m bench.assets

V5 of the list against raw SQL and the same Jinja2 page; V7: the last page against the first one, and the first one
against what it cost with fifty times fewer assets; the same of the list of software, of the search and of a file of
four hundred software lines. Wall time of whole requests through the WSGI application, medians of interleaved rounds.
"""

import json
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from tests.measure import report, size

from .ground import bench_database, quantile
from .v5_list import by_hand, cpu_of, given_by, requests_of

ASSETS, LINES, MINISTRIES = size(2_000, 50_000), size(20_000, 1_000_000), 24
FEW = size(200, 1_000)  # of assets, before the rest comes
TITLES = size(300, 4_000)  # of software, over all ministries
ROUNDS, TIMES, FILES = size(3, 15), size(1, 6), size(4, 20)
SOFTWARES = 400  # lines of one file
INSTALL = """
INSERT INTO assets_installation (id, scope_id, asset_id, software_id, version, arch)
SELECT uuidv7(), a.scope_id, a.id, s.id, (n %% 7 + 1)::text || '.0', 'x86_64'
FROM (SELECT id, scope_id, row_number() OVER (PARTITION BY scope_id ORDER BY code) AS rank FROM assets_asset) a
CROSS JOIN generate_series(1, %(each)s) n
JOIN (SELECT id, scope_id, row_number() OVER (PARTITION BY scope_id ORDER BY name) AS rank,
      count(*) OVER (PARTITION BY scope_id) AS many FROM assets_software) s
  ON s.scope_id = a.scope_id AND s.rank = (a.rank * 13 + n * 7) %% s.many + 1
ON CONFLICT DO NOTHING
"""
COUNT = """
UPDATE assets_software s SET installed = c.many
FROM (SELECT software_id, count(DISTINCT asset_id) AS many FROM assets_installation GROUP BY software_id) c
WHERE c.software_id = s.id
"""


def main() -> None:
    with bench_database():
        measure()


def load(ministries: list[Any], category: Any, start: int, end: int) -> None:
    """Rows straight into the tables: this measures reading and taking in, not registering one by one."""
    from assets.enums import AssetState
    from assets.models import Asset

    day = date(2026, 1, 1)
    Asset.objects.bulk_create(
        (
            Asset(
                scope_id=ministries[n % MINISTRIES].scope_id,
                ministry=ministries[n % MINISTRIES],
                code=f"{ministries[n % MINISTRIES].acronym}-B{n:06d}",
                category=category,
                name=f"Poste de travail {n * 7919 % ASSETS}",
                manufacturer=f"Marque {n % 12}",
                model_name=f"Modèle {n % 90}",
                serial=f"SN{n:07d}",
                state=(AssetState.IN_USE, AssetState.STOCK, AssetState.REPAIR)[n % 3],
                site=f"Bureau {n % 400}",
                purchased_on=day - timedelta(days=n % 3000),
                price=400_000 + n,
                warranty_until=day - timedelta(days=n % 3000) + timedelta(days=365 + n % 1200),
            )
            for n in range(start, end)
        ),
        batch_size=2000,
    )


def software(ministries: list[Any]) -> None:
    from assets.models import Software

    Software.objects.bulk_create(
        (
            Software(
                scope_id=ministries[n % MINISTRIES].scope_id,
                ministry=ministries[n % MINISTRIES],
                name=f"Logiciel {n * 7919 % TITLES:05d} de gestion",
                publisher=f"Éditeur {n % 60}",
            )
            for n in range(TITLES)
        ),
        batch_size=2000,
    )


def install(each: int) -> int:
    from django.db import connection

    from assets.models import Installation

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")  # a million rows at once: no act does so
        cursor.execute(INSTALL, {"each": each})
        cursor.execute(COUNT)
        cursor.execute("ANALYZE")
        cursor.execute("RESET statement_timeout")
    return Installation.objects.count()


def agent_file(number: int) -> bytes:
    softwares = [{"name": f"Paquet {n:04d}", "version": f"{number % 9}.{n}"} for n in range(SOFTWARES)]
    content = {
        "versionclient": "GLPI-Agent_v1.7",
        "hardware": {"name": f"Poste {number}", "memory": 8192},
        "bios": {"smanufacturer": "Banc", "smodel": "B1", "ssn": f"BANC{number:06d}"},
        "softwares": softwares,
    }
    return json.dumps({"deviceid": f"banc-{number}", "content": content}).encode()


def taken(ministry: Any, numbers: range) -> tuple[list[float], list[float]]:
    """Milliseconds of new files, then of the same ones sent again."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from assets.operations import receive_agent_file

    first, again = [], []
    for number in numbers:
        for spent in (first, again):
            file = SimpleUploadedFile("poste.json", agent_file(number))
            began = time.perf_counter()
            receive_agent_file(ministry=ministry, file=file, by=None)
            spent.append(1000 * (time.perf_counter() - began))
    return first, again


def medians(calls: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """Milliseconds of each, their rounds interleaved."""
    found: dict[str, list[float]] = {name: [] for name in calls}
    for number in range(-1, ROUNDS):
        for name, call in calls.items():
            began = time.perf_counter()
            for _ in range(TIMES):
                call()
            if number >= 0:
                found[name].append(1000 * (time.perf_counter() - began) / TIMES)
    return {name: round(quantile(values, 0.5), 2) for name, values in found.items()}


def pages(reader: Any, dsi: Any) -> dict[str, Callable[[], Any]]:
    from assets.models import Asset
    from foundation.common.keyset import _encode

    last = Asset.objects.order_by("-code", "-pk").values_list("code", "pk")[50]

    ask = {person: requests_of(person, "/parc/") for person in (reader, dsi)}

    def page(address: str, by: Any = reader, **asked: Any) -> Callable[[], bytes]:
        return ask[by](f"{address}?{urlencode(asked)}" if asked else address)

    return {
        "first": page("/parc/"),
        "last": page("/parc/", after=_encode(*last)),
        "dsi": page("/parc/", dsi),
        "filtered": page("/parc/", state="in_use", warranty="soon"),
        "words": page("/parc/", q="Bureau 17"),
        "serial": page("/parc/", q="SN0000123"),
        "search": page("/recherche/", q="SN0000123"),
        "software": page("/parc/logiciels"),
        "software_words": page("/parc/logiciels", dsi, q="00123"),
        "renewal": page("/parc/renouvellement", dsi, max_age=5),
        "renewal_asin": page("/parc/renouvellement", max_age=5),
    }


def measure() -> None:
    from django.db import connection
    from django.urls import reverse

    from foundation.accounts.enums import Role, ScopeKind
    from tests.factories import AssetCategoryFactory, MinistryFactory, ScopeFactory, officer_of

    assert (reverse("assets:list"), reverse("search:results")) == ("/parc/", "/recherche/")
    ministries = MinistryFactory.create_batch(MINISTRIES)
    category = AssetCategoryFactory(name="Postes de travail", renewal_price=450_000, useful_years=5)
    reader = officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_READER)
    dsi = officer_of(ministries[3].scope, Role.DSI)
    each = LINES // ASSETS
    software(ministries)
    load(ministries, category, 0, FEW)
    few_lines = install(each)
    calls = pages(reader, dsi)
    few = medians(calls)
    few_first, few_again = taken(ministries[0], range(FILES))
    load(ministries, category, FEW, ASSETS)
    lines = install(each)
    calls = pages(reader, dsi)
    many = medians(calls)
    first, again = taken(ministries[0], range(1000, 1000 + FILES))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    given = given_by(calls["filtered"])
    raw = by_hand(given)
    sides: dict[str, list[float]] = {"ours": [], "raw": []}
    for number in range(-1, ROUNDS):
        for name, call in (("ours", calls["filtered"]), ("raw", raw)):
            milliseconds = cpu_of(call, TIMES)
            if number >= 0:
                sides[name].append(milliseconds)
    ours, other = (round(quantile(sides[name], 0.5), 2) for name in ("ours", "raw"))
    report(
        "actifs V5", ratio=round(ours / other, 2), limit=1.6, ours_ms=ours, raw_sql_and_jinja2_ms=other, assets=ASSETS
    )
    report(
        "actifs V7",
        last_of_first=round(many["last"] / many["first"], 2),
        many_of_few=round(many["first"] / few["first"], 2),
        limit=1.3,
        assets=ASSETS,
        few=FEW,
        lines=lines,
        few_lines=few_lines,
    )
    report("actifs pages", **{f"{name}_ms": value for name, value in many.items()}, with_few=few)
    was, now = quantile(few_first, 0.5), quantile(first, 0.5)
    report(
        "actifs import",
        new_ms=round(now, 1),
        new_with_few_ms=round(was, 1),
        ratio=round(now / was, 2),
        limit=1.3,
        again_ms=round(quantile(again, 0.5), 1),
        again_with_few_ms=round(quantile(few_again, 0.5), 1),
        software_lines_of_a_file=SOFTWARES,
    )


if __name__ == "__main__":
    main()
