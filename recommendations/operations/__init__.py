from .following import accept, lapse, reject, report, start, validate
from .issuing import confirm_drafts, issue

__all__ = ["accept", "confirm_drafts", "issue", "lapse", "reject", "report", "start", "validate"]
