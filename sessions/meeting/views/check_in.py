"""Check-in by code: the secretary shows it, a member opens its address on his phone and says that he is there."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.form_pages import refuse_into
from foundation.common.permissions import require
from foundation.common.requests import Request
from foundation.common.typography import short_hour
from sessions.preparing.queries.sheet import convocation_by_secret
from sessions.preparing.views.answers import dead_link

from .. import rules
from ..forms.check_in import CodeForm, SeatChoiceForm
from ..operations import checking_in as operations
from ..queries.check_in import clean_code
from .member_link import answer_page
from .presence import noting


@require_safe
def ask(request: Request) -> HttpResponse:
    """The code is typed here when the QR code cannot be read."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    status = 200
    if form.is_bound:
        if form.is_valid() and (code := clean_code(form.cleaned_data["code"])):
            return redirect("check_in:here", code=code)
        if not form.errors:
            form.add_error("code", operations.SHAPE)
        status = 400
    return _ask(request, form, status)


def _ask(request: Request, form: CodeForm, status: int) -> HttpResponse:
    return render(request, "sessions/check_in/ask.html", {"form": form}, status=status, using="jinja2")


@require_http_methods(["GET", "HEAD", "POST"])
def here(request: Request, code: str) -> HttpResponse:
    """« Je suis là : siège X, session Y », and one tap."""
    try:
        found = operations.find_by_code(code, user=request.user)
    except Refused as refusal:
        form = CodeForm({"code": code[:20]})
        form.is_valid()
        refuse_into(form, refusal)
        return _ask(request, form, _status(refusal, unknown=404))
    require(rules.can_check_in, request.user, found.places)
    context = {"session": found.session, "places": found.places, "code": found.code, "refusal": ""}
    if request.method != "POST":
        return render(request, "sessions/check_in/here.html", context, using="jinja2")
    choice = SeatChoiceForm(request.POST)
    try:
        if not choice.is_valid():
            raise InvalidInput({"seat": [operations.NOT_ONES_SEAT]})
        arrival = operations.check_in(code, user=request.user, seat_id=choice.cleaned_data["seat"])
    except Refused as refusal:
        context["refusal"], status = refusal.message, _status(refusal)
        return render(request, "sessions/check_in/here.html", context, status=status, using="jinja2")
    messages.success(request, _said(arrival))
    return redirect("check_in:here", code=found.code)


def _status(refusal: Refused, *, unknown: int = 400) -> int:
    if isinstance(refusal, operations.TooManyTries):
        return 429
    return unknown if isinstance(refusal, InvalidInput) else 409


def _said(arrival: operations.Arrival) -> str:
    if arrival.is_new:
        return f"Votre arrivée est notée à {short_hour(arrival.at)}."
    since = f" depuis {short_hour(arrival.at)}" if arrival.at else ""
    return f"Vous étiez déjà noté présent{since} : rien n’a été changé."


@login_not_required
@never_cache
@require_POST
def by_link(request: Request, secret: str) -> HttpResponse:
    """The same for a member without an account: the link of his letter says who he is, the code that he is
    in the room.
    """
    convocation = convocation_by_secret(secret)
    if convocation is None:
        return dead_link(request, secret)
    form = CodeForm(request.POST)
    status = 400
    if form.is_valid():
        try:
            operations.check_in_by_link(form.cleaned_data["code"], convocation=convocation)
            return redirect(reverse("sessions:answer", args=[secret]) + "?pointe#pointage")
        except Refused as refusal:
            refuse_into(form, refusal)
            status = _status(refusal)
    return answer_page(request, convocation, secret, check_in_form=form, status=status)


open_check_in = noting(
    operations.open_check_in,
    "Ouvrir le pointage",
    said="Le pointage est ouvert : le code est affiché ici et sur l’écran de la salle.",
)
renew_check_in = noting(
    operations.renew_check_in, "Changer le code", said="Le code est changé : l’ancien n’ouvre plus rien."
)
close_check_in = noting(
    operations.close_check_in,
    "Fermer le pointage",
    said="Le pointage est fermé : le code n’est plus affiché et n’ouvre plus rien. Les arrivées notées restent.",
)
