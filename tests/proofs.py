"""What the documents claim: the rows of their tables, the addresses and the tests they name."""

import ast
import re
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from django.urls import resolve

ROOT = Path(__file__).resolve().parent.parent


def rows_of(document: str, number: str = r"\d+") -> list[list[str]]:
    """The cells of each numbered row of the tables of a document."""
    return [
        [cell.strip() for cell in line.strip("| ").split(" | ")]
        for line in (ROOT / "docs" / document).read_text().splitlines()
        if re.match(rf"\| {number} \|", line)
    ]


def addresses_in(cell: str) -> list[str]:
    return re.findall(r"`(/[^`]*)`", cell)


def assert_leads_somewhere(address: str) -> None:
    resolve(urlsplit(re.sub(r"<[^>]*>", str(uuid4()), address)).path)


def assert_tested(cell: str) -> None:
    """The test that a cell names, or the file of tests, exists."""
    path, _, name = cell.strip("`").partition("::")
    tree = ast.parse((ROOT / path).read_text())
    names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert not name or name in names, cell


def assert_each_is_shown(rows: list[list[str]]) -> None:
    """Each row names its addresses and its test, or says that it is not there yet."""
    for number, _expected, where, proof in rows:
        if proof.startswith("Pas encore"):
            assert where == "—", number
            continue
        assert addresses_in(where), number
        for address in addresses_in(where):
            assert_leads_somewhere(address)
        assert_tested(proof)
