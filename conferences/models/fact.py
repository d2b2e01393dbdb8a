from typing import TYPE_CHECKING

from django.db import models

from foundation.common.models import Level, VersionedModel
from foundation.journal.history import tracked

from ..enums import FactKind

if TYPE_CHECKING:
    from foundation.accounts.models import User


class BodyFactQuerySet(models.QuerySet["BodyFact"]):
    def visible_to(self, user: "User") -> "BodyFactQuerySet":
        """What is public of an institution: all who are signed in."""
        return self if user.is_authenticated else self.none()


@tracked()
class BodyFact(VersionedModel):
    """What a source says of a national body; the portal holds none of it as law."""

    data_level = Level.NATIONAL

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    body = models.ForeignKey(
        "commissions.Commission", on_delete=models.PROTECT, related_name="facts", verbose_name="organe"
    )
    kind = models.CharField("nature", max_length=15, choices=FactKind)
    text = models.TextField("ce qui est su", max_length=2_000)
    source = models.CharField("source", max_length=500)
    stated_on = models.DateField("dit le", null=True, blank=True)
    is_contested = models.BooleanField("contesté par une autre source", default=False)
    is_fictitious = models.BooleanField("fictif (démonstration)", default=False)

    objects = BodyFactQuerySet.as_manager()

    class Meta:
        verbose_name = "fait sur un organe national"
        verbose_name_plural = "faits sur les organes nationaux"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} : {self.text}"

    @property
    def commission_id(self):
        return self.body_id
