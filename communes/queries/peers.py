"""A commune among those of its own legal status: medians and shares, never a ranking, and nothing of one neighbour.

A comparison needs a status that somebody entered, and enough other communes for none of them to be recognised.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median

from django.conf import settings

from foundation.common.typography import plural
from ministries.enums import CommuneStatus
from ministries.models import Commune

from ..enums import Reply
from ..models import GridAnswer
from .grid import Grid, grid


@dataclass(frozen=True)
class Peers:
    """The communes of one status that answered, the one compared left out."""

    status: str
    count: int
    yes: Counter[str] = field(default_factory=Counter)  # by question
    replies: Counter[str] = field(default_factory=Counter)
    median_yes: float | None = None

    @property
    def is_known(self) -> bool:
        return bool(self.status) and self.count >= settings.COMMUNE_PEERS_MIN

    @property
    def said(self) -> str:
        """Whom it is compared with, or why it is not."""
        if not self.status:
            return "Statut légal non renseigné : la commune n’est comparée à aucune autre."
        others = plural(self.count, "autre commune", "autres communes")
        named = f"statut {CommuneStatus(self.status).label}"
        if not self.is_known:
            needed = settings.COMMUNE_PEERS_MIN
            return f"{others} de {named} ont répondu : il en faut {needed} pour comparer sans en désigner une."
        return f"Comparée à {others} de {named} qui ont répondu."

    @property
    def middle(self) -> str:
        return f"{self.median_yes:g}".replace(".", ",") if self.is_known else ""

    def share(self, code: str) -> float | None:
        """How many percent of those that answered this question said yes."""
        if not self.is_known or self.replies[code] < settings.COMMUNE_PEERS_MIN:
            return None
        return 100 * self.yes[code] / self.replies[code]


def peers_of(commune: Commune) -> Peers:
    """1 query; none for a commune whose status nobody entered."""
    if not commune.status:
        return Peers("", 0)
    rows = GridAnswer.objects.filter(grid=grid().version, commune__status=commune.status).exclude(commune=commune)
    told = list(rows.exclude(reply="").values_list("commune_id", "code", "reply"))
    yes = Counter(code for _, code, reply in told if reply == Reply.YES)
    by_commune = Counter(pk for pk, _, reply in told if reply == Reply.YES)
    communes = {pk for pk, _, _ in told}
    middle = median(by_commune[pk] for pk in communes) if communes else None
    return Peers(commune.status, len(communes), yes, Counter(code for _, code, _ in told), middle)


def medians() -> dict[str, tuple[float, int]]:
    """Of each status, the median number of « yes » and how many communes answered (1 query); small groups say none."""
    rows = GridAnswer.objects.filter(grid=grid().version).exclude(reply="").exclude(commune__status="")
    yes: dict[str, Counter[object]] = defaultdict(Counter)
    for status, pk, reply in rows.values_list("commune__status", "commune_id", "reply"):
        yes[status][pk] += reply == Reply.YES
    return {
        status: (median(counts.values()), len(counts))
        for status, counts in yes.items()
        if len(counts) > settings.COMMUNE_PEERS_MIN  # one of them may be the reader’s own
    }


def leads(asked: Grid, replies: Iterable[str], peers: Peers, most: int = 3) -> list[str]:
    """Questions where this commune does not say yes and most of its peers do: where to look for a next step."""
    done = set(replies)
    shares = [
        (peers.share(question.code) or 0.0, question) for question in asked.questions if question.code not in done
    ]
    found = sorted((row for row in shares if row[0] > 50), key=lambda row: (-row[0], row[1].code))
    return [question.code for _, question in found[:most]]
