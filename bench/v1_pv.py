"""V1: a procès-verbal of four pages, from the button to the stored PDF, warm, against the bare warm rendering and
LibreOffice.

python -m bench.v1_pv
"""

import gc
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.measure import report, size

from .ground import Processes, bench_database, quantile, wait_for

ROUNDS = size(3, 11)
TEXT = (
    "La commission a entendu le directeur des systèmes d’information, puis débattu du calendrier, du coût et des"
    " risques du projet. "
)


def main() -> None:
    with bench_database(), tempfile.TemporaryDirectory() as folder:
        measure(Path(folder))


def held_session() -> Any:
    from sessions.core.models import MinuteText
    from tests.factories import AgendaItemFactory, DecisionFactory, SessionFactory

    session = SessionFactory(lifted=True)
    for _ in range(5):
        item = AgendaItemFactory(session=session)
        for section in ("communication", "debate"):
            MinuteText.objects.update_or_create(
                session=session, item=item, section=section, defaults={"scope": session.scope, "text": TEXT * 6}
            )
        DecisionFactory(item=item, text=TEXT * 3)
    return session


def bare_render(html: str, content: bytes) -> bytes:
    """WeasyPrint as its manual shows it, in a warm process: the same page, style sheet, variant and attachment."""
    import weasyprint

    from foundation.documents.render import PAPER, _fetcher

    style = weasyprint.CSS(string=PAPER.read_text(), url_fetcher=_fetcher())
    files = [weasyprint.Attachment(string=content, name="contenu.json", relationship="Source", url_fetcher=_fetcher())]
    return weasyprint.HTML(string=html, url_fetcher=_fetcher()).write_pdf(
        stylesheets=[style], pdf_variant="pdf/a-3a", attachments=files
    )


def measure(folder: Path) -> None:
    import pypdf

    from foundation.documents import store
    from foundation.documents.canonical import canonical
    from foundation.documents.codes import new_code
    from foundation.documents.extensions import paper
    from foundation.documents.models import Document
    from foundation.documents.render import warm_up
    from foundation.jobs.enums import FINAL_STATES
    from foundation.jobs.models import Job, Worker
    from sessions.papers.operations.papers import submit_pv
    from sessions.papers.tasks import prepare_papers

    processes = Processes(folder)
    warm_up()
    gc.unfreeze()  # the bare side keeps Python's own habits
    gc.set_threshold(700, 10, 10)
    ours, bare, pages = [], [], 0
    document: Document | None = None
    try:
        processes.start("relay", ["manage.py", "relay"])
        processes.start(
            "worker",
            [
                "-m",
                "celery",
                "-A",
                "cmsic",
                "worker",
                "--queues",
                "pdf",
                "--concurrency",
                "1",
                "--without-gossip",
                "--without-mingle",
                "--loglevel",
                "WARNING",
            ],
        )
        wait_for(lambda: Worker.objects.count() == 2, 120, "relay and worker")
        for number in range(-1, ROUNDS):
            session = held_session()
            # The lift of a session has its first papers made: they are there when somebody submits.
            prepare_papers(session.pk, "")
            waiting = Job.objects.filter(queue="pdf").exclude(state__in=FINAL_STATES)  # the others have no worker here
            wait_for(lambda waiting=waiting: not waiting.exists(), 120, "the first papers")
            began = time.perf_counter()
            pv = submit_pv(session.pk, by=None)
            job = pv.job
            wait_for(lambda job=job: Job.objects.filter(pk=job.pk, state="done").exists(), 120, "the PDF")
            took = time.perf_counter() - began
            document = Document.objects.get(pk=pv.document_id)
            html = paper(document.kind).html(document, code=new_code())
            began = time.perf_counter()
            bare_render(html, canonical(document.content))
            alone = time.perf_counter() - began
            if number >= 0:
                ours.append(took)
                bare.append(alone)
            pages = len(pypdf.PdfReader(store.path_of(document.pdf_sha256)).pages)
    finally:
        processes.stop()
    ratio = quantile([a / b for a, b in zip(ours, bare, strict=True)], 0.5)
    report(
        "V1",
        goal="≤ 1,15 × the bare warm render",
        pages=pages,
        rounds=ROUNDS,
        ours_s=round(quantile(ours, 0.5), 3),
        bare_s=round(quantile(bare, 0.5), 3),
        ratio=round(ratio, 2),
    )
    libreoffice(folder, html, quantile(ours, 0.5))


def libreoffice(folder: Path, html: str, ours: float) -> None:
    """The same page as .docx, converted by LibreOffice; not measured here when it is not installed."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        report("V1 LibreOffice", goal="≥ 4 × faster", peer="pair absent", ours_s=round(ours, 3))
        return
    (folder / "pv.html").write_text(html)
    environment = os.environ | {"HOME": str(folder)}
    subprocess.run(
        [
            office,
            "--headless",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            str(folder),
            str(folder / "pv.html"),
        ],
        env=environment,
        check=True,
        capture_output=True,
    )
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        subprocess.run(
            [office, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / "pv.docx")],
            env=environment,
            check=True,
            capture_output=True,
        )
        times.append(time.perf_counter() - began)
    peer = quantile(times, 0.5)
    report(
        "V1 LibreOffice", goal="≥ 4 × faster", peer_s=round(peer, 3), ours_s=round(ours, 3), ratio=round(peer / ours, 1)
    )


if __name__ == "__main__":
    main()
