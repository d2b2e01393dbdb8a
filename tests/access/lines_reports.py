"""Periodic reports: read by the ministry and the ASIN; asked for by its DSI and its secretary; scheduled by the DSI."""

from django.utils import timezone

from foundation.documents.models import Document
from reports.enums import REPORT_PAPER
from reports.models import Schedule
from tests.factories.files import stored

from .lines_institutions import new_form
from .matrix import ASIN, FOREIGN, INSIDE, MINISTRY, SIGNED_IN, Line

SEES = f"{INSIDE} {MINISTRY} {ASIN}"
SEEN = {"own": SEES, "foreign": f"{FOREIGN} {ASIN}"}
ASKERS = "dsi secretary asin_admin"
ELSEWHERE = "foreign_dsi foreign_secretary"
KEEPERS = "dsi asin_admin"


def but(actors: str) -> str:
    return " ".join(actor for actor in SEES.split() if actor not in actors.split())


def asked(world, variant):
    """A period that is over, of the own ministry."""
    return {"period": "quarterly:2025-06-30", "ministry": world["ministry", "own"].pk}


def asked_by_call(world, variant):
    return {"kind": "quarterly", "day": "2025-06-30", "ministry": str(world["ministry", "own"].pk)}


def made(world, variant):
    """One that is made: its paper and its workbook."""
    row = world["report", variant]
    now = timezone.now()
    row.workbook, row.made_at = stored(b"PK", "rapport.xlsx"), now
    row.save()
    Document.objects.create(
        kind=REPORT_PAPER,
        title="Rapport",
        subject_type=row._meta.label_lower,
        subject_id=row.pk,
        scope=row.scope,
        content={"figures": [], "unknown": [], "method": []},
        content_sha256="0" * 64,
        file=stored(b"%PDF", "rapport.pdf"),
        pdf_sha256="0" * 64,
        stored_at=now,
        code_hash=str(row.pk),
    )
    return {"pk": row.pk}


def schedule(world, variant):
    return {
        "kind": "quarterly",
        "ministry": world["ministry", "own"].pk,
        "days_after": 5,
        "starts_on": "2026-01-01",
        "recipients": "dsi",
        "version": world["schedule", "own"].version,
        "base_version": world["schedule", "own"].version,
    }


def first_schedule(world, variant):
    """Of a ministry that has none yet."""
    Schedule.objects.filter(pk=world["schedule", "own"].pk).delete()
    return schedule(world, variant)


def paused(world, variant):
    row = world["schedule", variant]
    row.paused_at = timezone.now()
    row.save()
    return {"pk": row.pk}


def kept(route, **more):
    return Line(route, variants={"own": KEEPERS}, see={"own": but(KEEPERS)}, **({"on": "schedule"} | more))


LINES = [
    Line("reports:list", variants={"": SIGNED_IN}),
    Line("reports:export", variants={"": SIGNED_IN}),
    Line("reports:detail", on="report", variants=SEEN),
    Line("reports:workbook", kwargs=made, variants=SEEN),
    *new_form("reports:ask", ASKERS, asked, invalid=ELSEWHERE),
    Line("reports:retry", method="POST", on="report", variants={"own": ASKERS}, see={"own": but(ASKERS)}),
    Line("api:reports-list", variants={"": SIGNED_IN}),
    Line("api:reports-detail", on="report", variants=SEEN),
    Line("api:reports-paper", kwargs=made, variants=SEEN),
    Line("api:reports-workbook", kwargs=made, variants=SEEN),
    Line("api:reports-list", method="POST", variants={"": ASKERS}, data=asked_by_call),
    Line("api:reports-retry", method="POST", on="report", variants={"own": ASKERS}, see={"own": but(ASKERS)}),
    Line("report-schedules:list", variants={"": SIGNED_IN}),
    Line("report-schedules:export", variants={"": SIGNED_IN}),
    Line("report-schedules:detail", on="schedule", variants=SEEN),
    *new_form("report-schedules:new", KEEPERS, first_schedule, invalid="foreign_dsi"),
    kept("report-schedules:edit"),
    kept("report-schedules:edit", method="POST", data=schedule),
    kept("report-schedules:run", method="POST"),
    kept("report-schedules:pause", method="POST"),
    kept("report-schedules:resume", method="POST", kwargs=paused),
    Line("api:report-schedules-list", variants={"": SIGNED_IN}),
    Line("api:report-schedules-detail", on="schedule", variants=SEEN),
    Line(
        "api:report-schedules-list",
        method="POST",
        variants={"": KEEPERS},
        invalid={"": "foreign_dsi"},
        data=first_schedule,
    ),
    kept("api:report-schedules-edit", method="POST", data=schedule),
    kept("api:report-schedules-run", method="POST"),
    kept("api:report-schedules-pause", method="POST"),
    kept("api:report-schedules-resume", method="POST", kwargs=paused),
]
