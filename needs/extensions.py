"""What the apps above say on the page of a ranking: where it is tabled, and the act that tables it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from foundation.common.extensions import ExtensionPoint
from foundation.common.lists import Button

if TYPE_CHECKING:
    from foundation.accounts.models import User

    from .models import Ranking


@dataclass(frozen=True)
class Place:
    """A session that reads a ranking, already limited to what the reader may see."""

    title: str
    href: str
    note: str = ""


ranking_places: "ExtensionPoint[Callable[[User, Ranking], Iterable[Place]]]" = ExtensionPoint(
    "ranking_places", "où un classement de besoins est inscrit : sessions, avec ce qu’elles en concluent"
)
ranking_buttons: "ExtensionPoint[Callable[[User, Ranking], Iterable[Button]]]" = ExtensionPoint(
    "ranking_buttons", "ce que l’on fait d’un classement ailleurs : l’inscrire à l’ordre du jour d’une session"
)
