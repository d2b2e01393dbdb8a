"""What the apps above show on the page of a project: decisions, reserves, recommendations."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from foundation.common.extensions import ExtensionPoint
from foundation.common.lists import Button
from ministries.extensions import Panel

if TYPE_CHECKING:
    from django.contrib.postgres.search import SearchQuery
    from django.db.models import Q

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


@dataclass(frozen=True)
class Line:
    """One line of a short list: where it leads, what is said beside it, a word with its tone."""

    label: str
    href: str
    note: str = ""
    word: str = ""
    tone: str = "neutral"


@dataclass(frozen=True)
class PastPart:
    """What an app above knew of a project on a day of the past, read from the rows of that day."""

    title: str
    lines: tuple[Line, ...]
    position: int = 100  # the smallest first


@dataclass(frozen=True, order=True)
class PortfolioView:
    """One way to see the rows of the list of projects: its place in the switch, its name, its route."""

    position: int
    label: str
    route: str


@dataclass(frozen=True)
class SheetPart:
    """What an app above prints of a project on its one-page sheet: short lines, the most pressing first.

    They are what `user` sees and every reader of the paper may read: with `commission_id`, those of that commission,
    the DSI and the auditor of the ministry, and the ASIN where it was transmitted.
    """

    title: str
    lines: tuple[str, ...]
    position: int = 100
    said: str = ""
    commission_id: Any = None


@dataclass(frozen=True)
class MonthNote:
    """What is said above the rows of « Mes projets »."""

    text: str
    label: str = ""
    href: str = ""
    tone: str = "information"
    due_on: date | None = None  # the day until which the month is to be updated


project_panels: "ExtensionPoint[Callable[[Project, User], Panel | None]]" = ExtensionPoint(
    "project_page_panels", "parties de la page d’un projet"
)
orphan_readings: "ExtensionPoint[Callable[[Q], Q]]" = ExtensionPoint(
    "project_orphans",
    "f(q) : ce qui fait d’un projet un orphelin, là où l’on tient les actions des plans ; `q` là où l’on ne les tient"
    " pas",
)
alike_sources: "ExtensionPoint[Callable[[User, Likeness, int], list[Alike]]]" = ExtensionPoint(
    "project_alike",
    "ce qui ressemble au texte que l’on saisit, parmi ce que le lecteur peut voir : décisions des commissions",
)
successions: "ExtensionPoint[Callable[[Project, Sequence[Project], User | None], None]]" = ExtensionPoint(
    "project_successions",
    "f(project, heirs, by) : ce qui passe d’un projet fusionné ou scindé à ceux qui le continuent, dans la transaction",
)
month_notes: "ExtensionPoint[Callable[[User, date], list[MonthNote]]]" = ExtensionPoint(
    "project_month", "ce qui est dit de la mise à jour du mois : échéance, explication demandée"
)
past_parts: "ExtensionPoint[Callable[[Project, User, date], PastPart | None]]" = ExtensionPoint(
    "project_past", "f(projet, lecteur, jour) : ce que l’on savait de lui ce jour-là, parmi ce que le lecteur voit"
)
sheet_parts: "ExtensionPoint[Callable[[Project, User], SheetPart | None]]" = ExtensionPoint(
    "project_sheet", "f(projet, qui la demande) : ce que sa fiche d’une page en imprime"
)
portfolio_views: "ExtensionPoint[Callable[[], PortfolioView]]" = ExtensionPoint(
    "portfolio_views", "une vue du portefeuille, par les filtres de sa liste"
)
list_buttons: "ExtensionPoint[Callable[[User], Iterable[Button]]]" = ExtensionPoint(
    "project_list_buttons", "actes d’ailleurs, à côté de ceux de la liste des projets"
)
