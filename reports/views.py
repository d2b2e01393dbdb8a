"""The list of reports, the page of one, and what asks for another."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from foundation.accounts.models import User
from foundation.common.acts import form_page, one_of, page_act, page_of
from foundation.common.form_pages import serve_form
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Empty, ListPage, column_of, columns_of
from foundation.common.permissions import require
from foundation.common.requests import Request
from foundation.documents.attachments import attachment
from ministries.models import Ministry

from .enums import ReportState
from .filters import ReportFilter
from .forms import AskForm
from .models import Report
from .operations import ask_report, retry_report
from .queries.shown import address_of, paper_of, state_cell
from .rules import can_ask_national, can_ask_report, can_retry_report

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
