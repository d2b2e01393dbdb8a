"""What the API gives beyond the acts of each subject: papers, files, work in the background, figures, the national
board.
"""

from django.utils import timezone

from foundation.common.models import Level
from foundation.documents.operations.storing import store_bytes
from foundation.jobs.enums import JobState
from ministries.models import LegalText

from .lines_live import CONDUCT, MINUTES, READS, api_act, api_new, api_rows
from .lines_papers import READERS, WRITERS, without
from .lines_sessions_preparing import SEES, justified, scanned
from .lines_work import PAPERS, file_of_commission, job_of_secretary, paper_of_session
from .lines_work import READERS as FILE_READERS
from .matrix import SIGNED_IN, Line


def keyed(found):
    """The same object, under the name that the API gives to its key."""
    return lambda world, variant: {"pk": next(iter(found(world, variant).values()))}


def with_file(world, variant):
    text = world["legal_text", "own"]
    file = store_bytes(b"x", name="acte.pdf", content_type="application/pdf", scope=None, level=Level.NATIONAL, by=None)
    LegalText.objects.filter(pk=text.pk).update(file=file)
    return {"pk": text.pk}


def recommendation(world, variant):
    return {"recommendation_id": world["live_recommendation", variant].pk}


def new_guest(world, variant):
    return {"session": str(world["live_session", variant].pk), "name": "E. F.", "function": "experte"}


FIGURES = [
    Line("api:figures-list", variants={"": SIGNED_IN}),
    Line(
        "api:figures-detail",
        variants={"": SIGNED_IN},
        kwargs=lambda w, v: {"key": "projects.by_stage"},
        query=f"?year={timezone.localdate().year}",
    ),
    Line("api:national-list", variants={"": SIGNED_IN}),
    Line("api:national-headlines", variants={"": SIGNED_IN}),
    Line("api:work-list", variants={"": SIGNED_IN}),
]

WORK = [
    Line("api:jobs-list", variants={"": SIGNED_IN}),
    Line("api:jobs-detail", kwargs=keyed(job_of_secretary()), variants={"own": "secretary portal_admin"}),
    Line(
        "api:jobs-retry",
        method="POST",
        kwargs=keyed(job_of_secretary(JobState.DEAD)),
        variants={"own": "secretary portal_admin"},
    ),
    Line(
        "api:jobs-cancel", method="POST", kwargs=keyed(job_of_secretary()), variants={"own": "secretary portal_admin"}
    ),
]

FILES = [
    Line("api:documents-list", variants={"": SIGNED_IN}),
    Line("api:documents-detail", kwargs=keyed(paper_of_session), variants=PAPERS),
    Line("api:documents-file", kwargs=keyed(paper_of_session), variants=PAPERS),
    Line("api:files-detail", kwargs=keyed(file_of_commission), variants={"own": FILE_READERS}),
    Line("api:files-content", kwargs=keyed(file_of_commission), variants={"own": FILE_READERS}),
    Line(
        "api:pvs-draft-file",
        on="pv",
        variants={"draft": WRITERS},
        see={"draft": without(READERS["draft"], WRITERS)},
        ok=(409,),
    ),  # not laid out yet
    Line(
        "api:attendance-sheets-retry",
        method="POST",
        on="sheet",
        variants=dict.fromkeys(READERS, "secretary"),
        see={v: without(READERS[v], "secretary") for v in READERS},
    ),
    Line("api:legal-texts-file", variants={"own": SIGNED_IN}, kwargs=with_file),
    # Without a file: who may gets no further than the sentence that asks for it. tests/ministries sends one.
    Line(
        "api:legal-texts-file",
        method="POST",
        on="legal_text",
        variants={"own": "dsi secretary asin_admin portal_admin"},
        see={"own": without(SIGNED_IN, "dsi secretary asin_admin portal_admin")},
        ok=(400,),
    ),
    Line("api:sessions-scan", on="session", variants=SEES, kwargs=scanned),
    Line(
        "api:convocations-answer-file",
        on="convocation",
        kwargs=justified,
        variants={"own": "secretary president member"},
        see={"own": "observer"},
    ),
]

HELD = [
    *api_rows("guests", "live_guest", READS),
    api_new("guests-list", CONDUCT, new_guest),
    api_act("guests-remove", "live_guest", CONDUCT),
    Line(
        "api:session-recommendations-correct",
        method="POST",
        kwargs=recommendation,
        data=lambda w, v: {"text": "Faire mieux."},
        variants=dict.fromkeys(READS, MINUTES),
        see={v: without(seen, MINUTES) for v, seen in READS.items()},
    ),
    Line(
        "api:session-recommendations-remove",
        method="POST",
        kwargs=recommendation,
        variants=dict.fromkeys(READS, MINUTES),
        see={v: without(seen, MINUTES) for v, seen in READS.items()},
    ),
]

LINES = [*FIGURES, *WORK, *FILES, *HELD]
