from .conference import Conference, ConferenceDocument, ConferenceRecommendation, Panel, PanelSpeaker, Participant
from .fact import BodyFact
from .referral import Question, Referral
from .review import ServiceReview

__all__ = [
    "BodyFact",
    "Conference",
    "ConferenceDocument",
    "ConferenceRecommendation",
    "Panel",
    "PanelSpeaker",
    "Participant",
    "Question",
    "Referral",
    "ServiceReview",
]
