"""The file of a session: asked for, followed while it is bound, handed over to whoever it was bound for."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.models import User
from foundation.common.errors import too_many
from foundation.common.exceptions import Refused
from foundation.common.limits import is_within
from foundation.common.requests import Request
from foundation.common.typography import short_datetime
from foundation.documents.attachments import attachment
from foundation.jobs.enums import JobState
from foundation.jobs.views.showing import progress_of
from sessions.core.models import CommissionSession
from sessions.core.views.shown import visible_session
from sessions.preparing.queries.sheet import convocation_by_secret
from sessions.preparing.views.answers import dead_link

from ..operations.filing import ask_by_link, file_by_link, file_to_hand_over, piece_by_link, request_session_file
from ..queries.session_files import audience_of, file_of
from ..reports.session_file import build_session_file, why_no_piece

MOST_BY_LINK, SECONDS = 60, 600  # files asked for by one link in ten minutes


def file_panel(user: User, session: CommissionSession) -> dict[str, Any] | None:
    """What the page of the session says of its file; nothing while there is nothing to bind."""
    audience = audience_of(user, session)
    content = build_session_file(session, audience)
    if not content.sections:
        return None
    row = file_of(session, audience)
    job = row.job if row is not None else None
    is_current = row is not None and row.file_id is not None and row.fingerprint == content.fingerprint
    is_shown = job is not None and job.state != JobState.DONE and not (is_current and job.is_finished)
    progress = progress_of(job, reverse("sessions:file_progress", args=[session.pk])) if job and is_shown else None
    return {
        "row": row,
        "is_current": is_current,
        "is_asked": job is not None and is_shown and not job.is_finished,
        "progress": progress,
        "made_on": short_datetime(row.made_at) if row is not None and row.made_at else "",
        "annex_count": len(content.annexes),
        "make_href": reverse("sessions:make_file", args=[session.pk]),
        "download_href": reverse("sessions:file_download", args=[session.pk]) if is_current else "",
    }


def file_part(user: User, session: CommissionSession) -> tuple[str, Any]:
    return "file", file_panel(user, session)


@require_safe
def file_progress(request: Request, pk: UUID) -> HttpResponse:
    """The fragment that the page reads again until the file is bound."""
    session = visible_session(request, pk)
    context = {"session": session, "file": file_panel(request.user, session)}
    return render(request, "sessions/papers/session_file.html", context, using="jinja2")


@require_POST
def make_file(request: Request, pk: UUID) -> HttpResponse:
    """Whoever reads the session may have it bound: it holds what he may read anyway."""
    session = visible_session(request, pk)
    request_session_file(session.pk, audience_of(request.user, session), by=request.user)
    messages.success(request, "Le dossier est en cours d’établissement : la page le proposera dès qu’il sera prêt.")
    return redirect(reverse("sessions:detail", args=[pk]) + "#dossier")


@require_safe
def file_download(request: Request, pk: UUID) -> FileResponse:
    session = visible_session(request, pk)
    return attachment(*file_to_hand_over(session, audience_of(request.user, session)))


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def linked(request: Request, secret: str, sha256: str = "") -> HttpResponseBase:
    """By the link of a letter: the file of the session, which a POST has bound, or one of its annexes."""
    convocation = convocation_by_secret(secret)
    if convocation is None:
        return dead_link(request, secret)
    if not is_within(f"link:{convocation.pk}", MOST_BY_LINK, SECONDS):
        return too_many(request)
    if sha256:
        found = piece_by_link(convocation, sha256)
        if found is None:
            return dead_link(request, secret, why_no_piece(convocation, sha256))
        return attachment(*found)
    try:
        if request.method != "POST":
            return attachment(*file_by_link(convocation))
        ask_by_link(convocation)
    except Refused:  # not bound yet, or bound since: the page says where it stands
        pass
    return redirect(reverse("sessions:answer", args=[secret]) + "#dossier")
