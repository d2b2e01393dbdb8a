"""« The RSI's quarter: grid, two projects, next three steps, on a phone in ≤ 20 actions. »

An action is what a hand does: a press, a value typed, a choice made.
"""

import pytest
from django.urls import reverse

from communes.models import CommuneProject, CommuneQuarter, GridAnswer, NextStep
from communes.queries.grid import grid
from foundation.accounts.enums import Role
from tests.acceptance.d.test_month import Hand
from tests.browser import assert_accessible, assert_fits
from tests.factories import CommuneFactory, CommuneProjectFactory, GridAnswerFactory, officer_of
from tests.measure import report

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MOST = 20


def test_a_quarter_is_told_on_a_phone_in_twenty_actions(live_page):
    commune = CommuneFactory(name="Kandi")
    rsi = officer_of(commune.scope, Role.RSI)
    for place, question in enumerate(grid().questions):
        GridAnswerFactory(commune=commune, code=question.code, reply="no" if place % 2 else "yes")
    for title in ("Portail de la commune", "Gestion du courrier"):
        CommuneProjectFactory(commune=commune, title=title)
    page = live_page("/", user=rsi, width=360)
    hand = Hand(page)
    hand.press(page.get_by_role("link", name="Renseigner le"))
    page.wait_for_url(f"**{reverse('communes:quarter', args=[commune.pk])}")
    assert_accessible(page)
    assert_fits(page)
    hand.press(page.locator("summary", has_text="Cadre et organisation"))
    for code in ("C2", "C4"):
        hand.press(page.locator(f'label[for="id_q-{code}-reply_0"]'))
    hand.type(page.locator('[name="q-C2-proof"]'), "Fiche de poste du 3 mai")
    for field, value in zip(page.locator('[name$="-progress"]').all(), ("55", "80"), strict=True):
        hand.type(field, value)
    for rank, text in enumerate(("Nommer un correspondant", "Publier le budget", "Former les agents"), start=1):
        hand.type(page.locator(f'[name="s-{rank}-text"]'), text)
        hand.type(page.locator(f'[name="s-{rank}-due_on"]'), f"2027-0{rank}-01")
    assert_fits(page)
    hand.press(page.get_by_role("button", name="Enregistrer le trimestre"))
    page.wait_for_url("**#suivi")
    report("quarter of a RSI on a phone", actions=hand.actions, most=MOST)
    assert hand.actions <= MOST
    quarter = CommuneQuarter.objects.get()
    assert (quarter.yes, quarter.no, quarter.proven) == (22, 18, 1)
    assert GridAnswer.objects.get(code="C2").proof == "Fiche de poste du 3 mai"
    assert sorted(CommuneProject.objects.values_list("progress", flat=True)) == [55, 80]
    assert list(NextStep.objects.order_by("rank").values_list("text", flat=True)) == [
        "Nommer un correspondant",
        "Publier le budget",
        "Former les agents",
    ]
    assert_accessible(page)
    assert_fits(page)
