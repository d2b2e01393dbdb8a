"""Once only: what is asked though the State holds it, ranked by what an exchange would spare."""

from datetime import date

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from eservices.enums import Held
from foundation.accounts.enums import Role
from systems.queries.once_only import exchanges_to_build
from tests.factories import (
    AskedPieceFactory,
    EServiceFactory,
    ExchangeFactory,
    MinistryFactory,
    PlatformFactory,
    ServiceMonthFactory,
    officer_of,
)
from tests.factories.systems import named

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)
ONCE = reverse("exchanges:once")


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("foundation.common.clock.today", lambda: TODAY)


def asks(ministry, piece, holder, online):
    service = EServiceFactory(ministry=ministry)
    ServiceMonthFactory(service=service, month=date(2026, 5, 1), online=online)
    AskedPieceFactory(service=service, name=piece, held=Held.STATE, holder=holder)


@pytest.fixture
def state():
    """Two ministries ask for the birth certificate that a third holds; one asks for the criminal record."""
    holder, first, second = (MinistryFactory(acronym=name) for name in ("MDETIENT", "MUN", "MDEUX"))
    asks(first, "Acte de naissance", holder, 300)
    asks(second, "acte de naissance", holder, 500)
    asks(first, "Casier judiciaire", holder, 900)
    return holder, first, second


def test_the_exchange_that_spares_the_most_comes_first(asin, state):
    found = exchanges_to_build(asin, TODAY)
    assert [(row.rank, row.asked.piece, row.asked.requests, row.missing) for row in found] == [
        (1, "Casier judiciaire", 900, 1),
        (2, "Acte de naissance", 800, 2),
    ]


def test_an_exchange_that_names_the_piece_is_declared_for_the_ministry_it_serves(asin, state):
    source, to_first, to_second = (named(PlatformFactory(ministry=each)) for each in state)
    ExchangeFactory(source=source, target=to_first, data="Extrait d’acte de naissance")
    ExchangeFactory(source=source, target=to_second, data="Acte de naissance", state="stopped")
    ExchangeFactory(source=to_first, target=source, data="Casier judiciaire")  # the other way
    told = {row.asked.piece: (row.declared, row.missing, row.is_built) for row in exchanges_to_build(asin, TODAY)}
    assert told == {"Casier judiciaire": (0, 1, False), "Acte de naissance": (1, 1, False)}
    ExchangeFactory(source=source, target=to_second, data="Actes de naissance et acte de naissance sécurisé")
    assert {row.asked.piece: row.is_built for row in exchanges_to_build(asin, TODAY)}["Acte de naissance"]


def test_a_piece_is_named_by_whole_words(asin):
    holder, asker = MinistryFactory(), MinistryFactory()
    for piece in ("RIB", "Identité", "Attestation (IFU)"):
        asks(asker, piece, holder, 10)
    source, target = (named(PlatformFactory(ministry=each)) for each in (holder, asker))
    ExchangeFactory(source=source, target=target, data="Décisions du tribunal, attestations (IFU)")
    ExchangeFactory(source=source, target=target, data="Identités")
    told = {row.asked.piece: row.is_built for row in exchanges_to_build(asin, TODAY)}
    assert told == {"RIB": False, "Identité": True, "Attestation (IFU)": True}


def test_it_is_a_page_a_file_and_a_call(client, asin, state):
    client.force_login(asin)
    page = client.get(ONCE).content.decode()
    assert page.index("Casier judiciaire") < page.index("Acte de naissance")
    assert "Pièces demandées, par autorité qui les détient" in page
    lines = b"".join(client.get(ONCE, {"format": "csv"}).streaming_content).decode("utf-8-sig").splitlines()
    assert lines[1].startswith("1;Casier judiciaire;")
    api = APIClient()
    api.force_authenticate(asin)
    told = api.get(reverse("api:exchanges-to-build")).json()
    assert [(row["rank"], row["requests"], row["missing"]) for row in told] == [(1, 900, 1), (2, 800, 2)]


def test_a_ministry_reads_what_its_own_services_ask(client, state):
    dsi = officer_of(state[2].scope, Role.DSI)
    assert [(row.asked.piece, row.asked.requests) for row in exchanges_to_build(dsi, TODAY)] == [
        ("acte de naissance", 500)
    ]
    client.force_login(officer_of(MinistryFactory().scope, Role.DSI))
    assert "Rien à construire" in client.get(ONCE).content.decode()
