"""The DSI schedules a report, has it made now, reads it; on a phone and on a screen."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from foundation.accounts.enums import Role
from projects.enums import Stage
from reports.models import Report
from reports.operations import make_report
from tests.browser import assert_accessible, assert_fits
from tests.factories import MinistryFactory, ProjectFactory, officer_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [360, 1280])
def test_a_report_is_scheduled_made_and_read(live_page, width):
    ministry = MinistryFactory(name="Ministère du Plan", acronym="MP")
    start, end = date(2026, 1, 1), date(2026, 12, 31)
    ProjectFactory(
        ministry=ministry,
        title="Dématérialisation des démarches de l’administration territoriale " * 3,
        stage=Stage.RUNNING,
        actual_start=start,
        initial_start=start,
        initial_end=end,
        planned_start=start,
        planned_end=end,
    )
    page = live_page(reverse("reports:list"), user=officer_of(ministry.scope, Role.DSI), width=width)
    expect(page.get_by_text("Aucun rapport", exact=True)).to_be_visible()
    page.get_by_role("link", name="Rapports programmés").click()
    page.get_by_role("link", name="Programmer un rapport").first.click()
    page.get_by_label("Prévenir aussi l’ASIN").check()
    assert_fits(page)
    assert_accessible(page)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Le rapport est programmé")).to_be_visible()
    expect(page.get_by_text("oui", exact=True)).to_be_visible()
    for act, said in (("Suspendre", "Rien ne sera établi"), ("Reprendre", "Le prochain est établi")):
        page.get_by_role("button", name=act).click()
        expect(page.get_by_text(said)).to_be_visible()
    page.get_by_role("button", name="Établir maintenant").click()
    expect(page.get_by_text("Ils sont en cours d’établissement")).to_be_visible()
    assert_fits(page)
    assert_accessible(page)
    make_report(Report.objects.get().pk)
    page.get_by_role("link", name="Rapport du", exact=False).first.click()
    with page.expect_download() as paper:
        page.get_by_role("link", name="Télécharger le rapport").click()
    with page.expect_download() as book:
        page.get_by_role("link", name="Classeur des chiffres").click()
    assert [each.value.suggested_filename.rpartition(".")[2] for each in (paper, book)] == ["pdf", "xlsx"]
    assert_fits(page)
    assert_accessible(page)
    page.goto(reverse("reports:ask"))
    page.get_by_role("button", name="Demander").click()
    expect(page.get_by_text("Ce rapport existe déjà")).to_be_visible()
