"""Where institutions are kept, and where each belongs."""

from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.contractions import of
from foundation.common.database import SortKey
from foundation.common.duties import Place, places

from .models import Commune


@places.register
def institutions_of_mine(user: User) -> list[Place]:
    found = []
    if user.has_role(Role.PORTAL_ADMIN):
        found += [
            Place("Personnes et comptes", reverse("people:list"), "inviter, relier, fermer ou rouvrir un compte"),
            Place("Nominations", reverse("ministries:appointments"), "DSI, RSI, auditeurs, équipe nationale"),
            Place("Ministères", reverse("ministries:list"), "créations, changements de nom, successions"),
        ]
    if communes := user.access.scopes(Role.RSI):
        rows = Commune.objects.filter(scope_id__in=communes).select_related("departement")
        found += [
            Place(
                f"Commune {of(row.name)}",
                reverse("ministries:commune", args=[row.pk]),
                f"département : {row.departement}",
            )
            for row in rows.order_by(SortKey("name"), "pk")
        ]
    return found
