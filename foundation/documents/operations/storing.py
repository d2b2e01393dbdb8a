"""Files written by the portal itself: stored, with their row, in the caller's transaction."""

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from foundation.accounts.models import Scope
from foundation.common.models import Level

from .. import store
from ..enums import FileState
from ..models import StoredFile

if TYPE_CHECKING:
    from foundation.accounts.models import User


def store_bytes(
    content: bytes,
    *,
    name: str,
    content_type: str,
    scope: Scope | UUID | None,
    by: "User | None",
    commission_id: UUID | None = None,
    level: Level = Level.MINISTRY,
    is_closed_doors: bool = False,
) -> StoredFile:
    """Write a content the portal made itself, then its row."""
    return _store([content], name, content_type, scope, by, commission_id, level, is_closed_doors)


def store_file(
    path: Path,
    *,
    name: str,
    content_type: str,
    scope: Scope | UUID | None,
    by: "User | None",
    commission_id: UUID | None = None,
    level: Level = Level.MINISTRY,
    is_closed_doors: bool = False,
) -> StoredFile:
    """Write a content the portal made itself from the disk, a piece at a time, then its row."""
    return _store(_pieces(path), name, content_type, scope, by, commission_id, level, is_closed_doors)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            yield piece


def _store(
    chunks: Iterable[bytes],
    name: str,
    content_type: str,
    scope: Scope | UUID | None,
    by: "User | None",
    commission_id: UUID | None,
    level: Level,
    is_closed_doors: bool,
) -> StoredFile:
    digest, size = store.write(chunks)
    return StoredFile.objects.create(
        sha256=digest,
        size=size,
        name=clean_name(name),
        content_type=content_type,
        state=FileState.ACCEPTED,
        level=level,
        scope_id=scope.pk if isinstance(scope, Scope) else scope,
        commission_id=commission_id,
        is_closed_doors=is_closed_doors,
        created_by=by,
    )


def clean_name(name: str) -> str:
    """The last part of a path, without control characters, short enough for every system; its extension is kept."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    text = (
        "".join(
            character if character.isprintable() and character not in '<>:"|?*' else "_" for character in last
        ).strip(" .")
        or "fichier"
    )
    stem, dot, extension = text.rpartition(".")
    return f"{stem[:150]}{dot}{extension[:20]}" if dot else text[:150]


def sweep(*, older_than: float = 24 * 3600) -> tuple[int, int]:
    """Remove half-written files and contents that no row knows, when old enough to belong to no transaction; return how
    many of each.
    """
    halves = orphans = 0
    for path in store.temporaries(min(older_than, 3600)):
        path.unlink(missing_ok=True)
        halves += 1
    for path in store.contents():
        if time.time() - path.stat().st_mtime > older_than and not StoredFile.objects.filter(sha256=path.name).exists():
            path.unlink()
            orphans += 1
    return halves, orphans


def check_files(*, read_all: bool = False) -> list[str]:
    """Both ways: rows without their file (or with another content), files without a row.

    Sentences, empty when all is well.
    """
    findings = []
    known = set()
    for digest, size, name in StoredFile.objects.values_list("sha256", "size", "name").order_by("pk").iterator():
        known.add(digest)
        path = store.path_of(digest)
        if not path.exists():
            findings.append(f"Le fichier « {name} » ({digest[:12]}…) manque dans le stockage.")
        elif path.stat().st_size != size:
            findings.append(f"Le fichier « {name} » ({digest[:12]}…) n’a pas la taille enregistrée.")
        elif read_all and not store.check(digest):
            findings.append(f"Le fichier « {name} » ({digest[:12]}…) a été modifié.")
    findings += [
        f"Le contenu {path.name[:12]}… n’est connu d’aucune fiche."
        for path in store.contents()
        if path.name not in known
    ]
    return findings
