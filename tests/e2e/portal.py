"""The portal as `bin/run` starts it, on the demo data: gunicorn, relay, worker, Valkey, PostgreSQL, and a post office
that keeps what leaves.
"""

import json
import logging
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aiosmtpd.controller import Controller

from tests.faults.portal import PATIENCE, ROOT, Portal

BENIN = ZoneInfo("Africa/Porto-Novo")


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
        # The demo goes in while the processes start: they share nothing but the two cores.
        with ThreadPoolExecutor(1) as aside:
            demo = aside.submit(self.load_demo)
            self.start_web()
            self.start_relay()
            self.start_worker()
            demo.result()
        self.wait(self.is_ready, PATIENCE, "start")

    def stop(self) -> None:
        super().stop()
        self.post.controller.stop()

    def environment(self) -> dict[str, str]:
        names = ("CMSIC_FAULT_POINT", "CMSIC_SIDE_DATABASE", "EMAIL_BACKEND")
        return {name: value for name, value in super().environment().items() if name not in names} | {
            "DJANGO_SETTINGS_MODULE": "cmsic.settings.dev",
            "SITE_URL": self.address,
            "EMAIL_URL": f"smtp://127.0.0.1:{self.post.port}",
            "CMSIC_CLOCK_FILE": str(self.clock_file),
        }

    def load_demo(self) -> None:
        with self.log("demo") as log:
            subprocess.run(
                [sys.executable, "manage.py", "demo"],
                cwd=ROOT,
                env=self.environment(),
                stdout=log,
                stderr=log,
                check=True,
                timeout=180,
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
        instant = datetime.fromisoformat(moment).replace(tzinfo=BENIN)
        written = self.clock_file.with_suffix(".new")
        written.write_text(str((instant - datetime.now(BENIN)).total_seconds()))
        written.replace(self.clock_file)
