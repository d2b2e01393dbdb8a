"""Making a paper: freeze its content, then lay it out once, out of the request."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone

from foundation.accounts.models import Scope
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.models import Level, too_long
from foundation.jobs import enqueue, enqueue_all
from foundation.jobs.faults import fault_point
from foundation.jobs.models import Job
from foundation.journal.record import record, record_each

from .. import codes
from ..canonical import canonical, plain, sha256
from ..extensions import paper
from ..models import Document
from ..signs import drawable
from .storing import store_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

    from foundation.accounts.models import User

RENDER = "render_document"
CONTENT_NAME = "contenu.json"  # the attachment of every PDF


@dataclass(frozen=True)
class Paper:
    """One paper to freeze: a content is a dataclass or a mapping; floats are refused."""

    subject: models.Model
    content: Any
    supersedes: Document | None = None


def freeze_document(
    *,
    kind: str,
    title: str,
    subject: models.Model,
    content: Any,
    scope: Scope | UUID | None,
    by: "User | None",
    commission_id: UUID | None = None,
    reference: str = "",
    is_closed_doors: bool = False,
    is_specimen: bool = False,
    supersedes: Document | None = None,
) -> Document:
    """Keep a content for ever, as the next version of this paper of `subject`, and ask for its PDF.

    Raise Refused when `supersedes` was already replaced.
    """
    (document,) = freeze_documents(
        [Paper(subject, content, supersedes)],
        kind=kind,
        title=title,
        scope=scope,
        by=by,
        commission_id=commission_id,
        reference=reference,
        is_closed_doors=is_closed_doors,
        is_specimen=is_specimen,
    )
    return document


@transaction.atomic
def freeze_documents(
    papers: Sequence[Paper], *, kind: str, title: str, scope: Scope | UUID | None, by: "User | None", **facts: Any
) -> list[Document]:
    """The same paper of several subjects of one model, as `freeze_document` keeps each (5 queries for all)."""
    paper(kind)  # an unknown kind fails here, in the request, and not in the worker
    replaced = [each.supersedes.pk for each in papers if each.supersedes is not None]
    if (
        replaced
        and Document.objects.select_for_update(of=("self",)).filter(pk__in=replaced, replaced_by__isnull=False).exists()
    ):
        raise Refused(
            "Impossible d’établir cette version : une autre l’a déjà remplacée entre-temps. Rechargez la page pour la"
            " voir."
        )
    rows = [
        Document(
            kind=kind,
            title=title,
            subject_type=each.subject._meta.label_lower,
            subject_id=each.subject.pk,
            scope_id=scope.pk if isinstance(scope, Scope) else scope,
            supersedes=each.supersedes,
            content=(frozen := drawable(plain(each.content))),
            content_sha256=sha256(canonical(frozen)),
            created_by=by,
            **facts,
        )
        for each in papers
    ]
    last = _last_versions(rows)
    jobs = enqueue_all(RENDER, [[row.pk] for row in rows], by=by, scope=scope, is_keyed=True)
    for row, job in zip(rows, jobs, strict=True):
        row.version, row.job = last.get(row.subject_id, 0) + 1, job
        if errors := too_long(row):
            raise InvalidInput(errors)
    Document.objects.bulk_create(rows)
    record_each(
        "document.freeze",
        [(row, {"version": row.version, "content_sha256": row.content_sha256}) for row in rows],
        by=by,
    )
    return rows


def _last_versions(rows: Sequence[Document]) -> dict[UUID, int]:
    """By subject, the number of the last version of its paper."""
    known = Document.objects.filter(
        subject_type__in={row.subject_type for row in rows},
        subject_id__in=[row.subject_id for row in rows],
        kind__in={row.kind for row in rows},
    )
    return dict(known.values_list("subject_id").annotate(last=Max("version")))


@transaction.atomic
def request_paper(document: Document, *, by: "User | None") -> Job:
    """Ask for the PDF of a frozen document; a request that already waits is enough."""
    job = enqueue(RENDER, document.pk, by=by, scope=document.scope_id, dedup_key=str(document.pk))
    Document.objects.filter(pk=document.pk).update(job=job)
    return job


def render_paper(
    document_id: UUID, *, progress: "Callable[[int, str], None]" = lambda percent, text: None
) -> dict[str, str]:
    """Lay the document out and store its PDF; return at once when that is done already. Called by the worker."""
    from ..render import render_pdf

    document = Document.objects.get(pk=document_id)
    if document.file_id is None:
        progress(10, "mise en page")
        code = codes.new_code()
        html = paper(document.kind).html(document, code=code)
        pdf = render_pdf(
            html,
            title=document.title,
            attachment=(CONTENT_NAME, canonical(document.content)),
            moment=document.created_at,
        )
        progress(90, "enregistrement")
        document = store_paper(document_id, pdf, code=code)
    return {"document": str(document.pk), "pdf_sha256": document.pdf_sha256}


@transaction.atomic
def store_paper(document_id: UUID, pdf: bytes, *, code: str) -> Document:
    """Give a document its PDF, once; what was stored meanwhile by another attempt wins."""
    document = Document.objects.select_for_update(of=("self",)).get(pk=document_id)
    if document.file_id is not None:
        return document
    document.file = store_bytes(
        pdf,
        name=document.file_name,
        content_type="application/pdf",
        scope=document.scope_id,
        by=None,
        commission_id=document.commission_id,
        level=Level.CLOSED if document.is_closed_doors else Level.COMMISSION,
        is_closed_doors=document.is_closed_doors,
    )
    if document.transmitted_at is not None:
        # Opened to the ASIN while it was being made.
        document.file.transmitted_at = document.transmitted_at
        document.file.save(update_fields=["transmitted_at"])
    fault_point("after_file_write")
    document.pdf_sha256, document.code_hash, document.stored_at = (
        document.file.sha256,
        codes.code_hash(code),
        timezone.now(),
    )
    document.save(update_fields=["file", "pdf_sha256", "code_hash", "stored_at"])
    record(
        "document.store",
        document,
        by=None,
        after={"pdf_sha256": document.pdf_sha256, "content_sha256": document.content_sha256},
    )
    return document


@transaction.atomic
def transmit_document(document_id: UUID, *, by: "User | None") -> Document:
    """Open a stored document to the ASIN. Closed doors never leave the commission."""
    document = Document.objects.select_for_update(of=("self",)).get(pk=document_id)
    if document.is_closed_doors:
        raise Refused("Impossible de transmettre ce document à l’ASIN : il relève du huis clos de la commission.")
    if document.file is None:
        raise Refused(
            "Impossible de transmettre ce document à l’ASIN : son PDF n’est pas encore établi. Attendez qu’il le soit."
        )
    if document.transmitted_at is None:
        document.transmitted_at = document.file.transmitted_at = timezone.now()
        document.save(update_fields=["transmitted_at"])
        document.file.save(update_fields=["transmitted_at"])
        record("document.transmit", document, by=by)
    return document
