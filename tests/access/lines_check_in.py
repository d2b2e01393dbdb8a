"""Check-in by code: shown by who conducts the session, used by who holds a seat there, nothing for anybody else."""

from typing import Any

from commissions.enums import HolderKind
from foundation.accounts.models import Person
from foundation.common import clock
from sessions.meeting.operations.checking_in import open_check_in
from tests.factories import MandateFactory, PersonFactory

from .lines_live import CONDUCT, act, both
from .matrix import SIGNED_IN, Line

OTHERS = " ".join(actor for actor in SIGNED_IN.split() if actor != "member")


def _shown(world: Any, variant: str) -> dict[str, Any]:
    open_check_in(world["live_session", variant].pk, by=None)
    return {"pk": world["live_session", variant].pk}


def _code(world: Any, variant: str) -> str:
    """The code of a session where the member stands in for the third voting seat, of which nothing is noted."""
    commission = world["commission", "own"]
    seat = commission.seats.filter(has_vote=True).order_by("position")[2]
    if not seat.mandates.filter(kind=HolderKind.SUBSTITUTE).exists():
        person = Person.objects.filter(user=world.users["member"]).first() or PersonFactory(
            scope=commission.scope, user=world.users["member"]
        )
        MandateFactory(seat=seat, person=person, kind=HolderKind.SUBSTITUTE, valid_from=clock.today())
    return open_check_in(world["live_session", variant].pk, by=None).code


def _by_link(world: Any, variant: str) -> dict[str, Any]:
    return {"code": open_check_in(world["session", "open"].pk, by=None).code}


HELD = {"variants": {"own": "member", "closed": "member"}, "see": {"own": OTHERS, "closed": OTHERS}}

LINES = [
    act("open_check_in", "live_session", CONDUCT),
    Line("sessions:renew_check_in", method="POST", kwargs=_shown, **both(CONDUCT)),
    Line("sessions:close_check_in", method="POST", kwargs=_shown, **both(CONDUCT)),
    Line("api:sessions-check-in", kwargs=_shown, **both(CONDUCT)),
    Line("api:sessions-open-check-in", method="POST", on="live_session", **both(CONDUCT)),
    Line("api:sessions-renew-check-in", method="POST", kwargs=_shown, **both(CONDUCT)),
    Line("api:sessions-close-check-in", method="POST", kwargs=_shown, **both(CONDUCT)),
    Line("check_in:ask", variants={"": SIGNED_IN}),
    Line("check_in:here", kwargs=lambda w, v: {"code": _code(w, v)}, **HELD),
    Line("check_in:here", method="POST", kwargs=lambda w, v: {"code": _code(w, v)}, **HELD),
    Line("api:check-ins-list", method="POST", data=lambda w, v: {"code": _code(w, v)}, **HELD),
    Line(
        "sessions:check_in_by_link",
        method="POST",
        kwargs=lambda w, v: {"secret": w.extra["secret_A_open"]},
        data=_by_link,
        variants={"": SIGNED_IN},
        public=True,
    ),
]
