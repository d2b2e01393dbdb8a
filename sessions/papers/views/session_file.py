"""The file of a session: asked for, followed while it is bound, handed over to whoever it was bound for."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpResponse
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
from foundation.documents.models import StoredFile
from foundation.jobs.enums import JobState
from foundation.jobs.views.showing import progress_of
from sessions.core.models import CommissionSession, Convocation
from sessions.core.views.shown import visible_session
from sessions.preparing.queries.sheet import convocation_by_secret

from ..enums import FileAudience
from ..operations.filing import file_to_hand_over, request_session_file
from ..queries.session_files import audience_of, file_of
from ..reports.session_file import build_session_file, content_by_link

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


def linked_part(convocation: Convocation, secret: str) -> tuple[str, Any]:
    """What a member reads behind his link, without an account: the copy that may leave the commission."""
    content = content_by_link(convocation)
    if content is None:
        return "linked", None
    row = file_of(convocation.session, FileAudience.OUTSIDE)
    is_current = row is not None and row.file_id is not None and row.fingerprint == content.fingerprint
    return "linked", {
        "row": row if is_current else None,
        "is_asked": row is not None and row.job is not None and not row.job.is_finished and not is_current,
        "file_href": reverse("sessions:linked_file", args=[secret]),
        "items": [
            (item, [(annex, reverse("sessions:linked_piece", args=[secret, annex.sha256])) for annex in item.annexes])
            for item in content.sections
            if item.annexes
        ],
    }


def _by_link(request: Request, secret: str) -> Convocation | HttpResponse:
    """Whose link it is; or the page that says why nothing is handed over."""
    convocation = convocation_by_secret(secret)
    if convocation is None:
        return render(request, "sessions/answer_unknown.html", status=404, using="jinja2")
    return convocation if is_within(f"link:{convocation.pk}", MOST_BY_LINK, SECONDS) else too_many(request)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def linked_file(request: Request, secret: str) -> HttpResponseBase:
    """The file of the session, by the link of a letter; posted to, it has it bound."""
    found = _by_link(request, secret)
    if not isinstance(found, Convocation):
        return found
    back = redirect(reverse("sessions:answer", args=[secret]) + "#dossier")
    if content_by_link(found) is None:
        return back
    try:
        if request.method == "POST":
            request_session_file(found.session_id, FileAudience.OUTSIDE, by=None)
            return back
        return attachment(*file_to_hand_over(found.session, FileAudience.OUTSIDE))
    except Refused:  # not bound yet, or bound since: the page says where it stands
        return back


@login_not_required
@never_cache
@require_safe
def linked_piece(request: Request, secret: str, sha256: str) -> HttpResponseBase:
    """One of its annexes."""
    found = _by_link(request, secret)
    if not isinstance(found, Convocation):
        return found
    content = content_by_link(found)
    annex = next((each for each in content.annexes if each.sha256 == sha256), None) if content else None
    stored = StoredFile.objects.filter(sha256=sha256).first() if annex else None
    if annex is None or stored is None:
        raise Http404
    return attachment(stored, annex.name)
