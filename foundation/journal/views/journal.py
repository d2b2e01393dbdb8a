"""The journal of a scope, the history of a row, and the verification of a chain."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.accounts.enums import Role
from foundation.accounts.models import Scope, User
from foundation.common import clock
from foundation.common.keyset import Sort
from foundation.common.lists import Cell, Column, Empty, Filters, ListPage
from foundation.common.permissions import require
from foundation.common.requests import Request
from foundation.common.typography import capitalize_first, plural, short_datetime

from ..filters import HistoryFilter, JournalFilter
from ..models import Entry
from ..operations.verifying import verify_chain
from ..queries import Line, chain_of, chains_of, history_of, line_of, lines_read_by, row_of, scopes_read_by
from ..registry import HISTORIES
from ..rules import can_read_history, can_read_journal, can_verify_national_chain, scope_of
from ..words import CHANNELS

HOME = ("Accueil", "/")
SAID = "qui a fait quoi, en quelle qualité, quand et pourquoi"
SORTS = {"at": Sort("at", datetime.fromisoformat)}


def columns_for(user: User, *, about_one: bool) -> Sequence[Column]:
    def told(entry: Entry) -> Line:
        return line_of(entry, user)

    def shown_object(entry: Entry) -> Cell:
        line = told(entry)
        return Cell(line.label or line.kind, line.href, note=line.kind if line.label else "")

    of_object = (
        Column("Nature", lambda entry: told(entry).kind, on_page=False),
        Column("Objet", lambda entry: told(entry).label, shown_object),
    )
    return (
        Column("Date", lambda entry: entry.at, lambda entry: Cell(short_datetime(entry.at)), sort="at"),
        Column("Acte", lambda entry: told(entry).act, lambda entry: Cell(told(entry).act, note=told(entry).reason)),
        *(() if about_one else of_object),
        Column("Auteur", lambda entry: told(entry).who, lambda entry: Cell(told(entry).who, note=told(entry).seat)),
        Column("En qualité de", lambda entry: entry.capacity, on_page=False),
        Column("Avant", lambda entry: told(entry).before, on_page=False),
        Column("Après", lambda entry: told(entry).after, on_page=False),
        Column("Motif", lambda entry: told(entry).reason, on_page=False),
        Column("Voie", lambda entry: CHANNELS.get(entry.channel, entry.channel), on_page=False),
    )


def journal_list(user: User) -> ListPage:
    scopes = list(scopes_read_by(user).order_by("label", "pk")[:6])

    def more(request: Request, found: Filters) -> dict[str, Any]:
        chosen = found.form.cleaned_data.get("scope") if found.is_bound and found.is_valid() else None
        if chosen is None and user.has_role(Role.PORTAL_ADMIN):
            chains = [chain_of(None)]  # a ministry's is shown once its journal is chosen
        else:
            chains = chains_of([chosen] if chosen else scopes)
        return {"chains": chains, "line_of": lambda entry: line_of(entry, user)}

    only = scopes[0].label if len(scopes) == 1 else ""
    return ListPage(
        title="Journal des actes",
        state=f"{only}. Qui a fait quoi, en quelle qualité, quand et pourquoi."
        if only
        else "Qui a fait quoi, en quelle qualité, quand et pourquoi.",
        noun=("ligne", "lignes"),
        rows=lines_read_by,
        filters=JournalFilter,
        columns=columns_for(user, about_one=False),
        sorts=SORTS,
        default="-at",
        file="journal",
        empty=Empty(
            "Aucun acte dans ce journal",
            "Chaque acte accompli dans le portail y laisse une ligne : la première viendra avec le premier acte.",
        ),
        crumbs=(HOME,),
        icon="history",
        template="journal/list.html",
        more=more,
    )


@require_safe
def journal(request: Request) -> HttpResponseBase:
    require(can_read_journal, request.user)
    return journal_list(request.user).page(request)


@require_safe
def row(request: Request, kind: str, pk: UUID) -> HttpResponseBase:
    """The history of one row."""
    user = request.user
    found = row_of(kind, pk, user)
    if found is None:
        raise Http404
    require(can_read_history, user, found)
    scope_id = scope_of(found)
    chains = []
    if scope_id is not None and can_read_journal(user, scope_id):
        chains = [chain_of(scope) for scope in scopes_read_by(user).filter(pk=scope_id)]
    spec = ListPage(
        title=f"Historique : {found}",
        state="Ce qui a été fait, par qui, en quelle qualité, quand et pourquoi ; avant et après.",
        noun=("acte", "actes"),
        rows=lambda user: history_of(found, user),
        filters=HistoryFilter,
        columns=columns_for(user, about_one=True),
        sorts=SORTS,
        default="-at",
        file="historique",
        empty=Empty(
            "Aucun acte sur cette fiche",
            "Elle vient d’une reprise ou d’une importation : le prochain acte laissera ici sa ligne.",
        ),
        crumbs=(HOME, (capitalize_first(str(found))[:60], reverse(HISTORIES[kind].page, args=[found.pk]))),
        icon="history",
        template="journal/list.html",
        more=lambda request, filtered: {"chains": chains, "line_of": lambda entry: line_of(entry, user)},
    )
    return spec.page(request)


@require_safe
def verify_national(request: Request) -> HttpResponse:
    require(can_verify_national_chain, request.user)
    return _verified(request, None)


@require_safe
def verify(request: Request, pk: UUID) -> HttpResponse:
    require(can_read_journal, request.user)
    return _verified(request, get_object_or_404(scopes_read_by(request.user), pk=pk))


def _verified(request: Request, scope: Scope | None) -> HttpResponse:
    """Read a chain again, line by line. A long one is read in several clicks, from the block after `apres`."""
    after = _number(request.GET.get("apres", ""))
    verdict = verify_chain(scope.pk if scope else None, after=after)
    context = {
        "chain": chain_of(scope),
        "verdict": verdict,
        "after": after,
        "said": f"{plural(verdict.lines_count, 'ligne')} en {plural(verdict.blocks_count, 'bloc')}",
        "at": short_datetime(clock.now()),
        "back": reverse("journal:list") + (f"?scope={scope.pk}" if scope else ""),
    }
    return render(request, "journal/verified.html", context, using="jinja2")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
