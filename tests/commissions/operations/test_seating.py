from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from commissions.enums import HolderKind, SeatRole
from commissions.models import Mandate, Seat
from commissions.operations import add_seat, appoint_to_seat, edit_seat, end_mandate, suppress_seat
from commissions.queries import mandates_of
from foundation.accounts.enums import Role
from foundation.accounts.models import Grant
from foundation.common import clock
from foundation.common.exceptions import Conflict, InvalidInput, Refused
from foundation.journal.record import entries_of
from tests.factories import (
    CommissionFactory,
    MandateFactory,
    PersonFactory,
    SeatFactory,
    StructureFactory,
    UserFactory,
    member_of,
)

pytestmark = pytest.mark.django_db
TODAY = clock.today()


@pytest.fixture
def commission():
    return CommissionFactory(code="MDGL")


def person_with_account(commission):
    return PersonFactory(scope=commission.scope, user=UserFactory())


def edit(seat, **changes):
    values = {name: getattr(seat, name) for name in ("label", "role", "has_vote", "position", "structure", "article")}
    return edit_seat(seat.pk, **{**values, "base_version": seat.version, "by": None, **changes})


def test_a_mandate_gives_the_role_of_its_seat(commission):
    seat = SeatFactory(commission=commission, role=SeatRole.PRESIDENT, label="le ministre")
    person = person_with_account(commission)
    mandate = appoint_to_seat(seat.pk, person, valid_from=TODAY, by=None)
    grant = Grant.objects.get(user=person.user)
    assert (grant.role, grant.commission_id, grant.capacity) == (
        Role.PRESIDENT,
        commission.pk,
        "président de la commission MDGL (le ministre)",
    )
    assert [(entry.act, entry.commission_id) for entry in entries_of(mandate)] == [("appoint_to_seat", commission.pk)]


def test_a_substitute_is_seated_beside_the_titular(commission):
    seat = SeatFactory(commission=commission)
    appoint_to_seat(seat.pk, person_with_account(commission), valid_from=TODAY, by=None)
    substitute = person_with_account(commission)
    appoint_to_seat(seat.pk, substitute, kind=HolderKind.SUBSTITUTE, valid_from=TODAY, by=None)
    assert substitute.user.has_role(Role.MEMBER, commission=commission.pk)
    assert "suppléant" in Grant.objects.get(user=substitute.user).capacity


@pytest.mark.parametrize("kind", [HolderKind.TITULAR, HolderKind.SUBSTITUTE])
def test_a_seat_has_one_holder_of_each_kind_at_a_time(commission, kind):
    seat = SeatFactory(commission=commission)
    appoint_to_seat(seat.pk, PersonFactory(full_name="Afi KODJO"), kind=kind, valid_from=date(2024, 1, 1), by=None)
    with pytest.raises(Refused, match="ce siège est tenu par Afi KODJO depuis le 1er janvier 2024, sans date de fin"):
        appoint_to_seat(seat.pk, PersonFactory(), kind=kind, valid_from=TODAY, by=None)


def test_two_holders_at_once_are_refused_by_the_database(commission):
    seat = SeatFactory(commission=commission)
    MandateFactory(seat=seat)
    with pytest.raises(IntegrityError, match="mandate_one_holder_at_a_time"), transaction.atomic():
        MandateFactory(seat=seat)


def test_a_successor_takes_the_seat_the_day_the_former_leaves(commission):
    seat = SeatFactory(commission=commission)
    first = appoint_to_seat(seat.pk, PersonFactory(), valid_from=date(2024, 1, 1), by=None)
    end_mandate(first.pk, on=date(2025, 1, 1), reason="départ", by=None)
    appoint_to_seat(seat.pk, PersonFactory(), valid_from=date(2025, 1, 1), by=None)
    assert seat.mandates.count() == 2


def test_a_person_has_one_vote(commission):
    person = PersonFactory()
    appoint_to_seat(SeatFactory(commission=commission, label="le SGM").pk, person, valid_from=TODAY, by=None)
    with pytest.raises(Refused, match="tient déjà « le SGM », et une personne n’a qu’une voix"):
        appoint_to_seat(SeatFactory(commission=commission).pk, person, valid_from=TODAY, by=None)
    appoint_to_seat(
        SeatFactory(commission=commission, role=SeatRole.SECRETARY, has_vote=False).pk,
        person,
        valid_from=TODAY,
        by=None,
    )
    appoint_to_seat(SeatFactory().pk, person, valid_from=TODAY, by=None)


def test_nobody_is_his_own_substitute(commission):
    seat, person = SeatFactory(commission=commission), PersonFactory()
    appoint_to_seat(seat.pk, person, valid_from=TODAY, by=None)
    with pytest.raises(Refused, match="il ou elle y est déjà titulaire"):
        appoint_to_seat(seat.pk, person, kind=HolderKind.SUBSTITUTE, valid_from=TODAY, by=None)


def test_nobody_seats_himself(commission):
    secretary = member_of(commission, Role.SECRETARY)
    person = PersonFactory(scope=commission.scope, user=secretary)
    with pytest.raises(Refused, match="nul ne se nomme lui-même"):
        appoint_to_seat(
            SeatFactory(commission=commission, role=SeatRole.PRESIDENT).pk, person, valid_from=TODAY, by=secretary
        )


def test_a_seat_that_does_not_exist_that_day_takes_nobody(commission):
    with pytest.raises(Refused, match="ce siège est supprimé depuis le 1er janvier 2024"):
        appoint_to_seat(
            SeatFactory(commission=commission, valid_to=date(2024, 1, 1)).pk, PersonFactory(), valid_from=TODAY, by=None
        )
    with pytest.raises(Refused, match="ce siège n’existe pas encore"):
        appoint_to_seat(
            SeatFactory(commission=commission, valid_from=date(2025, 1, 1)).pk,
            PersonFactory(),
            valid_from=date(2024, 1, 1),
            by=None,
        )


