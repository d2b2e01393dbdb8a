"""`bench/`: V1, V5, V9, V10, and V5 to V9 by size, print their ratios, with both sides of each.

The ratios themselves are held to their limits in `bin/test --long`, on a machine that does nothing else: here two tests
at a time share it.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.measure import MARK

ROOT = Path(__file__).resolve().parents[3]
# bench → (name of its line, our side, the other side, the ratio)
BENCHES = {
    "v1_pv": ("V1", ("ours_s",), ("bare_s",), ("ratio",)),
    "v5_list": ("V5", ("ours_ms",), ("raw_sql_and_jinja2_ms",), ("ratio",)),
    "v9_update": ("V9", ("ours_ms",), ("bare_ms",), ("ratio",)),
    "sizes": ("V6 dashboard", ("ms", "160"), ("ms", "80"), ("ratio",)),
    "v10_jobs": ("V10", ("p50", "ours_ms"), ("p50", "bare_ms"), ("p50", "ratio")),
}

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.django_db]


def at(figures: dict[str, Any], path: tuple[str, ...]) -> float:
    value: Any = figures
    for key in path:
        value = value[key]
    return float(value)


@pytest.mark.parametrize("bench", BENCHES)
def test_a_bench_prints_its_ratio_with_both_sides(bench):
    done = subprocess.run(
        [sys.executable, "-m", f"bench.{bench}"], cwd=ROOT, env=os.environ, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [json.loads(line.split(MARK, 1)[1]) for line in done.stdout.splitlines() if MARK in line]
    name, ours, other, ratio = BENCHES[bench]
    figures = next(line for line in lines if line["name"] == name)
    assert at(figures, ours) > 0
    assert at(figures, other) > 0
    # Medians of paired rounds: near the quotient of the medians, not equal to it.
    assert at(figures, ratio) == pytest.approx(at(figures, ours) / at(figures, other), rel=0.5)
