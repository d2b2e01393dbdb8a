"""What the file of a session says of the projects that its items examine, as it stood at the opening: the file stays as
it was read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import localdate

from editions.models import EditionRow
from editions.reports import line_of, ratings_of
from foundation.common import clock
from foundation.common.typography import is_told, short_date
from projects.queries.project_signals import signed
from sessions.core.models import AgendaItem, CommissionSession, Reserve

Examined = Mapping[UUID, Sequence[UUID]]  # the items of each project


@dataclass(frozen=True)
class FileRow:
    """A line of an item that the portal wrote: a recommendation, a project that moved, a reserve that bites."""

    title: str
    text: str
    state: str
    detail: str


def rows_of_projects(session: CommissionSession) -> dict[UUID, list[FileRow]]:
    """Of each item: the sheet of each project that it examines, and the reserves that bite on it (3 queries)."""
    moment = session.opened_at or clock.now()
    linked = AgendaItem.projects.through.objects.filter(agendaitem__session=session)
    items: dict[UUID, list[UUID]] = {}
    for item, project in linked.order_by("pk").values_list("agendaitem_id", "project_id"):
        items.setdefault(project, []).append(item)
    found: dict[UUID, list[FileRow]] = {}
    for project, row in [*sheets(items, moment), *biting(session, items, moment)] if items else ():
        for item in items[project]:
            found.setdefault(item, []).append(row)
    return found


def sheets(items: Examined, moment: datetime) -> list[tuple[UUID, FileRow]]:
    """Each project as the last edition of its ministry told it: a later update of its figures changes nothing here."""
    rows = EditionRow.objects.filter(project__in=items, edition__frozen_on__lte=localdate(moment))
    rows = rows.exclude(edition__ministry=None).select_related("edition")
    return [
        (row.project_id, _sheet(row))
        for row in rows.order_by("project_id", "-edition__frozen_on").distinct("project_id")
    ]


def _sheet(row: EditionRow) -> FileRow:
    line = line_of(row.edition, row)
    facts = {"avancement": line.progress, "fin": line.end, "coût": line.cost}
    facts |= {"écart de délai": signed(row.schedule_variance), "écart de coût": signed(row.cost_variance)}
    told = [line.stage, *(f"{name} {value}" for name, value in facts.items() if is_told(value)), *ratings_of(row)]
    untold = [name for name, value in facts.items() if not is_told(value)]
    text = ", ".join(told) + (f" ; non renseigné : {', '.join(untold)}" if untold else "")
    detail = [*line.notes, f"fiche de l’{row.edition.label[0].lower()}{row.edition.label[1:]}"]
    return FileRow(f"{line.code}, {line.title}", text, f"signal {line.signal}", " · ".join(detail))


def biting(session: CommissionSession, items: Examined, moment: datetime) -> list[tuple[UUID, FileRow]]:
    """The reserves of earlier decisions that were open."""
    standing = Q(lifted_at=None) | Q(lifted_at__gt=moment)
    rows = Reserve.objects.filter(standing, project__in=items, decision__commission_id=session.commission_id)
    rows = rows.exclude(decision__session=session).exclude(decision__decided_at__gt=moment)
    found: list[tuple[UUID, FileRow]] = []
    for row in rows.select_related("decision").order_by("due_on", "decision__year", "decision__number", "pk"):
        due = f", à lever avant le {short_date(row.due_on)}" if row.due_on else ""
        assert row.project_id is not None
        found.append(
            (row.project_id, FileRow("Réserve", row.text.strip(), "ouverte", f"{row.decision.reference}{due}"))
        )
    return found
