"""V10: from the commit to the first line of the task, against a bare Celery call. Both workers run at the same time,
the rounds alternate.

python -m bench.v10_jobs
"""

import os
import tempfile
import time
from functools import partial
from pathlib import Path

from tests.measure import report, size

from .ground import Processes, bench_database, quantile, wait_for

ROUNDS, CALLS, PAUSE = size(3, 11), size(30, 100), 0.01


def begun(path: Path, places: range) -> dict[int, float]:
    found = (
        {
            int(line.split()[0]): float(line.split()[1])
            for line in path.read_text().splitlines()
            if len(line.split()) == 2
        }
        if path.exists()
        else {}
    )
    return found if all(place in found for place in places) else {}


def main() -> None:
    with bench_database(), tempfile.TemporaryDirectory() as folder:
        measure(Path(folder))


def measure(folder: Path) -> None:
    from django.conf import settings
    from django.db import transaction

    from foundation.jobs import enqueue
    from foundation.jobs.models import Worker

    ours, bare = folder / "ours", folder / "bare"
    os.environ["BARE_BROKER"] = settings.CELERY_BROKER_URL
    from .bare_celery import app, instant

    processes = Processes(folder)
    worker = ["--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
    try:
        processes.start("relay", ["manage.py", "relay"])
        processes.start(
            "worker",
            ["-m", "celery", "-A", "cmsic", "worker", "--queues", "default", *worker, "-n", "ours@%h"],
            CMSIC_BENCH_FILE=str(ours),
        )
        processes.start(
            "bare",
            ["-m", "celery", "-A", "bench.bare_celery", "worker", "--queues", "bare", *worker, "-n", "bare@%h"],
            CMSIC_BENCH_FILE=str(bare),
        )
        wait_for(lambda: Worker.objects.count() == 2, 120, "relay and worker")
        instant.apply_async([-1], queue="bare")
        wait_for(lambda: begun(bare, range(-1, 0)), 60, "bare worker")
        samples: dict[str, list[list[float]]] = {"ours": [], "bare": []}
        for number in range(-1, ROUNDS):
            places = range((number + 1) * CALLS, (number + 2) * CALLS)
            asked: dict[str, dict[int, float]] = {"ours": {}, "bare": {}}
            for place in places:
                with transaction.atomic():
                    enqueue("bench_instant", place, by=None)
                    asked["ours"][place] = time.time()
                time.sleep(PAUSE)
                asked["bare"][place] = time.time()
                instant.apply_async([place], queue="bare")
                time.sleep(PAUSE)
            for name, path in (("ours", ours), ("bare", bare)):
                wait_for(partial(begun, path, places), 120, f"{name}: all of round {number}")
                times = begun(path, places)
                if number >= 0:  # the first round warms both up
                    samples[name].append([1000 * (times[place] - asked[name][place]) for place in places])
    finally:
        app.close()
        processes.stop()
    figures = {}
    for q, label in ((0.5, "p50"), (0.99, "p99")):
        sides = {name: [quantile(each, q) for each in rounds] for name, rounds in samples.items()}
        ratio = quantile(
            [ours_ms / bare_ms for ours_ms, bare_ms in zip(sides["ours"], sides["bare"], strict=True)], 0.5
        )
        figures[label] = {
            "ours_ms": round(quantile(sides["ours"], 0.5), 2),
            "bare_ms": round(quantile(sides["bare"], 0.5), 2),
            "ratio": round(ratio, 2),
        }
    report("V10", goal="p50 ≤ 2 ×, p99 ≤ 3 × of a bare Celery call", rounds=ROUNDS, calls=CALLS, **figures)


if __name__ == "__main__":
    main()
