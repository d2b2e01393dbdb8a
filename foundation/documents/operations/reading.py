"""The words of a stored file, read in a process apart (foundation/documents/extraction.py)."""

import json
import logging
import os
import signal
import subprocess
import sys
from dataclasses import dataclass

from django.conf import settings

from .. import store
from ..models import StoredFile

logger = logging.getLogger(__name__)

PATIENCE = 150  # seconds
READABLE = {"application/pdf": "pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx"}


class ReadingFailed(Exception):
    """The process ended without an answer, for a reason that may not come back."""


@dataclass(frozen=True)
class Words:
    text: str = ""
    finding: str = ""  # why there is none
    is_cut: bool = False


def words_of(file: StoredFile) -> Words:
    """Read a file; raise ReadingFailed when another attempt may do better.

    Costs a process of 0.3 s, and much more for hundreds of pages.
    """
    extension = READABLE.get(file.content_type)
    if extension is None:
        return Words(finding="image, sans texte")
    environment = {key: os.environ[key] for key in ("PATH", "LD_LIBRARY_PATH", "LANG") if key in os.environ}
    command = [sys.executable, "-m", "foundation.documents.extraction", str(store.path_of(file.sha256)), extension]
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
    except subprocess.TimeoutExpired:
        return Words(finding="sa lecture demande trop de temps")
    if answer.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return Words(finding="sa lecture demande trop de temps")
    if answer.returncode != 0:
        logger.warning("reading ended badly", extra={"code": answer.returncode, "extension": extension})
        raise ReadingFailed(f"reader ended with {answer.returncode}")
    found = json.loads(answer.stdout)
    return Words(text=found.get("text", ""), finding=found.get("finding", ""), is_cut=found.get("cut", False))
