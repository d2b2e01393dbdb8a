"""The projects of a ministry go out to be filled in: what each cell says that day is kept, and makes the file."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import transaction

from foundation.common import clock
from foundation.common.database import insert_rows
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.typography import integer
from foundation.journal.record import record
from ministries.models import Ministry
from projects.models import Project
from projects.operations.storing import as_text

from ..extensions import workbook_sheets
from ..fields import FILLED
from ..models import Workbook, WorkbookRow
from ..rules import can_send_out

if TYPE_CHECKING:
    from foundation.accounts.models import User

MOST_ROWS = 5_000  # of a workbook that somebody fills in by hand


@transaction.atomic
def send_out(ministry: Ministry, *, by: "User", is_fictitious: bool = False) -> Workbook:
    """Keep how the projects of a ministry stand, for a workbook that will come back; nothing of them changes."""
    if not can_send_out(by, ministry.scope_id):
        raise InvalidInput({"ministry": [can_send_out.sentence]})
    rows = Project.objects.defer("search").filter(ministry=ministry).followed().order_by("code", "pk")
    projects = list(rows[: MOST_ROWS + 1])
    if not projects:
        raise Refused(
            "Impossible de sortir le classeur : ce ministère n’a aucun projet au portefeuille. Créez-en un, ou importez"
            " un tableau."
        )
    if len(projects) > MOST_ROWS:
        raise Refused(
            f"Impossible de sortir le classeur : plus de {integer(MOST_ROWS)} projets ne se remplissent pas à la main."
            " Exportez la liste des projets, et importez-la comme un tableau."
        )
    workbook = Workbook(
        scope_id=ministry.scope_id,
        ministry=ministry,
        out_on=clock.today(),
        out_by=by,
        total=len(projects),
        read_sheets=[asdict(read(ministry, by)) for read in workbook_sheets],
        is_fictitious=is_fictitious,
    )
    workbook.save(force_insert=True)
    insert_rows(
        [
            WorkbookRow(
                scope_id=workbook.scope_id,
                workbook=workbook,
                project_id=project.pk,
                project_version=project.version,
                code=project.code,
                title=project.title,
                values={name: as_text(getattr(project, name)) for name in FILLED if name != "narrative"},
            )
            for project in projects
        ]
    )
    record("send_out_workbook", workbook, by=by, after={"reference": workbook.reference, "projects": len(projects)})
    return workbook
