"""The pages of projects in a real Chromium: they fit, they are accessible, typing is tinted, and nothing depends on a
script.
"""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from projects.models import Project, StatusUpdate
from projects.operations import add_sites, create_project
from tests.browser import assert_accessible, assert_fits
from tests.projects.world import ministry_with_dsi, running_project


def unfolded(page, project):
    """The row of a project, opened to be typed into."""
    row = page.locator(f"[id='p-{project.pk}']")
    if not row.locator("details").evaluate("fold => fold.open"):
        row.locator("summary").click()
    return row


WHOLE = ("list", "board", "bubbles", "map", "mine", "create")
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def portfolio(live_server):
    ministry, dsi = ministry_with_dsi(
        acronym="MDGL", name="Ministère de la Décentralisation et de la Gouvernance locale"
    )
    first = running_project(
        ministry,
        dsi,
        "Registre national des actes d’état civil sécurisé et interconnecté",
        forecast_cost=140_000_000,
        is_fictitious=True,
    )
    running_project(ministry, dsi, "Gestion électronique du courrier", own_rating=4)
    create_project(ministry, "Portail des données ouvertes", by=dsi)
    add_sites(first.pk, ["Poste n° 1", "Poste n° 2"], by=dsi)
    return dsi, first


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", [*WHOLE, "detail", "life", "edit", "stage", "revise", "leave", "split", "merge"])
def test_every_page_fits_and_is_accessible(live_page, portfolio, name, width):
    dsi, project = portfolio
    address = reverse(f"projects:{name}", args=[] if name in WHOLE else [project.pk])
    page = live_page(address, user=dsi, width=width)
    assert_fits(page)
    assert_accessible(page)


def test_a_changed_cell_is_tinted_and_the_button_counts(live_page, portfolio):
    dsi, project = portfolio
    page = live_page(reverse("projects:mine"), user=dsi)
    row = unfolded(page, project)
    assert row.locator(".is-changed").count() == 0
    row.get_by_label("En %").fill("33")
    assert row.locator(".is-changed").count() == 1
    assert page.get_by_role("button", name="Publier la ligne").is_visible()
    row.get_by_label("En %").fill("30")
    assert row.locator(".is-changed").count() == 0
    row.get_by_label("Coût estimé, FCFA").fill("140000000")  # the same amount, without its spaces
    assert row.locator(".is-changed").count() == 0
    row.get_by_label("En %").fill("33")
    page.get_by_role("button", name="Publier la ligne").click()
    page.get_by_text("1 mise à jour publiée").wait_for()
    assert Project.objects.get(pk=project.pk).progress == 33


@pytest.mark.parametrize("width", [360, 1280])
def test_a_message_does_not_cover_the_button_that_publishes(live_page, portfolio, width):
    dsi, project = portfolio
    page = live_page(reverse("projects:mine"), user=dsi, width=width)
    unfolded(page, project).get_by_label("En %").fill("31")
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    toast = page.locator(".toast")
    toast.wait_for()
    toast, publish = toast.bounding_box(), page.locator("[data-cmsic-own-publish]").bounding_box()
    apart = toast["y"] + toast["height"] <= publish["y"] or publish["y"] + publish["height"] <= toast["y"]
    assert apart, (toast, publish)


def test_eleven_projects_are_typed_into_on_one_screen(live_page, portfolio):
    dsi, project = portfolio
    for number in range(8):
        title = f"Système d’information intégré de gestion des ressources et des moyens n° {number}"
        running_project(project.ministry, dsi, title, forecast_cost=123_000_000, valued_on=date(2025, 1, 1))
    page = live_page(reverse("projects:mine"), user=dsi)
    rows = page.locator("[data-cmsic-row]")
    heights = [rows.nth(rank).bounding_box()["height"] for rank in range(11)]
    assert max(heights) <= 90, heights
    table = page.locator(".own__table").bounding_box()
    assert table["height"] <= 1100
    assert_fits(page)
    assert_accessible(page)
    # Each field says its name to who listens, and the comment grows where it is typed without moving the other rows.
    row = unfolded(page, project)
    heights = [rows.nth(rank).bounding_box()["height"] for rank in range(11)]
    for label in (
        "Stade",
        "Début estimé",
        "Début effectif",
        "Fin estimée",
        "Fin effective",
        "En %",
        "Coût estimé, FCFA",
        "Coût effectif, FCFA",
        "Ma note",
    ):
        assert row.get_by_label(label, exact=True).count() == 1, label
    comment = row.get_by_label("Commentaire")
    before = comment.bounding_box()["height"]
    comment.click()
    expect(comment).to_be_focused()
    page.wait_for_function(
        "([field, height]) => field.getBoundingClientRect().height > 1.5 * height",
        arg=[comment.element_handle(), before],
        timeout=2_000,
    )
    assert_accessible(page)  # the fields around it can still be pressed
    assert [rows.nth(rank).bounding_box()["height"] for rank in range(11)] == heights


def test_the_forecast_start_is_typed_and_published(live_page, portfolio):
    dsi, project = portfolio
    page = live_page(reverse("projects:mine"), user=dsi)
    row = unfolded(page, project)
    row.get_by_label("Début estimé").fill("2026-01-10")
    page.get_by_role("button", name="Publier la ligne").click()
    page.get_by_text("1 mise à jour publiée").wait_for()
    assert str(Project.objects.get(pk=project.pk).forecast_start) == "2026-01-10"


def test_publishing_works_without_any_script(live_page, portfolio):
    dsi, project = portfolio
    page = live_page(reverse("projects:mine"), user=dsi, width=360, java_script_enabled=False)
    unfolded(page, project)
    page.locator(f"[id='p-{project.pk}-progress']").fill("80")
    page.locator("button[value=publish]").click()
    assert "Un commentaire est obligatoire" in page.content()
    assert page.locator(f"[id='p-{project.pk}-progress']").input_value() == "80"
    page.locator(f"[id='p-{project.pk}-narrative']").fill("Le module d’enrôlement est livré.")
    page.locator("button[value=publish]").click()
    assert StatusUpdate.objects.get().narrative == "Le module d’enrôlement est livré."


def test_two_presses_publish_once(live_page, portfolio):
    dsi, project = portfolio
    page = live_page(reverse("projects:mine"), user=dsi)
    unfolded(page, project)
    page.locator(f"[id='p-{project.pk}-progress']").fill("33")
    page.locator("button[value=publish]").dblclick()
    page.get_by_text("1 mise à jour publiée").wait_for()
    assert StatusUpdate.objects.count() == 1
