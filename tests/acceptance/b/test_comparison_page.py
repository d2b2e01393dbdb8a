"""docs/comparaison.md names addresses and tests that exist, for every row on sessions."""

from tests.proofs import assert_each_is_shown, rows_of

ROWS = rows_of("comparaison.md")


def test_every_row_is_there_once():
    assert [int(row[0]) for row in ROWS] == list(range(1, 70))


def test_every_row_is_shown_by_an_address_and_a_test_or_says_not_yet():
    assert_each_is_shown(ROWS)
