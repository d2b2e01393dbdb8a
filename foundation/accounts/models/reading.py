"""The three ways in which most rows are read, each written once. A model that is read otherwise says so itself."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from ..enums import ASIN_ROLES

if TYPE_CHECKING:
    from .user import User


class SharedQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: "User") -> Self:
        """The same for everybody who is signed in."""
        return self if user.is_authenticated else self.none()


class OwnedQuerySet(models.QuerySet[Any]):
    """Rows that have a `scope`."""

    def visible_to(self, user: "User") -> Self:
        """Those of one's own scopes; everything for the ASIN, as for the projects."""
        if not user.is_authenticated:
            return self.none()
        return self if user.has_role(*ASIN_ROLES) else self.filter(scope_id__in=user.access.scopes())


class OwnedOrSharedQuerySet(models.QuerySet[Any]):
    """Rows whose `scope` is empty where they are for all."""

    def visible_to(self, user: "User") -> Self:
        """Those for all, and those of one's own scopes; everything for the ASIN."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role(*ASIN_ROLES):
            return self
        return self.filter(Q(scope=None) | Q(scope_id__in=user.access.scopes()))
