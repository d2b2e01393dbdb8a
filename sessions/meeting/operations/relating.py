"""Say what a decision does to the earlier ones on the same project, and lift the reserves they left open."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.typography import long_date
from foundation.journal.record import record
from projects.models import Project
from sessions.core.enums import Relation, ReserveState
from sessions.core.models import Decision, DecisionRelation, Reserve
from sessions.core.operations.stepping import before_change, lock_session, pv_is_submitted

from ..queries.register import decisions_touched

if TYPE_CHECKING:
    from foundation.accounts.models import User


def relate(
    decision: Decision, projects: Sequence[Project], said: Mapping[str, Relation | str], *, by: "User | None"
) -> list[DecisionRelation]:
    """Note each earlier decision in force that bears on the same projects, with what was said of it; called as the
    decision is taken.
    """
    earlier = decisions_touched(decision, projects)
    unknown = set(said) - {str(row.pk) for row in earlier}
    if unknown or any(kind and kind not in Relation.values for kind in said.values()):
        raise InvalidInput(
            {
                "relations": [
                    "Choisissez confirme, modifie, remplace ou sans rapport, pour une décision en vigueur sur un projet"
                    " du point."
                ]
            }
        )
    rows = []
    for row in earlier:
        kind = str(said.get(str(row.pk), ""))
        rows.append(
            DecisionRelation(
                scope_id=decision.scope_id,
                decision=decision,
                earlier=row,
                kind=kind,
                said_at=clock.now() if kind else None,
                said_by=by if kind else None,
            )
        )
    return DecisionRelation.objects.bulk_create(rows)


@transaction.atomic
def say_relation(
    relation_id: UUID, *, kind: Relation | str, base_version: int | None = None, by: "User | None"
) -> DecisionRelation:
    """Say what a decision does to an earlier one.

    What was never said may be said at any time; what was said changes until the minutes are submitted.
    """
    session_id = DecisionRelation.objects.values_list("decision__session_id", flat=True).get(pk=relation_id)
    session = lock_session(session_id)
    relation = (
        DecisionRelation.objects.select_for_update(of=("self",))
        .select_related("decision", "earlier")
        .get(pk=relation_id)
    )
    if kind not in Relation.values:
        raise InvalidInput({"kind": ["Choisissez confirme, modifie, remplace ou sans rapport."]})
    if kind == relation.kind:
        return relation
    relation.check_version(base_version, {"kind": kind})
    if relation.kind and pv_is_submitted(session):
        raise Refused(
            "Impossible de changer cet effet : le procès-verbal, déjà soumis aux membres, imprime que la décision"
            f" {relation.get_kind_display()} {relation.earlier.reference}."
        )
    before_change(session, by=by)
    before = relation.kind
    relation.kind, relation.said_at, relation.said_by = str(kind), clock.now(), by
    relation.version += 1
    relation.save(update_fields=["kind", "said_at", "said_by", "version"])
    record(
        "say_relation",
        relation.decision,
        by=by,
        before={"kind": before},
        after={"kind": kind, "earlier": relation.earlier.reference},
    )
    return relation


@transaction.atomic
def lift_reserve(reserve_id: UUID, *, proof: str, base_version: int | None = None, by: "User | None") -> Reserve:
    """Lift a reserve with its proof: the project may be tabled for its next stage again."""
    reserve = Reserve.objects.select_for_update(of=("self",)).select_related("decision").get(pk=reserve_id)
    if reserve.state == ReserveState.LIFTED:
        raise Refused(
            f"Cette réserve est déjà levée, depuis le {long_date(reserve.lifted_at, weekday=False)}. Rien n’a été"
            " changé."
        )
    proof = proof.strip()
    if not proof:
        raise InvalidInput(
            {"proof": ["Dites par quelle preuve la réserve est levée : une pièce, sa référence, sa date."]}
        )
    reserve.check_version(base_version, {"lifting_proof": proof})
    reserve.state, reserve.lifted_at, reserve.lifted_by, reserve.lifting_proof = (
        ReserveState.LIFTED,
        clock.now(),
        by,
        proof,
    )
    reserve.version += 1
    reserve.save(update_fields=["state", "lifted_at", "lifted_by", "lifting_proof", "version"])
    record("lift_reserve", reserve, by=by, after={"proof": proof, "decision": reserve.decision.reference})
    return reserve
