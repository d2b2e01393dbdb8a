from .correcting import as_recorded, correct_past_session, recorded_item, remove_past_line
from .lines import correction_of, past_of
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
    "as_recorded",
    "correct_past_session",
    "correction_of",
    "past_of",
    "receive_scan",
    "record_past_session",
    "recorded_item",
    "remove_past_line",
]
