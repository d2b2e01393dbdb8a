"""The conformity sheet of an item or of a proposal."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.common.form_pages import FormPage, base_version, serve_form
from foundation.common.permissions import require
from sessions.core import rules as core_rules
from sessions.core.models import AgendaItem
from sessions.core.views.shown import crumbs, visible_item

from .. import rules
from ..enums import QUESTIONS, ConformityAnswer, ConformityQuestion, SheetState
from ..forms.proposals import SheetForm
from ..forms.sessions import ReasonForm
from ..models import ConformitySheet, Proposal
from ..operations import conformity as acts
from ..queries.proposals import SHEET_TONES
from .agenda import prepare_address

ANSWER_TONES = {ConformityAnswer.YES: "good", ConformityAnswer.NO: "late", ConformityAnswer.NOT_APPLICABLE: "neutral"}


def visible_sheet(request: HttpRequest, pk: UUID) -> ConformitySheet:
    rows = ConformitySheet.objects.visible_to(request.user).select_related(
        "item__session__commission", "item__presenter", "proposal__commission", "answered_by", "checked_by"
    )
    row = get_object_or_404(rows, pk=pk)
    if row.item is not None:
        row.item.tell(request.user)
    return row


def sheet_address(sheet: ConformitySheet) -> str:
    return reverse("sessions:sheet", args=[sheet.pk])


def _about(request: HttpRequest, sheet: ConformitySheet) -> tuple[str, str]:
    """The item or the proposal, where the reader may go."""
    if sheet.item is not None and AgendaItem.objects.visible_to(request.user).filter(pk=sheet.item_id).exists():
        return "Le point à l’ordre du jour", prepare_address(sheet.item.session, sheet.item)
    if sheet.proposal is not None and Proposal.objects.visible_to(request.user).filter(pk=sheet.proposal_id).exists():
        return "La proposition", reverse("sessions:proposal", args=[sheet.proposal_id])
    return "", ""


@require_safe
def sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible_sheet(request, pk)
    label, href = _about(request, row)
    context: dict[str, Any] = {
        "sheet": row,
        "breadcrumb": [*crumbs()[:-1], ("Sessions", reverse("sessions:list")), ("Fiche de conformité", "")],
        "lines": [_line(row, question) for question in ConformityQuestion],
        "tone": SHEET_TONES[SheetState(row.state)],
        "about_label": label,
        "about_href": href,
        "can_answer": rules.can_answer_sheet(request.user, row),
        "can_check": rules.can_check_sheet(request.user, row),
    }
    return render(request, "sessions/sheet.html", context, using="jinja2")


def _line(row: ConformitySheet, question: ConformityQuestion) -> dict[str, str]:
    given = row.answers.get(question.value, {})
    answer = given.get("answer", "")
    label = ConformityAnswer(answer).label if answer else "sans réponse"
    return {
        "name": question.label,
        "question": QUESTIONS[question],
        "answer": label,
        "remark": given.get("remark", ""),
        "tone": ANSWER_TONES.get(answer, "neutral"),
    }


@require_POST
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    item = visible_item(request, pk)
    require(core_rules.can_prepare, request.user, item.session)
    row = acts.ask_sheet(item.pk, by=request.user)
    messages.success(
        request, "La fiche de conformité est demandée : l’ordre du jour part une fois qu’elle est vérifiée."
    )
    return redirect(sheet_address(row))


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible_sheet(request, pk)
    require(rules.can_answer_sheet, request.user, row)

    def act(form: SheetForm) -> str:
        acts.answer_sheet(row.pk, form.answers(), base_version=base_version(request), by=request.user)
        messages.success(request, "La fiche est remplie ; le secrétariat la vérifie.")
        return sheet_address(row)

    page = FormPage(
        f"Fiche de conformité : {row.title}",
        "Enregistrer la fiche",
        sheet_address(row),
        [
            *crumbs()[:-1],
            ("Sessions", reverse("sessions:list")),
            ("Fiche de conformité", sheet_address(row)),
            ("Remplir", ""),
        ],
        version=row.version,
        intro="Une réponse par question ; un « non » dit pourquoi et ce qui est prévu.",
        template="sessions/sheet_form.html",
        extra={"questions": [question.value for question in ConformityQuestion]},
    )
    return serve_form(request, SheetForm, page, act, answers=row.answers)


@require_POST
def check(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible_sheet(request, pk)
    require(rules.can_check_sheet, request.user, row)
    acts.check_sheet(row.pk, by=request.user, base_version=base_version(request))
    messages.success(request, "La fiche est vérifiée. Un changement du point la rappelle.")
    return redirect(sheet_address(row))


@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible_sheet(request, pk)
    require(rules.can_check_sheet, request.user, row)

    def act(form: ReasonForm) -> str:
        acts.send_sheet_back(row.pk, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, "La fiche est à revoir.")
        return sheet_address(row)

    page = FormPage(
        "Rendre la fiche",
        "Rendre la fiche",
        sheet_address(row),
        [*crumbs(), ("Fiche de conformité", sheet_address(row)), ("Rendre", "")],
    )
    return serve_form(request, ReasonForm, page, act)


@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible_sheet(request, pk)
    require(rules.can_check_sheet, request.user, row)
    _, href = _about(request, row)

    def act(form: ReasonForm) -> str:
        acts.drop_sheet(row.pk, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, "La fiche n’est plus demandée.")
        return href or reverse("sessions:list")

    page = FormPage(
        "Renoncer à la fiche",
        "Renoncer à la fiche",
        sheet_address(row),
        [*crumbs(), ("Fiche de conformité", sheet_address(row)), ("Renoncer", "")],
    )
    return serve_form(request, ReasonForm, page, act)
