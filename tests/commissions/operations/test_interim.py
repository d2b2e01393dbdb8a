"""Dated delegations: rights follow the dates, one at a time, taken back when one likes."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from commissions.enums import HolderKind
from commissions.models import Mandate
from commissions.operations import cancel_interim, delegate_seat
from commissions.queries import composition
from foundation.accounts.enums import Role
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.models import Entry
from ministries.models import Appointment
from ministries.operations import appoint, cancel_delegation, delegate_appointment, end_appointment
from tests.factories import MinistryFactory, PersonFactory, UserFactory, commission_with_members, member_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
NEXT, END = TODAY + timedelta(days=7), TODAY + timedelta(days=21)


@pytest.fixture
def seat():
    return commission_with_members(3).seats.get(role="president")


def stand_in(seat, **dates):
    person = PersonFactory(scope=seat.scope, user=UserFactory())
    return delegate_seat(seat.pk, person, **({"valid_from": NEXT, "valid_to": END, "by": None} | dates))


def test_the_rights_of_a_seat_follow_the_dates_of_its_interim(seat):
    user = stand_in(seat).person.user
    for day, held in ((NEXT - timedelta(days=1), False), (NEXT, True), (END - timedelta(days=1), True), (END, False)):
        with time_machine.travel(day):
            user.forget_access()
            assert user.has_role(Role.PRESIDENT, commission=seat.commission_id) is held, day
    (grant,) = user.grants.all()
    assert "président par intérim de la commission" in grant.capacity


def interims_on(commission, day):
    return {line.seat.pk: line.interim for line in composition(commission, day).lines if line.interim}


def test_the_interim_is_shown_on_its_days_and_the_titular_stays(seat, client):
    made = stand_in(seat)
    line = next(line for line in composition(seat.commission, NEXT).lines if line.seat == seat)
    assert (line.interim, line.titular is not None, line.substitute) == (made, True, None)
    assert interims_on(seat.commission, NEXT) == {seat.pk: made}
    assert interims_on(seat.commission, END) == {}
    client.force_login(member_of(seat.commission, Role.SECRETARY))
    assert "par intérim" in client.get(reverse("commissions:seat", args=[seat.pk])).content.decode()
    with time_machine.travel(NEXT):
        client.force_login(member_of(seat.commission, Role.SECRETARY))
        assert (
            "par intérim, jusqu’au"
            in client.get(reverse("commissions:detail", args=[seat.commission_id])).content.decode()
        )


def test_two_interims_of_a_seat_never_overlap_even_for_the_database(seat):
    first = stand_in(seat)
    with pytest.raises(Refused, match="ce siège est tenu par"):
        stand_in(seat, valid_from=END - timedelta(days=1), valid_to=END + timedelta(days=5))
    with pytest.raises(IntegrityError, match="mandate_one_holder_at_a_time"), transaction.atomic():
        Mandate.objects.create(
            scope=seat.scope, seat=seat, person=PersonFactory(), kind=HolderKind.INTERIM, valid_from=NEXT, valid_to=END
        )
    with pytest.raises(IntegrityError, match="mandate_interim_has_an_end"), transaction.atomic():
        Mandate.objects.create(
            scope=seat.scope,
            seat=seat,
            person=PersonFactory(),
            kind=HolderKind.INTERIM,
            valid_from=END + timedelta(days=9),
        )
    assert stand_in(seat, valid_from=END, valid_to=END + timedelta(days=5)).valid_from == first.valid_to


def test_the_substitute_of_the_seat_may_stand_in_but_not_the_holder_of_another_voice(seat):
    other = seat.commission.seats.get(role="member").mandates.get().person
    with pytest.raises(Refused, match="n’a qu’une voix"):
        delegate_seat(seat.pk, other, valid_from=NEXT, valid_to=END, by=None)
    with pytest.raises(InvalidInput, match="dans le passé"):
        stand_in(seat, valid_from=TODAY - timedelta(days=1))


@pytest.mark.parametrize("later", [0, 10])
def test_an_interim_is_cancelled_with_its_rights_before_and_while_it_runs(seat, later):
    made = stand_in(seat)
    user, pk = made.person.user, made.pk
    with time_machine.travel(TODAY + timedelta(days=later)):
        left = cancel_interim(pk, reason="retour du titulaire", by=None)
        user.forget_access()
        assert not user.has_role(Role.PRESIDENT, commission=seat.commission_id)
        assert (left is None) is (later == 0)
        entry = Entry.objects.order_by("-pk").first()
        assert (entry.act, entry.reason) == ("end_mandate" if later else "cancel_interim", "retour du titulaire")
    with pytest.raises(Refused, match="par intérim"):
        cancel_interim(seat.mandates.get(kind=HolderKind.TITULAR).pk, reason="non", by=None)


def test_a_dsi_delegates_his_own_rights_between_two_dates(client):
    ministry = MinistryFactory()
    dsi, deputy = (PersonFactory(scope=ministry.scope, user=UserFactory()) for _ in range(2))
    held = appoint(dsi, Role.DSI, scope=ministry.scope, title="DSI", valid_from=TODAY, by=None)
    client.force_login(dsi.user)
    page = client.get(reverse("ministries:detail", args=[ministry.pk])).content.decode()
    assert reverse("ministries:delegate_appointment", args=[held.pk]) in page
    data = {"person": str(deputy.pk), "valid_from": TODAY.isoformat(), "valid_to": END.isoformat()}
    assert client.post(reverse("ministries:delegate_appointment", args=[held.pk]), data).status_code == 302
    made = held.interims.get()
    assert deputy.user.has_role(Role.DSI, scope=ministry.scope_id)
    assert client.post(reverse("ministries:delegate_appointment", args=[held.pk]), data).status_code == 409
    with pytest.raises(IntegrityError, match="appointment_one_interim_at_a_time"), transaction.atomic():
        Appointment.objects.create(
            scope=ministry.scope, person=dsi, role=Role.DSI, title="x", interim_of=held, valid_from=TODAY, valid_to=END
        )
    assert "par intérim jusqu’au" in client.get(reverse("ministries:detail", args=[ministry.pk])).content.decode()
    cancel_delegation(made.pk, reason="retour", by=None)
    deputy.user.forget_access()
    assert not deputy.user.has_role(Role.DSI)


def test_the_interim_of_a_dsi_ends_with_his_function():
    ministry = MinistryFactory()
    dsi, deputy = (PersonFactory(scope=ministry.scope, user=UserFactory()) for _ in range(2))
    held = appoint(dsi, Role.DSI, scope=ministry.scope, title="DSI", valid_from=TODAY - timedelta(days=30), by=None)
    delegate_appointment(held.pk, deputy, valid_from=TODAY, valid_to=END, by=None)
    end_appointment(held.pk, on=TODAY + timedelta(days=2), reason="mutation", by=None)
    assert held.interims.get().valid_to == TODAY + timedelta(days=2)
