"""Full figures: `bin/test --long [name]` runs each part at its full size and writes docs/mesures/<name>.json.

Resumable: a part already measured at this commit is left alone; `--again` measures it anew. Each part stays under
thirty minutes.
"""

import json
import os
import platform
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.measure import MARK

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "mesures"
LOGGED = '{"at"'  # begins a line of the technical log: of this machine, not of what is measured
PYTEST = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:cacheprovider"]
# name → command; a test prints its figures with tests.measure.report
PARTS: dict[str, list[str]] = {
    "numerotation": [*PYTEST, "tests/acceptance/a/test_numbers.py"],
    "deux-editeurs": [*PYTEST, "tests/acceptance/a/test_two_editors.py"],
    "fautes": [*PYTEST, "tests/acceptance/a/test_worker_killed.py", "tests/acceptance/a/test_redis_emptied.py"],
    "clone": [*PYTEST, "tests/acceptance/a/test_clean_clone.py"],
    "matrice": [*PYTEST, "tests/acceptance/a/test_access_matrix.py"],
    "portees": [*PYTEST, "tests/acceptance/c/test_removed_scopes.py"],
    "saisies-formulaires": [*PYTEST, "tests/acceptance/a/test_bad_input.py", "-k", "form"],
    "saisies-api": [*PYTEST, "tests/acceptance/a/test_bad_input.py", "-k", "not form"],
    "saisies-navigateur": [
        *PYTEST,
        "tests/acceptance/a/test_bad_input_shown.py",
        "tests/acceptance/a/test_bad_input_in_the_browser.py",
    ],
    "pages": [*PYTEST, "tests/acceptance/a/test_pages.py", "tests/acceptance/a/test_pages_in_the_browser.py"],
    "listes": [*PYTEST, "tests/acceptance/a/test_lists.py"],
    "dossier": [*PYTEST, "tests/acceptance/b/test_session_file.py"],
    "maison": [sys.executable, "-m", "bench.house"],
    "v1-pv": [sys.executable, "-m", "bench.v1_pv"],
    "v5-liste": [sys.executable, "-m", "bench.v5_list"],
    "e-services": [sys.executable, "-m", "bench.e_services"],
    "v9-mise-a-jour": [sys.executable, "-m", "bench.v9_update"],
    "v10-travaux": [sys.executable, "-m", "bench.v10_jobs"],
    "portefeuille": [sys.executable, "-m", "bench.sizes"],
    "trois-ans": [*PYTEST, "tests/acceptance/d/test_three_years_of_updates.py"],
    "sans-ecart": [*PYTEST, "tests/acceptance/d/test_no_drift.py"],
    "i12-import": [sys.executable, "-m", "bench.i12_import"],
    "actifs": [sys.executable, "-m", "bench.assets"],
}
LIMIT = 30 * 60


def commit() -> str:
    return subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()


def is_measured(path: Path, at: str) -> bool:
    return (
        path.exists() and (stored := json.loads(path.read_text())).get("commit") == at and stored.get("exit_code") == 0
    )


def measure(name: str, command: list[str], at: str) -> int:
    began = time.monotonic()
    figures, tail = [], []
    environment = os.environ | {"CMSIC_LONG": "1"}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as run:
        assert run.stdout is not None
        for line in run.stdout:
            sys.stdout.write(line)
            if MARK in line:
                figures.append(json.loads(line.split(MARK, 1)[1]))
            if not line.startswith(LOGGED):
                tail = [*tail[-4:], line.strip()]
            if time.monotonic() - began > LIMIT:
                run.kill()
        code = run.wait()
    told = " ".join(["python", *command[1:]])
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.json").write_text(
        json.dumps(
            {
                "name": name,
                "command": f"bin/test --long {name}",
                "runs": told,
                "commit": at,
                "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
                "seconds": round(time.monotonic() - began, 1),
                "exit_code": code,
                "figures": figures,
                "last_lines": [line for line in tail if line],
            },
            ensure_ascii=False,
            indent=1,
        )
        + "\n"
    )
    return code


def main(arguments: list[str]) -> int:
    again = "--again" in arguments
    names = [name for name in arguments if name != "--again"] or list(PARTS)
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"Mesure inconnue : {', '.join(unknown)}. Choisissez parmi {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    at, worst = commit(), 0
    for name in names:
        if not again and is_measured(FOLDER / f"{name}.json", at):
            print(f"{name} : déjà mesuré à ce commit")
            continue
        print(f"== {name}")
        worst = max(worst, abs(measure(name, PARTS[name], at)))
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
