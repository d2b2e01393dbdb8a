from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.accounts.enums import Role
from foundation.common import clock
from foundation.common.acts import page_act
from foundation.common.chips import chips_of
from foundation.common.database import SortKey
from foundation.common.exports import csv_response
from foundation.common.form_pages import FormPage

from ..extensions import commune_panels, gather
from ..filters import CommuneFilter
from ..forms import CommuneForm
from ..models import Commune
from ..operations import edit_commune
from ..queries import functions_held, rsi_by_commune
from ..rules import can_manage_commune
from .government import HOME


def _rows(request: HttpRequest) -> CommuneFilter:
    rows = (
        Commune.objects.visible_to(request.user)
        .select_related("departement")
        .order_by(SortKey("departement__name"), SortKey("name"), "pk")
    )
    return CommuneFilter(request.GET, queryset=rows)


@require_safe
def communes(request: HttpRequest) -> HttpResponse:
    found = _rows(request)
    rows = list(found.qs)
    typed = (found.form.cleaned_data.get("q") or "") if found.form.is_bound else ""
    # Found nothing: the nearest spellings rather than an empty page.
    near = (
        list(Commune.objects.visible_to(request.user).select_related("departement").sounding_like(typed)[:5])
        if typed and not rows
        else []
    )
    context = {
        "filter": found,
        "communes": rows,
        "near": near,
        "rsi": rsi_by_commune([*rows, *near], clock.today()),
        "chips": chips_of(request, found),
    }
    return render(request, "ministries/communes.html", context, using="jinja2")


@require_safe
def communes_export(request: HttpRequest) -> HttpResponse:
    rows = list(_rows(request).qs)
    rsi = rsi_by_commune(rows, clock.today())
    header = ["Département", "Commune", "Autres graphies", "Statut", "RSI"]
    lines = (
        [
            c.departement.name,
            c.name,
            " ; ".join(c.aliases),
            c.get_status_display(),
            rsi[c.pk].person.full_name if c.pk in rsi else "",
        ]
        for c in rows
    )
    return csv_response("communes.csv", header, lines)


def _address(row: Commune) -> str:
    return reverse("ministries:commune", args=[row.pk])


def _commune(request: HttpRequest, pk: UUID) -> Commune:
    return get_object_or_404(Commune.objects.visible_to(request.user).select_related("departement"), pk=pk)


@require_safe
def commune(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = _commune(request, pk)
    context = {
        "commune": row,
        "rsi": functions_held(row.scope_id, clock.today(), Role.RSI),
        "panels": gather(commune_panels, row, request.user),
        "can_manage": can_manage_commune(request.user, row),
    }
    return render(request, "ministries/commune.html", context, using="jinja2")


edit = page_act(
    edit_commune,
    fetch=_commune,
    rule=can_manage_commune,
    form=CommuneForm,
    options=lambda request, row: {"instance": row, "initial": {"aliases": "\n".join(row.aliases)}},
    page=lambda row: FormPage(
        title=f"Modifier la fiche de {row}",
        submit="Enregistrer",
        cancel_href=_address(row),
        breadcrumb=[HOME, ("Communes", reverse("ministries:communes")), (row.name, _address(row)), ("Modifier", "")],
        version=row.version,
    ),
    said=lambda row: f"La fiche de {row} est à jour.",
    to=_address,
)
