"""bin/run: from a bare checkout to a portal that answers, under one supervisor."""

import errno
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from . import native
from .checkout import Checkout
from .console import Console, Problem, seconds
from .environment import Environment
from .instance import Instance
from .portal import OUTSIDE, Schema, base_environment, manage, secret_key, web_program, worker_programs
from .services import SYSTEM_FOLDER, Servers, lasting_place
from .supervise import Supervisor, confine

DEFAULT_PORT = 8000
READY_WITHIN = 90  # seconds
HOPELESS_AFTER = 3  # deaths before the first answer


def main(checkout: Checkout, console: Console, arguments: list[str]) -> int:
    if arguments == ["--reset"]:
        return reset(checkout, console)
    if arguments:
        raise Problem(f"bin/run ne connaît pas « {' '.join(arguments)} ». Voir bin/run --help.")
    address = os.environ.get("BIND") or "127.0.0.1"
    port = choose_port(os.environ.get("PORT"), address, console)
    checkout.open()
    instance = Instance(checkout, console)
    instance.own_for_long()
    try:
        return _run(checkout, console, instance, address, port)
    finally:
        instance.withdraw(wait=False)
        instance.release()


def _run(checkout: Checkout, console: Console, instance: Instance, address: str, port: int) -> int:
    Environment(checkout, console).prepare("run")
    libraries = native.prepare(checkout, console, [native.PANGO])
    given = [name for name in OUTSIDE if os.environ.get(name)]
    abandoned = orphans(SYSTEM_FOLDER)
    if abandoned:
        console.say(
            f"{len(abandoned)} base(s) de copies disparues du portail restent dans {SYSTEM_FOLDER} ; bin/run --reset"
            " les efface."
        )
    servers = Servers(
        lasting_place(checkout),
        checkout.logs,
        console,
        wants_postgres="DATABASE_URL" not in given,
        wants_valkey="REDIS_URL" not in given,
    )
    supervisor = Supervisor(console)
    try:
        servers.start()
        supervisor.children += servers.children
        env = base_environment(checkout, libraries, "cmsic.settings.dev") | servers.environment()
        env.setdefault("SECRET_KEY", secret_key(checkout))
        env.setdefault("SITE_URL", f"http://{_shown(address)}:{port}")
        schema = Schema(checkout, console, env, servers)
        schema.migrate()
        schema.load_demo()
        instance.publish("run", servers.environment(), f"http://{_shown(address)}:{port}/")
        supervisor.listen()
        accounts = _ask_for_accounts(checkout, env)
        for program in [*worker_programs(checkout, env), web_program(checkout, env, f"{_bracketed(address)}:{port}")]:
            supervisor.start(program)
        with console.step("Démarrage du portail"):
            _wait_until_ready(supervisor, f"http://{_bracketed(_reached(address))}:{port}/healthz")
        if not supervisor.is_stopping:
            _welcome(console, f"http://{_shown(address)}:{port}/", accounts, checkout)
        supervisor.run()
        console.say("\nArrêt du portail…")
        return 0
    finally:
        started_at = time.monotonic()
        supervisor.stop()
        if supervisor.is_stopping:
            console.say(f"Tout est arrêté ({seconds(time.monotonic() - started_at)}). Vos données sont gardées.")


def choose_port(wanted: str | None, address: str, console: Console) -> int:
    """The port asked for, or a sentence; without one, the first free from 8000."""
    if wanted:
        if not wanted.isdecimal() or not 1 <= int(wanted) <= 65535:
            raise Problem(f"PORT vaut « {wanted} » : donnez un nombre de 1 à 65535, par exemple PORT=8001 bin/run")
        _try_port(address, int(wanted))
        return int(wanted)
    for port in range(DEFAULT_PORT, DEFAULT_PORT + 50):
        try:
            _try_port(address, port)
        except PortTaken:
            continue
        if port != DEFAULT_PORT:
            console.say(f"Le port {DEFAULT_PORT} est pris : le portail utilisera le port {port}.")
        return port
    raise Problem("Aucun port libre de 8000 à 8049 : choisissez-en un, par exemple PORT=9000 bin/run")


class PortTaken(Problem):
    pass


