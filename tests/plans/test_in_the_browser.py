"""The pages of plans and of the PSSIE on a screen and on a phone: read whole, every button pressed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from foundation.accounts.enums import Role
from foundation.common import clock
from plans.models import MeasureAnswer, Plan
from tests.browser import assert_each_fits
from tests.factories import (
    ActionProjectFactory,
    MeasureAnswerFactory,
    MinistryFactory,
    PlanActionFactory,
    PlanAxisFactory,
    PlanFactory,
    ProjectFactory,
    PssieMeasureFactory,
    officer_of,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LONG = (
    "Dématérialiser l’ensemble des procédures de déclaration, d’agrément et de contrôle du ministère, sans déplacement"
)
NAME = "Ministère de la Décentralisation et de la Gouvernance locale, chargé de la Modernisation"


@pytest.fixture
def today():
    """The real one: pages are asked of a server that runs."""


def test_every_page_fits_with_long_names(live_page):
    ministry = MinistryFactory(name=NAME, acronym="")
    past = clock.today() - timedelta(days=40)
    plan = PlanFactory(ministry=ministry, adopted=True, title=f"{LONG}, {LONG}"[:290], ends_on=past)
    axis = PlanAxisFactory(plan=plan, title=LONG * 2)
    action = PlanActionFactory(plan=plan, axis=axis, title=LONG * 3, responsible="R" * 150, due_on=past)
    PlanActionFactory(plan=plan, title="a" * 400, planned_cost=10**12)
    project = ProjectFactory(ministry=ministry, title=LONG)
    ActionProjectFactory(action=action, project=project)
    measure = PssieMeasureFactory(ministry=ministry, title=LONG * 3)
    MeasureAnswerFactory(ministry=ministry, measure=measure, reason=LONG * 3, due_on=past)
    dsi = officer_of(ministry.scope, Role.DSI)
    rows = {"detail": plan, "edit": plan, "new_action": plan, "paste_actions": plan, "action": action, "link": action}
    addresses = [reverse(f"plans:{name}") for name in ("list", "new", "actions", "pssie", "paste_measures")]
    addresses += [reverse(f"plans:{name}", args=[row.pk]) for name, row in rows.items()]
    addresses += [reverse("plans:link_project", args=[project.pk]), reverse("pssie-measures:list")]
    addresses += [reverse("plans:pssie_ministry", args=[ministry.pk])]
    addresses += [reverse("plans:answer", args=[ministry.pk, measure.pk])]
    assert_each_fits(live_page, addresses, user=dsi)


def pressed(page, name, role="link"):
    page.get_by_role(role, name=name, exact=True).first.click()
    page.wait_for_load_state()


def test_a_plan_is_written_adopted_tied_to_a_project_and_a_measure_is_proved(live_page):
    ministry = MinistryFactory(name="Ministère du Plan", acronym="MP")
    project = ProjectFactory(ministry=ministry, title="Annuaire des agents")
    measure = PssieMeasureFactory(ministry=ministry, title="Sauvegarder chaque jour")
    page = live_page(reverse("plans:list"), user=officer_of(ministry.scope, Role.DSI))
    main = page.locator("main")

    pressed(page, "Enregistrer un plan")
    page.get_by_label("Nature").select_option("sdsi")
    page.get_by_label("Intitulé").fill("Schéma directeur 2026")
    pressed(page, "Enregistrer le projet de plan", "button")
    pressed(page, "Coller les actions")
    page.get_by_label("Lignes").fill("Action;Axe;Échéance\nUnifier les comptes;Socle;31/12/2026\nFormer;Usages;")
    pressed(page, "Ajouter ces actions", "button")
    pressed(page, "Mettre en application")
    page.get_by_label("Acte d’adoption").fill("Arrêté n° 3")
    pressed(page, "Mettre en application", "button")
    expect(main).to_contain_text("Sa fin n’est pas renseignée")
    pressed(page, "Compléter la fiche")
    page.locator("[name=ends_on]").fill("2030-12-31")
    pressed(page, "Enregistrer", "button")
    expect(main).to_contain_text("Reliez les actions sans projet")

    pressed(page, "Unifier les comptes")
    pressed(page, "Relier un projet")
    page.locator("[name=project]").select_option(str(project.pk))
    pressed(page, "Relier", "button")
    expect(page.locator("body")).to_contain_text(f"Le projet {project.code} porte cette action.")
    pressed(page, "Défaire le lien", "button")
    page.get_by_role("button", name="Défaire", exact=True).click()
    page.get_by_text("Aucun projet ne porte cette action").wait_for()
    page.goto(page.url.split("/plans/")[0] + reverse("projects:detail", args=[project.pk]))
    pressed(page, "Relier à une action")
    page.locator("[name=action]").select_option(label="Former")
    pressed(page, "Relier", "button")
    expect(page.locator("body")).to_contain_text("Le projet porte l’action « Former ».")
    assert Plan.objects.get().state == "adopted"

    page.goto(page.url.split("/projets/")[0] + reverse("plans:actions"))
    name = main.locator("th[scope=row]").first
    link, note = name.get_by_role("link").bounding_box(), name.locator(".fine").bounding_box()
    assert note["y"] >= link["y"] + link["height"] - 2  # below, not stuck to it

    page.goto(page.url.split("/plans/")[0] + reverse("plans:pssie_ministry", args=[ministry.pk]))
    pressed(page, measure.title)
    page.locator("[name=state]").select_option("done")
    pressed(page, "Enregistrer", "button")
    expect(page.locator("body")).to_contain_text("Une mesure faite a sa preuve et la date de celle-ci.")
    page.locator("[name=proof_reference]").fill("Note n° 4")
    page.locator("[name=proof_on]").fill("2026-05-02")
    pressed(page, "Enregistrer", "button")
    expect(page.locator("body")).to_contain_text("1 sur 1")
    assert MeasureAnswer.objects.get().state == "done"
