"""« Bench: (…) e-service indicators at 1,000 services × 60 months stay within V5 / V7 »: in its short size here; the
full one is measured by `bin/test --long e-services`.
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


def test_the_list_of_months_prints_its_ratios_with_both_sides():
    done = subprocess.run(
        [sys.executable, "-m", "bench.e_services"], cwd=ROOT, env=os.environ, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [json.loads(line.split(MARK, 1)[1]) for line in done.stdout.splitlines() if MARK in line]
    found = {line["name"]: line for line in lines}
    five, seven = found["V5 e-services"], found["V7 e-services"]
    assert five["rows"] == 50
    assert five["ratio"] == pytest.approx(five["ours_ms"] / five["raw_sql_and_jinja2_ms"], rel=0.05)
    assert seven["ratio"] == pytest.approx(seven["last_page_ms"] / seven["first_page_ms"], rel=0.05)
    assert 0 < seven["ratio"] < 3  # held to its limit on a machine that does nothing else
