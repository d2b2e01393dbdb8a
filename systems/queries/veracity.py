"""Declared against observed: the links between platforms that the register tells, and those that the journals show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max

from foundation.accounts.models import User

from ..enums import OBSERVED_DAYS, Nature, Veracity
from ..models import Exchange, Flow, Listed, Subsystem

VERACITY_RULE = (
    "Liens à la fois déclarés et observés ÷ liens déclarés ou observés. Un lien unit deux plateformes, dans un sens ou"
    " dans l’autre. Déclaré : un échange par X-Road, en service, au registre. Observé : une requête qui a eu sa réponse"
    f" dans les {OBSERVED_DAYS} jours qui précèdent le dernier jour de tous les journaux lus, services de la plateforme"
    " d’interopérabilité non comptés. Un sous-système que rien ne rattache à une plateforme vaut pour lui-même."
    " Sans journal, le taux n’est pas connu."
)


@dataclass(frozen=True)
class End:
    """A platform; or the subsystem that no platform claims."""

    key: Any
    name: str
    ministry_id: Any
    ministry: str
    is_platform: bool = True


@dataclass(frozen=True)
class Linked:
    standing: Veracity
    ends: tuple[End, End]
    requests: int = 0
    failures: int = 0
    last_on: date | None = None
    asked: tuple[End, End] | None = None  # who asks, who answers, by the journals

    @property
    def declaring(self) -> dict[str, Any]:
        """What the sheet of an exchange begins with, where the journals show one that two platforms could declare."""
        if self.standing != Veracity.UNDECLARED or self.asked is None or not all(end.is_platform for end in self.ends):
            return {}
        client, service = self.asked
        return {"nature": Nature.XROAD, "ministry": service.ministry_id, "source": service.key, "target": client.key}


@dataclass(frozen=True)
class Compared:
    links: tuple[Linked, ...]
    last_on: date | None  # of all the journals, whoever reads: the same link is then observed for all
    since: date | None

    def of(self, standing: Veracity) -> list[Linked]:
        return [link for link in self.links if link.standing == standing]

    @property
    def rate(self) -> float | None:
        known = self.links and self.last_on is not None
        return 100 * len(self.of(Veracity.BOTH)) / len(self.links) if known else None

    @property
    def note(self) -> str:
        """Why there is no rate."""
        if not self.links:
            return "Aucun lien n’est déclaré ni observé."
        return "" if self.last_on is not None else "Aucun journal n’est lu : rien ne peut être observé."


def compared(user: User, ministry: Any = None) -> Compared:
    """The links of what the reader sees, of one ministry or of all (4 queries)."""
    flows = Flow.objects.visible_to(user).filter(is_meta=False)
    last_on = Flow.objects.filter(is_meta=False).aggregate(last=Max("last_on"))["last"]
    since = last_on - timedelta(days=OBSERVED_DAYS) if last_on else None
    declared, observed = _declared(user), _observed(flows, since)
    ends = {end.key: end for found in (declared, observed) for pair in found for end in found[pair]["ends"]}
    links = []
    for pair in declared.keys() | observed.keys():
        seen = observed.get(pair)
        standing = (
            Veracity.BOTH if pair in declared and seen else Veracity.SILENT if seen is None else Veracity.UNDECLARED
        )
        both = sorted((ends[key] for key in pair), key=lambda end: (end.name, str(end.key)))
        if ministry is not None and all(end.ministry_id != ministry for end in both):
            continue
        told = {name: seen[name] for name in ("requests", "failures", "last_on")} if seen else {}
        links.append(Linked(standing, (both[0], both[1]), **told, asked=seen["ends"] if seen else None))
    ranks = {standing: rank for rank, standing in enumerate(Veracity)}
    links.sort(key=lambda link: (ranks[link.standing], -link.requests, *(end.name for end in link.ends)))
    return Compared(tuple(links), last_on, since)


Pair = frozenset[Any]


def _declared(user: User) -> dict[Pair, dict[str, Any]]:
    rows = Exchange.objects.visible_to(user).running().filter(nature=Nature.XROAD)
    found: dict[Pair, dict[str, Any]] = {}
    for row in rows.select_related("source__ministry", "target__ministry"):
        ends = (_platform(row.source), _platform(row.target))
        found[frozenset(end.key for end in ends)] = {"ends": ends}
    return found


def _observed(flows: Any, since: date | None) -> dict[Pair, dict[str, Any]]:
    """What the journals show, service by service, put together link by link."""
    found: dict[Pair, dict[str, Any]] = {}
    if since is None:
        return found
    related = [f"{end}__{more}" for end in ("client", "service") for more in ("platform__ministry", "member__ministry")]
    for flow in flows.filter(answered_on__gte=since).select_related(*related):
        ends = (_subsystem(flow.client), _subsystem(flow.service))
        pair = frozenset(end.key for end in ends)
        if len(pair) == 1:  # within one platform
            continue
        told = found.setdefault(pair, {"ends": ends, "requests": 0, "failures": 0, "last_on": flow.last_on})
        told["requests"] += flow.requests
        told["failures"] += flow.failures
        told["last_on"] = max(told["last_on"], flow.last_on)
    return found


def _platform(row: Listed) -> End:
    return End(row.pk, row.name, row.ministry_id, row.ministry.short_name)


def _subsystem(row: Subsystem) -> End:
    if row.platform is not None:
        return _platform(row.platform)
    ministry = row.member.ministry
    return End(row.pk, str(row), row.member.ministry_id, ministry.short_name if ministry else "", is_platform=False)


def names_of(ends: Iterable[End]) -> str:
    return " ↔ ".join(end.name for end in ends)
