"""A DSI brings a table in, from the file to the undoing, in a real browser with a real worker."""

import io
import os
import re

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.e2e.portal import DemoPortal
from tests.e2e.visitor import Record, Visitor

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.xdist_group("demo"),
]
TABLE = (
    "Liste des projets\rIntitulé;Statut;Coût prévu;Début prévu;Avancement\r"
    "Cartographie des forages;en chantier;12,5 millions;janv. 2026;\r"
    "Guichet d’état civil;identifié;40 000 000;3 août 2026;\r"
    "Archives centrales;identifié;bientôt;;\r"
)


@pytest.fixture(scope="module")
def visitor(django_db_setup, django_db_blocker, tmp_path_factory, browser):
    with django_db_blocker.unblock():
        portal = DemoPortal(tmp_path_factory.mktemp("demo-portal"), f"e2e_import_{os.getpid()}")
        try:
            portal.start()
            expect.set_options(timeout=30_000)
            somebody = Visitor(browser, portal, Record()).sign_in("dsi@mdemo.test")
            yield somebody
            somebody.leave()
            expect.set_options(timeout=5_000)
        finally:
            portal.stop()


def test_from_the_file_to_the_undoing(visitor, tmp_path):
    page = visitor.page
    visitor.go("/projets/")
    page.get_by_role("link", name="Importer un tableau").first.click()
    sent = tmp_path / "projets.csv"
    sent.write_bytes(TABLE.encode("mac_roman", "replace"))
    page.get_by_label("Fichier").set_input_files(sent)
    visitor.click("Déposer le fichier")
    expect(page.get_by_text("CSV, Mac Roman, séparateur point-virgule, titres à la ligne 2").first).to_be_visible()
    visitor.look("file", phone=True)
    page.get_by_role("link", name="Lire autrement").click()
    visitor.look("reading", phone=True)
    visitor.click("Lire ainsi")
    page.get_by_role("link", name="Vérifier les colonnes").click()
    visitor.look("columns", phone=True)
    visitor.click("Vérifier")
    # The worker has done it, and the page shows it by itself.
    expect(page.get_by_role("heading", name="Ce que l’import ferait")).to_be_visible()
    expect(page.get_by_role("heading", name="2 lignes refusées")).to_be_visible()
    visitor.look("checked", phone=True)
    page.get_by_label(re.compile("en chantier")).select_option(label="en cours")
    visitor.click("Vérifier avec ces correspondances")
    expect(page.get_by_role("heading", name="1 ligne refusée")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Les télécharger (CSV)").click()
    refused = download.value.path().read_text(encoding="utf-8-sig")
    assert "Archives centrales" in refused
    assert "C5 : « bientôt » ne se lit pas comme un nombre" in refused
    visitor.click("Importer 2 lignes")
    visitor.click("Importer", within=page.locator("dialog[open]"))
    expect(page.get_by_role("heading", name="Ce que l’import a fait")).to_be_visible()
    visitor.look("done", phone=True)
    page.get_by_role("link", name="Toutes les lignes").click()
    expect(page.get_by_role("link", name="Cartographie des forages")).to_be_visible()
    visitor.look("lines", phone=True)
    page.go_back()
    # The refused line, corrected, comes in.
    address = page.url
    visitor.go("/imports/nouveau")
    corrected = tmp_path / "corrige.csv"
    corrected.write_text(refused.replace("bientôt", "9 000 000"), encoding="utf-8-sig")
    page.get_by_label("Fichier").set_input_files(corrected)
    visitor.click("Déposer le fichier")
    page.get_by_role("link", name="Vérifier les colonnes").click()
    visitor.click("Vérifier")
    visitor.click("Importer 1 ligne")
    visitor.click("Importer", within=page.locator("dialog[open]"))
    expect(page.get_by_role("heading", name="Ce que l’import a fait")).to_be_visible()
    # And the first import is taken back.
    page.goto(address)
    page.get_by_role("link", name="Annuler l’import").click()
    page.get_by_label("Motif").fill("Mauvais fichier.")
    visitor.click("Annuler l’import")
    expect(page.get_by_text("Les lignes gardées disent pourquoi")).to_be_visible()
    visitor.go("/projets/?q=cartographie+des+forages")
    expect(page.get_by_text("Aucun projet ne répond à ces filtres")).to_be_visible()
    visitor.go("/imports/")
    visitor.look("list", phone=True)
    assert visitor.record.server_errors == []
    assert visitor.record.inaccessible == []
    assert visitor.record.console.problems == []


def test_a_workbook_goes_out_and_comes_back_twice(visitor, tmp_path):
    page = visitor.page
    visitor.go("/projets/")
    page.get_by_role("link", name="Sortir le classeur").first.click()
    visitor.look("workbook-asked", phone=True)
    visitor.click("Sortir le classeur")
    expect(page.get_by_role("heading", name="La suite")).to_be_visible()
    address = page.url
    visitor.look("workbook-out", phone=True)
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger le classeur").click()

    def bring_back(name, **values):
        book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
        sheet = book["Projets"]
        places = {cell.value: cell.column for cell in sheet[1]}
        line = next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value == "MDEMO-0008")
        for title, value in values.items():
            sheet.cell(line, places[title]).value = value
        book.save(tmp_path / name)
        visitor.go(address)
        page.get_by_role("link", name="Rapporter le classeur").click()
        page.get_by_label("Fichier").set_input_files(tmp_path / name)
        visitor.click("Déposer le fichier")

    def bring_in():
        visitor.click("Importer 1 ligne")
        visitor.click("Importer", within=page.locator("dialog[open]"))
        expect(page.get_by_role("heading", name="Ce que l’import a fait")).to_be_visible()

    bring_back("premier.xlsx", Prestataire="Société du premier retour")
    bring_in()
    # The same workbook, filled in by somebody else: the portal has moved since it went out.
    bring_back("second.xlsx", Prestataire="Société du second retour")
    expect(page.get_by_role("heading", name="1 cellule changée des deux côtés")).to_be_visible()
    visitor.look("workbook-conflict", phone=True)
    page.get_by_label("prendre le fichier : Société du second retour").check()
    visitor.click("Vérifier avec ces choix")
    bring_in()
    expect(page.get_by_text("Prise du fichier")).to_be_visible()
    visitor.go("/imports/classeurs/")
    visitor.look("workbooks", phone=True)
    visitor.go(address)
    expect(page.get_by_role("link", name="second.xlsx")).to_be_visible()
    visitor.go("/projets/?q=MDEMO-0008")
    page.get_by_role("main").get_by_role("link", name=re.compile("Raccordement")).first.click()
    expect(page.get_by_text("Société du second retour").first).to_be_visible()
    assert visitor.record.server_errors == []
    assert visitor.record.inaccessible == []
    assert visitor.record.console.problems == []