def test_ending_a_mandate_ends_its_rights_that_day(commission):
    seat, person = SeatFactory(commission=commission), person_with_account(commission)
    mandate = appoint_to_seat(seat.pk, person, valid_from=date(2024, 1, 1), by=None)
    end_mandate(mandate.pk, on=TODAY, reason="départ", by=None)
    assert not person.user.has_role(Role.MEMBER)
    entry = entries_of(mandate).last()
    assert (entry.act, entry.reason, entry.after) == ("end_mandate", "départ", {"to": str(TODAY)})


def test_ending_twice_or_before_the_beginning_is_refused(commission):
    mandate = appoint_to_seat(
        SeatFactory(commission=commission).pk, PersonFactory(), valid_from=date(2024, 1, 1), by=None
    )
    with pytest.raises(Refused, match="il commence le 1er janvier 2024"):
        end_mandate(mandate.pk, on=date(2024, 1, 1), reason="x", by=None)
    end_mandate(mandate.pk, on=date(2025, 1, 1), reason="x", by=None)
    with pytest.raises(Refused, match="a déjà pris fin le 1er janvier 2025"):
        end_mandate(mandate.pk, on=date(2025, 1, 1), reason="x", by=None)


def test_the_secretary_does_not_leave_the_commission_without_a_secretary(commission):
    person = person_with_account(commission)
    mandate = appoint_to_seat(
        SeatFactory(commission=commission, role=SeatRole.SECRETARY, has_vote=False).pk,
        person,
        valid_from=date(2024, 1, 1),
        by=None,
    )
    with pytest.raises(Refused, match="votre propre mandat de secrétaire"):
        end_mandate(mandate.pk, on=TODAY, reason="x", by=person.user)


def test_a_seat_is_added_with_the_scope_of_its_commission(commission):
    seat = add_seat(
        commission.pk,
        label="le directeur de cabinet",
        role=SeatRole.MEMBER,
        has_vote=True,
        position=2,
        article="article 4",
        by=None,
    )
    assert seat.scope_id == commission.scope_id
    assert [entry.act for entry in entries_of(seat)] == ["add_seat"]


def test_a_commission_has_one_president(commission):
    add_seat(commission.pk, label="le ministre", role=SeatRole.PRESIDENT, has_vote=True, position=1, by=None)
    with pytest.raises(Refused, match="« le ministre » l’est déjà"):
        add_seat(commission.pk, label="un autre", role=SeatRole.PRESIDENT, has_vote=True, position=2, by=None)


def test_an_observer_or_secretary_has_no_vote_says_the_constraint_in_french(commission):
    with pytest.raises(Refused, match="n’a pas de voix délibérative"):
        add_seat(commission.pk, label="l’ASIN", role=SeatRole.OBSERVER, has_vote=True, position=9, by=None)


def test_a_seat_does_not_take_a_structure_of_elsewhere(commission):
    with pytest.raises(InvalidInput, match="appartient à une autre institution"):
        add_seat(
            commission.pk,
            label="x",
            role=SeatRole.MEMBER,
            has_vote=True,
            position=1,
            structure=StructureFactory(),
            by=None,
        )


def test_the_role_of_a_seat_that_was_held_does_not_change(commission):
    seat = MandateFactory(seat=SeatFactory(commission=commission)).seat
    with pytest.raises(Refused, match="Impossible de changer le rôle ou la voix"):
        edit(seat, role=SeatRole.OBSERVER, has_vote=False)
    edit(seat, position=4)


def test_a_new_wording_of_the_seat_is_the_new_capacity_of_its_holder(commission):
    seat, person = SeatFactory(commission=commission, label="le DC"), person_with_account(commission)
    appoint_to_seat(seat.pk, person, valid_from=TODAY, by=None)
    edit(seat, label="le directeur de cabinet")
    assert Grant.objects.get(user=person.user).capacity == "membre de la commission MDGL (le directeur de cabinet)"
    # A name that only repeats the role is said once.
    for label in ("Membre", "Le membre de la commission"):
        edit(Seat.objects.get(pk=seat.pk), label=label)
        assert Grant.objects.get(user=person.user).capacity == "membre de la commission MDGL"
        assert [held.title for held in mandates_of(person, person.user)] == ["membre"]


def test_two_edits_that_cross_conflict(commission):
    seat = SeatFactory(commission=commission, label="Un")
    edit(seat, label="Deux")
    with pytest.raises(Conflict) as conflict:
        edit_seat(
            seat.pk,
            label="Trois",
            role=seat.role,
            has_vote=True,
            position=seat.position,
            structure=None,
            article="",
            base_version=1,
            by=None,
        )
    assert conflict.value.sides == {"label": ("Deux", "Trois")}


def test_a_seat_that_is_held_is_not_suppressed(commission):
    seat = SeatFactory(commission=commission)
    mandate = appoint_to_seat(seat.pk, PersonFactory(full_name="Afi KODJO"), valid_from=date(2024, 1, 1), by=None)
    with pytest.raises(Refused) as refusal:
        suppress_seat(seat.pk, on=TODAY, reason="nouvel acte", by=None)
    assert refusal.value.blockers == ["Mandat d’Afi KODJO (titulaire)."]
    end_mandate(mandate.pk, on=TODAY, reason="x", by=None)
    suppress_seat(seat.pk, on=TODAY, reason="nouvel acte", by=None)
    with pytest.raises(Refused, match="déjà supprimé"):
        suppress_seat(seat.pk, on=TODAY + timedelta(days=1), reason="x", by=None)
    assert Mandate.objects.count() == 1
