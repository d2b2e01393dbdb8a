from .correcting import correct_past_session
from .recording import (
    PastDecision,
    PastFact,
    PastGuest,
    PastItem,
    PastPresence,
    PastRecommendation,
    PastSession,
    PastSpeech,
    receive_scan,
    record_past_session,
)

__all__ = [
    "PastDecision",
    "PastFact",
    "PastGuest",
    "PastItem",
    "PastPresence",
    "PastRecommendation",
    "PastSession",
    "PastSpeech",
    "correct_past_session",
    "receive_scan",
    "record_past_session",
]
