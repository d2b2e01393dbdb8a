from typing import Any

from foundation.common.lists import Filters, chosen, days_of
from ministries.filters import MinistryChoice

from .enums import ReportKind, ReportState

UNMADE = {"made_at": None}
STATES: dict[str, Any] = {
    ReportState.MADE: lambda rows: rows.filter(made_at__isnull=False),
    ReportState.ASKED: lambda rows: (
        rows.filter(**UNMADE).exclude(job__state__in=("dead", "cancelled")).exclude(job=None)
    ),
    ReportState.FAILED: lambda rows: rows.filter(**UNMADE).exclude(
        job__state__in=("queued", "running", "failed", "done")
    ),
}


class ReportFilter(Filters):
    ministry = MinistryChoice()
    kind = chosen("Rapport", ReportKind, "tous les rapports")
    state = chosen("État", ReportState, "tous les états", lambda rows, value: STATES[value](rows))
    since, until = days_of("period_end")
