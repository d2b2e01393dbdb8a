"""The imports of assets: what each file or line does, checked, done, taken back."""

from datetime import datetime, timedelta
from typing import Any

import django_filters
from django import forms
from django.urls import path, reverse

from foundation.accounts.models import User
from foundation.common.acts import acts_on, address_of, one_of, page_of
from foundation.common.facts import ReasonForm
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Empty, Filters, ListPage, chosen, column_of, columns_of
from foundation.common.requests import Request
from foundation.common.typography import capitalize_first, plural, short_date
from ministries.filters import MinistryChoice

from .. import operations
from ..enums import (
    IMPORT_OUTCOME_TONES,
    IMPORT_TONES,
    AssetImportKind,
    AssetImportOutcome,
    AssetImportState,
    AssetImportUndoing,
)
from ..models import AssetImport, AssetImportLine
from ..operations.incoming import WAITS
from ..rules import can_keep_asset
from .assets import ASSETS
from .common import CRUMBS, TAKE, import_buttons, listed, take_href

SHOWN = 20  # lines of each outcome on the page of an import
Outcome = AssetImportOutcome
address = address_of("asset-imports:detail")


def buttons(user: User) -> list[Button]:
    return [Button("Fichiers reçus", reverse("assets:files"), "quiet"), *import_buttons(user)]


class ImportFilter(Filters):
    ministry = MinistryChoice()
    kind = chosen("Nature", AssetImportKind, "toutes")
    state = chosen("État", AssetImportState, "tous les états")


IMPORTS = ListPage(
    title="Imports d’actifs",
    noun=("import", "imports"),
    rows=lambda user: AssetImport.objects.visible_to(user).select_related("ministry"),
    columns=(
        Column("Import", "title", lambda row: Cell(row.title, address(row), note=row.get_kind_display()), width="wide"),
        Column(
            "Ministère",
            "ministry.name",
            lambda row: Cell(row.ministry.short_name, note="fictif" if row.is_fictitious else ""),
        ),
        Column(
            "État",
            "get_state_display",
            lambda row: Cell(row.get_state_display(), tone=IMPORT_TONES[AssetImportState(row.state)]),
        ),
        *(column_of(AssetImport, outcome.value, numeric=True) for outcome in Outcome),
        column_of(AssetImport, "opened_at", sort="opened", shown=lambda row: Cell(short_date(row.opened_at))),
        column_of(AssetImport, "opened_by"),
        *(column_of(AssetImport, name, on_page=False) for name in ("kind", "done_at", "done_by", "undone_at")),
        *(column_of(AssetImport, name, on_page=False) for name in ("undone_by", "is_fictitious")),
    ),
    filters=ImportFilter,
    sorts={"opened": Sort("opened_at", datetime.fromisoformat)},
    default="-opened",
    file="imports-d-actifs",
    empty=Empty(
        "Aucun import",
        "Déposez les fichiers de l’agent d’inventaire, ou un tableau : le portail montre d’abord ce qui changerait.",
        TAKE,
        take_href,
    ),
    crumbs=CRUMBS,
    buttons=buttons,
    state="Ce que chaque import a créé, modifié ou refusé ; un import s’annule en entier.",
    **listed("asset-imports:list"),
)


class ImportLineFilter(Filters):
    asset_import = django_filters.UUIDFilter(label="Import", field_name="asset_import_id", widget=forms.HiddenInput)
    asset = django_filters.UUIDFilter(label="Actif", field_name="asset_id", widget=forms.HiddenInput)
    outcome = chosen("Effet", Outcome, "tous")
    undoing = chosen("Annulation", AssetImportUndoing, "peu importe")


def outcome_cell(row: AssetImportLine) -> Cell:
    return Cell(Outcome(row.outcome).label, tone=IMPORT_OUTCOME_TONES[Outcome(row.outcome)])


def changes_in_words(row: AssetImportLine) -> str:
    return " ; ".join(f"{label} : {before or 'vide'} → {after or 'vide'}" for label, before, after in row.changes)


def why(row: AssetImportLine) -> str:
    return " ".join(capitalize_first(each) for each in (*row.reasons, row.undoing_reason) if each)


LINES = ListPage(
    title="Lignes d’imports",
    noun=("ligne", "lignes"),
    rows=lambda user: (
        AssetImportLine.objects.visible_to(user).select_related("asset_import").defer("content", "before")
    ),
    columns=(
        column_of(
            AssetImportLine,
            "origin",
            shown=lambda row: Cell(row.origin, address(row.asset_import), note=str(row.asset_import)),
        ),
        Column(
            "Actif",
            "title",
            lambda row: Cell(row.title, reverse("assets:detail", args=[row.asset_id]) if row.asset_id else ""),
            width="wide",
        ),
        Column("Import", "asset_import.title", on_page=False),
        Column("Effet", "get_outcome_display", outcome_cell),
        Column(
            "Changements",
            changes_in_words,
            lambda row: Cell(changes_in_words(row) or why(row), note=why(row) if row.changes else ""),
            width="wide",
        ),
        Column("Motifs", why, on_page=False),
        *columns_of(AssetImportLine, "undoing"),
    ),
    filters=ImportLineFilter,
    sorts={"line": Sort("rank", int)},
    default="line",
    file="lignes-d-import",
    empty=Empty("Aucune ligne", "Chaque fichier déposé, chaque ligne d’un tableau a ici son effet."),
    crumbs=(*CRUMBS, ("Imports d’actifs", "/parc/imports/")),
    **listed("asset-imports:list"),
)


