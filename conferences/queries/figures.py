"""The figures of conferences, and of what goes up to national bodies: each link gives the rows counted."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse

from foundation.common import clock
from foundation.common.figures import Compute, Figure, FigureValue, Part, register, show_rows
from foundation.common.typography import short_date
from ministries.models import Ministry
from recommendations.enums import OPEN_STATES, OriginKind
from recommendations.models import Recommendation
from recommendations.queries.figures import executed

from ..enums import REFERRAL_TONES, ReferralState
from ..models import Conference, Referral, ServiceReview

if TYPE_CHECKING:
    from foundation.accounts.models import User

DATED = ("ministry", "today")


def _day(filters: Mapping[str, Any]) -> date:
    return filters.get("today") or clock.today()


def _ministry(filters: Mapping[str, Any]) -> dict[str, Any]:
    ministry = filters.get("ministry")
    return {"ministry": getattr(ministry, "pk", ministry)} if ministry else {}


def _address(name: str, filters: Mapping[str, Any], **query: Any) -> str:
    """The list of the rows, which is that of today: another day has none."""
    if _day(filters) != clock.today():
        return ""
    return f"{reverse(name)}?{urlencode(_ministry(filters) | query)}"


def held(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    """Those of the year of the day, held by then; of a ministry, those in which it took part."""
    day = _day(filters)
    year = filters.get("year") or day.year
    rows = Conference.objects.visible_to(user).took_place().filter(year=year)
    if day < clock.today():
        rows = rows.filter(held_on__lte=day)
    if ministry := _ministry(filters):
        rows = rows.with_participants_of(ministry["ministry"])
    href = _address("conferences:list", filters, held=1, year=year)
    return FigureValue(rows.count(), rows, href=href, as_of=day)


def _advice(user: "User", filters: Mapping[str, Any]) -> Any:
    """Those written at a conference and issued by the day, with `state_then`; of a ministry, those addressed to it."""
    rows = Recommendation.objects.visible_to(user).as_of(_day(filters)).filter(origin_kind=OriginKind.CONFERENCE)
    if ministry := _ministry(filters):
        scope = Ministry.objects.filter(pk=ministry["ministry"]).values("scope_id")
        rows = rows.filter(Q(commission__ministry=ministry["ministry"]) | Q(addressee_scope__in=scope))
    return rows.defer("search")


def open_advice(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    rows = _advice(user, filters).filter(state_then__in=OPEN_STATES)
    return FigureValue(rows.count(), rows, href=_advice_list(filters, state="open"), as_of=_day(filters))


def execution(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    return executed(_advice(user, filters), partial(_advice_list, filters), _day(filters))


def _advice_list(filters: Mapping[str, Any], **query: Any) -> str:
    return _address("recommendations:list", filters, origin_kind="conference", **query)


def waiting(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    """What went up by the day and had not come down; today's by state."""
    day, rows = _day(filters), Referral.objects.visible_to(user)
    if ministry := _ministry(filters):
        rows = rows.filter(origin__ministry=ministry["ministry"])
    if day < clock.today():
        rows = rows.filter(Q(ended_at=None) | Q(ended_at__date__gt=day), sent_at__date__lte=day)
        return FigureValue(rows.count(), rows, as_of=day)
    rows = rows.open()
    counts = dict(rows.order_by().values_list("state").annotate(count=Count("pk")))
    parts = tuple(
        Part(state.value, state.label, counts[state.value], tone=REFERRAL_TONES[state])
        for state in ReferralState
        if state.value in counts
    )
    return FigureValue(sum(counts.values()), rows, parts=parts, as_of=day)


def unfollowed(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    rows = ServiceReview.objects.unfollowed().visible_to(user).filter(**_ministry(filters))
    href = _address("service-reviews:list", filters, followed="no")
    return FigureValue(rows.count(), rows, href=href, as_of=clock.today())


Said = tuple[str, str, str, str, str, Compute, tuple[str, ...]]
WRITTEN = (
    "Recommandations écrites à une conférence et émises à son rapport, et celles qui descendent avec la réponse à une"
    " question qu’elle a discutée. D’un ministère : celles qui lui sont adressées."
)
COUNTS: tuple[Said, ...] = (
    (
        "held",
        "Conférences tenues",
        "conférences et ateliers tenus dans l’année",
        "conférence ou atelier tenu dans l’année",
        "Éditions des organes nationaux (Conférence des DSI, ateliers des RSI, comité d’interopérabilité) tenues au"
        " titre de l’année, rapportées ou non. D’un ministère : celles où il a envoyé quelqu’un. À une date passée :"
        " celles dont le jour est connu et venu.",
        held,
        ("ministry", "year", "today"),
    ),
    (
        "open_advice",
        "Recommandations de conférences, ouvertes",
        "recommandations de conférences sont ouvertes",
        "recommandation de conférence est ouverte",
        f"{WRITTEN} Ouverte : émise, acceptée, en cours ou compte rendu remis.",
        open_advice,
        DATED,
    ),
    (
        "waiting",
        "Recommandations montées, sans réponse",
        "recommandations montées attendent leur réponse",
        "recommandation montée attend sa réponse",
        "Recommandations qu’une commission a fait monter à un organe national ou à l’ASIN, et qui ne sont ni"
        " répondues, ni rendues, ni retirées. D’un ministère : celles que sa commission a fait monter.",
        waiting,
        DATED,
    ),
    (
        "unfollowed",
        "Retours d’expérience sans suite",
        "problèmes d’e-services dits à une conférence ne sont pas suivis",
        "problème d’e-service dit à une conférence n’est pas suivi",
        "Retours d’expérience des conférences qui disent un problème, et qui ne sont pas au registre des problèmes des"
        " e-services, où leur ministère en répondrait.",
        unfollowed,
        ("ministry",),
    ),
)
for key, label, many, one, formula, compute, filters in COUNTS:
    register(Figure(f"conferences.{key}", label, many, formula, 1, compute, one, filters=filters))
register(
    Figure(
        "conferences.execution",
        "Exécution des recommandations de conférences",
        "des recommandations de conférences sont exécutées",
        f"{WRITTEN} Exécutées ÷ (émises − caduques), arrondi à l’unité ; exécutée : preuve acceptée par l’organe.",
        1,
        execution,
        unit="%",
        filters=DATED,
    )
)
show_rows(
    Conference,
    lambda row: reverse("conferences:detail", args=[row.pk]),
    (
        ("Conférence", lambda row: row.title),
        ("Date", lambda row: short_date(row.held_on) if row.held_on else str(row.year)),
        ("Thème", lambda row: row.theme),
    ),
)
show_rows(
    Referral,
    lambda row: (
        (reverse("questions:detail", args=[row.question_id]) if row.question_id else reverse("questions:list"))
        + f"#montee-{row.pk}"
    ),
    (
        ("Recommandation", lambda row: row.reference),
        ("Montée le", lambda row: short_date(row.sent_at)),
        ("État", lambda row: row.get_state_display()),
    ),
)
show_rows(
    ServiceReview,
    lambda row: reverse("service-reviews:detail", args=[row.pk]),
    (("E-service", lambda row: row.service), ("Problèmes", lambda row: row.problems)),
)
