"""What a change costs in this house: the weight of the doors by drawer, the files in which one field stands, what a
whole register takes, how large the apps of registers are, and what one app repeats of another.

    python -m bench.house

Characters without blanks, since lines get shorter by being cut. What is measured is what is written by hand: neither
tests nor migrations, which `fold_migrations` writes.
"""

import ast
import inspect
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

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
APPS_OF_REGISTERS = ("eservices", "systems", "assets", "communes", "conferences")
LONGEST_RUN = 12  # lines that two apps may share in a row


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


@dataclass(frozen=True)
class Sized:
    """A register that one only adds to and corrects: the lines of its model and of its declaration."""

    name: str
    model: int
    declared: int

    @property
    def total(self) -> int:
        return self.model + self.declared


def registers_of(app: str) -> Iterator[tuple[Any, Path]]:
    """The registers that an app declares, each with its file."""
    from foundation.registers.register import Register

    for path in sorted((ROOT / app).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if REGISTERS not in parts or path.stem == "__init__":
            continue
        named = vars(import_module(".".join(parts)))
        for name in assigned_in(ast.parse(path.read_text())):
            if isinstance(named.get(name), Register):
                yield named[name], path


def assigned_in(tree: ast.Module) -> list[str]:
    """The names that a module gives to its values, those that it imports left out."""
    targets = [
        node.targets if isinstance(node, ast.Assign) else [node.target]
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
    ]
    return [each.id for every in targets for each in every if isinstance(each, ast.Name)]


def plain_registers(app: str) -> list[Sized]:
    """Those without an act or a page of their own; what a file declares is shared by the registers in it."""
    from foundation.registers.register import Register

    declared = list(registers_of(app))
    shares = Counter(path for _, path in declared)
    found = []
    for register, path in declared:
        text = path.read_text()
        is_usual = all(getattr(register, name) == getattr(Register, name) for name in ("row_template", "form_template"))
        if is_usual and not re.search(r"\b(?:acts_on|page_act|page_new|page_of|drawn_page|api_act|api_create)\(", text):
            lines = round(len(text.splitlines()) / shares[path])
            found.append(Sized(register.name, lines_of_a_model(register.model), lines))
    return sorted(found, key=lambda each: each.name)


def lines_of_a_model(model: Any) -> int:
    """Its class and those of its rows, read from it by its name."""
    tree = ast.parse(Path(inspect.getfile(model)).read_text())
    kinds = {each.__name__ for manager in [model._default_manager] for each in type(manager).__mro__}
    kinds |= {getattr(type(model._default_manager), "_queryset_class", model).__name__, model.__name__}
    return sum(
        (node.end_lineno or node.lineno) - node.lineno + 1
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.name in kinds
    )


def repeated(least: int = LONGEST_RUN + 1) -> dict[str, list[str]]:
    """Runs of `least` alike lines that stand in two apps or more: where each begins."""
    places: dict[tuple[str, ...], list[str]] = {}
    for path in sources(".py"):
        lines = [(n, text) for n, line in enumerate(path.read_text().splitlines(), 1) if (text := line.strip())]
        for start in range(len(lines) - least + 1):
            run = lines[start : start + least]
            key = tuple(text for _, text in run)
            places.setdefault(key, []).append(f"{path.relative_to(ROOT)}:{run[0][0]}")
    return {key[0]: found for key, found in places.items() if len({each.partition("/")[0] for each in found}) > 1}


def size_of(app: str) -> dict[str, int]:
    """Files and lines by drawer, neither tests nor migrations."""
    lines: Counter[str] = Counter()
    for path in sorted((ROOT / app).rglob("*.py")):
        parts = path.relative_to(ROOT / app).with_suffix("").parts
        if "migrations" not in parts:
            lines[parts[0]] += len(path.read_text().splitlines())
    return dict(sorted((drawer, count) for drawer, count in lines.items() if count))


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
    for app in APPS_OF_REGISTERS:
        size, plain = size_of(app), plain_registers(app)
        report(
            "an_app",
            app=app,
            lines=sum(size.values()),
            by_drawer=size,
            registers=len(list(registers_of(app))),
            plain={each.name: each.total for each in plain},
            goal=GOAL_OF_A_REGISTER["lines"],
        )
    report("alike", runs=repeated(), longer_than=LONGEST_RUN, goal=0)


if __name__ == "__main__":
    main()
