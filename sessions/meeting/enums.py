from django.db.models import TextChoices

from sessions.core.enums import Section

ITEM_SECTIONS = (Section.COMMUNICATION, Section.DEBATE, Section.CONCLUSION, Section.DECISION)


class CorrectedKind(TextChoices):
    """What a correction after the session is about."""

    PRESENCE = "presence", "présences"
    VOTE = "vote", "compte d’un vote"
    DECISION = "decision", "texte d’une décision"
