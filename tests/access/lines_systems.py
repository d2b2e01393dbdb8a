"""Platforms and what goes with them: read in their ministry, kept by its DSI and the ASIN; common lists by the ASIN."""

from collections.abc import Callable
from typing import Any

from .lines_institutions import new_form
from .matrix import ASIN, INSIDE, MINISTRY, SIGNED_IN, Line

KEEPERS = "dsi asin_admin"
SEES = f"{INSIDE} {MINISTRY} {ASIN}"
SEEN = {"own": SEES, "foreign": f"foreign_secretary foreign_dsi {ASIN}"}
OTHERS = " ".join(actor for actor in SEES.split() if actor not in KEEPERS.split())
ALL_BUT_ADMIN = " ".join(actor for actor in SIGNED_IN.split() if actor != "asin_admin")
Data = Callable[[Any, str], dict[str, Any]]


def posting(kind: str, **said: Any) -> Data:
    """What is typed of a row: a pair stands for the key of a row of the world."""

    def data(world: Any, variant: str) -> dict[str, Any]:
        row = world[kind, "own"]
        row.refresh_from_db()
        typed = {name: str(world[value].pk) if isinstance(value, tuple) else value for name, value in said.items()}
        return typed | {"version": row.version, "base_version": row.version}

    return data


def register_lines(name: str, kind: str, neighbours: str = "foreign_dsi", **said: Any) -> list[Line]:
    """A register whose rows are a ministry's."""
    posted = posting(kind, **said)
    kept: dict[str, Any] = {"variants": {"own": KEEPERS}, "see": {"own": OTHERS}, "on": kind}
    return [
        *read_lines(name, kind, SEEN),
        *new_form(f"{name}:new", KEEPERS, posted, invalid=neighbours),
        Line(f"api:{name}-list", method="POST", variants={"": KEEPERS}, invalid={"": neighbours}, data=posted),
        *kept_lines(name, kept, posted),
    ]


def common_lines(name: str, kind: str, **said: Any) -> list[Line]:
    """A list that everybody reads and the ASIN keeps."""
    posted = posting(kind, **said)
    kept: dict[str, Any] = {"variants": {"own": "asin_admin"}, "see": {"own": ALL_BUT_ADMIN}, "on": kind}
    return [
        *read_lines(name, kind, {"own": SIGNED_IN}),
        *new_form(f"{name}:new", "asin_admin", posted),
        Line(f"api:{name}-list", method="POST", variants={"": "asin_admin"}, data=posted),
        *kept_lines(name, kept, posted),
    ]


def read_lines(name: str, kind: str, seen: dict[str, str]) -> list[Line]:
    return [
        Line(f"{name}:list", variants={"": SIGNED_IN}),
        Line(f"{name}:export", variants={"": SIGNED_IN}),
        Line(f"{name}:detail", on=kind, variants=seen),
        Line(f"api:{name}-list", variants={"": SIGNED_IN}),
        Line(f"api:{name}-detail", on=kind, variants=seen),
    ]


def kept_lines(name: str, kept: dict[str, Any], posted: Data) -> list[Line]:
    return [
        Line(f"{name}:edit", **kept),
        Line(f"{name}:edit", method="POST", data=posted, **kept),
        Line(f"api:{name}-edit", method="POST", data=posted, **kept),
    ]


LINES = [
    *register_lines(
        "platforms", "platform", ministry=("ministry", "own"), name="Registre des courriers", kind="application"
    ),
    Line("platforms:cliff", variants={"": SIGNED_IN}),
    *common_lines("hostings", "hosting", name="Salle du premier étage", kind="ministry"),
]
