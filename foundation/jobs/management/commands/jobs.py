from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count

from foundation.common.exceptions import Refused
from foundation.common.typography import short_datetime
from foundation.jobs.models import Job, PausedQueue, Worker
from foundation.jobs.operations.deciding import retry
from foundation.jobs.operations.pausing import pause, resume


class Command(BaseCommand):
    help = "Montre les travaux en arrière-plan ; relance ceux qui ont été abandonnés ; suspend ou reprend une file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dead", action="store_true", help="seulement les travaux abandonnés, avec leur erreur")
        parser.add_argument(
            "--retry", metavar="ID", nargs="+", help="relance ces travaux (all : tous ceux qui sont abandonnés)"
        )
        parser.add_argument("--pause", metavar="FILE", help="suspend une file (mail après une restauration)")
        parser.add_argument("--reason", default="", help="motif de la suspension")
        parser.add_argument("--resume", metavar="FILE", help="reprend une file suspendue")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["pause"]:
                pause(options["pause"], reason=options["reason"] or "commande", by=None)
                self.stdout.write(f"File « {options['pause']} » suspendue.")
            elif options["resume"]:
                resume(options["resume"], by=None)
                self.stdout.write(f"File « {options['resume']} » reprise.")
            elif options["retry"]:
                self.retry(options["retry"])
            elif options["dead"]:
                self.show_dead()
            else:
                self.show_all()
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal

    def retry(self, ids: list[str]) -> None:
        chosen = [job.pk for job in Job.objects.dead()] if ids == ["all"] else [UUID(given) for given in ids]
        count = 0
        for job_id in chosen:
            retry(job_id, by=None)
            count += 1
        self.stdout.write(f"{count} travail(aux) relancé(s).")

    def show_dead(self) -> None:
        jobs = Job.objects.dead().order_by("-finished_at", "pk")[:200]
        for job in jobs:
            self.stdout.write(
                f"{job.pk}  {short_datetime(job.finished_at)}  {job.label}  ({job.attempts} essais) "
                f" {job.error or job.refusal}"
            )
        self.stdout.write(f"{Job.objects.dead().count()} travail(aux) abandonné(s).")

    def show_all(self) -> None:
        for row in Job.objects.values("queue", "state").annotate(total=Count("pk")).order_by("queue", "state"):
            self.stdout.write(f"{row['queue']:8} {row['state']:10} {row['total']}")
        for worker in Worker.objects.order_by("role", "name"):
            self.stdout.write(f"{worker.get_role_display()} {worker.name}, vu le {short_datetime(worker.seen_at)}")
        for paused in PausedQueue.objects.order_by("queue"):
            self.stdout.write(f"File suspendue : {paused.queue} ({paused.reason})")
