"""The rules a session follows: the version of its act, completed where that is silent by what was answered for this
session.
"""

import copy
from dataclasses import dataclass

from commissions.enums import MajorityBase, MajorityRule
from commissions.models import Statute
from sessions import rulebook

from ..enums import SessionState, SilentRule
from ..models import CommissionSession, RuleAnswer

# The fields of the act that each answer may fill.
FIELDS: dict[SilentRule, tuple[str, ...]] = {
    SilentRule.QUORUM: ("quorum_base", "quorum_numerator", "quorum_denominator", "quorum_plus_one", "quorum_number"),
    SilentRule.QUORUM_PROXIES: ("quorum_counts_proxies",),
    SilentRule.QUORUM_LEAVE: ("quorum_leaves_out_absentees",),
    SilentRule.PROXIES: ("proxies_allowed", "proxy_limit"),
    SilentRule.MAJORITY: (
        "majority_rule",
        "majority_base",
        "majority_numerator",
        "majority_denominator",
        "majority_is_strict",
        "majority_number",
    ),
    SilentRule.CASTING_VOTE: ("casting_vote",),
}
# What the engine calls a silence, as the rule to be answered.
SILENCES = {
    "quorum": SilentRule.QUORUM,
    "counts_proxies": SilentRule.QUORUM_PROXIES,
    "leave_out_of_base": SilentRule.QUORUM_LEAVE,
}
MAJORITIES = {
    MajorityRule.SIMPLE_CAST: (rulebook.MajorityBase.CAST, 1, 2, True),
    MajorityRule.ABSOLUTE_PRESENT: (rulebook.MajorityBase.PRESENT, 1, 2, True),
    MajorityRule.ABSOLUTE_MEMBERS: (rulebook.MajorityBase.SEATS, 1, 2, True),
    MajorityRule.TWO_THIRDS_PRESENT: (rulebook.MajorityBase.PRESENT, 2, 3, False),
}


def is_silent(act: Statute | None, rule: SilentRule) -> bool:
    """Whether the act says nothing of it. Nothing is asked of a detail of a rule that the act does not have."""
    if act is None:
        return True
    match rule:
        case SilentRule.QUORUM:
            return not act.has_quorum_rule
        case SilentRule.QUORUM_PROXIES:
            return act.quorum_counts_proxies is None
        case SilentRule.QUORUM_LEAVE:
            return act.quorum_leaves_out_absentees is None
        case SilentRule.PROXIES:
            return act.proxies_allowed is None
        case SilentRule.MAJORITY:
            return not act.majority_rule
        case SilentRule.CASTING_VOTE:
            return act.casting_vote is None


def answers_of(session: CommissionSession) -> list[RuleAnswer]:
    """The answers given for a session, in the order of the rules; read once for an instance (1 query)."""
    known = session.__dict__.get("_rule_answers")
    if known is None:
        order = list(SilentRule)
        known = sorted(
            RuleAnswer.objects.filter(session=session).select_related("answered_by"),
            key=lambda row: order.index(SilentRule(row.rule)),
        )
        session.__dict__["_rule_answers"] = known
    return known


def act_of(session: CommissionSession) -> Statute:
    """The act as it holds for this session: a copy that is never saved. An answer never overrides what the act says."""
    known = session.__dict__.get("_act")
    if known is None:
        known = copy.copy(session.statute) if session.statute is not None else Statute()
        if any(is_silent(session.statute, rule) for rule in SilentRule):
            for answer in answers_of(session):
                rule = SilentRule(answer.rule)
                if is_silent(session.statute, rule):
                    for name in FIELDS[rule]:
                        setattr(known, name, answer.values.get(name, getattr(known, name)))
        session.__dict__["_act"] = known
    return known


def forget(session: CommissionSession) -> None:
    """Read the answers anew: one was just given."""
    session.__dict__.pop("_rule_answers", None)
    session.__dict__.pop("_act", None)


