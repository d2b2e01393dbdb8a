import os
import time

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.utils import ProgrammingError

from foundation.documents import store
from foundation.documents.models import StoredFile
from foundation.documents.operations.storing import check_files, clean_name, store_bytes, sweep
from tests.factories import ScopeFactory

pytestmark = pytest.mark.django_db


def stored(content=b"content", **options):
    options = {"name": "a.txt", "content_type": "text/plain", "scope": None, "by": None} | options
    return store_bytes(content, **options)


def test_a_file_is_named_by_its_own_sha256_and_kept_once():
    first, second = stored(), stored(scope=ScopeFactory())
    assert first.sha256 == second.sha256
    assert [path.name for path in store.contents()] == [first.sha256]
    assert store.read(first.sha256) == b"content"
    assert list(store.temporaries(-1)) == []


def test_a_write_that_breaks_leaves_nothing():
    def chunks():
        yield b"half"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        store.write(chunks())
    assert list(store.contents()) == list(store.temporaries(-1)) == []


def test_the_checker_sees_both_ways():
    lost, altered, shortened = stored(b"lost"), stored(b"altered"), stored(b"shortened")
    store.write([b"nobody's"])
    assert len(check_files()) == 1
    store.path_of(lost.sha256).unlink()
    for file, content in ((altered, b"altereD"), (shortened, b"short")):
        path = store.path_of(file.sha256)
        path.chmod(0o640)
        path.write_bytes(content)
    assert len(check_files()) == 3
    assert (
        sorted(sentence.split("(")[0] for sentence in check_files(read_all=True) if "fiche" not in sentence)
        == ["Le fichier « a.txt » "] * 3
    )
    with pytest.raises(CommandError, match="4 anomalie"):
        call_command("files", "--read", verbosity=0)


def test_the_sweeper_removes_what_no_row_knows_once_it_is_old():
    kept = stored()
    orphan, _ = store.write([b"nobody's"])
    assert sweep() == (0, 0)
    old = time.time() - 2 * 86400
    for digest in (orphan, kept.sha256):
        os.utime(store.path_of(digest), (old, old))
    assert sweep() == (0, 1)
    assert [path.name for path in store.contents()] == [kept.sha256]


def test_a_content_wanted_again_is_young_again():
    """Else the sweeper could remove it between the rename and the row."""
    digest, _ = store.write([b"content"])
    old = time.time() - 2 * 86400
    os.utime(store.path_of(digest), (old, old))
    store.write([b"content"])
    assert sweep() == (0, 0)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\rapport.pdf", "rapport.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a__Set-Cookie_ x.pdf"),
        ("", "fichier"),
        ("..", "fichier"),
        ("é" * 300 + ".pdf", "é" * 150 + ".pdf"),
    ],
)
def test_a_name_holds_no_path_and_no_header(given, kept):
    assert clean_name(given) == kept


def test_a_stored_content_never_changes():
    file = stored()
    with pytest.raises(ProgrammingError, match="Cannot update"):
        StoredFile.objects.filter(pk=file.pk).update(sha256="0" * 64)
