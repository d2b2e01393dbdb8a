"""A stream whose data end in CR reads one byte short of its length: no paper may hold one."""

from datetime import UTC, datetime

import page
import pytest

from cmsic.documents.layout import Frame, paper_html
from cmsic.documents.render import AMBIGUOUS_END, _in_child, _write, render_pdf, warm_up

MOMENT = datetime(2026, 9, 17, 8, tzinfo=UTC)  # the same moment gives the same bytes


def paper(number: int) -> str:
    return paper_html("pdf/base.html", Frame(title="Essai", ministry="Ministère", reference=f"n° {number}", code=f"{number:028d}"))


@pytest.mark.slow
def test_no_stream_ends_where_its_length_is_ambiguous():
    for number in range(20):
        pdf = render_pdf(paper(number), title="Essai", attachment=("contenu.json", b"%d" % number), moment=MOMENT)
        assert AMBIGUOUS_END not in pdf
        assert [failure.message for failure in page.validate_pdf_bytes(pdf, profile="3a").failures] == []


def test_a_paper_whose_tables_were_moved_is_valid_too():
    warm_up()
    pdf = _in_child(lambda: _write(paper(1), "Essai", None, "fr", MOMENT, 1), 60)
    for profile in ("3a", "ua1"):
        assert [failure.message for failure in page.validate_pdf_bytes(pdf, profile=profile).failures] == []
