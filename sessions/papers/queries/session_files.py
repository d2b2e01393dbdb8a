"""Where the file of a session stands, for one reader."""

from typing import TYPE_CHECKING

from django.urls import reverse

from foundation.jobs.extensions import Outcome
from foundation.jobs.models import Job
from sessions.core.models import CommissionSession

from ..enums import FileAudience
from ..models import SessionFile

if TYPE_CHECKING:
    from foundation.accounts.models import User

MAKE_FILE = "make_session_file"


def audience_of(user: "User", session: CommissionSession) -> FileAudience:
    """On which side of the commission's door this reader stands."""
    return FileAudience.INSIDE if session.commission_id in user.access.commissions() else FileAudience.OUTSIDE


def file_of(session: CommissionSession, audience: FileAudience) -> SessionFile | None:
    return SessionFile.objects.select_related("file", "job").filter(session=session, audience=audience).first()


def made_file(job: Job) -> Outcome | None:
    """The PDF that a finished binding made; each reader gets that of his own side there."""
    if job.kind != MAKE_FILE or not job.result:
        return None
    return Outcome(reverse("sessions:file_download", args=[job.result["session"]]), "Télécharger le dossier")
