"""The register of platforms and applications, and those whose running cost nobody will pay."""

from collections.abc import Mapping
from typing import Any

import django_filters
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.urls import path, reverse
from rest_framework import serializers

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.acts import api_rows
from foundation.common.api_views import Declared
from foundation.common.database import SortKey
from foundation.common.exceptions import InvalidInput
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Empty, Filters, ListPage, chosen, column_of, columns_of
from foundation.common.requests import Request
from foundation.common.typography import integer, short_date
from foundation.registers.register import Register, Words, fields_of
from ministries.filters import MinistryChoice
from projects.queries.panels import project_cell

from ..enums import (
    LANDING_TONES,
    RELAY_TONES,
    SUPPORT_TONES,
    WITHOUT_RELAY,
    HostingKind,
    LandingState,
    PlatformKind,
    Relay,
    Support,
)
from ..models import Exchange, Hosting, Landing, Platform
from ..queries.cliff import CLIFF_RULE, curve
from ..queries.outage import touched_by
from ..rules import can_keep_platform
from .common import CRUMBS, named, tabs

PERSONAL = {
    "asked": lambda rows: rows.filter(has_personal_data=True).exclude(formality="granted"),
    "granted": lambda rows: rows.filter(formality="granted"),
    "unknown": lambda rows: rows.filter(has_personal_data=None),
}


