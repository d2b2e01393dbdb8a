"""A stream whose data end in CR reads one byte short of its length: no paper may hold one."""

from datetime import UTC, datetime

import page
import pytest

from foundation.documents import render
from foundation.documents.layout import Frame, paper_html
from foundation.documents.render import AMBIGUOUS_END, render_pdf

MOMENT = datetime(2026, 9, 17, 8, tzinfo=UTC)  # the same moment gives the same bytes


def paper(number: int) -> str:
    return paper_html(
        "pdf/base.html", Frame(title="Essai", ministry="Ministère", reference=f"n° {number}", code=f"{number:028d}")
    )


@pytest.mark.slow
def test_no_stream_ends_where_its_length_is_ambiguous():
    for number in range(20):
        pdf = render_pdf(paper(number), title="Essai", attachment=("contenu.json", b"%d" % number), moment=MOMENT)
        assert AMBIGUOUS_END not in pdf
        assert [failure.message for failure in page.validate_pdf_bytes(pdf, profile="3a").failures] == []


def test_a_paper_whose_tables_were_moved_is_valid_too(monkeypatch):
    write = render._write
    monkeypatch.setattr(render, "_write", lambda *args: write(*args[:-1], 1))
    render.dismiss()
    pdf = render_pdf(paper(1), title="Essai", moment=MOMENT)
    render.dismiss()
    for profile in ("3a", "ua1"):
        assert [failure.message for failure in page.validate_pdf_bytes(pdf, profile=profile).failures] == []
