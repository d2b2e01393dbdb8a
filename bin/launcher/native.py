"""What pip cannot bring: Pango for the papers, a browser and libatomic for the tests."""

import ctypes
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .checkout import Checkout, call, explain, locked, write_whole
from .console import Console, Problem

LISTS_ARE_FRESH = 24 * 3600  # seconds


@dataclass(frozen=True)
class Need:
    name: str
    title: str
    packages: tuple[str, ...]
    libraries: tuple[str, ...]


PANGO = Need(
    "pango",
    "Bibliothèques de mise en page (Pango)",
    ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
    (
        "libgobject-2.0.so.0",
        "libpango-1.0.so.0",
        "libpangoft2-1.0.so.0",
        "libharfbuzz.so.0",
        "libharfbuzz-subset.so.0",
        "libfontconfig.so.1",
    ),
)
# Playwright's own Node asks for it; a bare Debian has none.
ATOMIC = Need("atomic", "Bibliothèque libatomic (tests du navigateur)", ("libatomic1",), ("libatomic.so.1",))

LIGHT_BROWSER = "chromium-headless-shell"  # the same without a screen: a third less of the processor's time
BROWSERS = (LIGHT_BROWSER, "chromium", "google-chrome", "google-chrome-stable", "chromium-browser")


def prepare(checkout: Checkout, console: Console, needs: Sequence[Need]) -> list[Path]:
    """Make the libraries loadable; return the folders to put in LD_LIBRARY_PATH."""
    folders: list[Path] = []
    for need in needs:
        if _system_has(need.libraries):
            continue
        if (
            os.geteuid() == 0
            and _install_as_root(need.title, need.packages, checkout, console)
            and _system_has(need.libraries)
        ):
            continue
        root = unpack(checkout, need.name, need.packages, console)
        private = library_folders(root) if root else []
        if not _loads_with(need.libraries, private):
            raise Problem(
                f"Il manque des bibliothèques du système ({', '.join(need.libraries)}).\n"
                f"Installez les paquets {' '.join(need.packages)} (noms de Debian et Ubuntu) : "
                f"apt-get install --no-install-recommends {' '.join(need.packages)}"
            )
        folders += private
    return folders


def browser(checkout: Checkout, console: Console) -> Path:
    """Find a Chromium, or install one; a missing browser stops the tests, it never skips them."""
    given = os.environ.get("CMSIC_CHROMIUM")
    if given:
        if not _runs(given):
            raise Problem(
                f"CMSIC_CHROMIUM désigne « {given} », qui ne se lance pas : corrigez ou retirez cette variable."
            )
        return Path(given)
    if os.geteuid() == 0:
        _install_light_browser(checkout, console)
    found = _system_browser()
    if found:
        return found
    wrapper = _private_browser(checkout, console)
    if wrapper is None:
        raise Problem(
            "Il manque un navigateur Chromium pour les tests.\nInstallez le paquet chromium (Debian) ou Google Chrome,"
            " ou donnez son chemin : CMSIC_CHROMIUM=/chemin bin/test"
        )
    return wrapper


def _install_light_browser(checkout: Checkout, console: Console) -> None:
    """Once a day at most where no package brings it: the whole one does as well."""
    tried = checkout.local / "light-browser-tried"
    is_fresh = tried.exists() and time.time() - tried.stat().st_mtime < LISTS_ARE_FRESH
    if shutil.which(LIGHT_BROWSER) or (is_fresh and _system_browser()):
        return
    tried.touch()
    title = "Navigateur des tests (Chromium)"
    if not _install_as_root(title, (LIGHT_BROWSER,), checkout, console) and not _system_browser():
        _install_as_root(title, ("chromium",), checkout, console)


def library_folders(root: Path) -> list[Path]:
    """The folders of an unpacked set that hold shared libraries; Debian 12 still keeps some in /lib."""
    folders = [*root.glob("usr/lib/*-linux-*"), *root.glob("lib/*-linux-*"), *root.glob("usr/lib/*-linux-*/pulseaudio")]
    return [folder for folder in folders if folder.is_dir()]


def unpack(checkout: Checkout, name: str, packages: tuple[str, ...], console: Console) -> Path | None:
    """Unpack packages and what they need beside the project, without root; None when this machine has no apt."""
    folder = checkout.debs / name
    root, marker, target = folder / "root", folder / "complete", f"{_system_name()} {' '.join(packages)}"
    checkout.debs.mkdir(exist_ok=True)
    with locked(checkout.debs / f"{name}.lock"):
        if marker.exists() and marker.read_text() == target:
            return root
        if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
            return None
        shutil.rmtree(folder, ignore_errors=True)
        with console.step(f"Paquets Debian déposés à côté du projet ({', '.join(packages)})"):
            try:
                _download_and_unpack(checkout, folder, packages)
            except subprocess.CalledProcessError as error:
                console.say(f"Ces paquets n’ont pas pu être obtenus :\n{explain(error, 4)}")
                return None
        write_whole(marker, target)  # last: a cut run starts again
    return root


