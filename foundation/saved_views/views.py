from typing import Any

import django_filters
from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.accounts.models import User
from foundation.common.acts import acts_on, form_page, one_of, page_new
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Empty, Filters, ListPage
from foundation.common.requests import Request

from . import operations
from .forms import KeepForm, RenameForm
from .models import SavedView
from .queries import parts_of
from .rules import can_keep_view

ACCOUNT = [("Accueil", "/"), ("Mon compte", "/moi/")]
PLACE = [*ACCOUNT, ("Mes vues", "/vues/")]


class ViewFilter(Filters):
    address = django_filters.CharFilter(label="Liste", field_name="address", widget=forms.HiddenInput)


def _acts(user: User, row: SavedView) -> list[Button]:
    return [
        Button("Renommer", reverse("saved_views:rename", args=[row.pk]), tone="quiet"),
        Button("Retirer", reverse("saved_views:remove", args=[row.pk]), tone="quiet", posts=True),
    ]


VIEWS = ListPage(
    title="Mes vues",
    noun=("vue", "vues"),
    state="Les listes telles que vous voulez les retrouver. Elles ne sont qu’à vous, et lisent les lignes du jour.",
    rows=lambda user: SavedView.objects.visible_to(user),
    columns=(
        Column("Vue", "name", lambda row: Cell(row.name, row.get_absolute_url()), sort="name", width="wide"),
        Column("Liste", "title", lambda row: Cell(row.title, row.address)),
        Column("Adresse", lambda row: row.get_absolute_url(), on_page=False),
    ),
    sorts={"name": Sort("name")},
    default="name",
    file="vues",
    filters=ViewFilter,
    acts=_acts,
    empty=Empty("Aucune vue gardée", "Sur une liste, posez des filtres, puis ouvrez « Vues » : « Garder cette vue »."),
    crumbs=ACCOUNT,
)

on_view = acts_on(
    fetch=one_of(SavedView),
    to=lambda row: reverse("saved_views:list"),
    crumbs=lambda row, here: [*PLACE, (here, "")],
    rule=can_keep_view,
)
rename = on_view(
    operations.rename_view,
    said="La vue a son nouveau nom.",
    form=RenameForm,
    title="Renommer « {row.name} »",
    submit="Renommer",
    here="Renommer",
    edits=True,
)
remove = on_view(
    operations.remove_view, said=lambda row: f"La vue « {row.name} » est retirée ; la liste et ses lignes sont là."
)


def _asked(request: Request) -> dict[str, Any]:
    return {"initial": {"of": request.GET.get("of", "")}}


keep = page_new(
    operations.keep_view,
    rule=can_keep_view,
    form=KeepForm,
    page=lambda: form_page("Garder cette vue", "Garder", PLACE),
    said=lambda view: f"La vue « {view.name} » est gardée : ouvrez-la d’ici par « Vues ».",
    to=lambda view: view.get_absolute_url(),
    options=_asked,
)


@require_safe
def of_list(request: Request) -> HttpResponse:
    """The names of one's views of a list, for its menu: read once it is opened."""
    address, query = parts_of(request.GET.get("of", ""))
    rows = SavedView.objects.visible_to(request.user).filter(address=address).order_by("name")
    return render(request, "saved_views/menu.html", {"views": rows, "query": query}, using="jinja2")
