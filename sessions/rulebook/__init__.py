"""The rules engine: from (rules, seats and holders, presence events, instant, item) to a quorum or a result, each with its sentence.

Pure functions over plain values: no database, no clock, no setting, no Django. docs/regles.md describes them with worked cases.
"""

from .facts import Base, Event, Kind, MajorityBase, MajorityRule, QuorumRule, Rules, RulesError, Seat, SecondConvocation
from .quorum import Quorum, quorum
from .result import Outcome, Result, Tally, needed, result
from .roll import Line, entitled, roll

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
    "entitled",
    "needed",
    "quorum",
    "result",
    "roll",
]
