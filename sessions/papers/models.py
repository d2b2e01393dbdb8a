"""The file of a session: everything a reader takes into the room, as one PDF.

One for those inside the commission, one for those outside who see the session.
"""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from foundation.common.models import BaseModel, Level
from sessions.core.models.session import CommissionSession

from .enums import FileAudience

if TYPE_CHECKING:
    from foundation.accounts.models import User


class SessionFileQuerySet(models.QuerySet["SessionFile"]):
    def visible_to(self, user: "User") -> "SessionFileQuerySet":
        """Of a session one sees: the copy of one's own side, never the other."""
        if not user.is_authenticated:
            return self.none()
        inside = Q(session__commission_id__in=user.access.commissions())
        own_side = (inside & Q(audience=FileAudience.INSIDE)) | (~inside & Q(audience=FileAudience.OUTSIDE))
        return self.filter(own_side, session__in=CommissionSession.objects.visible_to(user))


class SessionFile(BaseModel):
    """The last copy made for one audience.

    A copy made for reading: it is replaced, not kept, when what it holds changes.
    """

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    session = models.ForeignKey(
        CommissionSession, on_delete=models.CASCADE, related_name="files", verbose_name="session"
    )
    audience = models.CharField("lecteurs", max_length=8, choices=FileAudience)
    fingerprint = models.CharField("empreinte de ce qu’il contient", max_length=64, blank=True)
    file = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="PDF"
    )
    page_count = models.PositiveIntegerField("pages", default=0)
    apart = models.JSONField("joint à part", default=list, blank=True, help_text="Ce qui n’a pu y entrer, et pourquoi.")
    made_at = models.DateTimeField("établi le", null=True, blank=True)
    job = models.ForeignKey(
        "jobs.Job", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="travail"
    )

    objects = SessionFileQuerySet.as_manager()

    class Meta:
        verbose_name = "dossier de session"
        verbose_name_plural = "dossiers de session"
        constraints = [
            models.UniqueConstraint(fields=["session", "audience"], name="session_file_once_per_audience"),
            models.CheckConstraint(
                name="session_file_is_whole",
                condition=Q(file=None, made_at=None, fingerprint="")
                | (Q(file__isnull=False, made_at__isnull=False, page_count__gt=0) & ~Q(fingerprint="")),
                violation_error_message="Un dossier établi porte son fichier, sa date, son empreinte et ses pages.",
            ),
        ]

    def __str__(self) -> str:
        return f"dossier de la {self.session}"

    @property
    def commission_id(self):
        return self.session.commission_id
