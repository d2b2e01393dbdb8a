"""« `docs/comparaison.md`: rows A–E and H (but 74–76) of the portfolio table with addresses and tests. »"""

from tests.proofs import assert_each_is_shown, rows_of

ROWS = rows_of("comparaison.md", r"P\d+")


def test_every_row_of_the_portfolio_is_there_once():
    numbers = [int(row[0][1:]) for row in ROWS]
    assert [each for each in numbers if each < 49 or each > 76] == [*range(1, 49), *range(77, 81)]
    assert sorted(set(numbers)) == sorted(numbers)


def test_every_row_is_shown_by_an_address_and_a_test_or_says_not_yet():
    assert_each_is_shown(ROWS)
