"""The procès-verbal as it will print, its states and its file; the attendance sheet."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from foundation.common.exceptions import Refused
from foundation.common.exports import csv_response
from foundation.common.permissions import require
from foundation.common.typography import long_date, short_datetime
from foundation.documents.canonical import plain
from foundation.documents.models import Document
from foundation.documents.views.downloading import attachment
from foundation.jobs.enums import JobState
from sessions.core import rules as core_rules
from sessions.core.enums import OVER, PvState
from sessions.core.enums import SessionState as State
from sessions.core.models import CommissionSession, ProcesVerbal
from sessions.core.views.shown import crumbs, visible_session

from .. import rules
from ..operations.papers import (
    make_attendance_sheet,
    make_presence_statement,
    refresh_pv,
    retry_paper,
    submit_pv,
    transmit_session,
)
from ..reports.attendance import build_attendance_sheet
from ..reports.hours import build_presence_statement
from ..reports.layout import ATTENDANCE, PV, PV_DRAFT, STATEMENT, pv_reference, said
from ..reports.pv import build_pv_document

PROGRESS = {
    JobState.QUEUED: "waiting",
    JobState.RUNNING: "running",
    JobState.FAILED: "waiting",
    JobState.DONE: "done",
    JobState.DEAD: "failed",
    JobState.CANCELLED: "cancelled",
}
WRITABLE = (State.OPEN, State.SUSPENDED, *OVER)


def pv_of(session: CommissionSession) -> ProcesVerbal | None:
    return ProcesVerbal.objects.select_related("document__job", "submitted_by").filter(session=session).first()


def open_document(request: HttpRequest, document: Document | None, *, writes: bool) -> Document | None:
    """The document when the reader may have it: a draft belongs to those who write it."""
    if document is None:
        return None
    if document.kind == PV_DRAFT:
        return document if writes else None
    return Document.objects.visible_to(request.user).select_related("job").filter(pk=document.pk).first()


@require_safe
def pv(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    row = pv_of(session)
    writes = core_rules.can_read_minutes(request.user, session)
    document = open_document(request, row.document if row else None, writes=writes)
    content: dict[str, Any] | None = None
    if document is not None and document.kind == PV:
        content = document.content
    elif writes and session.state in WRITABLE:
        content = plain(build_pv_document(session))
    is_draft = row is None or row.state == PvState.DRAFT
    keeps = rules.can_submit_pv(request.user, session)
    context = {
        "session": session,
        "row": row,
        "pv": content,
        "reference": pv_reference(content) if content else "",
        "shift": 1,
        "said": said,
        "fingerprint": document.content_sha256 if document is not None and document.kind == PV else "",
        "document": document,
        "progress": progress_of(
            document,
            reverse("sessions:pv_progress", args=[pk]),
            reverse("sessions:pv_retry", args=[pk]) if keeps else "",
        ),
        "download_href": download_address(document, session),
        "versions": versions_of(request, row, session, writes=writes),
        "sentence": pv_sentence(session, row, sees=content is not None),
        "can_submit": keeps and is_draft and session.state in OVER and not session.is_reconstituted,
        "can_refresh": keeps and is_draft and session.state in OVER,
        "can_transmit": (
            keeps
            and session.transmitted_at is None
            and session.state in OVER
            and not session.is_closed_doors
            and (session.is_reconstituted or not is_draft)
        ),
        "breadcrumb": crumbs(session, "Procès-verbal"),
    }
    return render(request, "sessions/papers/pv.html", context, using="jinja2")


def pv_sentence(session: CommissionSession, row: ProcesVerbal | None, *, sees: bool) -> str:
    if session.state not in OVER:
        return (
            "La session n’est pas levée : ceci est un aperçu de ce qui est déjà noté."
            if sees
            else "La session n’est pas encore tenue : il n’y a pas de procès-verbal."
        )
    if session.is_reconstituted:
        return (
            "Reconstitué d’après les sources citées ; son numéro et ses signataires ne sont pas connus."
            if sees
            else "Le procès-verbal reconstitué est en cours d’établissement."
        )
    if row is not None and row.state != PvState.DRAFT:
        author = f" par {row.submitted_by}" if row.submitted_by else ""
        return (
            f"Soumis aux membres le {long_date(row.submitted_at, weekday=False)}{author}, sous le n°"
            f" {row.number}/{row.year}. Son contenu est figé."
        )
    return (
        "Projet : relisez-le, complétez le compte rendu, puis soumettez-le. Il recevra alors son numéro."
        if sees
        else "Le procès-verbal n’est pas encore soumis par le secrétaire."
    )


def progress_of(document: Document | None, url: str, retry: str) -> dict[str, Any] | None:
    """What ui.progress shows while the paper is made; nothing once it is stored."""
    if document is None or document.file_id is not None or document.job is None:
        return None
    job = document.job
    state = PROGRESS[JobState(job.state)]
    return {
        "state": state,
        "url": url,
        "percent": job.progress if job.state == JobState.RUNNING else None,
        "message": job.sentence if state not in ("failed", "cancelled") else "",
        "error": job.sentence if state in ("failed", "cancelled") else "",
        "retry_action": retry if state in ("failed", "cancelled") else "",
    }


def download_address(document: Document | None, session: CommissionSession) -> str:
    if document is None or document.file_id is None:
        return ""
    return (
        reverse("sessions:pv_draft_file", args=[session.pk])
        if document.kind == PV_DRAFT
        else reverse("documents:download", args=[document.pk])
    )


def versions_of(
    request: HttpRequest, row: ProcesVerbal | None, session: CommissionSession, *, writes: bool
) -> list[dict[str, Any]]:
    if row is None:
        return []
    rows = list(
        Document.objects.visible_to(request.user)
        .filter(pk__in=Document.objects.about(row, PV).values("pk"))
        .order_by("-version")
    )
    if writes:
        rows += list(Document.objects.about(row, PV_DRAFT))
    return [
        {
            "label": f"{'Projet' if item.kind == PV_DRAFT else 'Version'} {item.version}",
            "when": short_datetime(item.created_at),
            "sha": item.content_sha256[:12],
            "href": reverse("documents:download", args=[item.pk]) if item.kind == PV and item.file_id else "",
            "is_current": item.pk == row.document_id,
        }
        for item in rows
    ]


@require_safe
def pv_progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The fragment that the page reads again until the paper is stored."""
    session = visible_session(request, pk)
    row = pv_of(session)
    document = open_document(
        request, row.document if row else None, writes=core_rules.can_read_minutes(request.user, session)
    )
    retry = reverse("sessions:pv_retry", args=[pk]) if rules.can_submit_pv(request.user, session) else ""
    return _fragment(
        request,
        document,
        reverse("sessions:pv_progress", args=[pk]),
        retry,
        download_address(document, session),
        "Mise en page du procès-verbal",
    )


