"""The parent's side of foundation/documents/binding.py: many files in, one PDF out, each part looked at once for its
content.
"""

import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from foundation.common.exceptions import Refused
from foundation.common.models import Level

from .. import store
from ..binding import anchors_of
from ..models import PreparedPart, StoredFile
from .storing import store_file

logger = logging.getLogger(__name__)

PICTURES = ("image/png", "image/jpeg")
BINDABLE = ("application/pdf", *PICTURES)
RULES = "1"  # raised when parts must be looked at anew
PATIENCE = 200  # seconds
TOO_HEAVY = "sa lecture demande trop de mémoire ou de temps"


class BindingFailed(Exception):
    """The process ended without an answer, for a reason that may not come back."""


@dataclass(frozen=True)
class Part:
    """A file as it is bound: its pages, or why it takes none."""

    pages: int = 0
    finding: str = ""
    path: Path | None = None


def prepare_parts(
    files: Sequence[StoredFile], folder: Path, *, told: Callable[[int], None] = lambda count: None
) -> dict[str, Part]:
    """Return each file by its SHA-256, as it will be bound; what was looked at before is not looked at again.

    Costs a process of 0.3 s.
    """
    known = {
        row.sha256: row
        for row in PreparedPart.objects.filter(rules=RULES, sha256__in=[file.sha256 for file in files]).select_related(
            "file"
        )
    }
    new = {file.sha256: file for file in files if file.sha256 not in known}
    waiting = list(new)
    while waiting:
        order = {
            "folder": str(folder),
            "parts": [
                {
                    "key": key,
                    "path": str(store.path_of(key)),
                    "kind": "image" if new[key].content_type in PICTURES else "pdf",
                }
                for key in waiting
            ],
        }
        try:
            for answer in _run("prepare", order):
                waiting.remove(answer["key"])
                known[answer["key"]] = _keep(answer)
                told(len(known))
        except _Heavy:
            # The one being read ended the process: the others go on without it.
            known[waiting[0]] = _keep({"key": waiting.pop(0), "pages": 0, "finding": TOO_HEAVY, "made": ""})
    return {
        key: Part(row.pages, row.finding, store.path_of(row.file.sha256 if row.file is not None else key))
        for key, row in known.items()
    }


def _keep(answer: Mapping[str, Any]) -> PreparedPart:
    file = None
    if answer["made"]:
        # Served by no address: it is read by the next binding only.
        file = store_file(
            Path(answer["made"]),
            name=f"{answer['key'][:12]}.pdf",
            content_type="application/pdf",
            scope=None,
            by=None,
            level=Level.PERSONAL,
        )
    row, _ = PreparedPart.objects.get_or_create(
        sha256=answer["key"],
        rules=RULES,
        defaults={"pages": answer["pages"], "finding": answer["finding"], "file": file},
    )
    return row


def bind_parts(order: dict[str, Any], *, told: Callable[[int], None] = lambda pages: None) -> int:
    """Write order["out"]; return its number of pages. Raise Refused when the whole is too heavy."""
    pages = 0
    try:
        for answer in _run("bind", order):
            pages = answer.get("pages", pages)
            if "done" in answer:
                told(answer["done"])
    except _Heavy:
        raise Refused(
            "Impossible d’établir le dossier : réunies, ses annexes demandent trop de mémoire ou de temps. Marquez les"
            " plus lourdes « non imprimées », puis recommencez."
        ) from None
    return pages


def pages_of_anchors(pdf: Path) -> tuple[dict[str, int], int]:
    """The named places of a PDF that the portal laid out, and its number of pages."""
    import pikepdf

    with pikepdf.open(pdf) as opened:
        return anchors_of(opened), len(opened.pages)


class _Heavy(Exception):
    pass


def _run(act: str, order: dict[str, Any]) -> Iterator[dict[str, Any]]:
    # Neither our secrets nor our database are in reach of a parser that a file would have fooled.
    environment = {key: os.environ[key] for key in ("PATH", "LD_LIBRARY_PATH", "LANG") if key in os.environ}
    command = [sys.executable, "-m", "foundation.documents.binding", act]
    with subprocess.Popen(  # noqa: S603 - our own module
        command,
        cwd=settings.BASE_DIR,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        late = threading.Timer(PATIENCE, process.kill)
        late.start()
        try:
            process.stdin.write(json.dumps(order).encode())
            process.stdin.close()
            for line in process.stdout:
                yield json.loads(line)
            said = process.stderr.read().decode("utf-8", "replace")
            code = process.wait()
        finally:
            late.cancel()
            process.kill()
    if code in (-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGSEGV, -signal.SIGABRT) or "MemoryError" in said:
        raise _Heavy
    if code != 0:
        logger.warning("binding ended badly", extra={"code": code, "act": act})
        raise BindingFailed(f"binder ended with {code}: {said.strip().splitlines()[-1][:300] if said.strip() else ''}")
