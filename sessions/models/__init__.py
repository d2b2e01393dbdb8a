from .agenda import AgendaItem, Annex
from .convocation import AnswerLink, Convocation
from .correction import Correction
from .decision import Ballot, Decision, DecisionEffect, ItemRecommendation, Reserve
from .minutes import MinuteText, Speech, TextRevision
from .presence import Guest, PresenceEvent
from .pv import ProcesVerbal
from .release import AgendaRelease
from .session import CommissionSession, SessionStep
from .silence import RuleAnswer
from .template import SessionTemplate

__all__ = [
    "AgendaItem",
    "AgendaRelease",
    "Annex",
    "AnswerLink",
    "Ballot",
    "CommissionSession",
    "Convocation",
    "Correction",
    "Decision",
    "DecisionEffect",
    "Guest",
    "ItemRecommendation",
    "MinuteText",
    "PresenceEvent",
    "ProcesVerbal",
    "Reserve",
    "RuleAnswer",
    "SessionStep",
    "SessionTemplate",
    "Speech",
    "TextRevision",
]
