"""The templates that new sessions start from."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.enums import Role
from foundation.common.form_pages import FormPage, base_version, serve_form
from foundation.common.paging import page_of
from foundation.common.permissions import require
from foundation.common.typography import plural
from sessions.core import rules
from sessions.core.views.shown import crumbs, detail_address, visible_session

from ..forms.sessions import TemplateNameForm
from ..models import SessionTemplate
from ..operations.templates import rename_template, retire_template, save_template


def visible_template(request: HttpRequest, pk: UUID) -> SessionTemplate:
    return get_object_or_404(
        SessionTemplate.objects.visible_to(request.user).kept().select_related("commission"), pk=pk
    )


@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    if not request.user.access.commissions(Role.SECRETARY, Role.PRESIDENT):
        raise PermissionDenied(rules.can_create_session.sentence)
    rows = (
        SessionTemplate.objects.visible_to(request.user)
        .kept()
        .select_related("commission")
        .order_by("commission__code", "name", "pk")
    )
    page = page_of(request, rows)
    context = {
        "page": page,
        "count": plural(page.count, "modèle"),
        "kept": request.user.access.commissions(Role.SECRETARY),
        "breadcrumb": crumbs(here="Modèles de session"),
    }
    return render(request, "sessions/templates.html", context, using="jinja2")


@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_prepare, request.user, session)

    def act(form: TemplateNameForm) -> str:
        template = save_template(session.pk, name=form.cleaned_data["name"], by=request.user)
        messages.success(
            request,
            f"« {template.name} » garde {plural(len(template.items), 'point')} : il est proposé à chaque nouvelle"
            " session.",
        )
        return reverse("sessions:templates")

    page = FormPage(
        "Enregistrer comme modèle",
        "Enregistrer le modèle",
        detail_address(session),
        crumbs(session, "Modèle"),
        intro=(
            "Les points, leurs durées et leurs présentateurs, sans conclusion ni annexe. Un modèle du même nom est"
            " remplacé."
        ),
    )
    return serve_form(request, TemplateNameForm, page, act)


@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest, pk: UUID) -> HttpResponse:
    template = visible_template(request, pk)
    require(rules.can_create_session, request.user, template.commission)

    def act(form: TemplateNameForm) -> str:
        rename_template(
            template.pk, name=form.cleaned_data["name"], base_version=base_version(request), by=request.user
        )
        messages.success(request, "Le modèle est renommé.")
        return reverse("sessions:templates")

    page = FormPage(
        f"Renommer « {template.name} »",
        "Renommer",
        reverse("sessions:templates"),
        crumbs(here="Modèles de session"),
        version=template.version,
    )
    return serve_form(request, TemplateNameForm, page, act, initial={"name": template.name})


@require_POST
def retire(request: HttpRequest, pk: UUID) -> HttpResponse:
    template = visible_template(request, pk)
    require(rules.can_create_session, request.user, template.commission)
    retire_template(template.pk, by=request.user)
    messages.success(request, f"« {template.name} » n’est plus proposé.")
    return redirect("sessions:templates")
