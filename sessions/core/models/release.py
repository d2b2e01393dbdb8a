"""The agenda as it was told to the members: version A with the convocation, then B, C…"""

import pgtrigger
from django.db import models

from foundation.common.models import BaseModel, Level

from .session import CommissionSession


def letter_of(number: int) -> str:
    """1 → A, 26 → Z, 27 → AA."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


class ReleaseQuerySet(models.QuerySet["AgendaRelease"]):
    def visible_to(self, user) -> "ReleaseQuerySet":
        """Those of visible sessions; what each reader sees of the content is for `queries.releases.seen`."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(session__in=CommissionSession.objects.visible_to(user))


class AgendaRelease(BaseModel):
    """One version of an agenda, frozen when it left.

    Items, annexes and their fingerprints are copied: nothing changes it afterwards.
    """

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    session = models.ForeignKey(
        CommissionSession, on_delete=models.PROTECT, related_name="agenda_releases", verbose_name="session"
    )
    number = models.PositiveSmallIntegerField("rang")
    content = models.JSONField("contenu figé", help_text="Ne se montre qu’à travers ce que le lecteur peut voir.")
    released_at = models.DateTimeField("diffusé le")
    released_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="diffusé par"
    )
    by_capacity = models.CharField("en qualité de", max_length=300, blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = "version de l’ordre du jour"
        constraints = [models.UniqueConstraint(fields=["session", "number"], name="release_unique_number")]
        triggers = [pgtrigger.Protect(name="release_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"ordre du jour {self.letter}"

    @property
    def letter(self) -> str:
        return letter_of(self.number)

    @property
    def commission_id(self):
        return self.session.commission_id
