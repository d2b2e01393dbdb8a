"""Fix the criteria of a commission, score a need by them, group needs in a lot."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from commissions.models import Commission
from foundation.common import clock
from foundation.common.constraints import constraints_as_refusals
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.tables import folded
from foundation.common.typography import plural
from foundation.journal.record import record

from ..enums import SCORABLE, NeedAct, RankingAct
from ..enums import NeedState as State
from ..models import CriteriaGrid, Criterion, Lot, Need, NeedScore
from ..queries.grids import grid_in_force
from ..queries.scores import NeedScores, scores_of
from .moving import locked, move, move_each

if TYPE_CHECKING:
    from foundation.accounts.models import User

MOST_CRITERIA = 20
LINE = re.compile(r"^(?P<label>.+?)\s*[;\t|]\s*(?P<weight>\d{1,4}(?:[.,]\d{1,2})?)\s*%?$")


@transaction.atomic
def set_grid(
    commission_id: UUID, *, criteria: Sequence[str], scale_max: int, source: str = "", by: "User | None"
) -> CriteriaGrid:
    """Fix the criteria, one « critère ; poids » a line; the grid before stays readable, with the scores given under it.

    What waits to be ranked is to be scored anew: a score says nothing under other criteria.
    """
    commission = Commission.objects.select_for_update(of=("self",)).get(pk=commission_id)
    typed = _read(criteria)
    last = CriteriaGrid.objects.filter(commission=commission).aggregate(last=Max("number"))["last"] or 0
    grid = CriteriaGrid(
        scope_id=commission.scope_id,
        commission=commission,
        number=last + 1,
        scale_max=scale_max,
        set_on=clock.today(),
        source=source.strip(),
        is_fictitious=commission.is_fictitious,
    )
    with constraints_as_refusals(CriteriaGrid, Criterion):
        grid.save(force_insert=True)
        Criterion.objects.bulk_create(
            Criterion(scope_id=grid.scope_id, grid=grid, position=place, label=label, weight=weight)
            for place, (label, weight) in enumerate(typed, start=1)
        )
    after = {"number": grid.number, "criteria": [f"{label} : {weight}" for label, weight in typed]}
    record(RankingAct.SET_GRID, grid, by=by, after=after, commission=commission.pk)
    open_rows = Need.objects.select_for_update(of=("self",)).filter(commission=commission)
    open_rows.filter(state__in=(*SCORABLE, State.DRAFT)).update(grid=None, total=None, spread=None, scorer_count=0)
    move_each(list(open_rows.filter(state=State.SCORED).order_by("pk")), NeedAct.UNSCORE, by=by)
    return grid


def _read(criteria: Sequence[str]) -> list[tuple[str, Decimal]]:
    refused: list[str] = []
    found: list[tuple[str, Decimal]] = []
    lines = [line.strip() for line in criteria if line.strip()]
    for number, line in enumerate(lines, start=1):
        read = LINE.match(line)
        if read is None:
            refused.append(f"Ligne {number} : écrivez le critère, un point-virgule, puis son poids (« Utilité ; 30 »).")
            continue
        label, weight = read["label"].strip(), Decimal(read["weight"].replace(",", "."))
        if len(label) > 200:
            refused.append(f"Ligne {number} : {len(label)} caractères, 200 au plus.")
        if weight == 0 or weight > 1000:
            refused.append(f"Ligne {number} : le poids va de 0,01 à 1 000. Un critère sans poids ne se compte pas.")
        if folded(label) in {folded(known) for known, _ in found}:
            refused.append(f"Ligne {number} : « {label[:80]} » y est déjà.")
        found.append((label, weight))
    if not lines or len(lines) > MOST_CRITERIA:
        refused.append(f"{plural(len(lines), 'critère')} : il en faut de 1 à {MOST_CRITERIA}.")
    if refused:
        raise InvalidInput({"criteria": refused})
    return found


@transaction.atomic
def score(need_id: UUID, *, scores: Mapping[UUID, int | None], by: "User") -> Need:
    """Give one's scores of a need under the grid in force, all at once: what is left empty is not scored.

    Refused where the need waits for no score, the commission has no criteria, or one proposed the need oneself.
    """
    need = locked(need_id)
    if need.proposed_by_id == by.pk:
        raise Refused(
            "Impossible de noter ce besoin : vous l’avez proposé. Vous vous déportez ; les autres membres le notent."
        )
    if need.state not in SCORABLE:
        raise Refused(
            f"Impossible de noter ce besoin : il est à l’état « {State(need.state).label} ». Un besoin se note une fois"
            " soumis, et tant qu’il n’est pas classé."
        )
    grid = grid_in_force(need.commission_id)
    if grid is None:
        raise Refused(
            "Impossible de noter ce besoin : la commission n’a pas fixé ses critères. Son secrétaire les enregistre à"
            " la page « Grilles de notation »."
        )
    criteria = list(grid.criteria.order_by("position"))
    _check(scores, grid, criteria)
    before = dict(need.scores.filter(scorer=by, criterion__in=criteria).values_list("criterion_id", "value"))
    given = {key: value for key, value in scores.items() if value is not None}
    for criterion in criteria:
        if criterion.pk not in given:
            need.scores.filter(scorer=by, criterion=criterion).delete()
        elif before.get(criterion.pk) != given[criterion.pk]:
            values = {"scope_id": need.scope_id, "value": given[criterion.pk]}
            NeedScore.objects.update_or_create(need=need, criterion=criterion, scorer=by, defaults=values)
    told = {str(criterion): given.get(criterion.pk) for criterion in criteria}
    # Who gave what is read in the commission alone: the journal of the ministry says that it was given.
    record(RankingAct.GIVE, need, by=by, after={"criteria": len(given)}, personal={"scores": str(told)})
    return _apply(need, grid, criteria, by=by)


def _check(scores: Mapping[UUID, int | None], grid: CriteriaGrid, criteria: Sequence[Criterion]) -> None:
    errors = {}
    if unknown := set(scores) - {criterion.pk for criterion in criteria}:
        errors["scores"] = [f"{plural(len(unknown), 'critère')} hors de la grille en vigueur : rechargez la page."]
    for key, value in scores.items():
        if value is not None and not 0 <= value <= grid.scale_max:
            errors[str(key)] = [f"La note va de 0 à {grid.scale_max} ; laissez vide si vous ne notez pas ce critère."]
    if errors:
        raise InvalidInput(errors)


def _apply(need: Need, grid: CriteriaGrid, criteria: Sequence[Criterion], *, by: "User | None") -> Need:
    found: NeedScores = scores_of(criteria, need.scores.all())
    need.grid = grid if found.scorer_count else None
    need.total, need.spread, need.scorer_count = found.total, found.spread, found.scorer_count
    need.version += 1
    need.save(update_fields=["grid", "total", "spread", "scorer_count", "version"])
    if need.state == State.SUBMITTED and found.total is not None:
        return move(need, NeedAct.SCORE, by=by)
    if need.state == State.SCORED and found.total is None:
        return move(need, NeedAct.UNSCORE, by=by)
    return need


@transaction.atomic
def fill_lot(lot_id: UUID, *, needs: Sequence[Need], by: "User | None") -> Lot:
    """Say which needs a lot holds: those named, and no other. A ranking keeps the lot of its day."""
    lot = Lot.objects.select_for_update(of=("self",)).get(pk=lot_id)
    if [need for need in needs if need.commission_id != lot.commission_id]:
        raise InvalidInput({"needs": ["Un lot réunit les besoins d’une seule commission : la sienne."]})
    wanted, held = {need.pk for need in needs}, set(lot.needs.values_list("pk", flat=True))
    Need.objects.filter(pk__in=held - wanted).update(lot=None)
    Need.objects.filter(pk__in=wanted - held).update(lot=lot)
    lot.version += 1
    lot.save(update_fields=["version"])
    record(RankingAct.FILL_LOT, lot, by=by, after={"needs": [need.code for need in needs]})
    return lot
