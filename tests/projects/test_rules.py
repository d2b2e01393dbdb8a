import pytest

from foundation.accounts.enums import Role
from projects import rules
from projects.models import Project
from tests.factories import CommissionFactory, PersonFactory, ProjectFactory, member_of, officer_of
from tests.factories.access import ScopeFactory

pytestmark = pytest.mark.django_db
ON_A_PROJECT = (
    rules.can_edit_project,
    rules.can_update_project,
    rules.can_revise_baseline,
    rules.can_reshape_portfolio,
    rules.can_rate_for_asin,
    rules.can_read_drafts,
)
COMMISSION = {Role.SECRETARY, Role.PRESIDENT, Role.MEMBER, Role.OBSERVER}
ALLOWED = {
    Role.DSI: {
        rules.can_edit_project,
        rules.can_update_project,
        rules.can_revise_baseline,
        rules.can_reshape_portfolio,
        rules.can_read_drafts,
    },
    Role.ASIN_ADMIN: {rules.can_rate_for_asin},
}


def holder(role, project):
    if role in COMMISSION:
        return member_of(CommissionFactory(ministry=project.ministry), role)
    national = role in (Role.ASIN_ADMIN, Role.ASIN_READER, Role.PORTAL_ADMIN, Role.RSI)
    return officer_of(ScopeFactory() if national else project.scope, role)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("rule", ON_A_PROJECT, ids=lambda rule: rule.__name__)
def test_each_role_may_do_what_is_his(role, rule):
    project = ProjectFactory()
    inside = {rules.can_read_drafts} if role in COMMISSION | {Role.PROJECT_LEAD, Role.AUDITOR} else set()
    assert rule(holder(role, project), project) == (rule in ALLOWED.get(role, inside))


@pytest.mark.parametrize("rule", ON_A_PROJECT, ids=lambda rule: rule.__name__)
def test_a_neighbour_who_has_projects_of_his_own_does_nothing_here(rule):
    project, neighbour = ProjectFactory(), ProjectFactory()
    for user in (
        officer_of(neighbour.scope, Role.DSI),
        member_of(CommissionFactory(ministry=neighbour.ministry), Role.SECRETARY),
    ):
        assert not rule(user, project)


def test_a_project_lead_acts_on_what_he_leads():
    project = ProjectFactory()
    user = officer_of(project.scope, Role.PROJECT_LEAD)
    project.lead = PersonFactory(scope=project.scope, user=user)
    assert rules.can_update_project(user, project)
    assert not rules.can_revise_baseline(user, project)


def test_a_partner_reads_and_the_stranger_does_not():
    project, partner = ProjectFactory(), ProjectFactory()
    project.partner_ministries.add(partner.ministry)
    reader = officer_of(partner.scope, Role.DSI)
    assert set(Project.objects.visible_to(reader)) == {project, partner}
    assert set(Project.objects.carried_by(reader)) == {partner}
    assert set(Project.objects.visible_to(officer_of(ScopeFactory(), Role.DSI))) == set()
