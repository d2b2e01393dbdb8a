import pytest

from commissions import rules
from foundation.accounts.enums import Role
from tests.factories import CommissionFactory, PersonFactory, ScopeFactory, member_of, officer_of

pytestmark = pytest.mark.django_db
ADMINS = {"asin_admin", "portal_admin"}


@pytest.fixture
def commission():
    return CommissionFactory()


@pytest.fixture
def actors(commission):
    foreign, state = CommissionFactory(), ScopeFactory(kind="national")
    inside = {
        role.value: member_of(commission, role) for role in (Role.SECRETARY, Role.PRESIDENT, Role.MEMBER, Role.OBSERVER)
    }
    ministry = {role.value: officer_of(commission.scope, role) for role in (Role.DSI, Role.PROJECT_LEAD, Role.AUDITOR)}
    national = {role.value: officer_of(state, role) for role in (Role.ASIN_READER, Role.ASIN_ADMIN, Role.PORTAL_ADMIN)}
    outside = {
        "foreign_secretary": member_of(foreign, Role.SECRETARY),
        "foreign_dsi": officer_of(foreign.scope, Role.DSI),
        "rsi": officer_of(ScopeFactory(kind="commune"), Role.RSI),
    }
    return inside | ministry | national | outside


def allowed(actors, check, *objects) -> set[str]:
    assert len(actors) == 13
    return {name for name, user in actors.items() if check(user, *objects)}


def test_a_commission_is_kept_by_its_secretary_and_administrators(actors, commission):
    assert allowed(actors, rules.can_manage_commission, commission) == ADMINS | {"secretary"}


def test_only_administrators_create_and_dissolve(actors, commission):
    assert allowed(actors, rules.can_create_commission) == ADMINS
    assert allowed(actors, rules.can_close_commission, commission) == ADMINS


def test_seats_are_given_by_a_secretary_and_administrators(actors, commission):
    assert allowed(actors, rules.can_seat, PersonFactory(scope=commission.scope)) == ADMINS | {"secretary"}
