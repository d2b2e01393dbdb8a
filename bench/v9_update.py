"""V9: publishing an update with its summary, history, journal and job rows, against the bare transaction; then four
writers at once.

    python -m bench.v9_update

The bare side saves the same business rows with the same ORM in one transaction (lock the project, look for its draft,
insert the update, change the project) in
copies of the tables with the same indexes, checks and keys, and nothing else: no summary, no history, no journal, no
job. The same by hand in SQL is printed beside.
Wall time of a transaction with its commit, rounds interleaved. Writers are processes: each its own connection.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from tests.measure import report, size

from .ground import bench_database, quantile

ROUNDS, UPDATES = size(3, 11), size(20, 200)
WRITERS, SECONDS = 4, size(1, 10)
PROJECTS = 16  # for each writer
SIDES = ("ours", "bare")
COLUMNS = (
    "id, scope_id, project_id, month, state, attests_no_change, stage, progress, forecast_start, forecast_end,"
    " forecast_cost, actual_start, actual_end, actual_cost, own_rating, narrative, author_id, author_name,"
    " published_at, version"
)


def main() -> None:
    with bench_database():
        measure()


def people_and_projects(writers: int) -> None:
    """One ministry a writer, as in life: each DSI publishes his own portfolio."""
    from datetime import date

    from foundation.accounts.enums import Role
    from projects.enums import Stage
    from projects.operations import PlannedValues, create_project
    from tests.factories import MinistryFactory, officer_of

    planned = PlannedValues(date(2026, 1, 1), date(2027, 12, 31), 100_000_000, date(2026, 1, 1), "Commission")
    for writer in range(writers):
        ministry = MinistryFactory(acronym=f"W{writer}")
        dsi = officer_of(ministry.scope, Role.DSI)
        for n in range(PROJECTS):
            create_project(
                ministry,
                f"Projet {n}",
                by=dsi,
                stage=Stage.RUNNING,
                actual_start=date(2026, 1, 15),
                progress=30,
                planned=planned,
            )


def bare_tables() -> None:
    """Copies with the same indexes and checks; none of the portal's triggers comes along, nor the foreign keys, which
    are put back.
    """
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare_project (LIKE projects_project INCLUDING ALL)")
        cursor.execute("CREATE TABLE bare_update (LIKE projects_statusupdate INCLUDING ALL)")
        generated = "search"
        cursor.execute(
            "SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) FROM"
            " information_schema.columns WHERE table_name = 'projects_project' AND column_name <> %s",
            [generated],
        )
        columns = cursor.fetchone()[0]
        cursor.execute(f"INSERT INTO bare_project ({columns}) SELECT {columns} FROM projects_project")
        cursor.execute(
            "ALTER TABLE bare_update ADD FOREIGN KEY (project_id) REFERENCES bare_project, ADD FOREIGN KEY (scope_id)"
            " REFERENCES accounts_scope, ADD FOREIGN KEY (author_id) REFERENCES accounts_user"
        )
        cursor.execute("ANALYZE")


@cache
def bare_model(name: str, table: str, source: Any) -> Any:
    """The same columns as a model of the portal, on the bare table."""
    from django.db import models

    fields: dict[str, Any] = {}
    for column in source._meta.concrete_fields:
        if column.generated or column.name == "created_at":
            continue
        fields[column.attname] = (
            models.UUIDField(db_column=column.column, null=column.null) if column.is_relation else column.clone()
        )
    fields["Meta"] = type("Meta", (), {"managed": False, "db_table": table, "app_label": "kinds"})
    return type(name, (models.Model,), fields | {"__module__": __name__})


def publisher(writer: int) -> dict[str, Callable[[int], None]]:
    """The ways to publish the n-th update of a writer: the operation, the bare transaction, the same by hand."""
    from django.db import connection, transaction

    from foundation.accounts.models import User
    from foundation.common import clock
    from foundation.common.ids import new_id
    from projects.models import Project, StatusUpdate
    from projects.operations import UpdateValues, publish_update

    bare_project, bare_update = (
        bare_model("BareProject", "bare_project", Project),
        bare_model("BareUpdate", "bare_update", StatusUpdate),
    )

    projects = list(Project.objects.filter(ministry__acronym=f"W{writer}").defer("search").order_by("code"))
    dsi = User.objects.get(grants__scope=projects[0].scope_id)
    dsi.access  # noqa: B018  the rights are loaded once for a request
    known = [UpdateValues.of(project) for project in projects]

    def ours(n: int) -> None:
        place = n % PROJECTS
        publish_update(
            projects[place].pk,
            UpdateValues(**known[place].__dict__ | {"progress": 28 + n // PROJECTS % 5, "narrative": f"Point n° {n}."}),
            by=dsi,
        )

    def bare(n: int) -> None:
        place, today = n % PROJECTS, clock.today()
        values = known[place].__dict__ | {"progress": 28 + n // PROJECTS % 5}
        narrative = f"Point n° {n}."
        del values["narrative"]
        with transaction.atomic():
            project = bare_project.objects.select_for_update(of=("self",)).get(pk=projects[place].pk)
            bare_update.objects.filter(project_id=project.pk, state="draft").first()
            bare_update(
                id=new_id(),
                scope_id=project.scope_id,
                project_id=project.pk,
                month=today.replace(day=1),
                state="published",
                narrative=narrative,
                author_id=dsi.pk,
                author_name=str(dsi),
                published_at=clock.now(),
                **values,
            ).save(force_insert=True)
            for name, value in values.items():
                setattr(project, name, value)
            project.dates_unknown, project.last_update_on, project.fresh_until, project.colour, project.colour_since = (
                False,
                today,
                today,
                "green",
                today,
            )
            project.version += 1
            project.save(
                update_fields={
                    *values,
                    "dates_unknown",
                    "last_update_on",
                    "fresh_until",
                    "colour",
                    "colour_since",
                    "schedule_variance",
                    "cost_variance",
                    "version",
                }
            )

    def by_hand(n: int) -> None:
        project, today = projects[n % PROJECTS], clock.today()
        progress, narrative = 28 + n // PROJECTS % 5, f"Point n° {n}."
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM bare_project WHERE id = %s FOR UPDATE", [project.pk])
            cursor.fetchone()
            values = [
                new_id(),
                project.scope_id,
                project.pk,
                today.replace(day=1),
                "published",
                False,
                project.stage,
                progress,
                None,
                None,
                None,
            ]
            values += [project.actual_start, None, None, None, narrative, dsi.pk, str(dsi), clock.now(), 1]
            cursor.execute(f"INSERT INTO bare_update ({COLUMNS}) VALUES ({', '.join(['%s'] * len(values))})", values)
            cursor.execute(
                "UPDATE bare_project SET stage = %s, progress = %s, forecast_start = %s, forecast_end = %s,"
                " forecast_cost = %s, actual_start = %s, actual_end = %s, actual_cost = %s, own_rating = %s,"
                " dates_unknown = %s, last_update_on = %s, fresh_until = %s, colour = %s, colour_since = %s,"
                " schedule_variance = %s, cost_variance = %s, version = version + 1 WHERE id = %s",
                [
                    project.stage,
                    progress,
                    None,
                    None,
                    None,
                    project.actual_start,
                    None,
                    None,
                    None,
                    False,
                    today,
                    project.fresh_until,
                    "green",
                    today,
                    0,
                    None,
                    project.pk,
                ],
            )

    return {"ours": ours, "bare": bare, "sql": by_hand}


def write(writer: int, asked: Connection) -> None:
    """One writer of the second part: for each side that is asked for, publish for some seconds and tell how many."""
    ways = publisher(writer)
    number = 0
    for side in SIDES:
        ways[side](number)
    asked.send("ready")
    while side := asked.recv():
        publish, began = ways[side], number
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            number += 1
            publish(number)
        asked.send(number - began)


@contextmanager
def writers() -> Iterator[list[Connection]]:
    """All the writers, ready: each a process with its own connection, forked from this one, which has read the code."""
    from django.db import connections

    connections.close_all()
    context = get_context("fork")
    pipes = [context.Pipe() for _ in range(WRITERS)]
    running = [context.Process(target=write, args=(n, its_end), daemon=True) for n, (_, its_end) in enumerate(pipes)]
    ours = [our_end for our_end, _ in pipes]
    for process in running:
        process.start()
    for _, its_end in pipes:
        its_end.close()
    try:
        for pipe in ours:
            if pipe.recv() != "ready":
                raise SystemExit("a writer did not start")
        yield ours
    finally:
        for process, pipe in zip(running, ours, strict=True):
            if process.is_alive():
                pipe.send("")
            process.join(30)


def throughput(side: str, running: Sequence[Connection]) -> float:
    """Updates a second of these writers at once, all started on one signal."""
    for pipe in running:
        pipe.send(side)
    return sum(pipe.recv() for pipe in running) / SECONDS


def measure() -> None:
    people_and_projects(WRITERS)
    bare_tables()
    ways = publisher(0)
    rounds: dict[str, list[float]] = {side: [] for side in ways}
    number = 0
    for turn in range(-1, ROUNDS):
        for side, publish in ways.items():
            times = []
            for n in range(number, number + UPDATES):
                began = time.perf_counter()
                publish(n + 1)
                times.append(1000 * (time.perf_counter() - began))
            if turn >= 0:
                rounds[side].append(quantile(times, 0.5))
        number += UPDATES
    ours, bare, sql = (round(quantile(rounds[side], 0.5), 2) for side in ("ours", "bare", "sql"))
    with writers() as running:
        speeds = {
            (side, count): [throughput(side, running[:count]) for _ in range(size(1, 3))]
            for count in (1, WRITERS)
            for side in SIDES
        }
    median = {key: quantile(values, 0.5) for key, values in speeds.items()}
    scaling = {side: median[side, WRITERS] / median[side, 1] for side in SIDES}
    report(
        "V9",
        ratio=round(ours / bare, 2),
        limit=2,
        ours_ms=ours,
        bare_ms=bare,
        by_hand_in_sql_ms=sql,
        rounds=ROUNDS,
        updates=UPDATES,
        four_writers_ratio=round(scaling["ours"] / scaling["bare"], 2),
        four_writers_limit=0.7,
        four_writers_of_bare=round(median["ours", WRITERS] / median["bare", WRITERS], 2),
        four_writers=WRITERS,
        ours_per_second={str(count): round(median["ours", count], 1) for count in (1, WRITERS)},
        bare_per_second={str(count): round(median["bare", count], 1) for count in (1, WRITERS)},
        seconds=SECONDS,
    )


if __name__ == "__main__":
    main()
