"""The files that X-Road gave: sent in, read by a job; and what their journals show, flow by flow."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.urls import path, reverse
from rest_framework import serializers

from foundation.accounts.models import User
from foundation.common.acts import api_create, one_of, page_new, page_of
from foundation.common.api_views import VisibleViewSet
from foundation.common.facts import form_of, input_of, shown_of
from foundation.common.form_pages import FormPage
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Empty, Filters, ListPage, chosen, column_of, columns_of
from foundation.common.requests import Request
from foundation.common.typography import integer
from foundation.journal.queries import history_of, line_of
from foundation.journal.registry import keep_history
from ministries.filters import MinistryChoice

from ..enums import FILE_TONES, FileKind, FileState
from ..models import Flow, XRoadFile
from ..operations.files import Sent, open_xroad_file
from ..rules import can_keep_lists
from .common import CRUMBS, tabs

FAR_BACK = Value(date(1, 1, 1))


class FileFilter(Filters):
    kind = chosen("Nature", FileKind, "toutes les natures")
    state = chosen("État", FileState, "tous les états")


def address(row: XRoadFile) -> str:
    return reverse("xroad-files:detail", args=[row.pk])


def state_cell(row: XRoadFile) -> Cell:
    return Cell(row.get_state_display(), tone=FILE_TONES[FileState(row.state)], note=row.counted or row.problem)


def new_href(user: User) -> str:
    return reverse("xroad-files:new") if can_keep_lists(user) else ""


XROAD_FILES = ListPage(
    title="Fichiers X-Road",
    noun=("fichier", "fichiers"),
    rows=lambda user: XRoadFile.objects.visible_to(user).select_related("opened_by"),
    columns=(
        Column("Fichier", "name", lambda row: Cell(row.name, address(row)), width="wide"),
        column_of(XRoadFile, "kind"),
        column_of(XRoadFile, "as_of", sort="day"),
        Column("État", "get_state_display", state_cell),
        Column("Ce qui en est venu", "counted", on_page=False),
        *columns_of(XRoadFile, "problem", "opened_by", "is_fictitious"),
    ),
    sorts={"day": Sort("as_of", date.fromisoformat)},
    default="-day",
    file="fichiers-x-road",
    filters=FileFilter,
    empty=Empty(
        "Aucun fichier X-Road",
        "L’ASIN dépose ici les listes de membres (clientList, shared-params) et les journaux de supervision.",
        "Déposer un fichier",
        new_href,
    ),
    crumbs=CRUMBS,
    buttons=lambda user: [Button("Déposer un fichier", href, "primary", "plus") for href in [new_href(user)] if href],
    state="Listes de membres et journaux : gardés tels quels, lus ensuite. Un journal relu ne compte pas deux fois.",
    icon="projects",
    template="systems/list.html",
    more=lambda request, found: tabs("xroad-files:list"),
)
keep_history(XRoadFile, page="xroad-files:detail", keeps=can_keep_lists)


@page_of("systems/xroad_file.html", one_of(XRoadFile, "job", "file", "opened_by"))
def detail(request: Request, row: XRoadFile) -> dict[str, Any]:
    lists_members = row.kind == FileKind.MEMBERS
    return {
        "row": row,
        "tone": FILE_TONES[FileState(row.state)],
        "lists_members": lists_members,
        "again_href": "" if row.is_waiting else new_href(request.user),
        "seen_href": reverse("xroad-members:list" if lists_members else "xroad-files:flows") if row.counted else "",
        "history": [line_of(line, request.user) for line in history_of(row, request.user).order_by("-at", "-pk")],
        "crumbs": [*CRUMBS, (XROAD_FILES.title, reverse("xroad-files:list")), (row.name[:60], "")],
    }


ACCEPTED = "Liste de membres : XML ou JSON. Journal de supervision : JSON. 25 Mo au plus ; coupez un journal plus long."
new = page_new(
    open_xroad_file,
    rule=can_keep_lists,
    form=form_of(Sent, upload=forms.FileField(label="Fichier", help_text=ACCEPTED)),
    page=lambda: FormPage(
        "Déposer un fichier X-Road",
        "Déposer",
        reverse("xroad-files:list"),
        [*CRUMBS, (XROAD_FILES.title, reverse("xroad-files:list")), ("Déposer", "")],
        "Une liste de membres fait entrer ceux qu’elle nomme et sortir ceux de ses instances qu’elle ne nomme plus.",
        multipart=True,
    ),
    said=lambda row: "Le fichier est gardé ; il se lit dans un instant.",
    to=address,
)


class FlowFilter(Filters):
    ministry = MinistryChoice(method="by_ministry")
    meta = chosen(
        "Services",
        [("own", "de la plateforme d’interopérabilité elle-même"), ("others", "des institutions")],
        "tous",
        lambda rows, value: rows.filter(is_meta=value == "own"),
    )

    def by_ministry(self, rows: Any, name: str, value: Any) -> Any:
        client = rows.filter(client__platform__ministry=value) | rows.filter(client__member__ministry=value)
        return client | rows.filter(service__platform__ministry=value) | rows.filter(service__member__ministry=value)


def end_cell(end: str) -> Any:
    def cell(row: Any) -> Cell:
        subsystem = getattr(row, end)
        platform = subsystem.platform
        return Cell(platform.name if platform else subsystem.code, note=str(subsystem))

    return cell


ENDS = [f"{end}__{more}" for end in ("client", "service") for more in ("member", "platform")]
FLOWS = ListPage(
    title="Échanges observés",
    noun=("échange observé", "échanges observés"),
    rows=lambda user: Flow.objects.visible_to(user).select_related(*ENDS),
    columns=(
        Column("Demandeur", lambda row: str(row.client), end_cell("client"), width="wide"),
        Column("Plateforme qui demande", lambda row: str(row.client.platform or ""), on_page=False),
        Column("Fournisseur", lambda row: str(row.service), end_cell("service"), width="wide"),
        Column("Plateforme qui fournit", lambda row: str(row.service.platform or ""), on_page=False),
        column_of(Flow, "service_code"),
        column_of(Flow, "is_meta", on_page=False),
        Column("Requêtes", "requests", lambda row: Cell(integer(row.requests)), sort="requests", numeric=True),
        Column("Échecs", "failures", lambda row: Cell(integer(row.failures)), numeric=True),
        column_of(Flow, "first_on", on_page=False),
        column_of(Flow, "last_on", sort="last"),
        column_of(Flow, "answered_on", on_page=False),
    ),
    sorts={"requests": Sort("requests", int), "last": Sort(Coalesce("last_on", FAR_BACK), date.fromisoformat)},
    default="-requests",
    file="echanges-observes",
    filters=FlowFilter,
    empty=Empty("Aucun échange observé", "Ce que les journaux de X-Road montrent apparaîtra ici."),
    crumbs=CRUMBS,
    icon="projects",
    state="Qui demande quoi à qui, d’après les journaux de X-Road.",
    template="systems/list.html",
    more=lambda request, found: tabs("xroad-files:flows"),
)


class XRoadFileViewSet(VisibleViewSet):
    model = XRoadFile
    serializer_class = shown_of(
        XRoadFile, "id", "kind", "name", "as_of", "state", "counts", "problem", "job", "is_fictitious", "version"
    )
    filterset_class = FileFilter

    create = api_create(
        open_xroad_file, rule=can_keep_lists, takes=input_of(Sent, upload=serializers.FileField(label="Fichier"))
    )


class FlowViewSet(VisibleViewSet):
    model = Flow
    serializer_class = shown_of(
        Flow,
        *("id", "client", "service", "service_code", "is_meta", "requests", "failures"),
        *("first_on", "last_on", "answered_on"),
    )
    filterset_class = FlowFilter


app_name = "xroad-files"
ROUTES: list[tuple[str, type]] = [("xroad-files", XRoadFileViewSet), ("xroad-flows", FlowViewSet)]
urlpatterns = [
    path("", XROAD_FILES.page, name="list"),
    path("observes", FLOWS.page, name="flows"),
    path("deposer", new, name="new"),
    path("<uuid:pk>", detail, name="detail"),
]
