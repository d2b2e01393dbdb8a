from .mail import Attachment, OutgoingMail
from .notice import CalendarFeed, Digest, Notice, NoticePreference

__all__ = ["Attachment", "CalendarFeed", "Digest", "Notice", "NoticePreference", "OutgoingMail"]
