"""The composition of a commission as one of its sessions was held with it."""

import pgtrigger
from django.db import models

from foundation.common.models import BaseModel, Level

from .presence import PresenceQuerySet
from .session import CommissionSession
from .settled import kept_once_over


class SessionRoll(BaseModel):
    """Who sat by right, frozen at the opening and again when the composition changes while the session is held; the
    last one holds.

    What happens later to seats, mandates, persons, structures and ministries does not touch it: ADR 0022.
    """

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    session = models.ForeignKey(
        CommissionSession, on_delete=models.CASCADE, related_name="rolls", verbose_name="session"
    )
    at = models.DateTimeField("arrêtée à")
    content = models.JSONField("composition", help_text="Les sièges, leurs tenants et les noms, tels qu’à la session.")

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = "composition d’une session"
        verbose_name_plural = "compositions d’une session"
        indexes = [models.Index(fields=["session", "at"], name="roll_session_at")]
        triggers = [
            kept_once_over("roll_of_a_session_over"),
            pgtrigger.Protect(name="roll_is_never_rewritten", operation=pgtrigger.Update),
        ]

    def __str__(self) -> str:
        return f"composition, {self.session}"

    @property
    def commission_id(self):
        return self.session.commission_id
