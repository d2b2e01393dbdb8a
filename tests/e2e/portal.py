"""The portal as `bin/run` starts it, on the demo data: gunicorn, relay, worker, Valkey, PostgreSQL, and a post office
that keeps what leaves.
"""

import json
import logging
import shutil
import socket
import sys
import urllib.error
import urllib.request
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from django.db import connection

from tests import schema
from tests.faults.portal import PATIENCE, Portal


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class PostOffice:
    """A real SMTP server: what the portal sends arrives here, and nowhere else."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], bytes]] = []
        self.port = free_port()
        logging.getLogger("mail.log").setLevel(logging.WARNING)  # each line of each dialogue, otherwise
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, server_hostname="poste.test")

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.letters.append((envelope.rcpt_tos, envelope.content))
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [
            message_from_bytes(content, policy=policy.default)
            for addresses, content in self.letters
            if address in addresses
        ]


class DemoPortal(Portal):
    """One portal for a whole story.

    `at` sets the business clock of web, relay and worker; the days pass when the test says so.
    """

    prefix = "e2e"

    def __init__(self, folder: Path, name: str) -> None:
        super().__init__(folder, name)
        self.clock_file = folder / "clock"
        self.port = free_port()
        self.post = PostOffice()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *, is_worked: bool = True) -> None:
        self.post.controller.start()
        self.make_database()
        self.sockets.mkdir(mode=0o700)
        self.start_valkey()
        self.start_web()
        self.start_relay()
        self.start_worker()
        self.wait(self.is_ready, PATIENCE, "start")

    def stop(self) -> None:
        super().stop()
        self.post.controller.stop()

    def environment(self) -> dict[str, str]:
        names = ("CMSIC_FAULT_POINT", "CMSIC_SIDE_DATABASE", "EMAIL_BACKEND")
        return {name: value for name, value in super().environment().items() if name not in names} | {
            "DJANGO_SETTINGS_MODULE": "tests.e2e.settings",
            "SITE_URL": self.address,
            "EMAIL_URL": f"smtp://127.0.0.1:{self.post.port}",
            "CMSIC_CLOCK_FILE": str(self.clock_file),
        }

    def make_database(self) -> None:
        """The demonstration, with its files; nobody in a story reads the papers of its past, which are not made."""
        schema.clone(self.name, of=schema.DEMO)
        shutil.copytree(schema.demo_folder(), self.folder / "data")
        with schema.connected_to(self.name), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE jobs_job SET state = 'cancelled', finished_at = clock_timestamp() WHERE state = 'queued'"
            )

    def start_web(self) -> None:
        command = [
            "gunicorn",
            "cmsic.wsgi:application",
            "--bind",
            f"127.0.0.1:{self.port}",
            "--worker-class",
            "gthread",
            "--workers",
            "2",
            "--threads",
            "4",
        ]
        self.run("web", [sys.executable, "-m", *command, "--preload", "--no-control-socket", "--graceful-timeout", "5"])

    def is_ready(self) -> bool:
        health = self.health()
        return health.get("workers") == 1 and health.get("relay") == "ok"

    def health(self) -> dict[str, Any]:
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=5) as answer:
                return dict(json.load(answer))
        except (urllib.error.URLError, OSError):
            return {}

    def at(self, moment: str) -> None:
        """Set the clock of the portal, « 2026-10-14 10:05 » at Porto-Novo; it runs on from there."""
        schema.set_clock(self.clock_file, moment)
