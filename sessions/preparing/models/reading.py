from typing import TYPE_CHECKING

from django.db import models

from foundation.common.models import BaseModel, Level
from sessions.core.models.session import CommissionSession

if TYPE_CHECKING:
    from foundation.accounts.models import User


class ReadingQuerySet(models.QuerySet["SessionReading"]):
    def visible_to(self, user: "User") -> "ReadingQuerySet":
        """Each person his own: what one has read is nobody else's business."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(user_id=user.pk, session__in=CommissionSession.objects.visible_to(user))


class SessionReading(BaseModel):
    """What one person last saw of one session: prints of its items and annexes, never their text."""

    data_level = Level.PERSONAL

    session = models.ForeignKey(
        CommissionSession, on_delete=models.CASCADE, related_name="readings", verbose_name="session"
    )
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="lecteur")
    read_at = models.DateTimeField(
        "dernière lecture", help_text="Fin de la visite d’avant, ou instant où tout a été marqué comme lu."
    )
    opened_at = models.DateTimeField("ouverte le")
    seen = models.JSONField("vu à la dernière lecture", default=dict)
    latest = models.JSONField("montré à la visite en cours", default=dict)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = "lecture de session"
        verbose_name_plural = "lectures de session"
        constraints = [models.UniqueConstraint(fields=["session", "user"], name="reading_once_per_person")]

    def __str__(self) -> str:
        return "lecture de session"
