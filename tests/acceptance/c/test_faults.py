"""Each fault that was found has its tests, named in docs/fautes.md."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
LISTED = re.findall(r"^- `(.+?)::(\w+)`$", (ROOT / "docs/fautes.md").read_text(), re.MULTILINE)


def test_each_fault_of_the_list_names_its_tests():
    entries = re.split(r"^\*\*", (ROOT / "docs/fautes.md").read_text(), flags=re.MULTILINE)[1:]
    assert len(entries) > 30
    assert [entry.splitlines()[0] for entry in entries if "\n- `" not in entry] == []


@pytest.mark.parametrize("path", sorted({path for path, _ in LISTED}))
def test_every_test_that_is_named_exists(path):
    source = (ROOT / "tests" / path).read_text()
    assert [name for listed, name in LISTED if listed == path and f"def {name}(" not in source] == []
