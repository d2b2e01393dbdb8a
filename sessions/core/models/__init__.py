from .agenda import LINKED, AgendaItem, Annex
from .convocation import AnswerLink, Convocation, Reminder
from .decision import (
    OVERRIDES,
    Ballot,
    Decision,
    DecisionEffect,
    DecisionRelation,
    ItemRecommendation,
    Reserve,
    ReserveOverride,
)
from .minutes import MinuteText, Speech, TextRevision
from .presence import Guest, PresenceEvent
from .pv import ProcesVerbal
from .release import AgendaRelease
from .roll import SessionRoll
from .session import CommissionSession, SessionStep
from .silence import RuleAnswer

__all__ = [
    "LINKED",
    "OVERRIDES",
    "AgendaItem",
    "AgendaRelease",
    "Annex",
    "AnswerLink",
    "Ballot",
    "CommissionSession",
    "Convocation",
    "Decision",
    "DecisionEffect",
    "DecisionRelation",
    "Guest",
    "ItemRecommendation",
    "MinuteText",
    "PresenceEvent",
    "ProcesVerbal",
    "Reminder",
    "Reserve",
    "ReserveOverride",
    "RuleAnswer",
    "SessionRoll",
    "SessionStep",
    "Speech",
    "TextRevision",
]
