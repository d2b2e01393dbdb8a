"""Where finished work leads."""

from django.urls import reverse

from foundation.jobs.extensions import Outcome
from foundation.jobs.models import Job


def rendered_document(job: Job) -> Outcome | None:
    """The PDF that a rendering made. Whoever may not read it gets a 404 there."""
    if job.kind != "render_document" or not job.result:
        return None
    return Outcome(reverse("documents:download", args=[job.result["document"]]), "Télécharger le PDF")
