from django.db import models

from foundation.common.models import BaseModel, Level
from foundation.journal.history import tracked

from .project import Project


class MutualisationQuerySet(models.QuerySet["Mutualisation"]):
    def visible_to(self, user) -> "MutualisationQuerySet":
        """Who proposed, and who carries the project."""
        if not user.is_authenticated:
            return self.none()
        scopes = user.access.scopes()
        return self.filter(models.Q(scope_id__in=scopes) | models.Q(project__scope_id__in=scopes))


@tracked()
class Mutualisation(BaseModel):
    """A ministry proposes to do together what another one's project does already: written once for each pair."""

    data_level = Level.MINISTRY

    scope = models.ForeignKey(
        "accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre qui propose"
    )
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="mutualisations", verbose_name="projet")
    title = models.CharField(
        "ce qui est préparé", max_length=500, help_text="Tel qu’il était saisi quand le rapprochement a été vu."
    )
    proposed_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="proposée par"
    )
    proposed_at = models.DateTimeField("proposée le")

    objects = MutualisationQuerySet.as_manager()

    class Meta:
        verbose_name = "proposition de mutualisation"
        verbose_name_plural = "propositions de mutualisation"
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "project"],
                name="mutualisation_once_per_pair",
                violation_error_message="Une mutualisation est déjà proposée pour ce projet.",
            )
        ]

    def __str__(self) -> str:
        return f"mutualisation de {self.project.code}"
