import pgtrigger
from django.db import models
from django.db.models import Q

from foundation.common.models import BaseModel, Level

from ..enums import Colour, RevisionReason
from .project import AMOUNT, Project


class BaselineQuerySet(models.QuerySet["Baseline"]):
    def visible_to(self, user) -> "BaselineQuerySet":
        return self.filter(project__in=Project.objects.visible_to(user))


class Baseline(BaseModel):
    """The planned values adopted on a day. Number 0 is the initial one; none is ever changed or lost."""

    data_level = Level.MINISTRY

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    project = models.ForeignKey(
        "projects.Project", on_delete=models.PROTECT, related_name="baselines", verbose_name="projet"
    )
    number = models.PositiveSmallIntegerField("rang")
    planned_start = models.DateField("début prévu", null=True, blank=True)
    planned_end = models.DateField("fin prévue", null=True, blank=True)
    planned_cost = models.BigIntegerField("coût prévu (FCFA)", null=True, blank=True, validators=AMOUNT)
    adopted_on = models.DateField("adoptée le")
    reason = models.CharField("motif", max_length=15, choices=RevisionReason, blank=True)
    explanation = models.TextField("explication", max_length=4000, blank=True)
    approver = models.CharField(
        "approuvée par",
        max_length=300,
        blank=True,
        help_text="Autorité ou instance : nom, fonction, ou session de la commission.",
    )
    decision_reference = models.CharField(
        "décision", max_length=200, blank=True, help_text="Numéro de la décision, s’il y en a une."
    )
    recorded_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="saisie par"
    )

    request = models.OneToOneField(
        "projects.RevisionRequest",
        on_delete=models.PROTECT,
        null=True,
        related_name="baseline",
        verbose_name="demande de révision",
    )
    colour_before = models.CharField("signal avant", max_length=8, choices=Colour, blank=True)
    colour_after = models.CharField("signal après", max_length=8, choices=Colour, blank=True)

    objects = BaselineQuerySet.as_manager()

    class Meta:
        verbose_name = "référence"
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="baseline_unique_number"),
            models.CheckConstraint(
                name="baseline_revision_has_reason_and_approver",
                condition=Q(number=0) | (~Q(reason="") & ~Q(approver="")),
                violation_error_message="Une révision porte un motif et un approbateur.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="baseline_is_kept_as_adopted", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"référence n° {self.number}"
