"""What one has read of a session: each his own."""

from sessions.preparing.operations.reading import mark_read

from .lines_session_file import READERS, session
from .matrix import SIGNED_IN, Line


def reading_of_the_member(world, variant):
    return {"pk": mark_read(world["session", variant].pk, by=world.users["member"]).pk}


LINES = [
    Line("sessions:mark_read", method="POST", on="session", variants=READERS),
    Line("api:session-readings-list", variants={"": SIGNED_IN}),
    Line(
        "api:session-readings-list",
        method="POST",
        data=session,
        kwargs=lambda w, v: {},
        variants=READERS,
        invalid={
            variant: " ".join(actor for actor in SIGNED_IN.split() if actor not in readers.split())
            for variant, readers in READERS.items()
        },
    ),
    Line("api:session-readings-detail", kwargs=reading_of_the_member, variants={"own": "member", "closed": "member"}),
    Line("api:session-readings-news", kwargs=reading_of_the_member, variants={"own": "member", "closed": "member"}),
]
