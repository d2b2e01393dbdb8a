"""What was changed after a session was lifted: named, reasoned, kept beside what it replaces."""

import pgtrigger
from django.db import models

from foundation.common.models import BaseModel, Level
from sessions.core.models.presence import PresenceQuerySet
from sessions.core.models.session import CommissionSession

from ..enums import CorrectedKind


class Correction(BaseModel):
    """One change made to a session that is over: what it said, what it says now, who, when and why.

    Printed in the procès-verbal.
    """

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    session = models.ForeignKey(
        CommissionSession, on_delete=models.PROTECT, related_name="corrections", verbose_name="session"
    )
    item = models.ForeignKey(
        "commission_sessions.AgendaItem",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="point",
    )
    kind = models.CharField("objet", max_length=10, choices=CorrectedKind)
    target_id = models.UUIDField("ligne corrigée", null=True, blank=True)
    before = models.TextField("ce qui était écrit", max_length=100_000, blank=True)
    after = models.TextField("ce qui le remplace", max_length=100_000, blank=True)
    reason = models.TextField("motif", max_length=2_000)
    at = models.DateTimeField("corrigé le")
    by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="corrigé par"
    )
    by_name = models.CharField("nom", max_length=200, blank=True)
    by_capacity = models.CharField("en qualité de", max_length=300, blank=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = "correction"
        indexes = [models.Index(fields=["session", "at", "id"], name="correction_session_at")]
        constraints = [
            models.CheckConstraint(
                name="correction_has_its_reason",
                condition=~models.Q(reason=""),
                violation_error_message="Une correction donne son motif.",
            )
        ]
        triggers = [pgtrigger.Protect(name="correction_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} : {self.reason}"

    @property
    def commission_id(self):
        return self.session.commission_id
