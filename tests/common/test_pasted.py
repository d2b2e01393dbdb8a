"""What is pasted from a word processor reads as what is typed, at the field and where it is shown."""

import pytest
from django import forms
from rest_framework import serializers

from foundation.common.pasted import as_typed
from foundation.common.typography import paragraphs

PASTED = [
    ("con\ufb01rmé", "confirmé"),
    ("\uf0b7 un point", "• un point"),
    ("une ligne\u2028une autre", "une ligne\nune autre"),
    ("le 1\u1d49\u02b3 août et la 2\u1d49", "le 1er août et la 2e"),
    ("sou\u00adhaite\u200b", "souhaite"),
    ("10 m² et ½ page, n° 3", "10 m² et ½ page, n° 3"),
]


@pytest.mark.parametrize(("pasted", "kept"), PASTED)
def test_a_text_is_kept_as_a_keyboard_writes_it(pasted, kept):
    assert as_typed(pasted) == kept
    assert forms.CharField(widget=forms.Textarea).clean(pasted) == kept
    assert serializers.CharField().run_validation(pasted) == kept


def test_a_password_is_never_changed():
    assert forms.CharField(widget=forms.PasswordInput, strip=False).clean("con\ufb01ance") == "con\ufb01ance"


def test_a_pasted_table_stays_a_table():
    html = paragraphs("Coûts prévus :\nPoste\tMontant\nServeurs\t12 000 000\nCâbles\t<b>3</b>\nFin.")
    assert html.replace("\u00a0", " ").replace("\u202f", " ") == (
        "<p>Coûts prévus :</p>"
        '<table class="pasted"><thead><tr><th scope="col">Poste</th><th scope="col">Montant</th></tr></thead>'
        "<tbody><tr><td>Serveurs</td><td>12 000 000</td></tr>"
        "<tr><td>Câbles</td><td>&lt;b&gt;3&lt;/b&gt;</td></tr></tbody></table><p>Fin.</p>"
    )


def test_one_line_with_a_tab_is_no_table():
    assert "<table" not in paragraphs("Nom\tPrénom\nsuite")


def test_a_nested_list_keeps_its_levels():
    html = paragraphs("• un\n    ◦ un a\n\t\t▪ un a i\n• deux")
    lines = html.removeprefix("<p>").removesuffix("</p>").split("<br>")
    assert [len(line) - len(line.lstrip("\u2003")) for line in lines] == [0, 2, 4, 0]


def test_blank_lines_part_paragraphs_as_before():
    assert paragraphs("un\n \n\ndeux\ntrois") == "<p>un</p><p>deux<br>trois</p>"
