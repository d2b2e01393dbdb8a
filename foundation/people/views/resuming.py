from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts import interrupted
from foundation.accounts.limits import last_account
from foundation.common.requests import Request


def keep_outdated(request: HttpRequest) -> HttpResponse | None:
    """The form was opened before another sign-in of the same account: what it carries waits for a confirmation."""
    is_own = request.user.is_authenticated and last_account(request) == request.user.email
    if not is_own or request.path.startswith(("/compte/", "/api/")) or not interrupted.keep(request):
        return None
    return HttpResponseRedirect(reverse("people:resume"))


@require_safe
def resume(request: Request) -> HttpResponse:
    """What was being sent when the sign-in ended, waiting for a confirmation."""
    left = interrupted.kept(request)
    if left is None:
        return HttpResponseRedirect("/")
    shown: dict[str, list[str]] = {}
    for name, value in left["typed"]:
        is_seen = name not in interrupted.NOT_TYPED and not interrupted.UUIDS.fullmatch(value)
        if is_seen and value.strip():
            shown.setdefault(name, []).append(value)
    return render(request, "people/resume.html", {"left": left, "shown": shown}, using="jinja2")


@require_POST
def give_up(request: Request) -> HttpResponse:
    left = interrupted.kept(request)
    interrupted.forget(request)
    return HttpResponseRedirect(left["page"] if left else "/")