def rules_of(act: Statute) -> rulebook.Rules:
    """The act as the rules engine reads it."""
    quorum = None
    if act.has_quorum_rule:
        quorum = rulebook.QuorumRule(
            base=rulebook.Base(act.quorum_base),
            numerator=act.quorum_numerator,
            denominator=act.quorum_denominator,
            plus_one=act.quorum_plus_one,
            number=act.quorum_number,
            counts_proxies=act.quorum_counts_proxies,
            leave_out_of_base=act.quorum_leaves_out_absentees,
            article=act.quorum_article,
        )
    return rulebook.Rules(
        quorum=quorum,
        second=_second(act),
        proxies_allowed=act.proxies_allowed,
        proxy_limit=act.proxy_limit,
        proxies_article=act.proxies_article,
        majority=_majority(act),
        casting_vote=act.casting_vote,
        casting_article=act.casting_vote_article,
    )


def _second(act: Statute) -> rulebook.SecondConvocation | None:
    if act.second_quorum_free:
        return rulebook.SecondConvocation(is_free=True, article=act.second_convocation_article)
    if not act.quorum_base or not act.second_quorum_sentence:
        return None
    rule = rulebook.QuorumRule(
        base=rulebook.Base(act.quorum_base),
        numerator=act.second_quorum_numerator,
        denominator=act.second_quorum_denominator,
        plus_one=act.second_quorum_plus_one,
        number=act.second_quorum_number,
        counts_proxies=act.quorum_counts_proxies,
        leave_out_of_base=act.quorum_leaves_out_absentees,
        article=act.second_convocation_article,
    )
    return rulebook.SecondConvocation(rule=rule, article=act.second_convocation_article)


def _majority(act: Statute) -> rulebook.MajorityRule | None:
    if not act.majority_rule:
        return None
    if act.majority_rule == MajorityRule.OTHER:
        base, numerator, denominator, strict = (
            act.majority_base or MajorityBase.CAST,
            act.majority_numerator,
            act.majority_denominator,
            act.majority_is_strict,
        )
    else:
        base, numerator, denominator, strict = MAJORITIES[MajorityRule(act.majority_rule)]
    return rulebook.MajorityRule(
        base=rulebook.MajorityBase(base),
        numerator=numerator or 1,
        denominator=denominator or 2,
        is_strict=strict,
        number=act.majority_number,
        label=act.majority_sentence,
        article=act.majority_article,
    )


def is_second_convocation(session: CommissionSession) -> bool:
    """Whether this session follows one that found no quorum before it could open."""
    former = session.postponed_from if session.postponed_from_id is not None else None
    return (
        former is not None
        and former.state in (SessionState.NO_QUORUM, SessionState.ARCHIVED)
        and former.opened_at is None
    )


@dataclass(frozen=True)
class Silence:
    """A rule the act does not give, with the answer of this session where there is one."""

    rule: SilentRule
    answer: RuleAnswer | None

    @property
    def label(self) -> str:
        return self.rule.label


def silences_of(session: CommissionSession) -> list[Silence]:
    """What the act does not say, with what was answered (1 query)."""
    given = {row.rule: row for row in answers_of(session)}
    return [Silence(rule, given.get(rule)) for rule in SilentRule if is_silent(session.statute, rule)]


def sentence_of(rule: SilentRule | str, values: dict) -> str:
    """What was answered, in words: « la moitié des sièges à voix délibérative pourvus », « aucun quorum
    n’est exigé ».
    """
    filled = Statute(**{name: values[name] for name in FIELDS[SilentRule(rule)] if name in values})
    match SilentRule(rule):
        case SilentRule.QUORUM:
            return filled.quorum_sentence
        case SilentRule.QUORUM_PROXIES:
            return (
                "les représentés comptent dans le quorum"
                if filled.quorum_counts_proxies
                else "les représentés ne comptent pas dans le quorum"
            )
        case SilentRule.QUORUM_LEAVE:
            return (
                "les membres en congé sortent du compte"
                if filled.quorum_leaves_out_absentees
                else "les membres en congé restent dans le compte"
            )
        case SilentRule.PROXIES:
            if not filled.proxies_allowed:
                return "les procurations ne sont pas admises"
            return "les procurations sont admises" + (
                f", {filled.proxy_limit} au plus par mandataire" if filled.proxy_limit else ""
            )
        case SilentRule.MAJORITY:
            return filled.majority_sentence
        case SilentRule.CASTING_VOTE:
            return (
                "la voix du président est prépondérante"
                if filled.casting_vote
                else "la voix du président n’est pas prépondérante"
            )
