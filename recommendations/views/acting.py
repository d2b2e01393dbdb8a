"""Issue, answer, judge: each act is one operation, a page when something has to be written."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from commissions.models import Commission
from foundation.accounts.enums import Role
from foundation.common.acts import page_act
from foundation.common.facts import ReasonForm
from foundation.common.form_pages import FormPage, serve_form
from foundation.common.permissions import Rule, require
from foundation.common.requests import Request

from .. import operations, rules
from ..forms import IssueForm, NewDateForm, ReportForm
from ..models import Recommendation
from .reading import address, crumbs, visible_recommendation


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: Request) -> HttpResponse:
    """A recommendation that no session wrote: those of a session are written on its live page."""
    commissions = (
        Commission.objects.alive().filter(pk__in=request.user.access.commissions(Role.SECRETARY)).order_by("code", "pk")
    )
    if not commissions.exists():
        raise PermissionDenied("Seul le secrétaire d’une commission émet une recommandation en son nom.")

    def act(form: BaseForm) -> str:
        require(rules.can_issue, request.user, form.cleaned_data["commission"])
        row = operations.issue_outside_session(**form.cleaned_data, by=request.user)
        messages.success(request, f"{row.reference} est émise : son destinataire la voit dans ses recommandations.")
        return address(row)

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


def _act(operation: Any, rule: Rule, said: str, **options: Any) -> Any:
    return page_act(operation, fetch=visible_recommendation, rule=rule, said=said, to=address, **options)


def _page(
    title: str, submit: str, intro: str | Callable[[Recommendation], str], **options: Any
) -> Callable[[Recommendation], FormPage]:
    return lambda row: FormPage(
        title=title,
        submit=submit,
        cancel_href=address(row),
        breadcrumb=crumbs((row.reference, address(row)), (title, "")),
        intro=intro if isinstance(intro, str) else intro(row),
        **options,
    )


accept = _act(
    operations.accept,
    rules.can_answer,
    "La recommandation est acceptée : commencez-la, puis rendez compte avec sa preuve.",
)
start = _act(operations.start, rules.can_answer, "L’exécution est notée comme commencée.")
report = _act(
    operations.hand_in,
    rules.can_answer,
    "Le compte rendu est remis : le secrétariat de la commission l’examine.",
    form=ReportForm,
    page=_page("Rendre compte", "Remettre le compte rendu", lambda row: f"« {row.text} »", multipart=True),
)
validate = _act(operations.validate, rules.can_review, "La preuve est acceptée : la recommandation est exécutée.")
reject = _act(
    operations.reject,
    rules.can_review,
    "La preuve est refusée : la recommandation revient à son destinataire avec votre motif.",
    form=ReasonForm,
    page=_page("Refuser la preuve", "Refuser", "Le destinataire lit ce motif et reprend l’exécution."),
)
lapse = _act(
    operations.lapse,
    rules.can_lapse,
    "La recommandation est caduque ; elle reste comptée comme telle.",
    form=ReasonForm,
    page=_page(
        "Déclarer caduque",
        "Déclarer caduque",
        "Une recommandation caduque n’a plus d’objet. Le motif reste lié à elle.",
    ),
)
redate = _act(
    operations.redate,
    rules.can_redate,
    "L’échéance est changée : son destinataire en est prévenu, les rappels repartent de cette date.",
    form=NewDateForm,
    page=_page("Changer l’échéance", "Changer l’échéance", lambda row: f"« {row.text} »"),
)
