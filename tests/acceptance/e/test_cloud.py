"""« L4: wave planning board; "verified" needs its three proofs; burn-down. » In the browser, by the DSI."""

from datetime import date

import pytest
from django.urls import reverse

from foundation.accounts.enums import Role
from systems.enums import ProofKind
from systems.models import Landing
from tests.browser import assert_accessible, assert_fits
from tests.factories import LandingFactory, MinistryFactory, PlatformFactory, WaveFactory, officer_of
from tests.factories.files import pdf_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_a_platform_is_verified_by_its_three_proofs_and_leaves_the_curve(live_page):
    ministry = MinistryFactory(name="Ministère du Plan", acronym="MP")
    wave = WaveFactory(name="Vague de mars", starts_on=date(2026, 3, 1))
    LandingFactory(platform__ministry=ministry, platform__name="Baobab", wave=wave, planned_on=date(2026, 3, 20))
    PlatformFactory(ministry=ministry, name="Iroko")
    dsi = officer_of(ministry.scope, Role.DSI)
    page = live_page(reverse("landings:list"), user=dsi)
    page.get_by_role("link", name="Baobab").click()
    page.get_by_role("link", name="Noter la migration").click()
    page.get_by_label("Migrée le").fill("2026-03-22")
    page.get_by_role("button", name="Noter la migration").click()
    for kind in ProofKind:
        assert page.get_by_role("button", name="Vérifier").count() == 0
        page.get_by_role("link", name="Verser une preuve").click()
        page.get_by_label("Preuve").select_option(kind.value)
        page.get_by_label("Constatée le").fill("2026-04-01")
        content = pdf_of(f"Preuve {kind.value}")
        page.get_by_label("Pièce").set_input_files(
            {"name": f"{kind.value}.pdf", "mimeType": "application/pdf", "buffer": content}
        )
        page.get_by_role("button", name="Verser").click()
    page.get_by_role("button", name="Vérifier").click()
    page.get_by_text("est vérifiée").first.wait_for()
    assert Landing.objects.get().verified_on is not None
    assert_accessible(page)
    for name in ("list", "board"):
        page.goto(reverse(f"landings:{name}"))
        assert "vérifiée" in page.locator("main").inner_text()
        assert_accessible(page)
        assert_fits(page)
