from .following import accept, hand_in, lapse, redate, reject, report, start, validate
from .issuing import confirm_drafts, issue, issue_outside_session
from .reminding import remind_due

__all__ = [
    "accept",
    "confirm_drafts",
    "hand_in",
    "issue",
    "issue_outside_session",
    "lapse",
    "redate",
    "reject",
    "remind_due",
    "report",
    "start",
    "validate",
]
