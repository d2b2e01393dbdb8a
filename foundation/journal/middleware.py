from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from foundation.common.client import client_address

from .context import acting_from


class JournalMiddleware:
    """Keep the address and the channel of the request for the journal."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        channel = "api" if request.path.startswith("/api/") else "page"
        with acting_from(channel, client_address(request)):
            return self.get_response(request)
