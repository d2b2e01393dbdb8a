"""Answer for one session what the act does not say.

The act stays silent; the procès-verbal prints the answer and its ground.
"""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from commissions.enums import MajorityBase, MajorityRule, QuorumBase
from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.record import record
from sessions.core.enums import BallotState, SilentRule
from sessions.core.enums import SessionState as State
from sessions.core.models import Ballot, RuleAnswer
from sessions.core.operations.stepping import lock_session
from sessions.core.queries.act_rules import FIELDS, forget, is_silent, sentence_of

if TYPE_CHECKING:
    from foundation.accounts.models import User

ANSWERABLE = (State.PREPARING, State.CONVENED, State.OPEN, State.SUSPENDED)


@transaction.atomic
def answer_silence(
    session_id: UUID, *, rule: SilentRule | str, values: dict[str, Any], ground: str, by: "User | None"
) -> RuleAnswer:
    """Say what holds for this session where its act is silent, and on what ground; answered again, the former answer is
    kept in the journal.

    Raise Refused where the act speaks, once the session is over, and while a vote is open.
    """
    session = lock_session(session_id)
    if rule not in SilentRule.values:
        raise InvalidInput({"rule": ["Choisissez la règle que l’acte ne donne pas."]})
    rule = SilentRule(rule)
    if not is_silent(session.statute, rule):
        raise Refused(
            f"Impossible de répondre à la place de l’acte : il donne cette règle ({rule.label}). Changez les règles de"
            " la commission si l’acte a changé."
        )
    if session.state not in ANSWERABLE:
        raise Refused(
            f"Impossible de compléter les règles : la session est à l’état « {State(session.state).label} », ce qui y a"
            " été compté ne change plus."
        )
    if Ballot.objects.filter(session=session, state=BallotState.OPEN).exists():
        raise Refused("Impossible de compléter les règles : un vote est ouvert. Fermez-le ou annulez-le d’abord.")
    ground = ground.strip()
    if not ground:
        raise InvalidInput(
            {
                "ground": [
                    "Dites sur quoi se fonde cette réponse : un usage, une décision du président, un autre texte. Elle"
                    " est imprimée au procès-verbal."
                ]
            }
        )
    clean = _clean(rule, values)
    now = clock.now()
    answer = RuleAnswer.objects.select_for_update(of=("self",)).filter(session=session, rule=rule).first()
    before = {"values": answer.values, "ground": answer.ground} if answer is not None else None
    answer = answer or RuleAnswer(scope_id=session.scope_id, session=session, rule=rule)
    answer.values, answer.ground, answer.answered_at, answer.answered_by = clean, ground[:300], now, by
    answer.capacity = (
        by.access.capacity(scope=session.scope_id, commission=session.commission_id) if by is not None else ""
    )
    answer.save()
    session.version += 1
    session.save(update_fields=["version"])
    forget(session)
    record(
        "answer_silence",
        session,
        by=by,
        before=before,
        after={"rule": rule, "answer": sentence_of(rule, clean), "ground": ground},
    )
    return answer


def _clean(rule: SilentRule, given: dict[str, Any]) -> dict[str, Any]:
    """Return the values as the act would hold them; raise InvalidInput for an answer that says nothing."""
    values = {name: given[name] for name in FIELDS[rule] if given.get(name) not in (None, "")}
    if rule == SilentRule.QUORUM:
        return _clean_quorum(values)
    if rule == SilentRule.MAJORITY:
        return _clean_majority(values)
    leading = FIELDS[rule][0]
    if not isinstance(values.get(leading), bool):
        raise InvalidInput({leading: ["Répondez par oui ou par non."]})
    if values.get("proxy_limit") is not None and (not values["proxies_allowed"] or values["proxy_limit"] < 1):
        raise InvalidInput(
            {"proxy_limit": ["Une limite suppose que les procurations sont admises, et vaut au moins une."]}
        )
    return values


def _clean_quorum(values: dict[str, Any]) -> dict[str, Any]:
    numerator, denominator, number = (
        values.get("quorum_numerator"),
        values.get("quorum_denominator"),
        values.get("quorum_number"),
    )
    if number is None and not (numerator and denominator):
        raise InvalidInput(
            {"quorum_number": ["Donnez une fraction ou un nombre de membres ; zéro s’il n’y a pas de quorum."]}
        )
    if bool(numerator) != bool(denominator) or (numerator and denominator and not 0 < numerator <= denominator):
        raise InvalidInput(
            {"quorum_numerator": ["La part se donne par deux nombres, le premier au plus égal au second."]}
        )
    if number is not None and number < 0:
        raise InvalidInput({"quorum_number": ["Le nombre requis n’est pas négatif."]})
    if number == 0 and not numerator:
        return {"quorum_base": QuorumBase.VOTING_SEATS, "quorum_number": 0}
    if values.get("quorum_base") not in QuorumBase.values:
        raise InvalidInput({"quorum_base": ["Choisissez la base dans la liste."]})
    return values


def _clean_majority(values: dict[str, Any]) -> dict[str, Any]:
    if values.get("majority_rule") not in MajorityRule.values:
        raise InvalidInput({"majority_rule": ["Choisissez la majorité dans la liste."]})
    if values["majority_rule"] != MajorityRule.OTHER:
        return {"majority_rule": values["majority_rule"]}
    numerator, denominator, number = (
        values.get("majority_numerator"),
        values.get("majority_denominator"),
        values.get("majority_number"),
    )
    if number is not None and number >= 1 and not numerator:
        return {"majority_rule": MajorityRule.OTHER, "majority_number": number}
    if (
        not numerator
        or not denominator
        or numerator > denominator
        or values.get("majority_base") not in MajorityBase.values
    ):
        raise InvalidInput(
            {
                "majority_base": [
                    "Une autre majorité se donne par sa base et les deux nombres d’une fraction, ou par un nombre de"
                    " voix."
                ]
            }
        )
    return values
