"""Is this paper ours? Asked by anybody who holds it, without an account."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from foundation.common.client import client_address
from foundation.common.requests import Request

from .forms import SHAPE, VerificationForm
from .operations.trying import TooManyTries, limited
from .queries import Answer, fingerprint, of_code, of_file, unknown, well_formed


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: Request) -> HttpResponse:
    """A code typed, a PDF dropped, or both: then whether the file is, to the byte, the paper of that code."""
    if request.method != "POST":
        return _page(request, VerificationForm())
    form = VerificationForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=400)
    code, upload = form.cleaned_data["code"], form.cleaned_data["upload"]
    if not upload:
        return HttpResponseRedirect(reverse("public:verified", args=[code]))
    return _answer(request, lambda: of_file(fingerprint(upload.chunks()), code))


@login_not_required
@never_cache
@require_safe
def verified(request: Request, code: str) -> HttpResponse:
    """Where the QR code of each page leads."""
    if not well_formed(code):
        form = VerificationForm({"code": code[:60]})
        form.is_valid()
        if not form.errors:
            form.add_error("code", SHAPE)
        return _page(request, form, status=404)
    return _answer(request, lambda: of_code(code))


def _answer(request: Request, find: Callable[[], Answer | None]) -> HttpResponse:
    try:
        answer = limited(client_address(request), find)
    except TooManyTries as refusal:
        return _page(request, VerificationForm(), status=429, refusal=refusal.message)
    if answer is None:
        return _page(request, VerificationForm(), unknown(is_file=bool(request.FILES)), status=404)
    return _page(request, VerificationForm(), answer)


def _page(
    request: Request, form: VerificationForm, answer: Answer | None = None, *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    context = {"form": form, "answer": answer, "refusal": refusal}
    return render(request, "public/verify.html", context, status=status, using="jinja2")
