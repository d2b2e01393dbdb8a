"""What the apps above show beside what steers a project."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from foundation.common.extensions import ExtensionPoint

if TYPE_CHECKING:
    from foundation.accounts.models import User
    from projects.models import Project


@dataclass(frozen=True)
class Line:
    """One line of a short list: where it leads, what is said beside it, a word with its tone."""

    label: str
    href: str
    note: str = ""
    word: str = ""
    tone: str = "neutral"


open_reserves: "ExtensionPoint[Callable[[Project, User], Iterable[Line]]]" = ExtensionPoint(
    "steering_open_reserves", "réserves ouvertes des décisions prises sur un projet, parmi ce que le lecteur voit"
)
