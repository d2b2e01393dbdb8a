import hashlib
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware, get_user
from django.contrib.auth.views import redirect_to_login
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from foundation.common.exceptions import Refused
from foundation.common.middleware import refusal_response

from . import interrupted
from .limits import last_account, remember_device
from .models import IdempotencyKey, User

GetResponse = Callable[[HttpRequest], HttpResponse]


class SignInMiddleware(LoginRequiredMiddleware):
    """Every page asks for a signed-in account.

    A program that comes with its token is told where to go, rather than shown a form. What a person sends after the
    sign-in has ended waits for the next one; an act is never where one comes back to.
    """

    def handle_no_permission(  # type: ignore[override]  # a program is answered by no redirect
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponseBase:
        if not request.headers.get("Authorization", "").strip():
            if request.method == "POST" and not request.path.startswith("/api/"):
                return self.sign_in_again(request)
            if not interrupted.answers_get(request.path):
                return redirect_to_login(interrupted.page_before(request))
            return super().handle_no_permission(request, view_func)
        response = JsonResponse(
            {
                "detail": (
                    "Cette adresse est une page : un jeton n’ouvre que l’API, sous /api/v1/. Les PDF y sont à"
                    " /api/v1/documents/<id>/file."
                ),
                "code": "not_authenticated",
            },
            status=401,
        )
        response["WWW-Authenticate"] = "Token"
        return response

    @staticmethod
    def sign_in_again(request: HttpRequest) -> HttpResponseBase:
        if interrupted.keep(request):
            messages.warning(request, "Votre connexion a expiré. Rien n’est perdu : reconnectez-vous pour reprendre.")
            return redirect_to_login(reverse("people:resume"))
        messages.warning(
            request, "Votre connexion a expiré avant l’envoi : rien n’a été enregistré ni gardé sur cet appareil."
        )
        return redirect_to_login(interrupted.page_before(request))


class AccessMiddleware:
    """End a session twelve hours after sign-in, whatever was done since; tell the account in which capacity it chose to
    act.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = get_user(request)  # read here in any case: pages then ask the account itself, not its proxy
        if request.user.is_authenticated and request.session.session_key:
            now = int(time.time())
            started = request.session.setdefault("signed_in_at", now)
            if now - started > settings.SESSION_ABSOLUTE_AGE:
                logout(request)
                return redirect(settings.LOGIN_URL)
            request.user.chosen_capacity = request.session.get("capacity", "")
            request.user.rehearsing = request.session.get("rehearsal", "")
            # The idle limit slides, but is written at most once a minute.
            if now - request.session.get("seen_at", 0) > 60:
                request.session["seen_at"] = now
            left = request.session.get(interrupted.KEY)
            if left and request.method == "POST" and left["path"] == request.get_full_path():
                interrupted.forget(request)  # it is being sent again
        response = self.get_response(request)
        user = request.user
        if user.is_authenticated and "signed_in_at" in request.session:
            _know_device(request, response, user)
        return response


def _know_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Once a session: what this device keeps of its account stays the same."""
    if request.session.get("device_of") != user.email:
        request.session["device_of"] = user.email
        if last_account(request) != user.email:
            remember_device(request, response, user)


class IdempotencyMiddleware:
    """Carry out an unsafe request once per key; the key and the change are committed together.

    The key comes from the hidden field `idempotency_key` or the header `Idempotency-Key`. A second request with the
    same key waits for the first one, then gets the same answer. An answer that refuses keeps no key: it may be tried
    again.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if request.method in ("GET", "HEAD", "OPTIONS", "TRACE"):
            return None
        key = request.headers.get("Idempotency-Key", "") or (
            request.POST.get("idempotency_key", "") if not request.path.startswith("/api/") else ""
        )
        user = self.user_of(request)
        if not key or user is None:
            return None
        if len(key) > 100:
            return HttpResponse(
                "Clé d’idempotence trop longue (100 caractères au plus).",
                status=400,
                content_type="text/plain; charset=utf-8",
            )
        fingerprint = self.fingerprint(request)
        try:
            with transaction.atomic():
                try:
                    with transaction.atomic():
                        row = IdempotencyKey.objects.create(
                            user=user, key=key, path=request.path[:500], fingerprint=fingerprint
                        )
                except IntegrityError:
                    return self.replay(IdempotencyKey.objects.get(user=user, key=key), fingerprint)
                response = view(request, *args, **kwargs)
                if hasattr(response, "render") and callable(response.render):
                    response = response.render()
                if response.status_code >= 400:
                    raise _NotDone(response)
                row.status, row.location = response.status_code, response.get("Location", "")
                if getattr(response, "shows_a_secret", False):
                    row.body, row.content_type = (
                        "Cette page montrait un secret une seule fois : elle n’est pas conservée.".encode(),
                        "text/plain; charset=utf-8",
                    )
                elif not response.streaming:
                    row.body, row.content_type = response.content, response.get("Content-Type", "")
                row.save(update_fields=["status", "location", "body", "content_type"])
                return response
        except _NotDone as answer:
            return answer.response
        except Refused as refusal:
            # process_exception is not called for what process_view raises.
            return refusal_response(request, refusal)

    @staticmethod
    def user_of(request: HttpRequest) -> Any:
        if request.path.startswith("/api/"):
            from .api import author_from_header

            if request.headers.get("Authorization"):
                return author_from_header(request)
        return request.user if request.user.is_authenticated else None

    @staticmethod
    def fingerprint(request: HttpRequest) -> str:
        digest = hashlib.sha256((request.method or "").encode() + b" " + request.path.encode())
        if request.content_type == "multipart/form-data":
            parts = sorted((key, tuple(values)) for key, values in request.POST.lists() if key != "csrfmiddlewaretoken")
            files = sorted((name, [(sent.name, sent.size) for sent in files]) for name, files in request.FILES.lists())
            digest.update(repr((parts, files)).encode())
        elif request.content_type == "application/x-www-form-urlencoded":
            digest.update(
                repr(sorted((k, tuple(v)) for k, v in request.POST.lists() if k != "csrfmiddlewaretoken")).encode()
            )
        else:
            digest.update(request.body)
        return digest.hexdigest()

    @staticmethod
    def replay(row: IdempotencyKey, fingerprint: str) -> HttpResponse:
        if row.fingerprint != fingerprint:
            return HttpResponse(
                "Cette clé d’idempotence a déjà servi pour une autre demande. Rechargez la page puis recommencez.",
                status=409,
                content_type="text/plain; charset=utf-8",
            )
        response = HttpResponse(
            bytes(row.body or b""), status=row.status or 200, content_type=row.content_type or "text/html"
        )
        if row.location:
            response["Location"] = row.location
        response["Idempotency-Replayed"] = "true"
        return response


class _NotDone(Exception):
    """Roll the transaction back, key included, and give the answer all the same."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response
