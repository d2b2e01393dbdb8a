"""Presence is a list of events; there is one list only. Quorum, attendance and hours are read from it."""

from typing import Self

from django.db import models
from django.db.models import Q

from foundation.accounts.enums import ASIN_ROLES, Role
from foundation.common.database import of_those
from foundation.common.models import BaseModel, Level
from foundation.journal.history import tracked

from ..enums import CheckInChannel, PresenceKind
from .session import CommissionSession, keeps_alone
from .settled import kept_once_over


class PresenceQuerySet(models.QuerySet):
    """Who was there and how it was voted: inside the commission, and for the ministry's DSI and auditor when the
    session is visible to them.
    """

    def visible_to(self, user) -> Self:
        if not user.is_authenticated:
            return self.none()
        if keeps_alone(user):
            return of_those(self, "session__commission_id", user.access.commissions())
        rows = self.filter(session__in=CommissionSession.objects.visible_to(user))
        if not user.has_role(*ASIN_ROLES):
            return rows  # nobody else sees a session from outside
        return rows.filter(
            Q(session__commission_id__in=user.access.commissions())
            | Q(session__scope_id__in=user.access.scopes(Role.DSI, Role.AUDITOR))
        )


@tracked()
class PresenceEvent(BaseModel):
    """Something happened at a seat at an instant. An error is cancelled by a later line, never erased."""

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    session = models.ForeignKey(
        CommissionSession, on_delete=models.CASCADE, related_name="presence_events", verbose_name="session"
    )
    seat = models.ForeignKey(
        "commissions.Seat", on_delete=models.PROTECT, related_name="presence_events", verbose_name="siège"
    )
    kind = models.CharField("événement", max_length=12, choices=PresenceKind)
    at = models.DateTimeField(
        "à", null=True, blank=True, help_text="Vide quand la source d’une reprise ne donne pas l’heure."
    )
    person = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="personne"
    )
    person_name = models.CharField("nom", max_length=200, help_text="Tel qu’à la session.")
    proxy_seat = models.ForeignKey(
        "commissions.Seat", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="mandataire"
    )
    item = models.ForeignKey(
        "commission_sessions.AgendaItem",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="point",
    )
    note = models.CharField("précision", max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="noté par"
    )
    client_key = models.UUIDField("clé de l’appareil", null=True, blank=True)
    checked_in_by = models.CharField(
        "pointé par le membre", max_length=4, choices=CheckInChannel, blank=True, default=""
    )
    cancelled_at = models.DateTimeField("annulé le", null=True, blank=True)
    cancelled_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="annulé par"
    )

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = "événement de présence"
        indexes = [models.Index(fields=["session", "at", "id"], name="presence_session_at")]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "client_key"],
                name="presence_unique_client_key",
                condition=Q(client_key__isnull=False),
            ),
            models.CheckConstraint(
                name="presence_proxy_names_its_holder",
                condition=(Q(kind="proxy") & Q(proxy_seat__isnull=False)) | (~Q(kind="proxy") & Q(proxy_seat=None)),
                violation_error_message="Une procuration désigne son mandataire.",
            ),
            models.CheckConstraint(
                name="presence_recusal_names_its_item",
                condition=~Q(kind="recused") | Q(item__isnull=False),
                violation_error_message="Un déport désigne le point concerné.",
            ),
        ]
        triggers = [kept_once_over("presence_of_a_session_over")]

    def __str__(self) -> str:
        return f"{self.person_name} : {self.get_kind_display()}"

    @property
    def commission_id(self):
        return self.session.commission_id


class Guest(BaseModel):
    """A resource person, observer or guest without a seat: named in the minutes, never counted."""

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    session = models.ForeignKey(
        CommissionSession, on_delete=models.CASCADE, related_name="guests", verbose_name="session"
    )
    name = models.CharField(
        "nom", max_length=200, blank=True, help_text="Vide quand la source ne nomme pas la personne."
    )
    function = models.CharField("qualité", max_length=300)
    position = models.PositiveSmallIntegerField("rang", default=0)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = "invité"

    def __str__(self) -> str:
        return self.name or self.function
