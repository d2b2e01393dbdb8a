"""« The DSI's month: 12 projects updated in ≤ 40 actions in the browser test; ≤ 15 when nothing moved; a phone can do
it. »

An action is what a hand does: a press, a value typed, a choice made. The keys that the cursor stops at are counted too.
"""

import pytest
from django.urls import reverse

from foundation.accounts.enums import Role
from projects.enums import UpdateState
from projects.models import StatusUpdate
from projects.operations import save_draft
from tests.browser import assert_accessible, assert_fits
from tests.factories import officer_of
from tests.measure import report
from tests.projects.test_in_the_browser import unfolded
from tests.projects.world import ministry_with_dsi, running_project

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MINE = reverse("projects:mine")
PROJECTS = 12
FOLDED_PHONE = 4_000  # pixels high with its twelve projects; the open table took 11,645


class Hand:
    def __init__(self, page):
        self.page, self.actions = page, 0

    def press(self, thing):
        self.actions += 1
        thing.click()

    def type(self, thing, text):
        self.actions += 1
        thing.fill(text)


@pytest.fixture
def office(live_server):
    ministry, dsi = ministry_with_dsi(acronym="MDGL", name="Ministère de la Décentralisation")
    titles = ("Registre national des actes d’état civil sécurisé et interconnecté", "Gestion du courrier")
    made = [
        running_project(ministry, dsi, f"{titles[n % 2]} n° {n + 1}", forecast_cost=2_480_000_000 + n)
        for n in range(PROJECTS)
    ]
    return dsi, made


def stops(page):
    """How many times the tab key is pressed before the page is left."""
    page.evaluate("() => { document.activeElement.blur(); window.scrollTo(0, 0) }")
    seen = []
    for _ in range(400):
        page.keyboard.press("Tab")
        here = page.evaluate(
            "() => document.activeElement === document.body ? null : (document.activeElement.dataset.stop ??="
            " String(Math.random()))"
        )
        if here is None or here in seen:
            break
        seen.append(here)
    return len(seen)


@pytest.mark.parametrize("width", [1280, 360])
def test_twelve_projects_are_updated_in_forty_actions(live_page, office, width):
    dsi, projects = office
    page = live_page(MINE, user=dsi, width=width)
    assert "12 projets attendent leur mise à jour." in page.content().replace("\u00a0", " ").replace("&nbsp;", " ")
    assert_fits(page)
    assert_accessible(page)
    height = page.evaluate("() => document.documentElement.scrollHeight")
    tabs = stops(page)
    assert tabs <= 60, tabs
    if width == 360:
        assert height <= FOLDED_PHONE, height
    hand = Hand(page)
    for project in projects:
        row = page.locator(f"[id='p-{project.pk}']")
        # What was foreseen is read without hovering, before the row is opened and beside the field.
        assert "prévue 31/12/2026" in " ".join(row.locator("summary").inner_text().split())
        hand.press(row.locator("summary"))
        assert row.get_by_text("prévu : 100 000 000 FCFA").is_visible()
        cost = row.get_by_label("Coût estimé, FCFA")
        assert cost.evaluate("field => field.scrollWidth <= field.clientWidth")  # not cut
        hand.type(row.get_by_label("En %"), "45")
        hand.type(row.get_by_label("Commentaire"), "Le module d’enrôlement est livré et reçu.")
    assert_fits(page)  # opened too
    hand.press(page.get_by_role("button", name="Publier les 12"))
    page.get_by_text("12 mises à jour publiées", exact=False).first.wait_for()
    assert StatusUpdate.objects.published().count() == PROJECTS
    assert page.locator("[data-cmsic-part=done] [data-cmsic-row]").count() == PROJECTS
    assert "publié le" in page.locator("[data-cmsic-part=done] summary").first.inner_text()
    report("the DSI’s month", width=width, actions=hand.actions, tab_stops=tabs, height_px=height)
    assert hand.actions <= 40, hand.actions


