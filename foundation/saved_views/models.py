"""A list as somebody wants to find it again: its address, its filters and its order, under a name of his own.

Nothing of the rows is kept: a view reads the list anew, with the rights of the day. Filters that no longer read are
said by the list itself, which then shows no row rather than all of them.
"""

from typing import TYPE_CHECKING

from django.db import models

from foundation.common.models import Level, VersionedModel

if TYPE_CHECKING:
    from foundation.accounts.models import User


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: "User") -> "SavedViewQuerySet":
        """One's own, and nobody else's."""
        return self.filter(user_id=user.pk) if user.is_authenticated else self.none()


class SavedView(VersionedModel):
    data_level = Level.PERSONAL

    user = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="saved_views", verbose_name="compte"
    )
    name = models.CharField("nom de la vue", max_length=60, help_text="Court : « En retard, mon ministère ».")
    address = models.CharField("liste", max_length=200)  # the path of the page: « /projets/tableau »
    title = models.CharField("titre de la liste", max_length=120)  # of that page, the day it was kept
    query = models.CharField("filtres", max_length=1500, blank=True)  # « stage=running&sort=-end », without a page

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = "vue gardée"
        constraints = [
            models.UniqueConstraint(
                name="saved_view_named_once_a_list",
                fields=["user", "address", "name"],
                violation_error_message="Vous gardez déjà une vue de ce nom sur cette liste : donnez un autre nom.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The list as it was kept."""
        return f"{self.address}?{self.query}" if self.query else self.address
