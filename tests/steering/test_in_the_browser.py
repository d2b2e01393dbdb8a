"""What steers a project on a phone and on a screen: long names are read whole, pictures too, nothing spills over."""

from datetime import date

import pytest
from django.urls import reverse

from foundation.accounts.enums import Role
from steering.operations.milestones import move
from steering.register import REGISTERS
from tests.browser import assert_each_fits
from tests.factories import (
    DependencyFactory,
    FundingLineFactory,
    IndicatorFactory,
    MeasureFactory,
    MilestoneFactory,
    MinistryFactory,
    ProblemFactory,
    ProjectFactory,
    RiskFactory,
    UseReviewFactory,
    officer_of,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LONG = "Raccordement des soixante-dix-sept communes à la plateforme nationale d’interopérabilité, lot n° 2, "


def test_every_page_fits_and_the_calendar_is_pressed(live_page):
    ministry = MinistryFactory(name="Ministère de la Décentralisation et de la Gouvernance locale", acronym="")
    project = ProjectFactory(ministry=ministry, title=f"{LONG * 2}"[:290], running=True, code="MDGL-0001")
    done = ProjectFactory(ministry=ministry, title="Guichet", done=True)
    dsi = officer_of(ministry.scope, Role.DSI)
    withheld = {"paid_absence": "withheld", "withheld_reason": LONG}
    FundingLineFactory(project=project, planned=123_456_789_012_345, funder=LONG, **withheld)
    RiskFactory(project=project, title=LONG, mitigation=LONG * 3)
    ProblemFactory(project=project, title=LONG)
    milestone = MilestoneFactory(project=project, title=LONG, deliverable=LONG)
    move(milestone.pk, to_on=date(2027, 2, 1), reason="contract", explanation=LONG, by=None)
    DependencyFactory(project=project, predecessor=done, outside="", awaited=LONG)
    indicator = IndicatorFactory(project=project, title=LONG, unit="démarches par mois et par commune")
    for month in (3, 4, 5):
        MeasureFactory(indicator=indicator, measured_on=date(2026, month, 1), value=30 - month)
    UseReviewFactory(project=done, comment=LONG)
    addresses = [reverse("steering:calendar"), reverse("projects:detail", args=[project.pk])]
    for register in REGISTERS:
        row = register.model.objects.first()
        addresses += [register.list_href(), register.href(row), register.new_href(dsi)]
    page = assert_each_fits(live_page, [*addresses, reverse("steering:project", args=[project.pk])], user=dsi)
    page.set_viewport_size({"width": 360, "height": 900})
    page.get_by_text("Voir les données").click()
    assert "initial 01/09/2026, attendu 01/02/2027" in page.locator("main").inner_text()
    page.locator("svg:visible a").filter(has_text="MDGL-0001").first.click()
    page.wait_for_url(f"**{reverse('projects:detail', args=[project.pk])}")
