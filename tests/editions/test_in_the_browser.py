"""The DSI freezes his portfolio and reads what moved, on a phone and on a screen."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from editions.enums import Occasion
from editions.models import Edition
from editions.operations import freeze_edition
from foundation.accounts.enums import Role
from foundation.common import clock
from projects.enums import Stage
from tests.browser import assert_accessible, assert_fits
from tests.factories import MinistryFactory, ProjectFactory, officer_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LONG = "Dématérialisation des démarches de l’administration territoriale et de la tutelle des communes, " * 3


@pytest.mark.parametrize("width", [360, 1280])
def test_freeze_then_read_the_edition_and_its_lines(live_page, monkeypatch, width):
    ministry = MinistryFactory(name="Ministère du Plan", acronym="MP")
    ProjectFactory(ministry=ministry, title="Courrier", planned_start=date(2026, 1, 1), planned_end=date(2026, 12, 31))
    project = ProjectFactory(
        ministry=ministry, title=LONG[:290], stage=Stage.RUNNING, actual_start=date(2026, 1, 5), progress=20
    )
    today = clock.today()
    with monkeypatch.context() as past:
        past.setattr("foundation.common.clock.today", lambda: today - timedelta(days=90))
        freeze_edition(ministry.pk, occasion=Occasion.QUARTER, by=None)
    project.progress = 60
    project.save()
    page = live_page(reverse("editions:list"), user=officer_of(ministry.scope, Role.DSI), width=width)
    page.get_by_role("button", name="Figer une édition (MP)").click()
    page.get_by_role("dialog").get_by_role("button", name="Figer une édition (MP)").click()
    expect(page.get_by_text("L’édition n° 2 est figée")).to_be_visible()
    edition = Edition.objects.get(number=2)
    assert page.url.endswith(reverse("editions:detail", args=[edition.pk]))
    expect(page.get_by_text("vérifiée à l’instant")).to_be_visible()
    assert_fits(page)
    assert_accessible(page)
    page.get_by_role("link", name="Mouvement : 1", exact=True).click()
    expect(page.get_by_text("1 ligne", exact=True)).to_be_visible()
    assert_fits(page)
    assert_accessible(page)
