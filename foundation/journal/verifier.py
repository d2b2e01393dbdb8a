#!/usr/bin/env python3
"""Check an export of the journal of the Portail CMSIC. Standard library only: copy this one file and run it anywhere.

    python3 verifier.py EXPORT [ANCHORS …]

EXPORT is a file made by `manage.py journal --export`, one JSON object a line. ANCHORS are heads kept elsewhere, older
exports of heads or lines `chain number hash` copied from printed papers: they reveal a chain that was cut or computed
anew.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

VERSION = 1


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def line_digest(salt: str, row: str) -> str:
    """The digest of one row, as the text that PostgreSQL gives of its sealed columns."""
    return hashlib.sha256(f"{salt}\n{row}".encode()).hexdigest()


def personal_digest(salt: str, name: str, value: str) -> str:
    return hashlib.sha256(f"{salt}\n{name}\n{value}".encode()).hexdigest()


def root_of(lines: Iterable[tuple[str, str, str]]) -> str:
    """Of (table, identifier, digest), in the order of the block."""
    root = hashlib.sha256()
    for source, source_id, digest in lines:
        root.update(f"{source}\n{source_id}\n{digest}\n".encode())
    return root.hexdigest()


def block_hash(
    chain: str, number: int, previous: str, sealed_at: str, lines_count: int, columns: dict[str, list[str]], root: str
) -> str:
    header = {
        "version": VERSION,
        "chain": chain,
        "number": number,
        "previous": previous,
        "sealed_at": sealed_at,
        "lines": lines_count,
        "columns": columns,
        "root": root,
    }
    return hashlib.sha256(canonical(header)).hexdigest()


class Chains:
    """Follows every chain block by block; `findings` are sentences, empty when all holds."""

    def __init__(self) -> None:
        self.heads: dict[str, tuple[int, str]] = {}
        self.hashes: dict[tuple[str, int], str] = {}
        self.findings: list[str] = []
        self.lines_count = 0

    def block(self, block: dict[str, Any], lines: list[dict[str, Any]]) -> None:
        """`lines` hold source, id, digest, salt and row (None when the row is gone), erased (when lawfully so)."""
        chain, number = block["chain"], block["number"]
        name = f"chaîne {chain}, bloc {number}"
        last_number, last_hash = self.heads.get(chain, (0, ""))
        if number != last_number + 1:
            self.findings.append(f"{name} : le bloc {last_number + 1} manque.")
        if block["previous"] != last_hash:
            self.findings.append(f"{name} : ne suit pas le bloc précédent.")
        if len(lines) != block["lines"]:
            self.findings.append(f"{name} : {len(lines)} lignes au lieu de {block['lines']}.")
        if root_of((line["source"], line["id"], line["digest"]) for line in lines) != block["root"]:
            self.findings.append(f"{name} : la liste des lignes a été modifiée.")
        expected = block_hash(
            chain, number, block["previous"], block["sealed_at"], block["lines"], block["columns"], block["root"]
        )
        if expected != block["hash"]:
            self.findings.append(f"{name} : l’en-tête a été modifié.")
        for line in lines:
            self.line(name, line)
        self.heads[chain] = (number, block["hash"])
        self.hashes[chain, number] = block["hash"]

    def line(self, name: str, line: dict[str, Any]) -> None:
        self.lines_count += 1
        where = f"{name}, {line['source']} {line['id']}"
        if line.get("erased"):
            return
        if line["row"] is None:
            self.findings.append(f"{where} : la ligne a disparu.")
        elif line_digest(line["salt"], line["row"]) != line["digest"]:
            self.findings.append(f"{where} : la ligne a été modifiée.")

    def personal(self, entry_id: str, digests: dict[str, str], values: dict[str, tuple[str, str]]) -> None:
        """`values` maps a name to (salt, clear value). A missing one was erased; a wrong or added one was forged."""
        for value_name, (salt, value) in values.items():
            if digests.get(value_name) != personal_digest(salt, value_name, value):
                self.findings.append(f"ligne {entry_id} : la valeur personnelle « {value_name} » a été modifiée.")

    def anchor(self, chain: str, number: int, expected: str) -> None:
        found = self.hashes.get((chain, number))
        if found is None:
            self.findings.append(f"chaîne {chain} : le bloc {number}, publié, n’existe plus (chaîne coupée).")
        elif found != expected:
            self.findings.append(
                f"chaîne {chain} : le bloc {number} n’est pas celui qui fut publié (chaîne recalculée)."
            )


def read_export(path: str) -> Iterator[dict[str, Any]]:
    with open(path, encoding="utf-8") as export:
        for line in export:
            if line.strip():
                yield json.loads(line)


def check_export(path: str, chains: Chains) -> None:
    block: dict[str, Any] | None = None
    lines: list[dict[str, Any]] = []
    for item in read_export(path):
        if item["type"] == "block":
            if block is not None:
                chains.block(block, lines)
            block, lines = item, []
        elif item["type"] == "line":
            lines.append(item)
            if item.get("personal") and item["row"] is not None:
                digests = json.loads(item["row"]).get("personal") or {}
                chains.personal(
                    item["id"], digests, {name: (salt, value) for name, (salt, value) in item["personal"].items()}
                )
    if block is not None:
        chains.block(block, lines)


def read_anchors(path: str) -> Iterator[tuple[str, int, str]]:
    with open(path, encoding="utf-8") as anchors:
        for line in anchors:
            words = line.split()
            if len(words) >= 3 and words[1].isdigit():
                yield words[0], int(words[1]), words[2]


def main() -> int:
    parser = argparse.ArgumentParser(description="Vérifie un export du journal du Portail CMSIC.")
    parser.add_argument("export")
    parser.add_argument("anchors", nargs="*")
    options = parser.parse_args()
    chains = Chains()
    check_export(options.export, chains)
    for path in options.anchors:
        for chain, number, expected in read_anchors(path):
            chains.anchor(chain, number, expected)
    for finding in chains.findings:
        sys.stdout.write(f"ANOMALIE  {finding}\n")
    for chain, (number, head) in sorted(chains.heads.items()):
        sys.stdout.write(f"{chain} {number} {head}\n")
    sys.stdout.write(f"{chains.lines_count} lignes, {len(chains.heads)} chaînes, {len(chains.findings)} anomalie(s).\n")
    return 1 if chains.findings else 0


if __name__ == "__main__":
    sys.exit(main())
