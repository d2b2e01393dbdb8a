"""Assets by a table: all its lines or none, and the same file twice adds nothing."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assets.enums import AssetImportState, AssetState, Management
from assets.models import Asset, AssetImport
from assets.operations import import_assets
from foundation.accounts.enums import Role
from foundation.common.exceptions import InvalidInput
from tests.common.test_tables import of_1904
from tests.factories import AssetCategoryFactory, MinistryFactory, StructureFactory, officer_of

pytestmark = pytest.mark.django_db
TABLE = """Type;Désignation;Marque;N° de série;Direction;Bureau;Acquisition;Prix;Statut;Mode;Couleur
Postes;Poste 1;Marque A;SN-1;DPAF;Bureau 3;15/03/2022;420 000;en service;acheté;noir
postes;Écran 1;Marque B;;;;2023;;;;blanc
Postes;Écran 1;Marque B;;;;2023;;;;blanc
"""


@pytest.fixture
def ministry():
    found = MinistryFactory(acronym="MP")
    StructureFactory(ministry=found, scope=found.scope, name="Direction de l’administration", acronym="DPAF")
    AssetCategoryFactory(name="Postes")
    return found


@pytest.fixture
def dsi(ministry):
    return officer_of(ministry.scope, Role.DSI)


def test_a_table_as_ministries_write_it_comes_in_once(ministry, dsi):
    file = SimpleUploadedFile("parc.csv", TABLE.encode("cp1252"))
    done = import_assets(ministry=ministry, upload=file, by=dsi)
    assert (done.state, done.created, done.unchanged) == (AssetImportState.DONE, 3, 0)
    assert done.notes[1] == "Colonnes laissées de côté : Couleur."
    first = Asset.objects.get(serial="SN-1")
    assert (first.code, first.structure.acronym, first.price, first.state, first.management) == (
        "MP-A00001",
        "DPAF",
        420_000,
        AssetState.IN_USE,
        Management.BOUGHT,
    )
    assert first.moves.get().to_place == "Direction de l’administration, Bureau 3"
    again = import_assets(ministry=ministry, lines=TABLE, by=dsi)
    assert (again.created, again.unchanged, Asset.objects.count()) == (0, 3, 3)
    more = import_assets(ministry=ministry, lines=TABLE + "Postes;Écran 1;Marque B;;;;2023;;;;blanc\n", by=dsi)
    assert (more.created, more.unchanged) == (1, 3)


def test_the_days_of_a_workbook_of_an_old_macintosh_are_those_that_it_shows(ministry, dsi):
    sent = of_1904([["Catégorie", "Désignation", "Acquisition", "Prix"], ["Postes", "Poste 1", 41123, 41123]])
    import_assets(ministry=ministry, upload=SimpleUploadedFile("parc.xlsx", sent), by=dsi)
    assert Asset.objects.values_list("purchased_on", "price").get() == (date(2016, 8, 3), 41_123)


def test_a_line_that_cannot_be_kept_keeps_out_the_others_and_is_named(ministry, dsi):
    lines = "Catégorie;Désignation;Prix;État;Acquisition\nPostes;A;cher;neuf;32/13/2020\nScanners;B;;;\n"
    with pytest.raises(InvalidInput) as refusal:
        import_assets(ministry=ministry, lines=lines, by=dsi)
    said = refusal.value.message
    assert "Ligne 2, prix (FCFA) : « cher » ne se lit pas." in said
    assert "Ligne 2, état : « neuf »" in said
    assert "Ligne 2, acquis le : « 32/13/2020 »" in said
    assert "Ligne 3, catégorie : « Scanners » n’est pas au portail. Celles du portail : Postes." in said
    assert not Asset.objects.exists()


def test_one_serial_twice_in_the_table_is_refused(ministry, dsi):
    lines = "Catégorie;Série\nPostes;X1\nPostes;x1\n"
    with pytest.raises(InvalidInput, match="Ligne 3, numéro de série : il est déjà à la ligne 2"):
        import_assets(ministry=ministry, lines=lines, by=dsi)


def test_the_page_says_what_it_would_do_and_writes_nothing_before_one_agrees(client, ministry, dsi):
    client.force_login(dsi)
    page = client.post(reverse("assets:table"), {"ministry": ministry.pk, "lines": TABLE}, follow=True)
    said = page.content.decode().replace("\u00a0", " ").replace("\u202f", " ")
    assert "3 actifs à créer" in said
    assert "Colonnes laissées de côté : Couleur." in said
    assert not Asset.objects.exists()
    run = AssetImport.objects.get()
    done = client.post(reverse("asset-imports:run_import", args=[run.pk]), follow=True)
    assert "3 actifs créés" in done.content.decode().replace("\u00a0", " ")
    assert Asset.objects.count() == 3


def test_nobody_imports_for_a_neighbour(ministry):
    with pytest.raises(InvalidInput, match="Seul le DSI"):
        import_assets(ministry=ministry, lines=TABLE, by=officer_of(MinistryFactory().scope, Role.DSI))
