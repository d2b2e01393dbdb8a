"""An amount is typed as a whole number of francs, or as the pages say it."""

import pytest
from django.core.exceptions import ValidationError

from foundation.common.typography import short_amount
from projects.forms import AmountField


@pytest.mark.parametrize(
    ("typed", "francs"),
    [
        ("59 300 000", 59_300_000),
        ("59.300.000 FCFA", 59_300_000),
        ("290 millions", 290_000_000),
        ("59,3 millions de FCFA", 59_300_000),
        ("1,292 milliard de F CFA", 1_292_000_000),
        ("0", 0),
        ("", None),
    ],
)
def test_an_amount_is_read_as_it_is_said(typed, francs):
    assert AmountField(required=False).clean(typed) == francs


@pytest.mark.parametrize("francs", [95_000_000, 378_200_000, 1_045_000_000, 260_000])
def test_what_a_page_says_may_be_typed_back(francs):
    assert AmountField(required=False).clean(short_amount(francs)) == francs


@pytest.mark.parametrize(
    "typed", ["beaucoup", "7,5", "-3 millions", "12 %", "10 millions d’euros", "0,0000001 million", "9999999 milliards"]
)
def test_what_is_no_amount_of_francs_is_refused_with_an_example(typed):
    with pytest.raises(ValidationError, match="Montant illisible"):
        AmountField(required=False).clean(typed)
