"""The API of grids, rankings and outcomes; needs and lots have that of their registers."""

from typing import Any

from commissions.models import Commission
from foundation.common.acts import api_act, api_create, api_rows
from foundation.common.api_views import VisibleViewSet
from foundation.common.facts import ReasonInput, input_of, shown_of

from .. import operations
from ..forms import Criteria
from ..models import CriteriaGrid, Criterion, NeedOutcome, Ranking, RankingLine
from ..operations.ranking import Elsewhere
from ..register.rankings import LINES, RankingFilter
from ..rules import can_follow_up, can_rank
from .inputs import VerdictsInput

CriterionSerializer = shown_of(Criterion, "id", "position", "label", "weight")
GridSerializer = shown_of(
    CriteriaGrid,
    *("id", "commission", "number", "scale_max", "set_on", "source", "is_fictitious"),
    criteria=CriterionSerializer(many=True, read_only=True),
)
RankingSerializer = shown_of(
    Ranking,
    *("id", "commission", "grid", "number", "made_on", "method_version", "unscored_count", "state"),
    *("decision_reference", "decided_on", "rows_sha256", "is_fictitious", "version"),
)
LineSerializer = shown_of(RankingLine, *("id", "need", *LINES, "means", "verdict", "reason"))
OutcomeSerializer = shown_of(NeedOutcome, "id", "need", "kind", "project", "elsewhere", "named", "became_on")


class GridViewSet(VisibleViewSet):
    model = CriteriaGrid
    serializer_class = GridSerializer
    filterset_fields = ("commission",)

    def get_queryset(self) -> Any:
        return super().get_queryset().prefetch_related("criteria")

    create = api_create(
        operations.set_grid, rule=can_rank, takes=input_of(Criteria), under="commission", parent=Commission
    )


class RankingViewSet(VisibleViewSet):
    model = Ranking
    serializer_class = RankingSerializer
    filterset_class = RankingFilter

    create = api_create(operations.make_ranking, rule=can_rank, under="commission", parent=Commission)
    verdicts = api_act(operations.say_verdicts, rule=can_rank, takes=VerdictsInput, name="verdicts")
    adopt = api_act(operations.adopt_elsewhere, rule=can_rank, takes=input_of(Elsewhere), name="adopt")
    drop = api_act(operations.drop, rule=can_rank, takes=ReasonInput, name="drop")
    lines = api_rows("lines", lambda row, user: row.lines.in_order(), LineSerializer, "Ses lignes, dans l’ordre.")


class OutcomeViewSet(VisibleViewSet):
    model = NeedOutcome
    serializer_class = OutcomeSerializer
    filterset_fields = ("need", "kind", "project", "elsewhere")

    undo = api_act(
        operations.undo_outcome,
        rule=can_follow_up,
        takes=ReasonInput,
        of=lambda outcome: outcome.need,
        name="undo",
        status=204,
    )


ROUTES: list[tuple[str, type]] = [
    ("criteria-grids", GridViewSet),
    ("rankings", RankingViewSet),
    ("need-outcomes", OutcomeViewSet),
]
