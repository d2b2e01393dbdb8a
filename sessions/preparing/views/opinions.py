"""The opinions asked of the ASIN: what is awaited, what was given, and by whom it is asked."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.common import clock
from foundation.common.acts import acts_on, one_of
from foundation.common.keyset import Sort
from foundation.common.lists import Cell, Column, Empty, ListPage
from foundation.common.requests import Request
from foundation.common.typography import short_date
from sessions.core import rules as core_rules
from sessions.core.enums import OpinionState
from sessions.core.models import Annex
from sessions.core.views.shown import sessions_crumbs

from .. import rules
from ..enums import OpinionSense
from ..filters import OpinionFilter
from ..forms.proposals import AskOpinionForm, OpinionForm
from ..forms.sessions import ReasonForm
from ..models import Opinion
from ..operations.opinions import ask_opinion, give_opinion, withdraw_opinion
from ..queries.proposals import SENSE_TONES, opinions_for
from .agenda import back, on_item

_visible_opinion = one_of(Opinion, "item__session__commission", "item__presenter", "asked_by", "given_by")


def visible_opinion(request: Request, pk: UUID) -> Opinion:
    row: Opinion = _visible_opinion(request, pk)
    row.item.tell(request.user)
    return row


def opinion_address(opinion: Opinion) -> str:
    return reverse("sessions:opinion", args=[opinion.pk])


def opinion_crumbs(here: str) -> list[tuple[str, str]]:
    return sessions_crumbs(("Avis de l’ASIN", reverse("sessions:opinions")), (here, ""))


def _due(row: Opinion) -> Cell:
    day = short_date(row.due_on)
    return Cell(f"{day}, en retard", tone="late") if row.is_overdue(clock.today()) else Cell(day)


def _answer(row: Opinion) -> Cell:
    if row.state != OpinionState.GIVEN:
        return Cell(row.get_state_display(), tone="neutral")
    given = short_date(row.given_at) + (", tardif" if row.came_late else "")
    return Cell(row.get_sense_display(), tone=SENSE_TONES[OpinionSense(row.sense)], note=given)


OPINIONS = ListPage(
    title="Avis de l’ASIN",
    state="Ce que les commissions demandent à l’ASIN, et ce qu’elle a répondu.",
    noun=("avis", "avis"),
    rows=opinions_for,
    filters=OpinionFilter,
    columns=(
        Column("Commission", lambda row: row.item.session.commission.code, on_page=False),
        Column("Session", lambda row: row.item.session.label, on_page=False),
        Column(
            "Point", lambda row: row.told_title, lambda row: Cell(row.told_title, opinion_address(row)), width="wide"
        ),
        Column("Commission", lambda row: row.item.session.commission.code, in_files=False),
        Column("Demandé le", lambda row: row.asked_at, on_page=False),
        Column("Attendu pour le", lambda row: row.due_on, _due),
        Column("État", lambda row: row.get_state_display(), on_page=False),
        Column("Sens", lambda row: row.get_sense_display(), on_page=False),
        Column("Avis", _answer, _answer, in_files=False),
        Column("Rendu le", lambda row: row.given_at, on_page=False),
        Column("Tardif", lambda row: row.came_late or row.is_overdue(clock.today()), on_page=False),
    ),
    sorts={"turn": Sort("turn")},
    default="turn",
    file="avis-asin",
    empty=Empty(
        "Aucun avis demandé",
        "Le secrétaire d’une commission demande l’avis de l’ASIN depuis un point de l’ordre du jour.",
    ),
    crumbs=(("Accueil", "/"), ("Sessions", "/sessions/")),
    icon="flag",
)


@require_safe
def opinion(request: Request, pk: UUID) -> HttpResponse:
    row = visible_opinion(request, pk)
    user, item, is_awaited = request.user, row.item, row.state == OpinionState.ASKED
    annexes = Annex.objects.visible_to(user).kept().filter(item=item).select_related("file", "item__session")
    context: dict[str, Any] = {
        "opinion": row,
        "item": item,
        "annexes": [annex.tell(user) for annex in annexes.order_by("position", "pk")],
        "projects": list(item.projects.visible_to(user).order_by("title", "pk")),
        "tones": SENSE_TONES,
        "today": clock.today(),
        "can_give": is_awaited and rules.can_give_opinion(user, row),
        "can_withdraw": is_awaited and rules.can_withdraw_opinion(user, row),
        "item_href": back(item) if core_rules.can_prepare(user, item.session) else "",
        "breadcrumb": opinion_crumbs(item.title),
    }
    return render(request, "sessions/opinion.html", context, using="jinja2")


def _given(row: Opinion) -> str:
    late = "L’avis est rendu, après son délai : il est marqué comme tardif."
    return late if row.came_late else "L’avis est rendu : il est porté à l’ordre du jour."


ask = on_item(
    ask_opinion,
    form=AskOpinionForm,
    title="Demander l’avis de l’ASIN sur « {row.title} »",
    submit="Demander l’avis",
    here="Avis de l’ASIN",
    intro="L’ASIN voit ce point, son exposé et ses annexes non confidentielles dès maintenant.",
    said="L’avis est demandé : l’ASIN lit le point, ses projets et ses annexes ouvertes.",
    onward=lambda request, row: opinion_address(row),
)
on_opinion = acts_on(fetch=visible_opinion, to=opinion_address, crumbs=lambda row, here: opinion_crumbs(here))
give = on_opinion(
    give_opinion,
    rule=rules.can_give_opinion,
    form=OpinionForm,
    title="Rendre l’avis de l’ASIN",
    submit="Rendre l’avis",
    here="Rendre l’avis",
    intro="« {row.item.title} ». Un avis rendu ne se modifie plus.",
    said=_given,
)
withdraw = on_opinion(
    withdraw_opinion,
    rule=rules.can_withdraw_opinion,
    form=ReasonForm,
    title="Retirer la demande d’avis",
    submit="Retirer la demande",
    here="Retirer la demande",
    said="La demande d’avis est retirée.",
    back=lambda row: back(row.item),
)
