"""French spaces: set where a reader wants them, never inside an address, a code or a reference."""

import pytest

from foundation.common.typography import NARROW, NBSP, known, nbsp, quoted, unbroken


@pytest.mark.parametrize(
    "text",
    [
        "https://service.bj/demande?id=12;v=2",
        "écrire à agent.dsi+visio@gouv.bj",
        "http://10.0.0.1:8000/a;b?c!d",
        "arrêté 020/MDGL/DC/SGM/DPAF/DSI/SA/023SGG22",
        "mot de passe A;B:C?D",
        "www.gouv.bj/page?x=1;y=2",
        "une formule en erreur (#DIV/0!), une autre (#REF!)",
    ],
)
def test_addresses_codes_and_references_are_left_alone(text):
    assert nbsp(text) == text


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Voir https://a.bj/?x=1;y=2 ; puis signer !", f"Voir https://a.bj/?x=1;y=2{NARROW}; puis signer{NARROW}!"),
        ("MM. Bio et Dossou", f"MM.{NBSP}Bio et Dossou"),
        ("Mmes Bio et Dossou", f"Mmes{NBSP}Bio et Dossou"),
        ("à 10 h 30 précises", f"à 10{NBSP}h{NBSP}30 précises"),
        ("annexe 1, point 3", f"annexe{NBSP}1, point{NBSP}3"),
        ("un point de vue", "un point de vue"),
        ("Vraiment ?!", f"Vraiment{NARROW}?!"),
        ("Vraiment ? Oui !", f"Vraiment{NARROW}? Oui{NARROW}!"),
        ("« Oui »", f"«{NBSP}Oui{NBSP}»"),
        ("n° 020/ MDGL", f"n°{NBSP}020/MDGL"),
    ],
)
def test_words_and_signs_are_bound(typed, printed):
    assert nbsp(typed) == printed
    assert nbsp(printed) == printed


def test_a_quotation_inside_another_takes_other_marks():
    assert quoted("Le « guichet » unique") == "« Le “guichet” unique »"


def test_an_answer_is_yes_or_no():
    assert [known(value) for value in (True, False, 0, None, "")] == [
        "oui",
        "non",
        "0",
        "non renseigné",
        "non renseigné",
    ]


def test_the_number_of_a_file_stays_in_one_piece_and_the_rest_is_left_as_it_is():
    for number in ("B-2026-007", "012/2026", "R-2025-0041", "003/CMSIC/2026", "MP-0001", "MDEMO-O", "CDSI-DEMO"):
        assert unbroken(f"<b> {number} suite") == f'&lt;b&gt; <span class="text-nowrap">{number}</span> suite'
    for text in ("procès-verbal", "PROCÈS-VERBAL", "Bourgou-A", "service.bj/une/adresse/assez/longue/12/de/suite"):
        assert unbroken(text) == text
