"""What the harness does inside the portal: a process of its own, with the rights of the application, answering one JSON
line a command.
"""

import json
import sys
import traceback
from collections import Counter
from typing import Any

import django

django.setup()

from foundation.documents import store  # noqa: E402
from foundation.documents.models import Document  # noqa: E402
from foundation.documents.operations.storing import check_files, sweep  # noqa: E402
from foundation.jobs.broker import Broker  # noqa: E402
from foundation.jobs.enums import FINAL_STATES, JobState  # noqa: E402
from foundation.jobs.models import Job, Worker  # noqa: E402
from foundation.jobs.operations.deciding import retry  # noqa: E402
from foundation.journal.models import Entry  # noqa: E402
from foundation.journal.operations.sealing import seal  # noqa: E402
from foundation.journal.operations.verifying import verify  # noqa: E402
from sessions.core.models import ProcesVerbal  # noqa: E402
from sessions.papers.operations.papers import submit_pv  # noqa: E402
from sessions.papers.queries.papers import paper_reference  # noqa: E402
from tests.factories import AgendaItemFactory, CommissionFactory, SessionFactory  # noqa: E402

commissions: list[Any] = []


def submit(count: int) -> list[str]:
    """Submit the procès-verbaux of `count` sessions that were just held; return their jobs."""
    if not commissions:
        commissions.extend(CommissionFactory.create_batch(2))
    jobs = []
    for place in range(count):
        session = SessionFactory(commission=commissions[place % len(commissions)], lifted=True)
        AgendaItemFactory.create_batch(3, session=session)
        jobs.append(str(submit_pv(session.pk, by=None).job.pk))
    return jobs


def references() -> list[str]:
    """What `bin/manage document pv` is given for each numbered procès-verbal."""
    return [
        paper_reference(pv.session)
        for pv in ProcesVerbal.objects.filter(number__isnull=False).select_related("session__commission").order_by("pk")
    ]


def alive() -> dict[str, int]:
    return Counter(Worker.objects.values_list("role", flat=True))


def states() -> dict[str, int]:
    return Counter(Job.objects.values_list("state", flat=True))


def unfinished(jobs: list[str] | None = None) -> int:
    """How many of these jobs, or of all, have not ended."""
    among = Job.objects.exclude(state__in=FINAL_STATES)
    return (among if jobs is None else among.filter(pk__in=jobs)).count()


def relaunch() -> int:
    """Ask again, as a person would on the page, for the jobs that were given up after five interruptions; return how
    many.
    """
    given_up = list(
        Job.objects.filter(state=JobState.DEAD, error="le processus a été interrompu à chaque essai").values_list(
            "pk", flat=True
        )
    )
    for job_id in given_up:
        retry(job_id, by=None)
    return len(given_up)


def running() -> list[list[Any]]:
    return [
        [str(pk), worker, pid]
        for pk, worker, pid in Job.objects.filter(state=JobState.RUNNING).values_list("pk", "worker", "pid")
    ]


def send_again(job_ids: list[str]) -> None:
    """Late, doubled and disordered messages."""
    broker = Broker()
    for job_id in reversed(job_ids):
        broker.send(job_id, Job.objects.get(pk=job_id).queue, 300)
    broker.close()


def oracle() -> list[str]:
    """What is lost, doubled or torn, in sentences. Empty when the portal held."""
    findings = [
        f"job {job.kind} {job.pk} is {job.state}: {job.error}" for job in Job.objects.exclude(state=JobState.DONE)
    ]
    for commission in commissions:
        numbers = sorted(
            ProcesVerbal.objects.filter(commission=commission, number__isnull=False).values_list("number", flat=True)
        )
        if numbers != list(range(1, len(numbers) + 1)):
            findings.append(f"numbers of {commission.code}: {numbers}")
    for pv in ProcesVerbal.objects.filter(number__isnull=False).select_related("document"):
        papers = Document.objects.filter(subject_id=pv.pk, kind=pv.document.kind)
        if papers.count() != 1:
            findings.append(f"{papers.count()} papers for number {pv.number}")
        if not pv.document.pdf_sha256 or not store.check(pv.document.pdf_sha256):
            findings.append(f"no PDF, or another one, for number {pv.number}")
        acts = Counter(
            Entry.objects.filter(object_id__in=[str(pv.pk), str(pv.document_id)]).values_list("act", flat=True)
        )
        if {act: acts[act] for act in ("submit_pv", "document.freeze", "document.store")} != dict.fromkeys(
            ("submit_pv", "document.freeze", "document.store"), 1
        ):
            findings.append(f"acts of number {pv.number}: {dict(acts)}")
    sweep(older_than=-1)
    findings += check_files(read_all=True)
    seal()
    findings += verify().findings
    return findings


COMMANDS = {
    function.__name__: function
    for function in (submit, references, alive, states, unfinished, relaunch, running, send_again, oracle)
}


def main() -> None:
    answers = sys.stdout
    sys.stdout = sys.stderr
    for line in sys.stdin:
        command, *arguments = json.loads(line)
        try:
            answer = {"answer": COMMANDS[command](*arguments)}
        except Exception:
            answer = {"error": traceback.format_exc()}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
