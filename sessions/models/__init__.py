from .agenda import AgendaItem, Annex
from .convocation import AnswerLink, Convocation
from .correction import Correction
from .decision import Ballot, Decision, DecisionEffect, DecisionRelation, ItemRecommendation, Reserve, ReserveOverride
from .dissent import VoteExplanation
from .minutes import MinuteText, Speech, TextRevision
from .presence import Guest, PresenceEvent
from .pv import ProcesVerbal
from .release import AgendaRelease
from .session import CommissionSession, SessionStep
from .silence import RuleAnswer
from .template import SessionTemplate
from .vote import BallotMark, BallotVote, ConsentLine

__all__ = [
    "AgendaItem",
    "AgendaRelease",
    "Annex",
    "AnswerLink",
    "Ballot",
    "BallotMark",
    "BallotVote",
    "CommissionSession",
    "ConsentLine",
    "Convocation",
    "Correction",
    "Decision",
    "DecisionEffect",
    "DecisionRelation",
    "Guest",
    "ItemRecommendation",
    "MinuteText",
    "PresenceEvent",
    "ProcesVerbal",
    "Reserve",
    "ReserveOverride",
    "RuleAnswer",
    "SessionStep",
    "SessionTemplate",
    "Speech",
    "TextRevision",
    "VoteExplanation",
]
