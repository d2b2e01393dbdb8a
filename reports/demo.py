"""One quarterly report and its schedule, of the ministry of the demonstration."""

from datetime import timedelta

from foundation.accounts.enums import Role
from foundation.common import clock
from foundation.common.demonstration import demo_part
from foundation.notifications.operations.notifying import accounts_of
from ministries.models import Ministry

from .enums import Recipients, ReportKind
from .models import Schedule
from .operations import ask_report, make_report
from .periods import last_over
from .register.schedules import SCHEDULES


@demo_part("rapports périodiques", position=100)
def load_reports() -> None:
    ministry = Ministry.objects.filter(acronym="MDEMO", is_fictitious=True).first()
    if ministry is None or Schedule.objects.exists():
        return
    period = last_over(ReportKind.QUARTERLY, clock.today())
    SCHEDULES.add(
        kind=ReportKind.QUARTERLY,
        ministry=ministry,
        days_after=5,
        starts_on=period.start - timedelta(days=1),
        recipients=Recipients.LEADERS,
        tells_asin=True,
        by=None,
    )
    schedule = Schedule.objects.get()
    Schedule.objects.filter(pk=schedule.pk).update(is_fictitious=True)
    dsi = accounts_of(Role.DSI, scope=ministry.scope_id).order_by("pk").first()
    report = ask_report(ReportKind.QUARTERLY, ministry, period.end, by=dsi, schedule=schedule)
    make_report(report.pk)  # here, where nobody is told: the worker will find it made
