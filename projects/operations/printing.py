"""The sheet of a project: its content is frozen in the request, laid out by a job."""

from typing import TYPE_CHECKING, Any

from django.db import transaction

from foundation.common import clock
from foundation.documents.canonical import canonical, plain, sha256
from foundation.documents.models import Document
from foundation.documents.operations.making import Paper as Frozen
from foundation.documents.operations.making import freeze_documents
from foundation.documents.signs import drawable

from ..enums import SHEET_PAPER
from ..models import Project
from ..queries.guards import with_guards
from ..reports import build_sheet, parts_of

if TYPE_CHECKING:
    from foundation.accounts.models import User


@transaction.atomic
def print_sheet(project_id: Any, *, by: "User") -> Document:
    """Freeze the sheet of a project as it stands and ask for its PDF; the same one, said twice, is made once.

    It says what `by` sees. What only some readers may see (the reserves of a commission) makes the paper theirs.
    """
    today = clock.today()
    Project.objects.select_for_update(of=("self",)).only("pk").get(pk=project_id)  # two presses make one sheet
    rows = with_guards(Project.objects.defer("search"), today).select_related("ministry", "structure", "lead")
    project = rows.get(pk=project_id)
    parts = parts_of(project, by)
    content = build_sheet(project, parts, today)
    commission = next((part.commission_id for part in parts if part.commission_id is not None), None)
    last = Document.objects.about(project, SHEET_PAPER).filter(commission_id=commission).first()
    if last is not None and last.content_sha256 == sha256(canonical(drawable(plain(content)))):
        return last
    (document,) = freeze_documents(
        [Frozen(project, content)],
        kind=SHEET_PAPER,
        title=f"Fiche du projet {project.code}",
        scope=project.scope_id,
        by=by,
        commission_id=commission,
        reference=content.reference,
        is_specimen=project.is_fictitious,
        transmitted_at=clock.now(),  # the ASIN reads the portfolios themselves
    )
    return document
