"""The legal statuses of the communes: chosen on one page, or pasted all at once."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from foundation.common.acts import form_page, page_new, require_form
from foundation.common.database import SortKey
from foundation.common.form_pages import FormPage, serve_form
from foundation.common.permissions import require
from foundation.common.requests import Request
from foundation.common.typography import plural
from ministries.models import Commune
from plans.forms import PastedForm

from ..forms import StatusSheet
from ..operations.statuses import paste_statuses, tell_statuses
from ..register.common import CRUMBS
from ..rules import can_paste_statuses

TITLE = "Statuts légaux des communes"


@require_form
def sheet(request: Request) -> HttpResponse:
    """Every commune with its status, by département; it works without any script."""
    require(can_paste_statuses, request.user)
    rows = Commune.objects.select_related("departement").order_by(SortKey("departement__name"), SortKey("name"), "pk")
    communes = list(rows)

    def act(form: StatusSheet) -> str:
        messages.success(request, said_of(tell_statuses(form.told(), by=request.user)))
        return reverse("communes:list")

    known = sum(bool(row.status) for row in communes)
    told = f"{plural(known, 'commune a son statut', 'communes ont leur statut')} sur {len(communes)}."
    told = told if known else "Aucun statut n’est saisi."
    shown = FormPage(
        TITLE,
        "Enregistrer les statuts",
        reverse("communes:list"),
        [*CRUMBS, (TITLE, "")],
        f"{told} Une commune ne se compare qu’à celles de son statut ; chaque changement est dans son historique.",
        template="communes/statuses.html",
        extra={"paste_href": reverse("communes:statuses")},
    )
    return serve_form(request, StatusSheet, shown, act, communes=communes)


def said_of(communes: list[Commune]) -> str:
    if not communes:
        return "Rien n’a changé : chaque commune garde son statut."
    return f"{plural(len(communes), 'statut a changé', 'statuts ont changé')}."


paste = page_new(
    paste_statuses,
    rule=can_paste_statuses,
    form=PastedForm,
    page=lambda: form_page(
        "Coller les statuts des communes",
        "Enregistrer les statuts",
        [*CRUMBS, (TITLE, reverse("communes:status_sheet"))],
        intro="Deux colonnes : commune et statut (particulier, intermédiaire, ordinaire), avec leur ligne d’en-tête."
        " Une commune absente du tableau garde le sien.",
        multipart=True,
    ),
    said=said_of,
    to=lambda communes: reverse("communes:list"),
)
