from datetime import date

import pytest

from foundation.common.exceptions import Conflict, InvalidInput, Refused
from foundation.journal.record import entries_of
from ministries.enums import StructureKind
from ministries.operations import add_structure, close_structure, edit_structure
from ministries.queries import structure_tree
from tests.factories import MinistryFactory, StructureFactory

pytestmark = pytest.mark.django_db


def edit(structure, **changes):
    values = {
        name: getattr(structure, name)
        for name in ("kind", "name", "acronym", "parent", "position", "valid_from", "source")
    }
    return edit_structure(structure.pk, **{**values, "base_version": structure.version, "by": None, **changes})


def shape(nodes):
    return [(node.structure.name, shape(node.children)) for node in nodes]


def test_the_tree_of_a_day_holds_the_structures_of_that_day():
    ministry = MinistryFactory()
    sgm = add_structure(ministry.pk, kind=StructureKind.SGM, name="SGM", by=None)
    add_structure(
        ministry.pk, kind=StructureKind.DSI, name="DSI", parent=sgm, position=2, valid_from=date(2020, 1, 1), by=None
    )
    old = add_structure(ministry.pk, kind=StructureKind.OTHER, name="SGSI", parent=sgm, position=1, by=None)
    close_structure(old.pk, on=date(2020, 1, 1), reason="réorganisation", by=None)
    assert shape(structure_tree(ministry, date(2019, 6, 1))) == [("SGM", [("SGSI", [])])]
    assert shape(structure_tree(ministry, date(2020, 1, 1))) == [("SGM", [("DSI", [])])]


def test_the_tree_costs_one_query_whatever_its_size(django_assert_num_queries):
    ministry = MinistryFactory()
    for _ in range(5):
        StructureFactory(ministry=ministry)
    with django_assert_num_queries(1):
        structure_tree(ministry, date(2026, 1, 1))


def test_a_structure_takes_the_scope_of_its_ministry_and_is_journalled():
    ministry = MinistryFactory()
    structure = add_structure(ministry.pk, kind=StructureKind.DSI, name="DSI", by=None)
    assert structure.scope_id == ministry.scope_id
    assert [(entry.act, entry.scope_id) for entry in entries_of(structure)] == [("add_structure", ministry.scope_id)]


def test_a_structure_does_not_hang_on_another_ministry():
    elsewhere = StructureFactory()
    with pytest.raises(InvalidInput, match="appartient à un autre ministère"):
        add_structure(MinistryFactory().pk, kind=StructureKind.DSI, name="DSI", parent=elsewhere, by=None)


def test_a_structure_does_not_hang_below_itself():
    top = StructureFactory()
    middle = StructureFactory(ministry=top.ministry, parent=top)
    low = StructureFactory(ministry=top.ministry, parent=middle)
    with pytest.raises(InvalidInput, match="dépend elle-même de"):
        edit(top, parent=low)


def test_a_closed_structure_with_structures_below_is_refused_with_their_names():
    top = StructureFactory()
    StructureFactory(ministry=top.ministry, parent=top, name="DSI")
    with pytest.raises(Refused) as refusal:
        close_structure(top.pk, on=date(2026, 1, 1), reason="x", by=None)
    assert refusal.value.blockers == ["« DSI » en dépend."]


def test_closing_twice_is_refused():
    structure = StructureFactory()
    close_structure(structure.pk, on=date(2026, 1, 1), reason="x", by=None)
    with pytest.raises(Refused, match="déjà fermée depuis le 1er janvier 2026"):
        close_structure(structure.pk, on=date(2026, 2, 1), reason="x", by=None)


def test_two_edits_that_cross_conflict():
    structure = StructureFactory(name="DSI")
    edit(structure, name="Direction des SI")
    with pytest.raises(Conflict) as conflict:
        edit_structure(
            structure.pk,
            kind=structure.kind,
            name="DSI du ministère",
            acronym="",
            parent=None,
            position=0,
            valid_from=None,
            source="",
            base_version=1,
            by=None,
        )
    assert conflict.value.sides["name"] == ("Direction des SI", "DSI du ministère")
