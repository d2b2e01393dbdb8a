"""V5 to V9 as the portfolio grows: the same pages and acts at 1,000, 10,000 and 100,000 projects, of ten updates each.

    python -m bench.sizes

CMSIC_SIZES=1000,10000 asks for other sizes.

Each size has its database and its process; rounds are interleaved, so that what slows the machine slows them all. Wall
time of whole requests through the WSGI application, and of transactions with their commit: the database's share counts.
What is printed for each is the median in milliseconds at each size, and the ratio of the largest to the smallest.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from tests import schema
from tests.measure import report, size

from .ground import bench_database, quantile

SIZES = [int(each) for each in os.environ.get("CMSIC_SIZES", size("80,160", "1000,10000,100000")).split(",")]
ROUNDS, TIMES = size(2, 11), size(1, 6)
FEWER = size(1, 5)  # rounds of what has no goal of its own
SLOW = 1_000  # milliseconds of a call that is not repeated within its round
# name → (limit of the ratio largest ÷ smallest, 0 where the goal says none; what is measured)
GOALS: dict[str, tuple[float, str]] = {
    "V5 list": (0, "la liste, filtrée par stade et par signal"),
    "V6 dashboard": (1.15, "le tableau de bord national"),
    "V7 first page": (1.3, "la première page de la liste"),
    "V7 last page": (1.3, "la dernière page de la liste"),
    "V8 rare word": (3, "la recherche d’un mot que portent cinq projets"),
    "V9 update": (0, "publier une mise à jour"),
}


def main() -> None:
    if len(sys.argv) > 1:
        serve(int(sys.argv[1]))
        return
    measure()


# One size: a process that loads its database, then runs what it is asked for.


def serve(projects: int) -> None:
    with bench_database():
        from .load import load

        say(load(projects))
        calls = calls_of(projects)
        for name, call in calls.items():
            began = time.perf_counter()
            call()
            print(f"{projects} : {name} : {1000 * (time.perf_counter() - began):.0f} ms", file=sys.stderr, flush=True)
        say({"calls": list(calls)})
        for line in sys.stdin:
            say(timed(calls[line.strip()]))


def say(told: Any) -> None:
    print(json.dumps(told, default=str), flush=True)


def timed(call: Callable[[], Any]) -> float:
    """The median of some calls, in milliseconds; of one where it is slow."""
    times: list[float] = []
    while len(times) < TIMES and not (times and times[-1] > SLOW):
        began = time.perf_counter()
        call()
        times.append(1000 * (time.perf_counter() - began))
    return quantile(times, 0.5)


def calls_of(projects: int) -> dict[str, Callable[[], Any]]:
    """What is measured, by name. Pages are asked by an account of the ASIN, which sees all; « dsi » by a ministry's."""
    from django.db import connection
    from django.db.models import Count, Q, Sum
    from django.urls import reverse

    from foundation.accounts.enums import Role, ScopeKind
    from foundation.accounts.models import User
    from foundation.common.database import prefix_query
    from foundation.common.keyset import _encode
    from projects.models import Project, ProjectFigure
    from projects.models.project import SORT_TITLE
    from tests.factories import ScopeFactory, officer_of

    from .load import COMMON_WORD, RARE_WORD
    from .v5_list import by_hand, given_by, requests_of
    from .v9_update import bare_tables, people_and_projects, publisher

    reader = officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_READER)
    dsi = User.objects.filter(grants__scope__projects__isnull=False).distinct().order_by("pk")[0]
    listed, searched = reverse("projects:list"), reverse("search:results")

    ask = {person: requests_of(person, listed) for person in (reader, dsi)}

    def page(address: str, *, by: Any = reader, **asked: Any) -> Callable[[], bytes]:
        return ask[by](f"{address}?{urlencode(asked)}" if asked else address)

    ordered = Project.objects.followed().annotate(page_key=SORT_TITLE).order_by("-page_key", "-pk")
    last = ordered.values_list("page_key", "pk")[50]
    people_and_projects(1)
    bare_tables()
    publish = publisher(0)
    number = iter(range(1, 10**9))

    def live() -> None:
        """The figures of the dashboard, counted from the projects themselves."""
        rows = Project.objects.filter(kind="project").order_by()
        list(rows.values("ministry_id", "stage", "colour", "left_on").annotate(count=Count("pk")))
        Project.objects.filter(is_leaf=True).aggregate(planned=Sum("planned_cost"), forecast=Sum("forecast_cost"))

    def summary() -> None:
        """The same from the summary, as the dashboard reads it."""
        cells = ProjectFigure.objects.filter(kind="project").order_by()
        list(cells.values("ministry_id", "stage", "colour", "followed").annotate(count=Sum("projects")))
        ProjectFigure.objects.filter(is_leaf=True).aggregate(planned=Sum("planned_cost"), known=Sum("planned_known"))

    def indexed() -> None:
        list(Project.objects.filter(search=prefix_query(RARE_WORD)).values("pk", "title")[:9])

    def contains() -> None:
        """What a search does without an index of words."""
        found = Q(title__icontains=RARE_WORD) | Q(objectives__icontains=RARE_WORD) | Q(supplier__icontains=RARE_WORD)
        list(Project.objects.filter(found).values("pk", "title")[:9])

    first = page(listed, stage="running", colour="green")
    first()
    drawn = by_hand(given_by(first))
    calls: dict[str, Callable[[], Any]] = {
        "V5 list": first,
        "V5 raw SQL and Jinja2": drawn,
        "V6 dashboard": page(reverse("dashboards:national")),
        "V6 summary": summary,
        "V6 live aggregate": live,
        "V6 figures": page(reverse("dashboards:figures")),
        "V7 first page": page(listed),
        "V7 last page": page(listed, after=_encode(*last)),
        "V8 rare word": page(searched, q=RARE_WORD),
        "V8 common word": page(searched, q=COMMON_WORD),
        "V8 rare word in the list": page(listed, q=RARE_WORD),
        "V8 common word in the list": page(listed, q=COMMON_WORD),
        "V8 rare word, dsi": page(searched, by=dsi, q=RARE_WORD),
        "V8 nothing found": page(searched, q="zzyzx inconnu"),
        "V8 index of words": indexed,
        "V8 icontains": contains,
        "V9 update": lambda: publish["ours"](next(number)),
        "V9 bare update": lambda: publish["bare"](next(number)),
        "home, asin": page("/"),
        "home, dsi": page("/", by=dsi),
        "own projects": page(reverse("projects:mine"), by=dsi),
        "quality": page(reverse("projects:quality")),
        "board": page(reverse("projects:board")),
        "bubbles": page(reverse("projects:bubbles")),
        "map": page(reverse("projects:map")),
        "calendar": page(reverse("steering:calendar")),
        "ministry": page(reverse("ministries:detail", args=[Project.objects.order_by("pk")[0].ministry_id])),
        "project": page(reverse("projects:detail", args=[last[1]])),
    }
    for name, asked in FILTERS.items():
        calls[f"list {name}"] = page(listed, **asked)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return calls


