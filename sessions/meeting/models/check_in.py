"""The code by which members note their own arrival, shown in the room; and the tries that are limited."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from foundation.common.models import BaseModel, Level
from sessions.core.models.session import CommissionSession


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    def standing(self) -> "CheckInQuerySet":
        return self.filter(closed_at=None)

    def end(self, at: datetime) -> int:
        """Take the code away, if one is shown; return how many were."""
        return self.standing().update(closed_at=at)


class CheckIn(BaseModel):
    """One code of one session, from its showing to its renewal or its end.

    Kept in clear: it is read from the wall by everybody there and gives nothing but the arrival of one's own seat. It
    is no tracked row, and the journal says that a code was shown, never which.
    """

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    session = models.ForeignKey(
        CommissionSession, on_delete=models.CASCADE, related_name="check_ins", verbose_name="session"
    )
    code = models.CharField("code", max_length=6)
    opened_at = models.DateTimeField("montré le")
    opened_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="montré par"
    )
    closed_at = models.DateTimeField("retiré le", null=True, blank=True)

    objects = CheckInQuerySet.as_manager()

    class Meta:
        verbose_name = "code de pointage"
        verbose_name_plural = "codes de pointage"
        indexes = [models.Index(fields=["code", "-opened_at"], name="check_in_code")]
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(closed_at=None), name="check_in_one_code_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["code"], condition=Q(closed_at=None), name="check_in_code_leads_to_one_session"
            ),
        ]

    def __str__(self) -> str:
        return "code de pointage"


class CheckInTry(models.Model):
    """A code that was tried, until it proves right: so many by an account or a link in a while, whatever process
    answers.
    """

    data_level = Level.TECHNICAL

    key = models.CharField("qui essaie", max_length=60)
    at = models.DateTimeField("à")

    class Meta:
        verbose_name = "essai de code"
        verbose_name_plural = "essais de code"
        indexes = [models.Index(fields=["key", "at"], name="check_in_tries")]

    def __str__(self) -> str:
        return "essai de code"
