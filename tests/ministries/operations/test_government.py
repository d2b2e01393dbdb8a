from datetime import date

import pytest
from django.db import IntegrityError, transaction

from foundation.accounts.enums import Role
from foundation.common import clock
from foundation.common.exceptions import Conflict, Refused
from foundation.journal.record import entries_of
from ministries.models import Ministry, MinistryName, MinistrySuccession
from ministries.operations import create_ministry, rename_ministry, succeed_ministry
from ministries.queries import with_succession
from tests.factories import CommissionFactory, MinistryFactory, StructureFactory, UserFactory

pytestmark = pytest.mark.django_db

MND = "Ministère du Numérique et de la Digitalisation"
MENC = "Ministère de l’Économie numérique et de la Communication"


@pytest.fixture
def menc():
    return MinistryFactory(name=MENC, acronym="MENC", valid_from=date(2016, 4, 6))


def ministries_on(day: date) -> list[Ministry]:
    return list(with_succession(UserFactory()).in_force(day).with_names_on(day).order_by("name_then", "pk"))


def names_on(day: date) -> list[tuple[str, str]]:
    return [(row.name_then, row.acronym_then) for row in ministries_on(day)]


def test_a_ministry_opens_with_its_scope_and_its_first_name():
    ministry = create_ministry(name=MND, acronym="MND", valid_from=date(2020, 3, 1), by=None)
    assert ministry.scope.label == MND
    assert list(ministry.names.values_list("name", "valid_from", "valid_to")) == [(MND, date(2020, 3, 1), None)]
    assert [entry.act for entry in entries_of(ministry)] == ["create_ministry"]


def test_two_ministries_in_place_do_not_bear_the_same_name(menc):
    with pytest.raises(Refused, match="existe déjà"):
        create_ministry(name=MENC.upper(), valid_from=None, by=None)


def test_renaming_keeps_the_former_name_for_earlier_days(menc):
    admin = UserFactory()
    rename_ministry(menc.pk, name=MND, acronym="MND", on=date(2020, 3, 1), by=admin)
    assert names_on(date(2019, 2, 1)) == [(MENC, "MENC")]
    assert names_on(date(2020, 2, 29)) == [(MENC, "MENC")]
    assert names_on(date(2020, 3, 1)) == [(MND, "MND")]
    menc.refresh_from_db()
    assert (menc.name, menc.acronym, menc.version, menc.scope.label) == (MND, "MND", 2, MND)
    entry = entries_of(menc).get()
    assert (entry.act, entry.before, entry.after["name"], entry.actor_name) == (
        "rename_ministry",
        {"name": MENC, "acronym": "MENC"},
        MND,
        admin.full_name,
    )


def test_a_name_without_acronym_does_not_borrow_the_former_one(menc):
    rename_ministry(menc.pk, name=MND, acronym="", on=date(2020, 3, 1), by=None)
    assert names_on(date(2021, 1, 1)) == [(MND, "")]


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (date(2016, 4, 6), "il porte son nom actuel depuis le 6 avril 2016"),
        (date(2010, 1, 1), "il porte son nom actuel depuis"),
        (date(2099, 1, 1), "à l’avance"),
    ],
)
def test_a_name_is_not_given_before_the_present_one_nor_in_advance(menc, on, sentence):
    with pytest.raises(Refused, match=sentence):
        rename_ministry(menc.pk, name=MND, on=on, by=None)
    assert names_on(clock.today()) == [(MENC, "MENC")]


def test_renaming_to_the_same_name_is_refused(menc):
    with pytest.raises(Refused, match="que le ministère porte déjà"):
        rename_ministry(menc.pk, name=MENC, acronym="MENC", on=date(2020, 1, 1), by=None)


def test_an_old_version_conflicts_and_shows_both_names(menc):
    rename_ministry(menc.pk, name=MND, acronym="MND", on=date(2020, 3, 1), base_version=1, by=None)
    with pytest.raises(Conflict) as conflict:
        rename_ministry(menc.pk, name="Autre", acronym="MND", on=date(2021, 3, 1), base_version=1, by=None)
    assert conflict.value.sides == {"name": (MND, "Autre")}


def test_a_ministry_that_ended_is_not_renamed():
    ended = MinistryFactory(valid_to=date(2021, 5, 25))
    with pytest.raises(Refused, match="n’existe plus depuis le 25 mai 2021"):
        rename_ministry(ended.pk, name="Autre", on=date(2022, 1, 1), by=None)


