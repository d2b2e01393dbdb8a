"""Routes of a session held on paper."""

from datetime import date
from typing import Any

from sessions.past.operations import PastSession, record_past_session

from .matrix import Line

SEEN = "president member observer dsi auditor"


def recorded(world: Any, variant: str) -> dict[str, Any]:
    past = PastSession(
        commission=world["commission", "own"],
        year=2018,
        source="PV papier",
        theme="Reprise CANARIAPASSE",
        held_on=date(2018, 5, 2),
    )
    return {"pk": record_past_session(past, by=world.users["secretary"]).pk}


def typed(world: Any, variant: str) -> dict[str, Any]:
    empty = {
        f"{name}-{count}": 0
        for name in ("points", "allocutions", "invites", "recommandations", "presences")
        for count in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    return {"source": "PV papier", "version": 1} | empty


def corrected(route: str, **options: Any) -> Line:
    return Line(route, on="commission", kwargs=recorded, variants={"own": "secretary"}, see={"own": SEEN}, **options)


LINES = [
    corrected("sessions:correct_past"),
    corrected("sessions:correct_past", method="POST", data=typed, ok=(302,)),
    corrected("api:sessions-correct-past", method="POST", data=lambda w, v: {"source": "PV papier", "base_version": 1}),
]
