"""What the act of a commission does not say, and what was answered for one session."""

import pgtrigger
from django.db import models

from foundation.common.models import BaseModel, Level
from foundation.journal.history import tracked

from ..enums import SilentRule
from .presence import PresenceQuerySet
from .session import CommissionSession


@tracked()
class RuleAnswer(BaseModel):
    """For one session, what holds where the act is silent, and on what ground; printed in the procès-verbal.

    The act itself stays silent.
    """

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    session = models.ForeignKey(
        CommissionSession, on_delete=models.CASCADE, related_name="rule_answers", verbose_name="session"
    )
    rule = models.CharField("règle", max_length=20, choices=SilentRule)
    values = models.JSONField("réponse", help_text="Les champs de l’acte que la réponse remplit pour cette session.")
    ground = models.CharField("fondement", max_length=300, help_text="Par exemple « usage constant de la commission ».")
    answered_at = models.DateTimeField("répondu le")
    answered_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="répondu par"
    )
    capacity = models.CharField("en qualité de", max_length=300, blank=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = "réponse au silence de l’acte"
        constraints = [models.UniqueConstraint(fields=["session", "rule"], name="rule_answer_once_per_session")]
        triggers = [pgtrigger.Protect(name="rule_answer_is_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_rule_display()} : {self.ground}"

    @property
    def commission_id(self):
        return self.session.commission_id
