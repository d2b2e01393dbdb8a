"""The campaign on a phone, the slider of the plan, and every page of the assets on a screen and on a phone."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assets.enums import LineOutcome, Management
from assets.models import StocktakeLine
from assets.operations import check_table, run_import
from assets.register import ASSETS, COSTS, LICENCES, STOCKTAKES
from foundation.accounts.enums import Role
from foundation.common import clock
from tests.browser import assert_accessible, assert_each_fits
from tests.factories import (
    AssetCategoryFactory,
    AssetFactory,
    AssetSectionFactory,
    CostHypothesisFactory,
    LicenceFactory,
    MinistryFactory,
    officer_of,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.browser]
LONG = "Ministère de la Décentralisation et de la Gouvernance locale, chargé de la Modernisation"
# A camera that shows one label: the browser of the tests has no reader of codes of its own.
CAMERA = """code => {
  globalThis.BarcodeDetector = class { detect() { return Promise.resolve([{ rawValue: code }]); } };
  navigator.mediaDevices.getUserMedia = () => Promise.resolve(document.createElement("canvas").captureStream());
  HTMLMediaElement.prototype.play = () => Promise.resolve();
}"""


@pytest.fixture
def ministry():
    return MinistryFactory(name=LONG, acronym="MDGL")


@pytest.fixture
def dsi(ministry):
    return officer_of(ministry.scope, Role.DSI)


def opened(ministry):
    return STOCKTAKES.add(ministry=ministry, title="Inventaire 2026", structure=None, site="", by=None)


def outcomes():
    return set(StocktakeLine.objects.exclude(outcome=LineOutcome.WAITING).values_list("asset__code", "outcome"))


def test_what_is_read_without_the_line_is_kept_and_leaves_once(live_page, ministry, dsi):
    rows = [AssetFactory(ministry=ministry, name=f"Poste {number}") for number in range(3)]
    stocktake = opened(ministry)
    page = live_page(reverse("stocktakes:note", args=[stocktake.pk]), user=dsi)
    assert_accessible(page)
    kept = page.locator("[data-stocktake-kept]")
    page.context.set_offline(True)
    for row in rows[:2]:
        page.get_by_label("Numéro lu").fill(row.code)
        page.get_by_role("button", name="Noter", exact=True).click()
        expect(kept).to_contain_text(row.code)
    expect(kept).to_contain_text("gardé sur cet appareil")
    assert outcomes() == set()
    page.context.set_offline(False)
    expect(page.locator(".scan__counts")).to_contain_text("2 sur 3", timeout=30_000)
    expect(kept).to_be_hidden()
    assert outcomes() == {(row.code, "confirmed") for row in rows[:2]}


def test_what_the_portal_refuses_stays_listed_with_its_reason(live_page, ministry, dsi):
    row = AssetFactory(ministry=ministry, serial="SN-1", manufacturer="A")
    AssetFactory(ministry=ministry, serial="SN-1", manufacturer="B")
    stocktake = opened(ministry)
    page = live_page(reverse("stocktakes:note", args=[stocktake.pk]), user=dsi)
    page.get_by_label("Numéro lu").fill("SN-1")
    page.get_by_role("button", name="Noter", exact=True).click()
    kept = page.locator("[data-stocktake-kept]")
    expect(kept).to_contain_text("Deux actifs portent ce numéro de série")
    kept.get_by_role("button", name="Retirer de la liste").click()
    expect(kept).to_be_hidden()
    live_page.console.problems.clear()  # the browser writes the 400 there
    assert outcomes() == set(), row


def test_what_is_being_typed_stays_when_the_page_is_read_again(live_page, ministry, dsi):
    rows = [AssetFactory(ministry=ministry, name=f"Poste {number}") for number in range(2)]
    page = live_page(reverse("stocktakes:note", args=[opened(ministry).pk]), user=dsi)
    page.get_by_label("Vu à").fill("Bureau 12")
    page.get_by_label("Numéro lu").fill(rows[0].code)
    page.get_by_role("button", name="Noter", exact=True).click()
    expect(page.locator(".scan__counts")).to_contain_text("1 sur 2")
    assert page.get_by_label("Vu à").input_value() == "Bureau 12"
    page.get_by_label("Numéro lu").fill(rows[1].code)
    page.reload()
    assert page.get_by_label("Numéro lu").input_value() == rows[1].code


def test_what_was_just_noted_is_still_said_when_the_page_is_read_again(live_page, ministry, dsi):
    row, _ = (AssetFactory(ministry=ministry, name=name) for name in ("Poste", "Autre"))
    page = live_page(reverse("stocktakes:note", args=[opened(ministry).pk]), user=dsi)
    said = page.locator("[data-stocktake-said]")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))  # « quitter la page ? »
    for code, words, counts in (
        (row.code, f"{row.code} Poste : confirmé.", "1 sur 2"),
        ("A0001", "« A0001 » n’est pas au registre", "1 trouvé en plus"),
    ):
        page.get_by_label("Numéro lu").fill(code)
        page.get_by_role("button", name="Noter", exact=True).click()
        expect(page.locator(".scan__counts")).to_contain_text(counts)
        expect(said).to_contain_text(words)
        expect(page.get_by_label("Numéro lu")).to_be_focused()
    page.get_by_label("Numéro lu").fill("à demi tapé")
    page.reload()
    expect(said).to_be_empty()
    assert asked == []


def test_a_camera_that_reads_codes_notes_the_label_once(live_page, ministry, dsi):
    row = AssetFactory(ministry=ministry, name="Poste du guichet")
    stocktake = opened(ministry)
    page = live_page(reverse("stocktakes:list"), user=dsi)
    page.add_init_script(f"({CAMERA})('https://cmsic.example/parc/e/{row.code}')")
    page.goto(page.url.replace(reverse("stocktakes:list"), reverse("stocktakes:note", args=[stocktake.pk])))
    page.get_by_role("button", name="Lire avec la caméra").click()
    expect(page.locator("[data-stocktake-said]")).to_contain_text(f"{row.code} Poste du guichet : confirmé.")
    page.get_by_role("button", name="Arrêter la caméra").click()
    expect(page.locator(".scan__counts")).to_contain_text("1 sur 1")
    assert outcomes() == {(row.code, "confirmed")}


def test_a_row_of_the_list_is_seen_or_missing_by_one_press(live_page, ministry, dsi):
    first, second = (AssetFactory(ministry=ministry, name=name) for name in ("Vu", "Absent"))
    page = live_page(reverse("stocktakes:note", args=[opened(ministry).pk]), user=dsi)
    page.locator("li", has_text=first.code).get_by_role("button", name="Vu").click()
    expect(page.locator(".scan__counts")).to_contain_text("1 sur 2")
    page.locator("li", has_text=second.code).get_by_role("button", name="Introuvable").click()
    expect(page.locator(".scan__counts")).to_contain_text("1 introuvable")
    assert outcomes() == {(first.code, "confirmed"), (second.code, "missing")}


def test_the_slider_calculates_the_plan_anew(live_page, ministry, dsi):
    desks = AssetCategoryFactory(name="Postes", renewal_price=400_000)
    this_year = clock.today().year
    AssetFactory(ministry=ministry, category=desks, purchased_on=date(this_year - 3, 1, 1))
    page = live_page(reverse("assets:renewal") + "?max_age=9&years=1", user=dsi)
    expect(page.get_by_role("heading", name="0 actif à remplacer")).to_be_visible()
    slider = page.get_by_label("Âge maximal (ans)")
    slider.focus()
    for _ in range(6):
        page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("heading", name="1 actif à remplacer")).to_be_visible()
    assert "max_age=3" in page.url


def test_every_page_fits_and_is_accessible(live_page, ministry, dsi):
    desks = AssetCategoryFactory(name="Ordinateurs portables de service", useful_years=4, renewal_price=650_000)
    row = AssetFactory(
        ministry=ministry,
        category=desks,
        name="Portable du directeur " + "très " * 30,
        serial="X" * 120,
        purchased_on=date(2022, 3, 1),
        price=600_000,
    )
    AssetSectionFactory(asset=row, name="bios", content={"smodel": "m" * 150})
    licence = LicenceFactory(ministry=ministry, title="Suite " + "bureautique " * 15, ends_on=date(2026, 1, 1))
    for mode in (Management.BOUGHT, Management.LEASED):
        amounts = dict.fromkeys(("entry_cost", "yearly_rent", "yearly_upkeep", "end_value"), 100_000)
        CostHypothesisFactory(category=desks, mode=mode, **amounts, useful_years=4, source="s" * 200)
    stocktake = opened(ministry)
    table = "Catégorie;Désignation;Série\nOrdinateurs portables de service;Nouveau;N-1\nScanners;Refusé;\n"
    table += f"Ordinateurs portables de service;{'très ' * 40};{'X' * 120}\n"
    checked = check_table(ministry=ministry, lines=table, by=dsi)
    done = run_import(check_table(ministry=ministry, lines=table.replace("N-1", "N-2"), by=dsi).pk, by=dsi)
    addresses = [
        *(reverse("asset-imports:detail", args=[each.pk]) for each in (checked, done)),
        *(reverse(f"asset-imports:{name}") for name in ("list", "lines")),
        *(reverse(f"assets:{name}") for name in ("list", "software", "files", "renewal", "costs", "labels", "receive")),
        *(reverse(name) for name in ("assets:table", "licences:list", "stocktakes:list", "stocktakes:lines")),
        ASSETS.href(row),
        ASSETS.new_href(dsi),
        LICENCES.href(licence),
        COSTS.list_href(),
        STOCKTAKES.href(stocktake),
        reverse("stocktakes:note", args=[stocktake.pk]),
    ]
    assert_each_fits(live_page, addresses, user=dsi)
