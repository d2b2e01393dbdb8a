"""Freeze the needs in the order of their scores, say what is proposed of each, adopt or drop it all."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Max

from commissions.models import Commission
from foundation.common import clock
from foundation.common.constraints import constraints_as_refusals
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.facts import fact
from foundation.common.typography import plural
from foundation.journal.record import record

from ..enums import ACT_OF, RANKABLE, NeedAct, RankingAct, RankingState, Verdict
from ..enums import NeedState as State
from ..models import Need, Ranking, RankingLine
from ..queries.grids import grid_in_force
from ..queries.scores import METHOD_VERSION, ranks_of, scores_of
from ..workflow import RANKING_WORKFLOW
from .moving import forget_old_totals, move_each

if TYPE_CHECKING:
    from foundation.accounts.models import User


@dataclass(frozen=True)
class Elsewhere:
    """A decision that the portal does not hold: a session on paper, a written procedure."""

    reference: str = fact("décision", max_length=300, help_text="Celle qui adopte ce classement, et où on la lit.")
    decided_on: date = fact("décidé le")


@dataclass(frozen=True)
class LineVerdict:
    verdict: str
    reason: str = ""


@transaction.atomic
def make_ranking(commission_id: UUID, *, by: "User | None") -> Ranking:
    """Copy every need that is scored under the grid in force, the best first; what is not is counted and left out."""
    commission = Commission.objects.select_for_update(of=("self",)).get(pk=commission_id)
    grid = grid_in_force(commission.pk)
    waiting = Need.objects.filter(commission=commission)
    rows = waiting.select_for_update(of=("self",)).select_related("structure", "lot").prefetch_related("scores")
    rows = rows.filter(state__in=RANKABLE, total__isnull=False, grid=grid)
    needs = list(rows.order_by("-total", "year", "number"))
    if grid is None or not needs:
        raise Refused(
            "Impossible d’arrêter un classement : aucun besoin n’est noté selon la grille en vigueur. Les membres"
            " notent d’abord les besoins soumis."
        )
    last = Ranking.objects.filter(commission=commission).aggregate(last=Max("number"))["last"] or 0
    ranking = Ranking(
        scope_id=commission.scope_id,
        commission=commission,
        grid=grid,
        number=last + 1,
        made_on=clock.today(),
        made_by=by,
        method_version=METHOD_VERSION,
        unscored_count=waiting.filter(state=State.SUBMITTED).count(),
        is_fictitious=commission.is_fictitious,
    )
    with constraints_as_refusals(Ranking):
        ranking.save(force_insert=True)
    criteria = list(grid.criteria.order_by("position"))
    ranks = ranks_of([need.total for need in needs if need.total is not None])
    RankingLine.objects.bulk_create(
        _line(ranking, need, place, rank, criteria)
        for place, (need, rank) in enumerate(zip(needs, ranks, strict=True), start=1)
    )
    move_each(needs, NeedAct.RANK, by=by)
    record(RankingAct.MAKE, ranking, by=by, after={"number": ranking.number, "needs": len(needs)})
    return ranking


def _line(ranking: Ranking, need: Need, place: int, rank: int, criteria: Sequence[Any]) -> RankingLine:
    assert need.total is not None  # those without one are left out
    found = scores_of(criteria, need.scores.all())
    means = [
        {"criterion": str(each.criterion), "weight": str(each.criterion.weight), "mean": f"{each.mean:.2f}"}
        for each in found.criteria
    ]
    return RankingLine(
        scope_id=ranking.scope_id,
        ranking=ranking,
        need=need,
        position=place,
        rank=rank,
        code=need.code,
        title=need.title,
        asked_by=need.asked_by,
        lot_title=need.lot.title if need.lot is not None else "",
        estimated_cost=need.estimated_cost,
        urgency=need.urgency,
        total=need.total,
        spread=need.spread,
        scorer_count=need.scorer_count,
        means=means,
        state_before=need.state,
        reason_before=need.state_reason,
    )


def locked_ranking(ranking_id: UUID) -> Ranking:
    return Ranking.objects.select_for_update(of=("self",)).get(pk=ranking_id)


@transaction.atomic
def say_verdicts(ranking_id: UUID, *, verdicts: Mapping[UUID, LineVerdict], by: "User | None") -> Ranking:
    """Say what is proposed of each need: retained, adjourned or discarded; a line left empty waits for its own.

    Nothing moves before the commission adopts the ranking.
    """
    ranking = locked_ranking(ranking_id)
    if ranking.state != RankingState.OPEN:
        raise Refused(
            f"Impossible de changer le sort des besoins : ce classement est {RankingState(ranking.state).label}."
            " Remettez un besoin à l’examen depuis sa page."
        )
    lines = {line.pk: line for line in ranking.lines.all()}
    errors: dict[str, list[str]] = {}
    if set(verdicts) - set(lines):
        errors["verdicts"] = ["Une ligne n’est pas de ce classement : rechargez la page."]
    for key, said in verdicts.items():
        if said.verdict in (Verdict.ADJOURNED, Verdict.DISCARDED) and not said.reason.strip():
            errors[f"reason_{key}"] = ["Un besoin est ajourné ou écarté avec son motif : écrivez-le."]
    if errors:
        raise InvalidInput(errors)
    changed = []
    for key, said in verdicts.items():
        line, reason = lines[key], said.reason.strip() if said.verdict else ""
        if (line.verdict, line.reason) != (said.verdict, reason):
            line.verdict, line.reason = said.verdict, reason
            changed.append(line)
    RankingLine.objects.bulk_update(changed, ["verdict", "reason"])
    ranking.version += 1
    ranking.save(update_fields=["version"])
    after = {line.code: f"{line.get_verdict_display() or 'à dire'} {line.reason}".strip() for line in changed}
    record(RankingAct.SAY, ranking, by=by, after=after)
    return ranking


def refuse_unsaid(ranking: Ranking) -> None:
    """Refused as long as the ranking does not say what becomes of each of its needs."""
    unsaid = list(ranking.lines.filter(verdict="").order_by("position").values_list("code", flat=True))
    if unsaid:
        shown = ", ".join(unsaid[:5]) + (" …" if len(unsaid) > 5 else "")
        raise Refused(
            f"Impossible d’adopter ce classement : {plural(len(unsaid), 'besoin')} sans sort ({shown}). Dites à sa page"
            " ce que la commission retient, ajourne ou écarte."
        )


@transaction.atomic
def settle(ranking_id: UUID, *, adopts: bool, reference: str, decided_on: date, by: "User | None") -> Ranking:
    """Give a decision of the commission its effect: the ranking is adopted, and each need has its lot; or it is
    dropped, and each need is as before.
    """
    ranking = locked_ranking(ranking_id)
    if not adopts:
        return _drop(ranking, reason=f"Non adopté : {reference}.", by=by)
    ranking.state = RANKING_WORKFLOW.target(RankingAct.ADOPT, RankingState(ranking.state))
    refuse_unsaid(ranking)
    lines = list(ranking.lines.select_related("need").in_order())
    ranking.rows_sha256 = fingerprint(lines)
    ranking.decision_reference, ranking.decided_on = reference, decided_on
    ranking.version += 1
    with constraints_as_refusals(Ranking):
        ranking.save()
    for verdict in Verdict:
        found = [line for line in lines if line.verdict == verdict]
        move_each([line.need for line in found], ACT_OF[verdict], by=by, reasons=[line.reason for line in found])
    forget_old_totals([line.need for line in lines if line.verdict == Verdict.ADJOURNED])  # they wait to be ranked
    counts = {verdict.label: sum(line.verdict == verdict for line in lines) for verdict in Verdict}
    record(RankingAct.ADOPT, ranking, by=by, after={"decision": reference, "sha256": ranking.rows_sha256} | counts)
    return ranking


def adopt_elsewhere(ranking_id: UUID, *, reference: str, decided_on: date, by: "User | None") -> Ranking:
    """Note that a decision which the portal does not hold adopts the ranking."""
    if decided_on > clock.today():
        raise InvalidInput({"decided_on": ["Ce jour n’est pas venu : une adoption se note une fois décidée."]})
    if not reference.strip():
        raise InvalidInput({"reference": ["Dites quelle décision adopte ce classement, et où on la lit."]})
    return settle(ranking_id, adopts=True, reference=reference.strip(), decided_on=decided_on, by=by)


@transaction.atomic
def drop(ranking_id: UUID, *, reason: str, by: "User | None") -> Ranking:
    """Give up a ranking before it is adopted: its needs wait again, as they were; to be scored anew where the criteria
    changed meanwhile.
    """
    if not reason.strip():
        raise InvalidInput({"reason": ["Dites pourquoi ce classement est abandonné."]})
    return _drop(locked_ranking(ranking_id), reason=reason, by=by)


def _drop(ranking: Ranking, *, reason: str, by: "User | None") -> Ranking:
    ranking.state = RANKING_WORKFLOW.target(RankingAct.DROP, RankingState(ranking.state))
    ranking.version += 1
    ranking.save(update_fields=["state", "version"])
    lines = list(ranking.lines.select_related("need").order_by("position"))
    scored = [line.need for line in lines if line.state_before != State.ADJOURNED]
    put_off = [line for line in lines if line.state_before == State.ADJOURNED]
    move_each(scored, NeedAct.UNRANK, by=by)
    move_each([line.need for line in put_off], NeedAct.PUT_BACK, by=by, reasons=[row.reason_before for row in put_off])
    forget_old_totals([line.need for line in lines])
    move_each([need for need in scored if need.total is None], NeedAct.UNSCORE, by=by)
    record(RankingAct.DROP, ranking, by=by, reason=reason.strip())
    return ranking


def fingerprint(lines: Sequence[RankingLine]) -> str:
    """SHA-256 of the lines in order, computed again by the page of the ranking."""
    names = ("code", "title", "rank", "total", "spread", "scorer_count", "estimated_cost", "lot_title", "verdict")
    told = [{name: getattr(line, name) for name in (*names, "reason", "means")} for line in lines]
    text = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
