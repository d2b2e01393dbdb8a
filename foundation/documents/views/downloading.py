from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from foundation.common.exceptions import Refused

from .. import store
from ..models import Document, StoredFile


@require_safe
def download_document(request: HttpRequest, document_id: UUID) -> FileResponse:
    document = get_object_or_404(Document.objects.visible_to(request.user).select_related("file"), pk=document_id)
    if document.file is None:
        raise Refused("Ce document est en cours de mise en page. Il sera là dans un instant : rechargez la page.")
    return attachment(document.file, document.file_name)


@require_safe
def download_file(request: HttpRequest, file_id: UUID) -> FileResponse:
    stored = get_object_or_404(StoredFile.objects.visible_to(request.user).accepted(), pk=file_id)
    return attachment(stored, stored.name)


def attachment(stored: StoredFile, name: str) -> FileResponse:
    """Never shown inside the portal's origin: saved by the browser, or opened where no script of the file can act."""
    response = FileResponse(
        store.path_of(stored.sha256).open("rb"), as_attachment=True, filename=name, content_type=stored.content_type
    )
    response["Content-Length"] = str(stored.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    response["Cache-Control"] = "no-store, private"
    return response
