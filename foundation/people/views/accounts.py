from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from foundation.accounts.models import Person
from foundation.accounts.rules import can_administer_account, can_manage_person
from foundation.common.form_pages import FormPage, serve_form
from foundation.common.permissions import require

from ..forms import LinkForm, ReasonForm
from ..operations import close_account, invite, link_account, reopen_account
from ..queries import persons_for
from .persons import require_form


def _crumbs(row: Person, last: str) -> list[tuple[str, str]]:
    return [
        ("Accueil", "/"),
        ("Personnes", reverse("people:list")),
        (row.full_name, reverse("people:person", args=[row.pk])),
        (last, ""),
    ]


@require_POST
def invite_person(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(persons_for(request.user), pk=pk)
    require(can_manage_person, request.user, row)
    invite(row.pk, by=request.user)
    messages.success(request, f"L’invitation part à {row.email}.")
    return HttpResponseRedirect(reverse("people:person", args=[row.pk]))


@require_form
def link(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(persons_for(request.user), pk=pk)
    require(can_administer_account, request.user, row)
    back = reverse("people:person", args=[row.pk])

    def act(form: Form) -> str:
        user = link_account(row.pk, email=form.cleaned_data["email"], by=request.user)
        messages.success(
            request,
            f"Le compte {user.email} est relié à {row.full_name} et reçoit les droits de ses sièges et fonctions.",
        )
        return back

    page = FormPage(
        title=f"Relier {row.full_name} à un compte",
        submit="Relier le compte",
        cancel_href=back,
        breadcrumb=_crumbs(row, "Relier un compte"),
        intro="Le compte recevra aussitôt les droits attachés aux sièges et aux fonctions de cette personne.",
    )
    return serve_form(request, LinkForm, page, act, initial={"email": row.email})


@require_form
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(persons_for(request.user), pk=pk)
    require(can_administer_account, request.user, row)
    back = reverse("people:person", args=[row.pk])

    def act(form: Form) -> str:
        close_account(row.pk, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, f"Le compte de {row.full_name} est fermé dès sa prochaine page.")
        return back

    page = FormPage(
        title=f"Fermer le compte de {row.full_name}",
        submit="Fermer le compte",
        cancel_href=back,
        breadcrumb=_crumbs(row, "Fermer le compte"),
        intro=(
            "La personne ne pourra plus se connecter. Ses sièges et ses fonctions restent : mettez-y fin par ailleurs"
            " si elle les quitte."
        ),
    )
    return serve_form(request, ReasonForm, page, act)


@require_POST
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(persons_for(request.user), pk=pk)
    require(can_administer_account, request.user, row)
    reopen_account(row.pk, by=request.user)
    messages.success(request, f"Le compte de {row.full_name} est rouvert.")
    return HttpResponseRedirect(reverse("people:person", args=[row.pk]))
