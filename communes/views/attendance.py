"""Who came to a session of training: one table, saved together, without a script."""

from uuid import UUID

from django.http import HttpResponse

from foundation.common.acts import one_of, require_form, tell
from foundation.common.form_pages import FormPage, serve_form
from foundation.common.permissions import require
from foundation.common.requests import Request

from ..forms import AttendanceSheet
from ..models import TrainingSession
from ..operations.attendance import said_of, tell_attendance
from ..queries.trainings import attendances_kept, communes_kept
from ..register.common import CRUMBS
from ..register.training_sessions import TRAINING_SESSIONS
from ..rules import can_keep_commune


@require_form
def sheet(request: Request, pk: UUID) -> HttpResponse:
    session = one_of(TrainingSession, "training")(request, pk)
    require(can_keep_commune, request.user)
    page = attendances_kept(session, request.user, request.GET)
    here = TRAINING_SESSIONS.href(session)

    def act(form: AttendanceSheet) -> str:
        tell(request, said_of(len(tell_attendance(session.pk, rows=form.told(), by=request.user))))
        return f"{request.path}{page.next_href}" if page.next_href else f"{here}#participations"

    shown = FormPage(
        f"Présences : {session}",
        "Enregistrer les présences",
        here,
        [
            *CRUMBS,
            (TRAINING_SESSIONS.title, TRAINING_SESSIONS.list_href()),
            (str(session)[:60], here),
            ("Présences", ""),
        ],
        "Une ligne par fonction, pas de nom. Tout est enregistré, ou rien : ce qui est refusé se dit à sa ligne.",
        template="communes/attendance.html",
        extra={"previous_href": page.previous_href, "next_href": page.next_href},
    )
    offered = communes_kept(request.user)
    return serve_form(request, AttendanceSheet, shown, act, attendances=page.rows, communes=offered)
