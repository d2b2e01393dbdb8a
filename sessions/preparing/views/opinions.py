"""The opinions asked of the ASIN: what is awaited, what was given, and by whom it is asked."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from foundation.common import clock
from foundation.common.exports import csv_response
from foundation.common.form_pages import FormPage, serve_form
from foundation.common.paging import page_of
from foundation.common.permissions import require
from foundation.common.typography import plural
from sessions.core import rules as core_rules
from sessions.core.models import Annex
from sessions.core.views.shown import crumbs, visible_item

from .. import rules
from ..enums import OpinionSense
from ..filters import OpinionFilter
from ..forms.proposals import AskOpinionForm, OpinionForm
from ..forms.sessions import ReasonForm
from ..models import Opinion
from ..operations.opinions import ask_opinion, give_opinion, withdraw_opinion
from ..queries.proposals import opinions_for
from .agenda import prepare_address
from .sessions import _address, _chips

SENSE_TONES = {"favourable": "good", "qualified": "attention", "unfavourable": "late"}


def visible_opinion(request: HttpRequest, pk: UUID) -> Opinion:
    row = get_object_or_404(
        Opinion.objects.visible_to(request.user).select_related(
            "item__session__commission", "item__presenter", "asked_by", "given_by"
        ),
        pk=pk,
    )
    return told(row, request.user)


def told(row: Opinion, user: Any) -> Opinion:
    row.item.tell(user)
    return row


def opinion_address(opinion: Opinion) -> str:
    return reverse("sessions:opinion", args=[opinion.pk])


def opinion_crumbs(here: str = "") -> list[tuple[str, str]]:
    return [
        *crumbs()[:-1],
        ("Sessions", reverse("sessions:list")),
        ("Avis de l’ASIN", reverse("sessions:opinions") if here else ""),
        *([(here, "")] if here else []),
    ]


@require_safe
def opinions(request: HttpRequest) -> HttpResponse:
    found = OpinionFilter(request.GET, queryset=opinions_for(request.user), request=request)
    if request.GET.get("format") == "csv":
        rows = (told(row, request.user) for row in (found.qs.iterator() if found.is_valid() else []))
        header = [
            "Commission",
            "Session",
            "Point",
            "Demandé le",
            "Attendu pour le",
            "État",
            "Sens",
            "Rendu le",
            "Tardif",
        ]
        return csv_response("avis-asin.csv", header, (_csv_row(row) for row in rows))
    page = page_of(request, found.qs)
    for row in page.rows:
        told(row, request.user)
    context = {
        "page": page,
        "form": found.form,
        "chips": _chips(request, found),
        "count": plural(page.count, "avis", "avis"),
        "export_href": _address(request.GET, format="csv"),
        "today": clock.today(),
        "tones": SENSE_TONES,
        "breadcrumb": opinion_crumbs(),
    }
    return render(request, "sessions/opinions.html", context, using="jinja2")


def _csv_row(row: Opinion) -> list[Any]:
    session = row.item.session
    late = "oui" if row.came_late or row.is_overdue(clock.today()) else "non"
    return [
        session.commission.code,
        session.label,
        row.item.title,
        row.asked_at,
        row.due_on,
        row.get_state_display(),
        row.get_sense_display(),
        row.given_at,
        late,
    ]


@require_safe
def opinion(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible_opinion(request, pk)
    context = {
        "opinion": row,
        "item": row.item,
        "annexes": [
            annex.tell(request.user)
            for annex in Annex.objects.visible_to(request.user)
            .kept()
            .filter(item=row.item)
            .select_related("file", "item__session")
            .order_by("position", "pk")
        ],
        "projects": list(row.item.projects.visible_to(request.user).order_by("title", "pk")),
        "tones": SENSE_TONES,
        "today": clock.today(),
        "can_give": row.state == "asked" and rules.can_give_opinion(request.user, row),
        "can_withdraw": row.state == "asked" and rules.can_withdraw_opinion(request.user, row),
        "item_href": prepare_address(row.item.session, row.item)
        if core_rules.can_prepare(request.user, row.item.session)
        else "",
        "breadcrumb": opinion_crumbs(row.item.title),
    }
    return render(request, "sessions/opinion.html", context, using="jinja2")


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    item = visible_item(request, pk)
    require(core_rules.can_prepare, request.user, item.session)

    def act(form: AskOpinionForm) -> str:
        row = ask_opinion(
            item.pk, question=form.cleaned_data["question"], due_on=form.cleaned_data["due_on"], by=request.user
        )
        messages.success(request, "L’avis est demandé : l’ASIN lit le point, ses projets et ses annexes ouvertes.")
        return opinion_address(row)

    page = FormPage(
        f"Demander l’avis de l’ASIN sur « {item.title} »",
        "Demander l’avis",
        prepare_address(item.session, item),
        crumbs(item.session, "Avis de l’ASIN"),
        intro="L’ASIN voit ce point, son exposé et ses annexes non confidentielles dès maintenant.",
    )
    return serve_form(request, AskOpinionForm, page, act)


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible_opinion(request, pk)
    require(rules.can_give_opinion, request.user, row)

    def act(form: OpinionForm) -> str:
        given = give_opinion(
            row.pk, sense=OpinionSense(form.cleaned_data["sense"]), text=form.cleaned_data["text"], by=request.user
        )
        messages.success(
            request,
            "L’avis est rendu, après son délai : il est marqué comme tardif."
            if given.came_late
            else "L’avis est rendu : il est porté à l’ordre du jour.",
        )
        return opinion_address(row)

    page = FormPage(
        "Rendre l’avis de l’ASIN",
        "Rendre l’avis",
        opinion_address(row),
        opinion_crumbs("Rendre l’avis"),
        intro=f"« {row.item.title} ». Un avis rendu ne se modifie plus.",
    )
    return serve_form(request, OpinionForm, page, act)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible_opinion(request, pk)
    require(rules.can_withdraw_opinion, request.user, row)

    def act(form: ReasonForm) -> str:
        withdraw_opinion(row.pk, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, "La demande d’avis est retirée.")
        return prepare_address(row.item.session, row.item)

    page = FormPage(
        "Retirer la demande d’avis", "Retirer la demande", opinion_address(row), opinion_crumbs("Retirer la demande")
    )
    return serve_form(request, ReasonForm, page, act)
