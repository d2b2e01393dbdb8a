"""What the engine is given: the rules as the act states them, the seats and who holds them, what happened and when."""

from collections.abc import Hashable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Key = Hashable  # of a seat or an item: an identifier, a name, a number


class RulesError(ValueError):
    """What was given cannot be: a vote of somebody absent, more voices than voters.

    The sentence is French, for the screen.
    """


class Kind(StrEnum):
    """What may happen to a seat. The order of the list decides between events of one instant that bear no sequence."""

    EXCUSED = "excused"
    ON_LEAVE = "on_leave"
    PROXY = "proxy"  # gives his voice to the seat `to`
    LEFT = "left"
    ARRIVED = "arrived"
    REPRESENTED = "represented"  # his substitute sits
    CAME_BACK = "came_back"
    RECUSED = "recused"  # on the item `item`
    PRESIDES = "presides"


class Base(StrEnum):
    """What a quorum is a part of."""

    ALL_SEATS = "all_seats"
    ALL_FILLED_SEATS = "all_filled_seats"
    VOTING_SEATS = "voting_seats"
    FILLED_SEATS = "filled_seats"  # with a vote, and held by somebody

    @property
    def is_filled(self) -> bool:
        return self in (Base.FILLED_SEATS, Base.ALL_FILLED_SEATS)

    @property
    def is_voting(self) -> bool:
        return self in (Base.VOTING_SEATS, Base.FILLED_SEATS)

    @property
    def label(self) -> str:
        return {
            Base.ALL_SEATS: "siège",
            Base.ALL_FILLED_SEATS: "siège pourvu",
            Base.VOTING_SEATS: "siège délibérant",
            Base.FILLED_SEATS: "siège pourvu",
        }[self]


class MajorityBase(StrEnum):
    """What a majority is a part of."""

    CAST = "cast"  # for and against
    VOTING = "voting"  # for, against and abstaining
    PRESENT = "present"  # present or represented, with a vote on this item
    FILLED = "filled"  # seats with a vote that somebody holds
    SEATS = "seats"  # all seats with a vote


@dataclass(frozen=True)
class Seat:
    """A seat on the day of the session. Without a holder it is vacant."""

    key: Key
    label: str = ""
    holder: str = ""
    has_vote: bool = True
    is_on_leave: bool = False
    is_chair: bool = False

    @property
    def name(self) -> str:
        return self.holder or self.label or str(self.key)


@dataclass(frozen=True)
class Event:
    """Something happened to a seat. `at` is any instant that can be compared; without one it holds from the beginning.

    Events of one instant follow their `sequence` (the order in which they were noted) when they have one.
    """

    seat: Key
    kind: Kind
    at: Any = None
    to: Key | None = None
    item: Key | None = None
    sequence: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", Kind(self.kind))
        if (self.to is not None) != (self.kind == Kind.PROXY):
            raise RulesError("Une procuration désigne son mandataire, et elle seule.")
        if self.kind == Kind.RECUSED and self.item is None:
            raise RulesError("Un déport désigne le point concerné.")


@dataclass(frozen=True)
class QuorumRule:
    """« la moitié plus un des sièges pourvus », « au moins 7 membres », « les deux tiers »: a part of a base, a number,
    or both.

    `plus_one` is « plus un » as well as « plus de » : one more than the part, rounded down. Without it the part is
    rounded up. `counts_proxies` and `leave_out_of_base` are None where the act does not say.
    """

    base: Base = Base.VOTING_SEATS
    numerator: int | None = None
    denominator: int | None = None
    plus_one: bool = False
    number: int | None = None
    counts_proxies: bool | None = None
    leave_out_of_base: bool | None = None
    article: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "base", Base(self.base))
        if (self.numerator is None) != (self.denominator is None) or (self.numerator is None and self.number is None):
            raise RulesError("Un quorum se donne par une fraction entière, par un nombre, ou par les deux.")
        if self.numerator is not None and not 0 < self.numerator <= (self.denominator or 0):
            raise RulesError("La fraction du quorum est comprise entre 0 et 1.")
        if self.number is not None and self.number < 0:
            raise RulesError("Le nombre requis n’est pas négatif.")

    def required_of(self, base: int) -> int:
        """Seats needed out of `base`: half plus one of 12 is 7, of 11 is 6; two thirds of 10 are 7."""
        part = 0
        if self.numerator is not None and self.denominator is not None:
            part = (
                base * self.numerator // self.denominator + 1
                if self.plus_one
                else -(-base * self.numerator // self.denominator)
            )
        return max(part, self.number or 0)


@dataclass(frozen=True)
class SecondConvocation:
    """The rule after a session that found no quorum: none at all, or another."""

    is_free: bool = False
    rule: QuorumRule | None = None
    article: str = ""


@dataclass(frozen=True)
class MajorityRule:
    """« majorité simple des suffrages exprimés » is more than 1/2 of CAST; « deux tiers des présents » at least 2/3 of
    PRESENT; « 5 voix » a number.
    """

    base: MajorityBase = MajorityBase.CAST
    numerator: int = 1
    denominator: int = 2
    is_strict: bool = True
    number: int | None = None
    label: str = ""
    article: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "base", MajorityBase(self.base))
        if not 0 < self.numerator <= self.denominator:
            raise RulesError("La fraction de la majorité est comprise entre 0 et 1.")

    def needed_of(self, base: int) -> int:
        """Voices needed out of `base`, and never less than one."""
        if self.number is not None:
            return max(1, self.number)
        if self.is_strict:
            return max(1, base * self.numerator // self.denominator + 1)
        return max(1, -(-base * self.numerator // self.denominator))


@dataclass(frozen=True)
class Rules:
    """The act of a commission as rules. None means that the act does not say."""

    quorum: QuorumRule | None = None
    second: SecondConvocation | None = None
    proxies_allowed: bool | None = None
    proxy_limit: int | None = None
    proxies_article: str = ""
    majority: MajorityRule | None = None
    casting_vote: bool | None = None
    casting_article: str = ""
