"""The Python environment, exactly the lock file; made again only when the lock changed."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from . import native
from .checkout import NEEDED_AFTERWARDS, NEEDED_AT_FIRST, Checkout, call, check_disk, explain, locked, write_whole
from .console import Console, Problem

UV_LOCK = "requirements/dev.txt"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Environment:
    def __init__(self, checkout: Checkout, console: Console) -> None:
        self.checkout = checkout
        self.console = console
        self.marker = checkout.local / "environment.json"
        self.log = checkout.logs / "install.log"

    def prepare(self, kind: str) -> None:
        """Make .local/venv hold the lock `run` or `dev`; dev holds all of run."""
        waiting = "Une autre commande prépare l’environnement ; celle-ci attend son tour."
        with locked(self.checkout.run / "environment.lock", self.console, waiting):
            if self._is_ready(kind):
                check_disk(self.checkout.local, NEEDED_AFTERWARDS)
                return
            check_disk(self.checkout.local, NEEDED_AT_FIRST)
            self._make_venv()
            self._install(kind)
            # Written last: a cut run starts again.
            hashes = {lock: digest(self._lock_file(lock)) for lock in (("run", "dev") if kind == "dev" else ("run",))}
            write_whole(self.marker, json.dumps({"path": str(self.checkout.venv), **hashes}))

    def _lock_file(self, kind: str) -> Path:
        return self.checkout.root / "requirements" / f"{kind}.txt"

    def _read_marker(self) -> dict[str, str]:
        try:
            marker: dict[str, str] = json.loads(self.marker.read_text())
        except (OSError, ValueError):
            return {}
        return marker

    def _is_ready(self, kind: str) -> bool:
        marker = self._read_marker()
        return (
            marker.get(kind) == digest(self._lock_file(kind))
            and marker.get("path") == str(self.checkout.venv)
            and self.checkout.python.exists()  # False too when the Python it points to was removed
        )

    def _make_venv(self) -> None:
        if self._venv_works():
            return
        with self.console.step("Environnement Python"):
            shutil.rmtree(self.checkout.venv, ignore_errors=True)
            # Debian's bare python3 has no ensurepip: pip is not needed inside.
            command: list[str | Path] = [sys.executable, "-m", "venv", "--without-pip", self.checkout.venv]
            try:
                call(command, log=self.log)
            except subprocess.CalledProcessError as error:
                raise Problem(
                    f"Impossible de créer l’environnement Python :\n{explain(error)}\nSur Debian ou Ubuntu : apt-get"
                    " install python3-venv, puis relancez."
                ) from error

    def _venv_works(self) -> bool:
        if self._read_marker().get("path", str(self.checkout.venv)) != str(self.checkout.venv):
            return False  # the checkout was moved: scripts hold the old path
        try:
            check = "import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))"
            return subprocess.run([self.checkout.python, "-c", check], capture_output=True).returncode == 0
        except OSError:
            return False

    def _install(self, kind: str) -> None:
        uv = self._uv()
        lock = self._lock_file(kind)
        options: list[str | Path] = ["--python", self.checkout.python, "--require-hashes", "--compile-bytecode"]
        # The environment is exactly the lock of the tests; bin/run adds to it what it lacks and leaves the test tools.
        verb: list[str | Path] = (
            ["pip", "sync", *options, lock] if kind == "dev" else ["pip", "install", *options, "-r", lock]
        )
        env = os.environ | {"UV_SYSTEM_CERTS": "1", "UV_NO_PROGRESS": "1"}
        if os.environ.get("PIP_INDEX_URL"):
            env.setdefault("UV_DEFAULT_INDEX", os.environ["PIP_INDEX_URL"])
        if not os.access(Path.home(), os.W_OK):
            env.setdefault("UV_CACHE_DIR", str(self.checkout.local / "cache" / "uv"))
        self.marker.unlink(missing_ok=True)
        count = sum(1 for line in lock.read_text().splitlines() if "==" in line and not line.startswith((" ", "#")))
        try:
            with self.console.step(f"Installation des {count} paquets Python de requirements/{kind}.txt"):
                call([uv, *verb], log=self.log, env=env)
        except subprocess.CalledProcessError as error:
            # uv does not read pip's own configuration (mirror, certificates): a machine set up for pip gets its chance.
            self.console.say(f"L’installation par uv a échoué ; essai avec pip.\n{explain(error, 3)}")
            self._install_with_pip(lock)

    def _install_with_pip(self, lock: Path) -> None:
        try:
            with self.console.step("Installation des paquets Python avec pip"):
                call(
                    [*self._pip(self.checkout.python), "install", "--quiet", "--require-hashes", "-r", lock],
                    log=self.log,
                )
        except subprocess.CalledProcessError as error:
            raise Problem(
                f"L’installation des paquets Python a échoué :\n{explain(error)}\nVérifiez l’accès au réseau, puis"
                f" relancez. Journal : {self.log}"
            ) from error

    def _uv(self) -> Path:
        """uv at its locked version, kept apart from the environment it installs."""
        pinned = self._pinned_uv()
        folder = self.checkout.local / "uv" / pinned.split()[0].removeprefix("uv==")
        program = folder / "bin" / "uv"
        if program.exists():
            return program
        with self.console.step("Installateur de paquets (uv)"):
            new = folder.with_name(folder.name + ".new")
            shutil.rmtree(new, ignore_errors=True)
            new.parent.mkdir(parents=True, exist_ok=True)
            requirement = self.checkout.local / "uv" / "requirement.txt"
            requirement.write_text(pinned)
            options: list[str | Path] = ["--quiet", "--no-deps", "--require-hashes", "--target", new, "-r", requirement]
            try:
                call([*self._pip(Path(sys.executable)), "install", *options], log=self.log)
            except subprocess.CalledProcessError as error:
                raise Problem(
                    f"Impossible d’installer uv :\n{explain(error)}\nVérifiez l’accès au réseau, puis relancez. Journal"
                    f" : {self.log}"
                ) from error
            new.rename(folder)
        return program

    def _pinned_uv(self) -> str:
        """The lines of uv in the lock: name, version, hashes."""
        lines: list[str] = []
        for line in (self.checkout.root / UV_LOCK).read_text().splitlines():
            if line.startswith("uv==") or (lines and line.startswith(" ")):
                lines.append(line)
            elif lines:
                break
        if not lines:
            raise Problem(f"{UV_LOCK} ne fixe pas la version de uv : refaites les verrous avec bin/lock.")
        return "\n".join(lines) + "\n"

    def _pip(self, python: Path) -> list[str | Path]:
        """A pip for this interpreter: its own, else the wheel that Python or Debian carries, else one from apt."""
        if subprocess.run([str(python), "-c", "import pip"], capture_output=True).returncode == 0:
            return [python, "-m", "pip"]
        wheel = self._carried_pip() or self._debian_pip()
        return [python, wheel / "pip"]

    def _carried_pip(self) -> Path | None:
        folders = [Path("/usr/share/python-wheels")]
        ensurepip = find_spec("ensurepip")
        if ensurepip and ensurepip.origin:
            folders.insert(0, Path(ensurepip.origin).parent / "_bundled")
        return next((wheel for folder in folders for wheel in sorted(folder.glob("pip-*.whl"))), None)

    def _debian_pip(self) -> Path:
        root = native.unpack(self.checkout, "pip", ("python3-pip-whl",), self.console)
        wheels = sorted(root.glob("usr/share/python-wheels/pip-*.whl")) if root else []
        if not wheels:
            raise Problem(
                "Il manque pip pour installer les paquets Python.\nSur Debian ou Ubuntu : apt-get install python3-pip ;"
                " ailleurs, installez pip pour Python 3.11 ou plus récent."
            )
        return wheels[0]
