from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.common import clock
from foundation.common.form_pages import FormPage, base_version, serve_form
from foundation.common.permissions import require
from ministries.views.government import require_form

from ..extensions import uses_of
from ..forms import STATUTE_SECTIONS, StatuteForm
from ..models import Statute
from ..operations import correct_statute, create_statute_version
from ..queries import rule_lines
from ..rules import can_manage_commission
from .commissions import crumbs, visible


def _visible_statute(request: HttpRequest, pk: UUID) -> Statute:
    return get_object_or_404(
        Statute.objects.visible_to(request.user).select_related(
            "commission__scope", "commission__ministry", "legal_text"
        ),
        pk=pk,
    )


@require_safe
def statute(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = _visible_statute(request, pk)
    uses = uses_of(row)
    context = {
        "statute": row,
        "commission": row.commission,
        "rules": rule_lines(row),
        "uses": uses,
        "is_frozen": any(use.is_convened for use in uses),
        "can_manage": can_manage_commission(request.user, row.commission) and row.commission.closed_on is None,
    }
    return render(request, "commissions/statute.html", context, using="jinja2")


@require_form
def new_version(request: HttpRequest, pk: UUID) -> HttpResponse:
    commission = visible(request, pk)
    require(can_manage_commission, request.user, commission)
    latest = commission.statutes.select_related("legal_text").order_by("-number", "pk").first()
    back = reverse("commissions:detail", args=[commission.pk]) + "#regles"

    def act(form: StatuteForm) -> str:
        made = create_statute_version(
            commission.pk,
            valid_from=form.cleaned_data["valid_from"],
            legal_text=form.cleaned_data["legal_text"],
            rules=form.rules,
            by=request.user,
        )
        messages.success(
            request,
            f"La version {made.number} des règles est enregistrée. Les sessions déjà convoquées gardent les leurs.",
        )
        return reverse("commissions:statute", args=[made.pk])

    page = FormPage(
        title="Nouvelle version des règles" if latest else "Saisir les règles de la commission",
        submit="Enregistrer cette version",
        cancel_href=back,
        breadcrumb=crumbs(commission, ("Règles", "")),
        intro=(f"Reprise de la version {latest.number} : changez ce que le nouvel acte change. " if latest else "")
        + "Une règle que l’acte ne donne pas reste vide : rien n’est inventé comme droit.",
        sections=STATUTE_SECTIONS,
    )
    initial = (
        {"legal_text": "", "valid_from": clock.today()}
        if latest
        else {"legal_text": commission.founded_by, "valid_from": commission.founded_on}
    )
    return serve_form(request, StatuteForm, page, act, instance=latest, initial=initial)


@require_form
def correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = _visible_statute(request, pk)
    require(can_manage_commission, request.user, row.commission)
    back = reverse("commissions:statute", args=[row.pk])

    def act(form: StatuteForm) -> str:
        data = form.cleaned_data
        correct_statute(
            row.pk,
            rules=form.rules,
            legal_text=data["legal_text"],
            valid_from=data["valid_from"],
            base_version=base_version(request),
            by=request.user,
        )
        messages.success(request, f"La version {row.number} des règles est corrigée.")
        return back

    page = FormPage(
        title=f"Corriger la version {row.number} des règles",
        submit="Enregistrer la correction",
        cancel_href=back,
        breadcrumb=crumbs(row.commission, (f"Règles, version {row.number}", back), ("Corriger", "")),
        intro=(
            "Pour une erreur de saisie, tant qu’aucune session n’a été convoquée sous ces règles. Quand l’acte change,"
            " enregistrez une nouvelle version."
        ),
        sections=STATUTE_SECTIONS,
        version=row.version,
    )
    return serve_form(request, StatuteForm, page, act, instance=row)
