"""At 1280 px nothing that names somebody or something is cut or broken while there is room beside it."""

import pytest
from django.urls import reverse

from foundation.accounts.enums import Role, ScopeKind
from foundation.accounts.models import Grant, User
from projects.operations import add_sites
from tests.browser import assert_accessible, assert_fits
from tests.factories import (
    CommuneFactory,
    MandateFactory,
    PersonFactory,
    ProjectFactory,
    ScopeFactory,
    SeatFactory,
    commission_with_members,
    officer_of,
)
from tests.sessions.held import held

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LONG = (
    "Ministère de la Décentralisation et de la Gouvernance locale, chargé de la Modernisation de l’Administration"
    " territoriale"
)
LINE = 30  # px: one line of text, and no second one


@pytest.fixture
def ministry(live_server):
    commission = commission_with_members(3, code="MDGL")
    ministry = commission.ministry
    ministry.name, ministry.acronym = LONG, ""
    ministry.save()
    ministry.scope.label = "Ministère de la Décentralisation et de la Gouvernance locale"
    ministry.scope.save()
    return commission


def height(page, selector):
    return page.locator(selector).first.bounding_box()["height"]


def test_ones_capacity_is_read_whole_in_the_top_bar(live_page, ministry):
    page = live_page(reverse("home"), user=officer_of(ministry.scope, Role.DSI))
    shown = page.locator(".who__as")
    assert shown.evaluate("element => element.scrollWidth <= element.clientWidth")
    assert (
        shown.bounding_box()["y"] + shown.bounding_box()["height"] <= page.locator(".topbar").bounding_box()["y"] + 56
    )


@pytest.mark.parametrize("width", [1280, 900, 360])
def test_nothing_hides_under_the_top_bar_however_long_ones_names_are(live_page, ministry, width):
    world = held()
    user, name = world.secretary, f"{'Fifamè ' * 12}ZINSOUKPÈ-HOUNTONDJI"
    User.objects.filter(pk=user.pk).update(full_name=name)
    Grant.objects.filter(user=user).update(capacity=f"{LONG} {LONG}")

    def box(selector):
        return page.locator(selector).first.bounding_box()

    page = live_page(reverse("home"), user=user, width=width)
    bar = box(".topbar")
    assert bar["height"] == pytest.approx(56 if width < 900 else 64, abs=1)
    page.locator(".who").click()
    menu = page.locator("#moi")
    menu.wait_for()
    assert box("#moi")["y"] >= bar["y"] + bar["height"]
    assert name in menu.inner_text()
    assert f"{LONG} {LONG}" in menu.inner_text()
    page = live_page(reverse("sessions:live", args=[world.session.pk]), user=user, width=width, wait=False)
    page.locator(".live__bar").wait_for()
    page.mouse.wheel(0, 5000)
    page.wait_for_function("() => scrollY > 100")
    bar = box(".topbar")
    assert box(".live__bar")["y"] >= bar["y"] + bar["height"] - 1


def test_the_name_of_a_holder_and_of_a_site_stand_on_one_line(live_page, ministry):
    dsi = officer_of(ministry.scope, Role.DSI)
    seat = SeatFactory(commission=ministry, position=9)
    MandateFactory(
        seat=seat,
        person=PersonFactory(scope=ministry.scope, full_name="Fifamè ZINSOUKPÈ-HOUNTONDJI"),
        act_reference="Arrêté n° 020/MDGL/DC/SGM",
    )
    page = live_page(reverse("commissions:seat", args=[seat.pk]), user=dsi)
    assert height(page, ".table .person__name") < LINE
    assert_fits(page)
    project = ProjectFactory(ministry=ministry.ministry)
    add_sites(project.pk, ["Poste n° 1, non précisé"], by=None)
    page = live_page(reverse("projects:detail", args=[project.pk]), user=dsi)
    assert height(page, "#sites ~ * .cell-name, .table .cell-name") < LINE + 12  # its cell has a padding
    assert_fits(page)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_matrix_keeps_one_line_a_ministry(live_page, ministry, width):
    page = live_page(
        reverse("dashboards:national"),
        user=officer_of(ScopeFactory(kind=ScopeKind.NATIONAL, label="ASIN"), Role.ASIN_READER),
        width=width,
    )
    assert height(page, ".matrix tbody th > *") < LINE
    assert page.get_by_role("link", name=LONG).count() == 1
    if width == 1280:
        assert page.locator(".matrix-wrap").evaluate("element => element.scrollWidth <= element.clientWidth")
    assert_fits(page)
    assert_accessible(page)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_list_of_communes_comes_before_its_filters(live_page, width):
    commune = CommuneFactory()
    page = live_page(reverse("ministries:communes"), user=officer_of(commune.scope, Role.RSI), width=width)
    assert page.locator("#filtres[open]").count() == 0
    assert_accessible(page)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_home_of_the_team_fits(live_page, width):
    page = live_page(
        reverse("home"),
        user=officer_of(ScopeFactory(kind=ScopeKind.NATIONAL, label="État"), Role.PORTAL_ADMIN),
        width=width,
    )
    assert page.get_by_role("link", name="Travaux en arrière-plan").is_visible()
    assert_fits(page)
    assert_accessible(page)
