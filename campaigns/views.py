"""The campaigns: who has answered this month and who has not, and the page of one of them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import django_filters
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.acts import acts_on, one_of, page_of
from foundation.common.facts import form_of
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Empty, Filters, ListPage, chosen, column_of
from foundation.common.permissions import require
from foundation.common.requests import Request
from foundation.common.typography import plural, short_date
from foundation.journal.queries import history_of, line_of
from foundation.ui.buttons import Act
from ministries.filters import MinistryChoice

from . import operations
from .enums import NUDGE_ALL, NUDGE_ASKED, Standing
from .models import Campaign
from .rules import can_explain, can_follow_campaigns, can_keep_deadline

CRUMBS = (("Accueil", "/"), ("Projets", "/projets/"))
TONES = {Standing.LATE: "late", Standing.WAITING: "attention", Standing.ANSWERED: "good"}


def standing_of(row: Campaign) -> Standing:
    if row.is_late(clock.today()):
        return Standing.LATE
    return Standing.WAITING if row.waiting else Standing.ANSWERED


def _by_standing(rows: Any, value: str) -> Any:
    late = {"waiting__gt": 0, "due_on__lt": clock.today()}
    if value == Standing.LATE:
        return rows.filter(**late)
    return rows.filter(waiting=0) if value == Standing.ANSWERED else rows.filter(waiting__gt=0).exclude(**late)


class CampaignFilter(Filters):
    month = django_filters.DateFilter(label="Mois (son premier jour)")
    standing = chosen("Où elle en est", Standing, "toutes", _by_standing)
    asked = chosen(
        "Explication",
        [("wanted", "demandée, attendue"), ("given", "donnée"), ("none", "non demandée")],
        "peu importe",
        lambda rows, value: (
            rows.filter(explanation="").exclude(question="")
            if value == "wanted"
            else rows.exclude(explanation="")
            if value == "given"
            else rows.filter(question="")
        ),
    )
    ministry = MinistryChoice()


def address(row: Campaign) -> str:
    return reverse("campaigns:detail", args=[row.pk])


def standing_cell(row: Campaign) -> Cell:
    standing = standing_of(row)
    left = "non mis à jour" if row.closed_on else "en attente"
    note = f"{plural(row.waiting, 'projet')} {left}" if row.waiting else ""
    return Cell(standing.label, tone=TONES[standing], note=note)


def _asked(row: Campaign) -> str:
    if not row.question:
        return "non demandée"
    if row.explanation:
        return f"donnée le {short_date(row.explained_at)}"
    return f"attendue pour le {short_date(row.answer_by)}"


def acts_of(user: User, row: Campaign) -> Sequence[Button]:
    """What this user may do now with a campaign."""
    found = []
    if can_follow_campaigns(user, row) and row.waiting:
        if row.closed_on is None:
            found.append(Button("Relancer", reverse("campaigns:nudge", args=[row.pk]), posts=True))
        if not row.wants_explanation():
            found.append(Button("Demander une explication", reverse("campaigns:ask", args=[row.pk]), tone="quiet"))
    if can_explain(user, row):
        if row.wants_explanation():
            found.append(Button("Expliquer", reverse("campaigns:explain", args=[row.pk]), tone="primary"))
        if row.waiting and row.closed_on is None:
            found.append(Button("Mettre à jour", reverse("projects:mine")))
    return found


def _buttons(user: User) -> Sequence[Button]:
    found = [Button("Échéances", reverse("deadlines:list"), tone="quiet")]
    if can_keep_deadline(user):
        found.append(Act(NUDGE_ALL, reverse("campaigns:nudge_all"), confirm=NUDGE_ASKED, confirm_label=NUDGE_ALL))
    return found


CAMPAIGNS = ListPage(
    title="Campagnes de mise à jour",
    noun=("campagne", "campagnes"),
    rows=lambda user: Campaign.objects.visible_to(user).with_counts().select_related("ministry"),
    columns=(
        Column("Ministère", "ministry.short_name", lambda row: Cell(row.ministry.short_name, address(row))),
        Column("Mois", lambda row: row.month_words(), sort="month"),
        column_of(Campaign, "due_on", sort="due"),
        Column("Où elle en est", lambda row: standing_of(row).label, standing_cell),
        Column("À jour", "answered", numeric=True),
        Column("En attente", "waiting", numeric=True),
        column_of(
            Campaign, "reminded_at", shown=lambda row: Cell(short_date(row.reminded_at) if row.reminded_at else "aucun")
        ),
        Column("Explication", _asked),
        column_of(Campaign, "closed_on", on_page=False),
    ),
    sorts={"month": Sort("month", date.fromisoformat), "due": Sort("due_on", date.fromisoformat)},
    default="-month",
    file="campagnes",
    filters=CampaignFilter,
    empty=Empty(
        "Aucune campagne.",
        "Une campagne s’ouvre chaque mois pour chaque ministère qui a une échéance et des projets à mettre à jour.",
        "Fixer une échéance",
        lambda user: reverse("deadlines:new") if can_keep_deadline(user) else "",
    ),
    crumbs=CRUMBS,
    buttons=_buttons,
    acts=acts_of,
    icon="projects",
)

fetched = one_of(Campaign, "ministry", "asked_by", "explained_by", rows=lambda rows: rows.with_counts())


@page_of("campaigns/detail.html", fetched)
def detail(request: Request, row: Campaign) -> dict[str, Any]:
    lines = history_of(row, request.user).order_by("-at", "-pk")
    return {
        "row": row,
        "title": f"Mise à jour de {row.month_words()}",
        "standing": standing_cell(row),
        "acts": acts_of(request.user, row),
        "history": [line_of(line, request.user) for line in lines],
        "crumbs": [*CRUMBS, (CAMPAIGNS.title, reverse("campaigns:list")), (row.ministry.short_name, "")],
    }


on_row = acts_on(
    fetch=fetched,
    to=address,
    crumbs=lambda row, here: [
        *CRUMBS,
        (CAMPAIGNS.title, reverse("campaigns:list")),
        (row.ministry.short_name, address(row)),
        (here, ""),
    ],
)
nudge = on_row(
    operations.nudge,
    rule=can_follow_campaigns,
    said=lambda row: f"Le rappel part au DSI de {row.ministry.short_name}.",
    back=lambda row: reverse("campaigns:list"),
)
ask = on_row(
    operations.ask_explanation,
    rule=can_follow_campaigns,
    said="La question part au DSI ; sa réponse viendra ici, avec sa date.",
    form=form_of(operations.ExplanationAsked),
    title="Demander une explication",
    submit="Demander",
    intro="{row}.",
)
explain = on_row(
    operations.explain,
    rule=can_explain,
    said="L’explication est donnée ; l’ASIN la lit à côté de sa question.",
    form=form_of(operations.Explanation),
    title="Donner l’explication",
    submit="Donner l’explication",
    intro="« {row.question} »",
)


@require_POST
def nudge_all(request: Request) -> HttpResponse:
    require(can_follow_campaigns, request.user)
    messages.success(request, operations.nudge_all(by=request.user).said)
    return HttpResponseRedirect(reverse("campaigns:list"))
