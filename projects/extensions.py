"""What the apps above show on the page of a project: decisions, reserves, recommendations."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from foundation.common.extensions import ExtensionPoint
from foundation.common.lists import Button
from ministries.extensions import Panel

if TYPE_CHECKING:
    from django.contrib.postgres.search import SearchQuery

    from foundation.accounts.models import User

    from .models import Project


@dataclass(frozen=True)
class Alike:
    """Something that resembles what is being typed, already limited to what the reader may see."""

    title: str
    href: str
    note: str  # where it stands: ministry, state, reference
    score: float
    pk: Any = None


@dataclass(frozen=True)
class Likeness:
    """How a text is looked for: its title as the sort key compares it, and its telling words two by two."""

    title: str
    words: "SearchQuery | None"
    leave_out: Any = None  # what is being edited does not resemble itself
    about: tuple[Any, ...] = ()  # nor do the projects that it is about


project_panels: "ExtensionPoint[Callable[[Project, User], Panel | None]]" = ExtensionPoint(
    "project_page_panels", "parties de la page d’un projet"
)
alike_sources: "ExtensionPoint[Callable[[User, Likeness, int], list[Alike]]]" = ExtensionPoint(
    "project_alike",
    "ce qui ressemble au texte que l’on saisit, parmi ce que le lecteur peut voir : décisions des commissions",
)
list_buttons: "ExtensionPoint[Callable[[User], Iterable[Button]]]" = ExtensionPoint(
    "project_list_buttons", "actes d’ailleurs, à côté de ceux de la liste des projets"
)
