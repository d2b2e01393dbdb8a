from typing import TYPE_CHECKING

from foundation.accounts.enums import Role
from foundation.common.permissions import rule

from .models import Job

if TYPE_CHECKING:
    from foundation.accounts.models import User


@rule("Seul un administrateur du portail voit la liste des travaux.")
def can_list_jobs(user: "User") -> bool:
    return user.has_role(Role.PORTAL_ADMIN)


@rule("Ce travail est relancé par qui l’a demandé ou par l’équipe du portail.")
def can_retry_job(user: "User", job: Job) -> bool:
    return job.created_by_id == user.pk or user.has_role(Role.PORTAL_ADMIN)


@rule("Ce travail est annulé par qui l’a demandé ou par l’équipe du portail.")
def can_cancel_job(user: "User", job: Job) -> bool:
    return can_retry_job(user, job)
