"""What was sent after the sign-in had ended: kept beside it until the same person has signed in again, then confirmed.

Only a device that has opened an account here may leave something (its signed cookie says which), and only that account
finds it again. Nothing said behind closed doors is kept.
"""

import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpRequest
from django.urls import Resolver404, resolve

from foundation.common.extensions import ExtensionPoint

from .limits import last_account

# A function says whether one of these rows is, or holds, something behind closed doors.
closed_matters: ExtensionPoint[Callable[[set[UUID]], bool]] = ExtensionPoint(
    "closed_matters", "ce qui touche au huis clos, dont rien n’est gardé hors de la base"
)
KEY = "interrupted"
LIMIT = 300_000  # characters; beyond, it is a file, not something typed
PATIENCE = 12 * 3600
NOT_TYPED = ("csrfmiddlewaretoken", "idempotency_key", "version")
UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.I)


def answers_get(path: str) -> bool:
    """Whether this address is a page, rather than an act that is only posted."""
    try:
        view: Any = resolve(urlsplit(path).path).func
    except Resolver404:
        return False
    while view is not None:
        code = getattr(view, "__code__", None)
        if code is not None and "request_method_list" in code.co_freevars:  # django's require_http_methods
            return "GET" in view.__closure__[code.co_freevars.index("request_method_list")].cell_contents
        view = getattr(view, "__wrapped__", None)
    return True


def page_before(request: HttpRequest) -> str:
    """The page of ours the person was on; home when it is unknown or was itself the answer to an act."""
    page = urlsplit(request.headers.get("Referer", ""))
    path = page.path + (f"?{page.query}" if page.query else "")
    if (page.scheme, page.netloc) != (request.scheme, request.get_host()) or not answers_get(path):
        return "/"
    return "/" if page.path.startswith(("/compte/", "/comptes/reprendre")) else path


def keep(request: HttpRequest) -> bool:
    """Keep what this request carried; False when it is not for us to keep."""
    account = last_account(request)
    if not account or request.content_type not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return False
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and "password" not in name
    ]
    page = page_before(request)
    if sum(len(name) + len(value) for name, value in typed) > LIMIT or _is_closed(request, page, typed):
        return False
    request.session[KEY] = {
        "account": account,
        "path": request.get_full_path(),
        "page": page,
        "typed": typed,
        "files": list(request.FILES),
        "at": int(time.time()),
    }
    return True


def _is_closed(request: HttpRequest, page: str, typed: list[tuple[str, str]]) -> bool:
    if any(name == "is_closed_doors" and value for name, value in typed):
        return True
    named = [request.get_full_path(), page, *(value for _, value in typed if len(value) == 36)]
    rows = {UUID(found) for text in named for found in UUIDS.findall(text)}
    return bool(rows) and any(touches(rows) for touches in closed_matters)


def kept(request: HttpRequest) -> dict[str, Any] | None:
    """What this person left; what another one left on this device is forgotten."""
    left = request.session.get(KEY)
    if left is None:
        return None
    if left["account"] != request.user.email or time.time() - left["at"] > PATIENCE:
        forget(request)
        return None
    return dict(left)


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
