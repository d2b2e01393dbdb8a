from .following import accept, hand_in, lapse, reject, report, start, validate
from .issuing import confirm_drafts, issue, issue_outside_session

__all__ = [
    "accept",
    "confirm_drafts",
    "hand_in",
    "issue",
    "issue_outside_session",
    "lapse",
    "reject",
    "report",
    "start",
    "validate",
]
