"""Making a paper: freeze its content, then lay it out once, out of the request."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from foundation.accounts.models import Scope
from foundation.common.exceptions import Refused
from foundation.common.models import Level
from foundation.jobs import enqueue
from foundation.jobs.faults import fault_point
from foundation.jobs.models import Job
from foundation.journal.record import record

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


@transaction.atomic
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

    `content` is a dataclass or a mapping; floats are refused. Raise Refused when `supersedes` was already replaced.
    """
    paper(kind)  # an unknown kind fails here, in the request, and not in the worker
    if (
        supersedes is not None
        and Document.objects.select_for_update(of=("self",))
        .filter(pk=supersedes.pk, replaced_by__isnull=False)
        .exists()
    ):
        raise Refused(
            "Impossible d’établir cette version : une autre l’a déjà remplacée entre-temps. Rechargez la page pour la"
            " voir."
        )
    frozen = drawable(plain(content))
    last = Document.objects.about(subject, kind).values_list("version", flat=True).first() or 0
    document = Document.objects.create(
        kind=kind,
        title=title,
        reference=reference,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        scope_id=scope.pk if isinstance(scope, Scope) else scope,
        commission_id=commission_id,
        is_closed_doors=is_closed_doors,
        is_specimen=is_specimen,
        version=last + 1,
        supersedes=supersedes,
        content=frozen,
        content_sha256=sha256(canonical(frozen)),
        created_by=by,
    )
    document.job = request_paper(document, by=by)
    record(
        "document.freeze",
        document,
        by=by,
        after={"version": document.version, "content_sha256": document.content_sha256},
    )
    return document


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
