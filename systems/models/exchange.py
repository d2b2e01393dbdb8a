"""What platforms give each other: from which one to which, what, how, under which agreement; and where each stands in
the graph of them all, worked out once and kept.
"""

from typing import Self

from django.db import models
from django.db.models import F, Q

from foundation.accounts.enums import ASIN_ROLES
from foundation.common.models import BaseModel, Level, VersionedModel
from foundation.journal.history import tracked

from ..enums import ExchangeState, Nature
from .platform import Listed


class ExchangeQuerySet(models.QuerySet["Exchange"]):
    def visible_to(self, user) -> Self:
        """Those that one's ministry declares, gives or gets; everything for the ASIN."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role(*ASIN_ROLES):
            return self
        own = user.access.scopes()
        return self.filter(Q(scope_id__in=own) | Q(source__scope_id__in=own) | Q(target__scope_id__in=own))

    def running(self) -> Self:
        return self.filter(state=ExchangeState.RUNNING)


@tracked()
class Exchange(VersionedModel):
    data_level = Level.MINISTRY

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    ministry = models.ForeignKey(
        "ministries.Ministry", on_delete=models.PROTECT, related_name="exchanges", verbose_name="déclaré par"
    )
    source = models.ForeignKey(Listed, on_delete=models.PROTECT, related_name="gives", verbose_name="source")
    target = models.ForeignKey(Listed, on_delete=models.PROTECT, related_name="gets", verbose_name="destination")
    data = models.CharField("données échangées", max_length=500)
    nature = models.CharField("nature", max_length=10, choices=Nature)
    state = models.CharField("état", max_length=10, choices=ExchangeState)
    frequency = models.CharField("fréquence", max_length=100, blank=True)
    started_on = models.DateField("en service depuis", null=True, blank=True)
    agreement = models.CharField(
        "accord", max_length=300, blank=True, help_text="Référence de la convention ou de l’accord d’échange."
    )
    agreed_on = models.DateField("date de l’accord", null=True, blank=True)
    note = models.TextField("précision", max_length=2000, blank=True)
    is_fictitious = models.BooleanField("fictif (démonstration)", default=False)

    objects = ExchangeQuerySet.as_manager()

    class Meta:
        verbose_name = "échange"
        constraints = [
            models.CheckConstraint(
                name="exchange_between_two_platforms",
                condition=~Q(source=F("target")),
                violation_error_message="Un échange va d’une plateforme à une autre.",
            ),
            models.UniqueConstraint(
                fields=["source", "target", "data", "nature"],
                name="exchange_once",
                violation_error_message="Cet échange est déjà au registre : corrigez-le.",
            ),
        ]

    def __str__(self) -> str:
        """Both ends, with their ministries: platforms of two ministries often bear one name."""
        ends = (self.source, self.target)
        if self.source.ministry_id == self.target.ministry_id:
            return f"{' → '.join(each.called for each in ends)} ({self.source.ministry.short_name})"
        return " → ".join(f"{each.called} ({each.ministry.short_name})" for each in ends)


class GraphPlace(BaseModel):
    """Where a platform stands in the graph of exchanges: between -1 and 1, both ways."""

    data_level = Level.TECHNICAL

    platform = models.OneToOneField(Listed, on_delete=models.CASCADE, related_name="place", verbose_name="plateforme")
    x = models.FloatField("abscisse")
    y = models.FloatField("ordonnée")

    class Meta:
        verbose_name = "place dans le graphe"
        verbose_name_plural = "places dans le graphe"

    def __str__(self) -> str:
        return f"{self.x:.2f} ; {self.y:.2f}"
