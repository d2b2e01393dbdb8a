from .mail import Attachment, OutgoingMail

__all__ = ["Attachment", "OutgoingMail"]
