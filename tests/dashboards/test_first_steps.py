"""When nothing waits: the first steps of a role, or what moved since the last visit; never a congratulation."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cmsic.dashboards.queries.first_steps import first_steps_of, moved_since
from cmsic.dashboards.views.home import VISIT
from foundation.accounts.enums import Role, ScopeKind
from projects.enums import Colour
from recommendations.enums import RecommendationAction, RecommendationState
from recommendations.models import RecommendationStep
from tests.factories import (
    CommuneFactory,
    MinistryFactory,
    PersonFactory,
    ProjectFactory,
    RecommendationFactory,
    ScopeFactory,
    SessionFactory,
    StructureFactory,
    commission_with_members,
    officer_of,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
CONGRATULATION = "Tout est à jour"


def home(client, user):
    client.force_login(user)
    return client.get(reverse("home")).content.decode()


def steps(user):
    return {step.label: step.is_done for step in first_steps_of(user, TODAY())}


@pytest.fixture
def asin():
    return officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_READER)


def test_the_dsi_of_a_new_ministry_is_shown_his_first_steps(client):
    ministry = MinistryFactory()
    dsi = officer_of(ministry.scope, Role.DSI)
    page = home(client, dsi)
    assert "Vos premiers pas" in page
    assert CONGRATULATION not in page
    for address in (reverse("ministries:new_structure", args=[ministry.pk]), reverse("projects:create")):
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200


def test_a_step_that_was_done_is_told_so_and_all_done_leaves_the_page():
    commission = commission_with_members(2)
    dsi = officer_of(commission.scope, Role.DSI)
    assert steps(dsi) == {
        "Décrire les structures du ministère": False,
        "Avoir une commission": True,
        "Inscrire un premier projet": False,
    }
    StructureFactory(ministry=commission.ministry, scope=commission.scope)
    ProjectFactory(ministry=commission.ministry)
    assert steps(dsi) == {}


def test_the_portal_team_is_told_which_ministries_lack_a_dsi_and_a_commission(client):
    MinistryFactory()
    admin = officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.PORTAL_ADMIN)
    page = home(client, admin)
    assert CONGRATULATION not in page
    assert "1\u00a0ministère sans DSI" in page
    assert "1\u00a0ministère sans commission" in page
    assert f'href="{reverse("commissions:start")}"' in page
    commission_with_members(2)
    assert "1\u00a0ministère sans commission" in home(client, admin)


def test_an_rsi_gives_his_address_then_reports(client):
    commune = CommuneFactory()
    rsi = officer_of(commune.scope, Role.RSI)
    assert "Compléter vos coordonnées" in home(client, rsi)
    PersonFactory(user=rsi, scope=commune.scope, phone="+229 01 90 00 00 00")
    page = home(client, rsi)
    assert "Vos premiers pas" not in page
    assert CONGRATULATION not in page
    RecommendationFactory(commune=commune, addressee_scope=commune.scope)
    assert steps(rsi)["Rendre compte de ce qui est recommandé à la commune"] is False


def test_the_asin_is_told_what_moved_since_then_and_the_others_nothing(asin):
    commission = commission_with_members(3, code="MEA")
    session = SessionFactory(commission=commission, lifted=True, year=TODAY().year)
    red = ProjectFactory(ministry=commission.ministry, colour=Colour.RED, colour_since=TODAY())
    ProjectFactory(ministry=commission.ministry, colour=Colour.RED, colour_since=TODAY() - timedelta(days=60))
    done = RecommendationFactory(commission=commission, state=RecommendationState.DONE)
    RecommendationStep.objects.create(
        scope=commission.scope,
        recommendation=done,
        action=RecommendationAction.VALIDATE,
        from_state=RecommendationState.REPORTED,
        to_state=RecommendationState.DONE,
        at=timezone.now(),
    )
    type(session).objects.filter(pk=session.pk).update(transmitted_at=timezone.now())
    since = timezone.now() - timedelta(days=3)
    assert {row.href for row in moved_since(asin, since)} == {
        reverse("sessions:detail", args=[session.pk]),
        reverse("projects:detail", args=[red.pk]),
        reverse("recommendations:detail", args=[done.pk]),
    }
    assert moved_since(asin, timezone.now() + timedelta(days=1)) == []
    assert moved_since(officer_of(commission.scope, Role.DSI), since) == []


def test_the_last_visit_does_not_move_while_one_looks_and_is_the_start_of_the_next(client, asin):
    assert CONGRATULATION not in home(client, asin)
    first = client.cookies[VISIT].value
    assert client.session[VISIT] == ""
    client.get(reverse("home"))
    assert client.session[VISIT] == ""
    kept = client.cookies[VISIT].value
    client.logout()
    client.cookies[VISIT] = kept
    page = home(client, asin)
    assert client.session[VISIT].startswith(timezone.now().date().isoformat())
    assert "Aucune session levée" in page
    assert first


def test_the_visit_of_another_user_of_the_browser_is_not_mine(client, asin):
    home(client, asin)
    kept = client.cookies[VISIT].value
    client.logout()
    client.cookies[VISIT] = kept
    home(client, officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_ADMIN))
    assert client.session[VISIT] == ""
