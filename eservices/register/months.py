"""The months of the e-services: one by one, all those of a ministry on one page, or from a table."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import path, reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.acts import BARE, page_new, require_form, tell
from foundation.common.api_input import payload
from foundation.common.database import SortKey
from foundation.common.exceptions import InvalidInput
from foundation.common.facts import input_of
from foundation.common.form_pages import FormPage, serve_form
from foundation.common.keyset import Sort, paginate
from foundation.common.lists import Button, Cell, Column, chosen, column_of, days_of
from foundation.common.permissions import require
from foundation.common.requests import ApiRequest, Request
from foundation.common.typography import integer, known, percent, plural, short_amount
from foundation.registers.register import Register, Words, fields_of
from projects.queries.project_signals import add_months

from .. import operations
from ..enums import ENOUGH_ANSWERS, Indicator
from ..forms import MONTH, ImportForm, MonthSheet, PastedMonths, cells_typed
from ..models import EService, ServiceMonth
from ..models.use import month_told
from ..operations.months import HEADER, Typed, refused_month, said_of
from ..queries.use import asked_month, figure
from ..rules import can_keep_service
from .common import CRUMBS, SERVICE_COLUMNS, PartFilter, of_services

ON_A_PAGE = 12  # e-services of a sheet
ANSWERED = {
    "enough": lambda rows: rows.filter(answers__gte=ENOUGH_ANSWERS),
    "few": lambda rows: rows.filter(answers__lt=ENOUGH_ANSWERS),
    "none": lambda rows: rows.filter(answers=None),
}


class MonthFilter(PartFilter):
    since, until = days_of("month")
    answered = chosen(
        "Avis",
        [("enough", f"{ENOUGH_ANSWERS} et plus"), ("few", f"moins de {ENOUGH_ANSWERS}"), ("none", "non renseignés")],
        "peu importe",
        lambda rows, value: ANSWERED[value](rows),
    )


def check(values: Mapping[str, Any]) -> None:
    if why := refused_month(values["service"], values["month"]):
        raise InvalidInput({"month": [why]})


class MonthRegister(Register):
    """Besides a plain register: a month is kept at its first day."""

    def add(self, *, by: User | None, **values: Any) -> Any:
        month = values.pop("month").replace(day=1)
        return super().add(month=month, **values, by=by)


def month_cell(row: ServiceMonth) -> Cell:
    return Cell(month_told(row.month), MONTHS.href(row))


def satisfaction_cell(row: ServiceMonth) -> Cell:
    if row.satisfaction is None:
        return Cell(known(None))
    return Cell(figure(Indicator.SATISFACTION, row.satisfaction), note=plural(row.answers or 0, "avis", "avis"))


def number(name: str, label: str, *, on_page: bool = True) -> Column:
    return Column(
        label, name, lambda row: Cell(integer(getattr(row, name))), numeric=True, on_page=on_page, width="narrow"
    )


def above(request: Request, found: Any) -> dict[str, Any]:
    more: dict[str, Any] = dict(COMMON["list_more"](request, found))
    if can_keep_service(request.user):
        more["list_buttons"] = [
            Button("Tout un mois sur une page", reverse("service-months:sheet"), icon="edit"),
            Button("Importer un tableau", reverse("service-months:import"), icon="plus"),
        ]
    return more


class SavedSerializer(serializers.Serializer[Any]):
    """How many months were added and corrected."""

    added = serializers.IntegerField(read_only=True)
    edited = serializers.IntegerField(read_only=True)


PastedMonthsInput = input_of(PastedMonths)


@extend_schema(request=PastedMonthsInput, responses={201: SavedSerializer})
@action(detail=False, methods=["post"], url_path="import", url_name="import", **BARE)
def import_rows(self: Any, request: ApiRequest) -> Response:
    """Add or correct months from a table, all or none."""
    require(can_keep_service, request.user)
    saved = operations.import_months(**payload(PastedMonthsInput, request), by=request.user)
    return Response({"added": len(saved.added), "edited": len(saved.edited)}, status=201)


COMMON = of_services("service-months", "mois")
MONTHS: MonthRegister = MonthRegister(
    model=ServiceMonth,
    fields=fields_of(MONTH),
    sections=MONTH,
    once=("service", "month"),
    keeps=can_keep_service,
    check=check,
    words=Words(
        "mois d’un e-service",
        none="Aucun mois renseigné",
        new="Renseigner un mois",
        added="Le mois est renseigné ; la comparaison et les chiffres en tiennent compte.",
    ),
    title="Mois des e-services",
    noun=("mois renseigné", "mois renseignés"),
    state="Demandes par canal, délais, satisfaction, disponibilité ; ce qui n’est pas renseigné n’est pas zéro.",
    empty="Renseignez un mois, tous les e-services sur une page, ou importez un tableau.",
    columns=(
        Column("Mois", "month", month_cell, sort="month"),
        *SERVICE_COLUMNS,
        number("online", "En ligne"),
        number("counter", "Au guichet"),
        number("phone", "Autrement", on_page=False),
        Column(
            "Part en ligne (%)",
            lambda row: None if row.take_up is None else round(float(row.take_up), 1),
            lambda row: Cell(percent(row.take_up, 1)),
            numeric=True,
            width="narrow",
        ),
        number("completed", "Menées à terme"),
        Column(
            "Menées à terme (%)",
            lambda row: None if row.completion is None else round(float(row.completion), 1),
            on_page=False,
        ),
        Column("Délai médian (jours)", lambda row: plain_rate(row.median_days), numeric=True, on_page=False),
        Column("Satisfaction", lambda row: plain_rate(row.satisfaction), satisfaction_cell, numeric=True),
        Column("Avis", "answers", on_page=False),
        Column(
            "Disponibilité (%)",
            lambda row: plain_rate(row.availability),
            lambda row: Cell(percent(row.availability, 1)),
            numeric=True,
            width="narrow",
        ),
        number("complaints", "Réclamations"),
        Column("Coût (FCFA)", "cost", on_page=False),
        Column(
            "Coût par demande (FCFA)",
            "cost_each",
            lambda row: Cell(short_amount(row.cost_each)),
            numeric=True,
            on_page=False,
        ),
        Column("Accessibilité (%)", lambda row: plain_rate(row.accessibility), on_page=False),
        column_of(ServiceMonth, "note", on_page=False),
        column_of(ServiceMonth, "is_fictitious", on_page=False),
    ),
    filters=MonthFilter,
    sorts={"month": Sort("month", date.fromisoformat)},
    default="-month",
    finds=(),  # found by its e-service
    api_acts={"import_rows": import_rows},
    row_template="eservices/month.html",
    **(COMMON | {"list_more": above}),
)


def plain_rate(value: Any) -> float | None:
    return None if value is None else float(value)


def _kept(user: User) -> Any:
    rows = EService.objects.visible_to(user).in_use().select_related("ministry")
    return rows if user.has_role(Role.ASIN_ADMIN) else rows.filter(scope_id__in=user.access.scopes(Role.DSI))


@require_form
def sheet(request: Request) -> HttpResponse:
    """One month of all the e-services that one keeps, typed on one page; it works without any script."""
    require(can_keep_service, request.user)
    asked = asked_month(request.GET.get("mois", ""))
    month, kept = asked.month, _kept(request.user)
    services = kept.none() if asked.refusal else kept.running(add_months(month, 1) - timedelta(days=1))
    page = paginate(services, {"name": Sort(SortKey("name"))}, request.GET, default="name", size=ON_A_PAGE)
    keys = [service.pk for service in page.rows]
    rows = {row.service_id: row for row in ServiceMonth.objects.filter(service__in=keys, month=month)}
    here = f"{reverse('service-months:sheet')}?mois={month:%Y-%m}"

    def act(form: MonthSheet) -> str:
        if asked.refusal:
            raise InvalidInput({"mois": [asked.refusal]})
        typed = [Typed(service, values, version) for service, values, version in cells_typed(form)]
        tell(request, said_of(operations.save_months(month, typed=typed, by=request.user)))
        return f"{reverse('service-months:sheet')}{page.next_href}" if page.next_href else here

    shown = FormPage(
        f"E-services, {asked.told}",
        "Enregistrer ce mois",
        MONTHS.list_href(),
        [*CRUMBS, (MONTHS.title, MONTHS.list_href()), (asked.told, "")],
        "Laissez vide ce que vous ne savez pas : ce n’est pas zéro.",
        template="eservices/sheet.html",
        extra={
            "asked": asked,
            "previous_href": page.previous_href,
            "next_href": page.next_href,
            "told_count": len(rows),
            "service_count": len(page.rows),
        },
    )
    return serve_form(request, MonthSheet, shown, act, services=page.rows, rows=rows)


import_page = page_new(
    operations.import_months,
    rule=can_keep_service,
    form=ImportForm,
    page=lambda: FormPage(
        "Importer des mois",
        "Importer",
        MONTHS.list_href(),
        [*CRUMBS, (MONTHS.title, MONTHS.list_href()), ("Importer", "")],
        f"Première ligne : {', '.join(HEADER)} ; « e-service », « mois » et au moins un chiffre suffisent. Une case"
        " vide laisse ce qui est connu. Tout est pris, ou rien.",
        multipart=True,
    ),
    said=said_of,
    to=lambda saved: MONTHS.list_href(),
)
app_name, ROUTES = MONTHS.name, MONTHS.routes
urlpatterns = [*MONTHS.urlpatterns, path("saisie", sheet, name="sheet"), path("importer", import_page, name="import")]
