"""Apps depend one way, drawers too; what must not be written anywhere is written nowhere."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
# An app of several rooms: each imports only those before it, and what puts them together comes after them.
ROOMS = {
    "sessions": tuple(
        f"sessions.{room}" for room in ("rulebook", "core", "preparing", "meeting", "papers", "consultations", "past")
    )
}
# Each app imports only those before it.
LAYERS = [
    ["foundation.common"],
    ["foundation.accounts"],
    ["foundation.ui"],
    ["foundation.journal"],
    ["foundation.jobs"],
    ["foundation.documents"],
    ["foundation.notifications"],
    ["foundation.people"],
    ["foundation.registers"],
    ["foundation.saved_views"],
    *([room] for app in settings.SUBJECT_APPS for room in [*ROOMS.get(app, ()), app]),
    ["cmsic.search"],
    ["cmsic.public"],
    ["cmsic.dashboards"],
    ["cmsic.demo"],
    ["cmsic"],
]
RANK = {app: rank for rank, layer in enumerate(LAYERS) for app in layer}
# Inside an app, a drawer imports only those listed before it. Queries stand before the workflow: blockers read figures
# (ADR 0007).
DRAWERS = [
    "enums",
    "models",
    "rules",
    "extensions",
    "queries",
    "workflow",
    "duties",
    "search",
    "reports",
    "notifications",
    "operations",
    "tasks",
    "forms",
    "filters",
    "views",
    "urls",
    "api",
    "admin",
    "demo",
    "management",
]
FORBIDDEN_FILES = {"utils.py", "helpers.py", "services.py", "managers.py", "signals.py"}


def sources(app: str) -> list[Path]:
    """The files of an app or a room, without those of its own rooms."""
    files = [path for path in (ROOT / app.replace(".", "/")).rglob("*.py") if "migrations" not in path.parts]
    return [path for path in files if app_of(".".join(path.relative_to(ROOT).with_suffix("").parts)) == app]


def imports_of(path: Path, *, top_level_only: bool = False) -> list[str]:
    """Return the absolute names of the modules that a file imports."""
    package = list(path.relative_to(ROOT).with_suffix("").parts)
    if package[-1] == "__init__":
        package.append("")
    tree = ast.parse(path.read_text())
    nodes = tree.body if top_level_only else ast.walk(tree)
    names = []
    for node in nodes:
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: -node.level] if node.level else []
            module = ".".join([*base, *(node.module.split(".") if node.module else [])])
            inside = [f"{module}.{alias.name}" for alias in node.names]
            if not set(inside) <= set(RANK):  # a room taken out of its app is that room, not the app
                names += [module] if node.module else inside
            names += inside if node.level or module in RANK else []
    return names


def app_of(module: str) -> str | None:
    return next((app for app in RANK if module == app or module.startswith(app + ".")), None)


def drawer_of(module: str, app: str) -> str | None:
    rest = module.removeprefix(app).lstrip(".").split(".")[0]
    return rest if rest in DRAWERS else None


def test_every_app_of_ours_has_its_layer():
    installed = {*settings.GROUND_APPS, *settings.SUBJECT_APPS, *settings.ROOF_APPS}
    rooms = {room for several in ROOMS.values() for room in several}
    assert installed <= set(RANK)
    assert set(RANK) - installed - rooms == {"foundation.ui", "foundation.registers", "cmsic"}  # without a table


def test_the_roof_learns_of_a_subject_from_its_list_alone():
    """The addresses, the API, the search and the command of the demonstration name no subject."""
    roof = [ROOT / "cmsic" / name for name in ("urls.py", "api_urls.py")]
    roof += [path for part in ("search", "demo/management") for path in (ROOT / "cmsic" / part).rglob("*.py")]
    named = [
        f"{path.relative_to(ROOT)} names {app}"
        for path in roof
        for app in settings.SUBJECT_APPS
        if f'"{app}' in path.read_text()
        or any(app_of(name).split(".")[0] == app for name in imports_of(path) if app_of(name))
    ]
    assert named == []


@pytest.mark.parametrize("app", RANK)
def test_an_app_imports_only_those_below_it(app):
    upward = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in sources(app)
        for module in imports_of(path)
        if (other := app_of(module)) and other != app and RANK[other] >= RANK[app]
    ]
    assert upward == []


@pytest.mark.parametrize("app", RANK)
def test_a_drawer_imports_only_those_before_it(app):
    backward = []
    for path in sources(app):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        drawer = drawer_of(module, app)
        if drawer is None or drawer == "admin":
            continue
        for name in imports_of(path):
            other = drawer_of(name, app) if app_of(name) == app else None
            if other and other != drawer and DRAWERS.index(other) > DRAWERS.index(drawer):
                backward.append(f"{path.relative_to(ROOT)} imports {name}")
    assert backward == []


def test_no_file_hides_what_it_holds_behind_a_vague_name():
    vague = [str(path.relative_to(ROOT)) for app in RANK for path in sources(app) if path.name in FORBIDDEN_FILES]
    assert vague == []


def test_only_the_relay_talks_to_celery():
    """`.delay(` and `.apply_async(` elsewhere would leave before the commit and be lost with Redis."""
    calls = []
    for app in RANK:
        for path in sources(app):
            for node in ast.walk(ast.parse(path.read_text())):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr in ("delay", "apply_async", "send_task")
                    and app != "foundation.jobs"
                ):
                    calls.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert calls == []


def test_mail_leaves_through_notifications_only():
    senders = [
        str(path.relative_to(ROOT))
        for app in RANK
        if app != "foundation.notifications"
        for path in sources(app)
        if any(name.startswith("django.core.mail") for name in imports_of(path))
    ]
    assert senders == []


def test_an_operation_names_no_page():
    """Where a row is shown is the business of views, queries and letters."""
    naming = [
        str(path.relative_to(ROOT))
        for app in RANK
        for path in sources(app)
        if "operations" in path.with_suffix("").parts
        and any(name.startswith("django.urls") for name in imports_of(path))
    ]
    assert naming == []


def test_weasyprint_has_one_door():
    users = [
        str(path.relative_to(ROOT))
        for app in RANK
        if app != "foundation.documents"
        for path in sources(app)
        if any(name.startswith("weasyprint") for name in imports_of(path))
    ]
    assert users == []


def test_no_function_is_longer_than_eighty_lines():
    """Fifty is where one looks again; eighty is where one is wrong."""
    long = []
    for app in RANK:
        for path in sources(app):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno > 80:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert long == []
