"""« `docs/comparaison.md`: the rows of the portfolio table with addresses and tests. »"""

from tests.proofs import assert_each_is_shown, rows_of

ROWS = rows_of("comparaison.md", r"P\d+")


def test_every_row_of_the_portfolio_is_there_once():
    assert [int(row[0][1:]) for row in ROWS] == [*range(1, 81)]


def test_every_row_is_shown_by_an_address_and_a_test_or_says_not_yet():
    assert_each_is_shown(ROWS)
