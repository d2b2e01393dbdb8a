"""What an edition of a source said of a project on a day: its history of cost and duration.

Beside the three values of the project, never in their place: a source that is read moves neither a baseline nor a
signal (ADR 0045).
"""

from django.db import models

from foundation.common.database import SortKey
from foundation.common.models import BaseModel, Level
from projects.models import Project


class ObservationQuerySet(models.QuerySet["Observation"]):
    def visible_to(self, user) -> "ObservationQuerySet":
        return self.filter(project__in=Project.objects.visible_to(user))


class Observation(BaseModel):
    data_level = Level.MINISTRY

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    project = models.ForeignKey(
        "projects.Project", on_delete=models.PROTECT, related_name="observations", verbose_name="projet"
    )
    run = models.ForeignKey(
        "imports.ImportRun", on_delete=models.PROTECT, related_name="observations", verbose_name="import"
    )
    edition = models.CharField("édition", max_length=100)
    observed_on = models.DateField("valeurs au")
    title = models.CharField("intitulé dans la source", max_length=300)
    cost = models.DecimalField("coût selon la source", max_digits=24, decimal_places=6, null=True, blank=True)
    unit = models.CharField("unité", max_length=40, blank=True)
    duration = models.DecimalField(
        "durée selon la source (années)", max_digits=18, decimal_places=10, null=True, blank=True
    )
    start = models.DateField("début selon la source", null=True, blank=True)
    end = models.DateField("fin selon la source", null=True, blank=True)
    is_shared = models.BooleanField("interministériel selon la source", null=True, blank=True)
    phase = models.CharField("phase selon la source", max_length=200, blank=True)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        verbose_name = "constat d’une édition"
        verbose_name_plural = "constats d’une édition"
        indexes = [
            models.Index(fields=["project", "observed_on"], name="observation_project_day"),
            models.Index(SortKey("title"), "id", name="observation_by_title"),
        ]
        constraints = [models.UniqueConstraint(fields=["run", "project"], name="observation_one_for_an_import")]

    def __str__(self) -> str:
        return f"{self.edition} : {self.title}"
