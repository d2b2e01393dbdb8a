"""The grids by which a commission scores its needs, and its rankings."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from commissions.models import Commission
from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.acts import acts_on, one_of, page_act, page_new, page_of, tell
from foundation.common.facts import ReasonForm, form_of
from foundation.common.form_pages import FormPage
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Empty, Filters, ListPage, chosen, column_of, columns_of
from foundation.common.permissions import require
from foundation.common.requests import Request
from foundation.common.typography import short_amount
from foundation.journal.queries import history_of, line_of

from .. import operations
from ..enums import RANKING_TONES, RankingState, Verdict
from ..extensions import ranking_buttons, ranking_places
from ..forms import Criteria, VerdictsForm, verdicts_typed
from ..models import CriteriaGrid, Ranking, RankingLine
from ..operations.ranking import Elsewhere, fingerprint
from ..queries.panels import cost_words
from ..queries.scores import FORMULA, SPREAD_FORMULA
from ..queries.sheet import verdict_words
from ..rules import can_rank
from .common import CRUMBS, CommissionChoice, tabs

LINES = (
    "rank",
    "code",
    "title",
    "asked_by",
    "lot_title",
    "estimated_cost",
    "urgency",
    "total",
    "spread",
    "scorer_count",
)


def kept_by(user: User, make: str, label: str) -> list[Button]:
    """An act for each commission that one keeps; named after it when there are several."""
    rows = Commission.objects.alive().filter(pk__in=user.access.commissions(Role.SECRETARY)).order_by("code")
    kept = list(rows)
    posts = make == "rankings:make"
    return [
        Button(
            f"{label} ({row.code})" if len(kept) > 1 else label, reverse(make, args=[row.pk]), "primary", posts=posts
        )
        for row in kept
    ]


class RankingFilter(Filters):
    commission = CommissionChoice()
    state = chosen("État", RankingState, "tous les états")


def address(row: Ranking) -> str:
    return reverse("rankings:detail", args=[row.pk])


def commission_cell(row: Any) -> Cell:
    return Cell(row.commission.code, note="fictif" if row.is_fictitious else "")


RANKINGS = ListPage(
    title="Classements de besoins",
    state="Les besoins dans l’ordre de leurs notes, tels qu’ils étaient ce jour, et ce que la commission en a fait.",
    noun=("classement", "classements"),
    rows=lambda user: Ranking.objects.visible_to(user).select_related("commission", "grid"),
    columns=(
        Column("Classement", "__str__", lambda row: Cell(str(row), address(row)), width="wide"),
        column_of(Ranking, "commission", shown=commission_cell),
        Column(
            "État",
            "get_state_display",
            lambda row: Cell(row.get_state_display(), tone=RANKING_TONES[RankingState(row.state)]),
        ),
        column_of(Ranking, "made_on", sort="made"),
        column_of(Ranking, "decision_reference"),
        column_of(Ranking, "decided_on"),
        *columns_of(Ranking, "number", "unscored_count", "method_version", "rows_sha256", "is_fictitious"),
    ),
    sorts={"made": Sort("made_on", date.fromisoformat)},
    default="-made",
    file="classements-de-besoins",
    filters=RankingFilter,
    empty=Empty("Aucun classement", "Le secrétaire arrête un classement quand les membres ont noté les besoins."),
    crumbs=CRUMBS,
    buttons=lambda user: kept_by(user, "rankings:make", "Arrêter un classement"),
    icon="projects",
    template="needs/list.html",
    more=lambda request, found: tabs("rankings:list"),
)


class LineFilter(Filters):
    ranking = chosen("Classement", [], "tous", field_name="ranking_id")
    verdict = chosen("Sort", Verdict, "tous")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = Ranking.objects.visible_to(self.request.user).select_related("commission").order_by("-made_on", "pk")
        named = [(str(row.pk), f"{row.commission.code}, {row}") for row in rows]
        self.filters["ranking"].extra["choices"] = named


RANKED = ListPage(
    title="Lignes de classement",
    noun=("ligne", "lignes"),
    rows=lambda user: RankingLine.objects.visible_to(user).select_related("ranking__commission"),
    columns=(
        Column("Classement", lambda row: str(row.ranking), lambda row: Cell(str(row.ranking), address(row.ranking))),
        Column("Commission", "ranking.commission.code"),
        column_of(RankingLine, "rank", sort="rank", numeric=True),
        column_of(RankingLine, "code"),
        column_of(RankingLine, "title", width="wide"),
        *columns_of(RankingLine, "asked_by", "lot_title", "total", on_page=True),
        column_of(
            RankingLine, "estimated_cost", shown=lambda row: Cell(short_amount(row.estimated_cost)), numeric=True
        ),
        *columns_of(RankingLine, "spread", "scorer_count", "urgency"),
        Column(
            "Critères",
            lambda row: " ; ".join(f"{one['criterion']} ({one['weight']}) : {one['mean']}" for one in row.means),
            on_page=False,
        ),
        column_of(RankingLine, "verdict"),
        column_of(RankingLine, "reason"),
    ),
    sorts={"rank": Sort("position", int)},
    default="rank",
    file="lignes-de-classement",
    filters=LineFilter,
    empty=Empty("Aucune ligne", "Les besoins classés apparaîtront ici."),
    crumbs=(*CRUMBS, ("Classements", "/classements/")),
    icon="projects",
)
GRIDS = ListPage(
    title="Grilles de notation",
    state="Les critères et les poids de chaque commission. La dernière grille est en vigueur ; les autres restent lues"
    " avec les notes qu’elles ont reçues.",
    noun=("grille", "grilles"),
    rows=lambda user: CriteriaGrid.objects.visible_to(user).select_related("commission").prefetch_related("criteria"),
    columns=(
        Column("Grille", "__str__", lambda row: Cell(str(row)), width="wide"),
        column_of(CriteriaGrid, "commission", shown=commission_cell),
        Column("Critères et poids", lambda row: criteria_words(row), width="wide"),
        Column("Somme des poids", lambda row: sum(each.weight for each in row.criteria.all()), numeric=True),
        column_of(CriteriaGrid, "scale_max", numeric=True),
        column_of(CriteriaGrid, "set_on", sort="set"),
        column_of(CriteriaGrid, "source"),
        column_of(CriteriaGrid, "is_fictitious", on_page=False),
    ),
    sorts={"set": Sort("set_on", date.fromisoformat)},
    default="-set",
    file="grilles-de-notation",
    filters=type("GridFilter", (Filters,), {"commission": CommissionChoice()}),
    empty=Empty(
        "Aucune grille de notation",
        "Aucun texte lu ne donne les critères : chaque commission fixe les siens, avec leurs poids.",
    ),
    crumbs=CRUMBS,
    buttons=lambda user: kept_by(user, "rankings:set_grid", "Fixer la grille"),
    icon="projects",
    template="needs/list.html",
    more=lambda request, found: tabs("rankings:grids"),
)


def criteria_words(row: CriteriaGrid) -> str:
    """« Utilité : 30 ; Coût : 10 (somme 40) »."""
    ordered = sorted(row.criteria.all(), key=lambda each: each.position)
    said = " ; ".join(f"{each.label} : {each.weight.normalize():f}" for each in ordered)
    total = sum((each.weight for each in ordered), Decimal())
    return f"{said} (somme {total.normalize():f})".replace(".", ",")


visible = one_of(Commission)
set_grid = page_new(
    operations.set_grid,
    within=visible,
    rule=can_rank,
    form=form_of(Criteria),
    page=lambda row: FormPage(
        f"Fixer la grille de notation, {row.code}",
        "Fixer la grille",
        reverse("rankings:grids"),
        [*CRUMBS, (GRIDS.title, reverse("rankings:grids")), ("Fixer la grille", "")],
        "Une nouvelle grille prend la place de celle en vigueur : les besoins qui attendent sont à noter de nouveau."
        " Un classement adopté garde la sienne.",
    ),
    said=lambda grid: f"{grid} : les membres notent les besoins soumis.",
    to=lambda grid: reverse("rankings:grids"),
)


@require_POST
def make(request: Request, pk: UUID) -> HttpResponse:
    commission = get_object_or_404(Commission.objects.visible_to(request.user), pk=pk)
    require(can_rank, request.user, commission)
    made = operations.make_ranking(commission.pk, by=request.user)
    tell(
        request,
        "Le classement est arrêté : dites ce qui est proposé de chaque besoin, puis inscrivez-le à une session.",
    )
    return redirect(address(made))


fetched = one_of(Ranking, "commission", "grid", "made_by")


@page_of("needs/ranking.html", fetched)
def detail(request: Request, row: Ranking) -> dict[str, Any]:
    lines, user = list(row.lines.in_order()), request.user
    costs = [line.estimated_cost for line in lines if line.estimated_cost is not None]
    is_open, keeps = row.state == RankingState.OPEN, can_rank(user, row)
    acts = [button for give in ranking_buttons for button in give(user, row)]
    if is_open and keeps:
        acts += [
            Button("Dire le sort des besoins", reverse("rankings:verdicts", args=[row.pk])),
            Button("Adopté hors du portail", reverse("rankings:adopt", args=[row.pk]), "quiet"),
            Button("Abandonner", reverse("rankings:drop", args=[row.pk]), "quiet"),
        ]
    return {
        "row": row,
        "lines": lines,
        "tone": RANKING_TONES[RankingState(row.state)],
        "words": verdict_words(row),
        "cost": cost_words(sum(costs) if costs else None, len(lines) - len(costs), len(lines)),
        "criteria": criteria_words(row.grid),
        "places": [place for give in ranking_places for place in give(user, row)],
        "is_intact": not row.rows_sha256 or fingerprint(lines) == row.rows_sha256,
        "acts": acts,
        "formulas": (FORMULA, SPREAD_FORMULA),
        "history": [line_of(line, user) for line in history_of(row, user).order_by("-at", "-pk")],
        "crumbs": [*CRUMBS, (RANKINGS.title, reverse("rankings:list")), (str(row), "")],
    }


on_ranking = acts_on(
    fetch=fetched,
    to=address,
    crumbs=lambda row, here: [
        *CRUMBS,
        (RANKINGS.title, reverse("rankings:list")),
        (str(row), address(row)),
        (here, ""),
    ],
    rule=can_rank,
)
adopt = on_ranking(
    operations.adopt_elsewhere,
    form=form_of(Elsewhere),
    title="Ce classement a été adopté hors du portail",
    submit="Noter l’adoption",
    intro="D’ordinaire, la décision prise en session adopte le classement. Ici : une session tenue sur papier, avec ce"
    " qui le prouve. Un classement adopté ne change plus.",
    said="Le classement est adopté : chaque besoin a son sort, et le DSI dit ce que deviennent ceux qui sont retenus.",
)
drop = on_ranking(
    operations.drop,
    form=ReasonForm,
    title="Abandonner ce classement",
    submit="Abandonner",
    intro="{row}. Ses besoins redeviennent notés et entreront dans le suivant.",
    said="Le classement est abandonné ; ses besoins attendent le suivant.",
)


def verdicts_page(row: Ranking) -> FormPage:
    trail = [*CRUMBS, (RANKINGS.title, reverse("rankings:list")), (str(row), address(row)), ("Sort des besoins", "")]
    intro = "Rien ne bouge avant que la commission adopte le classement. Un besoin ajourné revient au suivant."
    return FormPage(
        "Dire le sort des besoins", "Enregistrer", address(row), trail, intro, template="needs/verdicts.html"
    )


def verdicts_said(row: Ranking) -> str:
    return f"Sort proposé : {verdict_words(row)}. La commission l’adopte en session."


verdicts = page_act(
    operations.say_verdicts,
    fetch=fetched,
    rule=can_rank,
    form=VerdictsForm,
    page=verdicts_page,
    options=lambda request, row: {"ranking": row},
    takes=lambda request, typed: {"verdicts": verdicts_typed(typed)},
    said=verdicts_said,
)
app_name = "rankings"
urlpatterns = [
    path("", RANKINGS.page, name="list"),
    path("export.csv", RANKINGS.csv, name="export"),
    path("lignes", RANKED.page, name="lines"),
    path("grilles", GRIDS.page, name="grids"),
    path("grilles/fixer/<uuid:pk>", set_grid, name="set_grid"),
    path("arreter/<uuid:pk>", make, name="make"),
    path("<uuid:pk>", detail, name="detail"),
    path("<uuid:pk>/sort", verdicts, name="verdicts"),
    path("<uuid:pk>/adopter", adopt, name="adopt"),
    path("<uuid:pk>/abandonner", drop, name="drop"),
]
