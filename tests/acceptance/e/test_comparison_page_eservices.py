"""« `docs/comparaison.md`: rows F (…) of the portfolio table »: those of the e-services."""

from tests.proofs import assert_each_is_shown, rows_of

ROWS = [row for row in rows_of("comparaison.md", r"P\d+") if 49 <= int(row[0][1:]) <= 57]


def test_every_row_of_the_e_services_is_there_once():
    assert [int(row[0][1:]) for row in ROWS] == [*range(49, 58)]


def test_every_row_is_shown_by_an_address_and_a_test_or_says_not_yet():
    assert_each_is_shown(ROWS)
