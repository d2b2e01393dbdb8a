from django.db import models

from foundation.common.models import Level


class Worker(models.Model):
    """A process that says every few seconds that it lives: workers, and the relay."""

    data_level = Level.TECHNICAL

    class Role(models.TextChoices):
        WORKER = "worker", "service de traitement"
        RELAY = "relay", "relais"

    name = models.CharField("nom", max_length=120, primary_key=True)
    role = models.CharField("fonction", max_length=10, choices=Role)
    pid = models.PositiveIntegerField("processus")
    queues = models.JSONField("files", default=list)
    started_at = models.DateTimeField("démarré à")
    seen_at = models.DateTimeField("vu à", db_index=True)

    class Meta:
        verbose_name = "processus"
        verbose_name_plural = "processus"

    def __str__(self) -> str:
        return self.name
