"""The file of a session as one PDF: asked for by whoever may read it, bound by the worker, replaced when what it holds
changes.
"""

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import transaction

from foundation.common import clock
from foundation.common.exceptions import Refused
from foundation.common.models import Level
from foundation.documents.models import StoredFile
from foundation.documents.operations.binding import Part, bind_parts, pages_of_anchors, prepare_parts
from foundation.documents.operations.making import render_paper
from foundation.documents.operations.storing import store_file
from foundation.documents.render import render_pdf
from foundation.jobs import enqueue
from foundation.journal.record import record
from sessions.core.models import CommissionSession, Convocation

from ..enums import FileAudience
from ..models import SessionFile
from ..queries.session_files import MAKE_FILE, file_of
from ..reports.session_file import (
    FileAnnex,
    SessionFileContent,
    build_session_file,
    content_by_link,
    edition_papers,
    session_file_html,
)

if TYPE_CHECKING:
    from foundation.accounts.models import User

Progress = Callable[[int, str], None]
LARGEST = 400 * 1024 * 1024  # of annexes in one file
MOST_PAGES = 4000
TOO_LONG = "le dossier deviendrait trop lourd"


@transaction.atomic
def request_session_file(session_id: UUID, audience: FileAudience, *, by: "User | None") -> SessionFile:
    """Ask for the file as it now stands; a request that already waits is enough.

    Raise Refused when there is nothing to make.
    """
    session = _session(session_id)
    content = build_session_file(session, audience)
    if not content.sections:
        raise Refused("Impossible d’établir le dossier : l’ordre du jour est vide. Inscrivez d’abord ses points.")
    row = _row(session, audience)
    if row.job is not None and not row.job.is_finished:
        return row
    if row.file_id is not None and row.fingerprint == content.fingerprint:
        raise Refused("Le dossier est déjà à jour : téléchargez-le.")
    _ask(row, by=by)
    record("request_session_file", session, by=by, after={"audience": audience})
    return row


@transaction.atomic
def bind_what_is_told(session: CommissionSession, by: "User | None") -> None:
    """Have the copy that the letters link to ready when they are read: nobody's act, so that the journal tells only
    of its making.
    """
    content = build_session_file(_session(session.pk), FileAudience.OUTSIDE)
    if not content.sections or session.commission.is_rehearsal:
        return
    row = _row(session, FileAudience.OUTSIDE)
    if row.fingerprint != content.fingerprint and (row.job is None or row.job.is_finished):
        _ask(row, by=by)


def _row(session: CommissionSession, audience: FileAudience) -> SessionFile:
    row, _ = (
        SessionFile.objects.select_for_update(of=("self",))
        .select_related("job")
        .get_or_create(session=session, audience=audience, defaults={"scope_id": session.scope_id})
    )
    return row


def _ask(row: SessionFile, *, by: "User | None") -> None:
    row.job = enqueue(MAKE_FILE, row.pk, by=by, scope=row.scope_id, dedup_key=str(row.pk))
    row.save(update_fields=["job"])


def file_to_hand_over(session: CommissionSession, audience: FileAudience) -> tuple[StoredFile, str]:
    """The PDF of one audience with its name, as long as it still holds what that audience may read; raise Refused
    otherwise.
    """
    row = file_of(session, audience)
    if row is None or row.file is None:
        raise Refused("Le dossier de cette session n’est pas encore établi. Demandez-le sur la page de la session.")
    if row.fingerprint != build_session_file(session, audience).fingerprint:
        raise Refused(
            "Le dossier n’est plus à jour : l’ordre du jour ou ses annexes ont changé depuis. Mettez-le à jour sur la"
            " page de la session."
        )
    return row.file, row.file.name


def ask_by_link(convocation: Convocation) -> None:
    """Have bound what a link opens; raise Refused when there is nothing to make."""
    _content_by_link(convocation)
    request_session_file(convocation.session_id, FileAudience.OUTSIDE, by=None)


