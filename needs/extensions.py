"""What the apps above say of a ranking, where it is tabled and how one tables it; and what they make of a need."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from foundation.common.extensions import ExtensionPoint
from foundation.common.lists import Button

from .enums import OutcomeKind

if TYPE_CHECKING:
    from foundation.accounts.models import User

    from .models import Need, Ranking


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


@dataclass(frozen=True)
class Made:
    """A row of a subject above that a need became, or may become."""

    pk: UUID
    name: str


@dataclass(frozen=True)
class OutcomeWay:
    """How a need becomes a row of a subject above: those of its ministry, a new one in its words, where one is read."""

    kind: OutcomeKind
    offered: "Callable[[Need], Iterable[Made]]"
    made: "Callable[[Need, User | None], Made]"
    href: Callable[[UUID], str]


outcome_ways: "ExtensionPoint[Callable[[], OutcomeWay]]" = ExtensionPoint(
    "need_outcome_ways", "ce qu’un besoin retenu devient, hors des projets : un e-service"
)


def way_of(kind: OutcomeKind) -> OutcomeWay | None:
    return next((way for tell in outcome_ways if (way := tell()).kind == kind), None)
