"""The figures of recommendations: defined once, each with its rows."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from foundation.common import clock
from foundation.common.figures import Figure, FigureValue, Part, register, show_rows
from foundation.common.typography import known, short_date

from ..enums import OPEN_STATES, RecommendationState
from ..models import Recommendation
from ..models.recommendation import RecommendationQuerySet
from .balance import BANDS, total
from .following import TONES

if TYPE_CHECKING:
    from foundation.accounts.models import User

FILTERS = ("ministry", "commission")


def _rows(user: "User", filters: Mapping[str, Any]) -> RecommendationQuerySet:
    rows = Recommendation.objects.visible_to(user).issued().defer("search")
    ministry, commission = filters.get("ministry"), filters.get("commission")
    if ministry:
        rows = rows.filter(commission__ministry=getattr(ministry, "pk", ministry))
    if commission:
        rows = rows.filter(commission=getattr(commission, "pk", commission))
    return rows


def list_address(filters: Mapping[str, Any], **query: Any) -> str:
    known = {name: getattr(filters[name], "pk", filters[name]) for name in FILTERS if filters.get(name)}
    return f"{reverse('recommendations:list')}?{urlencode(known | query)}"


def open_ones(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    rows = _rows(user, filters)
    found = {row["state"]: row["count"] for row in rows.order_by().values("state").annotate(count=Count("pk"))}
    counts = {state: found.get(state.value, 0) for state in OPEN_STATES}
    parts = tuple(
        Part(state.value, state.label, count, list_address(filters, state=state.value), TONES[state])
        for state, count in counts.items()
    )
    return FigureValue(
        sum(counts.values()),
        rows.filter(state__in=OPEN_STATES),
        parts=parts,
        href=list_address(filters, state="open"),
        as_of=clock.today(),
    )


def late(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    today = clock.today()
    rows = _rows(user, filters).late(today)
    undated = _rows(user, filters).filter(state__in=OPEN_STATES, due_on=None).count()
    return FigureValue(rows.count(), rows, withheld=undated, href=list_address(filters, late=1), as_of=today)


def execution(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    today = clock.today()
    rows = _rows(user, filters)
    line = total(user, today, rows)
    parts = (
        Part("done", "exécutées", line.done, list_address(filters, state="done"), "good"),
        Part("open", "ouvertes", line.open, list_address(filters, state="open"), "information"),
        Part("lapsed", "caduques, hors du calcul", line.lapsed, list_address(filters, state="lapsed")),
    )
    return FigureValue(line.rate, rows, parts=parts, href=list_address(filters), as_of=today)


def ageing(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    today = clock.today()
    rows = _rows(user, filters)
    line = total(user, today, rows)
    tones = ("good", "neutral", "attention", "late")
    parts = tuple(
        Part(f"band_{rank}", label, count, list_address(filters, state="open"), tone)
        for rank, ((_, _, label), count, tone) in enumerate(zip(BANDS, line.bands, tones, strict=True))
    )
    return FigureValue(
        line.open,
        rows.filter(state__in=OPEN_STATES),
        parts=parts,
        href=list_address(filters, state="open"),
        as_of=today,
    )


WHAT_COUNTS = "Recommandations émises, celles qui s’écrivent dans une session non levée n’étant pas comptées."
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
