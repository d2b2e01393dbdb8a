"""The reports: their list, the page of one, what asks for another, and the same as calls."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.acts import api_act, form_page, one_of, page_act, page_of
from foundation.common.api_input import payload
from foundation.common.api_views import VisibleKeyField, VisibleViewSet
from foundation.common.days import ApiDayField
from foundation.common.facts import Shown, offer
from foundation.common.form_pages import serve_form
from foundation.common.keyset import Sort
from foundation.common.lists import (
    Button,
    Cell,
    Column,
    Empty,
    Filters,
    ListPage,
    chosen,
    column_of,
    columns_of,
    days_of,
)
from foundation.common.permissions import require
from foundation.common.requests import ApiRequest, Request
from foundation.documents.api.downloads import api_file
from foundation.documents.attachments import attachment
from foundation.documents.models import StoredFile
from ministries.filters import MinistryChoice
from ministries.models import Ministry

from ..enums import ReportKind, ReportState
from ..models import Report
from ..operations import ask_report, retry_report
from ..queries.shown import address_of, offered_periods, paper_of, state_cell
from ..rules import can_ask_national, can_ask_report, can_retry_report

UNMADE = {"made_at": None}
STATES: dict[str, Any] = {
    ReportState.MADE: lambda rows: rows.filter(made_at__isnull=False),
    ReportState.ASKED: lambda rows: (
        rows.filter(**UNMADE).exclude(job__state__in=("dead", "cancelled")).exclude(job=None)
    ),
    ReportState.FAILED: lambda rows: rows.filter(**UNMADE).exclude(
        job__state__in=("queued", "running", "failed", "done")
    ),
}


class ReportFilter(Filters):
    ministry = MinistryChoice()
    kind = chosen("Rapport", ReportKind, "tous les rapports")
    state = chosen("État", ReportState, "tous les états", lambda rows, value: STATES[value](rows))
    since, until = days_of("period_end")


class AskForm(forms.Form):
    period = forms.ChoiceField(
        label="Rapport et période", help_text="Les périodes finies, la dernière d’abord. Tout y est lu au dernier jour."
    )
    ministry = forms.ModelChoiceField(
        label="Ministère",
        queryset=Ministry.objects.none(),
        required=False,
        empty_label="—",
        help_text="Vide pour le rapport annuel national.",
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        groups = offered_periods(clock.today())
        offer(self, "period", groups if can_ask_national(user) else groups[:1])
        rows = Ministry.objects.visible_to(user).in_force(clock.today()).select_related("scope").order_by("name", "pk")
        asked = [row for row in rows if can_ask_report(user, row)]
        offer(self, "ministry", Ministry.objects.filter(pk__in=[row.pk for row in asked]).order_by("name", "pk"))
        if len(asked) == 1:
            self.fields["ministry"].initial = asked[0].pk

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "period" in data:
            kind, _, day = data.pop("period").partition(":")
            data |= {"kind": kind, "day": date.fromisoformat(day)}
        return data


CRUMBS = (("Accueil", "/"), ("Projets", "/projets/"))
HERE = ("Rapports", "/rapports/")
the_report = one_of(Report, "ministry__scope", "job", "schedule__ministry", "asked_by", "workbook")


def _buttons(user: User) -> list[Button]:
    found = [Button("Rapports programmés", reverse("report-schedules:list"), icon="clock")]
    if can_ask_report(user):
        found.insert(0, Button("Demander un rapport", reverse("reports:ask"), tone="primary", icon="plus"))
    return found


REPORTS = ListPage(
    title="Rapports périodiques",
    noun=("rapport", "rapports"),
    state="Ce que disaient un portefeuille et sa commission au dernier jour d’une période ; gardé tel quel.",
    rows=lambda user: Report.objects.visible_to(user).select_related("ministry", "job"),
    filters=ReportFilter,
    columns=(
        Column("Rapport", "label", lambda row: Cell(row.label, address_of(row)), sort="day"),
        column_of(Report, "owner_name", sort="owner", width="wide"),
        Column("État", lambda row: row.state.label, state_cell),
        *columns_of(Report, "period_end", "made_at"),
        *columns_of(Report, "kind", "period_start", "asked_at", "is_fictitious"),
    ),
    sorts={"day": Sort("period_end", date.fromisoformat), "owner": Sort("owner_name")},
    default="-day",
    file="rapports-periodiques",
    empty=Empty(
        "Aucun rapport",
        "Demandez celui du dernier trimestre, ou programmez-les : chacun sera établi quelques jours après sa période.",
        "Demander un rapport",
        lambda user: reverse("reports:ask") if can_ask_report(user) else "",
    ),
    crumbs=CRUMBS,
    buttons=_buttons,
    icon="file",
)


@page_of("reports/detail.html", the_report)
def report(request: Request, row: Report) -> dict[str, Any]:
    return {
        "report": row,
        "state": row.state,
        "is_failed": row.state == ReportState.FAILED,
        "is_asked": row.state == ReportState.ASKED,
        "cell": state_cell(row),
        "paper": paper_of(row),
        "may_retry": row.state == ReportState.FAILED and can_retry_report(request.user, row),
        "crumbs": [*CRUMBS, HERE, (row.label, "")],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request) -> HttpResponse:
    require(can_ask_report, request.user)

    def act(form: Any) -> str:
        ministry: Ministry | None = form.cleaned_data["ministry"]
        if ministry is None and form.cleaned_data["kind"] == "annual":
            require(can_ask_national, request.user)
        row = ask_report(**form.cleaned_data, by=request.user)
        messages.success(
            request,
            "Ce rapport existe déjà : le voici."
            if row.made_at is not None
            else "Le rapport est en cours d’établissement : vous serez prévenu(e) ; il se lira ici.",
        )
        return address_of(row)

    asked = {"ministry": request.GET.get("ministry", "")} if request.method != "POST" else {}
    page = form_page("Demander un rapport", "Demander", [*CRUMBS, HERE])
    return serve_form(request, AskForm, page, act, user=request.user, initial={k: v for k, v in asked.items() if v})


retry = page_act(
    retry_report,
    fetch=the_report,
    rule=can_retry_report,
    said="Le rapport est de nouveau en cours d’établissement.",
    to="reports:detail",
)


@require_safe
def workbook(request: Request, pk: Any) -> HttpResponseBase:
    row = the_report(request, pk)
    if row.workbook is None:
        raise Http404
    return attachment(row.workbook, row.workbook.name)


class ReportSerializer(Shown):
    state = serializers.ChoiceField(choices=ReportState.choices, read_only=True, label="état")

    class Meta:
        model = Report
        fields = (
            *("id", "kind", "ministry", "owner_name", "period_start", "period_end", "state", "asked_at", "made_at"),
            *("schedule", "is_fictitious"),
        )


class AskInput(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=ReportKind.choices)
    ministry = VisibleKeyField(
        Ministry, required=False, default=None, allow_null=True, help_text="Absent : le rapport national."
    )
    day = ApiDayField(help_text="Un jour de la période, qui est finie.")


def _paper(row: Report) -> tuple[StoredFile, str]:
    found = paper_of(row)
    if found is None or found.file is None:
        raise Http404
    return found.file, found.file.name


def _workbook(row: Report) -> tuple[StoredFile, str]:
    if row.workbook is None:
        raise Http404
    return row.workbook, row.workbook.name


class ReportViewSet(VisibleViewSet):
    model = Report
    serializer_class = ReportSerializer
    filterset_class = ReportFilter

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("job", "ministry__scope", "workbook")

    @extend_schema(request=AskInput, responses={201: ReportSerializer})
    def create(self, request: ApiRequest) -> Response:
        asked = payload(AskInput, request)
        if asked["ministry"] is None:
            require(can_ask_national, request.user)
        else:
            require(can_ask_report, request.user, asked["ministry"])
        return Response(ReportSerializer(ask_report(**asked, by=request.user)).data, status=201)

    retry = api_act(retry_report, rule=can_retry_report, name="retry", summary="Relancer un rapport qui a échoué")
    paper = api_file("paper", _paper, "The PDF, under its name.")
    workbook = api_file("workbook", _workbook, "The workbook of its figures, under its name.")


app_name, ROUTES = "reports", [("reports", ReportViewSet)]
urlpatterns = [
    path("", REPORTS.page, name="list"),
    path("export.csv", REPORTS.csv, name="export"),
    path("demander", ask, name="ask"),
    path("<uuid:pk>", report, name="detail"),
    path("<uuid:pk>/relancer", retry, name="retry"),
    path("<uuid:pk>/classeur", workbook, name="workbook"),
]
