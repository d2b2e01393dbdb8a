"""The register of needs: what each one is, what it is worth, what it becomes, and the acts that lead it there."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import django_filters
from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from rest_framework import serializers

from commissions.enums import SeriesKind
from commissions.operations import next_number
from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.acts import acts_on, api_act, page_act, require_form
from foundation.common.database import SortKey
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.facts import ReasonForm, ReasonInput, new_input
from foundation.common.form_pages import FormPage, serve_form
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Filters, chosen, column_of
from foundation.common.permissions import require
from foundation.common.requests import Request
from foundation.common.typography import known, plural, short_amount
from foundation.registers.register import Register, Words
from projects.queries.similar import similar

from .. import operations
from ..api.inputs import ScoresInput, ServiceInput
from ..enums import SCORABLE, STATE_TONES, NeedState, OutcomeKind, Urgency, Wish
from ..extensions import way_of
from ..forms import NEED, BecomeForm, BecomeServiceForm, ScoresForm
from ..models import Need, NeedOutcome, RankingLine
from ..queries.grids import grid_in_force
from ..queries.panels import scores_read
from ..queries.scores import FORMULA, METHOD_VERSION, SPREAD_FORMULA
from ..queries.sheet import figures, next_step, score_words, total_words
from ..rules import SCORERS, can_follow_up, can_keep_need, can_rank, can_score
from .common import CRUMBS, CommissionChoice, tabs

State = NeedState


def _to_score(rows: Any, user: User) -> Any:
    return rows.to_score_by(user, user.access.commissions(*SCORERS))


class NeedFilter(Filters):
    words = ("title", "asker", "structure__name")
    q = django_filters.CharFilter(label="Mots", method="by_words", max_length=200)
    commission = CommissionChoice()
    state = chosen("État", NeedState, "tous les états")
    to_score = chosen("Notation", [("1", "à noter par moi")], "peu importe", method="by_score")
    urgency = chosen("Urgence", Urgency, "toutes")
    wish = chosen("Attendu", Wish, "tout")
    cost = chosen(
        "Coût",
        [("unknown", "non estimé"), ("known", "estimé")],
        "peu importe",
        lambda rows, value: rows.filter(estimated_cost__isnull=value == "unknown"),
    )
    structure = django_filters.UUIDFilter(label="Structure", field_name="structure_id")
    lot = django_filters.UUIDFilter(label="Lot", field_name="lot_id")

    def by_score(self, rows: Any, name: str, value: str) -> Any:
        return _to_score(rows, self.request.user)


def check(values: Mapping[str, Any]) -> None:
    scope, errors = getattr(values["commission"], "scope_id", None), {}
    if values["structure"] is not None and values["structure"].scope_id != scope:
        errors["structure"] = [
            "Cette structure est d’un autre ministère : choisissez-en une de celui de la commission."
        ]
    if values["lot"] is not None and values["lot"].commission_id != values["commission"].pk:
        errors["lot"] = ["Ce lot est celui d’une autre commission."]
    if errors:
        raise InvalidInput(errors)


class NeedRegister(Register):
    """Besides a plain register: a number that is given once, and words that stay as they were ranked."""

    @transaction.atomic
    def add(self, *, by: User | None, **values: Any) -> Any:
        asked = values.get("asked_on") or clock.today()
        number = next_number(values["commission"], SeriesKind.NEED, asked.year)
        return super().add(**values, year=asked.year, number=number, proposed_by=by, by=by)

    @transaction.atomic
    def edit(self, pk: UUID, *, base_version: int | None, by: User | None, **values: Any) -> Any:
        need = Need.objects.select_for_update(of=("self",)).get(pk=pk)
        if not need.is_editable:
            raise Refused(
                f"Impossible de modifier ce besoin : il est à l’état « {State(need.state).label} », et ce que la"
                " commission a classé reste écrit. Remettez-le d’abord à l’examen."
            )
        return super().edit(pk, base_version=base_version, by=by, **values)


def acts(user: User, row: Need) -> list[Button]:
    state, found = State(row.state), []
    if state == State.DRAFT and can_keep_need(user, row):
        found.append(Button("Soumettre", reverse("needs:submit", args=[row.pk]), "primary", posts=True))
    if state in SCORABLE and can_score(user, row) and grid_in_force(row.commission_id) is not None:
        found.append(Button("Noter", reverse("needs:score", args=[row.pk]), "primary"))
    if can_rank(user, row):
        if state in (State.SUBMITTED, State.SCORED):
            found.append(Button("Rendre", reverse("needs:send_back", args=[row.pk]), "quiet"))
        if state in (State.DRAFT, *SCORABLE):
            found.append(Button("Écarter", reverse("needs:set_aside", args=[row.pk]), "quiet"))
        if state in (State.DISCARDED, State.RETAINED):
            found.append(Button("Remettre à l’examen", reverse("needs:reopen", args=[row.pk]), "quiet"))
    if state in (State.RETAINED, State.BECAME) and can_follow_up(user, row):
        tone = "primary" if state == State.RETAINED else "secondary"
        found.append(Button("Devenir un projet", reverse("needs:become", args=[row.pk]), tone))
        if way_of(OutcomeKind.E_SERVICE) is not None:
            tone = "primary" if state == State.RETAINED and row.wish == Wish.E_SERVICE else "secondary"
            found.append(Button("Devenir un e-service", reverse("needs:become_service", args=[row.pk]), tone))
    return found


def shown_beside(row: Need, user: User) -> dict[str, Any]:
    grid, scores, named = scores_read(row, user)
    outcomes = list(row.outcomes.select_related("project").order_by("became_on", "pk"))
    about = tuple(each.project_id for each in outcomes if each.project_id)
    found = {
        "facts": [*figures(row), ("État", state_cell(row))],
        "grid": grid,
        "scores": scores,
        "named": named,
        "formula": FORMULA,
        "spread_formula": SPREAD_FORMULA,
        "method_version": METHOD_VERSION,
        "score": score_words(row, grid, scores),
        "next_step": next_step(row, grid, scores),
        "lines": list(row.ranked.select_related("ranking").order_by("-ranking__number")),
        "outcomes": [(each, outcome_href(each)) for each in outcomes],
        "can_undo": can_follow_up(user, row),
        "alike": similar(user, row.title, row.objectives, leave_out=row.pk, about=about),
        "total_words": total_words,
    }
    return found | ({} if row.is_editable else {"edit_href": ""})


def outcome_href(outcome: NeedOutcome) -> str:
    if outcome.project_id is not None:
        return reverse("projects:detail", args=[outcome.project_id])
    way = way_of(OutcomeKind(outcome.kind))
    return way.href(outcome.elsewhere) if way is not None and outcome.elsewhere is not None else ""


def state_cell(row: Need) -> Cell:
    return Cell(State(row.state).label, tone=STATE_TONES[State(row.state)], note=row.state_reason)


def total_cell(row: Need) -> Cell:
    if row.total is None:
        given = f"incomplète, {plural(row.scorer_count, 'notateur')}" if row.scorer_count else ""
        return Cell("non noté", note=given)
    spread = f", écart {total_words(row.spread)}" if row.spread is not None else ""
    return Cell(total_words(row.total), note=f"{plural(row.scorer_count, 'notateur')}{spread}")


def rank_cell(row: Any) -> Cell:
    """Its rank, and in which ranking: each has its own."""
    if row.last_rank is None:
        return Cell("non classé")
    return Cell(row.last_rank, note=f"classement n° {row.last_ranking}")


LAST = RankingLine.objects.filter(need=OuterRef("pk")).order_by("-ranking__number")
NEEDS: NeedRegister = NeedRegister(
    name="needs",
    model=Need,
    fields=NEED,
    owner="commission",
    once=("commission",),
    keeps=can_keep_need,
    check=check,
    words=Words(
        "besoin",
        none="Aucun besoin",
        new="Enregistrer un besoin",
        added="Le besoin est au registre, en brouillon : soumettez-le quand il est complet.",
    ),
    title="Besoins",
    noun=("besoin", "besoins"),
    state="Ce que les structures demandent ; la commission le note selon ses critères, le classe, l’adopte en session.",
    empty="Les besoins des directions et des agences apparaîtront ici, avec leur note et ce qu’ils sont devenus.",
    columns=(
        Column("Numéro", "code", lambda row: Cell(row.code, NEEDS.href(row)), sort="code"),
        column_of(
            Need, "title", sort="title", width="wide", shown=lambda row: Cell(row.title, note=known(row.asked_by))
        ),
        column_of(
            Need, "commission", shown=lambda row: Cell(row.commission.code, note="fictif" if row.is_fictitious else "")
        ),
        Column("Demandé par", "asked_by", on_page=False),
        Column("État", "get_state_display", state_cell),
        Column("Note", "total", total_cell, sort="total"),
        Column("Rang", "last_rank", rank_cell, numeric=True),
        Column("Classement", "last_ranking", on_page=False),
        Column(
            "Coût estimé (FCFA)",
            "estimated_cost",
            lambda row: Cell(short_amount(row.estimated_cost)),
            sort="cost",
            numeric=True,
        ),
        column_of(Need, "urgency", on_page=False),
        column_of(Need, "lot", on_page=False),
        column_of(Need, "wish", on_page=False),
        column_of(Need, "objectives", on_page=False),
        column_of(Need, "beneficiaries", on_page=False),
        column_of(Need, "asked_on", on_page=False),
        Column("Notateurs", "scorer_count", on_page=False),
        column_of(Need, "spread", on_page=False),
        column_of(Need, "state_reason", on_page=False),
        column_of(Need, "source", on_page=False),
        column_of(Need, "is_fictitious", on_page=False),
    ),
    filters=NeedFilter,
    sorts={
        "code": Sort(F("year") * 1_000_000 + F("number"), int),
        "title": Sort(SortKey("title")),
        "total": Sort(Coalesce("total", 1000), str),
        "-total": Sort(Coalesce("total", -1), str),
        "cost": Sort(Coalesce("estimated_cost", 10**16), int),
        "-cost": Sort(Coalesce("estimated_cost", -1), int),
    },
    default="-code",
    file="besoins",
    finds=("title", "asker", "objectives"),
    position=18,
    reads=("grid",),
    prepare=lambda rows: rows.annotate(
        last_rank=Subquery(LAST.values("rank")[:1]), last_ranking=Subquery(LAST.values("ranking__number")[:1])
    ),
    also_shown={
        "code": serializers.CharField(read_only=True, label="numéro"),
        "state": serializers.ChoiceField(choices=NeedState.choices, read_only=True, label="état"),
        "state_reason": serializers.CharField(read_only=True, label="motif"),
        "total": serializers.DecimalField(6, 2, read_only=True, allow_null=True, label="note"),
        "spread": serializers.DecimalField(6, 2, read_only=True, allow_null=True, label="écart entre notateurs"),
        "scorer_count": serializers.IntegerField(read_only=True, label="notateurs"),
        "last_rank": serializers.IntegerField(read_only=True, allow_null=True, label="rang"),
    },
    offers={
        "structure": lambda rows: rows.in_force(clock.today()).order_by("position", SortKey("name"), "pk"),
        "lot": lambda rows: rows.order_by(SortKey("title"), "pk"),
    },
    offers_to=lambda user, rows: rows.filter(scope_id__in=user.access.scopes()),
    crumbs=CRUMBS,
    icon="projects",
    place="ce que les structures demandent, leurs notes, leur classement",
    list_template="needs/list.html",
    list_more=lambda request, found: tabs("needs:list"),
    row_template="needs/need.html",
    form_template="needs/form.html",
    row_more=shown_beside,
    acts=acts,
    api_acts={
        "submit": api_act(operations.submit, rule=can_keep_need),
        "score": api_act(operations.score, rule=can_score, takes=ScoresInput),
        "send_back": api_act(operations.send_back, rule=can_rank, takes=ReasonInput),
        "set_aside": api_act(operations.set_aside, rule=can_rank, takes=ReasonInput),
        "reopen": api_act(operations.reopen, rule=can_rank, takes=ReasonInput),
        "become": api_act(operations.become, rule=can_follow_up, takes=new_input(NeedOutcome, "project")),
        "become_service": api_act(operations.become_service, rule=can_follow_up, takes=ServiceInput),
    },
)


def fetch(request: Request, pk: UUID) -> Need:
    found: Need = get_object_or_404(NEEDS.rows(request.user), pk=pk)
    return found


def crumbs(row: Need, here: str) -> list[tuple[str, str]]:
    return [*CRUMBS, (NEEDS.title, NEEDS.list_href()), (row.code, NEEDS.href(row)), (here, "")]


on_need = acts_on(fetch=fetch, to=NEEDS.href, crumbs=crumbs, rule=can_rank)
score = page_act(
    operations.score,
    fetch=fetch,
    rule=can_score,
    form=ScoresForm,
    page=lambda row: FormPage(
        f"Noter {row.code}", "Enregistrer mes notes", NEEDS.href(row), crumbs(row, "Noter"), row.title
    ),
    options=lambda request, row: {"need": row, "grid": grid_in_force(row.commission_id), "user": request.user},
    takes=lambda request, typed: {"scores": {UUID(key): value for key, value in typed.items()}},
    said=lambda row: (
        f"Vos notes sont enregistrées : {total_words(row.total)} pour {plural(row.scorer_count, 'notateur')}."
        if row.total is not None
        else "Vos notes sont enregistrées ; il manque encore un critère pour que le besoin soit noté."
    ),
)


@require_form
def undo(request: Request, pk: UUID) -> HttpResponse:
    """Untie the need from what was named by mistake."""
    outcome = get_object_or_404(NeedOutcome.objects.visible_to(request.user).select_related("need", "project"), pk=pk)
    need: Any = outcome.need
    require(can_follow_up, request.user, need)
    page = FormPage(
        f"{need.code} n’est pas devenu {'ce projet' if outcome.project_id else 'cet e-service'}",
        "Retirer le lien",
        NEEDS.href(need),
        crumbs(need, "Retirer le lien"),
        f"{outcome}. Cette fiche reste où elle est ; le besoin redevient « retenu » si rien d’autre n’en est né.",
    )

    def act(form: Any) -> str:
        operations.undo_outcome(outcome.pk, **form.cleaned_data, by=request.user)
        return NEEDS.href(need)

    return serve_form(request, ReasonForm, page, act)


app_name = NEEDS.name
ROUTES = NEEDS.routes
urlpatterns = [
    *NEEDS.urlpatterns,
    path(
        "<uuid:pk>/soumettre",
        on_need(
            operations.submit, rule=can_keep_need, said="Le besoin est soumis : les membres de la commission le notent."
        ),
        name="submit",
    ),
    path("<uuid:pk>/noter", score, name="score"),
    path(
        "<uuid:pk>/rendre",
        on_need(
            operations.send_back,
            form=ReasonForm,
            title="Rendre {row.code}",
            submit="Rendre",
            intro="{row.title}. Le besoin revient en brouillon ; ses notes restent.",
            said="Le besoin est de nouveau un brouillon : qui l’a enregistré le complète et le soumet.",
        ),
        name="send_back",
    ),
    path(
        "<uuid:pk>/ecarter",
        on_need(
            operations.set_aside,
            form=ReasonForm,
            title="Écarter {row.code} sans le classer",
            submit="Écarter",
            intro="{row.title}. Saisi deux fois, hors de la mission de la commission… Le motif reste affiché.",
            said="Le besoin est écarté ; on peut le remettre à l’examen.",
        ),
        name="set_aside",
    ),
    path(
        "<uuid:pk>/reexaminer",
        on_need(
            operations.reopen,
            form=ReasonForm,
            title="Remettre {row.code} à l’examen",
            submit="Remettre à l’examen",
            intro="{row.title}. Ce qui a été adopté reste écrit ; le besoin entre dans le prochain classement.",
            said="Le besoin est de nouveau devant la commission.",
        ),
        name="reopen",
    ),
    path(
        "<uuid:pk>/devenir",
        on_need(
            operations.become,
            rule=can_follow_up,
            form=BecomeForm,
            title="Ce que {row.code} devient",
            submit="Enregistrer",
            intro="{row.title}",
            options=lambda request, row: {"need": row, "user": request.user},
            said="Le besoin et le projet se citent l’un l’autre. Fixez la référence du projet : ses dates, son coût.",
        ),
        name="become",
    ),
    path(
        "<uuid:pk>/devenir-e-service",
        on_need(
            operations.become_service,
            rule=can_follow_up,
            form=BecomeServiceForm,
            title="L’e-service que {row.code} devient",
            submit="Enregistrer",
            intro="{row.title}",
            options=lambda request, row: {"need": row},
            said="Le besoin et l’e-service se citent l’un l’autre. Complétez la fiche de l’e-service.",
        ),
        name="become_service",
    ),
    path("suites/<uuid:pk>/retirer", undo, name="undo_outcome"),
]
