"""The journal leaves the house: the whole of it for the stand-alone verifier, the heads to be kept elsewhere."""

import json
import os
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.db import transaction

from foundation.common import clock

from .verifying import blocks, heads


@transaction.atomic
def export(out: TextIO) -> int:
    """Write every block and line, one JSON object a line, for foundation/journal/verifier.py; return the number of
    lines.
    """
    count = 0
    for block, lines in blocks():
        _write(out, {"type": "block"} | block)
        for line in lines:
            line.pop("digests", None)
            _write(out, {"type": "line"} | line)
            count += 1
    return count


def export_heads() -> Path:
    """Write today's heads under DATA_DIR/anchors: to be carried off this machine, where nobody who rules it can change
    them.
    """
    folder = Path(settings.DATA_DIR) / "anchors"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{clock.today():%Y-%m-%d}.txt"
    temporary = path.with_suffix(".tmp")
    with temporary.open("w", encoding="utf-8") as out:
        out.writelines(f"{chain} {number} {digest}\n" for chain, number, digest in heads())
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(path)
    return path


def _write(out: TextIO, item: dict[str, Any]) -> None:
    out.write(json.dumps(item, ensure_ascii=False, separators=(",", ":")) + "\n")
