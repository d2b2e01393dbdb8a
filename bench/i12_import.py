"""I12: a table of 100,000 rows through a real worker: checked, then imported, then undone.

    python -m bench.i12_import

Seconds and memory are those of the worker's own process, which does nothing else; the list of projects is asked for all
the while, as people would. Half of the rows come back changed in a second file.
"""

import os
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from tests.measure import report, size

from .ground import bench_database, quantile
from .v5_list import request_of

ROWS = size(5_000, 100_000)
SECONDS, MEGABYTES = 120, 300
HEADER = (
    "Intitulé;Stade;Objectifs;Bailleur;Début prévu;Fin prévue;Coût prévu (FCFA);Coût estimé (FCFA);Début effectif;"
    "Avancement (%);Commentaire"
)


def main() -> None:
    if len(sys.argv) > 1:
        work(*sys.argv[1:])
        return
    with bench_database():
        measure()


def lines(cost: int, progress: int) -> Any:
    yield HEADER
    for n in range(ROWS):
        yield (
            f"Plateforme de suivi {n:06d};{'en cours' if n % 4 else 'approuvé'};Objectif de la plateforme {n}, pour ses"
            f" usagers;Bailleur {n % 40};janv. 2024;31/12/2027;{cost + n} 000;{cost + n} 500;"
            f"{'03/02/2024' if n % 4 else ''};{progress + n % 50};Suivi mensuel de la ligne {n}"
        )


def write(path: Path, cost: int, progress: int) -> bytes:
    path.write_text("\n".join(lines(cost, progress)) + "\n", encoding="cp1252")
    return path.read_bytes()


def work(kind: str, run_id: str, account_id: str) -> None:
    """One job, in a process of its own: what a worker does of it."""
    import django

    django.setup()
    from imports import operations
    from imports.models import ImportRun
    from imports.operations.executing import still_may
    from imports.rules import can_import

    began, spent = time.monotonic(), time.process_time()
    by = still_may(can_import, account_id, ImportRun.objects.get(pk=run_id))
    if kind == "undo":
        operations.undo_import(run_id, by=by, reason="Mesure.")
    else:
        getattr(operations, f"{kind}_import")(run_id, by=by)
    seconds = time.monotonic() - began
    spent = time.process_time() - spent
    print(f"WORKED {seconds:.2f} {spent:.2f} {most_megabytes():.1f}")


def most_megabytes() -> float:
    """The most that this program has held; `getrusage` would count who started it too."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:", 1)[1].split()[0]) / 1024


def worked(kind: str, run: Any, account: Any, ask: Any) -> dict[str, Any]:
    """What a work takes in its process, and what a page takes meanwhile."""
    import subprocess

    waits: list[float] = []
    stopped = threading.Event()

    def keep_asking() -> None:
        while not stopped.wait(0.2):
            began = time.monotonic()
            ask()
            waits.append(time.monotonic() - began)

    asking = threading.Thread(target=keep_asking)
    asking.start()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "bench.i12_import", kind, str(run.pk), str(account.pk)],
            env=os.environ,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        stopped.set()
        asking.join()
    told = next((line.split() for line in done.stdout.splitlines() if line.startswith("WORKED")), None)
    if told is None:
        raise SystemExit(done.stdout + done.stderr)
    return {
        "seconds": float(told[1]),
        "cpu_seconds": float(told[2]),
        "megabytes": float(told[3]),
        "page_ms_median": round(1000 * quantile(waits, 0.5), 1),
        "page_ms_p95": round(1000 * quantile(waits, 0.95), 1),
    }


def measure() -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.db import connection

    from foundation.accounts.enums import Role
    from imports import operations
    from projects.models import Project
    from projects.operations.checking import summary_drifts
    from tests.factories import MinistryFactory, officer_of

    ministry = MinistryFactory()
    dsi = officer_of(ministry.scope, Role.DSI)
    ask = request_of(dsi, "/projets/?stage=running")

    def opened(cost: int, progress: int) -> Any:
        with tempfile.TemporaryDirectory() as folder:
            content = write(Path(folder) / "file.csv", cost, progress)
        file = SimpleUploadedFile("projets.csv", content)
        return operations.open_import(file, ministry=ministry, by=dsi, edition="Mesure")

    figures: dict[str, Any] = {}
    first = opened(50_000, 10)
    for kind in ("check", "run"):
        figures[kind] = worked(kind, first, dsi, ask)
    first.refresh_from_db()
    assert (first.created, first.refused, Project.objects.count()) == (ROWS, 0, ROWS)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    second = opened(50_000, 14)
    for kind in ("check", "run"):
        figures[f"{kind}_again"] = worked(kind, second, dsi, ask)
    second.refresh_from_db()
    assert (second.updated, second.refused) == (ROWS, 0), (second.updated, second.refused)
    figures["undo"] = worked("undo", second, dsi, ask)
    slowest = max(each["seconds"] for each in figures.values())
    report(
        "I12",
        rows=ROWS,
        slowest_s=slowest,
        limit_s=SECONDS,
        most_cpu_s=max(each["cpu_seconds"] for each in figures.values()),
        most_megabytes=max(each["megabytes"] for each in figures.values()),
        limit_megabytes=MEGABYTES,
        drifts=len(list(summary_drifts())),
        **figures,
    )


if __name__ == "__main__":
    main()
