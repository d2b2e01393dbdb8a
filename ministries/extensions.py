"""What the apps above show on the pages of institutions and texts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from foundation.common.extensions import ExtensionPoint

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from foundation.accounts.models import User

    from .models import Commune, CouncilRecord, LegalText, Ministry


@dataclass(frozen=True)
class Panel:
    """A part of a page that another app fills: its template gets `context` as `panel.context` and never queries.

    What it shows is already limited to what the reader may see.
    """

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    position: int = 100  # the smallest first
    count: int | None = None
    href: str = ""  # the whole list, when the panel shows its beginning
    href_label: str = "Tout voir"
    anchor: str = ""


page_panels: "ExtensionPoint[Callable[[Ministry, User], Panel | None]]" = ExtensionPoint(
    "ministry_page_panels", "parties de la page d’un ministère"
)
text_panels: "ExtensionPoint[Callable[[LegalText, User], Panel | None]]" = ExtensionPoint(
    "text_page_panels", "ce qui a été décidé en application d’un texte"
)
council_panels: "ExtensionPoint[Callable[[CouncilRecord, User], Panel | None]]" = ExtensionPoint(
    "council_page_panels", "ce qui découle d’un point du Conseil des ministres"
)
commune_panels: "ExtensionPoint[Callable[[Commune, User], Panel | None]]" = ExtensionPoint(
    "commune_page_panels", "parties de la page d’une commune"
)


def gather(point: Iterable[Callable[[Any, Any], Panel | None]], subject: Any, user: "User") -> list[Panel]:
    """The panels that have something to say, in order."""
    panels = [panel for function in point if (panel := function(subject, user)) is not None]
    return sorted(panels, key=lambda panel: (panel.position, panel.title))


# What stays attached to a ministry that another one succeeds: « la commission du MASM », « 12 projets ». Nothing is
# moved silently.
left_behind: "ExtensionPoint[Callable[[Ministry], list[str]]]" = ExtensionPoint(
    "left_behind", "ce qui reste rattaché à un ministère remplacé"
)
# f(day): the keys of the ministries that had a commission that day.
ministries_with_commission: "ExtensionPoint[Callable[[date], QuerySet[Any, Any]]]" = ExtensionPoint(
    "ministries_with_commission", "ministères qui ont une commission"
)
