"""Rehearsals: made by the secretary, entered and erased by their owner alone."""

from typing import Any

from sessions.meeting.operations.rehearsing import rehearse

from .matrix import SIGNED_IN, Line

UNSEEING = "project_lead demoted stranger foreign_secretary foreign_dsi rsi asin_reader asin_admin portal_admin"
SEES = "president member observer dsi auditor"


def _own(world: Any, variant: str) -> dict[str, Any]:
    return {"pk": rehearse(world["session", "own"].pk, convened=False, by=world.users["secretary"]).pk}


LINES = [
    Line("sessions:rehearsals", variants={"": SIGNED_IN}),
    Line("sessions:leave_rehearsal", method="POST", variants={"": SIGNED_IN}),
    Line("sessions:enter_rehearsal", method="POST", kwargs=_own, variants={"own": "secretary"}),
    Line("sessions:forget_rehearsal", method="POST", kwargs=_own, variants={"own": "secretary"}),
    Line(
        "sessions:rehearse",
        on="session",
        variants={"own": "secretary", "closed": "secretary"},
        see={"own": SEES, "closed": "president member observer"},
    ),
    Line(
        "sessions:rehearse",
        method="POST",
        on="session",
        variants={"own": "secretary"},
        see={"own": SEES},
        data=lambda w, v: {"stage": "preparing"},
    ),
    Line("api:rehearsals-list", variants={"": SIGNED_IN}),
    Line(
        "api:rehearsals-list",
        method="POST",
        variants={"": "secretary"},
        invalid={"": UNSEEING},
        data=lambda w, v: {"session": str(w["session", "own"].pk)},
    ),
    Line("api:rehearsals-detail", kwargs=_own, variants={"own": "secretary"}),
    Line("api:rehearsals-forget", method="POST", kwargs=_own, variants={"own": "secretary"}),
]
