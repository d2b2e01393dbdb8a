"""Figures that a test or bench measured, printed so that a reader and `bin/test --long` find them."""

import json
import os
from typing import Any

MARK = "MESURE "


def is_long() -> bool:
    """Full sizes are for `bin/test --long`; ordinary runs keep each line under twenty seconds."""
    return os.environ.get("CMSIC_LONG") == "1"


def is_quick() -> bool:
    """`bin/test --quick` asks for the essential, before each commit."""
    return os.environ.get("CMSIC_QUICK") == "1"


def size(short: int, long: int) -> int:
    return long if is_long() else short


def report(name: str, **figures: Any) -> None:
    """Print one measured line: `MESURE {"name": …, …}`."""
    print(MARK + json.dumps({"name": name, **figures}, ensure_ascii=False, default=str), flush=True)
