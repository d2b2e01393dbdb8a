"""What happened to a row, told by every app that knows of something: decisions, recommendations.

Each entry says its theme, in the plural (« recommandations »): a page lets its reader keep some of them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from .extensions import ExtensionPoint

if TYPE_CHECKING:
    from .requests import User


@dataclass(frozen=True)
class TimelineEntry:
    """One event in the life of a row, already limited to what the reader may see."""

    on: date
    title: str
    text: str = ""
    by: str = ""
    href: str = ""
    tone: str = "neutral"
    theme: str = field(default="autres faits", kw_only=True)


Tell = Callable[[Any, Any], Iterable[TimelineEntry]]

timeline: ExtensionPoint[Tell] = ExtensionPoint(
    "timeline", "f(row, user) : ce qui est arrivé à cette fiche, rien pour celles que l’on ne connaît pas"
)


def timeline_of(row: Any, user: "User") -> list[TimelineEntry]:
    """What the apps above tell of a row, in no order: its page adds its own events and sorts them all."""
    return [entry for tell in timeline for entry in tell(row, user)]
