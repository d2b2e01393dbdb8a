from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from foundation.accounts.enums import ASIN_ROLES, Role
from foundation.common.database import FRENCH, SortKey
from foundation.common.models import Level, VersionedModel
from foundation.journal.history import tracked

from ..enums import ItemKind, OpinionState, Outcome, OwnItem, SessionState
from .release import AgendaRelease
from .session import MINUTES, CommissionSession


class ItemQuerySet(models.QuerySet["AgendaItem"]):
    def visible_to(self, user) -> "ItemQuerySet":
        """Items of visible sessions; behind closed doors, only inside the commission.

        The ASIN also sees those it is asked about.
        """
        if not user.is_authenticated:
            return self.none()
        visible = Q(session__in=CommissionSession.objects.visible_to(user))
        if user.has_role(*ASIN_ROLES):
            asked = self.model._meta.get_field("opinions").related_model._default_manager.exclude(  # type: ignore[union-attr]
                state=OpinionState.WITHDRAWN
            )
            visible |= Q(pk__in=asked.values("item_id"))
        return self.filter(visible).filter(
            Q(is_closed_doors=False) | Q(session__commission_id__in=user.access.commissions())
        )

    def announced_to(self, user) -> "ItemQuerySet":
        """Without what was put on the agenda of a convened session since the last version its members were told of, but
        for who prepares it.
        """
        told = AgendaRelease.objects.filter(session=OuterRef("session_id"))
        untold = Q(added_after_convocation=True, session__state=SessionState.CONVENED)
        untold &= Q(Exists(told)) & ~Q(Exists(told.filter(created_at__gte=OuterRef("created_at"))))
        return self.exclude(
            untold & ~Q(session__commission_id__in=user.access.commissions(Role.SECRETARY, Role.PRESIDENT))
        )

    def in_order(self) -> "ItemQuerySet":
        return self.order_by("position", "pk")


@tracked()
class AgendaItem(VersionedModel):
    """A heading or an item of the agenda. A postponed item keeps its lineage, a withdrawn one stays visible."""

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    session = models.ForeignKey(
        CommissionSession, on_delete=models.CASCADE, related_name="agenda_items", verbose_name="session"
    )
    position = models.PositiveSmallIntegerField("rang")
    kind = models.CharField("nature", max_length=15, choices=ItemKind, default=ItemKind.COMMUNICATION)
    title = models.CharField("intitulé", max_length=500)
    description = models.TextField("exposé", blank=True)
    planned_minutes = models.PositiveSmallIntegerField("minutes prévues", null=True, blank=True, validators=MINUTES)
    presenter = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="presented_items",
        verbose_name="présenté par",
    )
    presenter_label = models.CharField(
        "présenté par, en toutes lettres",
        max_length=300,
        blank=True,
        help_text="Une personne ou une structure qui n’est pas dans la liste.",
    )
    is_closed_doors = models.BooleanField("point à huis clos", default=False)
    projects = models.ManyToManyField(
        "projects.Project", related_name="agenda_items", blank=True, verbose_name="projets liés"
    )
    legal_texts = models.ManyToManyField(
        "ministries.LegalText", related_name="agenda_items", blank=True, verbose_name="textes liés"
    )
    postponed_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="postponed_to",
        verbose_name="reprend le point",
    )
    added_after_convocation = models.BooleanField("ajouté après la convocation", default=False)
    is_late = models.BooleanField("proposé hors délai", default=False)
    own = models.CharField("écrit par le portail", max_length=15, choices=OwnItem, blank=True, editable=False)
    about_session = models.ForeignKey(
        CommissionSession,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="session dont le procès-verbal est à approuver",
    )
    own_rows = models.JSONField(
        "lignes écrites par le portail", default=list, blank=True, help_text="Figées à la diffusion de l’ordre du jour."
    )
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="retiré par"
    )
    withdrawal_reason = models.TextField("motif du retrait", blank=True)
    started_at = models.DateTimeField("abordé le", null=True, blank=True)
    ended_at = models.DateTimeField("clos le", null=True, blank=True)
    outcome = models.CharField("conclusion", max_length=12, choices=Outcome, blank=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = "point de l’ordre du jour"
        indexes = [
            GinIndex(OpClass(SortKey("title"), name="gin_trgm_ops"), name="item_title_trigrams"),
            GinIndex(SearchVector("title", config=FRENCH), name="item_title_words"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "position"], name="item_unique_position", deferrable=models.Deferrable.DEFERRED
            ),
            models.UniqueConstraint(
                fields=["session", "own"],
                condition=~Q(own=""),
                name="item_own_once",
                violation_error_message="Le portail n’inscrit chaque point d’usage qu’une fois.",
            ),
            models.CheckConstraint(
                name="item_withdrawn_with_reason",
                condition=Q(withdrawn_at=None) | (Q(withdrawn_by__isnull=False) & ~Q(withdrawal_reason="")),
                violation_error_message="Un point est retiré avec son motif et son auteur.",
            ),
            models.CheckConstraint(
                name="item_heading_has_no_outcome",
                condition=~Q(kind=ItemKind.HEADING.value) | Q(outcome=""),
                violation_error_message="Un titre n’a pas de conclusion.",
            ),
            models.CheckConstraint(
                name="item_ended_after_started",
                condition=Q(ended_at=None) | Q(started_at=None) | Q(ended_at__gte=F("started_at")),
                violation_error_message="Un point est clos après avoir été abordé.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def commission_id(self):
        return self.session.commission_id

    @property
    def is_heading(self) -> bool:
        return self.kind == ItemKind.HEADING

    @property
    def has_own_rows(self) -> bool:
        """The portal writes lines under it: recommendations, projects that moved."""
        return self.own in (OwnItem.RECOMMENDATIONS, OwnItem.MOVED_PROJECTS)

    @property
    def open_title(self) -> str:
        """What a line of the session's journal may call it: whoever reads that line may stand outside."""
        return "point à huis clos" if self.is_closed_doors else self.title


class AnnexQuerySet(models.QuerySet["Annex"]):
    def visible_to(self, user) -> "AnnexQuerySet":
        """Annexes of visible items, removed ones too (they keep their line); a confidential one only inside the
        commission.
        """
        if not user.is_authenticated:
            return self.none()
        return self.filter(item__in=AgendaItem.objects.visible_to(user)).filter(
            Q(is_confidential=False) | Q(item__session__commission_id__in=user.access.commissions())
        )

    def kept(self) -> "AnnexQuerySet":
        return self.filter(removed_at=None)


@tracked()
class Annex(VersionedModel):
    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="annexes", verbose_name="point")
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name="fichier")
    title = models.CharField("intitulé de l’annexe", max_length=300)
    position = models.PositiveSmallIntegerField("rang", default=1)
    is_confidential = models.BooleanField(
        "confidentielle", default=False, help_text="Lue dans la commission seulement."
    )
    is_printed = models.BooleanField("à imprimer", default=True)
    is_signed = models.BooleanField("à signer", default=False)
    is_published = models.BooleanField("à publier", default=False)
    removed_at = models.DateTimeField("retirée le", null=True, blank=True)

    objects = AnnexQuerySet.as_manager()

    class Meta:
        verbose_name = "annexe"
        constraints = [
            models.CheckConstraint(
                name="annex_confidential_is_not_published",
                condition=Q(is_confidential=False) | Q(is_published=False),
                violation_error_message="Une annexe confidentielle n’est pas publiée.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def commission_id(self):
        return self.item.session.commission_id

    @property
    def is_closed_doors(self) -> bool:
        """Its lines in the journal stay inside the commission, as its title does."""
        return self.is_confidential or self.item.is_closed_doors
