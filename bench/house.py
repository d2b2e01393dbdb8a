"""What a change costs in this house: the weight of the doors by drawer, the files in which one field stands, and what a
whole register takes.

    python -m bench.house

Characters without blanks, since lines get shorter by being cut. What is measured is what is written by hand: neither
tests nor migrations, which `fold_migrations` writes.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.measure import report

ROOT = Path(__file__).resolve().parent.parent
DOORS = ("views", "api", "forms", "filters", "urls")
REGISTERS = "register"  # where a subject declares its list, its form and its acts: no door, but it weighs too
# By drawer at the commit 2cc0766, before inputs, acts and lists were declared once.
BEFORE = {"views": 276_441, "api": 224_736, "forms": 81_540, "filters": 20_481, "urls": 23_464}
ROUTES_BEFORE = 583  # addresses of the portal at that commit, pages and calls: what the doors open
GOAL, GOAL_OF_A_FIELD = 400_000, 4
FIELDS = ("override_reason", "submission_days")
REGISTER = "promises"
GOAL_OF_A_REGISTER = {"files": 8, "lines": 250}


@dataclass(frozen=True)
class Stands:
    """Where something is written: each file with its number of lines."""

    lines: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.lines.values())


def folders() -> tuple[str, ...]:
    """The code of the portal: the ground, the subjects, the roof."""
    settings = (ROOT / "cmsic/settings/base.py").read_text()
    listed = re.search(r"^SUBJECT_APPS = \((.*?)\)", settings, re.DOTALL | re.MULTILINE)
    assert listed is not None
    return ("foundation", *re.findall(r'"(\w+)"', listed[1]), "cmsic")


def sources(*endings: str) -> Iterator[Path]:
    places = [*folders(), *(["templates"] if ".html" in endings else [])]
    for place in places:
        for path in sorted((ROOT / place).rglob("*")):
            if path.suffix in endings and "migrations" not in path.relative_to(ROOT).parts:
                yield path


def weight_of_the_doors(*more: str) -> Counter[str]:
    """By drawer; those of `more` are counted beside the doors."""
    weights: Counter[str] = Counter()
    for path in sources(".py"):
        parts = [part.removesuffix(".py") for part in path.relative_to(ROOT).parts]
        drawer = "urls" if path.name == "api_urls.py" else next((one for one in parts if one in (*DOORS, *more)), None)
        if drawer is not None:
            weights[drawer] += len("".join(path.read_text().split()))
    return weights


def where_a_field_stands(name: str) -> Stands:
    """The files to open to add such a field; the demonstration, which only fills it, is not one of them."""
    found = {}
    for path in sources(".py", ".html"):
        if "demo" in path.relative_to(ROOT).parts:
            continue
        lines = sum(bool(re.search(rf"\b{name}\b", line)) for line in path.read_text().splitlines())
        if lines:
            found[str(path.relative_to(ROOT))] = lines
    return Stands(found)


def what_a_register_takes(app: str) -> Stands:
    """Its own files and the line that registers it; empty files, which only make a package, hold nothing."""
    own = {
        str(path.relative_to(ROOT)): count
        for path in sorted((ROOT / app).rglob("*.py"))
        if "migrations" not in path.parts and (count := len(path.read_text().splitlines()))
    }
    shared = {
        str(path.relative_to(ROOT)): count
        for path in sources(".py", ".html")
        if path.relative_to(ROOT).parts[0] != app
        and (count := sum(bool(re.search(rf"\b{app}\b", line)) for line in path.read_text().splitlines()))
    }
    return Stands(own | shared)


def routes() -> int:
    """How many addresses the doors open today."""
    from tests.access.matrix import all_routes

    return len(all_routes())


def main() -> None:
    import django

    django.setup()
    doors = weight_of_the_doors()
    report(
        "weight_of_the_doors",
        before={**BEFORE, "total": sum(BEFORE.values())},
        after={**{door: doors[door] for door in DOORS}, "total": doors.total()},
        goal=GOAL,
        routes={"before": ROUTES_BEFORE, "after": routes()},
        a_route={
            "before": round(sum(BEFORE.values()) / ROUTES_BEFORE),
            "after": round(doors.total() / routes()),
            "with_registers": round(weight_of_the_doors(REGISTERS).total() / routes()),
            "goal": round(GOAL / ROUTES_BEFORE),
        },
    )
    for name in FIELDS:
        found = where_a_field_stands(name)
        counted = {"files": len(found.lines), "lines": found.total}
        report("a_field", field=name, **counted, stands=found.lines, goal=GOAL_OF_A_FIELD)
    found = what_a_register_takes(REGISTER)
    generated = sum(len(path.read_text().splitlines()) for path in (ROOT / REGISTER / "migrations").glob("0*.py"))
    report(
        "a_register",
        register=REGISTER,
        files=len(found.lines),
        lines=found.total,
        stands=found.lines,
        generated_lines=generated,
        goal=GOAL_OF_A_REGISTER,
    )


if __name__ == "__main__":
    main()
