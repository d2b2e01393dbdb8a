"""Issue, answer, judge: each act is one operation, a page when something has to be written."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from commissions.models import Commission
from foundation.accounts.enums import Role
from foundation.common import clock
from foundation.common.form_pages import FormPage, serve_form
from foundation.common.permissions import require
from foundation.documents.operations.receiving import receive_upload

from .. import operations, rules
from ..enums import OriginKind
from ..forms import IssueForm, ReasonForm, ReportForm
from ..models import Recommendation
from .reading import crumbs, visible_recommendation

require_form = require_http_methods(["GET", "HEAD", "POST"])


def _address(row: Recommendation) -> str:
    return reverse("recommendations:detail", args=[row.pk])


def _page(row: Recommendation, title: str, submit: str, intro: str, *, multipart: bool = False) -> FormPage:
    return FormPage(
        title=title,
        submit=submit,
        cancel_href=_address(row),
        breadcrumb=crumbs((row.reference, _address(row)), (title, "")),
        intro=intro,
        multipart=multipart,
    )


@require_form
def create(request: HttpRequest) -> HttpResponse:
    """A recommendation that no session wrote: those of a session are written on its live page."""
    commissions = (
        Commission.objects.alive().filter(pk__in=request.user.access.commissions(Role.SECRETARY)).order_by("code", "pk")
    )
    if not commissions.exists():
        raise PermissionDenied("Seul le secrétaire d’une commission émet une recommandation en son nom.")

    def act(form: Form) -> str:
        data = form.cleaned_data
        require(rules.can_issue, request.user, data["commission"])
        today = clock.today()
        row = operations.issue(
            commission=data["commission"],
            year=today.year,
            text=data["text"],
            addressee_label=data["addressee_label"],
            seat=data["seat"],
            structure=data["structure"],
            ministry=data["ministry"],
            commune=data["commune"],
            due_on=data["due_on"],
            priority=data["priority"],
            theme=data["theme"],
            project=data["project"],
            origin_kind=OriginKind.OTHER,
            origin_label=data["origin_label"],
            issued_on=today,
            by=request.user,
        )
        messages.success(request, f"{row.reference} est émise : son destinataire la voit dans ses recommandations.")
        return _address(row)

    page = FormPage(
        title="Émettre une recommandation",
        submit="Émettre",
        cancel_href=reverse("recommendations:list"),
        breadcrumb=crumbs(("Émettre", "")),
        intro=(
            "Celles d’une session s’écrivent en séance. Ici, celles qui naissent autrement : courrier, réunion,"
            " conférence."
        ),
    )
    return serve_form(request, IssueForm, page, act, user=request.user, commissions=commissions)


@require_POST
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible_recommendation(request, pk)
    require(rules.can_answer, request.user, row)
    operations.accept(pk, by=request.user)
    messages.success(request, "La recommandation est acceptée : commencez-la, puis rendez compte avec sa preuve.")
    return redirect("recommendations:detail", pk)


@require_POST
def start(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible_recommendation(request, pk)
    require(rules.can_answer, request.user, row)
    operations.start(pk, by=request.user)
    messages.success(request, "L’exécution est notée comme commencée.")
    return redirect("recommendations:detail", pk)


@require_form
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible_recommendation(request, pk)
    require(rules.can_answer, request.user, row)

    def act(form: Form) -> str:
        data = form.cleaned_data
        stored = None
        if data["proof_file"] is not None:
            stored = receive_upload(
                data["proof_file"],
                by=request.user,
                scope=row.scope_id,
                commission_id=row.commission_id,
                is_closed_doors=row.is_closed_doors,
            )
        operations.report(pk, text=data["text"], proof_file=stored, proof_link=data["proof_link"], by=request.user)
        messages.success(request, "Le compte rendu est remis : le secrétariat de la commission l’examine.")
        return _address(row)

    return serve_form(
        request,
        ReportForm,
        _page(row, "Rendre compte", "Remettre le compte rendu", f"« {row.text} »", multipart=True),
        act,
    )


@require_POST
def validate(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible_recommendation(request, pk)
    require(rules.can_review, request.user, row)
    operations.validate(pk, by=request.user)
    messages.success(request, "La preuve est acceptée : la recommandation est exécutée.")
    return redirect("recommendations:detail", pk)


@require_form
def reject(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible_recommendation(request, pk)
    require(rules.can_review, request.user, row)

    def act(form: Form) -> str:
        operations.reject(pk, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(
            request, "La preuve est refusée : la recommandation revient à son destinataire avec votre motif."
        )
        return _address(row)

    return serve_form(
        request,
        ReasonForm,
        _page(row, "Refuser la preuve", "Refuser", "Le destinataire lit ce motif et reprend l’exécution."),
        act,
    )


@require_form
def lapse(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible_recommendation(request, pk)
    require(rules.can_lapse, request.user, row)

    def act(form: Form) -> str:
        operations.lapse(pk, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, "La recommandation est caduque ; elle reste comptée comme telle.")
        return _address(row)

    return serve_form(
        request,
        ReasonForm,
        _page(
            row,
            "Déclarer caduque",
            "Déclarer caduque",
            "Une recommandation caduque n’a plus d’objet. Le motif reste lié à elle.",
        ),
        act,
    )
