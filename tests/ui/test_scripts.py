"""Our scripts: modules that import what they use, checked by the linter, named after their content in production."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from sessions.meeting.views.shell import IMPORTED, SCRIPT

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
OXLINT = Path(sys.executable).parent / "oxlint"
FROM = re.compile(r"""(?:^|[;}])(?:import|export)\b[^;]*?["']([./][^"']+)["'](?=;|$)""", re.MULTILINE)


def imported_by(path: Path) -> set[Path]:
    """What a script imports, at any depth."""
    direct = {(path.parent / name).resolve() for name in FROM.findall(path.read_text())}
    return direct.union(*(imported_by(one) for one in direct))


# Scripts of the libraries, written for pages without modules: of htmx, and of the sign-in.
OF_LIBRARIES = ("django_htmx", "'mfa/js/", "'account/js/")


def test_every_script_of_a_page_of_ours_is_a_module():
    classic = []
    for folder in ("templates", "templates_django"):
        for path in (ROOT / folder).rglob("*.html"):
            for tag in re.findall(r"<script\b[^>]*\bsrc=[^>]*>", path.read_text()):
                if 'type="module"' not in tag and not any(name in tag for name in OF_LIBRARIES):
                    classic.append((path.name, tag))
    assert classic == []


def test_the_shell_keeps_every_module_its_script_imports():
    assert imported_by(STATIC / SCRIPT) == {STATIC / name for name in IMPORTED}


def test_the_live_page_fetches_its_modules_at_once():
    page = (ROOT / "templates" / "sessions" / "live" / "live.html").read_text()
    announced = {STATIC / name for name in re.findall(r'"((?:js|vendor)/[^"]+\.js)"', page)}
    assert announced == imported_by(STATIC / "js" / "live.js") | imported_by(STATIC / "js" / "live_queue.js")


@pytest.mark.parametrize(
    ("script", "rule"),
    [
        ("export const total = () => nameOfAnotherScript + 1;\n", "no-undef"),
        ('import { total } from "./a.js";\n', "no-unused-vars"),
        ("export const same = (left, right) => left == right;\n", "eqeqeq"),
    ],
)
def test_the_linter_refuses_what_our_rules_refuse(tmp_path, script, rule):
    (tmp_path / "a.js").write_text("export const total = 1;\n")
    (tmp_path / "b.js").write_text(script)
    run = subprocess.run(
        [OXLINT, "--deny-warnings", "-c", ROOT / ".oxlintrc.json", "."],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 1
    assert f"({rule})" in run.stdout


def test_collected_modules_import_each_other_by_their_names_of_production_and_stay_scripts(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "foundation.common.static_files.StaticFiles"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    named = re.compile(r"\.[0-9a-f]{12}\.js$")
    scripts = [path for path in (tmp_path / "js").glob("*.js") if named.search(path.name)]
    names = {path: FROM.findall(path.read_text()) for path in scripts}
    assert len(scripts) == len(list((STATIC / "js").glob("*.js")))
    assert sum(map(len, names.values())) > 20
    written = {path: STATIC / "js" / named.sub(".js", path.name) for path in scripts}
    assert all(0 < served.stat().st_size < source.stat().st_size for served, source in written.items())
    lint = subprocess.run([OXLINT, "-A", "all", "js"], cwd=tmp_path, check=False, capture_output=True, text=True)
    assert lint.returncode == 0, lint.stdout  # what is served still reads as scripts
    assert [
        (path.name, name)
        for path, of_path in names.items()
        for name in of_path
        if not named.search(name) or not (path.parent / name).is_file()
    ] == []
