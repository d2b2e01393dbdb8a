import pytest

from foundation.accounts.enums import Role
from sessions.core import rules
from tests.factories import SessionFactory, UserFactory, member_of, officer_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_only_the_secretary_of_the_commission_prepares_and_convenes(role):
    session = SessionFactory()
    is_commission_role = role in (Role.SECRETARY, Role.PRESIDENT, Role.MEMBER, Role.OBSERVER)
    user = member_of(session.commission, role) if is_commission_role else officer_of(session.scope, role)
    expected = role == Role.SECRETARY
    assert rules.can_prepare(user, session) == expected
    assert rules.can_convene(user, session) == expected
    assert rules.can_create_session(user, session.commission) == expected


def test_a_neighbour_secretary_who_has_a_session_of_his_own_does_neither():
    session, other = SessionFactory(), SessionFactory()
    neighbour = member_of(other.commission, Role.SECRETARY)
    assert rules.can_prepare(neighbour, other)
    assert not rules.can_prepare(neighbour, session)
    assert not rules.can_convene(neighbour, session)
    assert not rules.can_create_session(neighbour, session.commission)


def test_a_superuser_flag_gives_nothing():
    assert not rules.can_prepare(UserFactory(is_superuser=True, is_staff=True), SessionFactory())