@require_safe
def attendance_progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(core_rules.can_read_presence, request.user, session)
    document = current_sheet(request, session)
    retry = reverse("sessions:attendance_retry", args=[pk]) if rules.can_submit_pv(request.user, session) else ""
    return _fragment(
        request,
        document,
        reverse("sessions:attendance_progress", args=[pk]),
        retry,
        download_address(document, session),
        "Mise en page de la feuille d’émargement",
    )


def _fragment(
    request: HttpRequest, document: Document | None, url: str, retry: str, href: str, label: str
) -> HttpResponse:
    context = {"progress": progress_of(document, url, retry), "download_href": href, "label": label}
    return render(request, "sessions/papers/progress.html", context, using="jinja2")


@require_POST
def pv_submit(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_submit_pv, request.user, session)
    row = submit_pv(pk, request.user)
    messages.success(
        request,
        f"Le procès-verbal porte le n° {row.number}/{row.year} et son contenu est figé. Son PDF est en cours"
        " d’établissement.",
    )
    return redirect("sessions:pv", pk)


@require_POST
def pv_refresh(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_submit_pv, request.user, session)
    refresh_pv(pk, request.user)
    messages.success(
        request, "Une nouvelle version est en cours d’établissement, d’après ce qui est noté à cet instant."
    )
    return redirect("sessions:pv", pk)


@require_POST
def pv_retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_submit_pv, request.user, session)
    row = pv_of(session)
    if row is None or row.document is None:
        raise Refused("Aucun procès-verbal n’est à établir : la session n’est pas levée.")
    retry_paper(row.document.pk, request.user)
    messages.success(request, "La mise en page est redemandée.")
    return redirect("sessions:pv", pk)


