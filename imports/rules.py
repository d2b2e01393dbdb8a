"""Who may bring projects in by table. No query here."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.lists import Button
from foundation.common.permissions import rule

from .models import ImportRun


@rule("Seul le DSI d’un ministère sort le classeur de ses projets, et le rapporte rempli.")
def can_send_out(user: User, scope: Any = None) -> bool:
    return user.has_role(Role.DSI, scope=getattr(scope, "scope_id", scope))


@rule("Seuls le DSI d’un ministère, pour les projets de ce ministère, et l’administrateur ASIN, pour tous, importent.")
def can_import(user: User, run: ImportRun | None = None, scope: Any = None) -> bool:
    scope = run.scope_id if run is not None else scope
    if run is not None and run.workbook_id is not None:
        return can_send_out(user, scope)
    return user.has_role(Role.ASIN_ADMIN) or user.has_role(Role.DSI, scope=scope)


def import_buttons(user: User) -> Iterable[Button]:
    """Beside the acts of the list of projects."""
    if can_send_out(user):
        yield Button("Sortir le classeur", reverse("imports:workbook_new"), tone="quiet", icon="download")
    if can_import(user):
        yield Button("Importer un tableau", reverse("imports:new"), tone="quiet", icon="upload")
