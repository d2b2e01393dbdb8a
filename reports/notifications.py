"""Who is told that a report is made: those named by its schedule, who may read it; else who asked."""

from django.urls import reverse_lazy

from foundation.accounts.enums import ASIN_ROLES
from foundation.accounts.models import User
from foundation.notifications.enums import NoticeKind
from foundation.notifications.operations.notifying import accounts_of, national_accounts_of, notify

from .enums import ROLES_OF, Recipients
from .models import Report


def recipients_of(report: Report) -> list[tuple[list[User], bool]]:
    """Groups of accounts, and whether it is the ASIN that reads it there."""
    schedule = report.schedule
    if schedule is None:
        return [([report.asked_by], report.asked_by.access.is_asin)] if report.asked_by is not None else []
    roles = ROLES_OF[Recipients(schedule.recipients)]
    groups = [(list(accounts_of(*roles, scope=report.scope_id)), False)] if roles else []
    if schedule.tells_asin or schedule.recipients == Recipients.ASIN:
        groups.append((list(national_accounts_of(*ASIN_ROLES)), True))
    return groups


def tell_made(report: Report) -> None:
    for users, is_asin in recipients_of(report):
        notify(
            users,
            NoticeKind.PERIODIC,
            title=f"{report.label} : {report.owner_name}",
            text=(
                f"Le {report.label[:1].lower()}{report.label[1:]} est établi, avec son classeur. {report.sentence}\n\n"
                "Il se lit et se télécharge dans le portail, qui le garde."
            ),
            href=reverse_lazy("reports:detail", args=[report.pk]),
            by=None,
            scope=None if is_asin else report.scope_id,
            origin=report.scope_id,
        )
