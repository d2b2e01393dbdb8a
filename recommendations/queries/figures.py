"""The figures of recommendations: defined once, each with its rows."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.urls import reverse

from foundation.common import clock
from foundation.common.figures import Figure, FigureValue, Part, register, show_rows
from foundation.common.typography import known, short_date

from ..enums import OPEN_STATES, RecommendationState
from ..models import Recommendation
from .balance import BANDS, NAMED, band_keys, execution_rate, in_band
from .following import TONES

if TYPE_CHECKING:
    from foundation.accounts.models import User

FILTERS = ("ministry", "commission", "theme", "addressee", "untold", "data", "today")
# How the list of recommendations calls what a figure is asked for: those that the ministry's commission issued.
IN_ADDRESS = {
    **{"ministry": "issuer", "commission": "commission", "data": "data"},
    **{"theme": "theme_is", "addressee": "addressee_is", "untold": "untold"},
}


def _rows(user: "User", filters: Mapping[str, Any]) -> "QuerySet[Any]":
    """Those issued by the day asked, with `state_then`."""
    rows = Recommendation.objects.visible_to(user).as_of(_day(filters)).of_data(filters.get("data", ""))
    ministry, commission = filters.get("ministry"), filters.get("commission")
    if ministry:
        rows = rows.filter(commission__ministry=getattr(ministry, "pk", ministry))
    if commission:
        rows = rows.filter(commission=getattr(commission, "pk", commission))
    exactly = {column: filters[axis] for axis, column in NAMED.items() if filters.get(axis)}
    if untold := filters.get("untold"):
        exactly[NAMED[untold]] = ""
    return rows.filter(**exactly).defer("search")


def _day(filters: Mapping[str, Any]) -> date:
    return filters.get("today") or clock.today()


def list_address(filters: Mapping[str, Any], **query: Any) -> str:
    """The list of the rows, which is that of today: another day has none."""
    if _day(filters) != clock.today():
        return ""
    given = {name: filters.get(name) for name in IN_ADDRESS}
    known = {IN_ADDRESS[name]: getattr(value, "pk", value) for name, value in given.items() if value}
    return f"{reverse('recommendations:list')}?{urlencode(known | query)}"


def open_ones(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    rows = _rows(user, filters).filter(state_then__in=OPEN_STATES)
    found = dict(rows.order_by().values_list("state_then").annotate(count=Count("pk")))
    counts = {state: found.get(state.value, 0) for state in OPEN_STATES}
    parts = tuple(
        Part(state.value, state.label, count, list_address(filters, state=state.value), TONES[state])
        for state, count in counts.items()
    )
    return FigureValue(
        sum(counts.values()), rows, parts=parts, href=list_address(filters, state="open"), as_of=_day(filters)
    )


def late(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    day, open_then = _day(filters), _rows(user, filters).filter(state_then__in=OPEN_STATES)
    rows = open_then.filter(due_on__lt=day)
    undated = open_then.filter(due_on=None).count()
    return FigureValue(rows.count(), rows, withheld=undated, href=list_address(filters, late=1), as_of=day)


def execution(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    return executed(_rows(user, filters), partial(list_address, filters), _day(filters))


def executed(rows: "QuerySet[Any]", address: Callable[..., str], day: date) -> FigureValue:
    """The rate of execution of rows with their `state_then`; `address(state=…)` is the list of those of a state."""
    found = dict(rows.order_by().values_list("state_then").annotate(count=Count("pk")))
    done, lapsed = found.get(RecommendationState.DONE, 0), found.get(RecommendationState.LAPSED, 0)
    issued = sum(found.values())
    parts = (
        Part("done", "exécutées", done, address(state="done"), "good"),
        Part("open", "ouvertes", issued - done - lapsed, address(state="open"), "information"),
        Part("lapsed", "caduques, hors du calcul", lapsed, address(state="lapsed")),
    )
    rate = execution_rate(issued, done, lapsed)
    return FigureValue(rate, rows, parts=parts, href=address(), listed=issued, as_of=day)


def ages(user: "User", filters: Mapping[str, Any]) -> list[dict[str, int]]:
    """How many are open, by age and then by state (1 query)."""
    day, rows = _day(filters), _rows(user, filters).filter(state_then__in=OPEN_STATES)
    bands = {f"band_{rank}": Count("pk", filter=in_band(rank, day)) for rank in range(len(BANDS))}
    found = list(rows.order_by().values("state_then").annotate(**bands))
    return [{row["state_then"]: row[name] for row in found} for name in bands]


def ageing(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    tones = ("good", "neutral", "attention", "late")
    counts = [sum(band.values()) for band in ages(user, filters)]
    parts = tuple(
        Part(f"band_{rank}", label, count, list_address(filters, age=key), tone)
        for rank, ((key, label), count, tone) in enumerate(zip(band_keys(), counts, tones, strict=True))
    )
    rows = _rows(user, filters).filter(state_then__in=OPEN_STATES)
    return FigureValue(sum(counts), rows, parts=parts, href=list_address(filters, state="open"), as_of=_day(filters))


WHAT_COUNTS = (
    "Recommandations émises par les commissions des ministères et les organes nationaux ; celles qui s’écrivent dans"
    " une session non levée ne sont pas comptées. D’un ministère : celles de sa commission, pas celles qu’une autre lui"
    " adresse. D’un thème ou d’un destinataire : celles qui le portent mot pour mot. À une date passée : l’état est"
    " celui de leur dernière étape de ce jour, l’échéance celle d’aujourd’hui."
)
register(
    Figure(
        "recommendations.open",
        "Recommandations ouvertes",
        "recommandations sont ouvertes",
        f"{WHAT_COUNTS} Ouverte : émise, acceptée, en cours ou compte rendu remis.",
        1,
        open_ones,
        sentence_one="recommandation est ouverte",
        filters=FILTERS,
    )
)
register(
    Figure(
        "recommendations.late",
        "Recommandations en retard",
        "recommandations ouvertes sont en retard",
        f"{WHAT_COUNTS} En retard : ouverte, avec une échéance passée.",
        1,
        late,
        sentence_one="recommandation ouverte est en retard",
        withheld_words="ouvertes sans échéance, non comptées",
        withheld_one="ouverte sans échéance, non comptée",
        filters=FILTERS,
    )
)
register(
    Figure(
        "recommendations.execution",
        "Taux d’exécution des recommandations",
        "des recommandations sont exécutées",
        f"{WHAT_COUNTS} Exécutées ÷ (émises − caduques), arrondi à l’unité ; exécutée : preuve acceptée par une autre"
        " personne que son auteur.",
        1,
        execution,
        unit="%",
        filters=FILTERS,
    )
)
register(
    Figure(
        "recommendations.ageing",
        "Âge des recommandations ouvertes",
        "recommandations ouvertes, par âge",
        f"{WHAT_COUNTS} L’âge court du jour de l’émission.",
        1,
        ageing,
        sentence_one="recommandation ouverte, par âge",
        filters=FILTERS,
    )
)
show_rows(
    Recommendation,
    lambda row: reverse("recommendations:detail", args=[row.pk]),
    (
        ("Recommandation", lambda row: row.text),
        ("Destinataire", lambda row: known(row.addressee_label)),
        ("Échéance", lambda row: short_date(row.due_on)),
        ("État", lambda row: RecommendationState(row.state).label),
    ),
)
