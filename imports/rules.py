"""Who may bring projects in by table. No query here."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.lists import Button
from foundation.common.permissions import rule

from .models import ImportRun


@rule("Seuls le DSI d’un ministère, pour les projets de ce ministère, et l’administrateur ASIN, pour tous, importent.")
def can_import(user: User, run: ImportRun | None = None, scope: Any = None) -> bool:
    scope = run.scope_id if run is not None else scope
    return user.has_role(Role.ASIN_ADMIN) or user.has_role(Role.DSI, scope=scope)


def import_buttons(user: User) -> Iterable[Button]:
    """Beside the acts of the list of projects."""
    if can_import(user):
        yield Button("Importer un tableau", reverse("imports:new"), tone="quiet", icon="upload")
