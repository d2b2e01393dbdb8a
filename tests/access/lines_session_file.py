"""The file of a session: its page, its PDF, its API."""

from sessions.papers.enums import FileAudience
from sessions.papers.operations.filing import request_session_file
from sessions.papers.queries.session_files import file_of

from .matrix import INSIDE, SIGNED_IN, Line

READERS = {
    "own": f"{INSIDE} dsi auditor",
    "closed": INSIDE,
    "preparing": "secretary president",
    "foreign": "foreign_secretary foreign_dsi",
}


def session(world, variant):
    return {"session": str(world["session", variant].pk)}


def inside_file(world, variant):
    """The copy of those inside: to the others there is none under this key."""
    row = file_of(world["session", variant], FileAudience.INSIDE) or request_session_file(
        world["session", variant].pk, FileAudience.INSIDE, by=None
    )
    return {"pk": row.pk}


INSIDE_READERS = {"own": INSIDE, "closed": INSIDE, "preparing": "secretary president", "foreign": "foreign_secretary"}

LINES = [
    Line("sessions:file_progress", on="session", variants=READERS),
    Line("sessions:file_download", on="session", variants=READERS, ok=(409,)),  # not bound in this world
    Line("sessions:make_file", method="POST", on="session", variants=READERS),
    Line("api:session-files-list", variants={"": SIGNED_IN}),
    Line(
        "api:session-files-list",
        method="POST",
        data=session,
        kwargs=lambda w, v: {},
        variants=READERS,
        invalid={
            variant: " ".join(actor for actor in SIGNED_IN.split() if actor not in readers.split())
            for variant, readers in READERS.items()
        },
    ),
    Line("api:session-files-detail", kwargs=inside_file, variants=INSIDE_READERS),
    Line("api:session-files-file", kwargs=inside_file, variants=INSIDE_READERS, ok=(409,)),
]
