"""The campaigns of inventory: opened on a part of the assets, led on a phone, ended by a statement."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db import transaction
from django.http import Http404, HttpResponseBase
from django.urls import path, reverse
from django.views.decorators.http import require_safe
from rest_framework import serializers

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.acts import acts_on, api_act, one_of, page_act
from foundation.common.exceptions import Refused
from foundation.common.facts import NoteForm, NoteInput, form_of
from foundation.common.form_pages import FormPage
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Empty, Filters, ListPage, chosen, column_of, columns_of
from foundation.common.requests import Request
from foundation.common.typography import integer, known, plural, short_date
from foundation.documents.api.downloads import api_file
from foundation.documents.attachments import attachment
from foundation.documents.models import StoredFile
from foundation.registers.register import Register, Words
from ministries.filters import MinistryChoice

from .. import operations
from ..api.inputs import LineSerializer, NamedInput, SeenInput
from ..enums import LINE_TONES, LineOutcome, StocktakeState
from ..forms import STOCKTAKE, Named, Seen, in_office
from ..models import Stocktake, StocktakeLine
from ..queries.stocktakes import LISTED, is_lost, shown_on_phone, statement_of
from ..rules import can_keep_asset
from .assets import ASSETS
from .common import CRUMBS, listed, tabs

Outcome = LineOutcome


class StocktakeFilter(Filters):
    ministry = MinistryChoice()
    state = chosen("État", StocktakeState, "toutes")


class StocktakeRegister(Register):
    """Besides a plain register: what should be there is listed the day the campaign opens."""

    @transaction.atomic
    def add(self, *, by: User | None, **values: Any) -> Any:
        row = super().add(**values, opened_on=clock.today(), by=by)
        operations.list_expected(row)
        return self._whole(Stocktake.objects.all()).get(pk=row.pk)


def acts(user: User, row: Stocktake) -> list[Button]:
    found = [Button("Ses lignes", f"{reverse('stocktakes:lines')}?stocktake={row.pk}", "quiet")]
    if row.state == StocktakeState.CLOSED:
        paper = row.paper
        if paper is not None and paper.file is not None:
            address = reverse("stocktakes:statement", args=[row.pk])
            found.append(Button("État d’inventaire (PDF)", address, "secondary", icon="download"))
        elif can_keep_asset(user, row) and (paper is None or is_lost(paper)):
            establish = reverse("stocktakes:establish", args=[row.pk])
            found.insert(0, Button("Établir l’état d’inventaire", establish, "primary", posts=True))
    elif can_keep_asset(user, row):
        found = [
            Button("Inventorier", reverse("stocktakes:note", args=[row.pk]), "primary", icon="qr"),
            Button("Clore la campagne", reverse("stocktakes:close", args=[row.pk])),
            *found,
        ]
    return found


def counted(label: str, name: str, **more: Any) -> Column:
    return Column(label, name, lambda row: Cell(integer(getattr(row, name))), numeric=True, **more)


def progress_cell(row: Stocktake) -> Cell:
    done = row.expected - row.count_waiting
    return Cell(
        f"{integer(row.count_confirmed)} sur {integer(row.expected)}",
        note=f"{plural(row.count_waiting, 'actif')} à voir" if done < row.expected else "",
    )


STOCKTAKES: StocktakeRegister = StocktakeRegister(
    name="stocktakes",
    model=Stocktake,
    fields=STOCKTAKE,
    owner="ministry",
    once=("ministry", "structure", "site"),
    keeps=can_keep_asset,
    words=Words(
        "campagne d’inventaire",
        none="Aucune campagne d’inventaire",
        new="Ouvrir une campagne",
        added="La campagne est ouverte : la liste de ce qui doit être là est arrêtée. Inventoriez depuis un téléphone.",
    ),
    title="Campagnes d’inventaire",
    noun=("campagne", "campagnes"),
    state="Ce qui doit être là, ce qui a été vu, ce qui manque, ce qui a été trouvé en plus.",
    empty="Une campagne liste les actifs attendus ; on les confirme un à un, par leur étiquette.",
    columns=(
        column_of(Stocktake, "title", href=lambda row: STOCKTAKES.href(row), width="wide"),
        column_of(
            Stocktake,
            "ministry",
            shown=lambda row: Cell(row.ministry.short_name, note="fictif" if row.is_fictitious else ""),
        ),
        Column("Où", lambda row: _where(row), lambda row: Cell(_where(row))),
        column_of(Stocktake, "opened_on", sort="opened"),
        Column("État", "get_state_display", lambda row: state_cell(row)),
        Column("Confirmés", "count_confirmed", progress_cell, numeric=True),
        counted("Introuvables", "count_missing"),
        counted("Trouvés en plus", "count_found"),
        counted("Attendus", "expected", on_page=False),
        *columns_of(Stocktake, "closed_on", "is_fictitious"),
    ),
    filters=StocktakeFilter,
    sorts={"opened": Sort("opened_on", date.fromisoformat)},
    default="-opened",
    file="campagnes-d-inventaire",
    finds=(),
    prepare=lambda rows: rows.with_counts(),
    also_shown={
        "state": serializers.ChoiceField(choices=StocktakeState.choices, read_only=True, label="état"),
        "opened_on": serializers.DateField(read_only=True, label="ouverte le"),
        "closed_on": serializers.DateField(read_only=True, allow_null=True, label="close le"),
        "expected": serializers.IntegerField(read_only=True, label="attendus"),
        **{
            f"count_{outcome.value}": serializers.IntegerField(read_only=True, label=outcome.label)
            for outcome in LineOutcome
        },
    },
    offers={"structure": in_office},
    offers_to=lambda user, rows: rows.filter(scope_id__in=user.access.scopes()),
    crumbs=CRUMBS,
    icon="projects",
    list_template="assets/list.html",
    list_more=lambda request, found: tabs("stocktakes:list"),
    row_template="assets/stocktake.html",
    row_more=lambda row, user: shown_beside(row),
    acts=acts,
    api_acts={
        "note": api_act(
            operations.note_seen, rule=can_keep_asset, takes=SeenInput, answers=LineSerializer, name="note"
        ),
        "miss": api_act(
            operations.note_missing, rule=can_keep_asset, takes=NamedInput, answers=LineSerializer, name="miss"
        ),
        "undo": api_act(operations.undo_note, rule=can_keep_asset, takes=NamedInput, name="undo", status=204),
        "close": api_act(operations.close_stocktake, rule=can_keep_asset, takes=NoteInput, name="close"),
        "establish": api_act(operations.establish_statement, rule=can_keep_asset, name="establish"),
        "statement": api_file("statement", lambda row: statement_file(row), "The PDF of its statement."),
    },
)


def shown_beside(row: Stocktake) -> dict[str, Any]:
    is_closed = row.state == StocktakeState.CLOSED
    paper = row.paper if is_closed else None
    return {
        "statement": statement_of(row, LISTED) if is_closed else None,
        "is_made_now": paper is not None and paper.file is None and not is_lost(paper),
        "is_lost": paper is not None and is_lost(paper),
        "lines_href": f"{reverse('stocktakes:lines')}?stocktake={row.pk}",
    }


def _where(row: Stocktake) -> str:
    return ", ".join(filter(None, (str(row.structure) if row.structure else "", row.site))) or "tout le parc"


def state_cell(row: Stocktake) -> Cell:
    is_open = row.state == StocktakeState.OPEN
    return Cell(row.get_state_display(), tone="information" if is_open else "good")


class LineFilter(Filters):
    stocktake = django_filters.UUIDFilter(label="Campagne", field_name="stocktake_id", widget=forms.HiddenInput)
    outcome = chosen("Constat", LineOutcome, "tous")


def line_cell(row: StocktakeLine) -> Cell:
    if row.asset is None:
        return Cell(row.label, note="hors registre")
    return Cell(str(row.asset), ASSETS.href(row.asset), note=row.asset.place)


LINES = ListPage(
    title="Lignes d’inventaire",
    noun=("ligne", "lignes"),
    rows=lambda user: StocktakeLine.objects.visible_to(user).select_related(
        "stocktake", "asset", "asset__category", "asset__structure"
    ),
    columns=(
        Column("Actif", lambda row: str(row), line_cell, width="wide"),
        Column("Campagne", "stocktake.title", lambda row: Cell(row.stocktake.title, STOCKTAKES.href(row.stocktake))),
        Column(
            "Constat",
            "get_outcome_display",
            lambda row: Cell(Outcome(row.outcome).label, tone=LINE_TONES[Outcome(row.outcome)]),
        ),
        Column("Lieu de la fiche", lambda row: row.asset.place if row.asset else "", on_page=False),
        column_of(StocktakeLine, "site", shown=lambda row: Cell(known(row.site) if row.site else "")),
        column_of(StocktakeLine, "note"),
        column_of(StocktakeLine, "noted_at", shown=lambda row: Cell(short_date(row.noted_at) if row.noted_at else "")),
        *columns_of(StocktakeLine, "is_expected", "by_name"),
    ),
    filters=LineFilter,
    sorts={"line": Sort("pk")},
    default="line",
    file="inventaire",
    empty=Empty("Aucune ligne", "Ouvrez une campagne : ce qui doit être là y est listé."),
    crumbs=(*CRUMBS, ("Campagnes d’inventaire", "/parc/campagnes/")),
    **listed("stocktakes:list"),
)

fetched = one_of(Stocktake, "ministry", "structure", rows=lambda rows: rows.with_counts())
on_stocktake = acts_on(
    fetch=fetched,
    to=STOCKTAKES.href,
    crumbs=lambda row, here: [
        *CRUMBS,
        (STOCKTAKES.title, STOCKTAKES.list_href()),
        (row.title[:60], STOCKTAKES.href(row)),
        (here, ""),
    ],
    rule=can_keep_asset,
)


def phone_address(row: Stocktake) -> str:
    return reverse("stocktakes:note", args=[row.pk])


def said_of(line: StocktakeLine) -> str:
    return line.told


note = page_act(
    operations.note_seen,
    fetch=fetched,
    rule=can_keep_asset,
    form=form_of(Seen),
    page=lambda row: FormPage(
        f"Inventorier : {row.title}",
        "Noter",
        STOCKTAKES.href(row),
        [
            *CRUMBS,
            (STOCKTAKES.title, STOCKTAKES.list_href()),
            (row.title[:60], STOCKTAKES.href(row)),
            ("Inventorier", ""),
        ],
        template="assets/scan.html",
    ),
    more=lambda request, row: {"row": row, **shown_on_phone(row)},
    said=said_of,
    to=phone_address,
)


def statement_file(row: Stocktake) -> tuple[StoredFile, str]:
    """Whoever reads the campaign reads its statement."""
    if row.state != StocktakeState.CLOSED:
        raise Refused("L’état d’inventaire s’établit à la clôture : cette campagne est en cours.")
    paper = row.paper
    if paper is None:
        raise Http404
    if paper.file is None:
        raise Refused("L’état d’inventaire est en cours de mise en page : redemandez-le dans un instant.")
    return paper.file, paper.file.name


@require_safe
def statement(request: Request, pk: Any) -> HttpResponseBase:
    return attachment(*statement_file(fetched(request, pk)))


app_name = STOCKTAKES.name
urlpatterns = [
    path("lignes", LINES.page, name="lines"),
    path("lignes/export.csv", LINES.csv, name="lines_export"),
    *STOCKTAKES.urlpatterns,
    path("<uuid:pk>/inventorier", note, name="note"),
    path(
        "<uuid:pk>/introuvable",
        on_stocktake(
            operations.note_missing,
            form=form_of(Named),
            title="Un actif est introuvable",
            submit="Noter comme introuvable",
            said=said_of,
            back=phone_address,
        ),
        name="miss",
    ),
    path(
        "<uuid:pk>/retirer",
        on_stocktake(
            operations.undo_note,
            form=form_of(Named),
            title="Retirer un constat",
            submit="Retirer",
            intro="L’actif attendu est de nouveau à voir ; celui qui avait été trouvé en plus n’est plus compté.",
            said="Le constat est retiré.",
            back=phone_address,
        ),
        name="undo",
    ),
    path(
        "<uuid:pk>/clore",
        on_stocktake(
            operations.close_stocktake,
            form=NoteForm,
            title="Clore la campagne",
            submit="Clore",
            intro="Encore à voir : {row.count_waiting}. Ce qui n’a été vu nulle part"
            " devient introuvable, sauf en réparation ; ce qui l’était et a été vu revient en stock. La campagne ne se"
            " rouvre pas.",
            said="La campagne est close : son état d’inventaire est en cours de mise en page.",
        ),
        name="close",
    ),
    path(
        "<uuid:pk>/etablir",
        on_stocktake(operations.establish_statement, said="L’état d’inventaire est en cours de mise en page."),
        name="establish",
    ),
    path("<uuid:pk>/etat.pdf", statement, name="statement"),
]
