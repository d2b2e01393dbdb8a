import pytest

from foundation.accounts.enums import Role
from foundation.common.permissions import RULES
from ministries import rules
from tests.factories import (
    CommissionFactory,
    LegalTextFactory,
    MinistryFactory,
    ScopeFactory,
    StructureFactory,
    member_of,
    officer_of,
)

pytestmark = pytest.mark.django_db

ACTORS = (
    "secretary",
    "president",
    "member",
    "observer",
    "dsi",
    "project_lead",
    "auditor",
    "foreign_secretary",
    "foreign_dsi",
    "rsi",
    "asin_reader",
    "asin_admin",
    "portal_admin",
)
ADMINS = {"asin_admin", "portal_admin"}


@pytest.fixture
def ministry():
    return MinistryFactory()


@pytest.fixture
def actors(ministry):
    own, foreign = CommissionFactory(ministry=ministry), CommissionFactory()
    state = ScopeFactory(kind="national")
    return {
        "secretary": member_of(own, Role.SECRETARY),
        "president": member_of(own, Role.PRESIDENT),
        "member": member_of(own, Role.MEMBER),
        "observer": member_of(own, Role.OBSERVER),
        "dsi": officer_of(ministry.scope, Role.DSI),
        "project_lead": officer_of(ministry.scope, Role.PROJECT_LEAD),
        "auditor": officer_of(ministry.scope, Role.AUDITOR),
        "foreign_secretary": member_of(foreign, Role.SECRETARY),
        "foreign_dsi": officer_of(foreign.scope, Role.DSI),
        "rsi": officer_of(ScopeFactory(kind="commune"), Role.RSI),
        "asin_reader": officer_of(state, Role.ASIN_READER),
        "asin_admin": officer_of(state, Role.ASIN_ADMIN),
        "portal_admin": officer_of(state, Role.PORTAL_ADMIN),
    }


def allowed(actors, check, *objects) -> set[str]:
    assert set(actors) == set(ACTORS)
    return {name for name, user in actors.items() if check(user, *objects)}


def test_only_administrators_change_the_government(actors, ministry):
    assert allowed(actors, rules.can_change_government, ministry) == ADMINS


def test_structures_are_kept_by_the_dsi_of_that_ministry(actors, ministry):
    assert allowed(actors, rules.can_manage_structures, ministry) == ADMINS | {"dsi"}
    assert allowed(actors, rules.can_manage_structures, StructureFactory(ministry=ministry)) == ADMINS | {"dsi"}


def test_a_text_of_a_ministry_is_kept_by_its_own_people(actors, ministry):
    assert allowed(actors, rules.can_edit_text, LegalTextFactory(ministry=ministry)) == ADMINS | {"dsi", "secretary"}
    assert allowed(actors, rules.can_add_text_for, ministry) == ADMINS | {"dsi", "secretary"}


def test_a_national_text_is_kept_by_administrators(actors):
    assert allowed(actors, rules.can_edit_text, LegalTextFactory(ministry=None)) == ADMINS
    assert allowed(actors, rules.can_add_text_for, None) == ADMINS


def test_who_keeps_texts_somewhere_may_open_the_form(actors):
    assert allowed(actors, rules.can_add_text) == ADMINS | {"dsi", "secretary", "foreign_dsi", "foreign_secretary"}


def test_the_council_is_kept_by_administrators(actors):
    assert allowed(actors, rules.can_manage_council) == ADMINS


def test_appointments_are_kept_by_administrators(actors):
    assert allowed(actors, rules.can_manage_appointments) == ADMINS
    assert allowed(actors, rules.can_see_appointments) == ADMINS | {"asin_reader"}


@pytest.mark.parametrize("role", [Role.DSI, Role.PROJECT_LEAD, Role.AUDITOR, Role.RSI, Role.ASIN_READER])
def test_administrators_appoint_to_ordinary_functions(actors, role):
    assert allowed(actors, rules.can_appoint, role) == ADMINS


@pytest.mark.parametrize("role", [Role.ASIN_ADMIN, Role.PORTAL_ADMIN])
def test_only_the_portal_administrator_appoints_administrators(actors, role):
    assert allowed(actors, rules.can_appoint, role) == {"portal_admin"}


def test_every_rule_explains_its_refusal():
    ours = [check for name, check in RULES.items() if name.startswith("ministries.rules.")]
    assert len(ours) == len([name for name in dir(rules) if name.startswith("can_") and name != "can_administer"])
    assert all(check.sentence.endswith(".") for check in ours)
