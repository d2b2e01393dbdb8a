"""What the apps above tell a commission: what it still has to finish, which sessions stand on its rules, what its page
shows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from foundation.common.extensions import ExtensionPoint

if TYPE_CHECKING:
    from foundation.accounts.models import User
    from ministries.extensions import Panel

    from .models import Commission, Statute


@dataclass(frozen=True)
class StatuteUse:
    """A session that stands on a version of the rules."""

    label: str  # « 1re session ordinaire au titre de l’année 2024 »
    held_on: date | None
    is_convened: bool  # convened, held or reconstituted: its rules may not move any more


page_panels: "ExtensionPoint[Callable[[Commission, User], Panel | None]]" = ExtensionPoint(
    "commission_page_panels", "parties de la page d’une commission"
)
# French sentences, one for each piece of open business: « La 1re session ordinaire de 2026 est convoquée pour le 3
# mars. »
closing_blockers: "ExtensionPoint[Callable[[Commission], list[str]]]" = ExtensionPoint(
    "closing_blockers", "affaires en cours qui empêchent de dissoudre une commission"
)
statute_uses: "ExtensionPoint[Callable[[Statute], list[StatuteUse]]]" = ExtensionPoint(
    "statute_uses", "sessions qui suivent une version des règles"
)
# Inside the transaction that opens a new version: sessions still in preparation at its dates take it.
statute_replaced: "ExtensionPoint[Callable[[Statute], int]]" = ExtensionPoint(
    "statute_replaced", "suites d’une nouvelle version des règles"
)

# How many sessions each of these commissions has: a commission that starts is over its start with the first one.
session_counts: "ExtensionPoint[Callable[[list[Commission]], dict[UUID, int]]]" = ExtensionPoint(
    "session_counts", "nombre de sessions de commissions"
)


@dataclass(frozen=True)
class HeldSession:
    """A session that was held with a composition: that one does not change any more."""

    label: str
    held_on: date


# f(commission, since, until): the sessions held from `since` on and before `until`; None means no bound.
sessions_held: "ExtensionPoint[Callable[[Commission, date | None, date | None], list[HeldSession]]]" = ExtensionPoint(
    "sessions_held", "sessions tenues avec une composition, à ces dates"
)


class Follow(Protocol):
    def __call__(self, commission: "Commission", *, by: "User | None") -> None: ...


# Inside the transaction that changes the seats or their holders: the session under way takes the new composition.
composition_changed: "ExtensionPoint[Follow]" = ExtensionPoint(
    "composition_changed", "suites d’un changement de composition"
)


def held_between(commission: "Commission", since: date | None, until: date | None) -> list[HeldSession]:
    held = [row for function in sessions_held for row in function(commission, since, until)]
    return sorted(held, key=lambda row: (row.held_on, row.label))


def tell_composition(commission: "Commission", *, by: "User | None") -> None:
    for function in composition_changed:
        function(commission, by=by)


def sessions_of(commissions: "list[Commission]") -> "dict[UUID, int]":
    counts = dict.fromkeys([row.pk for row in commissions], 0)
    for function in session_counts:
        counts |= function(commissions)
    return counts


def blockers_of(commission: "Commission") -> list[str]:
    return [sentence for function in closing_blockers for sentence in function(commission)]


def uses_of(statute: "Statute") -> list[StatuteUse]:
    uses = [use for function in statute_uses for use in function(statute)]
    return sorted(uses, key=lambda use: (use.held_on or date.max, use.label))
