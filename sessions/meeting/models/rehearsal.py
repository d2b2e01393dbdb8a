from django.db import models

from foundation.common.models import BaseModel, Level
from sessions.core.models.session import CommissionSession


class RehearsalQuerySet(models.QuerySet["Rehearsal"]):
    def visible_to(self, user) -> "RehearsalQuerySet":
        """One's own, and nobody else's."""
        return self.filter(owner_id=user.pk) if user.is_authenticated else self.none()


class Rehearsal(BaseModel):
    """A copy of a session with false names, in a scope of its own, to learn with (ADR 0018).

    Nobody but its owner is in it.
    """

    data_level = Level.PERSONAL

    scope = models.OneToOneField("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    owner = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="rehearsals", verbose_name="pour")
    source = models.ForeignKey(
        CommissionSession, on_delete=models.PROTECT, related_name="+", verbose_name="session copiée"
    )
    session = models.ForeignKey(
        CommissionSession, on_delete=models.PROTECT, related_name="+", verbose_name="session de répétition"
    )
    ends_on = models.DateField("effacée le")

    objects = RehearsalQuerySet.as_manager()

    class Meta:
        verbose_name = "répétition"
        indexes = [models.Index(fields=["ends_on"], name="rehearsal_ends")]

    def __str__(self) -> str:
        return "répétition"
