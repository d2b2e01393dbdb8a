"""What a communication must answer for before it is put to the members: one sheet per item or proposal."""

from django.db import models
from django.db.models import Q

from foundation.accounts.enums import Role
from foundation.common.models import Level, VersionedModel
from foundation.journal.history import tracked
from sessions.core.models.agenda import AgendaItem

from ..enums import ConformityQuestion, SheetState
from .proposal import Proposal


class SheetQuerySet(models.QuerySet["ConformitySheet"]):
    def visible_to(self, user) -> "SheetQuerySet":
        """Who sees the item or the proposal, and the person who presents it."""
        if not user.is_authenticated:
            return self.none()
        visible = Q(item__in=AgendaItem.objects.visible_to(user)) | Q(
            item=None, proposal__in=Proposal.objects.visible_to(user)
        )
        return self.filter(visible | Q(item__presenter__user_id=user.pk) | Q(proposal__author_id=user.pk))


@tracked()
class ConformitySheet(VersionedModel):
    """The questions of conformity, answered by the proposer and checked by the secretariat; a change of the item calls
    them back.
    """

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    item = models.OneToOneField(
        AgendaItem, on_delete=models.CASCADE, null=True, blank=True, related_name="sheet", verbose_name="point"
    )
    proposal = models.OneToOneField(
        Proposal, on_delete=models.CASCADE, null=True, blank=True, related_name="sheet", verbose_name="proposition"
    )
    answers = models.JSONField(
        "réponses", default=dict, help_text="Par question : oui, non ou sans objet, et une remarque."
    )
    state = models.CharField("état", max_length=10, choices=SheetState, default=SheetState.ASKED)
    answered_at = models.DateTimeField("remplie le", null=True, blank=True)
    answered_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="remplie par"
    )
    checked_at = models.DateTimeField("vérifiée le", null=True, blank=True)
    checked_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="vérifiée par"
    )
    reason = models.TextField("pourquoi elle est à revoir", max_length=2_000, blank=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = "fiche de conformité"
        constraints = [
            models.CheckConstraint(
                name="sheet_is_about_something",
                condition=Q(item__isnull=False) | Q(proposal__isnull=False),
                violation_error_message="Une fiche porte sur un point ou une proposition.",
            ),
            models.CheckConstraint(
                name="sheet_checked_by_somebody",
                condition=~Q(state="checked") | Q(checked_at__isnull=False, checked_by__isnull=False),
                violation_error_message="Une fiche vérifiée porte sa date et son vérificateur.",
            ),
        ]

    def __str__(self) -> str:
        return f"fiche de conformité : {self.title}"

    @property
    def title(self) -> str:
        about = self.item or self.proposal
        return about.title if about is not None else ""

    @property
    def commission_id(self):
        if self.item is not None:
            return self.item.session.commission_id
        return self.proposal.commission_id if self.proposal is not None else None

    @property
    def is_to_fill(self) -> bool:
        return self.state in (SheetState.ASKED, SheetState.TO_REVIEW)

    @property
    def is_to_check(self) -> bool:
        return self.state == SheetState.ANSWERED

    @property
    def unanswered(self) -> list[ConformityQuestion]:
        return [question for question in ConformityQuestion if not self.answers.get(question.value, {}).get("answer")]

    def can_be_answered_by(self, user) -> bool:
        """The proposer, who presents it, the ministry's DSI, the secretariat.

        Needs `item.session`, `item.presenter` and `proposal`.
        """
        people = {
            self.proposal.author_id if self.proposal else None,
            self.item.presenter.user_id if self.item and self.item.presenter else None,
        }
        return (
            user.pk in people
            or user.has_role(Role.SECRETARY, commission=self.commission_id)
            or user.has_role(Role.DSI, scope=self.scope_id)
        )
