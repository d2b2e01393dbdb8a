"""The papers of a session: its procès-verbal, first a draft, then frozen under its number; its attendance sheet."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from commissions.enums import SeriesKind
from commissions.operations import next_number
from foundation.common import clock
from foundation.common.exceptions import Refused
from foundation.common.typography import local_day, long_date
from foundation.documents.canonical import plain
from foundation.documents.extensions import Maker
from foundation.documents.models import Document, StoredFile
from foundation.documents.operations.making import freeze_document, request_paper, transmit_document
from foundation.documents.signs import drawable, refuse_undrawn
from foundation.jobs import enqueue
from foundation.jobs.enums import JobState
from foundation.jobs.models import Job
from foundation.jobs.operations.deciding import retry
from foundation.journal.record import record
from sessions.core.enums import OVER, PvState, SessionState
from sessions.core.models import CommissionSession, ProcesVerbal
from sessions.meeting.queries.explanations import running_delay

from ..enums import ATTENDANCE, PV, PV_DRAFT, STATEMENT
from ..notifications import tell_of_pv
from ..queries.papers import paper_reference, session_of_reference
from ..reports.attendance import AttendanceSheet, build_attendance_sheet
from ..reports.hours import PresenceStatement, build_presence_statement
from ..reports.pv import PvDocument, build_pv_document, says_the_same, status_of, submitted

if TYPE_CHECKING:
    from foundation.accounts.models import User

PREPARE_PAPERS = "prepare_papers"


def open_pv(session: CommissionSession, by: "User | None") -> None:
    """Open the procès-verbal of a session that was just held, and ask for its first papers (4 queries).

    Called inside the act, which holds the session: the papers are made by the worker, or by the first act that would
    change what they say. Those of a session of the past are frozen at once.
    """
    if session.is_reconstituted:
        prepare_pv(session.pk, by=by)
    elif not ProcesVerbal.objects.filter(session=session).exists():
        who, key = (by.pk if by is not None else ""), str(session.pk)
        job = enqueue(PREPARE_PAPERS, session.pk, who, by=by, scope=session.scope_id, dedup_key=key)
        _create_pv(session, job, by=by)


@transaction.atomic
def prepare_pv(session_id: UUID, *, by: "User | None") -> ProcesVerbal:
    """Freeze the first papers of a session that was held: its procès-verbal, opened where it is not yet, and its
    attendance sheet where presences are noted.

    A reconstituted session gets its procès-verbal at once, without number; any other gets a draft, which becomes the
    procès-verbal when it is submitted. Safe to call twice: what is made is left as it is.
    """
    session = _locked(session_id)
    _refuse_unless_held(session, "d’établir le procès-verbal")
    return _with_papers(session, _open_pv(session, by=by), by=by)


def first_papers(session: CommissionSession, by: "User | None") -> None:
    """Freeze the first papers that still wait for the worker: an act is about to change what they say (1 query)."""
    if ProcesVerbal.objects.filter(session=session, document=None, state=PvState.DRAFT).exists():
        prepare_pv(session.pk, by=by)


@transaction.atomic
def refresh_pv(session_id: UUID, *, by: "User | None") -> ProcesVerbal:
    """Make the draft (or the reconstituted procès-verbal) anew from the facts as they are now recorded; every version
    is kept.
    """
    session = _locked(session_id)
    _refuse_unless_held(session, "de refaire le procès-verbal")
    pv = _open_pv(session, by=by)
    if pv.state != PvState.DRAFT:
        raise Refused(
            f"Impossible de refaire le projet : le procès-verbal n° {pv.number}/{pv.year} est déjà soumis, son contenu"
            " est figé."
        )
    if pv.document_id is None:
        return _with_papers(session, pv, by=by)
    _freeze(session, pv, by=by)
    return pv


@transaction.atomic
def submit_pv(session_id: UUID, *, by: "User | None") -> ProcesVerbal:
    """Number the procès-verbal, freeze its content and have its paper made.

    In order: the session and its procès-verbal are locked; the number is given; the content is built, frozen and
    journaled; the job is asked for. A second click finds it submitted and is refused: one number, one paper.
    """
    session = _locked(session_id)
    _refuse_unless_held(session, "de soumettre le procès-verbal")
    if session.is_reconstituted:
        raise Refused(
            "Impossible de soumettre ce procès-verbal : la session est reconstituée, son original a déjà été établi sur"
            " papier. Refaites-le si un fait a été corrigé."
        )
    pv = _with_papers(session, _open_pv(session, by=by), by=by)
    if pv.state != PvState.DRAFT:
        raise Refused(
            f"Le procès-verbal est déjà soumis : il porte le n° {pv.number}/{pv.year} depuis le"
            f" {long_date(pv.submitted_at, weekday=False)}. Rien n’a été changé."
        )
    if delay := running_delay(session):
        raise Refused(
            f"Impossible de soumettre le procès-verbal : {delay}. Elles y sont imprimées. Soumettez-le après ce jour."
        )
    noted = build_pv_document(session)
    if not _is_told_by(pv, noted):
        raise Refused(
            "Impossible de soumettre le procès-verbal : le projet enregistré ne dit plus ce qui est noté. Refaites-le,"
            " relisez-le, puis soumettez-le."
        )
    pv.number = next_number(session.commission, SeriesKind.PV, session.year)
    pv.state, pv.submitted_at, pv.submitted_by = PvState.SUBMITTED, clock.now(), by
    _keep(session, pv, submitted(noted, _number_in_words(session, pv)), by=by)
    record(
        "submit_pv",
        pv,
        by=by,
        after={"number": pv.number, "content_sha256": pv.document.content_sha256 if pv.document else ""},
    )
    tell_of_pv(session, pv.number, by=by)
    return pv


@transaction.atomic
def make_attendance_sheet(session_id: UUID, *, by: "User | None") -> Document:
    """Freeze the attendance sheet as it stands (to sign, or filled in once the session is held) and have it made."""
    session = _locked(session_id)
    if session.state == SessionState.CANCELLED:
        raise Refused("Impossible d’établir la feuille d’émargement : la session est annulée.")
    return _freeze_sheet(session, ATTENDANCE, build_attendance_sheet(session), by=by)


@transaction.atomic
def make_presence_statement(session_id: UUID, *, by: "User | None") -> Document:
    """Freeze who sat and how long, once the session is over, and have it made: for the accountant."""
    session = _locked(session_id)
    _refuse_unless_held(session, "d’établir l’état de présence")
    return _freeze_sheet(session, STATEMENT, build_presence_statement(session), by=by)


def is_behind(session: CommissionSession, pv: ProcesVerbal) -> bool:
    """Whether the paper made of a procès-verbal that is not submitted no longer says what is noted (25 queries)."""
    if pv.document is None or pv.state != PvState.DRAFT:
        return False
    return not _is_told_by(pv, build_pv_document(session, status=status_of(session, pv)))


def _is_told_by(pv: ProcesVerbal, noted: PvDocument) -> bool:
    return pv.document is None or says_the_same(pv.document.content, plain(noted))


@transaction.atomic
def remake_papers(session: CommissionSession, by: "User | None") -> None:
    """Make anew each paper of a session that a correction has left behind; what is submitted stays as it is.

    Called inside the act that corrects.
    """
    session = _locked(session.pk)
    pv = ProcesVerbal.objects.select_for_update(of=("self",)).select_related("document").filter(session=session).first()
    if pv is not None and is_behind(session, pv):
        _freeze(session, pv, by=by)
    for kind, build in ((ATTENDANCE, build_attendance_sheet), (STATEMENT, build_presence_statement)):
        made = Document.objects.about(session, kind).current().first()
        if made is not None:
            _renew_sheet(session, kind, build(session), made, by=by)


def _renew_sheet(
    session: CommissionSession,
    kind: str,
    sheet: AttendanceSheet | PresenceStatement,
    made: Document | None,
    *,
    by: "User | None",
) -> None:
    """Freeze a sheet, unless the one that was made says the same."""
    if made is None or made.content != drawable(plain(sheet)):
        _freeze_sheet(session, kind, sheet, by=by)


def _freeze_sheet(
    session: CommissionSession, kind: str, sheet: AttendanceSheet | PresenceStatement, *, by: "User | None"
) -> Document:
    return freeze_document(
        kind=kind,
        title=sheet.title,
        subject=session,
        content=sheet,
        scope=session.scope_id,
        by=by,
        commission_id=session.commission_id,
        reference=paper_reference(session),
        is_closed_doors=session.is_closed_doors,
        is_specimen=session.is_fictitious,
        supersedes=Document.objects.about(session, kind).current().first(),
    )


@transaction.atomic
def retry_paper(document_id: UUID, *, by: "User | None") -> Job:
    """Ask again for a paper whose job was given up; raise Refused when it is already stored."""
    document = Document.objects.select_for_update(of=("self",)).select_related("job").get(pk=document_id)
    if document.file_id is not None:
        raise Refused("Ce document est déjà enregistré : téléchargez-le.")
    if document.job is not None and document.job.state in (JobState.DEAD, JobState.CANCELLED):
        return retry(document.job.pk, by=by)
    return request_paper(document, by=by)


@transaction.atomic
def retry_pv(session_id: UUID, *, by: "User | None") -> Job:
    """Ask again for the procès-verbal of a session whose making was given up."""
    pv = ProcesVerbal.objects.select_related("job").filter(session_id=session_id).first()
    if pv is not None and pv.document_id is not None:
        return retry_paper(pv.document_id, by=by)
    if pv is None or pv.job is None:
        raise Refused("Aucun procès-verbal n’est à établir : la session n’est pas levée.")
    return retry(pv.job.pk, by=by) if pv.job.state in (JobState.DEAD, JobState.CANCELLED) else pv.job


@transaction.atomic
def retry_attendance_sheet(session_id: UUID, *, by: "User | None") -> Job:
    """Ask again for the attendance sheet in force whose making was given up."""
    return _retry_sheet(
        session_id, ATTENDANCE, "Aucune feuille d’émargement n’est à établir : demandez-la d’abord.", by=by
    )


@transaction.atomic
def retry_presence_statement(session_id: UUID, *, by: "User | None") -> Job:
    """Ask again for the statement of presence in force whose making was given up."""
    return _retry_sheet(session_id, STATEMENT, "Aucun état de présence n’est à établir : demandez-le d’abord.", by=by)


def _retry_sheet(session_id: UUID, kind: str, none: str, *, by: "User | None") -> Job:
    document = Document.objects.about(CommissionSession(pk=session_id), kind).current().first()
    if document is None:
        raise Refused(none)
    return retry_paper(document.pk, by=by)


def draft_of(session: CommissionSession, version: int | None = None) -> tuple[StoredFile, str]:
    """The PDF of the draft (or of one of its versions) with its name, for those who write it; raise Refused while there
    is none.
    """
    pv = ProcesVerbal.objects.select_related("document__file").filter(session=session).first()
    document = pv.document if pv is not None and pv.document is not None and pv.document.kind == PV_DRAFT else None
    if pv is not None and version is not None:
        document = Document.objects.about(pv, PV_DRAFT).select_related("file").filter(version=version).first()
    if document is None or document.file is None:
        raise Refused(
            "Le projet n’a pas de PDF : il est en cours de mise en page, ou le procès-verbal est déjà soumis."
            " Redemandez-le dans un instant."
        )
    return document.file, document.file_name


@transaction.atomic
def transmit_session(session_id: UUID, *, by: "User") -> CommissionSession:
    """Open a session and its procès-verbal to the ASIN. Closed doors never leave the commission."""
    session = _locked(session_id)
    _refuse_unless_held(session, "de transmettre la session à l’ASIN")
    if session.commission.is_rehearsal:
        raise Refused("Impossible de transmettre cette session à l’ASIN : c’est une répétition, rien n’en sort.")
    if session.is_closed_doors:
        raise Refused("Impossible de transmettre cette session à l’ASIN : elle s’est tenue à huis clos.")
    if session.transmitted_at is not None:
        raise Refused(
            f"La session est déjà transmise à l’ASIN depuis le {long_date(session.transmitted_at, weekday=False)}. Rien"
            " n’a été changé."
        )
    pv = ProcesVerbal.objects.select_related("document").filter(session=session).first()
    if not session.is_reconstituted and (pv is None or pv.state == PvState.DRAFT):
        raise Refused(
            "Impossible de transmettre la session à l’ASIN : son procès-verbal n’est pas encore soumis. Soumettez-le"
            " d’abord."
        )
    session.transmitted_at = clock.now()
    session.version += 1
    session.save(update_fields=["transmitted_at", "version"])
    record("transmit_session", session, by=by)
    if pv is not None and pv.document is not None:
        _open_to_asin(_freeze(session, pv, by=by) if is_behind(session, pv) else pv.document, by=by)
    return session


def find_pv(reference: str) -> "tuple[Document | None, Callable[[], Job]]":
    """For `bin/manage document pv MDGL/2024/1`: the procès-verbal when its paper is stored, and how to ask for it."""
    session = _session_named(reference)

    def ask() -> Job:
        pv = prepare_pv(session.pk, by=None)
        document = pv.document if pv.document is not None else _freeze(session, pv, by=None)
        return _job_of(document)

    pv = ProcesVerbal.objects.select_related("document").filter(session=session).first()
    return _stored(pv.document if pv is not None else None), ask


def find_attendance_sheet(reference: str) -> "tuple[Document | None, Callable[[], Job]]":
    session = _session_named(reference)
    document = Document.objects.about(session, ATTENDANCE).current().first()
    return _stored(document), lambda: _job_of(document or make_attendance_sheet(session.pk, by=None))


def find_presence_statement(reference: str) -> "tuple[Document | None, Callable[[], Job]]":
    session = _session_named(reference)
    document = Document.objects.about(session, STATEMENT).current().first()
    return _stored(document), lambda: _job_of(document or make_presence_statement(session.pk, by=None))


def statement_maker() -> Maker:
    return Maker("presence", find_presence_statement)


def pv_maker() -> Maker:
    return Maker("pv", find_pv)


def attendance_maker() -> Maker:
    return Maker("emargement", find_attendance_sheet)


def _locked(session_id: UUID) -> CommissionSession:
    return (
        CommissionSession.objects.select_for_update(of=("self",))
        .select_related(
            "commission__ministry",
            "commission__scope",
            "commission__founded_by",
            "statute__legal_text",
            "chair",
            "rapporteur",
            "postponed_from",
        )
        .get(pk=session_id)
    )


def _refuse_unless_held(session: CommissionSession, act: str) -> None:
    if session.state not in OVER:
        raise Refused(
            f"Impossible {act} : la session est à l’état « {SessionState(session.state).label} ». Levez-la d’abord."
        )


def _open_pv(session: CommissionSession, *, by: "User | None") -> ProcesVerbal:
    existing = (
        ProcesVerbal.objects.select_for_update(of=("self",))
        .select_related("document", "commission")
        .filter(session=session)
        .first()
    )
    return existing if existing is not None else _create_pv(session, None, by=by)


def _create_pv(session: CommissionSession, job: Job | None, *, by: "User | None") -> ProcesVerbal:
    pv = ProcesVerbal.objects.create(
        scope_id=session.scope_id, session=session, commission=session.commission, year=session.year, job=job
    )
    record("prepare_pv", pv, by=by)
    return pv


def _with_papers(session: CommissionSession, pv: ProcesVerbal, *, by: "User | None") -> ProcesVerbal:
    """The procès-verbal with its first papers, frozen now where they still wait."""
    if pv.document_id is None and pv.state == PvState.DRAFT:
        ended = session.steps.order_by("-at", "-pk").values_list("at", flat=True).first()
        _freeze(session, pv, by=by, made_on=local_day(ended) if ended is not None else None)
        if session.presence_events.filter(cancelled_at=None).exists():
            made = Document.objects.about(session, ATTENDANCE).current().first()
            _renew_sheet(session, ATTENDANCE, build_attendance_sheet(session), made, by=by)
    return pv


def _freeze(
    session: CommissionSession, pv: ProcesVerbal, *, by: "User | None", made_on: date | None = None
) -> Document:
    """Freeze the content of the moment as the next version of the paper, and keep it as the one in force."""
    status, reference = status_of(session, pv), _number_in_words(session, pv)
    content = build_pv_document(session, reference=reference, status=status, made_on=made_on)
    return _keep(session, pv, content, by=by)


def _number_in_words(session: CommissionSession, pv: ProcesVerbal) -> str:
    return f"Procès-verbal n° {pv.number}/{pv.year}/{session.commission.code}" if pv.number else ""


def _keep(session: CommissionSession, pv: ProcesVerbal, content: PvDocument, *, by: "User | None") -> Document:
    """Freeze a content as the next version of the paper, and keep it as the one in force."""
    if content.status == "final":
        # Signed and kept for ever: a sign that would be an empty square is told before, not after.
        refuse_undrawn(plain(content), "de soumettre le procès-verbal")
    kind = PV_DRAFT if content.status == "draft" else PV
    former = pv.document if pv.document is not None and pv.document.kind == kind else None
    document = freeze_document(
        kind=kind,
        title=content.title,
        subject=pv,
        content=content,
        # A draft belongs to those who write it: no scope opens it, the page of the procès-verbal serves it.
        scope=None if kind == PV_DRAFT else session.scope_id,
        by=by,
        commission_id=None if kind == PV_DRAFT else session.commission_id,
        reference=paper_reference(session),
        is_closed_doors=content.is_closed_doors and kind == PV,
        is_specimen=session.is_fictitious,
        supersedes=former,
    )
    pv.document, pv.job = document, document.job
    pv.version += 1
    pv.save()
    if kind == PV and session.transmitted_at is not None:
        _open_to_asin(document, by=by)
    return document


def _open_to_asin(document: Document, *, by: "User | None") -> None:
    """Closed doors stay inside; a paper still being made is open as soon as it is stored."""
    if document.is_closed_doors:
        return
    if document.file_id is not None:
        transmit_document(document.pk, by=by)
    else:
        Document.objects.filter(pk=document.pk).update(transmitted_at=clock.now())
        record("document.transmit", document, by=by)


def _session_named(reference: str) -> CommissionSession:
    session = session_of_reference(reference)
    if session is None:
        raise Refused(
            f"Aucune session ne porte la référence {reference}. Exemples : MDGL/2024/1 pour une session ordinaire,"
            " MDGL/2024/E1 pour une session extraordinaire."
        )
    return session


def _stored(document: Document | None) -> Document | None:
    return document if document is not None and document.file_id is not None else None


def _job_of(document: Document) -> Job:
    """The job that makes the paper: the one under way, or a new request."""
    job = document.job
    return job if job is not None and not job.is_finished else retry_paper(document.pk, by=None)
