"""Functions in the gender of their holder; what is not known keeps its spelling."""

import pytest

from commissions.models import Seat
from foundation.accounts.models import Person
from foundation.common.french import feminine


@pytest.mark.parametrize(
    ("his", "hers"),
    [
        ("le directeur départemental du Zou", "la directrice départementale du Zou"),
        ("le secrétaire général du ministère", "la secrétaire générale du ministère"),
        ("le directeur de cabinet", "la directrice de cabinet"),
        ("l’inspecteur général du ministère", "l’inspectrice générale du ministère"),
        ("Directeur adjoint de cabinet", "Directrice adjointe de cabinet"),
        ("Le Président", "La Présidente"),
        ("le point focal du numérique", "le point focal du numérique"),
    ],
)
def test_a_function_agrees(his, hers):
    assert feminine(his) == hers


@pytest.mark.parametrize(
    ("label", "honorific", "function", "quality"),
    [
        ("le ministre ou son représentant", "mme", "Conseillère technique", "représentant le ministre"),
        ("le ministre ou son représentant", "mme", "Ministre de la Santé", "la ministre"),
        ("le ministre ou son représentant", "m", "", "représentant le ministre"),
        ("le directeur de cabinet", "mme", "", "la directrice de cabinet"),
        ("le directeur de cabinet", "", "", "le directeur de cabinet"),
        ("le point focal", "mme", "", "la point focale"),
    ],
)
def test_the_quality_of_a_seat_is_that_of_its_holder(label, honorific, function, quality):
    seat = Seat(label=label, feminine_label="la point focale" if label == "le point focal" else "")
    assert seat.quality_of(Person(full_name="A. B.", honorific=honorific, function=function)) == quality


def test_a_vacant_seat_keeps_the_name_of_its_function():
    assert Seat(label="le ministre ou son représentant").quality_of(None) == "le ministre"
