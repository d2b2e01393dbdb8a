"""What is pasted into a text reaches the paper as signs that its fonts draw, and stays a valid PDF/A and PDF/UA."""

import page
import pytest

from foundation.common.exceptions import Refused
from foundation.documents.render import render_pdf
from foundation.documents.signs import drawable, normalised, refuse_undrawn, undrawn


@pytest.mark.parametrize(
    ("pasted", "printed"),
    [
        ("e\ufb03cace, \ufb01n", "efficace, fin"),  # ligatures of a PDF
        ("1ᵉʳ, 2ᵉ, nᵒ", "1er, 2e, no"),
        ("⅔ des voix", "2/3 des voix"),
        ("\uf0b7 point", "• point"),  # Word's bullet
        ("ligne\u2028suite", "ligne\nsuite"),
        ("sé\u00adcurité\ufeff", "sécurité"),
        ("✅ fait", "✓ fait"),
        ("e\u0301tat", "état"),
        ("m², ½, É, ẹ, Ɖ, ɔ", "m², ½, É, ẹ, Ɖ, ɔ"),
    ],
)
def test_what_is_pasted_is_brought_to_plain_letters(pasted, printed):
    assert normalised(pasted) == printed
    assert undrawn(printed) == ""


@pytest.mark.parametrize("sign", ["☐", "♥", "ш", "ع"])
def test_the_other_font_draws_what_inter_does_not(sign):
    assert undrawn(sign) == ""


def test_a_sign_that_no_font_has_is_shown_before_it_is_signed():
    with pytest.raises(Refused) as refusal:
        refuse_undrawn({"items": [{"title": "Accord avec 中国 signé"}]}, "de soumettre le procès-verbal")
    assert "« 中 » (U+4E2D)" in refusal.value.message
    assert "Accord avec 中国 signé" in refusal.value.message
    assert drawable({"title": ["中"]}) == {"title": ["□"]}


@pytest.mark.slow
def test_a_paper_with_pasted_signs_is_valid(tmp_path):
    text = drawable("☐ à faire ♥ ✅ fait ⅔ 1ᵉʳ ﬁn \uf0b7 puce 中")
    head = '<!DOCTYPE html><html lang="fr"><head><title>Signes</title></head>'
    html = f"{head}<body><h1>Signes</h1><p>{text}</p></body></html>"
    path = tmp_path / "signs.pdf"
    path.write_bytes(render_pdf(html, title="Signes"))
    for profile in ("3a", "ua1"):
        assert [failure.message for failure in page.validate_pdf(str(path), profile=profile).failures] == [], profile
