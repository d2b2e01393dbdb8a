"""What pages show of reports."""

from datetime import date
from typing import Any

from django.urls import reverse

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.lists import Cell
from foundation.common.typography import short_date
from foundation.documents.models import Document
from foundation.jobs.extensions import Outcome
from foundation.jobs.models import Job
from ministries.extensions import Panel
from ministries.models import Ministry

from ..enums import REPORT_PAPER, STATE_TONES, ReportKind, ReportState
from ..models import Report, Schedule
from ..periods import last_ones
from ..rules import can_ask_report

SHOWN = 4
OFFERED = {ReportKind.QUARTERLY: 8, ReportKind.ANNUAL: 4}  # periods that a form offers
MAKE = "make_report"


def address_of(report: Report) -> str:
    return reverse("reports:detail", args=[report.pk])


def state_cell(report: Report) -> Cell:
    state = report.state
    return Cell(state.label, tone=STATE_TONES[state], note=error_of(report))


def error_of(report: Report) -> str:
    """Why its making was given up; empty otherwise."""
    job = report.job
    return (job.refusal or job.error[:200]) if report.state == ReportState.FAILED and job is not None else ""


def paper_of(report: Report) -> Document | None:
    """Whoever reads the report reads its paper."""
    return Document.objects.about(report, REPORT_PAPER).select_related("file").first()


def reports_of_ministry(ministry: Ministry, user: User) -> Panel | None:
    """The last reports of a ministry, on its page, and where the next is asked for."""
    rows = Report.objects.visible_to(user).filter(ministry=ministry).select_related("job")
    latest = list(rows.order_by("-period_end", "pk")[:SHOWN])
    may_ask = can_ask_report(user, ministry)
    if not latest and not may_ask:
        return None
    return Panel(
        title="Rapports périodiques",
        template="reports/ministry_panel.html",
        context={"rows": latest, "may_ask": may_ask},
        position=36,
        count=rows.count() if latest else None,
        href=f"{reverse('reports:list')}?ministry={ministry.pk}" if latest else "",
        href_label="Tous les rapports",
        anchor="rapports",
    )


def made_report(job: Job) -> Outcome | None:
    if job.kind != MAKE or not job.result:
        return None
    return Outcome(reverse("reports:detail", args=[job.result["report"]]), "Lire le rapport")


def offered_periods(today: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """What may be asked for: « quarterly:2026-09-30 », by kind."""
    return [
        (
            str(kind.label),
            [(f"{kind.value}:{period.end.isoformat()}", period.label) for period in last_ones(kind, today, count)],
        )
        for kind, count in OFFERED.items()
    ]


def last_runs(schedule: Schedule, user: User) -> dict[str, Any]:
    """The last reports of a schedule, with what failed (1 query)."""
    rows = Report.objects.visible_to(user).filter(schedule=schedule).select_related("job", "ministry")
    return {"runs": list(rows.order_by("-period_end", "owner_name", "pk")[:20]), "told_error": error_of}


def next_words(schedule: Schedule) -> str:
    day = schedule.next_on(clock.today())
    return f"le {short_date(day)}" if day is not None else "suspendue"
