"""« Bench: list and search of assets at 50k … stay within V5 / V7 »: in its short size here; the full one, with a
million software lines, is measured by `bin/test --long actifs`.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.measure import MARK

ROOT = Path(__file__).resolve().parents[3]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.django_db]


def test_lists_searches_and_files_are_measured_at_two_sizes():
    done = subprocess.run(
        [sys.executable, "-m", "bench.assets"], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    said = [json.loads(line.split(MARK, 1)[1]) for line in done.stdout.splitlines() if MARK in line]
    figures = {line["name"]: line for line in said}
    assert set(figures) == {"actifs V5", "actifs V7", "actifs pages", "actifs import"}
    v7, files = figures["actifs V7"], figures["actifs import"]
    assert v7["lines"] > 5 * v7["few_lines"]
    # Held to their limits by the long size, on a machine that does nothing else; here nothing may be out of all reason.
    assert 0 < v7["last_of_first"] < 4
    assert 0 < files["again_ms"] < files["new_ms"] * 2
