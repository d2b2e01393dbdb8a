import pgtrigger
from django.db import models
from django.db.models import Q

from foundation.common.models import Level, VersionedModel
from foundation.journal.history import tracked

from ..enums import PvState
from .session import CommissionSession


class PvQuerySet(models.QuerySet["ProcesVerbal"]):
    def visible_to(self, user) -> "PvQuerySet":
        return self.filter(session__in=CommissionSession.objects.visible_to(user))


@tracked()
class ProcesVerbal(VersionedModel):
    """The minutes as a legal act: one per session, numbered when submitted; its stored PDF is a Document."""

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    session = models.OneToOneField(
        CommissionSession, on_delete=models.PROTECT, related_name="pv", verbose_name="session"
    )
    commission = models.ForeignKey(
        "commissions.Commission", on_delete=models.PROTECT, related_name="pvs", verbose_name="commission"
    )
    year = models.PositiveSmallIntegerField("année")
    number = models.PositiveIntegerField("numéro", null=True, blank=True, editable=False)
    state = models.CharField("état", max_length=10, choices=PvState, default=PvState.DRAFT)
    document = models.ForeignKey(
        "documents.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="document"
    )
    job = models.ForeignKey(
        "jobs.Job", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="travail en cours"
    )
    submitted_at = models.DateTimeField("soumis le", null=True, blank=True)
    submitted_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="soumis par"
    )

    objects = PvQuerySet.as_manager()

    class Meta:
        verbose_name = "procès-verbal"
        constraints = [
            models.UniqueConstraint(fields=["commission", "year", "number"], name="pv_unique_number"),
            models.CheckConstraint(
                name="pv_submitted_at_and_by_together",
                condition=Q(submitted_at=None, submitted_by=None) | Q(submitted_at__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="pv_number_is_kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__number__isnull=False)
                & pgtrigger.Q(old__number__df=pgtrigger.F("new__number")),
            ),
            pgtrigger.Protect(name="pv_is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"Procès-verbal n° {self.number}/{self.year}" if self.number else "Procès-verbal (projet)"
