"""A new subject costs little: the doors weigh less than before, a field stands in few files, a register takes eight."""

import pytest

from bench import house

# Kept at what is reached: it goes down with each subject declared once, and never up.
HEAVIEST = 524_200
MOST_FILES = {"override_reason": 4, "submission_days": 4}


def test_the_doors_weigh_less_than_they_did():
    doors = house.weight_of_the_doors()
    assert house.GOAL <= HEAVIEST < sum(house.BEFORE.values())
    assert doors.total() <= HEAVIEST, dict(doors)
    assert set(doors) == set(house.DOORS)


@pytest.mark.parametrize("field", house.FIELDS)
def test_a_field_stands_in_few_files(field):
    found = house.where_a_field_stands(field)
    assert 1 < len(found.lines) <= MOST_FILES[field], found.lines


def test_a_whole_register_takes_eight_files_and_two_hundred_and_fifty_lines():
    """Its list, page, form, calls, rights, journal, history, search, files and demonstration: tests/promises."""
    found = house.what_a_register_takes(house.REGISTER)
    migration = 1
    assert len(found.lines) + migration <= house.GOAL_OF_A_REGISTER["files"], found.lines
    assert found.total <= house.GOAL_OF_A_REGISTER["lines"], found.lines
    assert found.lines["cmsic/settings/base.py"] == 1  # named once outside of itself
    assert {path.split("/")[0] for path in found.lines} == {house.REGISTER, "cmsic"}


def test_what_is_not_written_is_not_counted():
    found = house.what_a_register_takes(house.REGISTER)
    assert "promises/models.py" in found.lines
    assert not any("migrations" in path or path.endswith("__init__.py") for path in found.lines)
