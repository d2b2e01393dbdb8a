from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import Q

from foundation.accounts.enums import ASIN_ROLES, Role
from foundation.common.models import BaseModel, Level

from ..enums import FileState

if TYPE_CHECKING:
    from foundation.accounts.models import User

SCOPE_READERS = (Role.DSI, Role.AUDITOR)


def readable_by(user: "User") -> Q:
    """What a user may read among rows with scope, commission_id, is_closed_doors and transmitted_at.

    The commission reads its own, closed doors included; the DSI and the auditor of the ministry what is not behind
    closed doors; the ASIN what the commission transmitted.
    """
    access = user.access
    rows = Q(commission_id__in=access.commissions())
    if scopes := access.scopes(*SCOPE_READERS):
        rows |= Q(scope_id__in=scopes, is_closed_doors=False)
    if scopes := access.scopes():
        rows |= Q(scope_id__in=scopes, commission_id=None, is_closed_doors=False)
    if access.has_role(*ASIN_ROLES):
        rows |= Q(transmitted_at__isnull=False, is_closed_doors=False)
    return rows


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def visible_to(self, user: "User") -> "StoredFileQuerySet":
        if not user.is_authenticated or not user.is_active:
            return self.none()
        shared = ~Q(level=Level.PERSONAL) & readable_by(user)
        return self.filter(shared | Q(level__in=[Level.PUBLIC, Level.NATIONAL]) | Q(created_by=user.pk)).exclude(
            state=FileState.REFUSED
        )

    def accepted(self) -> "StoredFileQuerySet":
        return self.filter(state=FileState.ACCEPTED)


class StoredFile(BaseModel):
    """A file of the content-addressed store: written once under the name of its own SHA-256, then this row."""

    data_level = Level.MINISTRY

    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    size = models.PositiveBigIntegerField("taille")
    name = models.CharField("nom", max_length=200)
    content_type = models.CharField("type", max_length=120)
    state = models.CharField("état", max_length=10, choices=FileState, default=FileState.PENDING)
    refusal = models.TextField("motif du refus", blank=True)
    level = models.CharField("niveau", max_length=10, choices=Level, default=Level.MINISTRY)
    scope = models.ForeignKey(
        "accounts.Scope", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="périmètre"
    )
    # No foreign key: commissions stand above documents.
    commission_id = models.UUIDField("commission", null=True, blank=True)
    is_closed_doors = models.BooleanField("à huis clos", default=False)
    transmitted_at = models.DateTimeField("transmis à l’ASIN le", null=True, blank=True)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="déposé par"
    )

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = "fichier"
        indexes = [models.Index(fields=["scope", "-created_at"], name="file_scope")]
        constraints = [
            models.CheckConstraint(
                name="file_sha256_is_one",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                violation_error_message="L’empreinte est un SHA-256.",
            ),
            models.CheckConstraint(
                name="file_refused_says_why",
                condition=~Q(state="refused") | ~Q(refusal=""),
                violation_error_message="Un fichier refusé dit pourquoi.",
            ),
            models.CheckConstraint(
                name="file_closed_doors_names_its_commission",
                condition=Q(is_closed_doors=False) | Q(commission_id__isnull=False),
                violation_error_message="Un fichier à huis clos désigne sa commission.",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="content_never_changes", fields=["sha256", "size", "content_type", "scope", "created_by"]
            )
        ]

    def __str__(self) -> str:
        return self.name
