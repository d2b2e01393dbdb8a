"""Rate of execution and ageing: by ministry, by theme, by addressee."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Case, Count, F, Q, Value, When
from django.urls import reverse

from ..enums import OPEN_STATES
from ..enums import RecommendationState as State
from ..models import Recommendation
from ..models.recommendation import RecommendationQuerySet

if TYPE_CHECKING:
    from foundation.accounts.models import User

AXES = {"ministry": "Ministère", "theme": "Thème", "addressee": "Destinataire"}
NAMED = {"theme": "theme", "addressee": "addressee_label"}  # the axes read from a text of the recommendation itself
# Ages of what is open, in days since it was issued; the last band has no end.
BANDS = ((0, 90, "90 j au plus"), (91, 180, "91–180 j"), (181, 365, "181–365 j"), (366, None, "> 1 an"))


@dataclass(frozen=True)
class BalanceLine:
    """`rate` is executed ÷ (issued − lapsed), in whole percent; None when nothing is left to execute."""

    label: str
    issued: int
    done: int
    lapsed: int
    open: int
    late: int
    bands: tuple[int, ...]
    asked: Mapping[str, Any]  # which rows, as a figure is asked for them

    @property
    def href(self) -> str:
        """The list of its rows."""
        known = {"ministry": "issuer", "theme": "theme_is", "addressee": "addressee_is"}
        query = urlencode({known.get(name, name): value for name, value in self.asked.items()})
        return f"{reverse('recommendations:list')}?{query}"

    def link(self, query: str = "") -> str:
        """The list of the rows of one of its numbers."""
        return f"{self.href}{'' if self.href.endswith('?') else '&'}{query}" if query else self.href

    @property
    def rate(self) -> Decimal | None:
        return execution_rate(self.issued, self.done, self.lapsed)


def execution_rate(issued: int, done: int, lapsed: int) -> Decimal | None:
    base = issued - lapsed
    return Decimal(round(100 * done / base)) if base else None


def balance(user: "User", axis: str, today: date, rows: RecommendationQuerySet | None = None) -> list[BalanceLine]:
    """One line for each value of the axis, the most open first (1 query)."""
    rows = (rows if rows is not None else Recommendation.objects.visible_to(user)).issued().order_by()
    groups: Any  # rows of one shape or the other
    if axis == "ministry":
        national = Q(commission__ministry=None)  # a national body stands for itself
        groups = rows.values(
            key=F("commission__ministry_id"),
            label=F("commission__ministry__name"),
            other=Case(When(national, then=F("commission__name")), default=Value("")),
            body=Case(When(national, then=F("commission_id")), default=None),
        )
    else:
        field = NAMED[axis]
        groups = rows.values(key=F(field), label=F(field), other=F(field))
    return sorted(
        (_line(row, axis) for row in groups.annotate(**_counts(today))), key=lambda line: (-line.open, line.label)
    )


def total(user: "User", today: date, rows: RecommendationQuerySet | None = None) -> BalanceLine:
    """The same counts over all rows (1 query)."""
    rows = (rows if rows is not None else Recommendation.objects.visible_to(user)).issued().order_by()
    counted = rows.aggregate(**_counts(today))
    return _line(counted | {"key": None, "label": "Ensemble", "other": "Ensemble"}, "")


def band_keys() -> list[tuple[str, str]]:
    """« 91-180 » and its label: how an age is asked for in an address."""
    return [(f"{least}-{'' if most is None else most}", label) for least, most, label in BANDS]


def in_band(rank: int, today: date) -> Q:
    """Issued as long ago as the band says."""
    least, most, _ = BANDS[rank]
    band = Q(issued_on__lte=today - timedelta(days=least)) if least else Q()
    return band if most is None else band & Q(issued_on__gte=today - timedelta(days=most))


def aged(rows: RecommendationQuerySet, key: str, today: date) -> RecommendationQuerySet:
    """The open ones of one age."""
    return rows.open().filter(in_band([known for known, _ in band_keys()].index(key), today))


def _counts(today: date) -> dict[str, Any]:
    open_ = Q(state__in=OPEN_STATES)
    counts: dict[str, Any] = {
        "issued": Count("pk"),
        "done": Count("pk", filter=Q(state=State.DONE)),
        "lapsed": Count("pk", filter=Q(state=State.LAPSED)),
        "open": Count("pk", filter=open_),
        "late": Count("pk", filter=open_ & Q(due_on__lt=today)),
    }
    for rank in range(len(BANDS)):
        counts[f"band_{rank}"] = Count("pk", filter=open_ & in_band(rank, today))
    return counts


def _line(row: Mapping[str, Any], axis: str) -> BalanceLine:
    label = row["label"] or (row["other"] if axis == "ministry" else "")
    return BalanceLine(
        label=label or "non renseigné",
        issued=row["issued"],
        done=row["done"],
        lapsed=row["lapsed"],
        open=row["open"],
        late=row["late"],
        bands=tuple(row[f"band_{rank}"] for rank in range(len(BANDS))),
        asked=_asked(row, axis),
    )


def _asked(row: Mapping[str, Any], axis: str) -> dict[str, Any]:
    """How a figure is asked for these very rows; those that say nothing are asked for as such."""
    if not axis:
        return {}
    if axis == "ministry":
        return {"ministry": row["key"]} if row["key"] else {"commission": row["body"]}
    return {axis: row["key"]} if row["key"] else {"untold": axis}
