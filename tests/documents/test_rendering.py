"""The door to WeasyPrint: conformity, fonts, what is never fetched, what a hostile text may cost."""

import base64
import io
import os
import signal
import time
import zlib
from datetime import UTC, datetime

import page
import pikepdf
import pydyf
import pypdf
import pytest

from foundation.documents import render
from foundation.documents.layout import Frame, paper_html
from foundation.documents.render import RenderingFailed, TooHeavy, render_pdf
from tests.documents.conftest import TEXT

LETTERS = "L’an 2024\u202f; « Ɖɛɔ ǹ ɣ » → ✓ № ≥ œuf ÀÉÎÔÜ Ÿ"  # noqa: RUF001 - letters of Fon, as they are


def paper(body, *, is_specimen=False, code="ABCDEFGHJKMNPQRSTVWXYZ012345"):
    frame = Frame(
        title="Procès-verbal d’essai",
        ministry="Ministère de l’Essai",
        organ="CMSIC",
        reference="ESSAI/2024/1",
        is_specimen=is_specimen,
        code=code,
    )
    return paper_html("pdf/base.html", frame).replace("</main>", f"{body}</main>")


def long_body(points=8):
    table = (
        '<table><caption>Présents</caption><thead><tr><th scope="col">Nom</th><th'
        ' scope="col">Qualité</th></tr></thead><tbody>'
        + '<tr><th scope="row">Nom</th><td>Directeur</td></tr>' * 6
        + "</tbody></table>"
    )
    closing = (
        '<div class="closing"><p class="place-date">Fait à Cotonou</p><div class="signatures"><div'
        ' class="signature"><p>Le président</p><div class="room"></div><p class="name">A</p></div></div></div>'
    )
    return "".join(f"<h2>Point {i}</h2><p>{TEXT * 9}</p>{table}" for i in range(points)) + f"<p>{LETTERS}</p>" + closing


def text_of(pdf):
    return "\n".join(item.extract_text() for item in pypdf.PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize("is_specimen", [False, True])
def test_one_file_is_pdf_a_3a_and_pdf_ua_1_attachment_and_watermark_included(tmp_path, is_specimen):
    pdf = render_pdf(
        paper(long_body(), is_specimen=is_specimen),
        title="Procès-verbal d’essai",
        attachment=("contenu.json", b'{"a":1}'),
    )
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf)
    reports = {profile: page.validate_pdf(str(path), profile=profile) for profile in ("3a", "ua1")}
    for profile, report in reports.items():
        assert "no failures" in str(report), f"{profile}: {report}"
    assert len(pypdf.PdfReader(path).pages) >= 3


def test_the_frozen_content_is_inside_the_pdf():
    pdf = render_pdf(paper("<p>x</p>"), title="t", attachment=("contenu.json", b'{"a":1}'))
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.attachments["contenu.json"].get_file().read_bytes() == b'{"a":1}'


def test_french_and_fon_letters_are_drawn_with_our_font_only():
    pdf = render_pdf(paper(f"<p>{LETTERS}</p>"), title="t")
    with pikepdf.open(io.BytesIO(pdf)) as document:
        names = {
            str(item.BaseFont)
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font" and "/BaseFont" in item
        }
    assert names
    assert all("Inter" in name for name in names), names
    assert "Ɖɛɔ" in text_of(pdf)


def test_each_page_bears_its_number_its_code_and_its_reference():
    texts = [
        item.extract_text() for item in pypdf.PdfReader(io.BytesIO(render_pdf(paper(long_body()), title="t"))).pages
    ]
    for number, text in enumerate(texts, 1):
        assert f"Page {number} / {len(texts)}" in text
        assert "ABCD-EFGH-JKMN-PQRS-TVWX-YZ01-2345" in text
        assert "ESSAI/2024/1" in text


@pytest.mark.parametrize("points", [3, 5, 6])
def test_signatures_never_stand_alone_on_a_page(points):
    last = (
        pypdf.PdfReader(io.BytesIO(render_pdf(paper(long_body(points).replace(f"<p>{LETTERS}</p>", "")), title="t")))
        .pages[-1]
        .extract_text()
    )
    assert "Le président" in last
    assert "Directeur" in last


def test_the_same_content_gives_the_same_bytes():
    moment = datetime(2024, 9, 18, tzinfo=UTC)
    first, second = (
        render_pdf(paper("<p>x</p>"), title="t", attachment=("contenu.json", b"{}"), moment=moment) for _ in range(2)
    )
    assert first == second


