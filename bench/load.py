"""A State of any size for the benches: 24 ministries with their commissions, projects, ten monthly updates each (two
in the short run).

    python -m bench.load 100000      # in a database of its own; prints how long each part took

Rows go straight into the tables, many at once: the triggers of history and of the summaries are there and do their
work, the rules of the operations are not asked. What is told is spread as in life: most projects run, some are late,
some dearer, a few are gone; a word stands in five of them whatever their number, another in one of eight.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from tests.measure import report, size

from .ground import bench_database

MINISTRIES, UPDATES = 24, size(2, 10)
RARE_WORD, COMMON_WORD = "oléagineux", "courrier"
NOUNS = ("Plateforme", "Registre", "Portail", "Entrepôt", "Annuaire", "Réseau", "Guichet", "Observatoire")
VERBS = ("suivi", "gestion", "délivrance", "archivage", "contrôle", "publication", "collecte")
THINGS = (COMMON_WORD, "agréments", "bourses", "marchés", "états civils", "permis", "semences", "stages")
BATCH = 2000


def main() -> None:
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    with bench_database():
        report("load", **load(wanted))


def load(projects: int) -> dict[str, Any]:
    """Fill the database; return how many rows there are and how long they took."""
    from django.db import connection

    from projects.operations import fold_figures

    seconds: dict[str, float] = {}

    @contextmanager
    def timed(name: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        seconds[name] = round(time.monotonic() - began, 1)

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        with timed("projects_s"):
            authors = _people()
            _projects(projects, authors)
        with timed("updates_s"):
            for month in range(UPDATES, 0, -1):
                _month(cursor, month, authors)
        with timed("readings_s"):
            fold_figures()
            _readings(cursor)
        with timed("vacuum_s"):
            cursor.execute("VACUUM ANALYZE")
        counts = {}
        for table in ("projects_project", "projects_statusupdate", "projects_projectevent", "projects_projectfigure"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts[table.partition("_")[2]] = cursor.fetchone()[0]
        cursor.execute("SELECT pg_database_size(current_database()) / 1000000")
        megabytes = int(cursor.fetchone()[0])
    return {**counts, **seconds, "megabytes": megabytes}


def _people() -> dict[Any, Any]:
    """A DSI and a commission for each ministry; the DSI of each scope."""
    from foundation.accounts.enums import Role
    from tests.factories import CommissionFactory, MinistryFactory, officer_of

    authors = {}
    for number in range(MINISTRIES):
        ministry = MinistryFactory(acronym=f"B{number:02d}", name=f"Ministère de la Mesure {number}")
        CommissionFactory(ministry=ministry, scope=ministry.scope)
        authors[ministry] = officer_of(ministry.scope, Role.DSI)
    return authors


def _projects(count: int, authors: dict[Any, Any]) -> None:
    from django.db import transaction

    from foundation.common import clock
    from foundation.common.database import insert_rows
    from projects.enums import Stage
    from projects.models import Baseline, Project

    ministries, today = list(authors), clock.today()
    for first in range(0, count, BATCH):
        rows, baselines = [], []
        for n in range(first, min(first + BATCH, count)):
            ministry = ministries[n % MINISTRIES]
            start = today - timedelta(days=120 + n * 37 % 900)
            end = start + timedelta(days=200 + n * 53 % 900)
            cost = 5_000_000 + n * 7919 % 900 * 1_000_000
            is_begun, has_plan = n % 5 != 0, n % 11 != 0
            place = n * 7919 % count
            noun, verb, thing = NOUNS[place % 8], VERBS[place % 7], THINGS[place // 56 % 8]
            rare = f" {RARE_WORD}" if n % (count // 5) == 7 else ""
            planned = (
                {"start": start, "end": end, "cost": cost} if has_plan else dict.fromkeys(("start", "end", "cost"))
            )
            rows.append(
                Project(
                    scope_id=ministry.scope_id,
                    ministry_id=ministry.pk,
                    code=f"{ministry.acronym}-{n:06d}",
                    title=f"{noun} de {verb} des {thing} n° {place}",
                    objectives=f"Rendre la {verb} des {thing}{rare} plus simple pour les usagers et plus sûre pour"
                    f" l’administration de la zone {n % 77}.",
                    beneficiaries="Agents du ministère, usagers et communes",
                    supplier=f"Prestataire {n % 300}",
                    stage=Stage.RUNNING if is_begun else Stage.APPROVED,
                    actual_start=start if is_begun else None,
                    progress=0,
                    said_on=start,
                    **{f"{kind}_{name}": value for kind in ("planned", "initial") for name, value in planned.items()},
                )
            )
            if has_plan:
                baselines.append(
                    Baseline(
                        scope_id=ministry.scope_id,
                        project_id=rows[-1].pk,
                        number=0,
                        adopted_on=start,
                        **{f"planned_{name}": value for name, value in planned.items()},
                    )
                )
        with transaction.atomic():
            insert_rows(rows)
            insert_rows(baselines)


# A fifth of the projects is silent for the last months; one in forty ends or stops for good.
TELL = """
UPDATE projects_project SET
    progress = least(100, (11 - %(ago)s) * 9 + (hashtext(code) & 7)),
    forecast_end = planned_end + (hashtext(code) & 127) - 40 + (10 - %(ago)s) * (hashtext(code) & 15),
    forecast_cost = planned_cost + planned_cost / 200 * ((hashtext(code) & 63) - 20) / 10 * (11 - %(ago)s),
    stage = CASE WHEN %(ago)s = 2 AND stage = 'running' AND (hashtext(code) & 63) = 5 THEN 'suspended' ELSE stage END,
    own_rating = 1 + (hashtext(code || %(ago)s) & 3) + (hashtext(code) & 1),
    asin_rating = CASE WHEN (hashtext(code) & 3) = 0 THEN 1 + (hashtext(code || 'a') & 3) END,
    last_update_on = %(day)s, fresh_until = %(day)s + 45, said_on = %(day)s, version = version + 1
