"""docs/comparaison.md names addresses and tests that exist, for every row."""

import ast
import re
from pathlib import Path
from uuid import uuid4

from django.urls import resolve

ROOT = Path(__file__).resolve().parents[3]
LINES = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in (ROOT / "docs" / "comparaison.md").read_text().splitlines()
    if re.match(r"\| \d", line)
]


def test_every_row_is_there_once():
    assert [int(line[0].strip("| ")) for line in LINES] == list(range(1, 67))


def test_every_address_leads_somewhere():
    addresses = [address for line in LINES for address in re.findall(r"`(/[^`]*)`", line[2])]
    assert len(addresses) > 60
    for address in addresses:
        resolve(address.replace("<id>", str(uuid4())))


def test_every_row_is_shown_by_a_test_or_says_not_yet():
    for line in LINES:
        if line[3].startswith("Pas encore"):
            assert line[2] == "—", line[0]
            continue
        path, _, name = line[3].strip("`").partition("::")
        tree = ast.parse((ROOT / path).read_text())
        names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert not name or name in names, line[3]
