"""The register on a phone and on a screen: a long promise is read whole and nothing spills over."""

from datetime import timedelta

import pytest

from foundation.accounts.enums import Role
from foundation.common import clock
from promises.register import PROMISES
from tests.browser import assert_each_fits
from tests.factories import MinistryFactory, ProjectFactory, PromiseFactory, officer_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LONG = "Un guichet numérique unique dans chacune des soixante-dix-sept communes, ouvert à tous sans déplacement, " * 3


def test_the_list_the_page_and_the_form_fit(live_page):
    ministry = MinistryFactory(
        name="Ministère de la Décentralisation et de la Gouvernance locale, chargé de la Modernisation", acronym=""
    )
    project = ProjectFactory(ministry=ministry, title=f"Projet {LONG}"[:290])
    row = PromiseFactory(
        ministry=ministry, text=LONG, project=project, due_on=clock.today() - timedelta(days=40), source="s" * 300
    )
    dsi = officer_of(ministry.scope, Role.DSI)
    addresses = [PROMISES.href(row), PROMISES.new_href(dsi), PROMISES.edit_href(row), PROMISES.list_href()]
    page = assert_each_fits(live_page, addresses, user=dsi)
    assert "de retard" in page.locator("main").inner_text()
    assert page.get_by_role("link", name="Enregistrer une promesse").first.is_visible()