def _try_port(address: str, port: int) -> None:
    try:
        family = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn does
            probe.bind((address, port))
            probe.listen()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(
                f"Le port {port} est déjà pris par un autre programme.\nChoisissez-en un autre :"
                f" PORT={port + 1 if port < 65535 else 8000} bin/run"
            ) from None
        if error.errno in (errno.EACCES, errno.EPERM):
            raise Problem(
                f"Le port {port} est réservé à root. Choisissez-en un au-dessus de 1023 : PORT=8000 bin/run"
            ) from None
        raise Problem(f"Impossible d’écouter sur {address}:{port} ({error.strerror}). Corrigez BIND ou PORT.") from None


def _reached(address: str) -> str:
    """Where this machine reaches a server that listens everywhere."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)


def _shown(address: str) -> str:
    return _bracketed(_reached(address))


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def _ask_for_accounts(checkout: Checkout, env: Mapping[str, str]) -> subprocess.Popen[str]:
    """Asked while the portal starts: a command of Django takes seconds."""
    command = confine(manage(checkout, "demo", "--accounts"), death_signal="KILL")
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=dict(env),
        cwd=checkout.root,
    )


def _wait_until_ready(supervisor: Supervisor, url: str) -> None:
    deadline = time.monotonic() + READY_WITHIN
    answer = "aucune réponse"
    while not supervisor.is_stopping:
        is_ready, answer = _health(url)
        if is_ready:
            return
        supervisor.tick()
        hopeless = next((child for child in supervisor.children if child.failures >= HOPELESS_AFTER), None)
        if hopeless:
            cause = hopeless.cause()
            raise Problem(
                f"« {hopeless.program.name} » ne démarre pas{f' ({cause})' if cause else ''}.\nSon journal :"
                f" {hopeless.program.log}"
            )
        if time.monotonic() > deadline:
            raise Problem(
                f"Le portail ne répond pas « prêt » après {READY_WITHIN} s : {answer}\nJournaux : .local/log/"
            )
        time.sleep(0.15)


def _health(url: str) -> tuple[bool, str]:
    # No proxy of the person's environment stands between us and ourselves.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=5) as response:
            return response.status == 200, ""
    except urllib.error.HTTPError as error:
        body = error.read(2000).decode("utf-8", "replace")
        try:
            told = json.loads(body)
            return False, told.get("reason") or json.dumps(told, ensure_ascii=False)
        except ValueError:
            return False, f"réponse {error.code} de {url}"
    except OSError as error:
        return False, str(error)


def _welcome(console: Console, url: str, accounts: subprocess.Popen[str], checkout: Checkout) -> None:
    lines, _ = accounts.communicate(timeout=60)
    console.say(f"\nLe portail est prêt ({seconds(console.elapsed)}) : {url}\n")
    if lines.strip():
        console.say(f"Comptes de démonstration :\n{lines.rstrip()}\n")
    console.say(f"Journaux : {checkout.logs} · Arrêter : Ctrl-C\n")


def reset(checkout: Checkout, console: Console) -> int:
    """Erase the demo's database and files, once the person has typed the word."""
    checkout.open()
    instance = Instance(checkout, console)
    instance.own_for_long()
    try:
        doomed = [checkout.local / name for name in ("postgres", "valkey")] + [checkout.data]
        identity = checkout.local / "instance"
        if identity.exists():
            doomed.append(SYSTEM_FOLDER / identity.read_text().strip())
        doomed = [path for path in [*doomed, *orphans(SYSTEM_FOLDER)] if path.exists()]
        console.say("Vont être effacés, sans retour possible :")
        for path in doomed:
            console.say(f"  {path}")
        try:
            answer = input("Tapez « effacer » pour confirmer : ")
        except EOFError:
            answer = ""
        if answer.strip() != "effacer":
            console.say("Rien n’a été effacé.")
            return 1
        for path in doomed:
            shutil.rmtree(path, onerror=unless_gone)
        identity.unlink(missing_ok=True)
        console.say("Effacé. bin/run repartira de zéro.")
        return 0
    finally:
        instance.withdraw(wait=False)
        instance.release()


def unless_gone(function: object, path: str, error: tuple[type, BaseException, object]) -> None:
    """What another start or another erasing took away meanwhile is erased too."""
    if not isinstance(error[1], FileNotFoundError):
        raise error[1]


def orphans(system: Path) -> list[Path]:
    """Root's clusters whose checkout is gone or was prepared again."""
    if os.geteuid() != 0 or not system.exists():
        return []
    found = []
    for note in system.glob("*/checkout"):
        try:
            identity = Path(note.read_text()) / ".local" / "instance"
        except FileNotFoundError:
            continue
        if not identity.exists() or identity.read_text().strip() != note.parent.name:
            found.append(note.parent)
    return found
