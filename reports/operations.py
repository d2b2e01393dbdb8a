"""A report is asked for, then made by a worker in one transaction: a crash leaves none, a retry leaves one."""

import logging
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from foundation.accounts.enums import ScopeKind
from foundation.accounts.models import Scope
from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.models import Level
from foundation.common.typography import long_date
from foundation.documents.models import Document
from foundation.documents.operations.making import Paper, freeze_documents, render_paper
from foundation.documents.operations.storing import store_bytes
from foundation.jobs import enqueue
from foundation.journal.record import record
from ministries.models import Ministry

from .enums import REPORT_PAPER, ReportAct, ReportKind, ReportState
from .models import Report, Schedule
from .notifications import tell_made
from .periods import Period, last_over, period_of
from .queries.reading import with_portfolio
from .reports import NATIONAL, build_report, workbook_of

if TYPE_CHECKING:
    from foundation.accounts.models import User

logger = logging.getLogger(__name__)
MAKE = "make_report"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@transaction.atomic
def ask_report(
    kind: ReportKind | str, ministry: Ministry | None, day: date, *, by: "User | None", schedule: Schedule | None = None
) -> Report:
    """Ask for the report of the period that holds `day`; the one that exists is given back, asked anew if it failed.

    Raise Refused for a period that is not over.
    """
    kind = ReportKind(kind)
    if kind == ReportKind.QUARTERLY and ministry is None:
        raise InvalidInput({"ministry": ["Un rapport trimestriel est celui d’un ministère : choisissez-le."]})
    if kind == ReportKind.ANNUAL and ministry is not None:
        raise InvalidInput({"ministry": ["Le rapport annuel est celui de l’État : laissez ce champ vide."]})
    period = period_of(kind, day)
    if period.end >= clock.today():
        raise Refused(
            f"Impossible d’établir ce rapport : la période finit le {long_date(period.end, weekday=False)}. Choisissez"
            " une période qui est finie ; celle-ci pourra l’être dès le lendemain."
        )
    scope = _scope(ministry)
    report = Report.objects.select_related("job").filter(scope=scope, kind=kind, period_start=period.start).first()
    if report is not None:
        return _again(report, by=by)
    report = Report.objects.create(
        scope=scope,
        ministry=ministry,
        owner_name=ministry.name if ministry is not None else NATIONAL,
        kind=kind,
        period_start=period.start,
        period_end=period.end,
        asked_by=by,
        asked_at=clock.now(),
        schedule=schedule,
        is_fictitious=ministry is not None and ministry.is_fictitious,
    )
    _enqueue(report, by=by)
    record(ReportAct.ASK, report, by=by, after={"kind": kind, "from": str(period.start), "to": str(period.end)})
    return report


def _scope(ministry: Ministry | None) -> Scope:
    """Held: two who ask at once get the same report."""
    rows = Scope.objects.select_for_update(of=("self",))
    if ministry is not None:
        return rows.get(pk=ministry.scope_id)
    national = rows.filter(kind=ScopeKind.NATIONAL).order_by("pk").first()
    if national is None:
        raise Refused("Impossible d’établir le rapport national : le portail n’a pas de périmètre national.")
    return national


def _enqueue(report: Report, *, by: "User | None") -> None:
    report.job = enqueue(MAKE, report.pk, by=by, scope=report.scope_id, dedup_key=str(report.pk))
    report.save(update_fields=["job"])


def _again(report: Report, *, by: "User | None") -> Report:
    if report.state == ReportState.FAILED:
        _enqueue(report, by=by)
        record(ReportAct.ASK, report, by=by, reason="nouvel essai")
    return report


@transaction.atomic
def retry_report(report_id: UUID, *, by: "User | None") -> Report:
    """Ask anew for a report whose making was given up."""
    report = Report.objects.select_for_update(of=("self",)).select_related("job").get(pk=report_id)
    if report.state != ReportState.FAILED:
        raise Refused(f"Ce rapport est {ReportState(report.state).label} : il n’y a rien à relancer.")
    return _again(report, by=by)


