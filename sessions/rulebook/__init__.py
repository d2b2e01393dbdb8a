"""The rules engine: from (rules, seats and holders, presence events, instant, item) to a quorum or a result, each with
its sentence.

Pure functions over plain values: no database, no clock, no setting, no Django. docs/regles.md describes them with
worked cases.
"""

from .facts import Base, Event, Kind, MajorityBase, MajorityRule, QuorumRule, Rules, RulesError, Seat, SecondConvocation
from .quorum import Quorum, quorum, quorum_of
from .result import Outcome, Result, Tally, decide, needed, result, result_of
from .roll import Line, entitled, roll, settle

__all__ = [
    "Base",
    "Event",
    "Kind",
    "Line",
    "MajorityBase",
    "MajorityRule",
    "Outcome",
    "Quorum",
    "QuorumRule",
    "Result",
    "Rules",
    "RulesError",
    "Seat",
    "SecondConvocation",
    "Tally",
    "decide",
    "entitled",
    "needed",
    "quorum",
    "quorum_of",
    "result",
    "result_of",
    "roll",
    "settle",
]
