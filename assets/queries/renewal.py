"""What must be replaced when, if nothing older than some age is kept: how many, for how much, with whom to buy.

The age is counted in whole years from the day of acquisition. An asset without that day is counted apart, never in a
year. A price is the one supposed for its category today, else what it cost; without either it is counted, not added.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import ExtractYear, Greatest

from foundation.common.charts import Bar, Chart, bars
from foundation.common.typography import plural, short_amount

METHOD_VERSION = 1
HEADER = ("Année", "Ministère", "Catégorie", "Actifs", "Coût (FCFA)", "Actifs sans prix")
AGES, YEARS, POSTS = (1, 15), (1, 10), (1, 1_000_000)  # what may be asked
FORMULA = (
    "Année de remplacement : année d’acquisition plus l’âge maximal ; un actif qui l’a déjà dépassé est à remplacer"
    " cette année. Coût : le prix de remplacement de sa catégorie, à défaut son prix d’achat ; sans l’un ni l’autre, il"
    " est compté et son coût ne l’est pas. Comptés : les actifs en stock, en service ou en réparation."
)
WORTH = (
    "Valeur nette : prix × part de la durée d’amortissement qui reste, jour par jour (amortissement linéaire) ; zéro"
    " ensuite. Sans prix, sans date d’acquisition ou sans durée pour la catégorie, aucune valeur n’est calculée."
)


@dataclass(frozen=True)
class Share:
    """What one ministry replaces of one category in one year; `unpriced` assets are in the count, not in the cost."""

    year: int
    ministry: str
    category: str
    count: int
    cost: int | None  # None: the price of none of them is known
    unpriced: int

    @property
    def cost_words(self) -> str:
        return cost_words(self.cost, self.unpriced)


@dataclass(frozen=True)
class RenewalTotal:
    """The same summed: of a year, or of one category bought by several ministries."""

    label: str
    count: int
    cost: int | None
    unpriced: int
    ministries: tuple[str, ...] = ()

    @property
    def cost_words(self) -> str:
        return cost_words(self.cost, self.unpriced)


@dataclass(frozen=True)
class RenewalPlan:
    first_year: int
    shares: tuple[Share, ...]
    years: tuple[RenewalTotal, ...]
    later: RenewalTotal
    joint: tuple[RenewalTotal, ...]  # bought together: the same category, the same year, several ministries
    undated: int

    @property
    def count(self) -> int:
        return sum(each.count for each in self.years)

    @property
    def cost(self) -> int | None:
        return _sum(self.years)

    @property
    def lines(self) -> Iterator[Sequence[Any]]:
        """Those of its table, under `HEADER`; a cost that nobody knows is an empty cell."""
        return ((s.year, s.ministry, s.category, s.count, s.cost, s.unpriced) for s in self.shares)

    @property
    def unpriced(self) -> int:
        return sum(each.unpriced for each in self.years)


def cost_words(cost: int | None, unpriced: int) -> str:
    """« 12,5 millions de FCFA, 3 actifs sans prix » ; an amount that nobody knows is not zero."""
    without = plural(unpriced, "actif sans prix", "actifs sans prix")
    if cost is None:
        return f"non renseigné ({without})"
    return short_amount(cost) + (f", {without} en plus" if unpriced else "")


def renewal_of(rows: Any, *, max_age: int, years: int, day: date) -> RenewalPlan:
    """The plan of some assets over `years` years from this one (2 queries)."""
    held, last = rows.held().order_by(), day.year + years - 1
    due = Greatest(ExtractYear("purchased_on") + max_age, day.year)
    grouped = (
        held.exclude(purchased_on=None)
        .annotate(due=due)
        .values("due", "ministry__acronym", "ministry__name", "category__name", "category__renewal_price")
    )
    shares = [
        _share(found)
        for found in grouped.annotate(
            count=Count("pk"), paid=Sum("price"), unpriced=Count("pk", filter=Q(price=None))
        ).order_by("due", "ministry__acronym", "ministry__name", "category__name")
    ]
    near = tuple(share for share in shares if share.year <= last)
    totals = tuple(
        _total(str(year), (share for share in near if share.year == year)) for year in range(day.year, last + 1)
    )
    later = _total(f"après {last}", (share for share in shares if share.year > last))
    return RenewalPlan(day.year, near, totals, later, _joint(near), held.filter(purchased_on=None).count())


def _share(found: dict[str, Any]) -> Share:
    price, count = found["category__renewal_price"], found["count"]
    cost, unpriced = (found["paid"], found["unpriced"]) if price is None else (price * count, 0)
    ministry = found["ministry__acronym"] or found["ministry__name"]
    return Share(found["due"], ministry, found["category__name"], count, cost, unpriced)


def _total(label: str, shares: Iterable[Share], ministries: tuple[str, ...] = ()) -> RenewalTotal:
    kept = list(shares)
    return RenewalTotal(
        label, sum(share.count for share in kept), _sum(kept), sum(share.unpriced for share in kept), ministries
    )


def _sum(parts: Sequence[Share | RenewalTotal]) -> int | None:
    """What is known of the costs; nothing to replace costs nothing, and of what nobody knows no sum is said."""
    counted = [each.cost for each in parts if each.count]
    known = [cost for cost in counted if cost is not None]
    return sum(known) if known or not counted else None


def _joint(shares: Sequence[Share]) -> tuple[RenewalTotal, ...]:
    """What several ministries replace in one year, the most costly first."""
    together: dict[tuple[int, str], list[Share]] = defaultdict(list)
    for share in shares:
        together[share.year, share.category].append(share)
    found = [
        _total(f"{category}, {year}", kept, tuple(dict.fromkeys(share.ministry for share in kept)))
        for (year, category), kept in together.items()
        if len({share.ministry for share in kept}) > 1
    ]
    return tuple(sorted(found, key=lambda each: (-(each.cost or 0), each.label)))


def cost_chart(plan: RenewalPlan) -> Chart:
    """What each year costs; a year of which no price is known says so."""
    items = [Bar(f"{each.label} : {plural(each.count, 'actif')}", each.cost) for each in plan.years]
    without = plural(
        plan.unpriced, "actif sans prix n’est pas dans ces coûts", "actifs sans prix ne sont pas dans ces coûts"
    )
    note = f"{without}." if plan.unpriced else ""
    return bars("Coût du renouvellement par année", items, unit="FCFA", form=short_amount, label="Année", note=note)


@dataclass(frozen=True)
class Worth:
    """What the assets of a category cost, and what they are still worth on a day."""

    category: str
    useful_years: int | None
    count: int
    gross: int | None  # of those whose price is known; None: of none of them
    valued: int  # the part of the gross of which a net value is known
    net: int | None
    left_out: int  # without a price, a day or a duration

    @property
    def share_words(self) -> str:
        if self.net is None or not self.valued:
            return ""
        return f"{round(100 * self.net / self.valued)} %"


def net_value(price: int, purchased_on: date, useful_years: int, day: date) -> int:
    """Straight-line, day by day, from the acquisition to the end of the useful years."""
    end = _years_after(purchased_on, useful_years)
    if day <= purchased_on:
        return price
    return max(round(price * (end - day).days / (end - purchased_on).days), 0)


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def worth_of(rows: Any, day: date) -> list[Worth]:
    """By category, in their order (1 query; as many groups as there are days of acquisition)."""
    grouped = rows.held().order_by().values("category__name", "category__useful_years", "purchased_on", "price")
    found: dict[str, list[Any]] = {}
    for each in grouped.annotate(count=Count("pk"), years=F("category__useful_years")).order_by("category__name"):
        said = found.setdefault(each["category__name"], [each["years"], 0, None, 0, 0, 0])
        years, count, price, bought = each["years"], each["count"], each["price"], each["purchased_on"]
        said[1] += count
        said[2] = said[2] if price is None else (said[2] or 0) + price * count
        if price is None or bought is None or years is None:
            said[5] += count
        else:
            said[3] += price * count
            said[4] += net_value(price, bought, years, day) * count
    return [
        Worth(name, years, count, gross, valued, net if left_out < count else None, left_out)
        for name, (years, count, gross, valued, net, left_out) in found.items()
    ]
