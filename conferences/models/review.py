from django.db import models

from foundation.common.models import Level
from foundation.journal.history import tracked

from .conference import Conference, Panel, Part, PartQuerySet


def _told(label: str, help_text: str = "") -> models.TextField:
    return models.TextField(label, max_length=5_000, blank=True, help_text=help_text)


class ReviewQuerySet(PartQuerySet):
    def unfollowed(self) -> "ReviewQuerySet":
        """They say a problem that no register follows yet."""
        return self.filter(problem=None).exclude(problems="")


@tracked()
class ServiceReview(Part):
    """What a conference learned of one e-service: what its users meet, why, what is under way, what would help."""

    data_level = Level.NATIONAL

    conference = models.ForeignKey(
        Conference, on_delete=models.PROTECT, related_name="reviews", verbose_name="conférence"
    )
    panel = models.ForeignKey(
        Panel, on_delete=models.SET_NULL, null=True, blank=True, related_name="reviews", verbose_name="panel"
    )
    service = models.CharField("e-service", max_length=300, help_text="Le nom sous lequel on le connaît.")
    ministry = models.ForeignKey(
        "ministries.Ministry",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ministère",
    )
    problems = _told("problèmes rencontrés", "Ceux des usagers, tels qu’ils ont été dits.")
    diagnosis = _told("diagnostic", "Pourquoi.")
    reforms = _told("réformes en cours")
    improvements = _told("améliorations proposées")
    source = models.CharField("source", max_length=500, blank=True)
    problem = models.OneToOneField(
        "eservices.ServiceProblem",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="conference_review",
        verbose_name="suivi au registre des problèmes",
    )

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "retour d’expérience sur un e-service"
        verbose_name_plural = "retours d’expérience sur les e-services"
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "service"],
                name="service_review_once_a_conference",
                violation_error_message="Cet e-service a déjà son retour à cette conférence : corrigez-le.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.service}, {self.conference}"

    @property
    def told(self) -> list[tuple[str, str]]:
        """What is known of it, in order."""
        named = ("problems", "diagnosis", "reforms", "improvements")
        labels = ("Problèmes", "Diagnostic", "Réformes en cours", "Améliorations")
        return [(label, getattr(self, name)) for label, name in zip(labels, named, strict=True) if getattr(self, name)]
