"""What apps register for those below and above them: in an order that each says, none taking another's place."""

from datetime import date

import pytest

from commissions.models import Commission
from foundation.common.demonstration import parts
from foundation.common.lists import Cell, column_of
from foundation.common.rooms import ours
from foundation.common.searching import sources
from foundation.common.timeline import TimelineEntry, timeline, timeline_of
from ministries.models import CouncilRecord


def test_no_source_of_the_search_takes_the_place_of_another():
    found = list(sources().values())
    assert len({source.position for source in found}) == len(found) > 9
    assert [source.position for source in found] == sorted(source.position for source in found)


def test_the_parts_of_the_demonstration_come_in_the_order_they_ask_for():
    found = parts()
    assert [part.position for part in found] == sorted({part.position for part in found})
    assert found[0].label == "ministères, départements et communes"


def test_no_two_apps_are_served_at_the_same_address():
    begins = [begin for config in ours() for begin in getattr(config, "addresses", {}) if begin]
    assert len(begins) == len(set(begins)) > 8


@pytest.mark.django_db
def test_who_knows_nothing_of_a_row_tells_nothing_of_it():
    told = TimelineEntry(date(2026, 1, 1), "Créée")
    with timeline.silenced(*timeline, lambda row, user: [told]):
        assert timeline_of(Commission(), None) == [told]


def test_a_column_says_what_its_model_says():
    row = CouncilRecord(kind="decision", held_on=date(2017, 11, 22), title="Refonte", approved=None)
    kind, day = column_of(CouncilRecord, "kind"), column_of(CouncilRecord, "held_on", sort="day")
    assert (kind.label, kind.value(row)) == ("Nature", "décision")
    assert (day.label, day.value(row), day.sort) == ("Conseil du", date(2017, 11, 22), "day")
    assert day.cell(row) == Cell("22/11/2017")
    assert column_of(CouncilRecord, "title", href=lambda row: "/la/").cell(row) == Cell("Refonte", "/la/")
    assert column_of(CouncilRecord, "ministry", href=lambda row: "/la/").cell(row) == Cell(None)
