import pytest

from foundation.documents import render


def test_a_text_without_end_is_refused_before_it_is_laid_out(monkeypatch):
    monkeypatch.setattr(render, "warm_up", lambda: pytest.fail("something was laid out"))
    with pytest.raises(render.TooHeavy, match="2001 milliers de signes, et un papier en prend 2000 au plus"):
        render.render_pdf("é" * 2_001_000, title="Sans fin")
