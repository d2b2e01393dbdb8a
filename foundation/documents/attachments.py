"""A stored file as the answer of a page or of the API."""

from django.http import FileResponse

from . import store
from .models import StoredFile


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
