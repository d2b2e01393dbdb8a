"""The procès-verbal as it will print, its states and its file; the attendance sheet; the statement of presence."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.common.acts import View, page_act, page_of
from foundation.common.exports import csv_response
from foundation.common.lists import Button
from foundation.common.permissions import Rule, require
from foundation.common.requests import Request
from foundation.common.typography import short_datetime
from foundation.documents.attachments import attachment
from foundation.documents.canonical import plain
from foundation.documents.models import Document
from foundation.documents.signs import drawable
from foundation.jobs.views.showing import progress_of
from foundation.ui.buttons import Act
from sessions.core.enums import OVER, PvState
from sessions.core.enums import SessionState as State
from sessions.core.models import CommissionSession, ProcesVerbal
from sessions.core.rules import can_conduct, can_read_minutes, can_read_presence
from sessions.core.views.shown import acted_session, crumbs, visible_session

from .. import rules
from ..enums import ATTENDANCE, PV, PV_DRAFT, STATEMENT
from ..operations import papers
from ..queries.standing import awaited_job, findings_in, onward_of, places_of, pv_sentence, versions_of
from ..reports.attendance import build_attendance_sheet
from ..reports.hours import build_presence_statement
from ..reports.layout import printed_organ, pv_reference, said
from ..reports.pv import build_pv_document, says_the_same, status_of
from ..reports.submitting import submitting_recap

BEHIND = "Ce qui est noté a changé depuis ce PDF : établissez une nouvelle version."
PV_BEHIND = "Ce qui est noté a changé depuis ce PDF : refaites-le d’après ce qui est noté, puis relisez-le."
WRITABLE = (State.OPEN, State.SUSPENDED, *OVER)


@dataclass(frozen=True)
class Making:
    """How one paper of a session is followed while it is made; the names of its addresses begin with `name`."""

    name: str
    title: str
    label: str
    current: Callable[[Request, CommissionSession], Document | None]
    rule: Rule | None = None
    template: str = ""

    def shown(self, request: Request, session: CommissionSession) -> dict[str, Any]:
        """The paper, where its making stands (nothing once it is stored), and where it is taken from then."""
        document = self.current(request, session)
        progress, href = None, ""
        if document is not None and document.file_id is not None:
            is_draft = document.kind == PV_DRAFT
            href = _address(session, "pv_draft_file") if is_draft else reverse("documents:download", args=[document.pk])
        elif job := document.job if document else awaited_job(request.user, session, self.name):
            keeps = rules.can_submit_pv(request.user, session)
            retry = {"retry_action": _address(session, f"{self.name}_retry")} if keeps else {}
            progress = progress_of(job, _address(session, f"{self.name}_progress"), **retry)
        return {"document": document, "progress": progress, "download_href": href, "label": self.label}

    @property
    def progress(self) -> View:
        """The fragment that the page reads again until the paper is stored."""

        @require_safe
        def view(request: Request, pk: UUID) -> HttpResponse:
            session = visible_session(request, pk)
            if self.rule is not None:
                require(self.rule, request.user, session)
            return render(request, "sessions/papers/progress.html", self.shown(request, session), using="jinja2")

        return view


def _address(session: CommissionSession, name: str) -> str:
    return reverse(f"sessions:{name}", args=[session.pk])


def pv_of(session: CommissionSession) -> ProcesVerbal | None:
    return ProcesVerbal.objects.select_related("document__job", "submitted_by").filter(session=session).first()


def _open_paper(request: Request, session: CommissionSession) -> Document | None:
    """The paper of the procès-verbal when the reader may have it: a draft belongs to those who write it."""
    row = pv_of(session)
    if row is None or row.document is None:
        return None
    if row.document.kind == PV_DRAFT:
        return row.document if can_read_minutes(request.user, session) else None
    return Document.objects.visible_to(request.user).select_related("job").filter(pk=row.document.pk).first()


def _current(kind: str) -> Callable[[Request, CommissionSession], Document | None]:
    def current(request: Request, session: CommissionSession) -> Document | None:
        rows = Document.objects.visible_to(request.user).select_related("job")
        return rows.filter(pk__in=Document.objects.about(session, kind).current().values("pk")).first()

    return current


PAPER = Making("pv", "Procès-verbal", "Mise en page du procès-verbal", _open_paper)
SHEET = Making(
    "attendance",
    "Feuille d’émargement",
    "Mise en page de la feuille d’émargement",
    _current(ATTENDANCE),
    can_read_presence,
    "sessions/papers/attendance_sheet.html",
)
HOURS = Making(
    "statement",
    "État de présence",
    "Mise en page de l’état de présence",
    _current(STATEMENT),
    can_read_presence,
    "sessions/papers/presence_statement.html",
)


def _act(
    operation: Callable[..., Any], to: str, said: str | Callable[[Any], str], rule: Rule = rules.can_submit_pv
) -> View:
    """A button of the page `to`, which it comes back to."""
    return page_act(operation, fetch=acted_session, rule=rule, said=said, to=lambda session: _address(session, to))


AGAIN = "La mise en page est redemandée."
pv_submit = _act(
    papers.submit_pv,
    "pv",
    lambda row: (
        f"Le procès-verbal porte le n° {row.number}/{row.year} et son contenu est figé. Son PDF est en cours"
        " d’établissement."
    ),
)


@page_of("sessions/papers/submitting.html", visible_session)
def submitting(request: Request, session: CommissionSession) -> dict[str, Any]:
    """The look before the act."""
    require(rules.can_submit_pv, request.user, session)
    recap, here = submitting_recap(session, pv_of(session)), "Soumettre le procès-verbal"
    return {"session": session, "recap": recap, "breadcrumb": crumbs(session, here)}


pv_refresh = _act(
    papers.refresh_pv, "pv", "Une nouvelle version est en cours d’établissement, d’après ce qui est noté à cet instant."
)
pv_retry = _act(papers.retry_pv, "pv", AGAIN)
transmit = _act(
    papers.transmit_session, "pv", "La session et son procès-verbal sont ouverts à l’ASIN.", rules.can_transmit
)
make_sheet = _act(
    papers.make_attendance_sheet, "attendance_sheet", "La feuille d’émargement est en cours d’établissement."
)
attendance_retry = _act(papers.retry_attendance_sheet, "attendance_sheet", AGAIN)
make_statement = _act(
    papers.make_presence_statement, "presence_statement", "L’état de présence est en cours d’établissement."
)
statement_retry = _act(papers.retry_presence_statement, "presence_statement", AGAIN)


@require_safe
def pv(request: Request, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    row, writes = pv_of(session), can_read_minutes(request.user, session)
    shown = PAPER.shown(request, session)
    document = shown["document"]
    frozen = document if document is not None and document.kind == PV else None
    is_draft = row is None or row.state == PvState.DRAFT
    noted: dict[str, Any] | None = None
    if writes and is_draft and session.state in WRITABLE:
        noted = plain(build_pv_document(session, status=status_of(session, row)))
    content = frozen.content if frozen is not None else noted
    is_behind = document is not None and noted is not None and not says_the_same(document.content, noted)
    ends = rules.can_submit_pv(request.user, session) and session.state in OVER
    submits = ends and is_draft and not is_behind and not session.is_reconstituted
    corrects = noted is not None and can_conduct(request.user, session)
    context = shown | {
        "session": session,
        "row": row,
        "pv": content,
        "reference": pv_reference(content) if content else "",
        "organ": printed_organ(content["letterhead"]) if content else "",
        "shift": 1,
        "said": said,
        "fingerprint": frozen.content_sha256 if frozen is not None else "",
        "versions": versions_of(request.user, row, writes=writes),
        "sentence": pv_sentence(session, row, sees=content is not None),
        "behind": PV_BEHIND if is_behind else "",
        "badge": _badge(session, row),
        "buttons": [
            *([_submit(session)] if submits else []),
            *([_transmit(session)] if ends and _is_sendable(session, is_draft=is_draft) else []),
        ],
        "remake": [_remake(session, document)] if ends and is_draft else [],
        "findings": findings_in(content) if content and writes and is_draft else [],
        "onward": onward_of(session, row, request.user) if rules.can_submit_pv(request.user, session) else [],
        "places": places_of(session, content) if content and corrects else {},
        "breadcrumb": crumbs(session, PAPER.title),
    }
    return render(request, "sessions/papers/pv.html", context, using="jinja2")


def _badge(session: CommissionSession, row: ProcesVerbal | None) -> tuple[str, str] | None:
    """Its state, with the tone of the badge; a reconstituted one has a badge of its own."""
    if row is None or session.is_reconstituted:
        return None
    return row.get_state_display(), "attention" if row.state == PvState.DRAFT else "information"


def _is_sendable(session: CommissionSession, *, is_draft: bool) -> bool:
    if session.transmitted_at is not None or session.is_closed_doors:
        return False
    return session.is_reconstituted or not is_draft


def _submit(session: CommissionSession) -> Button:
    return Button("Soumettre le procès-verbal", _address(session, "submitting"), tone="primary")


def _transmit(session: CommissionSession) -> Act:
    question, href = "L’ASIN verra cette session et son procès-verbal.", _address(session, "transmit")
    return Act("Transmettre à l’ASIN", href, confirm=question, confirm_label="Transmettre")


def _remake(session: CommissionSession, document: Document | None) -> Act:
    label = "Refaire d’après ce qui est noté" if document is not None else "Établir le PDF"
    return Act(label, _address(session, "pv_refresh"), icon="retry", small=True)


def _make(session: CommissionSession, document: Document | None, name: str) -> Act:
    label, tone = ("Établir une nouvelle version", "secondary") if document else ("Établir le PDF", "primary")
    return Act(label, _address(session, name), tone, "file")


@require_safe
def pv_draft_file(request: Request, pk: UUID) -> FileResponse:
    """The PDF of the draft, for those who write it."""
    session = visible_session(request, pk)
    require(can_read_minutes, request.user, session)
    version = request.GET.get("version", "")
    asked = int(version) if version.isascii() and version.isdigit() and len(version) < 6 else None
    return attachment(*papers.draft_of(session, asked))


def _presence_page(
    request: Request, session: CommissionSession, making: Making, sheet: Any, make: str, **more: Any
) -> HttpResponse:
    """`make`: the name of the act that has it made, for who may; its page has the name of its paper."""
    shown = making.shown(request, session)
    document = shown["document"]
    context = shown | {
        "session": session,
        "sheet": plain(sheet),
        "made_on": short_datetime(document.created_at) if document is not None else "",
        "behind": BEHIND if document is not None and document.content != drawable(plain(sheet)) else "",
        "buttons": [_make(session, document, make)] if make else [],
        "breadcrumb": crumbs(session, making.title),
    }
    return render(request, making.template, context | more, using="jinja2")


@require_safe
def attendance_sheet(request: Request, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(can_read_presence, request.user, session)
    makes = rules.can_submit_pv(request.user, session) and session.state != State.CANCELLED
    sheet = build_attendance_sheet(session)
    return _presence_page(request, session, SHEET, sheet, "make_sheet" if makes else "", said=said)


@require_safe
def presence_statement(request: Request, pk: UUID) -> HttpResponseBase:
    session = visible_session(request, pk)
    require(can_read_presence, request.user, session)
    is_over, sheet = session.state in OVER, build_presence_statement(session)
    if request.GET.get("format") == "csv":
        header = ["N°", "Nom et prénoms", "Qualité", "Pour", "Arrivée", "Départ", "Durée", "Minutes"]
        names = ("rank", "name", "function", "note", "arrived", "left", "duration", "minutes")
        rows = [[getattr(line, name) for name in names] for line in sheet.lines] if is_over else []
        return csv_response(
            "presence.csv", header, [[*row[:3], row[3].removeprefix("pour "), *row[4:]] for row in rows]
        )
    make = "make_presence_statement" if is_over and rules.can_submit_pv(request.user, session) else ""
    return _presence_page(request, session, HOURS, sheet, make, is_over=is_over)
