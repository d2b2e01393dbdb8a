"""The one Celery task, and the heart of a worker: it says that it lives and renews the leases of its living
processes.
"""

import json
import logging
import os
import secrets
import socket
import threading
import time
from typing import Any
from uuid import UUID

from celery import shared_task, signals
from django.conf import settings
from django.db import connections

from .broker import TASK
from .models import Job
from .operations.asking import enqueue
from .operations.running import run
from .registry import QUEUES, WARM_UPS

logger = logging.getLogger(__name__)

SEEN = """
INSERT INTO jobs_worker (name, role, pid, queues, started_at, seen_at) VALUES (%s, %s, %s, %s, clock_timestamp(), clock_timestamp())
ON CONFLICT (name) DO UPDATE SET seen_at = clock_timestamp()
"""  # noqa: E501
MINE = (
    "SELECT id, token, pid, row_number() OVER (PARTITION BY pid ORDER BY started_at DESC) FROM jobs_job WHERE state ="
    " 'running' AND worker = %s"
)
# Never longer than a job may last, whatever became of its process.
RENEW = """
UPDATE jobs_job SET lease_until = clock_timestamp() + make_interval(secs => %s)
WHERE token = ANY(%s) AND state = 'running' AND started_at > clock_timestamp() - make_interval(secs => %s)
"""
LAPSE = "UPDATE jobs_job SET lease_until = clock_timestamp() WHERE token = ANY(%s) AND state = 'running'"
ORPHANS = "SELECT DISTINCT worker FROM jobs_job WHERE state = 'running' AND worker LIKE %s AND worker <> %s"
LAPSE_OF = "UPDATE jobs_job SET lease_until = clock_timestamp() WHERE state = 'running' AND worker = ANY(%s)"

_name = ""


def worker_name() -> str:
    """The name of this run of this worker. Set before the pool forks, so that its processes share it."""
    return _name or f"{socket.gethostname()}/{os.getpid()}"


@shared_task(name=TASK)
def run_job(job_id: str) -> None:
    for connection in connections.all(initialized_only=True):
        # Not at each job: asking the database whether it is there costs a journey.
        if connection.errors_occurred or (connection.close_at is not None and time.monotonic() >= connection.close_at):
            connection.close_if_unusable_or_obsolete()
    run(UUID(job_id), worker=worker_name())


def is_alive(pid: int) -> bool:
    """A process of this machine that is neither gone nor a zombie."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        if os.path.isdir("/proc/self"):
            return False
    except OSError:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


class Heart(threading.Thread):
    """Beats in the worker's parent process: a child killed at work is noticed within seconds, a stopped worker by its
    silence.
    """

    def __init__(self, name: str, queues: list[str]) -> None:
        super().__init__(name="heart", daemon=True)
        self.worker, self.queues = name, queues
        self.stopped = threading.Event()

    def run(self) -> None:
        self._safely(self.adopt)
        self._safely(self.ask_for_a_proof)
        connections["default"].close()
        while not self.stopped.wait(settings.JOB_BEAT):
            self._safely(self.beat)
        self._safely(self.leave)
        connections[settings.SIDE_DATABASE].close()

    def _safely(self, act: Any) -> None:
        try:
            act()
        except Exception:
            logger.warning("heart beat missed", exc_info=True)
            connections[settings.SIDE_DATABASE].close()

    def adopt(self) -> None:
        """Say hello; free what an earlier run of this worker, dead since, still holds."""
        host = self.worker.split("/")[0]
        with connections[settings.SIDE_DATABASE].cursor() as cursor:
            cursor.execute(ORPHANS, [host.replace("%", r"\%").replace("_", r"\_") + "/%", self.worker])
            gone = [name for (name,) in cursor.fetchall() if not is_alive(int(name.split("/")[1].split("-")[0]))]
            cursor.execute(LAPSE_OF, [gone])
        self.beat()

    def ask_for_a_proof(self) -> None:
        """The first job of this worker shows that work goes all the way; one that waits already will do."""
        for queue in self.queues:
            if queue in QUEUES and not Job.objects.waiting().filter(queue=queue).exists():
                enqueue("sign_of_life", queue=queue, dedup_key=queue, by=None)

    def beat(self) -> None:
        with connections[settings.SIDE_DATABASE].cursor() as cursor:
            cursor.execute(SEEN, [self.worker, "worker", os.getpid(), json.dumps(self.queues)])
            cursor.execute(MINE, [self.worker])
            kept: list[UUID] = []
            lapsed: list[UUID] = []
            for _, token, pid, place in cursor.fetchall():
                # One process does one job: an older one under its name was abandoned.
                (kept if place == 1 and is_alive(pid) else lapsed).append(token)
            if kept:
                cursor.execute(RENEW, [settings.JOB_LEASE, kept, settings.JOB_HARD_LIMIT + 60])
            if lapsed:
                cursor.execute(LAPSE, [lapsed])
                cursor.execute("SELECT pg_notify('cmsic_jobs', 'lapsed')")

    def leave(self) -> None:
        with connections[settings.SIDE_DATABASE].cursor() as cursor:
            cursor.execute("DELETE FROM jobs_worker WHERE name = %s", [self.worker])


_heart: Heart | None = None


@signals.worker_init.connect
def prepare_this_worker(sender: Any = None, **kwargs: Any) -> None:
    """Before the pool forks: its processes, and those that replace them, share the name and what was warmed up."""
    global _name
    _name = f"{getattr(sender, 'hostname', '') or socket.gethostname()}/{os.getpid()}-{secrets.token_hex(3)}"
    for queue, function in WARM_UPS:
        if sender is None or queue in sender.app.amqp.queues.consume_from:
            function()


@signals.worker_ready.connect
def start_the_heart(sender: Any = None, **kwargs: Any) -> None:
    global _heart
    queues = sorted(sender.app.amqp.queues.consume_from) if sender is not None else []
    _heart = Heart(worker_name(), queues)
    _heart.start()


@signals.worker_shutdown.connect
def stop_the_heart(**kwargs: Any) -> None:
    if _heart is not None:
        _heart.stopped.set()
        _heart.join(5)
