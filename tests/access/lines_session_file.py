"""The file of a session: its page, its PDF, its API."""

from sessions.papers.enums import FileAudience
from sessions.papers.operations.filing import request_session_file
from sessions.papers.queries.session_files import file_of
from sessions.preparing.queries.sheet import convocation_by_secret
from tests.factories import AgendaItemFactory, AnnexFactory
from tests.factories.files import stored

from .lines_sessions_preparing import plain_link
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


def linked(world, variant):
    """The address of a piece by the link of a letter that nobody else knows."""
    kwargs = plain_link(world, variant)
    session = convocation_by_secret(kwargs["secret"]).session
    item = AgendaItemFactory(session=session, position=1)
    annex = AnnexFactory(item=item, announced_title="Note", file=stored(f"note {item.pk}".encode(), "note.pdf"))
    return kwargs | {"sha256": annex.file.sha256}


def link_alone(world, variant):
    return {"secret": linked(world, variant)["secret"]}


LINES = [
    Line("sessions:linked_piece", kwargs=linked, variants={"": SIGNED_IN}, public=True),
    Line("sessions:linked_file", kwargs=link_alone, variants={"": SIGNED_IN}, public=True, ok=(302,)),
    Line("sessions:linked_file", method="POST", kwargs=link_alone, variants={"": SIGNED_IN}, public=True, ok=(302,)),
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
