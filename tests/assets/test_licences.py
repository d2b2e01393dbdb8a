"""Licences: bought against installed, and an end that is told once for each day it is fixed at."""

import html
import re
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from assets import operations
from assets.enums import AssetState
from assets.models import Licence, Software
from assets.register import LICENCES
from foundation.accounts.enums import Role
from foundation.notifications.models import Notice
from tests.factories import InstallationFactory, LicenceFactory, MinistryFactory, SoftwareFactory, officer_of
from tests.factories.assets import AssetFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("foundation.common.clock.today", lambda: TODAY)


@pytest.fixture
def ministry():
    return MinistryFactory(name="Ministère du Plan", acronym="MP")


@pytest.fixture
def dsi(ministry):
    return officer_of(ministry.scope, Role.DSI)


def installed(ministry, name: str, count: int) -> None:
    software = Software.objects.filter(ministry=ministry, name=name).first() or SoftwareFactory(
        ministry=ministry, name=name
    )
    for _ in range(count):
        InstallationFactory(asset=AssetFactory(ministry=ministry), software=software)


def test_a_licence_counts_the_assets_where_its_software_is_installed(ministry):
    installed(ministry, "Suite Bureautique 2021", 3)
    installed(ministry, "suite bureautique 2019", 1)
    installed(ministry, "Navigateur", 5)
    installed(MinistryFactory(), "Suite Bureautique 2021", 7)
    row = LicenceFactory(ministry=ministry, software_name="SUITE BUREAUTIQUE", seats=3)
    LicenceFactory(ministry=ministry)
    counted = {each.title: each for each in Licence.objects.with_installed()}
    assert (counted[row.title].installed, counted[row.title].lacking) == (4, 1)
    assert [each.installed for each in counted.values() if each.pk != row.pk] == [None]


def test_two_versions_on_one_asset_need_one_seat(ministry):
    asset, software = AssetFactory(ministry=ministry), SoftwareFactory(ministry=ministry, name="Suite")
    for version in ("1", "2"):
        InstallationFactory(asset=asset, software=software, version=version)
    LicenceFactory(ministry=ministry, software_name="suite", seats=1)
    assert Licence.objects.with_installed().get().installed == 1


def test_the_list_shows_which_are_exceeded(client, ministry, dsi):
    installed(ministry, "Suite", 2)
    LicenceFactory(ministry=ministry, title="Trop peu", software_name="suite", seats=1)
    LicenceFactory(ministry=ministry, title="Assez", software_name="suite", seats=9)
    client.force_login(dsi)
    page = client.get(reverse("licences:list"), {"standing": "over"}).content.decode()
    assert "Trop peu" in page
    assert "1 poste de trop" in page.replace("\u00a0", " ")
    assert "Assez" not in page


def test_an_end_is_told_once_and_again_when_its_day_changes(ministry, dsi):
    row = LicenceFactory(ministry=ministry, title="Antivirus", ends_on=TODAY + timedelta(days=30), alert_days=60)
    assert operations.tell_licence_ends() == 1
    assert operations.tell_licence_ends() == 0
    assert "Antivirus" in Notice.objects.get(user=dsi).title
    row.refresh_from_db()
    LICENCES.edit(row.pk, base_version=row.version, ends_on=TODAY + timedelta(days=400), by=dsi)
    assert operations.tell_licence_ends() == 0  # far away again
    assert operations.tell_licence_ends(TODAY + timedelta(days=350)) == 1
    assert Notice.objects.filter(user=dsi).count() == 2


def test_nothing_is_told_before_its_days_nor_of_a_licence_without_an_end(ministry, dsi):
    LicenceFactory(ministry=ministry, ends_on=TODAY + timedelta(days=61), alert_days=60)
    LicenceFactory(ministry=ministry, ends_on=None)
    assert operations.tell_licence_ends() == 0
    assert operations.tell_licence_ends(TODAY + timedelta(days=1)) == 1


def test_the_dsi_of_a_neighbour_is_not_told(ministry, dsi):
    neighbour = officer_of(MinistryFactory().scope, Role.DSI)
    LicenceFactory(ministry=ministry, ends_on=TODAY)
    operations.tell_licence_ends()
    assert not Notice.objects.filter(user=neighbour).exists()
    assert Notice.objects.filter(user=dsi).exists()


def test_an_end_that_nobody_could_hear_is_told_to_the_next_dsi(ministry):
    row = LicenceFactory(ministry=ministry, ends_on=TODAY + timedelta(days=10))
    assert operations.tell_licence_ends() == 0
    row.refresh_from_db()
    assert row.alerted_for is None
    dsi = officer_of(ministry.scope, Role.DSI)
    assert operations.tell_licence_ends(TODAY + timedelta(days=1)) == 1
    assert operations.tell_licence_ends(TODAY + timedelta(days=1)) == 0
    assert Notice.objects.get().user == dsi


def test_a_retired_asset_takes_no_seat(ministry):
    installed(ministry, "Suite", 2)
    software = Software.objects.get(name="Suite")
    InstallationFactory(asset=AssetFactory(ministry=ministry, state=AssetState.RETIRED), software=software)
    LicenceFactory(ministry=ministry, software_name="suite", seats=2)
    row = Licence.objects.with_installed().get()
    assert (row.installed, row.lacking) == (2, 0)


def test_the_link_to_the_software_says_its_whole_name(client, ministry, dsi):
    installed(ministry, "Notepad++ & C#", 1)
    row = LicenceFactory(ministry=ministry, software_name="Notepad++ & C#", seats=1)
    client.force_login(dsi)
    page = html.unescape(client.get(LICENCES.href(row)).content.decode())
    (link,) = {
        found
        for found in re.findall(r'href="([^"]*)"', page)
        if found.startswith(reverse("assets:software")) and str(ministry.pk) in found
    }
    assert parse_qs(urlsplit(link).query) == {"q": ["Notepad++ & C#"], "ministry": [str(ministry.pk)]}
    assert "Notepad++" in client.get(link).content.decode()
