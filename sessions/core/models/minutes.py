"""The texts of the minutes: small notes by item, every revision kept with its author and base."""

import pgtrigger
from django.db import models
from django.db.models import Q

from foundation.accounts.enums import Role
from foundation.common.models import BaseModel, Level, VersionedModel

from ..enums import SESSION_SECTIONS, Section, SpeechKind
from .agenda import AgendaItem
from .session import CommissionSession


class MinutesQuerySet(models.QuerySet):
    """Texts and speeches while they are written: for the secretary and the president only."""

    def visible_to(self, user) -> "MinutesQuerySet":
        if not user.is_authenticated:
            return self.none()
        return self.filter(session__commission_id__in=user.access.commissions(Role.SECRETARY, Role.PRESIDENT))


class MinuteText(BaseModel):
    """The current text of one section of one item (or of the session itself). Locked while a save is compared."""

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    session = models.ForeignKey(
        CommissionSession, on_delete=models.CASCADE, related_name="minute_texts", verbose_name="session"
    )
    item = models.ForeignKey(
        AgendaItem, on_delete=models.CASCADE, null=True, blank=True, related_name="minute_texts", verbose_name="point"
    )
    section = models.CharField("partie", max_length=15, choices=Section)
    text = models.TextField("texte", max_length=100_000, blank=True)
    revision = models.PositiveIntegerField("révision", default=0)
    saved_by_name = models.CharField("enregistré par", max_length=200, blank=True)
    saved_at = models.DateTimeField("enregistré le", null=True, blank=True)

    objects = MinutesQuerySet.as_manager()

    class Meta:
        verbose_name = "texte du compte rendu"
        constraints = [
            models.UniqueConstraint(
                fields=["session", "item", "section"], name="minute_text_unique", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="minute_text_section_fits",
                condition=Q(item=None, section__in=[s.value for s in SESSION_SECTIONS]) | Q(item__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.get_section_display()

    @property
    def commission_id(self):
        return self.session.commission_id


class TextRevision(BaseModel):
    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    minute_text = models.ForeignKey(
        MinuteText, on_delete=models.CASCADE, related_name="revisions", verbose_name="texte"
    )
    revision = models.PositiveIntegerField("révision")
    base_revision = models.PositiveIntegerField("écrite à partir de la révision")
    text = models.TextField("texte", max_length=100_000, blank=True)
    author = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="auteur"
    )
    author_name = models.CharField("nom de l’auteur", max_length=200)
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "révision"
        constraints = [models.UniqueConstraint(fields=["minute_text", "revision"], name="text_revision_unique")]
        triggers = [pgtrigger.Protect(name="text_revision_is_kept", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"révision {self.revision}"


class Speech(VersionedModel):
    """Who spoke, in which capacity, and what was said, summarised."""

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    session = models.ForeignKey(
        CommissionSession, on_delete=models.CASCADE, related_name="speeches", verbose_name="session"
    )
    item = models.ForeignKey(
        AgendaItem, on_delete=models.CASCADE, null=True, blank=True, related_name="speeches", verbose_name="point"
    )
    kind = models.CharField("nature", max_length=15, choices=SpeechKind)
    position = models.PositiveSmallIntegerField("rang", default=0)
    person = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="personne"
    )
    speaker_name = models.CharField("nom", max_length=200, blank=True)
    speaker_function = models.CharField("qualité", max_length=300, blank=True)
    summary = models.TextField("résumé", max_length=100_000, blank=True)
    source = models.CharField("source", max_length=500, blank=True)

    objects = MinutesQuerySet.as_manager()

    class Meta:
        verbose_name = "allocution ou intervention"

    def __str__(self) -> str:
        return self.speaker_name or self.speaker_function

    @property
    def commission_id(self):
        return self.session.commission_id
