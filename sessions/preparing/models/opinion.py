"""The opinion of the ASIN asked on an item, for a day."""

from datetime import date

from django.db import models
from django.db.models import Q

from foundation.accounts.enums import ASIN_ROLES
from foundation.common.models import Level, VersionedModel
from foundation.common.typography import local_day
from foundation.journal.history import tracked
from sessions.core.enums import OpinionState
from sessions.core.models.agenda import AgendaItem

from ..enums import OpinionSense


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def visible_to(self, user) -> "OpinionQuerySet":
        """Who sees the item; the ASIN sees what it is asked, never an item behind closed doors."""
        if not user.is_authenticated:
            return self.none()
        visible = Q(item__in=AgendaItem.objects.visible_to(user))
        if user.has_role(*ASIN_ROLES):
            visible |= Q(item__is_closed_doors=False)
        return self.filter(visible)


@tracked()
class Opinion(VersionedModel):
    """One request to the ASIN and its answer; what comes after the day is accepted and says so."""

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="opinions", verbose_name="point")
    question = models.TextField("question", max_length=4_000, blank=True)
    due_on = models.DateField("attendu pour le")
    asked_at = models.DateTimeField("demandé le")
    asked_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="demandé par"
    )
    state = models.CharField("état", max_length=10, choices=OpinionState, default=OpinionState.ASKED)
    sense = models.CharField("sens", max_length=12, choices=OpinionSense, blank=True)
    text = models.TextField("avis", max_length=10_000, blank=True)
    given_at = models.DateTimeField("rendu le", null=True, blank=True)
    given_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="rendu par"
    )
    given_capacity = models.CharField("en qualité de", max_length=300, blank=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = "avis de l’ASIN"
        indexes = [models.Index(fields=["state", "due_on", "id"], name="opinion_state_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(state="asked"),
                name="opinion_one_waiting",
                violation_error_message="Un avis est déjà attendu sur ce point.",
            ),
            models.CheckConstraint(
                name="opinion_given_with_its_sense",
                condition=Q(state="given", given_at__isnull=False, given_by__isnull=False) & ~Q(sense="")
                | ~Q(state="given") & Q(sense=""),
                violation_error_message="Un avis rendu porte son sens, sa date et son auteur.",
            ),
        ]

    def __str__(self) -> str:
        return f"avis de l’ASIN sur « {self.item.title} »"

    @property
    def commission_id(self):
        return self.item.session.commission_id

    @property
    def came_late(self) -> bool:
        return self.given_at is not None and local_day(self.given_at) > self.due_on

    def is_overdue(self, today: date) -> bool:
        return self.state == OpinionState.ASKED and today > self.due_on
