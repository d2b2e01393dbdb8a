"""Work in the background, stored files, papers, and the page of components."""

from uuid import uuid4

from django.utils import timezone

from foundation.common.models import Level
from foundation.documents.models import Document
from foundation.documents.operations.storing import store_bytes
from foundation.jobs import enqueue
from foundation.jobs.enums import JobState
from foundation.jobs.models import Job

from .matrix import INSIDE, Line

READERS = INSIDE + " dsi auditor"
PAPERS = {"submitted": READERS, "submitted_closed": INSIDE}


def job_of_secretary(state=None):
    """A paper the secretary asked for: his own work, and the administrator's."""

    def kwargs(world, variant):
        job = enqueue("render_document", uuid4(), by=world.users["secretary"], scope=world["commission", "own"].scope)
        if state is not None:
            Job.objects.filter(pk=job.pk).update(state=state, finished_at=timezone.now())
        return {"job_id": job.pk}

    return kwargs


def file_of_commission(world, variant):
    commission = world["commission", "own"]
    stored = store_bytes(
        b"%PDF-1.7 essai",
        name="essai.pdf",
        content_type="application/pdf",
        scope=commission.scope,
        by=None,
        commission_id=commission.pk,
        level=Level.COMMISSION,
    )
    return {"file_id": stored.pk}


def paper_of_session(world, variant):
    """The procès-verbal of a submitted session, with a file as the worker would have left it."""
    document = world["pv", variant].document
    stored = store_bytes(
        b"%PDF-1.7 essai",
        name="pv.pdf",
        content_type="application/pdf",
        scope=document.scope,
        by=None,
        commission_id=document.commission_id,
        level=Level.COMMISSION,
    )
    Document.objects.filter(pk=document.pk).update(
        file=stored, pdf_sha256=stored.sha256, code_hash="0" * 64, stored_at=timezone.now()
    )
    return {"document_id": document.pk}


LINES = [
    Line("components", variants={"": "portal_admin"}),
    Line("jobs:list", variants={"": "portal_admin"}),
    Line("jobs:progress", kwargs=job_of_secretary(), variants={"own": "secretary portal_admin"}),
    Line(
        "jobs:retry", method="POST", kwargs=job_of_secretary(JobState.DEAD), variants={"own": "secretary portal_admin"}
    ),
    Line("jobs:cancel", method="POST", kwargs=job_of_secretary(), variants={"own": "secretary portal_admin"}),
    Line("documents:file", kwargs=file_of_commission, variants={"own": READERS}),
    Line("documents:download", kwargs=paper_of_session, variants=PAPERS),
]
