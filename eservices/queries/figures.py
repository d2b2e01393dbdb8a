"""The figures of e-services: each link gives the rows counted."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse

from foundation.common import clock
from foundation.common.figures import Compute, Figure, FigureValue, Part, register, show_rows
from foundation.common.typography import short_date

from ..enums import OPEN_STATES, STATE_TONES, Held, Indicator
from ..models import AskedPiece, EService, ServiceMonth, ServiceProblem
from ..models.use import month_told
from .use import FORMULA, last_month, read, window

if TYPE_CHECKING:
    from foundation.accounts.models import User

VERSION = 1
MINISTRY = ("ministry",)
IN_USE = "E-services qui ne sont pas fermés."


def _asked(filters: Mapping[str, Any]) -> dict[str, Any]:
    ministry = filters.get("ministry")
    return {"ministry": getattr(ministry, "pk", ministry)} if ministry else {}


def _address(name: str, filters: Mapping[str, Any], **query: Any) -> str:
    return f"{reverse(name)}?{urlencode(_asked(filters) | query)}"


def _services(user: "User", filters: Mapping[str, Any]) -> Any:
    rows = EService.objects.visible_to(user).in_use().filter(**_asked(filters))
    return rows.select_related("ministry")


def in_use(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    rows = _services(user, filters)
    counted = rows.order_by().values("level", "level__name", "level__rank").annotate(number=Count("pk"))
    levels = sorted(counted, key=lambda row: (row["level__rank"] is None, row["level__rank"]))
    parts = tuple(
        Part(
            str(row["level"] or "unknown"),
            row["level__name"] or "niveau non renseigné",
            row["number"],
            _address(
                "eservices:list", filters, open=1, **({"level": row["level"]} if row["level"] else {"levelled": 0})
            ),
        )
        for row in levels
    )
    href = _address("eservices:list", filters, open=1)
    return FigureValue(rows.count(), rows, parts=parts, href=href, as_of=clock.today())


def silent(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    rows = _services(user, filters).silent(last_month(clock.today()))
    return FigureValue(rows.count(), rows, href=_address("eservices:list", filters, told="silent"), as_of=clock.today())


def asking_again(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    held = AskedPiece.objects.filter(service=OuterRef("pk"), held=Held.STATE)
    rows = _services(user, filters).filter(Exists(held))
    return FigureValue(rows.count(), rows, href=_address("eservices:list", filters, once="held"), as_of=clock.today())


def problems(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    """Today's by state, with their list; on a day of before, those that were open, which no list gives."""
    asked = {f"service__{name}": value for name, value in _asked(filters).items()}
    today = clock.today()
    day = filters.get("today") or today
    rows = ServiceProblem.objects.visible_to(user).filter(**asked).select_related("service")
    if day < today:
        rows = rows.open_on(day)
        return FigureValue(rows.count(), rows, as_of=day)
    rows = rows.open()
    counts = dict(rows.order_by().values_list("state").annotate(number=Count("pk")))
    parts = tuple(
        Part(
            state.value,
            state.label,
            counts[state.value],
            _address("service-problems:list", filters, state=state.value),
            STATE_TONES[state],
        )
        for state in OPEN_STATES
        if state.value in counts
    )
    href = _address("service-problems:list", filters, open=1)
    return FigureValue(sum(counts.values()), rows, parts=parts, href=href, as_of=today)


def rate(indicator: Indicator) -> Compute:
    """A rate of twelve months, with the months behind it."""

    def compute(user: "User", filters: Mapping[str, Any]) -> FigureValue:
        today = clock.today()
        services, months = _services(user, filters), window(today)
        rows = ServiceMonth.objects.filter(service__in=services.values("pk")).between(months[0], months[-1])
        rows = rows.select_related("service")
        value = read(services, today)[None].value(indicator)
        told = {"since": months[0].isoformat(), "until": months[-1].isoformat()}
        href = _address("service-months:list", filters, **told)
        return FigureValue(
            None if value is None else round(value, 1),
            rows,
            href=href,
            listed=rows.count(),
            as_of=today,
            note="" if value is not None else "aucun mois ne le dit",
        )

    return compute


Said = tuple[str, str, str, str, str, Callable[..., FigureValue]]
COUNTS: tuple[Said, ...] = (
    ("in_use", "E-services", "e-services sont en service", "e-service est en service", IN_USE, in_use),
    (
        "silent",
        "E-services sans chiffres",
        "e-services n’ont rien dit du mois dernier",
        "e-service n’a rien dit du mois dernier",
        f"{IN_USE} Ouverts au premier jour du dernier mois achevé, ou sans jour d’ouverture connu, et dont ce mois"
        " n’est pas renseigné.",
        silent,
    ),
    (
        "asking_again",
        "E-services qui redemandent",
        "e-services demandent une pièce que l’État détient",
        "e-service demande une pièce que l’État détient",
        f"{IN_USE} Dont une pièce demandée au moins est dite « déjà détenue par l’État ».",
        asking_again,
    ),
    (
        "problems",
        "Problèmes des e-services",
        "problèmes d’e-services sont ouverts",
        "problème d’e-service est ouvert",
        "Problèmes signalés par un usager, dits à une conférence ou notés par un agent, ni clos ni écartés. À une date"
        " passée : signalés ce jour au plus tard, et clos ou écartés depuis, ou pas encore.",
        problems,
    ),
)
DATED = {"problems"}  # those whose past is kept
for key, label, many, one, formula, compute in COUNTS:
    filters = (*MINISTRY, "today") if key in DATED else MINISTRY
    register(Figure(f"eservices.{key}", label, many, formula, VERSION, compute, one, filters=filters))
for which, label, sentence in (
    (Indicator.TAKE_UP, "Part des demandes en ligne", "des demandes sont faites en ligne"),
    (Indicator.COMPLETION, "Demandes menées à terme", "des demandes sont menées à terme"),
    (Indicator.AVAILABILITY, "Disponibilité des e-services", "du temps, les e-services répondent"),
    (Indicator.TOLD, "Mois renseignés des e-services", "des mois attendus des e-services sont renseignés"),
):
    register(
        Figure(f"eservices.{which.value}", label, sentence, FORMULA, VERSION, rate(which), unit="%", filters=MINISTRY)
    )
show_rows(
    EService,
    lambda row: reverse("eservices:detail", args=[row.pk]),
    (
        ("E-service", str),
        ("Ministère", lambda row: row.owner_told),
        ("Ouvert le", lambda row: short_date(row.opened_on)),
    ),
)
show_rows(
    ServiceMonth,
    lambda row: reverse("service-months:detail", args=[row.pk]),
    (("E-service", lambda row: row.service.name), ("Mois", lambda row: month_told(row.month))),
)
show_rows(
    ServiceProblem,
    lambda row: reverse("service-problems:detail", args=[row.pk]),
    (
        ("Problème", str),
        ("E-service", lambda row: row.service.name),
        ("Signalé le", lambda row: short_date(row.reported_on)),
    ),
)
