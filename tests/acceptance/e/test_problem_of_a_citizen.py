"""« K: public form for problems: spam-safe without outside services, accessible, works without JavaScript, follow-up by
code »: on a phone, without any script, from the report to what has changed.
"""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from eservices.models import ServiceProblem
from eservices.operations import reporting
from foundation.accounts.enums import Role
from tests.browser import assert_accessible
from tests.factories import EServiceFactory, MinistryFactory, officer_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WORDS = "Le paiement ne passe pas depuis lundi, quel que soit le téléphone."
NUMBER = {word: place for place, word in enumerate(reporting.NUMBERS)}


@pytest.fixture
def service(monkeypatch):
    cache.clear()
    monkeypatch.setattr(reporting, "SHORTEST_TIME", 0)
    return EServiceFactory(ministry=MinistryFactory(acronym="MP"), name="Certificat de vie", is_listed=True)


def answer(page):
    """As a person reads the question."""
    one, other = re.findall(r"Combien font (\w+) plus (\w+)", page.locator("main").inner_text())[0]
    page.get_by_label("Combien font").fill(str(NUMBER[one] + NUMBER[other]))


def test_a_citizen_reports_without_a_script_and_reads_the_answer(live_page, service):
    page = live_page(reverse("reporting:report"), width=360, java_script_enabled=False)
    page.get_by_label("E-service").select_option(label="Certificat de vie (MP)")
    page.get_by_label("Le problème").fill(WORDS)
    page.get_by_label("Combien font").fill("99")
    page.get_by_role("button", name="Envoyer").click()
    assert "pas le bon nombre" in page.content()
    assert page.get_by_label("Le problème").input_value() == WORDS
    answer(page)
    page.get_by_role("button", name="Envoyer").click()
    code = page.locator("main code").inner_text()
    problem = ServiceProblem.objects.get()
    assert problem.words == WORDS

    dsi = officer_of(service.scope, Role.DSI)
    staff = live_page(reverse("service-problems:detail", args=[problem.pk]), user=dsi, width=360)
    assert WORDS in staff.locator("main").inner_text()
    for button, label, said in (
        ("Retenir", "Problème", "Le paiement par téléphone échoue"),
        ("Dire le diagnostic", "Diagnostic", "L’opérateur a changé son service sans prévenir."),
        ("Dire l’amélioration", "Amélioration", "Le paiement passe de nouveau depuis ce matin."),
    ):
        staff.get_by_role("link", name=button).first.click()
        staff.get_by_label(label).fill(said)
        staff.get_by_role("button", name=re.compile("Enregistrer|Retenir")).first.click()
        staff.wait_for_load_state("load")
    staff.get_by_role("button", name="Clore").click()
    staff.get_by_text("Le problème est clos").first.wait_for()

    page.goto(reverse("reporting:follow"))
    page.get_by_label("Code de suivi").fill(code.lower())
    page.get_by_role("button", name="Voir où il en est").click()
    told = page.locator("main").inner_text()
    assert "clos" in told
    assert "Le paiement passe de nouveau depuis ce matin." in told
    assert WORDS not in told
    assert code not in page.url


@pytest.mark.parametrize("width", [360, 1280])
def test_the_public_pages_are_accessible(live_page, service, width):
    for name in ("reporting:report", "reporting:follow"):
        page = live_page(reverse(name), width=width)
        assert_accessible(page)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