def file_by_link(convocation: Convocation) -> tuple[StoredFile, str]:
    """The PDF that a link opens, with its name; raise Refused while it is not made."""
    _content_by_link(convocation)
    return file_to_hand_over(convocation.session, FileAudience.OUTSIDE)


def piece_by_link(convocation: Convocation, sha256: str) -> tuple[StoredFile, str] | None:
    """One of the annexes that a link opens, with its name."""
    content = content_by_link(convocation)
    annex = next((each for each in content.annexes if each.sha256 == sha256), None) if content else None
    stored = StoredFile.objects.filter(sha256=sha256).first() if annex else None
    return (stored, annex.name) if annex is not None and stored is not None else None


def _content_by_link(convocation: Convocation) -> SessionFileContent:
    content = content_by_link(convocation)
    if content is None:
        raise Refused("Ce lien n’ouvre aucun dossier : la session est terminée, ou son ordre du jour est à huis clos.")
    return content


def make_session_file(session_file_id: UUID, *, progress: Progress = lambda percent, text: None) -> dict[str, object]:
    """Bind the file of one audience. Called by the worker; return at once when the stored one holds the same.

    In order: the content is gathered; each annex not met before is looked at; our own pages are laid out, twice, since
    their contents tell the pages of all; everything is bound and numbered; the new file takes the place of the former
    one.
    """
    row = SessionFile.objects.select_related("file").get(pk=session_file_id)
    session, audience = _session(row.session_id), FileAudience(row.audience)
    # The communication of the portfolio is bound too: made now where its own work has not come yet.
    for paper in edition_papers(list(session.agenda_items.exclude(edition=None))).values():
        if paper.file is None:
            render_paper(paper.pk)
    content = build_session_file(session, audience)
    if row.file is None or row.fingerprint != content.fingerprint:
        with _folder() as folder:
            _bind(row, session, content, Path(folder), progress)
    return {"session": str(session.pk), "pages": row.page_count}


