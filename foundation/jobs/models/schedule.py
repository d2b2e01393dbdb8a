from django.db import models

from foundation.common.models import BaseModel, Level


class Schedule(models.Model):
    """When a regular job runs next. The relay is the only scheduler; dates are those of the business clock."""

    data_level = Level.TECHNICAL

    name = models.CharField("nom", max_length=60, primary_key=True)
    next_run_at = models.DateTimeField("prochaine exécution")
    last_run_at = models.DateTimeField("dernière exécution", null=True)
    last_job = models.ForeignKey(
        "jobs.Job", on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="dernier travail"
    )

    class Meta:
        verbose_name = "travail régulier"
        verbose_name_plural = "travaux réguliers"

    def __str__(self) -> str:
        return self.name


class PausedQueue(models.Model):
    """A queue whose jobs wait: after a restore, no mail leaves before somebody has looked."""

    data_level = Level.TECHNICAL

    queue = models.CharField("file", max_length=20, primary_key=True)
    reason = models.CharField("motif", max_length=300)
    paused_at = models.DateTimeField("depuis", auto_now_add=True)

    class Meta:
        verbose_name = "file suspendue"
        verbose_name_plural = "files suspendues"

    def __str__(self) -> str:
        return self.queue


class DueDate(BaseModel):
    """A job to ask for on a business date (a reminder, a deadline). Moved or removed by its key."""

    data_level = Level.TECHNICAL

    key = models.CharField("clé", max_length=200, unique=True)
    kind = models.CharField("nature", max_length=60)
    ids = models.JSONField("arguments", default=list)
    scope = models.ForeignKey(
        "accounts.Scope", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="périmètre"
    )
    due_at = models.DateTimeField("échéance", db_index=True)

    class Meta:
        verbose_name = "échéance"

    def __str__(self) -> str:
        return self.key
