"""bin/manage: one management command, with the running servers or with servers of its own for that time."""

import os
import signal
import subprocess
from collections.abc import Mapping

from . import native
from .checkout import Checkout
from .console import Console
from .environment import Environment
from .instance import Instance
from .portal import OUTSIDE, OWNER_COMMANDS, Schema, as_owner, base_environment, manage, secret_key, worker_programs
from .services import Servers, lasting_place
from .supervise import Supervisor

# These ask a worker for what is not made yet.
WORKER_COMMANDS = {"document"}
# These work on the schema itself: an empty database is left to them.
SCHEMA_COMMANDS = OWNER_COMMANDS | {"showmigrations", "check", "restore"}


def main(checkout: Checkout, console: Console, arguments: list[str]) -> int:
    checkout.open()
    Environment(checkout, console).prepare("run")
    libraries = native.prepare(checkout, console, [native.PANGO])
    env = base_environment(checkout, libraries, "cmsic.settings.dev")
    env.setdefault("SECRET_KEY", secret_key(checkout))
    given = [name for name in OUTSIDE if os.environ.get(name)]
    if len(given) == len(OUTSIDE):
        return _call(checkout, arguments, env)
    instance = Instance(checkout, console)
    running = instance.join()
    try:
        if running is not None:
            return _call(checkout, arguments, {**env, **running})
        servers = Servers(
            lasting_place(checkout),
            checkout.logs,
            console,
            wants_postgres="DATABASE_URL" not in given,
            wants_valkey="REDIS_URL" not in given,
        )
        return _call_with(servers, checkout, console, instance, arguments, env)
    finally:
        instance.release()


def _call_with(
    servers: Servers,
    checkout: Checkout,
    console: Console,
    instance: Instance,
    arguments: list[str],
    env: dict[str, str],
) -> int:
    supervisor = Supervisor(console)
    servers.start()
    try:
        env |= servers.environment()
        schema = Schema(checkout, console, env, servers)
        if arguments[0] not in SCHEMA_COMMANDS and schema.is_empty():
            schema.migrate()
        instance.publish("manage", servers.environment())
        if arguments[0] in WORKER_COMMANDS:
            schema.load_demo()
            for program in worker_programs(checkout, env):
                supervisor.start(program)
        return _call(checkout, arguments, env)
    finally:
        supervisor.stop()
        instance.withdraw(wait=True)
        servers.stop()


def _call(checkout: Checkout, arguments: list[str], env: Mapping[str, str]) -> int:
    """Run it in the terminal's foreground and in the person's folder; Ctrl-C is the command's business."""
    if arguments[0] in OWNER_COMMANDS:
        env = as_owner(env)
    process = subprocess.Popen(list(map(str, manage(checkout, *arguments))), env=dict(env))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        code = process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
    return code if code >= 0 else 128 - code