def test_two_names_on_the_same_day_are_refused_by_the_database(menc):
    with pytest.raises(IntegrityError, match="ministry_name_one_at_a_time"), transaction.atomic():
        MinistryName.objects.create(ministry=menc, name="Autre", valid_from=date(2018, 1, 1))


def test_a_succession_ends_the_predecessor_and_moves_nothing(menc):
    structure = StructureFactory(ministry=menc, valid_from=date(2017, 1, 1))
    commission = CommissionFactory(ministry=menc)
    mnd = MinistryFactory(name=MND, acronym="MND", valid_from=date(2020, 3, 1))
    outcome = succeed_ministry(menc.pk, mnd, on=date(2020, 3, 1), source="décret", by=None)
    menc.refresh_from_db()
    assert menc.valid_to == date(2020, 3, 1)
    assert menc.names.get().valid_to == date(2020, 3, 1)
    structure.refresh_from_db()
    commission.refresh_from_db()
    assert (structure.ministry_id, commission.ministry_id) == (menc.pk, menc.pk)
    assert outcome.left_behind == ["1 structure en vigueur", f"« {commission.name} »"]
    assert "Rien n’a été transféré" in outcome.sentence
    assert [entry.act for entry in entries_of(menc)] == ["succeed_ministry"]
    assert [entry.act for entry in entries_of(mnd)] == ["succeed_ministry"]


def test_yesterday_shows_the_predecessor_and_today_the_successor(menc):
    mnd = MinistryFactory(name=MND, acronym="MND", valid_from=date(2020, 3, 1))
    succeed_ministry(menc.pk, mnd, on=date(2020, 3, 1), by=None)
    assert names_on(date(2020, 2, 29)) == [(MENC, "MENC")]
    assert names_on(date(2020, 3, 1)) == [(MND, "MND")]
    (row,) = ministries_on(date(2020, 2, 29))
    assert [link.successor for link in row.followed_by] == [mnd]


def test_a_ministry_may_be_split_between_two(menc):
    one, two = MinistryFactory(valid_from=date(2020, 3, 1)), MinistryFactory(valid_from=date(2020, 3, 1))
    succeed_ministry(menc.pk, one, on=date(2020, 3, 1), by=None)
    succeed_ministry(menc.pk, two, on=date(2020, 3, 1), by=None)
    assert set(menc.successions_out.values_list("successor", flat=True)) == {one.pk, two.pk}


def test_a_ministry_that_loses_a_part_goes_on(menc):
    other = MinistryFactory(valid_from=date(2020, 3, 1))
    succeed_ministry(menc.pk, other, on=date(2020, 3, 1), ends_predecessor=False, by=None)
    menc.refresh_from_db()
    assert menc.valid_to is None


def test_a_succession_is_refused_when_it_makes_no_sense(menc):
    later = MinistryFactory(valid_from=date(2021, 5, 25))
    with pytest.raises(Refused, match="ne se succède pas à lui-même"):
        succeed_ministry(menc.pk, menc, on=date(2020, 1, 1), by=None)
    with pytest.raises(Refused, match="le successeur n’existe que depuis le 25 mai 2021"):
        succeed_ministry(menc.pk, later, on=date(2021, 5, 24), by=None)
    with pytest.raises(Refused, match="le prédécesseur commence le 6 avril 2016"):
        succeed_ministry(menc.pk, later, on=date(2016, 4, 6), by=None)
    succeed_ministry(menc.pk, later, on=date(2021, 5, 25), by=None)
    with pytest.raises(Refused, match="déjà enregistrée"):
        succeed_ministry(menc.pk, later, on=date(2021, 5, 25), by=None)
    with pytest.raises(Refused, match="est lui-même le successeur"):
        succeed_ministry(later.pk, menc, on=date(2022, 5, 25), by=None)


def test_a_pair_succeeds_once_says_the_database(menc):
    other = MinistryFactory()
    MinistrySuccession.objects.create(predecessor=menc, successor=other)
    with pytest.raises(IntegrityError, match="succession_unique_pair"), transaction.atomic():
        MinistrySuccession.objects.create(predecessor=menc, successor=other)


def test_rights_stay_where_they_were_after_a_succession(menc):
    from tests.factories import officer_of

    dsi = officer_of(menc.scope, Role.DSI)
    mnd = MinistryFactory(valid_from=date(2020, 3, 1))
    succeed_ministry(menc.pk, mnd, on=date(2020, 3, 1), by=None)
    dsi.forget_access()
    assert dsi.access.scopes() == {menc.scope_id}
    assert Ministry.objects.get(pk=mnd.pk).scope_id not in dsi.access.scopes()
