from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def sign_in_slowed_down(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Answer a guesser; the same sentence whether the account exists or not."""
    context = {
        "title": "Trop d’essais",
        "sentence": (
            "Trop de mots de passe refusés pour ce compte depuis ce réseau. Attendez quinze minutes, ou demandez un"
            " nouveau mot de passe par courriel."
        ),
        "status": 429,
        "request_id": getattr(request, "request_id", ""),
    }
    return render(request, "errors/error.html", context, status=429, using="jinja2")
