from uuid import UUID

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from foundation.common.exceptions import Refused
from foundation.common.requests import Request

from ..attachments import attachment
from ..models import Document, StoredFile

__all__ = ["attachment", "download_document", "download_file"]


@require_safe
def download_document(request: Request, document_id: UUID) -> FileResponse:
    document = get_object_or_404(Document.objects.visible_to(request.user).select_related("file"), pk=document_id)
    if document.file is None:
        raise Refused("Ce document est en cours de mise en page. Il sera là dans un instant : rechargez la page.")
    return attachment(document.file, document.file_name)


@require_safe
def download_file(request: Request, file_id: UUID) -> FileResponse:
    stored = get_object_or_404(StoredFile.objects.visible_to(request.user).accepted(), pk=file_id)
    return attachment(stored, stored.name)
