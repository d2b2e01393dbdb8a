"""The figures of platforms: each link gives the rows counted."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import Sum
from django.urls import reverse

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.figures import Compute, Figure, FigureValue, Part, register, show_rows

from ..enums import RELAY_TONES, WITHOUT_RELAY, HostingKind, Relay
from ..models import Platform
from .cliff import CLIFF_RULE

METHOD_VERSION = 1
MINISTRY = ("ministry",)


def asked(filters: Mapping[str, Any]) -> dict[str, Any]:
    ministry = filters.get("ministry")
    return {"ministry": getattr(ministry, "pk", ministry)} if ministry else {}


def address(name: str, filters: Mapping[str, Any], **query: Any) -> str:
    said = urlencode(asked(filters) | query)
    return f"{reverse(name)}?{said}" if said else reverse(name)


def platforms(user: User, filters: Mapping[str, Any]) -> Any:
    return Platform.objects.visible_to(user).filter(**asked(filters)).with_standing(clock.today())


def counted(route: str, narrowed: Callable[[Any], Any], **query: Any) -> Compute:
    def compute(user: User, filters: Mapping[str, Any]) -> FigureValue:
        rows = narrowed(platforms(user, filters))
        return FigureValue(rows.count(), rows, href=address(route, filters, **query), as_of=clock.today())

    return compute


def running(user: User, filters: Mapping[str, Any]) -> FigureValue:
    """By place, as far as it is known."""
    rows = platforms(user, filters).exclude(relay=Relay.CLOSED)
    parts = tuple(
        Part(
            kind.value,
            kind.label,
            rows.filter(hosting__kind=kind).count(),
            address("platforms:list", filters, place=kind.value, state="running"),
        )
        for kind in HostingKind
    )
    href = address("platforms:list", filters, state="running")
    return FigureValue(rows.count(), rows, parts=parts, href=href, as_of=clock.today())


def without_relay(user: User, filters: Mapping[str, Any]) -> FigureValue:
    rows = platforms(user, filters).filter(relay__in=WITHOUT_RELAY)
    parts = tuple(
        Part(
            relay.value,
            relay.label,
            rows.filter(relay=relay).count(),
            address("platforms:cliff", filters, relay=relay.value),
            RELAY_TONES[relay],
        )
        for relay in WITHOUT_RELAY
    )
    href = address("platforms:cliff", filters)
    return FigureValue(rows.count(), rows, parts=parts, href=href, as_of=clock.today())


def cost_without_relay(user: User, filters: Mapping[str, Any]) -> FigureValue:
    rows = platforms(user, filters).filter(relay__in=WITHOUT_RELAY)
    known = rows.filter(run_cost__isnull=False)
    total, left_out = known.aggregate(total=Sum("run_cost"))["total"], rows.filter(run_cost=None).count()
    href = address("platforms:cliff", filters)
    return FigureValue(total, rows, withheld=left_out, href=href, listed=rows.count(), as_of=clock.today())


register(
    Figure(
        "platforms.running",
        "Plateformes en service",
        "plateformes sont en service",
        "Plateformes et applications du registre qui ne sont pas dites hors service.",
        METHOD_VERSION,
        running,
        "plateforme est en service",
        filters=MINISTRY,
    )
)
register(
    Figure(
        "platforms.without_relay",
        "Plateformes sans relais de financement",
        "plateformes n’ont pas de payeur après leur financement",
        CLIFF_RULE,
        METHOD_VERSION,
        without_relay,
        "plateforme n’a pas de payeur après son financement",
        filters=MINISTRY,
    )
)
register(
    Figure(
        "platforms.cost_without_relay",
        "Coût par an sans relais de financement",
        "par an sans payeur après le financement",
        f"Somme des coûts de fonctionnement par an de ces plateformes. {CLIFF_RULE} Un coût non renseigné, réservé ou"
        " sans objet ne compte pas pour zéro : ces plateformes sont dénombrées.",
        METHOD_VERSION,
        cost_without_relay,
        unit="FCFA",
        withheld_words="sans coût, non comptées",
        filters=MINISTRY,
    )
)
register(
    Figure(
        "platforms.formality_due",
        "Formalités APDP à obtenir",
        "plateformes ont des données personnelles sans formalité obtenue",
        "Plateformes en service dites avec des données personnelles, dont la formalité auprès de l’APDP n’est pas"
        " obtenue.",
        METHOD_VERSION,
        counted(
            "platforms:list",
            lambda rows: rows.exclude(relay=Relay.CLOSED).filter(has_personal_data=True).exclude(formality="granted"),
            personal="asked",
            state="running",
        ),
        "plateforme a des données personnelles sans formalité obtenue",
        filters=MINISTRY,
    )
)
show_rows(
    Platform,
    lambda row: reverse("platforms:detail", args=[row.pk]),
    (
        ("Plateforme", lambda row: row.name),
        ("Ministère", lambda row: row.ministry.short_name),
        ("Financement", lambda row: Relay(row.relay).label),
        ("Coût par an", lambda row: row.cost_told),
    ),
)
