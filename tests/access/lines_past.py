"""Routes of a session held on paper."""

from datetime import date
from typing import Any

from sessions.core.models import CommissionSession, Guest
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


def of_a_guest(world: Any, variant: str) -> dict[str, Any]:
    kwargs = recorded(world, variant)
    session = CommissionSession.objects.get(pk=kwargs["pk"])
    guest = Guest.objects.create(scope_id=session.scope_id, session=session, function="Invité CANARIAPASSE")
    return kwargs | {"part": "invites", "line": guest.pk}


def to_a_part(world: Any, variant: str) -> dict[str, Any]:
    return recorded(world, variant) | {"part": "invites"}


def line(route: str, kwargs: Any, **options: Any) -> Line:
    return Line(route, on="commission", kwargs=kwargs, variants={"own": "secretary"}, see={"own": SEEN}, **options)


def removal(world: Any, variant: str) -> dict[str, Any]:
    session = CommissionSession.objects.filter(theme="Reprise CANARIAPASSE").order_by("-pk").first()
    if session is None:
        return {}
    guest = Guest.objects.create(scope_id=session.scope_id, session=session, function="Invité CANARIAPASSE")
    return {"line": str(guest.pk), "reason": "saisi par erreur"}


LINES = [
    line("sessions:add_past_line", to_a_part),
    line("sessions:add_past_line", to_a_part, method="POST", data=lambda w, v: {"function": "DSI"}, ok=(302,)),
    line("sessions:correct_past_line", of_a_guest),
    line("sessions:correct_past_line", of_a_guest, method="POST", data=lambda w, v: {"function": "DSI"}, ok=(302,)),
    line("sessions:remove_past_line", of_a_guest),
    line("sessions:remove_past_line", of_a_guest, method="POST", data=lambda w, v: {"reason": "erreur"}, ok=(302,)),
    line("api:sessions-remove-past-line", recorded, method="POST", data=removal),
    corrected("sessions:correct_past"),
    corrected("sessions:correct_past", method="POST", data=typed, ok=(302,)),
    corrected("api:sessions-correct-past", method="POST", data=lambda w, v: {"source": "PV papier", "base_version": 1}),
]