@require_safe
def pv_draft_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The PDF of the draft, for those who write it."""
    session = visible_session(request, pk)
    require(core_rules.can_read_minutes, request.user, session)
    row = ProcesVerbal.objects.select_related("document__file").filter(session=session).first()
    if row is None or row.document is None or row.document.kind != PV_DRAFT or row.document.file is None:
        raise Refused(
            "Le projet n’a pas de PDF : il est en cours de mise en page, ou le procès-verbal est déjà soumis. Rechargez"
            " la page."
        )
    return attachment(row.document.file, row.document.file_name)


@require_POST
def transmit(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_transmit, request.user, session)
    transmit_session(pk, request.user)
    messages.success(request, "La session et son procès-verbal sont ouverts à l’ASIN.")
    return redirect("sessions:pv", pk)


def current_sheet(request: HttpRequest, session: CommissionSession, kind: str = ATTENDANCE) -> Document | None:
    return (
        Document.objects.visible_to(request.user)
        .select_related("job")
        .filter(pk__in=Document.objects.about(session, kind).current().values("pk"))
        .first()
    )


@require_safe
def attendance_sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(core_rules.can_read_presence, request.user, session)
    document = current_sheet(request, session)
    keeps = rules.can_submit_pv(request.user, session)
    context = {
        "session": session,
        "sheet": plain(build_attendance_sheet(session)),
        "document": document,
        "made_on": short_datetime(document.created_at) if document is not None else "",
        "progress": progress_of(
            document,
            reverse("sessions:attendance_progress", args=[pk]),
            reverse("sessions:attendance_retry", args=[pk]) if keeps else "",
        ),
        "download_href": download_address(document, session),
        "can_make": keeps and session.state != State.CANCELLED,
        "said": said,
        "breadcrumb": crumbs(session, "Feuille d’émargement"),
    }
    return render(request, "sessions/papers/attendance_sheet.html", context, using="jinja2")


@require_POST
def make_sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_submit_pv, request.user, session)
    make_attendance_sheet(pk, request.user)
    messages.success(request, "La feuille d’émargement est en cours d’établissement.")
    return redirect("sessions:attendance_sheet", pk)


@require_POST
def attendance_retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_submit_pv, request.user, session)
    document = current_sheet(request, session)
    if document is None:
        raise Refused("Aucune feuille d’émargement n’est à établir : demandez-la d’abord.")
    retry_paper(document.pk, request.user)
    messages.success(request, "La mise en page est redemandée.")
    return redirect("sessions:attendance_sheet", pk)


@require_safe
def presence_statement(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(core_rules.can_read_presence, request.user, session)
    is_over = session.state in OVER
    sheet = build_presence_statement(session)
    if request.GET.get("format") == "csv":
        header = ["N°", "Nom et prénoms", "Qualité", "Pour", "Arrivée", "Départ", "Durée", "Minutes"]
        rows = [
            [
                line.rank,
                line.name,
                line.function,
                line.note.removeprefix("pour "),
                line.arrived,
                line.left,
                line.duration,
                line.minutes,
            ]
            for line in sheet.lines
        ]
        return csv_response("presence.csv", header, rows if is_over else [])
    document = current_sheet(request, session, STATEMENT)
    keeps = rules.can_submit_pv(request.user, session)
    progress, retry = reverse("sessions:statement_progress", args=[pk]), reverse("sessions:statement_retry", args=[pk])
    context = {
        "session": session,
        "sheet": plain(sheet),
        "is_over": is_over,
        "document": document,
        "made_on": short_datetime(document.created_at) if document is not None else "",
        "progress": progress_of(document, progress, retry if keeps else ""),
        "download_href": download_address(document, session),
        "can_make": keeps and is_over,
        "breadcrumb": crumbs(session, "État de présence"),
    }
    return render(request, "sessions/papers/presence_statement.html", context, using="jinja2")


@require_safe
def statement_progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(core_rules.can_read_presence, request.user, session)
    document = current_sheet(request, session, STATEMENT)
    retry = reverse("sessions:statement_retry", args=[pk]) if rules.can_submit_pv(request.user, session) else ""
    address = reverse("sessions:statement_progress", args=[pk])
    return _fragment(
        request, document, address, retry, download_address(document, session), "Mise en page de l’état de présence"
    )


@require_POST
def make_statement(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_submit_pv, request.user, session)
    make_presence_statement(pk, request.user)
    messages.success(request, "L’état de présence est en cours d’établissement.")
    return redirect("sessions:presence_statement", pk)


@require_POST
def statement_retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_submit_pv, request.user, session)
    document = current_sheet(request, session, STATEMENT)
    if document is None:
        raise Refused("Aucun état de présence n’est à établir : demandez-le d’abord.")
    retry_paper(document.pk, request.user)
    messages.success(request, "La mise en page est redemandée.")
    return redirect("sessions:presence_statement", pk)
