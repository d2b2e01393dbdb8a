"""The problems met with e-services: from a citizen, a conference or an officer, up to what has changed."""

from datetime import date
from typing import Any
from uuid import UUID

import django_filters
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from rest_framework import serializers

from foundation.accounts.models import User
from foundation.common.acts import acts_on, api_act
from foundation.common.exceptions import InvalidInput
from foundation.common.facts import ReasonForm, ReasonInput, new_input
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, chosen, column_of
from foundation.common.requests import Request
from foundation.registers.register import Register, Words

from .. import operations
from ..enums import STATE_TONES, Origin, ProblemAct, ProblemState
from ..forms import words_form
from ..models import ServiceProblem
from ..rules import can_keep_service
from ..workflow import PROBLEM_WORKFLOW
from .common import CRUMBS, SERVICE_COLUMNS, PartFilter, of_services

State, Act = ProblemState, ProblemAct
BUTTONS: tuple[tuple[ProblemAct, str, str, str], ...] = (
    (Act.ADMIT, "Retenir", "admit", "primary"),
    (Act.DIAGNOSE, "Dire le diagnostic", "diagnose", "primary"),
    (Act.REFORM, "Dire la réforme", "reform", "secondary"),
    (Act.IMPROVE, "Dire l’amélioration", "improve", "primary"),
    (Act.CLOSE, "Clore", "close", "primary"),
    (Act.RESUME, "Reprendre", "resume", "quiet"),
    (Act.RECONSIDER, "Remettre à modérer", "reconsider", "quiet"),
    (Act.REJECT, "Écarter", "reject", "quiet"),
)


class ProblemFilter(PartFilter):
    words = ("subject", "origin_words", "service__name")
    q = django_filters.CharFilter(label="Mots", method="by_words", max_length=200)
    state = chosen("État", ProblemState, "tous les états")
    open = chosen("Suite", [("1", "ouverts")], "tous", lambda rows, value: rows.open())
    origin = chosen("Origine", Origin, "toutes")


class ProblemRegister(Register):
    """Besides a plain register: what an officer enters is kept already; what a citizen reports is moderated first."""

    def add(self, *, by: User | None, **values: Any) -> Any:
        if values["origin"] == Origin.CITIZEN:
            raise InvalidInput(
                {
                    "origin": [
                        "Un usager signale lui-même, par le formulaire public : dites d’où vous tenez ce problème."
                    ]
                }
            )
        if not values["subject"].strip():
            raise InvalidInput({"subject": ["Dites le problème en une phrase."]})
        return super().add(**values, state=State.ADMITTED, by=by)


def acts(user: User, row: ServiceProblem) -> list[Button]:
    if not can_keep_service(user, row):
        return []
    return [
        Button(label, reverse(f"service-problems:{name}", args=[row.pk]), tone, posts=name == "close")
        for act, label, name, tone in BUTTONS
        if PROBLEM_WORKFLOW.can(act, State(row.state))
    ]


def state_cell(row: ServiceProblem) -> Cell:
    return Cell(State(row.state).label, tone=STATE_TONES[State(row.state)], note=row.state_reason)


def call(operation: Any, name: str, takes: Any = None) -> Any:
    return api_act(operation, rule=can_keep_service, takes=takes, name=name)


def text(name: str) -> Any:
    """The payload of an act that asks for one text; the schema tells them apart by their name."""
    asked: Any = new_input(ServiceProblem, name, required=(name,))
    asked.__name__ = f"Problem{name.title()}"
    return asked


