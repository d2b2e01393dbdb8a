"""The revision of a baseline: asked by one, answered by another."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from foundation.common.models import Level, VersionedModel
from foundation.journal.history import tracked

from ..enums import RevisionReason, RevisionState
from .project import AMOUNT, Project

if TYPE_CHECKING:
    from foundation.accounts.models import User

ANSWERED = (RevisionState.APPROVED.value, RevisionState.REFUSED.value)


class RevisionRequestQuerySet(models.QuerySet["RevisionRequest"]):
    def visible_to(self, user) -> "RevisionRequestQuerySet":
        """Whoever reads the project reads what is asked of its baseline."""
        return self.filter(project__in=Project.objects.visible_to(user))

    def waiting(self) -> "RevisionRequestQuerySet":
        return self.filter(state=RevisionState.ASKED)

    def told(self) -> "RevisionRequestQuerySet":
        """With whoever asked and answered, and their names."""
        return self.select_related("asked_by__person", "answered_by__person")


@tracked()
class RevisionRequest(VersionedModel):
    """What one person asks the planned values of a project to become, and what another answered.

    Until it is approved nothing moves: neither the baseline nor the signal.
    """

    data_level = Level.MINISTRY

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="revision_requests", verbose_name="projet"
    )
    base_number = models.PositiveSmallIntegerField("référence de départ", help_text="Son rang, à la demande.")
    planned_start = models.DateField("début prévu", null=True, blank=True)
    planned_end = models.DateField("fin prévue", null=True, blank=True)
    planned_cost = models.BigIntegerField("coût prévu (FCFA)", null=True, blank=True, validators=AMOUNT)
    reason = models.CharField("motif", max_length=15, choices=RevisionReason)
    explanation = models.TextField("explication", max_length=4000)
    decision_reference = models.CharField(
        "décision", max_length=200, blank=True, help_text="Numéro de la décision qui la fonde, s’il y en a une."
    )
    state = models.CharField("état", max_length=10, choices=RevisionState, default=RevisionState.ASKED)
    asked_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="demandée par"
    )
    asked_capacity = models.CharField("qualité de qui demande", max_length=300, blank=True)
    asked_at = models.DateTimeField("demandée le")
    answered_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="réponse de"
    )
    answered_capacity = models.CharField("qualité de qui répond", max_length=300, blank=True)
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    answered_body = models.CharField(
        "instance qui répond",
        max_length=300,
        blank=True,
        help_text="La commission et sa décision, quand la réponse est celle d’une session.",
    )
    answer = models.TextField("motif de la réponse", max_length=2000, blank=True)

    objects = RevisionRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "demande de révision"
        verbose_name_plural = "demandes de révision"
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(state=RevisionState.ASKED.value),
                name="revision_one_request_at_a_time",
                violation_error_message="Une révision de ce projet attend déjà une réponse.",
            ),
            models.CheckConstraint(
                name="revision_answered_by_another",
                condition=~Q(state__in=ANSWERED) | (Q(answered_by__isnull=False) & ~Q(answered_by=F("asked_by"))),
                violation_error_message="Qui demande une révision ne l’approuve ni ne la refuse.",
            ),
            models.CheckConstraint(
                name="revision_refused_says_why",
                condition=~Q(state=RevisionState.REFUSED.value) | ~Q(answer=""),
                violation_error_message="Un refus dit pourquoi.",
            ),
        ]

    def __str__(self) -> str:
        return f"révision demandée de {self.project.code}"

    @property
    def is_waiting(self) -> bool:
        return self.state == RevisionState.ASKED

    def asker(self) -> str:
        return said_of(self.asked_by, self.asked_capacity)

    def answerer(self) -> str:
        """The commission that decided; otherwise who answered, and in which capacity."""
        if self.answered_body:
            return self.answered_body
        return said_of(self.answered_by, self.answered_capacity) if self.answered_by else ""


def said_of(user: "User", capacity: str) -> str:
    return f"{user}, {capacity}" if capacity else str(user)
