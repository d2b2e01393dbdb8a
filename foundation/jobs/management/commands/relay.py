"""The relay: one active at a time, by an advisory lock. It outlives the loss of PostgreSQL and of the broker."""

import logging
import os
import signal
import socket
import threading
import time
from types import FrameType
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection, connections
from django.db.utils import InterfaceError, OperationalError
from psycopg import Error as PsycopgError

from foundation.jobs.broker import Broker
from foundation.jobs.operations import relaying
from foundation.jobs.registry import KINDS, QUEUES
from foundation.jobs.worker import SEEN
from foundation.journal.operations.sealing import seal

logger = logging.getLogger("foundation.jobs.relay")

LOCK = 0x636D736963  # "cmsic"
MOMENT = 0.0005  # seconds: only what was notified already
DATABASE_ERRORS = (OperationalError, InterfaceError, PsycopgError)


class Sealer(threading.Thread):
    """Seals the journal when the relay says so. It mostly waits for PostgreSQL to look through every table of history:
    jobs shall not wait with it.

    Two that seal at one time queue on the row of the state, so one that outlives its relay's lock does no harm.
    """

    def __init__(self) -> None:
        super().__init__(name="sealer", daemon=True)
        self.asked, self.is_leaving = threading.Event(), False

    def run(self) -> None:
        while self.asked.wait() and not self.is_leaving:
            self.asked.clear()
            try:
                self.seal()
            except Exception:
                logger.warning("journal not sealed this time", exc_info=True)
                connections.close_all()
        connections.close_all()

    def seal(self) -> None:
        if connection.connection is None:
            with connection.cursor() as cursor:
                cursor.execute("SET statement_timeout = 0")
        seal()

    def leave(self) -> None:
        self.is_leaving = True
        self.asked.set()
        self.join(5)


class Command(BaseCommand):
    help = (
        "Envoie les travaux au service de traitement, reprend ceux qu’il a perdus, scelle le journal, lance les travaux"
        " réguliers."
    )
    requires_system_checks = []  # it draws no page; the checks load every one

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        self.stopping = False
        self.broker = Broker()
        self.sender = relaying.Sender()
        self.sealer = Sealer()
        self.sealer.start()
        self.broker_away_until = 0.0
        self.name = f"relay@{socket.gethostname()}/{os.getpid()}"
        while not self.stopping:
            try:
                if self.become_active():
                    self.work()
                else:
                    self.pause(settings.JOB_SWEEP)
            except DATABASE_ERRORS as error:
                logger.warning("database away", extra={"error": type(error).__name__})
                connection.close()
                self.pause(1)
        self.leave()

    def stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def pause(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not self.stopping and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, 0.2))

    def become_active(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("SET plan_cache_mode = force_generic_plan")
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            is_active = cursor.fetchone()[0]
            if is_active:
                cursor.execute("LISTEN cmsic_jobs")
                logger.info("relay active", extra={"relay": self.name})
        return is_active

    def work(self) -> None:
        """Send on each notification, sweep every two seconds."""
        swept_at = 0.0
        self.send()
        while not self.stopping:
            if time.monotonic() - swept_at >= settings.JOB_SWEEP:
                swept_at = time.monotonic()
                self.sweep()
            if self.sender.is_full:
                # Workers make room without saying so: ask often while some work waits for it.
                self.wait(0.05)
                self.send()
            else:
                self.wait(min(0.5, max(0.0, settings.JOB_SWEEP - (time.monotonic() - swept_at))))

    def wait(self, seconds: float) -> None:
        listening = connection.connection
        # A burst of commits is one turn.
        payloads = {notification.payload for notification in listening.notifies(timeout=seconds, stop_after=1)}
        if not payloads:
            return
        if "lapsed" in payloads:
            relaying.take_back_lapsed()
        if "paused" in payloads:
            self.sender.count()
        if jobs := self.sender.at_once(payloads):
            self.send_at_once(jobs)
        else:
            self.send()
            self.sender.count()

    def send_at_once(self, jobs: list[tuple[UUID, str, str]]) -> None:
        """Publish, then mark: a journey to the database less before the worker hears of it. Sent twice does no harm."""
        if time.monotonic() >= self.broker_away_until and self.publish(jobs):
            relaying.mark([job_id for job_id, _, _ in jobs])
        if self.sender.is_short:
            self.sender.count()

    def send(self) -> None:
        """Mark, then publish: what the broker refuses is unmarked, what it loses is found by the sweep."""
        if time.monotonic() < self.broker_away_until:
            return
        while marked := self.sender.next():
            if not self.publish(marked):
                return

    def publish(self, jobs: list[tuple[UUID, str, str]]) -> bool:
        """Hand them to the broker; what it refuses is as if never sent."""
        for place, (job_id, kind, queue) in enumerate(jobs):
            try:
                self.broker.send(job_id, queue, KINDS[kind].time_limit if kind in KINDS else 300)
            except Exception as error:
                self.broker_is_away(error)
                relaying.unmark([row[0] for row in jobs[place:]])
                return False
        return True

    def sweep(self) -> None:
        """The round of what nobody notifies.

        A job written meanwhile leaves between two steps, not after the last one.
        """
        self.sealer.asked.set()
        for step in (
            relaying.take_back_lapsed,
            relaying.run_schedules,
            self.find_lost,
            self.sender.count,
            self.send,
            self.say_hello,
        ):
            step()
            self.wait(MOMENT)

    def say_hello(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(SEEN, [self.name, "relay", os.getpid(), "[]"])
            cursor.execute("DELETE FROM jobs_worker WHERE seen_at < clock_timestamp() - interval '1 hour'")

    def find_lost(self) -> None:
        if time.monotonic() < self.broker_away_until:
            return
        for queue in QUEUES:
            try:
                is_empty = self.broker.is_empty(queue)
            except Exception as error:
                self.broker_is_away(error)
                return
            if lost := relaying.forget_lost(queue, is_empty=is_empty):
                logger.warning("jobs sent again", extra={"queue": queue, "count": lost})

    def broker_is_away(self, error: Exception) -> None:
        logger.warning("broker away", extra={"error": type(error).__name__})
        self.broker.close()
        self.broker_away_until = time.monotonic() + settings.JOB_SWEEP

    def leave(self) -> None:
        self.sealer.leave()
        try:
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM jobs_worker WHERE name = %s", [self.name])
                cursor.execute("SELECT pg_advisory_unlock_all()")
        except DATABASE_ERRORS:
            pass
        self.broker.close()