@pytest.mark.parametrize("width", [1280, 360])
def test_when_nothing_moved_two_presses_attest_all(live_page, office, width):
    dsi, _projects = office
    page = live_page(MINE, user=dsi, width=width)
    hand = Hand(page)
    hand.press(page.get_by_role("button", name="Rien de changé pour les 12"))
    hand.press(page.get_by_role("button", name="Publier les 12"))
    page.get_by_text("12 « rien de changé » attestés", exact=False).first.wait_for()
    assert StatusUpdate.objects.published().filter(attests_no_change=True).count() == PROJECTS
    # No message stands over a button.
    toast = page.locator(".toast").first.bounding_box()
    for button in page.locator(".own__foot button:visible").all():
        box = button.bounding_box()
        apart = toast["y"] + toast["height"] <= box["y"] or box["y"] + box["height"] <= toast["y"]
        assert apart, (toast, box)
    assert hand.actions <= 15, hand.actions


def lost_when_sent(route):
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()


def test_what_is_typed_without_a_line_is_there_again_and_saved(live_page, office):
    dsi, (project, *_) = office
    page = live_page(MINE, user=dsi)
    row = unfolded(page, project)
    # What is sent gets no answer; cut off whole, the browser of the tests forgets the database of a page it leaves.
    page.context.route(f"**{MINE}", lost_when_sent)
    row.get_by_label("Commentaire").fill("Saisi pendant la coupure.")
    row.get_by_text("gardé sur cet appareil", exact=False).wait_for()
    assert not StatusUpdate.objects.exists()
    page.context.unroute_all()
    live_page.console.problems.clear()  # the line that was cut is said in the console
    page.goto(MINE)
    again = page.locator(f"[id='p-{project.pk}']")
    again.get_by_text("Brouillon enregistré", exact=False).wait_for()
    assert again.get_by_label("Commentaire").input_value() == "Saisi pendant la coupure."
    assert StatusUpdate.objects.get().narrative == "Saisi pendant la coupure."
    live_page.console.problems.clear()


def test_a_device_that_keeps_nothing_says_so(live_page, office):
    dsi, (project, *_) = office
    page = live_page(MINE, user=dsi)
    row = unfolded(page, project)
    page.evaluate(
        "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('plein', 'QuotaExceededError') } }"
    )
    page.context.set_offline(True)
    row.get_by_label("Commentaire").fill("Saisi pendant la coupure.")
    row.get_by_text("Cet appareil ne garde rien : laissez cette page ouverte", exact=False).wait_for()
    page.context.set_offline(False)
    row.get_by_text("Brouillon enregistré", exact=False).wait_for()
    live_page.console.problems.clear()


def test_a_text_that_crosses_anothers_is_shown_whole_and_loses_nothing(live_page, office):
    dsi, (project, other, *_) = office
    colleague = officer_of(project.ministry.scope, Role.DSI)
    page = live_page(MINE, user=dsi)
    for one, text in ((project, "Le mien."), (other, "Le mien aussi.")):
        save_draft(one.pk, {"progress": 60, "narrative": "Celui de la collègue."}, by=colleague)
        row = unfolded(page, one)
        row.get_by_label("Commentaire").fill(text)
        row.get_by_text("Une autre personne a écrit", exact=False).wait_for()
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    page.locator(".errors").wait_for()
    for one, text in ((project, "Le mien."), (other, "Le mien aussi.")):
        row = page.locator(f"[id='p-{one.pk}']")
        sides = " ".join(row.locator(".own__sides").inner_text().split())
        assert "Celui de la collègue." in sides
        assert text in sides
        assert row.locator(".own__sides dt").count() == 10  # every field, those that agree too
        assert row.get_by_label("Commentaire").input_value() == text
    assert set(StatusUpdate.objects.filter(state=UpdateState.DRAFT).values_list("narrative", flat=True)) == {
        "Celui de la collègue."
    }
    page.get_by_role("button", name="Publier les 2").click()
    page.get_by_text("2 mises à jour publiées", exact=False).first.wait_for()
    assert set(StatusUpdate.objects.published().values_list("narrative", flat=True)) == {"Le mien.", "Le mien aussi."}
