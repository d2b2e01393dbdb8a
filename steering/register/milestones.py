"""The register of milestones: three marks each, and the acts that move and reach them."""

from datetime import date
from typing import Any

from django.urls import path, reverse
from rest_framework import serializers

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.acts import acts_on, api_act, one_of
from foundation.common.facts import ReasonForm, ReasonInput, form_of, input_of
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, chosen, column_of
from foundation.common.typography import plural, short_date
from foundation.registers.register import Register, Words

from ..models import Milestone
from ..operations.milestones import Move, Reached, move, reach, reopen
from ..queries.panels import MILESTONE_TONES
from ..rules import can_steer
from .common import CRUMBS, PROJECT_COLUMNS, PartFilter, steers

STATES = {
    "reached": lambda rows: rows.filter(actual_on__isnull=False),
    "expected": lambda rows: rows.expected(),
    "late": lambda rows: rows.late(clock.today()),
    "overdue": lambda rows: rows.overdue(clock.today()),
    "overdue_late": lambda rows: rows.late(clock.today()).filter(current_on__lt=clock.today()),
    "moved_late": lambda rows: rows.late(clock.today()).filter(current_on__gte=clock.today()),
}


class MilestoneFilter(PartFilter):
    state = chosen(
        "État",
        [
            ("expected", "attendus"),
            ("late", "en retard sur la marque initiale"),
            ("overdue", "dépassés"),
            ("overdue_late", "en retard, et dépassés"),
            ("moved_late", "en retard, et reportés"),
            ("reached", "atteints"),
        ],
        "tous",
        lambda rows, value: STATES[value](rows),
    )


def slip_words(row: Milestone) -> str:
    if row.slip == 0:
        return "à la date initiale"
    return f"{plural(abs(row.slip), 'jour')} {'après' if row.slip > 0 else 'avant'} la date initiale"


def standing_cell(row: Milestone) -> Cell:
    standing = row.standing(clock.today())
    return Cell(standing.label, tone=MILESTONE_TONES[standing], note=slip_words(row))


def acts(user: User, row: Milestone) -> list[Button]:
    if not can_steer(user, row):
        return []
    if row.actual_on is not None:
        return [Button("Annuler l’atteinte", reverse("milestones:reopen", args=[row.pk]), tone="quiet")]
    return [
        Button("Noter comme atteint", reverse("milestones:reach", args=[row.pk]), tone="primary", icon="check"),
        Button("Reporter", reverse("milestones:move", args=[row.pk])),
    ]


def moves(row: Milestone, user: User) -> dict[str, Any]:
    return {"moves": list(row.moves.order_by("-at", "-pk"))}


MILESTONES: Register = Register(
    model=Milestone,
    fields=("project", "title", "deliverable", "initial_on"),
    words=Words(
        "jalon",
        none="Aucun jalon",
        new="Enregistrer un jalon",
        added="Le jalon est au calendrier du projet ; sa date initiale ne changera plus.",
    ),
    title="Jalons",
    noun=("jalon", "jalons"),
    state="Trois marques pour chacun : la date initiale, qui ne change plus, la date attendue, et le jour où il est"
    " atteint.",
    empty="Les jalons des projets apparaîtront ici, le plus proche d’abord.",
    columns=(
        column_of(Milestone, "title", href=lambda row: MILESTONES.href(row), width="wide"),
        *PROJECT_COLUMNS,
        column_of(Milestone, "deliverable"),
        column_of(Milestone, "initial_on"),
        column_of(Milestone, "current_on", sort="current"),
        column_of(Milestone, "actual_on"),
        Column("État", lambda row: row.standing(clock.today()).label, standing_cell),
        Column("Écart à la date initiale (jours)", "slip", on_page=False),
    ),
    filters=MilestoneFilter,
    sorts={"current": Sort("current_on", date.fromisoformat)},
    default="current",
    file="jalons",
    also_shown={
        "current_on": serializers.DateField(read_only=True, label="attendu le"),
        "actual_on": serializers.DateField(read_only=True, allow_null=True, label="atteint le"),
        "slip": serializers.IntegerField(read_only=True, label="écart à la date initiale, en jours"),
    },
    acts=acts,
    row_template="steering/milestone.html",
    row_more=moves,
    api_acts={
        "move": api_act(move, rule=can_steer, takes=input_of(Move)),
        "reach": api_act(reach, rule=can_steer, takes=input_of(Reached)),
        "reopen": api_act(reopen, rule=can_steer, takes=ReasonInput),
    },
    **steers("milestones") | {"once": ("project", "initial_on")},
)
on_milestone = acts_on(
    fetch=one_of(Milestone, "project__ministry", "project__lead"),
    to=MILESTONES.href,
    crumbs=lambda row, here: [
        *CRUMBS,
        (MILESTONES.title, MILESTONES.list_href()),
        (row.title[:60], MILESTONES.href(row)),
        (here, ""),
    ],
    rule=can_steer,
)
app_name = MILESTONES.name
urlpatterns = [
    *MILESTONES.urlpatterns,
    path(
        "<uuid:pk>/reporter",
        on_milestone(
            move,
            form=form_of(Move),
            title="Reporter « {row.title} »",
            here="Reporter",
            submit="Reporter",
            intro="La date initiale reste affichée à côté de la nouvelle : un report ne rattrape aucun retard.",
            said=lambda row: f"Le jalon est attendu le {short_date(row.current_on)}, {slip_words(row)}.",
        ),
        name="move",
    ),
    path(
        "<uuid:pk>/atteint",
        on_milestone(
            reach,
            form=form_of(Reached),
            title="« {row.title} » est atteint",
            here="Atteint",
            submit="Noter comme atteint",
            said=lambda row: f"Le jalon est atteint, {slip_words(row)}. Une erreur s’annule depuis sa page.",
        ),
        name="reach",
    ),
    path(
        "<uuid:pk>/annuler",
        on_milestone(
            reopen,
            form=ReasonForm,
            title="« {row.title} » n’est pas atteint",
            here="Annuler l’atteinte",
            submit="Annuler l’atteinte",
            said="Le jalon est de nouveau attendu : notez le jour où il le sera, ou reportez-le.",
        ),
        name="reopen",
    ),
]
