"""An item says which e-services, platforms, assets and communes it is about: on the agenda, their pages, the papers."""

import json
from html import unescape

import pytest
from django.urls import reverse

from foundation.accounts.enums import Role
from sessions.core.extensions import session_lifted
from sessions.core.models import CommissionSession
from sessions.core.models.agenda import LINKED
from sessions.meeting.operations.holding import lift
from sessions.meeting.queries.register import tabled_events
from sessions.papers.reports.pv import build_pv_document
from sessions.preparing.operations.agenda import ItemFacts, add_item, edit_item, postpone_item
from tests.factories import (
    AssetCategoryFactory,
    CommuneFactory,
    EServiceFactory,
    PlatformFactory,
    SessionFactory,
    StocktakeFactory,
    commission_with_members,
    member_of,
)
from tests.sessions.held import held

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return SessionFactory(commission=commission_with_members(2))


@pytest.fixture
def secretary(session):
    return member_of(session.commission, Role.SECRETARY)


def about(session, **more):
    """One of each in the ministry of this session."""
    ministry = session.commission.ministry
    return {
        "services": [EServiceFactory(ministry=ministry, name="Certificat de vie en ligne")],
        "platforms": [PlatformFactory(ministry=ministry, name="Fichier des retraités")],
        "asset_categories": [AssetCategoryFactory(name="Ordinateurs fixes")],
        "stocktakes": [StocktakeFactory(ministry=ministry, title="Inventaire de la DPAF")],
        "communes": [CommuneFactory(name="Allada")],
        **more,
    }


def page_of(client, user, name, key):
    client.force_login(user)
    answer = client.get(reverse(name, args=[key]))
    assert answer.status_code == 200
    return unescape(answer.content.decode()).replace("\u00a0", " ").replace("\u202f", " ")


def test_the_agenda_names_them_and_each_of_them_names_the_item(client, session, secretary):
    rows = about(session)
    item = add_item(session.pk, ItemFacts("Situation du certificat de vie", **rows), by=secretary)
    page = page_of(client, secretary, "sessions:detail", session.pk)
    for name, route in (
        ("services", "eservices:detail"),
        ("platforms", "platforms:detail"),
        ("stocktakes", "stocktakes:detail"),
        ("communes", "ministries:commune"),
    ):
        row = rows[name][0]
        assert reverse(route, args=[row.pk]) in page
        assert str(row) in page
        told = page_of(client, secretary, route, row.pk)
        assert "Ce qui en a été dit" in told
        assert f"#point-{item.pk}" in told


def test_the_way_of_managing_a_category_is_discussed_and_its_comparison_says_so(client, session, secretary):
    rows = about(session)
    (category,) = rows["asset_categories"]
    item = add_item(session.pk, ItemFacts("Quel mode de gestion pour les actifs informatiques ?", **rows), by=secretary)
    compared = f"{reverse('assets:costs')}?category={category.pk}"
    page = page_of(client, secretary, "sessions:detail", session.pk)
    assert f'href="{compared}"' in page
    assert "Mode de gestion : Ordinateurs fixes" in page
    for address in (compared, reverse("asset-categories:detail", args=[category.pk])):
        said = client.get(address).content.decode()
        assert "Ce qui en a été dit" in said
        assert f"#point-{item.pk}" in said
    client.force_login(member_of(commission_with_members(1), Role.SECRETARY))
    assert "Ce qui en a été dit" not in client.get(compared).content.decode()


def test_the_form_offers_those_of_the_ministry_and_keeps_what_it_cannot_show(client, session, secretary):
    rows, foreign = about(session), EServiceFactory(name="E-service d’ailleurs")
    item = add_item(session.pk, ItemFacts("Point", services=[foreign]), by=secretary)
    page = page_of(client, secretary, "sessions:prepare", session.pk)
    assert "Sur quoi porte le point" in page
    assert f'value="{rows["services"][0].pk}"' in page
    assert f'value="{foreign.pk}"' not in page
    edit_item(
        item.pk, ItemFacts("Point", services=[*rows["services"], foreign]), base_version=item.version, by=secretary
    )
    assert set(item.services.all()) == {*rows["services"], foreign}


def test_the_interface_takes_them_and_refuses_those_that_the_sender_does_not_see(client, session, secretary):
    client.force_login(secretary)
    rows, foreign = about(session), PlatformFactory(name="Plateforme d’ailleurs")

    def send(platform):
        sent = {"session": str(session.pk), "title": "Par l’API", "platforms": [str(platform.pk)]}
        return client.post(reverse("api:agenda-items-list"), json.dumps(sent), content_type="application/json")

    answer = send(rows["platforms"][0])
    assert answer.status_code == 201, answer.content
    assert answer.json()["platforms"] == [str(rows["platforms"][0].pk)]
    assert send(foreign).status_code == 400


def test_an_item_taken_up_again_is_about_the_same(session, secretary):
    item = add_item(session.pk, ItemFacts("Point", **about(session)), by=secretary)
    copy = postpone_item(item.pk, to_session=None, reason="Faute de temps.", by=secretary)
    for name in LINKED:
        assert list(getattr(copy, name).all()) == list(getattr(item, name).all()), name


def test_the_proces_verbal_names_them_as_they_were_called_at_the_closing(monkeypatch):
    monkeypatch.setattr(session_lifted, "functions", [])
    world = held(present=8)
    service, platform = EServiceFactory(name="Certificat"), PlatformFactory(name="Fichier")
    stocktake = StocktakeFactory(title="Inventaire 2026")
    world.item.services.add(service)
    world.item.platforms.add(platform)
    world.item.stocktakes.add(stocktake)

    def told():
        document = build_pv_document(CommissionSession.objects.get(pk=world.session.pk), made_on=world.session.held_on)
        return next(item.about for item in document.items if item.about)

    assert told() == ("Certificat", "Fichier", "Inventaire 2026")
    lift(world.session.pk, by=world.secretary)
    service.name = "Attestation"
    service.save()
    stocktake.title = "Autre"
    stocktake.save()
    assert told() == ("Certificat", "Fichier", "Inventaire 2026")


def test_who_does_not_read_the_session_is_not_told_of_its_items(session, secretary):
    rows = about(session)
    add_item(session.pk, ItemFacts("Point", **rows), by=secretary)
    stranger = member_of(commission_with_members(1), Role.SECRETARY)
    assert tabled_events(rows["communes"][0], stranger) == []
    assert [entry.title for entry in tabled_events(rows["communes"][0], secretary)] == ["Point"]
