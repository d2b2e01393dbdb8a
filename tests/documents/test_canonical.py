from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.documents import codes
from foundation.documents.canonical import canonical


@dataclass(frozen=True)
class Line:
    day: date
    amount: Decimal
    names: tuple[str, ...]


def test_the_same_content_has_one_text():
    assert canonical({"b": 1, "a": "é"}) == canonical({"a": "é", "b": 1}) == '{"a":"é","b":1}'.encode()


def test_a_dataclass_is_frozen_field_by_field():
    assert (
        canonical(Line(date(2024, 9, 18), Decimal("59.30"), ("A", "B")))
        == b'{"amount":"59.30","day":"2024-09-18","names":["A","B"]}'
    )


def test_a_float_is_refused():
    with pytest.raises(TypeError, match=r"no canonical form for float 1\.5"):
        canonical({"amount": 1.5})


@given(st.text(alphabet=codes.ALPHABET + "ilo -o", max_size=40))
def test_a_code_is_found_however_it_is_typed(typed):
    assert codes.code_hash(typed) == codes.code_hash(f" {typed.lower()} - ")


def test_a_code_has_more_than_128_bits_and_is_read_in_fours():
    code = codes.new_code()
    assert len(code) * 5 > 128
    assert codes.printed(code).count("-") == 6
    assert codes.code_hash(codes.printed(code)) == codes.code_hash(code)