class PlatformFilter(Filters):
    words = ("name", "short_name", "purpose", "technology", "supplier")
    spelled = ("name",)
    q = django_filters.CharFilter(label="Nom, usage, technologie ou fournisseur", method="by_words")
    ministry = MinistryChoice()
    kind = chosen("Nature", PlatformKind, "toutes les natures")
    place = chosen("Hébergée", HostingKind, "partout", lambda rows, value: rows.filter(hosting__kind=value))
    hosting = django_filters.ModelChoiceFilter(
        label="Hébergement", queryset=Hosting.objects.order_by("name", "pk"), empty_label="tous les hébergements"
    )
    relay = chosen("Financement", [*Relay.choices, ("none", "sans relais")], "tous les financements", method="by_relay")
    state = chosen(
        "État",
        [("running", "en service"), ("closed", "hors service")],
        "tous",
        lambda rows, value: rows.filter(relay="closed") if value == "closed" else rows.exclude(relay="closed"),
    )
    cloud = chosen(
        "Cloud national",
        [("none", "choix à faire"), ("chosen", "choix fait")],
        "peu importe",
        lambda rows, value: rows.filter(landings__isnull=value == "none"),
    )
    support = chosen("Support", Support, "peu importe")
    personal = chosen(
        "Données personnelles",
        [("asked", "formalité APDP à obtenir"), ("granted", "formalité obtenue"), ("unknown", "non renseignées")],
        "peu importe",
        lambda rows, value: PERSONAL[value](rows),
    )

    def by_relay(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(relay__in=WITHOUT_RELAY if value == "none" else [value])


def check(values: Mapping[str, Any]) -> None:
    errors: dict[str, list[str]] = {}
    ministry, structure, project = values["ministry"], values["structure"], values["project"]
    if structure is not None and structure.ministry_id != ministry.pk:
        errors["structure"] = ["Cette structure est d’un autre ministère : choisissez-en une du ministère nommé."]
    if project is not None and project.ministry_id != ministry.pk:
        errors["project"] = ["Ce projet est d’un autre ministère : choisissez-en un du ministère nommé."]
    if values["run_cost"] is not None and values["run_cost_absence"]:
        errors["run_cost"] = ["Un montant est saisi, et dit sans montant : gardez l’un des deux."]
    if values["formality"] and values["has_personal_data"] is False:
        errors["formality"] = ["La plateforme est dite sans données personnelles : aucune formalité n’est attendue."]
    if errors:
        raise InvalidInput(errors)


def relay_cell(row: Platform) -> Cell:
    note = f"jusqu’au {short_date(row.funded_until)}" if row.funded_until else ""
    return Cell(Relay(row.relay).label, tone=RELAY_TONES[Relay(row.relay)], note=note)


def support_cell(row: Platform) -> Cell:
    note = short_date(row.support_ends_on) if row.support_ends_on else ""
    return Cell(Support(row.support).label, tone=SUPPORT_TONES[Support(row.support)], note=note)


def personal_cell(row: Platform) -> Cell:
    if row.has_personal_data is None:
        return Cell("")
    if not row.has_personal_data:
        return Cell("aucune")
    tone = "good" if row.formality == "granted" else "attention"
    said = f"formalité {row.get_formality_display()}" if row.formality else "formalité non renseignée"
    return Cell(said, tone=tone, note=row.formality_reference)


SHOWN = 10  # exchanges on the page of a platform


def beside(row: Platform, user: User) -> dict[str, Any]:
    """What it gives and gets, where it goes (3 queries), and how to say more of both."""
    exchanges = Exchange.objects.visible_to(user).filter(Q(source_id=row.pk) | Q(target_id=row.pk))
    landing = Landing.objects.visible_to(user).filter(platform=row).with_state(clock.today()).first()
    keeps, runs = can_keep_platform(user, row), row.closed_on is None
    asked = f"?ministry={row.ministry_id}&source={row.pk}"
    return {
        "exchanges": list(
            exchanges.select_related("source__ministry", "target__ministry").order_by("state", "data", "pk")[:SHOWN]
        ),
        "exchange_count": exchanges.count(),
        "exchanges_href": f"{reverse('exchanges:list')}?platform={row.pk}",
        "graph_href": f"{reverse('exchanges:graph')}?about={row.pk}",
        "new_exchange": reverse("exchanges:new") + asked if keeps and runs else "",
        "landing": landing,
        "state": LandingState(landing.state) if landing else None,
        "state_tone": LANDING_TONES[LandingState(landing.state)] if landing else "",
        "choose_href": f"{reverse('landings:new')}?platform={row.pk}" if keeps and runs and not landing else "",
    }


class TouchedSerializer(serializers.Serializer[Any]):
    """A platform that an outage touches."""

    distance = serializers.IntegerField(read_only=True)
    platform = serializers.UUIDField(source="platform.pk", read_only=True)
    name = serializers.CharField(source="platform.name", read_only=True)
    by = serializers.UUIDField(source="by.pk", read_only=True, label="par")
    natures = serializers.ListField(child=serializers.CharField(), read_only=True)
    data: Declared = serializers.ListField(child=serializers.CharField(), read_only=True)


COST = Column("Coût par an (FCFA)", "run_cost", lambda row: Cell(row.cost_told), sort="cost", numeric=True)
RELAY = Column("Financement", lambda row: Relay(row.relay).label, relay_cell)
SORTS = {
    "name": Sort(SortKey("name")),
    "cost": Sort(Coalesce("run_cost", Value(10**16)), int),  # what has no amount comes last, both ways
    "-cost": Sort(Coalesce("run_cost", Value(-1)), int),
}
NEEDS = ("availability_need", "integrity_need", "confidentiality_need", "trace_need")
SECTIONS = (
    (
        "Ce qu’elle est",
        "Ce qui n’est pas su reste vide.",
        (
            *("ministry", "structure", "name", "short_name", "kind", "purpose", "users", "user_count", "address"),
            *("opened_on", "closed_on"),
        ),
    ),
    ("Où et avec quoi", "", ("technology", "hosting", "supplier", "support_ends_on")),
    ("Besoins de sécurité", "", NEEDS),
    (
        "Données personnelles",
        "La formalité accomplie auprès de l’APDP, avec sa preuve.",
        ("has_personal_data", "formality", "formality_reference", "formality_on"),
    ),
    (
        "Coût et relais",
        "Qui paie aujourd’hui, jusqu’à quand, et qui paiera ensuite.",
        ("run_cost", "run_cost_absence", "funder", "funded_until", "next_payer"),
    ),
    ("D’où cela vient", "", ("project", "source")),
)
PLATFORMS: Register = Register(
    name="platforms",
    model=Platform,
    fields=fields_of(SECTIONS),
    sections=SECTIONS,
    owner="ministry",
    keeps=can_keep_platform,
    check=check,
    offers={"hosting": lambda rows: rows.filter(closed_on=None).order_by("name", "pk")},
    words=Words(
        "plateforme",
        none="Aucune plateforme",
        new="Enregistrer une plateforme",
        added="La plateforme est au registre ; ce qui n’est pas su reste « non renseigné ».",
    ),
    title="Plateformes et applications",
    noun=("plateforme", "plateformes"),
    state="Ce que le ministère fait tourner : où, avec quoi, pour qui, et qui paie aujourd’hui et ensuite.",
    empty="Les plateformes et applications en service apparaîtront ici, avec leur hébergement et leur financement.",
    columns=(
        Column("Plateforme", "name", lambda row: named(row, row.short_name), sort="name", width="wide"),
        column_of(Platform, "ministry", shown=lambda row: Cell(row.ministry.short_name), on_page=False),
        *columns_of(Platform, "structure", "short_name"),
        column_of(Platform, "kind", on_page=False),
        column_of(Platform, "purpose", on_page=False),
        column_of(Platform, "users", on_page=False),
        Column("Nombre d’usagers", "user_count", lambda row: Cell(integer(row.user_count)), on_page=False),
        *columns_of(Platform, "address", "opened_on", "closed_on", "technology"),
        column_of(Platform, "hosting"),
        *columns_of(Platform, "supplier"),
        column_of(Platform, "support_ends_on", on_page=False, on_row=False),
        Column("Support", lambda row: Support(row.support).label, support_cell),
        *(column_of(Platform, name, on_page=False, on_row=False) for name in NEEDS),
        Column("Besoins de sécurité", "needs_told", in_files=False, on_page=False),
        Column("Données personnelles", lambda row: personal_cell(row).text, personal_cell),
        *columns_of(Platform, "formality_reference", "formality_on"),
        COST,
        Column("Coût, état", lambda row: row.cost_state.label, on_page=False, on_row=False),
        column_of(Platform, "funder", on_page=False),
        column_of(Platform, "funded_until", on_page=False),
        column_of(Platform, "next_payer", on_page=False),
        RELAY,
        column_of(Platform, "project", shown=lambda row: project_cell(row.project), on_page=False),
        *columns_of(Platform, "source", "is_fictitious"),
    ),
    filters=PlatformFilter,
    sorts=SORTS,
    default="name",
    file="plateformes",
    finds=("name", "short_name", "purpose", "technology", "supplier"),
    position=25,
    prepare=lambda rows: rows.with_standing(clock.today()).defer("project__search"),
    also_shown={
        "relay": serializers.ChoiceField(choices=Relay.choices, read_only=True, label="financement"),
        "support": serializers.ChoiceField(choices=Support.choices, read_only=True, label="support"),
        "cost_told": serializers.CharField(read_only=True, label="coût par an, en toutes lettres"),
    },
    acts=lambda user, row: [Button("Si elle s’arrête", reverse("exchanges:outage", args=[row.pk]))],
    api_acts={
        "outage": api_rows(
            "outage",
            lambda row, user: touched_by(row, Exchange.objects.visible_to(user)),
            TouchedSerializer,
            "Ce qui s’arrête avec elle, la plus proche d’abord.",
        )
    },
    crumbs=CRUMBS,
    icon="projects",
    row_template="systems/platform.html",
    row_more=beside,
    place="ce que le ministère fait tourner, et qui le paie",
    list_template="systems/list.html",
    list_more=lambda request, found: tabs("platforms:list"),
)


def above_cliff(request: Request, found: Filters) -> dict[str, Any]:
    drawn = curve(found.qs, clock.today())
    return {**tabs("platforms:cliff"), "rule": CLIFF_RULE, **({"chart": drawn} if drawn else {})}


CLIFF = ListPage(
    title="Plateformes sans relais de financement",
    noun=("plateforme", "plateformes"),
    rows=lambda user: PLATFORMS.rows(user).filter(relay__in=WITHOUT_RELAY),
    columns=(
        Column("Plateforme", "name", named, width="wide"),
        Column("Ministère", "ministry.short_name", on_page=False),
        column_of(Platform, "funder"),
        column_of(Platform, "funded_until", sort="until"),
        COST,
        Column("Coût, état", lambda row: row.cost_state.label, on_page=False, on_row=False),
        RELAY,
    ),
    sorts={"until": Sort("funded_until"), **{key: sort for key, sort in SORTS.items() if "cost" in key}},
    default="until",
    file="plateformes-sans-relais",
    filters=PlatformFilter,
    empty=Empty(
        "Aucune plateforme sans relais",
        "Celles dont le financement finit dans les 36 mois, sans payeur suivant, apparaîtraient ici.",
    ),
    crumbs=CRUMBS,
    icon="projects",
    template="systems/list.html",
    more=above_cliff,
)
app_name, ROUTES = PLATFORMS.name, PLATFORMS.routes
urlpatterns = [path("sans-relais", CLIFF.page, name="cliff"), *PLATFORMS.urlpatterns]
