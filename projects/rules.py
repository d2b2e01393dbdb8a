"""Who may do what to a project. No query here: grants are loaded once per request, the lead with the project."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.conf import settings

from foundation.accounts.enums import NATIONAL_ROLES, Role
from foundation.common.permissions import rule

from .models import Project, RevisionRequest

if TYPE_CHECKING:
    from foundation.accounts.models import Grant, User

PORTFOLIO_ROLES = (Role.DSI, Role.PROJECT_LEAD)
PROPOSING_ROLES = (Role.DSI, Role.PROJECT_LEAD, Role.SECRETARY)


def approving_roles() -> frozenset[Role]:
    """Who may answer the revision of a baseline (PROJECT_REVISION_APPROVERS): no text says it."""
    return frozenset(map(Role, settings.PROJECT_REVISION_APPROVERS))


def grants_for(user: "User", roles: Collection[Role], scope_id: Any) -> list["Grant"]:
    """By what he acts for a ministry in one of these roles: a role of it, or a national one."""
    return [
        grant
        for grant in user.access.grants
        if grant.role in roles and (grant.scope_id == scope_id or grant.role in NATIONAL_ROLES)
    ]


def _leads(user: "User", project: Project) -> bool:
    """The project lead acts on the projects he leads only."""
    return (
        user.has_role(Role.PROJECT_LEAD, scope=project.scope_id)
        and project.lead is not None
        and project.lead.user_id == user.pk
    )


@rule("Seul le directeur des systèmes d’information du ministère crée un projet.")
def can_create_project(user: "User", scope: Any = None) -> bool:
    return user.has_role(Role.DSI, scope=getattr(scope, "pk", scope))


@rule("Seuls le DSI du ministère porteur et le chef de ce projet modifient sa fiche.")
def can_edit_project(user: "User", project: Project) -> bool:
    return user.has_role(Role.DSI, scope=project.scope_id) or _leads(user, project)


@rule("Seuls le DSI du ministère porteur et le chef de ce projet publient ses mises à jour.")
def can_update_project(user: "User", project: Project) -> bool:
    return can_edit_project(user, project)


@rule("Les projets à mettre à jour sont ceux d’un DSI ou d’un chef de projet.")
def can_see_own_projects(user: "User") -> bool:
    return user.has_role(*PORTFOLIO_ROLES)


@rule("Seul le DSI du ministère porteur fixe la référence d’un projet et en demande la révision.")
def can_revise_baseline(user: "User", project: Project) -> bool:
    return user.has_role(Role.DSI, scope=project.scope_id)


@rule("Seul le DSI du ministère porteur, ou qui l’a demandée, retire une demande de révision.")
def can_withdraw_revision(user: "User", request: RevisionRequest) -> bool:
    return request.asked_by_id == user.pk or can_revise_baseline(user, request.project)


@rule(
    "Une révision est approuvée ou refusée par une autre personne que celle qui la demande : le président de la"
    " commission du ministère, ou un administrateur de l’ASIN."
)
def can_answer_revision(user: "User", request: RevisionRequest) -> bool:
    return request.asked_by_id != user.pk and bool(grants_for(user, approving_roles(), request.scope_id))


@rule("Seul le DSI du ministère porteur fait sortir, scinde ou fusionne un projet.")
def can_reshape_portfolio(user: "User", project: Project) -> bool:
    return user.has_role(Role.DSI, scope=project.scope_id)


@rule("Seul un administrateur de l’ASIN donne la note de l’ASIN.")
def can_rate_for_asin(user: "User", project: Project) -> bool:
    return user.has_role(Role.ASIN_ADMIN)


@rule("Les brouillons de mise à jour ne sont ouverts qu’au ministère porteur.")
def can_read_drafts(user: "User", project: Project) -> bool:
    return project.scope_id in user.access.scopes()


@rule("Seuls les agents du ministère porteur et l’ASIN établissent la fiche d’un projet.")
def can_print_sheet(user: "User", project: Project) -> bool:
    return user.access.is_asin or project.scope_id in user.access.scopes()


def proposing_scope(user: "User", project: Project) -> Any:
    """For which scope this user may propose a mutualisation to the ministry of the project: the first of his own that
    is another; None without one.
    """
    return next(
        (
            grant.scope_id
            for grant in user.access.grants
            if grant.role in PROPOSING_ROLES and grant.scope_id != project.scope_id
        ),
        None,
    )


@rule(
    "Une mutualisation se propose d’un ministère à un autre, par son DSI, un chef de projet ou le secrétaire de sa"
    " commission."
)
def can_propose_mutualisation(user: "User", project: Project) -> bool:
    return proposing_scope(user, project) is not None


def open_acts(user: "User", project: Project) -> dict[str, bool]:
    """What this user may do to a project, by the name that its page gives it; nothing but printing once it left."""
    acts = {
        "can_edit": can_edit_project,
        "can_update": can_update_project,
        "can_revise": can_revise_baseline,
        "can_reshape": can_reshape_portfolio,
        "can_rate": can_rate_for_asin,
    }
    may = {name: project.left_on is None and check(user, project) for name, check in acts.items()}
    return may | {"can_print": can_print_sheet(user, project)}
