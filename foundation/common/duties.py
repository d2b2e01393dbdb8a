"""What awaits somebody, and where each role goes: every app says its own in its `duties.py`, the home page
is their sum.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from .extensions import ExtensionPoint
from .typography import plural

PATIENCE = 30  # days after which what has no deadline of its own is shown as late


@dataclass(frozen=True)
class Duty:
    """One line: `verb` and `what` make its sentence. `due_on` is a deadline, or the day since which it `is_waiting`."""

    verb: str  # « Convoquer »
    what: str
    href: str
    due_on: date | None = None
    is_late: bool = False
    note: str = ""
    is_waiting: bool = False

    @property
    def subject(self) -> str:
        """What it is about, without its verb: « Répondre » to « la convocation »."""
        return self.what.removeprefix("à ")

    def told(self, today: date) -> str:
        """How far it is: « en retard de 12 jours », « dans 3 jours », « depuis 9 jours »."""
        if self.due_on is None:
            return "en retard" if self.is_late else ""
        days = (self.due_on - today).days
        if self.is_waiting and days:
            return self.note
        if days < 0:
            return f"en retard de {plural(-days, 'jour')}" if self.is_late else f"depuis {plural(-days, 'jour')}"
        return {0: "aujourd’hui", 1: "demain"}.get(days, f"dans {plural(days, 'jour')}")

    @property
    def rank(self) -> tuple[bool, date, str]:
        """What is late first, then what is near."""
        return (not self.is_late, self.due_on or date.max, self.what)


@dataclass(frozen=True)
class Place:
    """Where one goes from the home page, and what is found there."""

    label: str
    href: str
    note: str


def waiting_since(day: date, today: date) -> dict[str, Any]:
    """The day, the lateness and the note of what has no deadline: it waits since that day."""
    waited = (today - day).days
    note = f"depuis {plural(waited, 'jour')}" if waited > 0 else ""
    return {"due_on": day, "is_late": waited > PATIENCE, "note": note, "is_waiting": True}


duties: ExtensionPoint[Callable[[Any, date], Iterable[Duty]]] = ExtensionPoint(
    "duties", "f(user, today) gives what awaits this user, one query or two a kind whatever the number of rows."
)

places: ExtensionPoint[Callable[[Any], Iterable[Place]]] = ExtensionPoint(
    "places", "f(user) gives where his roles take him, so that nobody's home page is empty."
)
