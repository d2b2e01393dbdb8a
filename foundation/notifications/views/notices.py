"""What one was told of, and where one wants to be told."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.common.form_pages import FormPage, serve_form
from foundation.common.paging import page_of
from foundation.common.typography import plural

from ..forms import ChannelsForm
from ..models import Notice
from ..operations.notifying import channels_of, choose_channels, mark_read

PAGE = 30


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    rows = Notice.objects.visible_to(request.user)  # type: ignore[arg-type]
    only_unread = request.GET.get("non_lues") == "1"
    page = page_of(request, (rows.unread() if only_unread else rows).order_by("-at", "-pk"), PAGE)
    context = {
        "page": page,
        "only_unread": only_unread,
        "count": plural(page.count, "notification"),
        "unread": request.user.unread_notices,
    }  # type: ignore[union-attr]
    return render(request, "notifications/list.html", context, using="jinja2")


@require_POST
def open_notice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Mark it as read and go where it leads."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)  # type: ignore[arg-type]
    mark_read(request.user, notice.pk)  # type: ignore[arg-type]
    return HttpResponseRedirect(notice.href or reverse("notifications:list"))


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    count = mark_read(request.user)  # type: ignore[arg-type]
    messages.success(
        request,
        f"{plural(count, 'notification est lue', 'notifications sont lues')}." if count else "Tout était déjà lu.",
    )
    return HttpResponseRedirect(reverse("notifications:list"))


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    def act(form: Any) -> str:
        choose_channels(request.user, form.channels())  # type: ignore[arg-type]
        messages.success(request, "Vos choix sont enregistrés. Ils valent pour ce qui arrive à partir de maintenant.")
        return reverse("notifications:list")

    page = FormPage(
        "Ce que le portail m’écrit",
        "Enregistrer mes choix",
        reverse("notifications:list"),
        [("Accueil", "/"), ("Notifications", reverse("notifications:list")), ("Mes choix", "")],
        intro=(
            "Les actes qui vous convoquent, vous invitent ou vous demandent un compte partent toujours : ces choix ne"
            " concernent que les avertissements. Le récapitulatif part une fois par jour, s’il y a quelque chose à"
            " dire."
        ),
    )
    initial = (
        {kind.value: channel.value for kind, channel in channels_of(request.user).items()}
        if request.method != "POST"
        else None
    )  # type: ignore[arg-type]
    return serve_form(request, ChannelsForm, page, act, initial=initial)
