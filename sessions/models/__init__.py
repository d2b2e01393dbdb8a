from .agenda import AgendaItem, Annex
from .check_in import CheckIn, CheckInTry
from .conformity import ConformitySheet
from .consultation import Consultation, ConsultationVoice, VoiceLink
from .convocation import AnswerLink, Convocation, Reminder
from .correction import Correction
from .decision import Ballot, Decision, DecisionEffect, DecisionRelation, ItemRecommendation, Reserve, ReserveOverride
from .dissent import VoteExplanation
from .minutes import MinuteText, Speech, TextRevision
from .opinion import Opinion
from .presence import Guest, PresenceEvent
from .proposal import Proposal, ProposalAnnex, ProposalStep
from .pv import ProcesVerbal
from .reading import SessionReading
from .rehearsal import Rehearsal
from .release import AgendaRelease
from .session import CommissionSession, SessionStep
from .session_file import SessionFile
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
    "CheckIn",
    "CheckInTry",
    "CommissionSession",
    "ConformitySheet",
    "ConsentLine",
    "Consultation",
    "ConsultationVoice",
    "Convocation",
    "Correction",
    "Decision",
    "DecisionEffect",
    "DecisionRelation",
    "Guest",
    "ItemRecommendation",
    "MinuteText",
    "Opinion",
    "PresenceEvent",
    "ProcesVerbal",
    "Proposal",
    "ProposalAnnex",
    "ProposalStep",
    "Rehearsal",
    "Reminder",
    "Reserve",
    "ReserveOverride",
    "RuleAnswer",
    "SessionFile",
    "SessionReading",
    "SessionStep",
    "SessionTemplate",
    "Speech",
    "TextRevision",
    "VoiceLink",
    "VoteExplanation",
]
