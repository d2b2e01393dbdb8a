"""What a person is told of in the page, at once by mail, or once a day."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from foundation.common.models import BaseModel, Level

from ..enums import Channel, NoticeKind

if TYPE_CHECKING:
    from foundation.accounts.models import User


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: "User") -> "NoticeQuerySet":
        """One's own, as long as one still belongs where it comes from: a title is not kept by somebody who left."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        access = user.access
        here = Q(scope_id=None) | Q(scope_id__in=access.scopes())
        inside = Q(commission_id=None) | Q(commission_id__in=access.commissions())
        return self.filter(here, inside, user_id=user.pk)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)

    def waiting_for_digest(self) -> "NoticeQuerySet":
        return self.filter(channel=Channel.DIGEST, digest=None)


class Notice(BaseModel):
    """One thing one person is told of. `scope` and `commission_id`: where he must still belong to read it."""

    data_level = Level.PERSONAL

    user = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="notices", verbose_name="destinataire"
    )
    kind = models.CharField("nature", max_length=15, choices=NoticeKind)
    channel = models.CharField("voie", max_length=10, choices=Channel)
    scope = models.ForeignKey(
        "accounts.Scope", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="périmètre"
    )
    commission_id = models.UUIDField("commission", null=True, blank=True)
    title = models.CharField("intitulé", max_length=300)
    text = models.TextField("texte", blank=True)
    href = models.CharField("adresse", max_length=300, blank=True)
    at = models.DateTimeField("le")
    read_at = models.DateTimeField("lue le", null=True, blank=True)
    mail = models.ForeignKey(
        "notifications.OutgoingMail", on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="courriel"
    )
    digest = models.ForeignKey(
        "notifications.Digest",
        on_delete=models.PROTECT,
        null=True,
        related_name="notices",
        verbose_name="récapitulatif",
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "notification"
        indexes = [
            models.Index(fields=["user", "-at", "id"], name="notice_of_user"),
            models.Index(fields=["user"], name="notice_unread", condition=Q(read_at=None)),
            models.Index(fields=["user"], name="notice_for_digest", condition=Q(channel="digest", digest=None)),
        ]
        constraints = [
            models.CheckConstraint(
                name="notice_stays_inside",
                condition=Q(href="") | (Q(href__startswith="/") & ~Q(href__startswith="//")),
                violation_error_message="Une notification ne mène qu’au portail.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class NoticePreference(BaseModel):
    """Where one person wants one kind of notice; without a row, DEFAULT_CHANNELS."""

    data_level = Level.PERSONAL

    user = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="notice_preferences", verbose_name="compte"
    )
    kind = models.CharField("nature", max_length=15, choices=NoticeKind)
    channel = models.CharField("voie", max_length=10, choices=Channel)

    class Meta:
        verbose_name = "préférence de notification"
        verbose_name_plural = "préférences de notification"
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="notice_preference_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} : {self.get_channel_display()}"


class Digest(BaseModel):
    """One mail a day and a person: the constraint keeps a job that runs twice from writing twice."""

    data_level = Level.PERSONAL

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="destinataire")
    day = models.DateField("jour")
    mail = models.ForeignKey(
        "notifications.OutgoingMail", on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="courriel"
    )

    class Meta:
        verbose_name = "récapitulatif"
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="digest_once_a_day")]

    def __str__(self) -> str:
        return f"récapitulatif du {self.day:%d/%m/%Y}"


class FeedQuerySet(models.QuerySet["CalendarFeed"]):
    def visible_to(self, user: "User") -> "FeedQuerySet":
        return self.filter(user_id=user.pk) if user.is_authenticated else self.none()

    def alive(self) -> "FeedQuerySet":
        return self.filter(revoked_at=None)


class CalendarFeed(BaseModel):
    """A secret address that a calendar reads: the sessions one sees, of one commission or of all.

    Only its digest is kept.
    """

    data_level = Level.PERSONAL

    user = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="calendar_feeds", verbose_name="compte"
    )
    # No foreign key: commissions stand above. Empty: all of one's commissions.
    commission_id = models.UUIDField("commission", null=True, blank=True)
    address: str  # whole, in the answer that opens it and nowhere else
    secret_hash = models.CharField("empreinte de l’adresse", max_length=64, unique=True)
    revoked_at = models.DateTimeField("révoquée le", null=True, blank=True)
    last_read_at = models.DateTimeField("dernière lecture", null=True, blank=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        verbose_name = "adresse de calendrier"
        verbose_name_plural = "adresses de calendrier"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "commission_id"],
                condition=Q(revoked_at=None),
                nulls_distinct=False,
                name="calendar_feed_one_alive",
                violation_error_message="Ce calendrier a déjà une adresse : remplacez-la ou révoquez-la.",
            )
        ]

    def __str__(self) -> str:
        return "adresse de calendrier"