def _bind(
    row: SessionFile, session: CommissionSession, content: SessionFileContent, folder: Path, progress: Progress
) -> None:
    moment = clock.now()
    progress(2, "lecture des annexes")
    parts, apart = _parts(session, content, folder, progress)
    front, total = _front(content, parts, apart, moment, folder, progress)
    progress(45, "assemblage")
    order = {
        "front": str(front),
        "out": str(folder / "dossier.pdf"),
        "title": content.title,
        "author": content.author,
        "subject": content.audience,
        "label": "Dossier p.",
        "outline": [["Couverture", "couverture"], ["Sommaire", "sommaire"]],
        "sections": [
            {
                "title": item.label,
                "anchor": item.anchor,
                "parts": [
                    {
                        "key": annex.key,
                        "path": str(parts[annex.sha256].path),
                        "title": f"Annexe {annex.key} – {annex.title}",
                    }
                    for annex in item.annexes
                    if annex.key not in apart
                ],
            }
            for item in content.sections
        ],
    }
    count = bind_parts(
        order, told=lambda done: progress(45 + 45 * done // max(1, total), f"assemblage, page {done} sur {total}")
    )
    progress(95, "enregistrement")
    stored = store_file(
        folder / "dossier.pdf",
        name=f"dossier-{session.reference.replace('/', '-').replace('?', '')}.pdf",
        content_type="application/pdf",
        scope=session.scope_id,
        commission_id=session.commission_id,
        by=None,
        # Served by the page of the session alone: it knows who may read which copy, and whether it still holds.
        level=Level.PERSONAL,
    )
    _replace(row, stored, content, apart, count, moment)
    record(
        "store_session_file",
        session,
        by=None,
        after={"audience": row.audience, "pages": count, "sha256": stored.sha256},
    )


def _parts(
    session: CommissionSession, content: SessionFileContent, folder: Path, progress: Progress
) -> tuple[dict[str, Part], dict[str, str]]:
    """Each annex by its content, and why those that stay apart do."""
    apart = {annex.key: annex.apart for annex in content.annexes if annex.apart}
    wanted = [annex for annex in content.annexes if not annex.apart]
    files = {file.sha256: file for file in StoredFile.objects.filter(sha256__in=[annex.sha256 for annex in wanted])}
    size, kept = 0, []
    for annex in wanted:
        size += files[annex.sha256].size
        if size > LARGEST:
            apart[annex.key] = TOO_LONG
        else:
            kept.append(annex)
    found = prepare_parts(
        [files[annex.sha256] for annex in kept],
        folder,
        told=lambda done: progress(2 + 28 * done // len(kept), f"lecture des annexes, {done} sur {len(kept)}"),
    )
    return found, apart | _set_apart(kept, found)


def _set_apart(annexes: Sequence[FileAnnex], parts: dict[str, Part]) -> dict[str, str]:
    apart, pages = {}, 0
    for annex in annexes:
        part = parts[annex.sha256]
        if part.finding:
            apart[annex.key] = part.finding
        elif pages + part.pages > MOST_PAGES:
            apart[annex.key] = TOO_LONG
        else:
            pages += part.pages
    return apart


def _front(
    content: SessionFileContent,
    parts: dict[str, Part],
    apart: dict[str, str],
    moment: datetime,
    folder: Path,
    progress: Progress,
) -> tuple[Path, int]:
    """Lay our own pages out until the page numbers that they print are those they lead to; return them and the number
    of pages of the whole.
    """
    path, total = folder / "pages.pdf", 0
    pages = dict.fromkeys([item.anchor for item in content.sections] + [annex.key for annex in content.annexes], 0)
    for attempt in range(4):
        progress(30 + 4 * attempt, "mise en page du sommaire")
        html = session_file_html(content, apart=apart, pages=pages, total=total, moment=moment)
        path.write_bytes(render_pdf(html, title=content.title, moment=moment))
        anchors, count = pages_of_anchors(path)
        found, end = _places(content, parts, apart, anchors, count)
        if (found, end) == (pages, total):
            break
        pages, total = found, end
    return path, total


def _places(
    content: SessionFileContent, parts: dict[str, Part], apart: dict[str, str], anchors: dict[str, int], count: int
) -> tuple[dict[str, int], int]:
    """The page of each item and annex in the whole, and how many pages there will be."""
    starts = [anchors[item.anchor] for item in content.sections] + [count]
    pages: dict[str, int] = {annex.key: 0 for annex in content.annexes}
    place = starts[0] + 1
    for item, begins, ends in zip(content.sections, starts[:-1], starts[1:], strict=True):
        pages[item.anchor] = place
        place += ends - begins
        for annex in item.annexes:
            if annex.key not in apart:
                pages[annex.key] = place
                place += parts[annex.sha256].pages
    return pages, place - 1


def _replace(
    row: SessionFile,
    stored: StoredFile,
    content: SessionFileContent,
    apart: dict[str, str],
    count: int,
    moment: datetime,
) -> None:
    former = row.file
    row.file, row.fingerprint, row.page_count, row.made_at = stored, content.fingerprint, count, moment
    row.apart = [
        {"item": item.number, "key": annex.key, "title": annex.title, "name": annex.name, "reason": apart[annex.key]}
        for item in content.sections
        for annex in item.annexes
        if annex.key in apart
    ]
    row.save(update_fields=["file", "fingerprint", "page_count", "made_at", "apart"])
    if former is not None:
        former.delete()  # its content is swept a day later: whoever is reading it reads on


def _session(session_id: UUID) -> CommissionSession:
    return CommissionSession.objects.select_related("commission__ministry", "commission__scope").get(pk=session_id)


def _folder() -> "tempfile.TemporaryDirectory[str]":
    """A folder of this binding; those that killed workers left behind go."""
    root = Path(settings.DATA_DIR) / "dossiers"
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in root.iterdir():
        if time.time() - left.stat().st_mtime > 3600:
            shutil.rmtree(left, ignore_errors=True)
    return tempfile.TemporaryDirectory(dir=root)
