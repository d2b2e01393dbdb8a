from django.db import models
from django.db.models import F, Q

from foundation.journal.history import tracked
from projects.models.project import PERCENT

from ..enums import Situation
from .follow import OfCommune


@tracked()
class CommuneProject(OfCommune):
    """A digital project of a commune: what its RSI says of it each quarter. No baseline: that is for a ministry."""

    title = models.CharField("intitulé", max_length=300)
    framework = models.CharField(
        "programme ou plateforme",
        max_length=120,
        blank=True,
        help_text="Par exemple « eCommunes » ou « GEC ». Vide : un projet propre à la commune.",
    )
    situation = models.CharField("situation", max_length=10, choices=Situation, default=Situation.TO_COME)
    progress = models.PositiveSmallIntegerField("avancement (%)", null=True, blank=True, validators=PERCENT)
    started_on = models.DateField("commencé le", null=True, blank=True)
    ended_on = models.DateField("fini le", null=True, blank=True)
    note = models.CharField("où il en est", max_length=500, blank=True)
    source = models.CharField("source", max_length=500, blank=True)

    class Meta:
        verbose_name = "projet de la commune"
        constraints = [
            models.CheckConstraint(
                name="commune_project_progress_fits_its_situation",
                condition=Q(progress=None)
                | Q(situation__in=[Situation.RUNNING.value, Situation.STOPPED.value], progress__lte=100)
                | Q(situation=Situation.DONE.value, progress=100)
                | Q(situation=Situation.TO_COME.value, progress=0),
                violation_error_message="Un projet réalisé est à 100 %, un projet à venir à 0 % : corrigez l’avancement"
                " ou la situation.",
            ),
            models.CheckConstraint(
                name="commune_project_period_is_ordered",
                condition=Q(started_on=None) | Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                violation_error_message="Un projet finit après avoir commencé : corrigez l’une des deux dates.",
            ),
        ]

    def __str__(self) -> str:
        return self.title