# Of the list: those that few rows meet, or that read more than a row.
FILTERS: dict[str, dict[str, str]] = {
    "by end": {"sort": "-end"},
    "by variance": {"sort": "-variance"},
    "stale": {"stale": "1"},
    "retained red": {"retained": "red"},
    "red for a year": {"red_days": "365"},
    "still": {"guard": "still"},
    "optimist": {"guard": "optimist"},
    "watermelon": {"guard": "watermelon"},
    "left": {"portfolio": "left"},
    "none": {"stage": "submitted", "colour": "red"},
}


# All sizes together.


def start(projects: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bench.sizes", str(projects)],
        cwd=Path(__file__).resolve().parent.parent,
        env=os.environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def told_by(process: subprocess.Popen[str]) -> Any:
    assert process.stdout is not None
    while line := process.stdout.readline():
        if line.startswith(("{", "[")) or line[:1].isdigit():
            try:
                told = json.loads(line)
            except json.JSONDecodeError:
                continue
            if not (isinstance(told, dict) and "level" in told):  # a line of the log
                return told
    raise SystemExit("a size ended before it was measured")


def measure() -> None:
    # One schema for all of them.
    os.environ.setdefault(schema.RUN, uuid4().hex)
    os.environ.setdefault(schema.BASE, f"sizes_{os.getpid()}")
    processes: dict[int, subprocess.Popen[str]] = {}
    try:
        for each in SIZES:  # one after the other: what loads does not slow what loads besides
            processes[each] = start(each)
            report("load", asked=each, **told_by(processes[each]))
            names = told_by(processes[each])["calls"]
        began = time.monotonic()
        rounds = {name: {each: [] for each in SIZES} for name in names}
        for turn in range(ROUNDS):  # each size has made each call once
            for name in names:
                if turn >= FEWER and name not in GOALS:
                    continue
                for each, process in processes.items():
                    assert process.stdin is not None
                    process.stdin.write(f"{name}\n")
                    process.stdin.flush()
                    rounds[name][each].append(told_by(process))
            print(f"tour {turn + 1} sur {ROUNDS} : {time.monotonic() - began:.0f} s", flush=True)
    finally:
        for process in processes.values():
            process.communicate(timeout=120)
    told(names, {name: {each: quantile(found, 0.5) for each, found in of.items()} for name, of in rounds.items()})


def told(names: list[str], medians: dict[str, dict[int, float]]) -> None:
    small, large = SIZES[0], SIZES[-1]

    def against(name: str, other: str) -> dict[str, float]:
        return {str(each): round(medians[name][each] / medians[other][each], 2) for each in SIZES}

    for name in names:
        found = medians[name]
        limit, words = GOALS.get(name, (0, ""))
        report(
            name,
            **({"what": words} if words else {}),
            ratio=round(found[large] / found[small], 2),
            **({"limit": limit} if limit else {}),
            ms={str(each): round(value, 2) for each, value in found.items()},
        )
    report("V5 at each size", of_raw_sql_and_jinja2=against("V5 list", "V5 raw SQL and Jinja2"), limit=1.6)
    report("V6 at each size", live_aggregate_of_summary=against("V6 live aggregate", "V6 summary"), at_least=8)
    report("V7 at each size", last_of_first=against("V7 last page", "V7 first page"), limit=1.3)
    report("V8 at each size", icontains_of_index=against("V8 icontains", "V8 index of words"), at_least=100)
    report("V9 at each size", of_bare=against("V9 update", "V9 bare update"), limit=2)


if __name__ == "__main__":
    main()
