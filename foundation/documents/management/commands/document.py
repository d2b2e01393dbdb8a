import os
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from foundation.common.exceptions import Refused
from foundation.documents import store
from foundation.documents.extensions import maker
from foundation.documents.models import Document
from foundation.jobs.enums import JobState
from foundation.jobs.models import Job, Worker

GRACE = 15  # seconds for a worker that is starting


class Command(BaseCommand):
    help = (
        "Écrit le PDF enregistré d’un document ; le demande au service de traitement s’il n’existe pas encore. Exemple"
        " : document pv MDGL/2024/1 --output pv.pdf"
    )
    requires_system_checks = []  # it draws no page; the checks load every one

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", metavar="NATURE", help="pv, …")
        parser.add_argument(
            "reference",
            metavar="RÉFÉRENCE",
            help="par exemple MDGL/2024/1, SIGLE/2024/E1 pour une session extraordinaire",
        )
        parser.add_argument("--output", metavar="FICHIER", required=True)
        parser.add_argument("--timeout", type=int, default=120, metavar="SECONDES")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = maker(options["kind"])
            document, ask = found.find(options["reference"])
            if document is None or document.file is None:
                document = self.make(document, ask, options["timeout"])
        except ValueError as error:
            raise CommandError(f"Nature de document inconnue : « {options['kind']} » ({error}).") from error
        except Refused as refusal:
            raise CommandError(" ".join([refusal.message, *refusal.blockers])) from refusal
        assert document.file is not None
        content = store.read(document.file.sha256)
        output = Path(options["output"])
        temporary = output.with_name(f".{output.name}.{os.getpid()}")
        temporary.write_bytes(content)
        temporary.replace(output)
        self.stdout.write(
            f"{document.title}, version {document.version} : {output} ({len(content)} octets, SHA-256"
            f" {document.pdf_sha256})."
        )

    def make(self, document: Document | None, ask: Any, timeout: int) -> Document:
        job: Job = (
            document.job
            if document is not None and document.job is not None and not document.job.is_finished
            else ask()
        )
        with workers_if_none():
            self.wait(job, timeout)
        if not job.result:
            raise CommandError(job.sentence)
        return Document.objects.select_related("file").get(pk=job.result["document"])

    def wait(self, job: Job, timeout: int) -> None:
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            job.refresh_from_db()
            if job.is_finished:
                return
            time.sleep(0.1)
        if not workers_alive():
            raise CommandError(
                "Le document n’a pas pu être établi : aucun service de traitement n’est en marche. Démarrez le"
                " portail (bin/run) et recommencez ; la demande est gardée."
            )
        state = JobState(job.state).label
        raise CommandError(
            f"Le document n’est pas prêt après {timeout} secondes (travail {state}). La demande est gardée :"
            " recommencez dans un moment."
        )


def workers_alive() -> bool:
    return Worker.objects.filter(role=Worker.Role.WORKER, seen_at__gt=timezone.now() - timedelta(seconds=30)).exists()


@contextmanager
def workers_if_none() -> Iterator[None]:
    """When nobody works on the local servers (sockets: not a deployment), start a worker and a relay for the time of
    the command.
    """
    if workers_alive() or not settings.REDIS_URL.startswith("unix://"):
        yield
        return
    end = time.monotonic() + GRACE
    while time.monotonic() < end and Worker.objects.filter(seen_at__gt=timezone.now() - timedelta(seconds=30)).exists():
        if workers_alive():
            yield
            return
        time.sleep(0.5)
    Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
    log = (Path(settings.DATA_DIR) / "document-worker.log").open("ab")
    worker = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "cmsic",
        "worker",
        "--queues",
        "pdf,default",
        "--concurrency",
        "1",
        "--without-gossip",
        "--without-mingle",
        "--hostname",
        f"document-{os.getpid()}@%h",
    ]
    relay = [sys.executable, str(settings.BASE_DIR / "manage.py"), "relay"]
    processes = [
        subprocess.Popen(command, cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL, stdout=log, stderr=log)  # noqa: S603 - our own module
        for command in (worker, relay)
    ]
    try:
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        log.close()
