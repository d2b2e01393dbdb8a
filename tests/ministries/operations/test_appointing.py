from datetime import date, timedelta

import pytest

from foundation.accounts.enums import Role
from foundation.accounts.models import Grant
from foundation.common import clock
from foundation.common.exceptions import Refused
from foundation.journal.record import entries_of
from ministries.operations import appoint, end_appointment
from tests.factories import CommuneFactory, MinistryFactory, PersonFactory, ScopeFactory, UserFactory, officer_of

pytestmark = pytest.mark.django_db
TODAY = clock.today()


def test_an_appointment_gives_its_right_between_its_dates():
    ministry = MinistryFactory()
    person = PersonFactory(scope=ministry.scope, user=UserFactory())
    appointment = appoint(person, Role.DSI, scope=ministry.scope, title="DSI du MDGL", valid_from=TODAY, by=None)
    assert person.user.has_role(Role.DSI, scope=ministry.scope_id)
    end_appointment(appointment.pk, on=TODAY + timedelta(days=1), reason="départ", by=None)
    grant = Grant.objects.get(user=person.user)
    assert (grant.valid_from, grant.valid_to) == (TODAY, TODAY + timedelta(days=1))


def test_the_journal_keeps_the_name_apart():
    person = PersonFactory(user=UserFactory())
    appointment = appoint(person, Role.DSI, scope=MinistryFactory().scope, title="DSI", valid_from=TODAY, by=None)
    entry = entries_of(appointment).get()
    assert entry.object_label == ""
    assert entry.label == f"{person.full_name}, DSI"


def test_nobody_appoints_himself():
    admin = officer_of(ScopeFactory(kind="national"), Role.PORTAL_ADMIN)
    person = PersonFactory(user=admin)
    with pytest.raises(Refused, match="nul ne se nomme lui-même"):
        appoint(person, Role.DSI, scope=MinistryFactory().scope, title="DSI", valid_from=TODAY, by=admin)


@pytest.mark.parametrize(
    ("role", "kind"), [(Role.DSI, "commune"), (Role.RSI, "ministry"), (Role.ASIN_ADMIN, "ministry")]
)
def test_a_function_is_held_in_its_kind_of_institution(role, kind):
    scope = {"commune": lambda: CommuneFactory().scope, "ministry": lambda: MinistryFactory().scope}[kind]()
    with pytest.raises(Refused, match="cette fonction s’exerce dans un périmètre de nature"):
        appoint(PersonFactory(), role, scope=scope, title="x", valid_from=TODAY, by=None)


def test_the_same_function_is_not_given_twice():
    ministry, person = MinistryFactory(), PersonFactory()
    appoint(person, Role.DSI, scope=ministry.scope, title="DSI", valid_from=date(2024, 1, 1), by=None)
    with pytest.raises(Refused, match="exerce déjà cette fonction depuis le 1er janvier 2024"):
        appoint(person, Role.DSI, scope=ministry.scope, title="DSI", valid_from=TODAY, by=None)


def test_ending_twice_is_refused():
    appointment = appoint(
        PersonFactory(), Role.DSI, scope=MinistryFactory().scope, title="DSI", valid_from=date(2024, 1, 1), by=None
    )
    end_appointment(appointment.pk, on=date(2025, 1, 1), reason="x", by=None)
    with pytest.raises(Refused, match="a déjà pris fin le 1er janvier 2025"):
        end_appointment(appointment.pk, on=date(2026, 1, 1), reason="x", by=None)
