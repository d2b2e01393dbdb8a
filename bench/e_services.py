"""V5 and V7 for the months of the e-services: 1,000 services × 60 months, their list against the same statements and
template, and its last page against its first. CPU of this process, rounds interleaved.

    python -m bench.e_services
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from tests.measure import report, size

from .ground import bench_database, quantile
from .v5_list import by_hand, cpu_of, given_by, requests_of

SERVICES, MONTHS, MINISTRIES = size(60, 1_000), size(12, 60), 24
ROUNDS, REQUESTS = size(1, 11), size(5, 50)
LIST = "/e-services/mois/"
QUERY = "?since=2021-01-01&answered=enough"


def main() -> None:
    with bench_database():
        measure()


def load() -> Any:
    """Rows straight into the tables: this measures reading."""
    from eservices.models import EService, ServiceMonth
    from foundation.accounts.enums import Role, ScopeKind
    from projects.queries.project_signals import add_months
    from tests.factories import MinistryFactory, ScopeFactory, officer_of

    ministries = MinistryFactory.create_batch(MINISTRIES)
    services = EService.objects.bulk_create(
        [
            EService(
                scope_id=ministries[n % MINISTRIES].scope_id,
                ministry=ministries[n % MINISTRIES],
                name=f"Attestation en ligne n° {n * 7919 % SERVICES}",
                platform="Guichet",
            )
            for n in range(SERVICES)
        ]
    )
    first = date(2021, 1, 1)
    ServiceMonth.objects.bulk_create(
        (
            ServiceMonth(
                scope_id=service.scope_id,
                service=service,
                month=add_months(first, place),
                online=100 + place,
                counter=50,
                completed=120,
                satisfaction=7,
                answers=120 + place,
                availability=99,
            )
            for service in services
            for place in range(MONTHS)
        ),
        batch_size=5_000,
    )
    return officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_READER), services[0]


def compared(sides: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """The median of each side, in milliseconds of CPU; a first round warms them up."""
    found: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(-1, ROUNDS):
        for name, call in sides.items():
            milliseconds = cpu_of(call, REQUESTS)
            if number >= 0:
                found[name].append(milliseconds)
    return {name: round(quantile(values, 0.5), 2) for name, values in found.items()}


def measure() -> None:
    from django.db import connection

    reader, service = load()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    told = {"services": SERVICES, "months": SERVICES * MONTHS, "rounds": ROUNDS, "requests": REQUESTS}
    ask = requests_of(reader, LIST)
    ours = ask(LIST + QUERY)
    ours()  # the first request of a session writes it once
    given = given_by(ours)
    shown = len(given.context["list"].page.rows)
    sides = compared({"ours": ours, "by_hand": by_hand(given)})
    report(
        "V5 e-services",
        ratio=round(sides["ours"] / sides["by_hand"], 2),
        limit=1.6,
        ours_ms=sides["ours"],
        raw_sql_and_jinja2_ms=sides["by_hand"],
        rows=shown,
        **told,
    )
    pages = compared({"first": ask(LIST), "last": ask(LIST + "?sort=month")})
    report(
        "V7 e-services",
        ratio=round(pages["last"] / pages["first"], 2),
        limit=1.3,
        first_page_ms=pages["first"],
        last_page_ms=pages["last"],
        **told,
    )
    other = {
        "sheet": ask(f"/e-services/{service.pk}"),
        "radar": ask(f"/e-services/comparaison?ministry={service.ministry_id}"),
    }
    report("V5 e-services, pages", **{f"{name}_ms": value for name, value in compared(other).items()}, **told)


if __name__ == "__main__":
    main()
