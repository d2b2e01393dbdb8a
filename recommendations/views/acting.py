"""Issue, answer, judge: each act is one operation, a page when something has to be written."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from commissions.models import Commission
from foundation.accounts.enums import Role
from foundation.common import clock
from foundation.common.acts import page_act
from foundation.common.facts import ReasonForm
from foundation.common.form_pages import FormPage, serve_form
from foundation.common.permissions import require
from foundation.documents.operations.receiving import receive_upload

from .. import operations, rules
from ..enums import OriginKind
from ..forms import IssueForm, ReportForm
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
        row = operations.issue(**data, year=today.year, origin_kind=OriginKind.OTHER, issued_on=today, by=request.user)
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


accept = page_act(
    operations.accept,
    fetch=visible_recommendation,
    rule=rules.can_answer,
    said="La recommandation est acceptée : commencez-la, puis rendez compte avec sa preuve.",
    to=_address,
)
start = page_act(
    operations.start,
    fetch=visible_recommendation,
    rule=rules.can_answer,
    said="L’exécution est notée comme commencée.",
    to=_address,
)
validate = page_act(
    operations.validate,
    fetch=visible_recommendation,
    rule=rules.can_review,
    said="La preuve est acceptée : la recommandation est exécutée.",
    to=_address,
)
reject = page_act(
    operations.reject,
    fetch=visible_recommendation,
    rule=rules.can_review,
    form=ReasonForm,
    page=lambda row: _page(row, "Refuser la preuve", "Refuser", "Le destinataire lit ce motif et reprend l’exécution."),
    said="La preuve est refusée : la recommandation revient à son destinataire avec votre motif.",
    to=_address,
)
lapse = page_act(
    operations.lapse,
    fetch=visible_recommendation,
    rule=rules.can_lapse,
    form=ReasonForm,
    page=lambda row: _page(
        row,
        "Déclarer caduque",
        "Déclarer caduque",
        "Une recommandation caduque n’a plus d’objet. Le motif reste lié à elle.",
    ),
    said="La recommandation est caduque ; elle reste comptée comme telle.",
    to=_address,
)


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
