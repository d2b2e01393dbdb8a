"""The content-addressed store: a file is named by its own SHA-256, written beside, flushed to the disk, then renamed.

The row comes after the file: a crash in between leaves a file without a row, which the sweeper removes; never a row
without its file.
"""

import hashlib
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

TEMPORARY = "tmp"


def root() -> Path:
    return Path(settings.FILES_DIR)


def path_of(digest: str) -> Path:
    return root() / digest[:2] / digest[2:4] / digest


class Draft:
    """A content on its way: on the disk under a temporary name, hashed, not yet kept."""

    def __init__(self, path: Path, digest: str, size: int) -> None:
        self.path, self.digest, self.size = path, digest, size

    def keep(self) -> None:
        """Give it its name. The same content is kept once."""
        target = path_of(self.digest)
        # The name of a new folder must reach the disk too, as that of the file.
        touched = [
            target.parent,
            *(folder.parent for folder in (target.parent, target.parent.parent) if not folder.exists()),
        ]
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        if target.exists():
            # Its age is what the sweeper goes by: it is wanted again.
            os.utime(target)
            self.path.unlink()
        else:
            self.path.replace(target)
            for folder in touched:
                _flush_folder(folder)


@contextmanager
def draft(chunks: Iterable[bytes]) -> Iterator[Draft]:
    """Write chunks beside the store and flush them to the disk; what is not kept at the end of the block is removed."""
    folder = root() / TEMPORARY
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    temporary = folder / f"{os.getpid()}-{secrets.token_hex(8)}"
    digest, size = hashlib.sha256(), 0
    try:
        with temporary.open("xb") as out:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        temporary.chmod(0o440)
        yield Draft(temporary, digest.hexdigest(), size)
    finally:
        temporary.unlink(missing_ok=True)


def write(chunks: Iterable[bytes]) -> tuple[str, int]:
    """Store a content and return (SHA-256, size)."""
    with draft(chunks) as content:
        content.keep()
        return content.digest, content.size


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read(digest: str) -> bytes:
    return path_of(digest).read_bytes()


def check(digest: str) -> bool:
    """The file is there and is what its name says."""
    try:
        with path_of(digest).open("rb") as stored:
            return hashlib.file_digest(stored, "sha256").hexdigest() == digest
    except FileNotFoundError:
        return False


def contents() -> Iterator[Path]:
    """Every stored file, whether or not a row knows it."""
    for first in sorted(root().iterdir()) if root().exists() else ():
        if first.is_dir() and len(first.name) == 2:
            for second in sorted(first.iterdir()):
                yield from sorted(second.iterdir())


def temporaries(older_than: float) -> Iterator[Path]:
    folder = root() / TEMPORARY
    for path in folder.iterdir() if folder.exists() else ():
        if time.time() - path.stat().st_mtime > older_than:
            yield path
