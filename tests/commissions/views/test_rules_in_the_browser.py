"""The rules of an act in Chromium: the sentence follows what is typed, on a wide screen and on a phone."""

import re

import pytest
from django.urls import reverse

from commissions.models import Statute
from foundation.accounts.enums import Role
from tests.browser import assert_accessible, assert_fits
from tests.factories import CommissionFactory, member_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.mark.parametrize("width", [1280, 360])
def test_the_sentence_of_the_act_is_written_as_its_question_is_answered(live_page, width):
    commission = CommissionFactory()
    user = member_of(commission, Role.SECRETARY)
    page = live_page(reverse("commissions:new_statute", args=[commission.pk]), user=user, width=width)
    opened = page.locator("details.question[open]")
    assert opened.count() == 1
    page.locator("#question-quorum summary").click()
    page.wait_for_function("() => document.querySelectorAll('details.question[open]').length === 1")
    page.get_by_label("Quorum : numérateur").first.fill("1")
    page.get_by_label("Quorum : dénominateur").first.fill("2")
    page.get_by_label("plus un").first.check()
    page.get_by_label("Base du quorum").first.select_option("voting_seats")
    page.locator("#said-quorum").get_by_text(re.compile("la moitié plus un des sièges")).wait_for()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Enregistrer cette version").click()
    page.wait_for_url("**/regles/*")
    assert Statute.objects.get().quorum_plus_one
    assert page.get_by_role("link", name="Étape 4 sur 7 : les sièges").is_visible()
