"""A long list is searched by words, a list of several answers needs no modifier key; without the script both are plain
lists.
"""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from foundation.accounts.enums import Role
from ministries.models import Appointment
from sessions.preparing.models import Proposal
from tests.browser import assert_accessible, assert_fits, at_rest
from tests.factories import (
    PersonFactory,
    ProjectFactory,
    ScopeFactory,
    SessionFactory,
    commission_with_members,
    member_of,
    officer_of,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def admin():
    for number in range(20):
        ScopeFactory(kind="commune", label=f"Commune {number:02} du Zou-Étang")
    PersonFactory(full_name="Prudence KPÈDÉKON")
    return officer_of(ScopeFactory(kind="national"), Role.PORTAL_ADMIN)


@pytest.mark.parametrize("width", [360, 1280])
def test_an_institution_is_found_by_words_in_any_order_without_accents(live_page, admin, width):
    page = live_page(reverse("ministries:new_appointment"), user=admin, width=width)
    box = page.get_by_role("combobox", name="Institution")
    box.click()
    page.keyboard.type("etang 07")
    options = page.locator(".ts-dropdown .option")
    expect(options).to_have_count(1)
    assert_accessible(page)
    assert_fits(page)
    page.keyboard.press("Enter")
    chosen = page.locator("select[name=scope]").evaluate("list => list.selectedOptions[0].text")
    assert "Commune 07" in chosen
    box.click()
    page.keyboard.type("introuvable")
    expect(page.get_by_text("Rien ne correspond à « introuvable ».")).to_be_visible()


def test_several_projects_are_chosen_one_by_one_and_taken_back(live_page):
    session = SessionFactory(commission=commission_with_members(3))
    for title in ("Courrier", "Archives", "Guichet"):
        ProjectFactory(ministry=session.commission.ministry, title=title)
    secretary = member_of(session.commission, Role.SECRETARY)
    page = live_page(reverse("sessions:propose"), user=secretary)
    page.get_by_label("Intitulé").fill("Examen des archives")
    box = page.get_by_role("combobox", name="Projets liés")
    box.click()
    for count, word in enumerate(("archiv", "guich"), start=1):
        page.keyboard.type(word)
        expect(page.locator(".ts-dropdown .option")).to_have_count(1)
        page.keyboard.press("Enter")
        expect(page.locator(".ts-control .item")).to_have_count(count)
    page.keyboard.press("Escape")
    assert_accessible(page)
    page.locator(".item", has_text="Guichet").locator(".remove").click()
    page.keyboard.press("Escape")
    page.locator("main form button[type=submit]").last.click()
    at_rest(page)
    proposal = Proposal.objects.get(title="Examen des archives")
    assert [project.title for project in proposal.projects.all()] == ["Archives"]


def test_without_the_script_the_list_is_a_list(live_page, admin):
    page = live_page(reverse("ministries:new_appointment"), user=admin, java_script_enabled=False)
    page.get_by_label("Institution").select_option(label=page.locator("select[name=scope] option").nth(3).inner_text())
    assert Appointment.objects.count() == 0
    expect(page.locator(".ts-wrapper")).to_have_count(0)