PROBLEMS: ProblemRegister = ProblemRegister(
    model=ServiceProblem,
    fields=("service", "subject", "origin", "origin_words", "reported_on"),
    once=("service", "origin"),
    keeps=can_keep_service,
    words=Words(
        "problème d’un e-service",
        none="Aucun problème",
        new="Noter un problème",
        added="Le problème est au registre : dites son diagnostic, puis ce qui change.",
    ),
    title="Problèmes des e-services",
    noun=("problème", "problèmes"),
    state="Ce que les usagers et les conférences disent des e-services, le diagnostic, la réforme, l’amélioration.",
    empty="Ce que les usagers signalent, et ce que disent les conférences, apparaîtra ici.",
    columns=(
        Column("Problème", str, lambda row: Cell(str(row), PROBLEMS.href(row), note=row.first_words), width="wide"),
        *SERVICE_COLUMNS,
        column_of(ServiceProblem, "origin"),
        column_of(ServiceProblem, "origin_words", on_page=False),
        column_of(ServiceProblem, "reported_on", sort="reported"),
        Column("État", "get_state_display", state_cell),
        column_of(ServiceProblem, "diagnosis", on_page=False, on_row=False),
        column_of(ServiceProblem, "reform", on_page=False, on_row=False),
        column_of(ServiceProblem, "improvement", on_page=False, on_row=False),
        column_of(ServiceProblem, "ended_on", on_page=False),
        column_of(ServiceProblem, "is_fictitious", on_page=False),
    ),
    filters=ProblemFilter,
    sorts={"reported": Sort("reported_on", date.fromisoformat)},
    default="-reported",
    finds=("subject", "origin_words"),
    position=24,
    also_shown={
        "state": serializers.ChoiceField(choices=ProblemState.choices, read_only=True, label="état"),
        "state_reason": serializers.CharField(read_only=True, label="motif"),
        "words": serializers.CharField(read_only=True, label="mots de l’usager"),
        "diagnosis": serializers.CharField(read_only=True, label="diagnostic"),
        "reform": serializers.CharField(read_only=True, label="réforme en cours"),
        "improvement": serializers.CharField(read_only=True, label="amélioration"),
        "ended_on": serializers.DateField(read_only=True, allow_null=True, label="clos le"),
    },
    row_template="eservices/problem.html",
    acts=acts,
    api_acts={
        "admit": call(operations.admit_problem, "admit", text("subject")),
        "reject": call(operations.reject_problem, "reject", ReasonInput),
        "reconsider": call(operations.reconsider_problem, "reconsider", ReasonInput),
        "diagnose": call(operations.diagnose_problem, "diagnose", text("diagnosis")),
        "reform": call(operations.reform_problem, "reform", text("reform")),
        "improve": call(operations.improve_problem, "improve", text("improvement")),
        "close": call(operations.close_problem, "close"),
        "resume": call(operations.resume_problem, "resume", ReasonInput),
    },
    **of_services("service-problems", "problemes"),
)


def fetch(request: Request, pk: UUID) -> ServiceProblem:
    found: ServiceProblem = get_object_or_404(PROBLEMS.rows(request.user), pk=pk)
    return found


def crumbs(row: ServiceProblem, here: str) -> list[tuple[str, str]]:
    return [*CRUMBS, (PROBLEMS.title, PROBLEMS.list_href()), (str(row)[:60], PROBLEMS.href(row)), (here, "")]


on_problem = acts_on(fetch=fetch, to=PROBLEMS.href, crumbs=crumbs, rule=can_keep_service)


def saying(operation: Any, name: str, title: str, said: str) -> Any:
    """The page on which one text is written."""
    return on_problem(
        operation,
        form=words_form(name),
        title=title,
        submit="Enregistrer",
        intro="{row.service.name}",
        options=lambda request, row: {"instance": row, "user": request.user},
        said=said,
    )


def with_reason(operation: Any, title: str, said: str) -> Any:
    return on_problem(operation, form=ReasonForm, title=title, intro="{row.service.name}", said=said)


app_name, ROUTES = PROBLEMS.name, PROBLEMS.routes
urlpatterns = [
    *PROBLEMS.urlpatterns,
    path(
        "<uuid:pk>/retenir",
        saying(operations.admit_problem, "subject", "Retenir", "Le problème est retenu : dites son diagnostic."),
        name="admit",
    ),
    path(
        "<uuid:pk>/ecarter",
        with_reason(operations.reject_problem, "Écarter", "Le signalement est écarté, avec son motif."),
        name="reject",
    ),
    path(
        "<uuid:pk>/remettre",
        with_reason(operations.reconsider_problem, "Remettre à modérer", "Le signalement est de nouveau à modérer."),
        name="reconsider",
    ),
    path(
        "<uuid:pk>/diagnostic",
        saying(operations.diagnose_problem, "diagnosis", "Diagnostic", "Le diagnostic est dit, à l’usager aussi."),
        name="diagnose",
    ),
    path(
        "<uuid:pk>/reforme",
        saying(operations.reform_problem, "reform", "Réforme en cours", "La réforme est dite, à l’usager aussi."),
        name="reform",
    ),
    path(
        "<uuid:pk>/amelioration",
        saying(operations.improve_problem, "improvement", "Amélioration", "L’amélioration est dite, à l’usager aussi."),
        name="improve",
    ),
    path("<uuid:pk>/clore", on_problem(operations.close_problem, said="Le problème est clos."), name="close"),
    path(
        "<uuid:pk>/reprendre",
        with_reason(operations.resume_problem, "Reprendre", "Le problème est repris : revoyez son diagnostic."),
        name="resume",
    ),
]
