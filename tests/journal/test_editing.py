"""One edit for every row: the version it started from, what differs, one line."""

import pytest

from foundation.common.exceptions import Conflict
from foundation.journal.editing import edit
from foundation.journal.models import Entry
from tests.factories import LegalTextFactory

pytestmark = pytest.mark.django_db


def test_only_what_differs_is_written_and_journaled():
    text = LegalTextFactory(title="Avant", issuer="le ministre")
    edit(text, {"title": "Après", "issuer": "le ministre"}, base_version=1, act="edit_text", by=None)
    text.refresh_from_db()
    entry = Entry.objects.get(act="edit_text")
    assert (text.title, text.version) == ("Après", 2)
    assert (entry.before, entry.after) == ({"title": "Avant"}, {"title": "Après"})


def test_an_edit_of_an_older_version_writes_nothing():
    text = LegalTextFactory(title="Avant")
    with pytest.raises(Conflict):
        edit(text, {"title": "Après"}, base_version=7, act="edit_text", by=None)
    text.refresh_from_db()
    assert (text.title, text.version) == ("Avant", 1)
    assert not Entry.objects.filter(act="edit_text").exists()


def test_a_long_text_is_kept_whole_and_journaled_up_to_what_is_asked():
    text = LegalTextFactory(body="")
    edit(text, {"body": "x" * 900}, base_version=1, act="edit_text", by=None, longest=200)
    text.refresh_from_db()
    assert len(text.body) == 900
    assert len(Entry.objects.get(act="edit_text").after["body"]) == 200