@pytest.mark.parametrize("is_picture", [False, True])
def test_data_that_end_in_cr_are_written_otherwise_and_read_the_same(is_picture):
    """One stream in 256: its last byte is that of a checksum, whatever the compression."""
    plain = next(
        data for number in range(100_000) if zlib.compress(data := f"q {number} Q".encode(), 9).endswith(b"\r")
    )
    extra = {"Filter": "/FlateDecode", "DecodeParms": pydyf.Dictionary({"Predictor": 1})} if is_picture else {}
    stream = pydyf.Stream([zlib.compress(plain, 9) if is_picture else plain], extra, compress=not is_picture)
    render._settle(stream)
    assert not stream.data.endswith(render.AMBIGUOUS_END)
    with pikepdf.new() as document:
        copy = document.make_stream(stream.stream[0])
        copy.Filter = pikepdf.Array([pikepdf.Name.ASCIIHexDecode, pikepdf.Name.FlateDecode])
        assert copy.read_bytes() == plain
    assert str(stream.extra["Filter"].data, "ascii") == "[/ASCIIHexDecode /FlateDecode]"


SECRET = "root:x:0:0"


@pytest.mark.parametrize(
    "body",
    [
        '<link rel="attachment" href="file:///etc/passwd">',
        '<a rel="attachment" href="file:///etc/passwd">x</a>',
        '<img src="file:///etc/passwd" alt="x">',
        '<object data="file:///etc/passwd"></object>',
        '<img src="http://127.0.0.1:1/x.png" alt="x">',
        "<style>@import url(file:///etc/passwd); @font-face { font-family: x; src: url(file:///etc/passwd) }</style>",
        (
            '<img alt="x" src="data:image/svg+xml;utf8,<svg xmlns=\'http://www.w3.org/2000/svg\''
            " xmlns:xlink='http://www.w3.org/1999/xlink'><image xlink:href='file:///etc/passwd'/></svg>\">"
        ),
        '<p style="background: url(file:///etc/passwd)">x</p>',
        '<img src="asset:../../../etc/passwd" alt="x">',
        '<img src="/etc/passwd" alt="x">',
    ],
)
def test_nothing_of_the_server_or_the_network_is_ever_fetched(body):
    pdf = render_pdf(paper(body), title="t")
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert not list(document.attachments)
        for item in document.objects:
            if isinstance(item, pikepdf.Stream):
                assert SECRET.encode() not in item.read_bytes()
    assert SECRET not in text_of(pdf)


def test_a_text_that_eats_memory_ends_its_own_child_only(settings):
    settings.PDF_LIMITS = {"memory": 80 * 1024 * 1024, "cpu": 20}
    with pytest.raises(TooHeavy, match="Impossible de composer le document : il demande plus de mémoire qu’un"):
        render_pdf(paper("<table><tr><td colspan=9999999>x</td></tr></table>"), title="t")
    assert render_pdf(paper("<p>x</p>"), title="t").startswith(b"%PDF-")


def test_a_text_that_eats_time_ends_its_own_child_only(settings):
    settings.PDF_LIMITS = {"memory": 600 * 1024 * 1024, "cpu": 1}
    with pytest.raises(TooHeavy, match="Impossible de composer le document : il demande plus de temps qu’un"):
        render_pdf(paper("<div>" * 60 + f"<p>{TEXT * 8000}</p>"), title="t")
    settings.PDF_LIMITS = {"memory": 600 * 1024 * 1024, "cpu": 60}
    assert render_pdf(paper("<p>x</p>"), title="t").startswith(b"%PDF-")


def test_a_child_that_does_not_answer_is_ended(monkeypatch):
    render.warm_up()
    render.dismiss()
    monkeypatch.setattr(render, "_render", lambda *args, **options: time.sleep(60))
    started = time.monotonic()
    with pytest.raises(RenderingFailed, match="no answer in time"):
        render_pdf("x", title="t", timeout=0.5)
    assert time.monotonic() - started < 5


def test_a_killed_child_is_a_failure_that_may_be_tried_again(monkeypatch):
    render.warm_up()
    render.dismiss()
    monkeypatch.setattr(render, "_render", lambda *args, **options: os.kill(os.getpid(), signal.SIGKILL))
    with pytest.raises(RenderingFailed, match="child ended with -9"):
        render_pdf("x", title="t")


def test_a_child_ended_between_two_papers_is_replaced():
    render_pdf(paper("<p>x</p>"), title="t")
    first = render._child.pid
    os.kill(first, signal.SIGKILL)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
    assert render_pdf(paper("<p>x</p>"), title="t").startswith(b"%PDF-")
    assert render._child.pid not in (0, first)


def test_a_child_that_stays_gives_what_a_new_one_gives():
    """Nothing of a paper is seen in the next one, whatever both ask for."""
    moment = datetime(2024, 9, 18, tzinfo=UTC)
    face = base64.b64encode((render.FONTS / "Inter-Italic.ttf").read_bytes()).decode()
    others = [
        "<style>@font-face { font-family: Inter; src: url(data:font/ttf;base64,"
        + face
        + ") } p { color: red }</style><p>x</p>",
        "<p>y</p>",
        long_body(2),
    ]
    render.dismiss()
    first = render_pdf(paper(long_body(1)), title="t", moment=moment)
    pid = render._child.pid
    for other in others:
        render_pdf(paper(other), title="other", attachment=("contenu.json", b"{}"))
    assert render_pdf(paper(long_body(1)), title="t", moment=moment) == first
    assert render._child.pid == pid != 0
