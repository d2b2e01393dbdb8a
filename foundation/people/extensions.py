"""What the apps above know of a person: the seats and functions held, and the rights that follow once there is an
account.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from foundation.common.extensions import ExtensionPoint

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from foundation.accounts.models import Person, Scope, User
    from foundation.common.facts import FactsForm
    from foundation.common.lists import Button


@dataclass(frozen=True)
class HeldFunction:
    """A seat or a function of a person between two dates."""

    title: str
    where: str
    valid_from: date
    valid_to: date | None
    href: str = ""


functions_held: "ExtensionPoint[Callable[[Person, User], list[HeldFunction]]]" = ExtensionPoint(
    "functions_held", "sièges et fonctions d’une personne, parmi ce que le lecteur peut voir"
)

acts_on_person: "ExtensionPoint[Callable[[Person, User], list[Button]]]" = ExtensionPoint(
    "acts_on_person", "ce que le lecteur peut confier à cette personne : une fonction, un siège"
)


class Choose(Protocol):
    def __call__(self, form: "FactsForm", empty: str, rows: "QuerySet[Scope]") -> None: ...


institution_chooser: ExtensionPoint[Choose] = ExtensionPoint(
    "institution_chooser", "comment on choisit une institution, le champ « scope » d’un formulaire"
)


class Give(Protocol):
    def __call__(self, person: "Person", *, by: "User | None") -> None: ...


# Called inside the transaction that ties an account to a person: writes the grants of what he holds, or refuses when
# `by` may not give them.
account_opened: ExtensionPoint[Give] = ExtensionPoint(
    "account_opened", "droits à donner à la personne dont le compte vient d’être ouvert"
)
