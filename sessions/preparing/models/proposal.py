"""What the structures of a ministry ask a commission to examine, before it is on any agenda."""

import pgtrigger
from django.db import models
from django.db.models import Q

from foundation.accounts.enums import Role
from foundation.common.models import BaseModel, Level, VersionedModel
from foundation.journal.history import tracked
from sessions.core.enums import ItemKind
from sessions.core.models.agenda import AgendaItem
from sessions.core.models.session import MINUTES

from ..enums import ProposalAction, ProposalState


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, user) -> "ProposalQuerySet":
        """One's own from the first word; once submitted, the ministry's DSI and auditor, and who prepares
        the sessions.
        """
        if not user.is_authenticated:
            return self.none()
        access = user.access
        sent = ~Q(state=ProposalState.DRAFT)
        visible = Q(author_id=user.pk)
        visible |= Q(scope_id__in=access.scopes(Role.DSI, Role.AUDITOR)) & sent
        visible |= Q(commission_id__in=access.commissions(Role.SECRETARY, Role.PRESIDENT)) & sent
        return self.filter(visible)


@tracked()
class Proposal(VersionedModel):
    """An item proposed by a structure: written, submitted, endorsed, then put on an agenda, refused or deferred."""

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    commission = models.ForeignKey(
        "commissions.Commission", on_delete=models.PROTECT, related_name="proposals", verbose_name="commission"
    )
    structure = models.ForeignKey(
        "ministries.Structure",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name="structure qui propose",
    )
    author = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="proposals", verbose_name="auteur"
    )
    author_name = models.CharField("nom de l’auteur", max_length=200)
    author_capacity = models.CharField("qualité de l’auteur", max_length=300, blank=True)
    kind = models.CharField("nature", max_length=15, choices=ItemKind, default=ItemKind.COMMUNICATION)
    title = models.CharField("intitulé", max_length=500)
    objectives = models.TextField(
        "objectifs", max_length=20_000, blank=True, help_text="Ce que la commission est priée d’examiner, et pourquoi."
    )
    planned_minutes = models.PositiveSmallIntegerField("minutes demandées", null=True, blank=True, validators=MINUTES)
    projects = models.ManyToManyField(
        "projects.Project", related_name="proposals", blank=True, verbose_name="projets liés"
    )
    state = models.CharField("état", max_length=10, choices=ProposalState, default=ProposalState.DRAFT)
    submitted_at = models.DateTimeField("soumise le", null=True, blank=True)
    item = models.OneToOneField(
        AgendaItem,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="proposal",
        verbose_name="point inscrit",
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "proposition"
        indexes = [
            models.Index(fields=["commission", "state", "-submitted_at", "id"], name="proposal_commission_state")
        ]
        constraints = [
            models.CheckConstraint(
                name="proposal_submitted_at_once_sent",
                condition=Q(state="draft") | Q(submitted_at__isnull=False),
                violation_error_message="Une proposition soumise porte sa date.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class ProposalAnnexQuerySet(models.QuerySet["ProposalAnnex"]):
    def visible_to(self, user) -> "ProposalAnnexQuerySet":
        """Those of visible proposals."""
        return self.filter(proposal__in=Proposal.objects.visible_to(user))

    def kept(self) -> "ProposalAnnexQuerySet":
        return self.filter(removed_at=None)


class ProposalAnnex(BaseModel):
    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="annexes", verbose_name="proposition")
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name="fichier")
    title = models.CharField("intitulé de la pièce", max_length=300)
    removed_at = models.DateTimeField("retirée le", null=True, blank=True)

    objects = ProposalAnnexQuerySet.as_manager()

    class Meta:
        verbose_name = "pièce d’une proposition"

    def __str__(self) -> str:
        return self.title


class ProposalStep(BaseModel):
    """Each transition is a row: who, when, from, to, why."""

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="steps", verbose_name="proposition")
    action = models.CharField("acte", max_length=10, choices=ProposalAction)
    from_state = models.CharField("de", max_length=10, choices=ProposalState)
    to_state = models.CharField("à", max_length=10, choices=ProposalState)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="par")
    by_capacity = models.CharField("en qualité de", max_length=300, blank=True)
    at = models.DateTimeField("le")
    reason = models.TextField("motif", max_length=2_000, blank=True)

    class Meta:
        verbose_name = "étape d’une proposition"
        triggers = [pgtrigger.Protect(name="proposal_step_is_kept", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return self.get_action_display()