WHERE scope_id = %(scope)s AND left_on IS NULL AND (%(ago)s > 3 OR (hashtext(code) & 7) > 1)
"""
COLOUR = """
UPDATE projects_project SET
    schedule_variance = s.late, cost_variance = s.dear, colour_since = %(day)s,
    colour = CASE WHEN s.late IS NULL AND s.dear IS NULL THEN 'unknown' WHEN greatest(s.late, s.dear) >= 30 THEN 'red'
        WHEN greatest(s.late, s.dear) >= 10 THEN 'yellow' ELSE 'green' END,
    left_on = CASE WHEN %(ago)s = 1 AND (hashtext(code) & 63) = 9 THEN %(day)s END,
    exit_reason = CASE WHEN %(ago)s = 1 AND (hashtext(code) & 63) = 9 THEN 'out_of_scope' ELSE '' END
FROM (SELECT id,
        round((greatest(forecast_end, %(day)s::date) - planned_end) * 100.0
            / greatest(planned_end - planned_start, 1), 1) AS late,
        round((forecast_cost - planned_cost) * 100.0 / nullif(planned_cost, 0), 1) AS dear
    FROM projects_project WHERE scope_id = %(scope)s) AS s
WHERE s.id = projects_project.id AND left_on IS NULL
"""
PUBLISH = """
INSERT INTO projects_statusupdate (id, version, scope_id, project_id, month, state, attests_no_change, stage,
    progress, forecast_start, forecast_end, forecast_cost, actual_start, actual_end, actual_cost, own_rating, narrative,
    author_id, author_name, published_at)
SELECT uuidv7(), 1, scope_id, id, date_trunc('month', %(day)s::date), 'published', (hashtext(code) & 7) = 6, stage,
    progress, forecast_start, forecast_end, forecast_cost, actual_start, actual_end, actual_cost, own_rating,
    'Point du mois : les travaux avancent, deux livraisons sont reçues, une réserve demeure.', %(author)s, 'DSI',
    %(day)s::date + time '16:00'
FROM projects_project WHERE scope_id = %(scope)s
"""


def _month(cursor: Any, ago: int, authors: dict[Any, Any]) -> None:
    """What each ministry tells in a month, each in one transaction as a DSI who publishes all his rows."""
    from django.db import transaction

    from foundation.common import clock

    day = clock.today() - timedelta(days=30 * ago - 10)
    for ministry, author in authors.items():
        told = {"ago": ago, "day": day, "scope": ministry.scope_id, "author": author.pk}
        with transaction.atomic():
            cursor.execute(TELL, told)
            if ago in (4, 1):  # the nights do it each day: often enough for its history
                cursor.execute(COLOUR, told)
            cursor.execute(PUBLISH, told)


def _readings(cursor: Any) -> None:
    """The evenings of a year of month ends: those of the dashboards' course."""
    from foundation.common import clock
    from projects.operations import take_reading

    first = clock.today().replace(day=1)
    for _ in range(12):
        evening: date = first - timedelta(days=1)
        take_reading(evening)
        first = evening.replace(day=1)


if __name__ == "__main__":
    main()
