"""Error pages: a French sentence that says what is safe to do."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from .exceptions import TooBig, too_big_sentence


def _page(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": sentence, "code": str(status)}, status=status)
    context = {"title": title, "sentence": sentence, "status": status, "request_id": getattr(request, "request_id", "")}
    return render(request, "errors/error.html", context, status=status, using="jinja2")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, TooBig):
        kept = "" if request.path.startswith("/api/") else " À la page précédente, votre texte est encore là."
        return _page(request, 413, "Envoi trop gros", too_big_sentence() + kept)
    return _page(
        request,
        400,
        "Demande incompréhensible",
        "La demande n’a pas pu être lue. Revenez à la page précédente et recommencez : rien n’a été enregistré.",
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    sentence = str(exception) or "Vous n’avez pas le droit de faire cela. Rien n’a été modifié."
    return _page(request, 403, "Accès refusé", sentence)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(
        request,
        404,
        "Page introuvable",
        "Cette page n’existe pas, ou ne vous est pas ouverte. Vérifiez l’adresse ou repartez de l’accueil.",
    )


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        500,
        "Erreur du portail",
        "Le portail a rencontré une erreur. Ce qui était déjà enregistré l’est toujours ; vous pouvez recommencer la"
        " dernière action.",
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(
        request,
        403,
        "Formulaire périmé",
        "Ce formulaire était ouvert depuis trop longtemps. Revenez en arrière, rechargez la page et renvoyez-le : rien"
        " n’a été enregistré.",
    )
