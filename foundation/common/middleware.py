import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from .errors import method_not_allowed
from .exceptions import Conflict, InvalidInput, Refused
from .logs import request_id
from .stack import with_room

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """Give each request an identifier, found again in the logs, the journal and the error pages."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        own = vars(request)["request_id"] = uuid.uuid4().hex
        token = request_id.set(own)
        try:
            response = with_room(self.get_response, request)
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = own
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            response.setdefault("Cache-Control", "no-store, private")
        return response


class RefusalMiddleware:
    """Show a refusal that no view handled: a conflict or refusal page with status 409, nothing typed is lost."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.streaming and not response.content:
            # The views that only act answer without a word.
            page = method_not_allowed(request)
            page["Allow"] = response.get("Allow", "")
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused) or request.path.startswith("/api/"):
            return None
        return refusal_response(request, exception)


def refusal_response(request: HttpRequest, exception: Refused) -> HttpResponse:
    """Return to the page with the sentence when only a button was pressed; else show what was typed beside
    the refusal.
    """
    typed = {
        key: values
        for key, values in request.POST.lists()
        if key not in ("csrfmiddlewaretoken", "idempotency_key", "version") and "password" not in key
    }
    back = request.headers.get("Referer", "/")
    if not back.startswith(f"{request.scheme}://{request.get_host()}/"):
        back = "/"
    if request.method == "POST" and not isinstance(exception, Conflict | InvalidInput) and not typed:
        messages.error(request, "\n".join([exception.message, *exception.blockers]))
        return redirect(back)
    template = "errors/conflict.html" if isinstance(exception, Conflict) else "errors/refused.html"
    status = 400 if isinstance(exception, InvalidInput) else 409
    return render(
        request, template, {"refusal": exception, "typed": typed, "back": back}, status=status, using="jinja2"
    )
