"""What each way of managing costs over the same years for the same posts, side by side: the question of the ninth
conference of the DSI, « Quel mode de gestion pour les actifs informatiques ? ». Every amount is a hypothesis that
somebody entered with its source; one that is missing leaves the total unknown, and is named.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from foundation.common.charts import Bar, Chart, bars
from foundation.common.typography import capitalize_first, percent, plural, short_amount
from ministries.models import Ministry

from ..enums import Management
from ..models import AssetCategory, CostHypothesis
from ..models.costs import AMOUNTS

if TYPE_CHECKING:
    from foundation.accounts.models import User

METHOD_VERSION = 1
LABELS = {column.name: column.verbose_name for column in CostHypothesis._meta.fields}
FORMULA = (
    "Actifs nécessaires : postes divisés par les postes servis par un actif, arrondi au-dessus. Un actif est remplacé"
    " quand sa durée d’usage est passée. Coût = actifs × (entrées × (coût d’entrée − valeur de reprise) + années ×"
    " (loyer + entretien)). Montants d’aujourd’hui, sans hausse de prix ni actualisation. Un montant vide n’est pas"
    " zéro : le total n’est alors pas calculé."
)


@dataclass(frozen=True)
class ModeCost:
    """One way of managing: its parts are None where a hypothesis is missing; `missing` names those."""

    mode: Management
    row: CostHypothesis | None
    units: int
    entries: int
    entry: int | None
    rent: int | None
    upkeep: int | None
    end: int | None
    missing: tuple[str, ...]

    @property
    def total(self) -> int | None:
        if self.missing or None in (self.entry, self.rent, self.upkeep, self.end):
            return None
        return (self.entry or 0) + (self.rent or 0) + (self.upkeep or 0) - (self.end or 0)

    @property
    def net_entry(self) -> int | None:
        return None if self.entry is None or self.end is None else self.entry - self.end

    def per_post_and_year(self, posts: int, years: int) -> int | None:
        return None if self.total is None else round(self.total / posts / years)


@dataclass(frozen=True)
class Comparison:
    posts: int
    years: int
    modes: tuple[ModeCost, ...]

    @property
    def known(self) -> list[ModeCost]:
        return sorted((each for each in self.modes if each.total is not None), key=lambda each: each.total or 0)

    @property
    def sentence(self) -> str:
        """What the figures say, and no more than they say."""
        known = self.known
        if len(known) < 2:
            return "Il faut les hypothèses de deux modes au moins pour comparer."
        best, other = known[0], known[1]
        gap = (other.total or 0) - (best.total or 0)
        if not gap:
            return f"À ces hypothèses, « {best.mode.label} » et « {other.mode.label} » coûtent autant."
        share = percent(round(100 * gap / other.total)) if other.total else ""
        left = len(self.modes) - len(known)
        without = plural(
            left, "mode sans hypothèses complètes : non comparé", "modes sans hypothèses complètes : non comparés"
        )
        more = f" {without}." if left else ""
        said = f" ({share})" if share else ""
        return (
            f"À ces hypothèses, « {best.mode.label} » coûte le moins : {short_amount(gap)}{said} de moins que"
            f" « {other.mode.label} ».{more}"
        )


def chart_of(found: Comparison) -> Chart:
    items = [Bar(capitalize_first(each.mode.label), each.total, word="non calculable") for each in found.modes]
    title = f"Coût de {plural(found.posts, 'poste')} sur {plural(found.years, 'an')}, par mode de gestion"
    return bars(title, items, unit="FCFA", form=short_amount, label="Mode de gestion")


def only_ministry(user: "User") -> "Ministry | None":
    """The ministry of somebody who belongs to one alone."""
    if user.access.is_asin:
        return None
    found = Ministry.objects.filter(scope_id__in=user.access.scopes())[:2]
    return found[0] if len(found) == 1 else None


def hypotheses_of(category: AssetCategory, user: "User", ministry: "Ministry | None") -> dict[str, CostHypothesis]:
    """Of each way, that of the ministry if it has one, else that of all; without a ministry said, that of the only one
    whose assets one reads (2 queries).
    """
    ministry = ministry or only_ministry(user)
    rows = CostHypothesis.objects.visible_to(user).filter(category=category).select_related("ministry", "category")
    whose = [None, *([ministry.pk] if ministry is not None else [])]
    kept = [row for row in rows.order_by("pk") if row.ministry_id in whose]
    return {row.mode: row for row in sorted(kept, key=lambda row: row.ministry_id is not None)}


def compare(found: dict[str, CostHypothesis], *, posts: int, years: int) -> Comparison:
    return Comparison(posts, years, tuple(_mode(mode, found.get(mode), posts, years) for mode in Management))


def _mode(mode: Management, row: CostHypothesis | None, posts: int, years: int) -> ModeCost:
    if row is None:
        return ModeCost(mode, None, 0, 0, None, None, None, None, ("aucune hypothèse",))
    asked = (*AMOUNTS, "useful_years")
    missing = [str(LABELS[name]) for name in asked if getattr(row, name) is None]
    units = -(-posts // row.served)
    entries = -(-years // row.useful_years) if row.useful_years else 0

    def times(value: int | None, many: int) -> int | None:
        return None if value is None or not row.useful_years else value * many

    return ModeCost(
        mode,
        row,
        units,
        entries,
        times(row.entry_cost, units * entries),
        times(row.yearly_rent, units * years),
        times(row.yearly_upkeep, units * years),
        times(row.end_value, units * entries),
        tuple(missing),
    )
