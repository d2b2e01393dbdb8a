"""The figures of platforms: each link gives the rows counted."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import Sum
from django.urls import reverse

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.figures import Compute, Figure, FigureValue, Part, register, show_rows

from ..enums import (
    LANDING_TONES,
    RELAY_TONES,
    TO_MOVE,
    VERACITY_TONES,
    WITHOUT_RELAY,
    HostingKind,
    LandingState,
    Relay,
    Veracity,
)
from ..models import Landing, Platform
from .cliff import CLIFF_RULE
from .veracity import VERACITY_RULE, compared

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


def undecided(user: User, filters: Mapping[str, Any]) -> FigureValue:
    rows = platforms(user, filters).exclude(relay=Relay.CLOSED).filter(landings=None)
    href = address("platforms:list", filters, cloud="none", state="running")
    return FigureValue(rows.count(), rows, href=href, as_of=clock.today())


def landings(user: User, filters: Mapping[str, Any]) -> Any:
    narrowed = {f"platform__{name}": value for name, value in asked(filters).items()}
    rows = Landing.objects.visible_to(user).filter(**narrowed, choice__in=TO_MOVE)
    return rows.select_related("platform__ministry").with_state(clock.today())


def to_move(user: User, filters: Mapping[str, Any]) -> FigureValue:
    rows = landings(user, filters)
    states = list(rows.values_list("state", flat=True))
    parts = tuple(
        Part(
            state.value,
            state.label,
            states.count(state),
            address("landings:list", filters, going="moving", state=state.value),
            LANDING_TONES[state],
        )
        for state in LandingState
        if state not in (LandingState.STAYS, LandingState.STOPPED)
    )
    href = address("landings:list", filters, going="moving")
    return FigureValue(len(states), rows, parts=parts, href=href, as_of=clock.today())


def verified(user: User, filters: Mapping[str, Any]) -> FigureValue:
    rows = landings(user, filters)
    total, arrived = rows.count(), rows.filter(verified_on__isnull=False).count()
    href = address("landings:list", filters, going="moving")
    note = "" if total else "Aucune plateforme n’est à migrer."
    share = 100 * arrived / total if total else None
    return FigureValue(share, rows, href=href, listed=total, as_of=clock.today(), note=note)


def to_verify(user: User, filters: Mapping[str, Any]) -> FigureValue:
    rows = landings(user, filters).filter(moved_on__isnull=False, verified_on=None)
    href = address("landings:list", filters, state=LandingState.MOVED.value)
    return FigureValue(rows.count(), rows, href=href, as_of=clock.today())


register(
    Figure(
        "cloud.undecided",
        "Plateformes sans choix pour le cloud",
        "plateformes n’ont pas de choix pour le cloud national",
        "Plateformes en service dont le passage au cloud national n’est pas dit : ni qu’elles y vont, ni qu’elles"
        " restent.",
        METHOD_VERSION,
        undecided,
        "plateforme n’a pas de choix pour le cloud national",
        filters=MINISTRY,
    )
)
register(
    Figure(
        "cloud.to_move",
        "Plateformes qui vont au cloud",
        "plateformes vont au cloud national",
        "Plateformes dont le choix est de migrer : ni gardées où elles sont, ni arrêtées.",
        METHOD_VERSION,
        to_move,
        "plateforme va au cloud national",
        filters=MINISTRY,
    )
)
register(
    Figure(
        "cloud.verified",
        "Part des migrations vérifiées",
        "des plateformes qui vont au cloud y sont, preuves à l’appui",
        "Plateformes vérifiées (l’adresse répond depuis le cloud national, une restauration a été essayée, l’ancien"
        " serveur est éteint : trois preuves datées) ÷ plateformes dont le choix est de migrer.",
        METHOD_VERSION,
        verified,
        unit="%",
        filters=MINISTRY,
    )
)
register(
    Figure(
        "cloud.to_verify",
        "Migrations à vérifier",
        "migrations sont notées sans être vérifiées",
        "Plateformes notées comme migrées, dont les trois preuves ne sont pas réunies ou la vérification pas faite.",
        METHOD_VERSION,
        to_verify,
        "migration est notée sans être vérifiée",
        filters=MINISTRY,
    )
)


def veracity(user: User, filters: Mapping[str, Any]) -> FigureValue:
    whole = compared(user, asked(filters).get("ministry"))
    parts = tuple(
        Part(
            standing.value,
            standing.label,
            len(whole.of(standing)),
            address("exchanges:veracity", filters, standing=standing.value),
            VERACITY_TONES[standing],
        )
        for standing in Veracity
    )
    href, listed = address("exchanges:veracity", filters), len(whole.links)
    return FigureValue(whole.rate, href=href, parts=parts, listed=listed, as_of=whole.last_on, note=whole.note)


register(
    Figure(
        "exchanges.veracity",
        "Taux de véracité des échanges",
        "des liens sont à la fois déclarés et observés",
        VERACITY_RULE,
        METHOD_VERSION,
        veracity,
        unit="%",
        filters=MINISTRY,
    )
)
show_rows(
    Landing,
    lambda row: reverse("landings:detail", args=[row.pk]),
    (
        ("Plateforme", lambda row: row.platform.name),
        ("Ministère", lambda row: row.platform.ministry.short_name),
        ("Choix", lambda row: row.get_choice_display()),
        ("État", lambda row: LandingState(row.state).label),
    ),
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
