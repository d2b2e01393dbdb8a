from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.models import ApiToken, Person
from foundation.common.exceptions import Refused
from foundation.common.form_pages import refuse_into
from foundation.common.requests import Request, told_once

from ..forms import TokenForm
from ..operations import create_token, revoke_token
from ..queries import functions_of


@require_safe
def me(request: Request) -> HttpResponse:
    """My account: who I am here, in which capacities, and what opens the portal in my name."""
    person = Person.objects.select_related("scope", "user").filter(user=request.user).first()
    context = {
        "person_row": person,
        "functions": functions_of(person, request.user) if person else [],
        "grants": request.user.access.grants,
        "token_count": ApiToken.objects.visible_to(request.user).alive().count(),
    }
    return render(request, "people/me.html", context, using="jinja2")


@require_POST
def choose_capacity(request: Request) -> HttpResponse:
    """Keep for this sign-in the capacity one acts in; it is written first in the journal and on the papers."""
    chosen = request.POST.get("capacity", "")
    grant = next((grant for grant in request.user.access.grants if str(grant.pk) == chosen), None)
    if grant is None:
        request.session.pop("capacity", None)
        messages.error(request, "Cette qualité n’est pas ou n’est plus la vôtre. Choisissez-en une dans votre menu.")
    else:
        request.session["capacity"] = str(grant.pk)
        messages.success(request, f"Vous agissez maintenant en qualité de {grant.capacity}.")
    back = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(back if safe else reverse("people:me"))


def _tokens_page(
    request: Request, form: TokenForm, *, status: int = 200, secret: str = "", fresh: ApiToken | None = None
) -> HttpResponse:
    rows = list(ApiToken.objects.visible_to(request.user).order_by("-created_at", "pk"))
    context = {"tokens": rows, "form": form, "secret": secret, "fresh": fresh}
    return told_once(render(request, "people/tokens.html", context, status=status, using="jinja2"), bool(secret))


@require_safe
def tokens(request: Request) -> HttpResponse:
    return _tokens_page(request, TokenForm())


@require_POST
def new_token(request: Request) -> HttpResponse:
    """The secret is in this one answer and nowhere else: no redirect, nothing kept for a replay."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _tokens_page(request, form, status=400)
    try:
        typed = form.cleaned_data
        token, secret = create_token(
            request.user, name=typed["name"], write=typed["write"], expires_at=typed["expires_on"], by=request.user
        )
    except Refused as refusal:
        return _tokens_page(request, form, status=refuse_into(form, refusal))
    return _tokens_page(request, TokenForm(), secret=secret, fresh=token)


@require_POST
def revoke(request: Request, pk: UUID) -> HttpResponse:
    token = get_object_or_404(ApiToken.objects.visible_to(request.user), pk=pk)
    revoke_token(token.pk, by=request.user)
    messages.success(request, f"Le jeton « {token.name} » n’ouvre plus rien.")
    return HttpResponseRedirect(reverse("people:tokens"))
