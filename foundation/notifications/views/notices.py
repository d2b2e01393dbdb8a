"""What one was told of, and where one wants to be told."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from foundation.common.form_pages import FormPage, serve_form
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Column, Empty, Filters, ListPage
from foundation.common.requests import Request
from foundation.common.typography import plural
from foundation.ui.buttons import Act

from ..filters import NoticeFilter
from ..forms import ChannelsForm
from ..models import Notice
from ..operations.notifying import channels_of, choose_channels, mark_read


def _more(request: Request, found: Filters) -> dict[str, Any]:
    unread: int = request.user.unread_notices
    only_unread, every = request.GET.get("non_lues") == "1", reverse("notifications:list")
    new = {"label": "Non lues", "href": f"{every}?non_lues=1", "current": only_unread, "count": unread}
    read_all = Act("Tout marquer comme lu", reverse("notifications:read_all"), icon="check")
    choices = Button("Mes choix", reverse("notifications:preferences"), tone="quiet", icon="settings")
    return {
        "state": plural(unread, "non lue", "non lues") if unread else "Tout est lu.",
        "buttons": [choices, *([read_all] if unread else [])],
        "tabs": [{"label": "Toutes", "href": every, "current": not only_unread}, new],
        "only_unread": only_unread,
    }


NOTICES = ListPage(
    title="Notifications",
    noun=("notification", "notifications"),
    rows=lambda user: Notice.objects.visible_to(user),
    filters=NoticeFilter,
    said_elsewhere=("non_lues",),
    columns=(
        Column("Reçue le", lambda row: row.at),
        Column("Nature", lambda row: row.get_kind_display()),
        Column("Notification", lambda row: row.title),
        Column("Texte", lambda row: row.text),
        Column("Lue le", lambda row: row.read_at),
    ),
    sorts={"at": Sort("at", datetime.fromisoformat)},
    default="-at",
    file="notifications",
    empty=Empty(
        "Aucune notification",
        "Vous serez averti ici de ce qui vous concerne : recommandations, sessions, procès-verbaux, propositions de"
        " mutualisation.",
    ),
    crumbs=(("Accueil", "/"),),
    icon="bell",
    size=30,
    template="notifications/list.html",
    more=_more,
)


@require_POST
def open_notice(request: Request, pk: UUID) -> HttpResponse:
    """Mark it as read and go where it leads."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    mark_read(request.user, notice.pk)
    return HttpResponseRedirect(notice.href or reverse("notifications:list"))


@require_POST
def read_all(request: Request) -> HttpResponse:
    count = mark_read(request.user)
    messages.success(
        request,
        f"{plural(count, 'notification est lue', 'notifications sont lues')}." if count else "Tout était déjà lu.",
    )
    return HttpResponseRedirect(reverse("notifications:list"))


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: Request) -> HttpResponse:
    def act(form: Any) -> str:
        choose_channels(request.user, form.channels())
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
    )
    return serve_form(request, ChannelsForm, page, act, initial=initial)
