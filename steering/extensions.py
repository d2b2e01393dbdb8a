"""What the apps above show beside what steers a project."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from foundation.common.extensions import ExtensionPoint
from projects.extensions import Line as Line

if TYPE_CHECKING:
    from foundation.accounts.models import User
    from projects.models import Project


open_reserves: "ExtensionPoint[Callable[[Project, User], Iterable[Line]]]" = ExtensionPoint(
    "steering_open_reserves", "réserves ouvertes des décisions prises sur un projet, parmi ce que le lecteur voit"
)
