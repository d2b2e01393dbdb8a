"""Trainings for the communes: what is taught, when, and who came. A function is kept, never a name."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from foundation.accounts.models.reading import SharedQuerySet
from foundation.common.models import Level, VersionedModel
from foundation.journal.history import tracked

from ..enums import Presence
from .follow import OfCommune


@tracked()
class Training(VersionedModel):
    data_level = Level.NATIONAL

    title = models.CharField("formation", max_length=300)
    objectives = models.TextField("objectifs", max_length=2000, blank=True)
    organiser = models.CharField("organisée par", max_length=200, blank=True)
    source = models.CharField("source", max_length=500, blank=True)
    is_fictitious = models.BooleanField("fictif (démonstration)", default=False)

    objects = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = "formation des communes"

    def __str__(self) -> str:
        return self.title


@tracked()
class TrainingSession(VersionedModel):
    data_level = Level.NATIONAL

    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="sessions", verbose_name="formation")
    held_on = models.DateField("jour")
    place = models.CharField("lieu", max_length=200, blank=True)
    hours = models.PositiveSmallIntegerField(
        "durée (heures)", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    is_fictitious = models.BooleanField("fictif (démonstration)", default=False)

    objects = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = "session de formation"
        constraints = [
            models.UniqueConstraint(
                fields=["training", "held_on", "place"],
                name="training_session_held_once",
                violation_error_message="Cette session est déjà enregistrée, à ce jour et à ce lieu.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.training}, {self.held_on:%d/%m/%Y}"


@tracked()
class Attendance(OfCommune):
    """A person of a commune at a session, by his function."""

    session = models.ForeignKey(
        TrainingSession, on_delete=models.PROTECT, related_name="attendances", verbose_name="session"
    )
    function = models.CharField(
        "fonction", max_length=200, help_text="Celle de la personne, pas son nom : « RSI », « chef de l’état civil »."
    )
    presence = models.CharField("présence", max_length=10, choices=Presence, default=Presence.INVITED)
    note = models.CharField("observation", max_length=300, blank=True)

    class Meta:
        verbose_name = "participation à une formation"
        constraints = [
            models.UniqueConstraint(
                fields=["session", "commune", "function"],
                name="attendance_told_once",
                violation_error_message="Cette fonction de la commune est déjà notée à cette session : corrigez-la.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.commune}, {self.function}"
