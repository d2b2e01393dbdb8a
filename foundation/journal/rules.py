"""Who reads the journal of a scope and the history of a row. No query here: grants are loaded once per request."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models

from foundation.accounts.enums import Role
from foundation.accounts.models import Scope
from foundation.common.permissions import rule

from .registry import HISTORIES

if TYPE_CHECKING:
    from foundation.accounts.models import User

JOURNAL_ROLES = (Role.AUDITOR, Role.DSI, Role.SECRETARY, Role.PRESIDENT)


@rule(
    "Le journal d’un périmètre est lu par son auditeur, son directeur des systèmes d’information, le secrétaire et le"
    " président de sa commission, et par l’administrateur du portail."
)
def can_read_journal(user: "User", scope_id: UUID | None = None) -> bool:
    """Without a scope: whether there is any journal that one reads."""
    return user.has_role(Role.PORTAL_ADMIN) or user.has_role(*JOURNAL_ROLES, scope=scope_id)


@rule("Le journal national, qui n’appartient à aucun ministère, est vérifié par l’administrateur du portail.")
def can_verify_national_chain(user: "User") -> bool:
    return user.has_role(Role.PORTAL_ADMIN)


@rule("L’historique d’une fiche est lu par qui la tient, et par qui lit le journal de son périmètre.")
def can_read_history(user: "User", row: models.Model) -> bool:
    history = HISTORIES.get(row._meta.label_lower)
    if history is None:
        return False
    scope_id = scope_of(row)
    is_reader = can_read_journal(user, scope_id) if scope_id is not None else user.has_role(Role.PORTAL_ADMIN)
    return is_reader or history.keeps(user, row)


def scope_of(row: Any) -> UUID | None:
    return row.pk if isinstance(row, Scope) else getattr(row, "scope_id", None)
