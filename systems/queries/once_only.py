"""Once only: what the State asks for though it holds it, and the exchanges that would spare its users."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from eservices.models import EService
from eservices.queries.pieces import AskedFor, asked_pieces
from foundation.common.charts import Heat, heat
from foundation.common.tables import folded
from foundation.common.typography import integer

from ..models import Exchange

if TYPE_CHECKING:
    from foundation.accounts.models import User

ONCE_RULE = (
    "Une ligne par pièce que des e-services demandent et par autorité qui la détient déjà. D’abord la plus demandée :"
    " chaque demande des douze derniers mois est une pièce que l’usager n’aurait plus à fournir. Un échange est dit"
    " déclaré quand il est au registre, non arrêté, du ministère qui la détient vers celui de l’e-service, et que ses"
    " données nomment la pièce, en mots entiers."
)
MOST = 30  # rows and columns of the matrix


@dataclass(frozen=True)
class ToBuild:
    rank: int
    asked: AskedFor
    askers: tuple[str, ...]  # ministries whose e-services ask for it
    declared: int  # of these, those that an exchange serves
    ministries: int

    @property
    def missing(self) -> int:
        return self.ministries - self.declared

    @property
    def is_built(self) -> bool:
        return self.declared == self.ministries > 0


def exchanges_to_build(user: "User", day: date) -> list[ToBuild]:
    """The ranked list (5 queries)."""
    asked = asked_pieces(user, day)
    keys = {key for each in asked for key, _ in each.services}
    services = {row.pk: row.ministry for row in EService.objects.filter(pk__in=keys).select_related("ministry")}
    given: dict[tuple[Any, Any], list[str]] = defaultdict(list)
    rows = Exchange.objects.visible_to(user).exclude(state="stopped")
    for source, target, data in rows.values_list("source__ministry", "target__ministry", "data"):
        given[source, target].append(folded(data))
    found = []
    for rank, each in enumerate(asked, start=1):
        ministries = {row.pk: row for key, _ in each.services if (row := services[key]) is not None}
        served = [pk for pk in ministries if _is_given(given, each, pk)]
        names = tuple(sorted(row.short_name for row in ministries.values()))
        found.append(ToBuild(rank, each, names, len(served), len(ministries)))
    return found


def _is_given(given: dict[tuple[Any, Any], list[str]], asked: AskedFor, asker: UUID) -> bool:
    named = _whole_words(asked.piece)
    return any(named.search(data) for data in given[asked.holder_id, asker])


def _whole_words(piece: str) -> re.Pattern[str]:
    """« RIB » is not in « tribunal »; « acte de naissance » is in « actes de naissance »."""
    words = r"\s".join(f"{re.escape(word)}[sx]?" for word in folded(piece).split())
    return re.compile(rf"(?<!\w){words}(?!\w)")


def once_matrix(rows: list[ToBuild]) -> Heat | None:
    """Pieces asked × the authority that holds them: how many requests a year; the most asked ones."""
    if not rows:
        return None
    holders = list(dict.fromkeys(each.asked.holder or "autorité non dite" for each in rows))[:MOST]
    pieces = list(dict.fromkeys(each.asked.piece for each in rows))[:MOST]
    requests: dict[tuple[str, str], int] = defaultdict(int)
    for each in rows:
        requests[each.asked.piece, each.asked.holder or "autorité non dite"] += each.asked.requests
    return heat(
        "Pièces demandées, par autorité qui les détient",
        holders,
        [(piece, [requests.get((piece, holder)) for holder in holders]) for piece in pieces],
        corner="Pièce",
        form=lambda value: integer(value) if value is not None else "–",
        note="Demandes par an, telles que les e-services les disent ; 0 : aucun ne les dit.",
    )
