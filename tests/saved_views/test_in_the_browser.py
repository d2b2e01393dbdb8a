"""A view is kept from a list, found in its menu, renamed and taken away: every button pressed."""

import pytest

from foundation.accounts.enums import Role
from foundation.saved_views.models import SavedView
from tests.browser import assert_accessible, assert_fits
from tests.factories import MinistryFactory, officer_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_a_view_is_kept_opened_renamed_and_taken_away(live_page):
    dsi = officer_of(MinistryFactory().scope, Role.DSI)
    page = live_page("/projets/?stage=running", user=dsi)
    menu = page.locator("details.drop", has_text="Vues")
    menu.locator("summary").click()
    menu.get_by_text("Aucune vue gardée ici").wait_for()
    menu.get_by_role("link", name="Garder cette vue…").click()
    page.get_by_label("Nom de la vue").fill("En cours")
    assert_accessible(page)
    page.get_by_role("button", name="Garder").click()
    page.get_by_text("La vue « En cours » est gardée").wait_for()
    assert page.url.endswith("/projets/?stage=running")

    page.locator("details.drop summary", has_text="Vues").click()
    page.get_by_role("link", name="En cours", exact=True).wait_for()
    assert_accessible(page)
    page.get_by_role("link", name="Mes vues de cette liste").click()
    page.get_by_role("link", name="Renommer").click()
    page.get_by_label("Nom de la vue").fill("En cours chez nous")
    page.get_by_role("button", name="Renommer").click()
    page.get_by_role("link", name="En cours chez nous").click()
    page.wait_for_url("**/projets/?stage=running")

    page.goto(page.url.partition("/projets/")[0] + "/vues/")
    assert_fits(page)
    page.get_by_role("button", name="Retirer").click()
    page.get_by_text("La vue « En cours chez nous » est retirée").wait_for()
    page.get_by_text("Aucune vue gardée").first.wait_for()
    assert not SavedView.objects.exists()


def test_without_script_the_menu_leads_to_ones_views(live_page):
    dsi = officer_of(MinistryFactory().scope, Role.DSI)
    page = live_page("/projets/", user=dsi, width=360, java_script_enabled=False)
    page.locator("details.drop summary", has_text="Vues").click()
    page.get_by_role("link", name="Mes vues de cette liste").click()
    page.get_by_role("heading", name="Mes vues").wait_for()
