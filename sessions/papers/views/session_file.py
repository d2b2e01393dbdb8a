"""The file of a session: asked for, followed while it is bound, handed over to whoever it was bound for."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.models import User
from foundation.common.exceptions import Refused
from foundation.common.typography import short_datetime
from foundation.documents.views.downloading import attachment
from foundation.jobs.enums import JobState
from sessions.core.models import CommissionSession
from sessions.core.views.shown import visible_session

from ..enums import FileAudience
from ..models import SessionFile
from ..operations.filing import request_session_file
from ..queries.session_files import audience_of, file_of
from ..reports.session_file import build_session_file
from .papers import PROGRESS


def file_panel(user: User, session: CommissionSession) -> dict[str, Any] | None:
    """What the page of the session says of its file; nothing while there is nothing to bind."""
    audience = audience_of(user, session)
    content = build_session_file(session, audience)
    if not content.sections:
        return None
    row = file_of(session, audience)
    is_current = row is not None and row.file_id is not None and row.fingerprint == content.fingerprint
    return {
        "row": row,
        "is_current": is_current,
        "progress": _progress(session, row, is_current=is_current),
        "made_on": short_datetime(row.made_at) if row is not None and row.made_at else "",
        "annex_count": len(content.annexes),
        "make_href": reverse("sessions:make_file", args=[session.pk]),
        "download_href": reverse("sessions:file_download", args=[session.pk]) if is_current else "",
    }


def _progress(session: CommissionSession, row: SessionFile | None, *, is_current: bool) -> dict[str, Any] | None:
    """What ui.progress shows while the file is bound, or when that was given up; nothing once it is there."""
    if row is None or row.job is None or row.job.state == JobState.DONE or (is_current and row.job.is_finished):
        return None
    state = PROGRESS[JobState(row.job.state)]
    is_over = state in ("failed", "cancelled")
    return {
        "state": state,
        "url": reverse("sessions:file_progress", args=[session.pk]),
        "percent": row.job.progress if row.job.state == JobState.RUNNING else None,
        "message": "" if is_over else row.job.sentence,
        "error": row.job.sentence if is_over else "",
    }


def file_part(user: User, session: CommissionSession) -> tuple[str, Any]:
    return "file", file_panel(user, session)


@require_safe
def file_progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The fragment that the page reads again until the file is bound."""
    session = visible_session(request, pk)
    return render(
        request,
        "sessions/papers/session_file.html",
        {"session": session, "file": file_panel(request.user, session)},
        using="jinja2",
    )


@require_POST
def make_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whoever reads the session may have it bound: it holds what he may read anyway."""
    session = visible_session(request, pk)
    request_session_file(session.pk, audience_of(request.user, session), by=request.user)
    messages.success(request, "Le dossier est en cours d’établissement : la page le proposera dès qu’il sera prêt.")
    return redirect(reverse("sessions:detail", args=[pk]) + "#dossier")


@require_safe
def file_download(request: HttpRequest, pk: UUID) -> FileResponse:
    session = visible_session(request, pk)
    return session_file_response(session, audience_of(request.user, session))


def session_file_response(session: CommissionSession, audience: FileAudience) -> FileResponse:
    """The PDF of one audience, as long as it still holds what that audience may read; raise Refused otherwise."""
    row = file_of(session, audience)
    if row is None or row.file is None:
        raise Refused("Le dossier de cette session n’est pas encore établi. Demandez-le sur la page de la session.")
    if row.fingerprint != build_session_file(session, audience).fingerprint:
        raise Refused(
            "Le dossier n’est plus à jour : l’ordre du jour ou ses annexes ont changé depuis. Mettez-le à jour sur la"
            " page de la session."
        )
    return attachment(row.file, row.file.name)