def lines_href(row: AssetImport, outcome: str = "") -> str:
    found = f"{reverse('asset-imports:lines')}?asset_import={row.pk}"
    return f"{found}&outcome={outcome}" if outcome else found


fetched = one_of(AssetImport, "ministry")
TITLES = {
    Outcome.REFUSED: ("{} refusé{}", "{}s refusé{}s"),
    Outcome.CREATED: ("actif à créer", "actifs à créer"),
    Outcome.UPDATED: ("actif à modifier", "actifs à modifier"),
    Outcome.UNCHANGED: ("{} sans rien de nouveau", "{}s sans rien de nouveau"),
}
UNITS = {AssetImportKind.AGENT: ("fichier", ""), AssetImportKind.TABLE: ("ligne", "e")}
DONE_TITLES = TITLES | {
    Outcome.CREATED: ("actif créé", "actifs créés"),
    Outcome.UPDATED: ("actif modifié", "actifs modifiés"),
}


@page_of("assets/import.html", fetched)
def detail(request: Request, row: AssetImport) -> dict[str, Any]:
    """An import: what it would do, then what it did, and the next step."""
    titles = TITLES if row.is_checked else DONE_TITLES
    parts = []
    lines = row.lines.defer("content", "before").order_by("rank", "pk")
    for outcome, (one, many) in titles.items():
        if count := getattr(row, outcome.value):
            shown = list(lines.filter(outcome=outcome)[:SHOWN])
            more = lines_href(row, outcome.value) if count > len(shown) else ""
            words = [said.format(*UNITS[AssetImportKind(row.kind)]) for said in (one, many)]
            parts.append((plural(count, *words), outcome.value, shown, more))
    may = can_keep_asset(request.user, row)
    return {
        "row": row,
        "parts": parts,
        "waits_until": row.opened_at + timedelta(days=WAITS),
        "tone": IMPORT_TONES[AssetImportState(row.state)],
        "lines_href": lines_href(row),
        "refused_href": f"{reverse('asset-imports:lines_export')}?asset_import={row.pk}&outcome=refused",
        "may_run": may and row.is_checked and bool(row.created + row.updated),
        "may_abandon": may and row.is_checked,
        "may_undo": may and row.is_done,
        "again_href": reverse("assets:table" if row.kind == AssetImportKind.TABLE else "assets:receive") if may else "",
        "kept": row.lines.filter(undoing=AssetImportUndoing.KEPT).count() if row.undone_at else 0,
        "assets_href": ASSETS.list_href(),
        "crumbs": [*CRUMBS, (IMPORTS.title, reverse("asset-imports:list")), (row.title[:60], "")],
    }


def said_done(row: AssetImport) -> str:
    words = [
        plural(row.created, "actif créé", "actifs créés") if row.created else "",
        plural(row.updated, "actif modifié", "actifs modifiés") if row.updated else "",
    ]
    return f"{', '.join(filter(None, words))}." if any(words) else "Rien n’a changé depuis la vérification."


on_import = acts_on(
    fetch=fetched,
    to=address,
    crumbs=lambda row, here: [
        *CRUMBS,
        (IMPORTS.title, reverse("asset-imports:list")),
        (row.title[:60], address(row)),
        (here, ""),
    ],
    rule=can_keep_asset,
)
app_name = "asset-imports"
urlpatterns = [
    path("", IMPORTS.page, name="list"),
    path("export.csv", IMPORTS.csv, name="export"),
    path("lignes", LINES.page, name="lines"),
    path("lignes/export.csv", LINES.csv, name="lines_export"),
    path("<uuid:pk>", detail, name="detail"),
    path("<uuid:pk>/importer", on_import(operations.run_import, said=said_done), name="run_import"),
    path(
        "<uuid:pk>/abandonner",
        on_import(operations.abandon_import, said="L’import est abandonné : rien n’a été écrit."),
        name="abandon_import",
    ),
    path(
        "<uuid:pk>/annuler",
        on_import(
            operations.undo_import,
            form=ReasonForm,
            title="Annuler cet import",
            submit="Annuler cet import",
            intro="Les actifs qu’il a créés sortent du registre, ceux qu’il a modifiés retrouvent leurs valeurs. Ce"
            " qui a changé depuis est gardé, avec la raison.",
            said="L’import est annulé. Ce qui a été gardé dit pourquoi.",
        ),
        name="undo_import",
    ),
]
