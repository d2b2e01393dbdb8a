"""The pages of e-services on a phone and on a screen, and a month typed in few actions."""

from datetime import date

import pytest
from django.urls import reverse

from eservices.enums import Indicator
from eservices.models import ServiceMonth
from eservices.queries.use import last_month, window
from eservices.register.catalogue import SERVICES
from foundation.accounts.enums import Role
from foundation.common import clock
from tests.browser import assert_accessible, assert_each_fits
from tests.factories import (
    AskedPieceFactory,
    EServiceFactory,
    MinistryFactory,
    ServiceGoalFactory,
    ServiceMonthFactory,
    ServiceProblemFactory,
    ServiceStepFactory,
    officer_of,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LONG = "Attestation de prise en charge des bénéficiaires de l’action sociale et de la microfinance, " * 3


@pytest.fixture
def service():
    ministry = MinistryFactory(name="Ministère de la Décentralisation et de la Gouvernance locale", acronym="")
    ServiceStepFactory(name="Délivrance du document par voie électronique")
    row = EServiceFactory(
        ministry=ministry, name=LONG[:290], platform="Guichet", address="https://exemple.bj/" + "a" * 200
    )
    for month in window(clock.today())[:7]:
        figures = {"online": 1_234_567, "counter": 45, "completed": 900, "satisfaction": 7, "answers": 140}
        ServiceMonthFactory(service=row, month=month, availability=99, **figures)
    AskedPieceFactory(service=row, name="Acte de naissance", held="state", holder_name="Agence " * 20)
    ServiceProblemFactory(service=row, subject=LONG[:290])
    ServiceGoalFactory(indicator=Indicator.TAKE_UP, target=60, poor_below=30, valid_from=date(2020, 1, 1))
    return row


def test_every_page_fits_and_is_accessible(live_page, service):
    dsi = officer_of(service.scope, Role.DSI)
    addresses = [
        SERVICES.href(service),
        SERVICES.list_href(),
        SERVICES.edit_href(service),
        reverse("eservices:steps", args=[service.pk]),
        reverse("eservices:radar"),
        reverse("service-months:list"),
        reverse("service-months:sheet"),
        reverse("service-months:import"),
        reverse("service-problems:list"),
        reverse("service-problems:detail", args=[service.problems.get().pk]),
        reverse("service-pieces:list"),
    ]
    assert_each_fits(live_page, addresses, user=dsi)
    for address in (SERVICES.href(service), reverse("eservices:radar"), reverse("service-months:sheet")):
        assert_accessible(live_page(address, user=dsi, width=360))


def test_a_month_of_every_service_is_typed_on_one_page_without_a_script(live_page, service):
    other = EServiceFactory(ministry=service.ministry, name="Rendez-vous")
    dsi = officer_of(service.scope, Role.DSI)
    page = live_page(reverse("service-months:sheet"), user=dsi, width=360, java_script_enabled=False)
    page.locator(f"[name='{service.pk}-online']").fill("210")
    page.locator(f"[name='{other.pk}-online']").fill("55")
    page.get_by_role("button", name="Enregistrer ce mois").click()
    told = ServiceMonth.objects.filter(month=last_month(clock.today()))
    assert {row.service_id: row.online for row in told} == {service.pk: 210, other.pk: 55}
    assert "2\u00a0mois renseignés" in page.locator("body").inner_text()
