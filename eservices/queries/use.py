"""What twelve months say of e-services, and how a ministry compares with the goal and with the mean of all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Count, F, Q, Sum

from foundation.common import clock
from foundation.common.charts import Chart, Series, lines, plain, radar
from foundation.common.days import month_asked
from foundation.common.typography import UNKNOWN, percent, plural
from projects.queries.project_signals import add_months

from ..enums import ENOUGH_ANSWERS, Indicator
from ..models import EService, ServiceGoal, ServiceMonth
from ..models.use import month_told, share

if TYPE_CHECKING:
    from foundation.accounts.models import User

WINDOW = 12  # months
FIRST_MONTH = date(2015, 1, 1)  # no e-service is told before
FEWEST = 3  # ministries below which their mean would tell one of them to another
FORMULA = (
    "Sur les douze derniers mois achevés. Demandes en ligne : part des demandes, tous canaux réunis, des mois où un"
    " autre canal est compté. Menées à terme : part des demandes des mois qui le disent. Ces deux parts laissent de"
    " côté un mois dont un canal de l’e-service n’est pas renseigné (en ligne et guichet si son canal n’est pas dit),"
    " ou qui compte plus de demandes menées à terme que de demandes. Satisfaction : moyenne des"
    f" avis, à partir de {ENOUGH_ANSWERS}. Disponibilité : moyenne des mois. Accessibilité : dernier taux connu de"
    " chaque e-service, en moyenne. Mois renseignés : part des mois attendus, du premier qui commence l’e-service"
    " ouvert. Moyenne de tous : chaque indicateur à partir de trois ministères qui le disent. Ce qui n’est pas"
    " renseigné n’est jamais compté pour zéro."
)


def last_month(day: date) -> date:
    """The first day of the last month that is over."""
    return add_months(day.replace(day=1), -1)


@dataclass(frozen=True)
class AskedMonth:
    """The month that an address asks for; the last one that is over, and why, where it cannot be shown."""

    month: date
    refusal: str = ""

    @property
    def told(self) -> str:
        return "mois à choisir" if self.refusal else month_told(self.month)

    @property
    def near(self) -> list[tuple[str, str]]:
        """The months that one may go to: their addresses and names."""
        steps = (-1, 0, 1) if self.refusal else (-1, 1)
        months = [add_months(self.month, step) for step in steps]
        return [(f"?mois={month:%Y-%m}", month_told(month)) for month in months if month <= clock.today()]


def asked_month(text: str) -> AskedMonth:
    last = last_month(clock.today())
    try:
        return AskedMonth(month_asked(text, usual=last, earliest=FIRST_MONTH, latest=clock.today()))
    except ValidationError as error:
        return AskedMonth(last, str(error.message))


def window(day: date) -> list[date]:
    """The first days of the last twelve months that are over, the oldest first."""
    last = last_month(day)
    return [add_months(last, -back) for back in range(WINDOW - 1, -1, -1)]


def figure(indicator: Indicator, value: Decimal | None) -> str:
    if value is None:
        return UNKNOWN
    if indicator == Indicator.SATISFACTION:
        return f"{value:.1f}".replace(".", ",") + "\u00a0/\u00a010"
    return percent(value, 1)


@dataclass(frozen=True)
class Reading:
    """The values of some e-services over twelve months; `answers` behind the satisfaction."""

    values: Mapping[Indicator, Decimal | None]
    answers: int
    services: int
    expected: int  # months
    told: int  # of these
    rows: int  # months of which something is told, that of the opening among them

    def value(self, indicator: Indicator) -> Decimal | None:
        """What may be compared: satisfaction only from enough answers on."""
        if indicator == Indicator.SATISFACTION and self.answers < ENOUGH_ANSWERS:
            return None
        return self.values.get(indicator)


CHANNELS = ("online", "counter", "phone")
OTHER = Q(counter__isnull=False) | Q(phone__isnull=False)
WITH_ANSWERS = Q(satisfaction__isnull=False, answers__isnull=False)
EXPECTED = Q(service__opened_on=None) | Q(month__gte=F("service__opened_on"))
COMPLETE = ServiceMonth.HAS_ALL_REQUESTS
ENDED = COMPLETE & Q(completed__isnull=False)
SUMS: dict[str, Any] = {
    **{f"{name}_both": Sum(name, filter=COMPLETE & Q(online__isnull=False) & OTHER) for name in CHANNELS},
    **{f"{name}_ended": Sum(name, filter=ENDED) for name in CHANNELS},
    "completed_sum": Sum("completed", filter=ENDED),
    "weighted": Sum(F("satisfaction") * F("answers"), filter=WITH_ANSWERS),
    "answered": Sum("answers", filter=WITH_ANSWERS),
    "available": Sum("availability"),
    "available_count": Count("availability"),
    "told": Count("pk", filter=EXPECTED),
    "rows": Count("pk"),
}


def read(services: Any, day: date) -> dict[Any, Reading]:
    """The readings of some e-services by ministry, and of all of them under None (3 queries)."""
    months = window(day)
    rows = ServiceMonth.objects.filter(service__in=services.values("pk")).between(months[0], months[-1])
    sums = {row.pop("service__ministry"): row for row in rows.order_by().values("service__ministry").annotate(**SUMS)}
    counted: dict[Any, tuple[int, int]] = {}
    for ministry, opened in services.order_by().values_list("ministry", "opened_on"):
        number, expected = counted.get(ministry, (0, 0))
        counted[ministry] = number + 1, expected + sum(opened is None or opened <= month for month in months)
    latest = rows.filter(accessibility__isnull=False).order_by("service", "-month").distinct("service")
    rates: dict[Any, list[Decimal]] = {}
    for ministry, rate in latest.values_list("service__ministry", "accessibility"):
        rates.setdefault(ministry, []).append(rate)
    found = {
        ministry: _reading(sums.get(ministry, {}), rates.get(ministry, []), *counts)
        for ministry, counts in counted.items()
    }
    every = [rate for several in rates.values() for rate in several]
    whole = tuple(sum(counts[place] for counts in counted.values()) for place in (0, 1))
    return found | {None: _reading(_added(sums.values()), every, *whole)}


def _added(sums: Any) -> dict[str, Any]:
    rows = list(sums)
    known = {name: [row[name] for row in rows if row[name] is not None] for name in SUMS}
    return {name: sum(values) if values else None for name, values in known.items()}


def _reading(row: Mapping[str, Any], rates: Sequence[Decimal], services: int, expected: int) -> Reading:
    def over(kind: str) -> int:
        return sum(row.get(f"{name}_{kind}") or 0 for name in CHANNELS)

    told, answers = row.get("told") or 0, row.get("answered") or 0
    values = {
        Indicator.TAKE_UP: share(row.get("online_both"), over("both")),
        Indicator.COMPLETION: share(row.get("completed_sum"), over("ended")),
        Indicator.SATISFACTION: row["weighted"] / answers if answers else None,
        Indicator.AVAILABILITY: row["available"] / row["available_count"] if row.get("available_count") else None,
        Indicator.ACCESSIBILITY: sum(rates, Decimal(0)) / len(rates) if rates else None,
        Indicator.TOLD: share(told, expected),
    }
    return Reading(values, answers, services, expected, told, row.get("rows") or 0)


@dataclass(frozen=True)
class Compared:
    """One line under the radar."""

    indicator: Indicator
    own: str
    goal: str
    mean: str
    tone: str
    note: str


@dataclass(frozen=True)
class Comparison:
    own: Reading
    lines: tuple[Compared, ...]
    ministries: int
    has_mean: bool
    has_goal: bool
    chart: Chart | None


def on_hundred(indicator: Indicator, value: Decimal | None) -> Decimal | None:
    return value * 10 if value is not None and indicator == Indicator.SATISFACTION else value


def compare(user: "User", ministry: Any, day: date) -> Comparison | None:
    """A ministry that the reader sees, against the goal and the mean; None where it has no e-service (5 queries).

    The mean counts the e-services of all ministries: each indicator is told from three of them that say it on, so that
    it tells none of them.
    """
    own = read(EService.objects.visible_to(user).in_use().filter(ministry=ministry), day).get(ministry.pk)
    if own is None:
        return None
    everybody = read(EService.objects.in_use().filter(is_fictitious=ministry.is_fictitious), day)
    telling = [reading for key, reading in everybody.items() if key is not None and reading.rows]
    mean = _mean(everybody[None], telling)
    goals = ServiceGoal.objects.in_force(day, with_fictitious=ministry.is_fictitious)
    found = tuple(_compared(indicator, own, mean, goals.get(indicator)) for indicator in Indicator)
    has_goal = any(row.target is not None for row in goals.values())
    chart = _drawn(ministry.short_name, own, mean, goals if has_goal else {}) if own.rows else None
    return Comparison(own, found, len(telling), mean is not None, has_goal, chart)


def _mean(whole: Reading, telling: Sequence[Reading]) -> Reading | None:
    """What may be told of all: an indicator that fewer than three ministries say would tell one of them."""
    said = {
        indicator: sum(reading.values[indicator] is not None for reading in telling) >= FEWEST
        for indicator in Indicator
    }
    values = {indicator: value if said[indicator] else None for indicator, value in whole.values.items()}
    return replace(whole, values=values) if any(said.values()) else None


def _compared(indicator: Indicator, own: Reading, mean: Reading | None, goal: ServiceGoal | None) -> Compared:
    value = own.value(indicator)
    note = ""
    if indicator == Indicator.SATISFACTION and own.answers:
        few = "" if own.answers >= ENOUGH_ANSWERS else f" : en dessous de {ENOUGH_ANSWERS}, ni couleur ni comparaison"
        note = f"{plural(own.answers, 'avis', 'avis')}{few}"
    if indicator == Indicator.TOLD:
        note = f"{own.told} sur {own.expected}"
    return Compared(
        indicator,
        figure(indicator, own.values[indicator]),
        figure(indicator, goal.target) if goal is not None else UNKNOWN,
        figure(indicator, mean.value(indicator)) if mean is not None else UNKNOWN,
        goal.tone(value) if goal is not None else "",
        note,
    )


def _drawn(name: str, own: Reading, mean: Reading | None, goals: Mapping[str, ServiceGoal]) -> Chart:
    def on_axes(reading: Reading) -> list[Decimal | None]:
        return [on_hundred(indicator, reading.value(indicator)) for indicator in Indicator]

    series = [Series(name, on_axes(own), "primary")]
    if goals:
        targets = [goals[each].target if each in goals else None for each in Indicator]
        told = [on_hundred(each, target) for each, target in zip(Indicator, targets, strict=True)]
        series.append(Series("objectif", told, "late"))
    if mean is not None:
        series.append(Series("moyenne de tous", on_axes(mean), "information"))
    return radar(
        f"E-services : {name}",
        [indicator.label for indicator in Indicator],
        series,
        label="Indicateur",
        note="En % ; la satisfaction sur 10 est portée sur 100.",
        form=lambda value: plain(value if value is None else round(value, 1)),
    )


@dataclass(frozen=True)
class MonthLine:
    """One month of an e-service: nothing told of it is said, not left out."""

    month: date
    row: ServiceMonth | None
    satisfaction_tone: str = ""

    @property
    def told(self) -> str:
        return month_told(self.month)

    @property
    def satisfaction(self) -> str:
        return figure(Indicator.SATISFACTION, self.row.satisfaction if self.row is not None else None)

    @property
    def availability(self) -> str:
        return figure(Indicator.AVAILABILITY, self.row.availability if self.row is not None else None)


def months_of(service: EService, day: date) -> tuple[list[MonthLine], Chart | None]:
    """The last twelve months of an e-service, the newest first, with those that are missing (2 queries)."""
    months = [month for month in window(day) if service.opened_on is None or service.opened_on <= month]
    known = {row.month: row for row in service.months.filter(month__in=months)}
    goal = ServiceGoal.objects.in_force(day, with_fictitious=service.is_fictitious).get(Indicator.SATISFACTION)
    found = []
    for month in reversed(months):
        row = known.get(month)
        enough = row is not None and (row.answers or 0) >= ENOUGH_ANSWERS
        found.append(MonthLine(month, row, goal.tone(row.satisfaction) if goal and row and enough else ""))
    if len(known) < 2:
        return found, None
    names = {"online": "en ligne", "counter": "au guichet", "phone": "par téléphone ou autrement"}
    series = [
        Series(label, [getattr(known[month], name) if month in known else None for month in months])
        for name, label in names.items()
    ]
    series = [each for each in series if each.known]
    if not series:
        return found, None
    labels = [month.strftime("%m/%Y") for month in months]
    note = "Un mois non renseigné interrompt le trait."
    return found, lines("Demandes par canal", labels, series, label="Mois", note=note)
