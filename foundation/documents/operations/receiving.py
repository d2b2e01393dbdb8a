"""The one intake of files sent by people: a file enters only when its name, its first bytes and its content agree, and
nothing in it acts.
"""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from foundation.accounts.models import Scope
from foundation.common.exceptions import Refused
from foundation.common.models import Level

from .. import store
from ..enums import FileState
from ..models import Document, StoredFile
from .storing import clean_name

if TYPE_CHECKING:
    from foundation.accounts.models import User

logger = logging.getLogger(__name__)

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "xml": "application/xml",
    "json": "application/json",
}
ANNEXES = ("pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "png", "jpg", "jpeg")
PICTURES = ("png", "jpg", "jpeg")
TABLES = ("xlsx", "csv")
SCANS = ("pdf", "png", "jpg", "jpeg")
ACTS = ("pdf", "docx", "png", "jpg", "jpeg")
WITH_MACROS = ("docm", "xlsm", "xlsb", "pptm", "dotm", "xltm", "xlam")
PATIENCE = 30  # seconds


def receive_upload(
    upload: UploadedFile,
    *,
    by: "User | None",
    scope: Scope | UUID | None,
    allowed: Iterable[str] = ANNEXES,
    commission_id: UUID | None = None,
    level: Level = Level.MINISTRY,
    is_closed_doors: bool = False,
) -> StoredFile:
    """Check and store a file that somebody sends; raise Refused with a sentence that says what to do.

    Costs a process of 0.3 s.
    """
    name = clean_name(upload.name or "fichier")
    extension = check_name(name, tuple(allowed))
    if upload.size is None or upload.size > settings.UPLOAD_MAX_BYTES:
        raise Refused(
            f"Impossible de déposer « {name} » : il dépasse {settings.UPLOAD_MAX_BYTES // 1024 // 1024} Mo. Réduisez-le"
            " ou découpez-le."
        )
    with store.draft(upload.chunks()) as draft:
        is_ours = extension == "pdf" and _is_ours(draft.digest)
        finding = "" if is_ours else examine(str(draft.path), extension)
        if finding:
            raise Refused(f"Impossible de déposer « {name} » : {finding}, puis déposez-le de nouveau.")
        draft.keep()
    return StoredFile.objects.create(
        sha256=draft.digest,
        size=draft.size,
        name=name,
        content_type=CONTENT_TYPES[extension],
        state=FileState.ACCEPTED,
        level=level,
        scope_id=scope.pk if isinstance(scope, Scope) else scope,
        commission_id=commission_id,
        is_closed_doors=is_closed_doors,
        created_by=by,
    )


def _is_ours(digest: str) -> bool:
    """A paper of this portal, byte for byte: the data that it carries is what it was made from."""
    return Document.objects.filter(pdf_sha256=digest).exists()


def check_name(name: str, allowed: tuple[str, ...]) -> str:
    """Return the extension; raise Refused when it is not one of those asked for."""
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if extension in WITH_MACROS:
        raise Refused(
            f"Impossible de déposer « {name} » : ce format peut contenir des macros. Enregistrez-le en"
            f" .{extension[:-1]}x ou en PDF, puis déposez-le de nouveau."
        )
    if extension not in allowed:
        formats = ", ".join(f".{item}" for item in allowed)
        raise Refused(
            f"Impossible de déposer « {name} » : ce format n’est pas accepté ici. Formats acceptés : {formats}."
        )
    return extension


def examine(path: str, extension: str) -> str:
    """Return why the file is not accepted, or an empty text."""
    # Neither our secrets nor our database are in reach of a parser that a file would have fooled.
    environment = {key: os.environ[key] for key in ("PATH", "LD_LIBRARY_PATH", "LANG") if key in os.environ}
    command = [sys.executable, "-m", "foundation.documents.inspection", path, extension]
    try:
        answer = subprocess.run(  # noqa: S603 - our own module
            command,
            cwd=settings.BASE_DIR,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        if answer.returncode == 0:
            return json.loads(answer.stdout).get("finding", "")
        logger.warning("inspection ended badly", extra={"code": answer.returncode, "extension": extension})
    except subprocess.TimeoutExpired:
        logger.warning("inspection took too long", extra={"extension": extension})
    return "sa vérification n’a pas abouti, il est trop lourd ou abîmé. Allégez-le ou enregistrez-le de nouveau"