def _download_and_unpack(checkout: Checkout, folder: Path, packages: tuple[str, ...]) -> None:
    state, log, debs, root = checkout.debs / "apt", checkout.logs / "apt.log", folder / "debs", folder / "root"
    for needed in (state / "lists" / "partial", state / "cache" / "archives" / "partial", debs, root):
        needed.mkdir(parents=True, exist_ok=True)
    settings = {
        "Dir::State": state,
        "Dir::State::status": "/var/lib/dpkg/status",
        "Dir::Cache": state / "cache",
        "Dir::Log": state,
        "APT::Sandbox::User": "",
        "Debug::NoLocking": "1",
    }
    apt: list[str | Path] = [
        "apt-get",
        "-qq",
        *(part for key, value in settings.items() for part in ("-o", f"{key}={value}")),
    ]
    env = os.environ | {"LC_ALL": "C.UTF-8"}
    stamp = state / "updated"
    if not stamp.exists() or time.time() - stamp.stat().st_mtime > LISTS_ARE_FRESH:
        call([*apt, "update"], log=log, env=env)
        stamp.touch()
    plan = call([*apt, "-s", "--no-install-recommends", "install", *packages], log=log, env=env).stdout.decode()
    names = [line.split()[1] for line in plan.splitlines() if line.startswith("Inst ")]
    # A package that the system already holds is not in the plan, yet asked for: its files are elsewhere than we look.
    call([*apt, "download", *sorted({*names, *packages})], log=log, env=env, cwd=debs)
    for deb in sorted(debs.glob("*.deb")):
        call(["dpkg-deb", "-x", deb, root], log=log, env=env)
    shutil.rmtree(debs)


def _install_as_root(title: str, packages: tuple[str, ...], checkout: Checkout, console: Console) -> bool:
    if not shutil.which("apt-get"):
        return False
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    log = checkout.logs / "apt.log"
    install = [
        "apt-get",
        "-qq",
        "--yes",
        "-o",
        "DPkg::Lock::Timeout=120",
        "install",
        "--no-install-recommends",
        *packages,
    ]
    try:
        with console.step(title):
            call(["apt-get", "-qq", "update"], log=log, env=env)
            call(install, log=log, env=env)
    except subprocess.CalledProcessError as error:
        console.say(f"apt-get n’a pas pu les installer :\n{explain(error, 4)}")
        return False
    return True


def _system_name() -> str:
    """Libraries unpacked for one release are not kept for the next."""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        release = {}
    return f"{release.get('ID', '?')} {release.get('VERSION_ID', '?')} {platform.machine()}"


def _system_has(libraries: Sequence[str]) -> bool:
    try:
        for library in libraries:
            ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _loads_with(libraries: Sequence[str], folders: Sequence[Path]) -> bool:
    """Load them in another process: LD_LIBRARY_PATH is read at start only."""
    script = "import ctypes, sys; [ctypes.CDLL(name) for name in sys.argv[1:]]"
    env = os.environ | {"LD_LIBRARY_PATH": library_path(folders)}
    return subprocess.run([sys.executable, "-c", script, *libraries], env=env, capture_output=True).returncode == 0


def library_path(folders: Sequence[Path]) -> str:
    return ":".join([*map(str, folders), *filter(None, [os.environ.get("LD_LIBRARY_PATH")])])


def _system_browser() -> Path | None:
    for name in BROWSERS:
        program = shutil.which(name)
        if program and _runs(program):
            return Path(program)
    return None


def _runs(program: str | Path) -> bool:
    """Ubuntu's chromium-browser is an empty shell that asks for a snap: only one that answers counts."""
    try:
        return subprocess.run([program, "--version"], capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _private_browser(checkout: Checkout, console: Console) -> Path | None:
    """Chromium unpacked beside the project, behind a script that knows its libraries and fonts."""
    root = unpack(checkout, "browser", (LIGHT_BROWSER,), console)
    if root is None:
        return None
    fonts = checkout.debs / "browser" / "fonts.conf"
    fonts.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
        f"<dir>{root}/usr/share/fonts</dir><dir>/usr/share/fonts</dir>"
        f'<include ignore_missing="yes">{root}/etc/fonts/conf.d</include>'
        f"<cachedir>{checkout.debs}/browser/fonts-cache</cachedir></fontconfig>\n"
    )
    wrapper = checkout.debs / "browser" / "chromium"
    program = root / "usr/lib/chromium" / LIGHT_BROWSER
    if not program.exists():
        program = root / "usr/bin" / LIGHT_BROWSER
    write_whole(
        wrapper,
        f'#!/bin/sh\nLD_LIBRARY_PATH="{":".join(map(str, library_folders(root)))}" FONTCONFIG_FILE="{fonts}" exec'
        f' "{program}" "$@"\n',
        mode=0o755,
    )
    return wrapper if _runs(wrapper) else None