@transaction.atomic
def make_report(report_id: UUID, *, progress: Callable[[int, str], None] = lambda percent, text: None) -> str:
    """Read, freeze, lay out and tell, in one transaction: mails leave after it. Twice changes nothing."""
    report = (
        Report.objects.select_for_update(of=("self",))
        .select_related("ministry__scope", "schedule", "asked_by")
        .get(pk=report_id)
    )
    if report.made_at is not None:
        return str(report.pk)
    progress(5, "lecture de la période")
    built = build_report(report)
    progress(40, "classeur des chiffres")
    content = built.content
    report.workbook = store_bytes(
        workbook_of(report, built),
        name=f"{report.reference.replace('/', '-').lower()}.xlsx",
        content_type=XLSX,
        scope=report.scope_id,
        by=None,
        level=Level.MINISTRY,
    )
    (document,) = freeze_documents(
        [Paper(report, content)],
        kind=REPORT_PAPER,
        title=content.title,
        scope=report.scope_id,
        by=report.asked_by,
        reference=content.reference,
        is_specimen=content.is_fictitious,
        transmitted_at=clock.now(),  # the ASIN reads the portfolios themselves
    )
    progress(50, "mise en page")
    render_paper(document.pk)
    report.made_at, report.is_fictitious = clock.now(), content.is_fictitious
    report.save(update_fields=["workbook", "made_at", "is_fictitious"])
    sha256 = Document.objects.values_list("content_sha256", flat=True).get(pk=document.pk)
    record(ReportAct.MAKE, report, by=None, after={"content_sha256": sha256, "workbook": report.workbook.sha256})
    tell_made(report)
    return str(report.pk)


def run_schedules(today: date | None = None) -> int:
    """Ask for what is due, each in its own transaction; those that exist are left as they are. Return how many."""
    day = today or clock.today()
    asked = 0
    for schedule in Schedule.objects.running().select_related("ministry__scope").order_by("pk"):
        period = schedule.due(day)
        if period is None:
            continue
        try:
            asked += _missing(schedule, period, by=None)
        except Refused as refusal:  # the others are not kept waiting
            logger.warning("scheduled report refused", extra={"schedule": str(schedule.pk), "why": refusal.message})
    return asked


def _missing(schedule: Schedule, period: Period, *, by: "User | None") -> int:
    """Ask for the reports of a schedule that do not exist yet."""
    if schedule.ministry is not None or schedule.kind == ReportKind.ANNUAL:
        owners: list[Ministry | None] = [schedule.ministry]
    else:
        owners = [*with_portfolio(period.end)]
    known = set(
        Report.objects.filter(kind=schedule.kind, period_start=period.start)
        .exclude(Q(made_at=None) & Q(job=None))
        .values_list("ministry_id", flat=True)
    )
    missing = [owner for owner in owners if (owner.pk if owner is not None else None) not in known]
    for owner in missing:
        ask_report(schedule.kind, owner, period.end, by=by, schedule=schedule)
    return len(missing)


@transaction.atomic
def run_now(schedule_id: UUID, *, by: "User | None") -> Schedule:
    """Ask for those of the last period that is over, without waiting for their day; those that exist stay."""
    schedule = _locked(schedule_id)
    period = last_over(schedule.kind, clock.today())
    count = _missing(schedule, period, by=by)
    if not count:
        raise Refused(f"Les rapports de la période ({period.label}) existent déjà : ils sont dans la liste.")
    record(ReportAct.RUN, schedule, by=by, after={"period": period.label, "asked": count})
    return schedule


@transaction.atomic
def pause_schedule(schedule_id: UUID, *, by: "User | None") -> Schedule:
    schedule = _locked(schedule_id)
    if schedule.paused_at is not None:
        raise Refused("Cette programmation est déjà suspendue. Rien n’a été changé.")
    schedule.paused_at, schedule.version = clock.now(), schedule.version + 1
    schedule.save(update_fields=["paused_at", "version"])
    record(ReportAct.PAUSE, schedule, by=by)
    return schedule


@transaction.atomic
def resume_schedule(schedule_id: UUID, *, by: "User | None") -> Schedule:
    schedule = _locked(schedule_id)
    if schedule.paused_at is None:
        raise Refused("Cette programmation n’est pas suspendue. Rien n’a été changé.")
    schedule.paused_at, schedule.version = None, schedule.version + 1
    schedule.save(update_fields=["paused_at", "version"])
    record(ReportAct.RESUME, schedule, by=by)
    return schedule


def _locked(schedule_id: UUID) -> Schedule:
    found: Schedule = (
        Schedule.objects.select_for_update(of=("self",)).select_related("ministry__scope").get(pk=schedule_id)
    )
    return found
