"""One paper counts one thing once: whoever is represented, by a substitute or by a proxy."""

import re

import pytest

from sessions.papers.reports.pv import build_pv_document
from tests.factories.held import held_session
from tests.sessions.reports.test_pv import html_of

pytestmark = pytest.mark.django_db


def words_of(content) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html_of(content).replace("\u00a0", " ")))


def test_the_minutes_give_one_number_of_represented_members():
    content = build_pv_document(held_session())
    counted = re.findall(r"(\d+) représentés?", words_of(content))
    assert counted == [str(len(content.participation.represented))]


def test_the_table_of_the_quorum_says_what_its_columns_count():
    words = words_of(build_pv_document(held_session()))
    assert "Présents, suppléants compris Procurations Comptés" in words
    assert "Représentés Comptés" not in words


def test_a_substitute_counts_among_the_present_of_the_quorum_and_a_proxy_apart():
    content = build_pv_document(held_session())
    by_proxy = [line for line in content.participation.represented if line.note.startswith("par procuration")]
    opening = content.quorum.lines[0]
    assert opening.represented == len(by_proxy) == 1
    # Whoever arrived later was not there yet; the substitute was.
    late = [line for line in content.participation.present if line.note.startswith("à partir de")]
    substitutes = len(content.participation.represented) - len(by_proxy)
    assert opening.present == len(content.participation.present) - len(late) + substitutes
