"""Error pages: a French sentence that says what is safe to do."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from .exceptions import TooBig, too_big_sentence
from .extensions import ExtensionPoint


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


def method_not_allowed(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        405,
        "Cette adresse n’est pas une page",
        "Elle sert à envoyer un formulaire ou à accomplir un acte. Repartez de la page où vous étiez : rien n’a été"
        " modifié.",
    )


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        429,
        "Trop de demandes",
        "Le portail a reçu trop de demandes à la suite. Attendez quelques minutes puis recommencez : rien n’a été"
        " modifié.",
    )


# Called with what was sent from an outdated form of our own; gives the answer that keeps it, or nothing.
outdated_forms: ExtensionPoint[Callable[[HttpRequest], HttpResponse | None]] = ExtensionPoint(
    "outdated_forms", "ce que devient l’envoi d’un formulaire ouvert avant la dernière connexion"
)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    # Only what our own pages sent: nothing of another site is offered for confirmation.
    if request.headers.get("Origin", "") == f"{request.scheme}://{request.get_host()}":
        for keep in outdated_forms:
            if answer := keep(request):
                return answer
    return _page(
        request,
        403,
        "Formulaire périmé",
        "Ce formulaire était ouvert depuis trop longtemps. Revenez en arrière, rechargez la page et renvoyez-le : rien"
        " n’a été enregistré.",
    )
