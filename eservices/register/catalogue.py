"""The catalogue of e-services, their steps online, their probe, and the comparison of a ministry."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import django_filters
from django import forms
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.decorators.http import require_safe
from rest_framework import serializers

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.acts import acts_on, api_act, api_rows, page_act
from foundation.common.database import SortKey
from foundation.common.exceptions import InvalidInput
from foundation.common.exports import drawn_page
from foundation.common.facts import shown_of
from foundation.common.form_pages import FormPage
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Filters, chosen, column_of
from foundation.common.requests import Request
from foundation.common.typography import known
from foundation.registers.register import Register, Words, fields_of
from ministries.filters import MinistryChoice
from ministries.models import Ministry
from needs.enums import OutcomeKind
from needs.extensions import Made, OutcomeWay
from needs.models import Need
from projects.queries.panels import project_cell
from steering.enums import AmountState

from .. import operations
from ..api.inputs import StepsInput
from ..enums import OUTCOME_TONES, Channel, Held, ProbeOutcome
from ..forms import SERVICE, StepsForm, steps_typed
from ..models import AskedPiece, EService, OnlineStep, ServiceLevel
from ..queries.service_page import shown_beside
from ..queries.use import FORMULA, compare, last_month
from ..rules import can_keep_service
from .common import ABOVE, CRUMBS, tabs

FEES = {
    "free": lambda rows: rows.filter(fee=0),
    AmountState.KNOWN.value: lambda rows: rows.filter(fee__gt=0),
    AmountState.UNKNOWN.value: lambda rows: rows.filter(fee=None, fee_absence=""),
    AmountState.NOT_APPLICABLE.value: lambda rows: rows.filter(fee_absence=AmountState.NOT_APPLICABLE),
    AmountState.WITHHELD.value: lambda rows: rows.filter(fee_absence=AmountState.WITHHELD),
}
FEE_WORDS = [("free", "gratuit"), (AmountState.KNOWN.value, "payant"), *AmountState.choices[1:]]
ASKS_AGAIN = AskedPiece.objects.filter(service=OuterRef("pk"), held=Held.STATE)


class ServiceFilter(Filters):
    words = ("name", "platform", "users")
    spelled = ("name", "platform")
    q = django_filters.CharFilter(label="Mots", method="by_words", max_length=200)
    ministry = MinistryChoice()
    level = django_filters.ModelChoiceFilter(
        label="Niveau", queryset=ServiceLevel.objects.order_by("rank", "pk"), empty_label="tous les niveaux"
    )
    levelled = chosen(
        "Niveau dit", [("0", "non renseigné")], "peu importe", lambda rows, value: rows.filter(level=None)
    )
    channel = chosen("Canal", Channel, "tous les canaux")
    fee = chosen("Tarif", FEE_WORDS, "tous", lambda rows, value: FEES[value](rows))
    open = chosen(
        "Ouverture",
        [("1", "en service"), ("0", "fermés")],
        "tous",
        lambda rows, value: rows.filter(closed_on__isnull=value == "1"),
    )
    told = chosen(
        "Dernier mois",
        [("silent", "non renseigné")],
        "peu importe",
        lambda rows, value: rows.silent(last_month(clock.today())),
    )
    once = chosen(
        "Pièces",
        [("held", "demande une pièce que l’État détient")],
        "peu importe",
        lambda rows, value: rows.in_use().filter(Exists(ASKS_AGAIN)),
    )
    watched = chosen(
        "Sonde",
        [("1", "en marche"), ("0", "arrêtée")],
        "peu importe",
        lambda rows, value: rows.filter(is_watched=value == "1"),
    )


def check(values: Mapping[str, Any]) -> None:
    errors, ministry = {}, values["ministry"]
    for name, said in (("structure", "Cette structure"), ("project", "Ce projet")):
        if values[name] is not None and (ministry is None or values[name].ministry_id != ministry.pk):
            errors[name] = [f"{said} est d’un autre ministère : choisissez parmi ceux du ministère nommé."]
    if errors:
        raise InvalidInput(errors)


def acts(user: User, row: EService) -> list[Button]:
    if not can_keep_service(user, row):
        return []
    found = [
        Button("Dire les étapes en ligne", reverse("eservices:steps", args=[row.pk])),
        Button("Renseigner un mois", f"{reverse('service-months:new')}?service={row.pk}", icon="plus"),
        Button("Ajouter une pièce", f"{reverse('service-pieces:new')}?service={row.pk}", "quiet"),
        Button("Noter un problème", f"{reverse('service-problems:new')}?service={row.pk}", "quiet"),
    ]
    if row.is_watched:
        found.append(Button("Arrêter la sonde", reverse("eservices:unwatch", args=[row.pk]), "quiet", posts=True))
    elif row.address and row.closed_on is None:
        found.append(
            Button("Mettre la sonde en marche", reverse("eservices:watch", args=[row.pk]), "quiet", posts=True)
        )
    return found


def name_cell(row: EService) -> Cell:
    return Cell(row.name, SERVICES.href(row), note="fermé" if row.closed_on else row.platform)


def ministry_cell(row: EService) -> Cell:
    return Cell(row.owner_told, note="fictif" if row.is_fictitious else "")


def probe_cell(row: EService) -> Cell:
    if not row.is_watched:
        return Cell("arrêtée")
    if not row.probe_outcome:
        return Cell("en marche", note="aucun relevé")
    outcome = ProbeOutcome(row.probe_outcome)
    return Cell(outcome.label, tone=OUTCOME_TONES[outcome])


SERVICES: Register = Register(
    name="eservices",
    model=EService,
    fields=fields_of(SERVICE),
    sections=SERVICE,
    owner="ministry",
    once=("ministry",),
    keeps=can_keep_service,
    check=check,
    words=Words(
        "e-service",
        none="Aucun e-service",
        new="Enregistrer un e-service",
        added="L’e-service est au catalogue : dites ses étapes en ligne et les pièces qu’il demande.",
    ),
    title="E-services",
    noun=("e-service", "e-services"),
    state="Les services rendus en ligne par chaque ministère : ce qu’ils sont, demandent et deviennent.",
    empty="Les services que le ministère rend en ligne apparaîtront ici, avec leur usage et leurs problèmes.",
    columns=(
        Column("E-service", "name", name_cell, sort="name", width="wide"),
        column_of(EService, "ministry", shown=ministry_cell),
        column_of(EService, "structure", on_page=False),
        column_of(EService, "users", on_page=False),
        column_of(EService, "channel", shown=lambda row: Cell(known(row.get_channel_display()))),
        column_of(EService, "platform", on_page=False),
        column_of(EService, "address", on_page=False),
        column_of(EService, "level", shown=lambda row: Cell(known(row.level))),
        column_of(EService, "opened_on"),
        column_of(EService, "closed_on", on_page=False),
        Column("Base légale", "basis_told", on_page=False),
        column_of(EService, "delay_days", shown=lambda row: Cell(known(row.delay_told)), numeric=True),
        Column("Tarif (FCFA)", "fee", lambda row: Cell(row.fee_told), numeric=True),
        Column("Tarif, état", lambda row: row.fee_state.label, on_page=False, on_row=False),
        column_of(EService, "fee_note", on_page=False),
        column_of(EService, "project", on_page=False, shown=lambda row: project_cell(row.project)),
        column_of(EService, "is_listed", on_page=False),
        Column("Sonde", lambda row: probe_cell(row).text, probe_cell),
        column_of(EService, "source", on_page=False),
        column_of(EService, "is_fictitious", on_page=False),
    ),
    filters=ServiceFilter,
    sorts={"name": Sort(SortKey("name"))},
    default="name",
    file="e-services",
    finds=("name", "platform", "users"),
    position=23,
    prepare=lambda rows: rows.defer(
        "project__search", "legal_text__search", "legal_text__extracted", "legal_text__body"
    ),
    also_shown={
        "fee_told": serializers.CharField(read_only=True, label="tarif, en toutes lettres"),
        "is_watched": serializers.BooleanField(read_only=True, label="sonde en marche"),
        "probed_at": serializers.DateTimeField(read_only=True, allow_null=True, label="sondé le"),
        "probe_outcome": serializers.CharField(read_only=True, label="dernier relevé de la sonde"),
        "is_fictitious": serializers.BooleanField(read_only=True, label="fictif"),
    },
    offers={
        "structure": lambda rows: rows.in_force(clock.today()).order_by("position", SortKey("name"), "pk"),
        "project": lambda rows: rows.followed().defer("search").order_by("code", "pk"),
        "level": lambda rows: rows.offered(),
        "legal_text": lambda rows: rows.defer("search", "extracted", "body").order_by("reference", "pk"),
    },
    crumbs=ABOVE,
    icon="projects",
    place="le catalogue, l’usage mois par mois, les problèmes des usagers",
    list_template="eservices/list.html",
    list_more=lambda request, found: tabs("eservices:list") | {"about": None},
    row_template="eservices/service.html",
    row_more=shown_beside,
    acts=acts,
    api_acts={
        "say_steps": api_act(operations.say_online_steps, rule=can_keep_service, takes=StepsInput, name="say_steps"),
        "steps": api_rows(
            "steps",
            lambda row, user: row.steps.select_related("step").order_by("step__rank", "pk"),
            shown_of(OnlineStep, "id", "step", "extent"),
            "Ce qui est dit de chaque étape.",
        ),
        "watch": api_act(operations.watch_service, rule=can_keep_service, name="watch"),
        "unwatch": api_act(operations.unwatch_service, rule=can_keep_service, name="unwatch"),
    },
)


def offered_to(need: Need) -> list[Made]:
    """The e-services of the ministry of a need, which it may have become."""
    rows = EService.objects.filter(scope_id=need.scope_id).in_use().order_by(SortKey("name"), "pk")
    return [Made(pk, name) for pk, name in rows.values_list("pk", "name")]


def made_of(need: Need, by: User | None) -> Made:
    """A new e-service, in the words of a need."""
    ministry = need.commission.ministry
    if ministry is None:
        raise InvalidInput({"service": ["Cette commission n’est celle d’aucun ministère : choisissez un e-service."]})
    row = SERVICES.add(
        ministry=ministry,
        structure=need.structure,
        name=need.title,
        users=need.beneficiaries[:500],
        project=None,
        source=f"Besoin {need.code}",
        is_fictitious=need.is_fictitious,
        by=by,
    )
    return Made(row.pk, row.name)


def service_way() -> OutcomeWay:
    return OutcomeWay(OutcomeKind.E_SERVICE, offered_to, made_of, lambda pk: reverse("eservices:detail", args=[pk]))


def fetch(request: Request, pk: UUID) -> EService:
    found: EService = get_object_or_404(SERVICES.rows(request.user), pk=pk)
    return found


def crumbs(row: EService, here: str) -> list[tuple[str, str]]:
    return [*CRUMBS, (row.name[:60], SERVICES.href(row)), (here, "")]


steps = page_act(
    operations.say_online_steps,
    fetch=fetch,
    rule=can_keep_service,
    form=StepsForm,
    page=lambda row: FormPage(
        "Étapes en ligne", "Enregistrer", SERVICES.href(row), crumbs(row, "Étapes en ligne"), row.name
    ),
    options=lambda request, row: {"service": row, "user": request.user},
    takes=lambda request, typed: steps_typed(typed),
    said="Les étapes sont à jour.",
)
on_service = acts_on(fetch=fetch, to=SERVICES.href, crumbs=crumbs, rule=can_keep_service)


class ComparedForm(forms.Form):
    """The ministry that is compared, among those whose e-services one sees."""

    ministry = forms.ModelChoiceField(
        Ministry.objects.none(), label="Ministère", empty_label="choisissez", required=False
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["ministry"]
        seen = EService.objects.visible_to(user).in_use().values("ministry")
        field.queryset = Ministry.objects.filter(pk__in=seen).alphabetical()


@require_safe
def radar_page(request: Request) -> HttpResponse:
    """A ministry against the goals and the mean of all."""
    form = ComparedForm(request.GET if "ministry" in request.GET else None, user=request.user)
    offered: Any = form.fields["ministry"]
    ministry = form.cleaned_data["ministry"] if form.is_bound and form.is_valid() else None
    if ministry is None and not form.errors and len(only := list(offered.queryset[:2])) == 1:
        ministry = only[0]
        form.initial["ministry"] = ministry.pk
    found = compare(request.user, ministry, clock.today()) if ministry is not None else None
    context = {
        "form": form,
        "ministry": ministry,
        "comparison": found,
        "formula": FORMULA,
        "crumbs": [*CRUMBS, ("Comparaison", "")],
        **tabs("eservices:radar"),
    }
    return drawn_page(request, "eservices/radar.html", context)


app_name, ROUTES = SERVICES.name, SERVICES.routes
urlpatterns = [
    *SERVICES.urlpatterns,
    path("comparaison", radar_page, name="radar"),
    path("<uuid:pk>/etapes", steps, name="steps"),
    path(
        "<uuid:pk>/sonder",
        on_service(operations.watch_service, said="La sonde est en marche : le premier relevé vient dans l’heure."),
        name="watch",
    ),
    path(
        "<uuid:pk>/ne-plus-sonder",
        on_service(operations.unwatch_service, said="La sonde est arrêtée ; ses relevés restent."),
        name="unwatch",
    ),
]
