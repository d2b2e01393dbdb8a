"""An import of assets: shown before it is written, taken back as a whole, but for what changed since."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from assets.enums import AssetAct, AssetImportState
from assets.models import Asset, AssetImport, AssetMove
from assets.operations import (
    abandon_import,
    abandon_left,
    change_state,
    check_agent_files,
    check_table,
    list_expected,
    receive_agent_file,
    receive_agent_files,
    run_import,
    undo_import,
)
from foundation.accounts.enums import Role
from foundation.common.demonstration import without_savepoints
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.models import Entry
from tests.factories import AssetCategoryFactory, AssetFactory, MinistryFactory, StocktakeFactory, officer_of

pytestmark = pytest.mark.django_db
NEW = "Catégorie;Désignation;Série;Marque\nPostes;Poste 1;SN-1;Marque A\nPostes;Poste 2;;\n"


@pytest.fixture
def ministry():
    AssetCategoryFactory(name="Postes")
    AssetCategoryFactory(name="Écrans")
    return MinistryFactory(acronym="MP")


@pytest.fixture
def dsi(ministry):
    return officer_of(ministry.scope, Role.DSI)


@pytest.fixture
def mine(ministry):
    category = AssetCategoryFactory(name="Portables")
    said = {"serial": "SN-7", "manufacturer": "Marque A", "category": category, "site": "Bureau 1", "price": 100_000}
    return AssetFactory(ministry=ministry, name="Ancien", code="MP-A90001", **said)


def lines_of(run):
    return list(run.lines.order_by("rank"))


def test_a_line_that_names_a_known_asset_corrects_it_and_an_empty_cell_leaves_it(ministry, dsi, mine):
    table = "Catégorie;Numéro;Désignation;Prix;Garantie;Bureau\nÉcrans;mp-a90001;Nouveau;;31/12/2027;Bureau 9\n"
    run = check_table(ministry=ministry, lines=table, by=dsi)
    (line,) = lines_of(run)
    assert (run.updated, line.asset) == (1, mine)
    assert line.changes == [
        ["catégorie", "Portables", "Écrans"],
        ["désignation", "Ancien", "Nouveau"],
        ["garantie jusqu’au", "", "31/12/2027"],
    ]
    assert line.reasons == ["site : comme au registre ; un mouvement se dit sur la page de l’actif."]
    mine.refresh_from_db()
    assert mine.name == "Ancien"
    run_import(run.pk, by=dsi)
    mine.refresh_from_db()
    assert (mine.name, mine.price, mine.site, mine.version) == ("Nouveau", 100_000, "Bureau 1", 2)
    undo_import(run.pk, reason="Mauvais fichier.", by=dsi)
    mine.refresh_from_db()
    assert (mine.name, str(mine.category), mine.warranty_until) == ("Ancien", "Portables", None)


def test_by_make_and_serial_too(ministry, dsi, mine):
    run = check_table(ministry=ministry, lines="Catégorie;SN;Marque;Nom\nPortables;sn-7;MARQUE A;Neuf\n", by=dsi)
    assert [line.changes for line in lines_of(run)] == [[["désignation", "Ancien", "Neuf"]]]


def test_a_refused_line_stays_out_and_the_others_come_in(client, ministry, dsi):
    run = check_table(ministry=ministry, lines=f"{NEW}Scanners;B;;\n", by=dsi)
    assert (run.created, run.refused) == (2, 1)
    client.force_login(dsi)
    page = client.get(reverse("asset-imports:detail", args=[run.pk])).content.decode()
    said = page.replace("\u00a0", " ").replace("\u202f", " ")
    assert "Ligne 4" in said
    assert "Catégorie : « Scanners » n’est pas au portail." in said
    done = run_import(run.pk, by=dsi)
    assert (done.created, done.refused, Asset.objects.count()) == (2, 1, 2)


def test_a_correction_that_the_base_refuses_refuses_its_line_alone(ministry, dsi, mine):
    AssetFactory(ministry=ministry, serial="SN-8", manufacturer="Marque A")
    table = "Catégorie;Numéro;Série;Nom\nPortables;MP-A90001;SN-8;X\nPostes;;;Poste 3\n"
    run = check_table(ministry=ministry, lines=table, by=dsi)
    refused, created = lines_of(run)
    assert (refused.outcome, created.outcome) == ("refused", "created")
    assert refused.reasons == ["Ce ministère a déjà un actif de cette marque et de ce numéro de série."]


def test_corrections_are_written_together_and_one_that_is_refused_keeps_out_no_other(ministry, dsi, mine):
    AssetFactory(ministry=ministry, serial="SN-8", manufacturer="Marque A")
    table = "Catégorie;Numéro;Série;Marque;Nom;Prix\n"
    corrected = [
        AssetFactory(ministry=ministry, code=f"MP-A8{rank:04}", category=mine.category, price=1) for rank in range(30)
    ]
    table += "".join(f"Portables;{row.code};;;;{rank + 2}\n" for rank, row in enumerate(corrected))
    counts = []
    for size in (11, 31):
        with CaptureQueriesContext(connection) as asked:
            check_table(ministry=ministry, lines="".join(table.splitlines(keepends=True)[:size]), by=dsi)
        counts.append(len([each for each in asked if each["sql"].startswith("UPDATE")]))
    assert counts[0] == counts[1]
    table += "Portables;MP-A90001;SN-8;Marque A;;\n"  # another's
    run = check_table(ministry=ministry, lines=table, by=dsi)
    assert [line.outcome for line in lines_of(run)] == ["updated"] * 30 + ["refused"]
    run_import(run.pk, by=dsi)
    told = Asset.objects.filter(code__startswith="MP-A8").order_by("code").values_list("price", "version")
    assert list(told) == [(rank + 2, 2) for rank in range(30)]
    mine.refresh_from_db()
    assert (mine.serial, mine.version) == ("SN-7", 1)


def test_taking_back_takes_out_what_it_created_and_gives_no_number_twice(ministry, dsi):
    run = run_import(check_table(ministry=ministry, lines=NEW, by=dsi).pk, by=dsi)
    assert list(Asset.objects.order_by("code").values_list("code", flat=True)) == ["MP-A00001", "MP-A00002"]
    undone = undo_import(run.pk, reason="Mauvais ministère.", by=dsi)
    assert (undone.state, Asset.objects.count(), AssetMove.objects.count()) == (AssetImportState.UNDONE, 0, 0)
    assert Entry.objects.filter(act="undo_asset_import").get().reason == "Mauvais ministère."
    run_import(check_table(ministry=ministry, lines=NEW, by=dsi).pk, by=dsi)
    assert list(Asset.objects.order_by("code").values_list("code", flat=True)) == ["MP-A00003", "MP-A00004"]


def test_what_changed_since_and_what_a_campaign_counts_are_kept(ministry, dsi):
    lines = f"{NEW}Postes;Poste 3;;\n"
    run = run_import(check_table(ministry=ministry, lines=lines, by=dsi).pk, by=dsi)
    first, second, third = Asset.objects.order_by("code")
    change_state(first.pk, AssetAct.LOSE, reason="Absent.", by=dsi)
    stocktake = StocktakeFactory(ministry=ministry)
    list_expected(stocktake)
    stocktake.lines.filter(asset=third).delete()
    undo_import(run.pk, reason="Mauvais fichier.", by=dsi)
    assert [line.undoing for line in lines_of(run)] == ["kept", "kept", "undone"]
    assert [line.undoing_reason[:30] for line in lines_of(run)][:2] == [
        "L’actif a changé depuis l’impo",
        "Une campagne d’inventaire le c",
    ]
    assert list(Asset.objects.order_by("code")) == [first, second]


def test_the_demonstration_checks_one_too_which_keeps_no_savepoint(ministry, dsi):
    with transaction.atomic(), without_savepoints():
        run = check_table(ministry=ministry, lines=NEW, by=dsi)
    assert (run.created, Asset.objects.count()) == (2, 0)


def test_an_abandoned_import_keeps_nothing_of_its_files(ministry, dsi):
    run = check_table(ministry=ministry, lines=NEW, by=dsi)
    abandon_import(run.pk, by=dsi)
    assert [line.content for line in lines_of(run)] == [{}, {}]
    with pytest.raises(Refused, match="« abandonné »"):
        run_import(run.pk, by=dsi)


def test_a_taking_back_says_why(ministry, dsi):
    run = run_import(check_table(ministry=ministry, lines=NEW, by=dsi).pk, by=dsi)
    with pytest.raises(InvalidInput, match="Dites pourquoi"):
        undo_import(run.pk, reason=" ", by=dsi)


def test_the_call_checks_takes_and_takes_back(ministry, dsi):
    caller = APIClient()
    caller.force_authenticate(dsi)
    run = caller.post(reverse("api:asset-imports-list"), {"ministry": ministry.pk, "lines": NEW}, format="json").json()
    assert (run["state"], run["created"], Asset.objects.count()) == ("checked", 2, 0)
    done = caller.post(reverse("api:asset-imports-run-import", args=[run["id"]])).json()
    assert (done["state"], Asset.objects.count()) == ("done", 2)
    lines = caller.get(reverse("api:asset-import-lines-list"), {"asset_import": run["id"]}).json()["results"]
    assert sorted(line["origin"] for line in lines) == ["Ligne 2", "Ligne 3"]
    undone = caller.post(
        reverse("api:asset-imports-undo-import", args=[run["id"]]), {"reason": "Essai."}, format="json"
    ).json()
    assert (undone["state"], Asset.objects.count()) == ("undone", 0)
    assert AssetImport.objects.get().undone_by == str(dsi)


def test_what_is_checked_and_left_is_abandoned_with_what_its_files_held(ministry, dsi):
    left, fresh, done = (check_table(ministry=ministry, lines=NEW, by=dsi) for _ in range(3))
    run_import(done.pk, by=dsi)
    old = timezone.now() - timedelta(days=31)
    AssetImport.objects.filter(pk__in=[left.pk, done.pk]).update(opened_at=old)
    assert abandon_left() == 1
    states = [AssetImport.objects.get(pk=row.pk).state for row in (left, fresh, done)]
    assert states == [AssetImportState.ABANDONED, AssetImportState.CHECKED, AssetImportState.DONE]
    assert [line.content for line in lines_of(left)] == [{}, {}]
    assert all(line.content for line in lines_of(fresh))
    assert abandon_left() == 0


def corrected(ministry, dsi, lines):
    """A table taken, without a look at what it would do."""
    return run_import(check_table(ministry=ministry, lines=lines, by=dsi).pk, by=dsi)


def device(device_id="D-1", *, serial="", make="", partial=False):
    said = {"ssn": serial, "smanufacturer": make}
    content = {"versionclient": "GLPI-Agent_v1.7", "hardware": {"name": "poste"}}
    content |= {"bios": {name: value for name, value in said.items() if value}} if any(said.values()) else {}
    whole = {"deviceid": device_id, "action": "inventory", "itemtype": "Computer", "content": content}
    return SimpleUploadedFile("poste.json", json.dumps(whole | ({"partial": True} if partial else {})).encode())


def test_a_full_file_and_a_partial_one_of_a_new_device_are_checked_together(ministry, dsi):
    files = [device(serial="SN-42"), device(serial="SN-42", make="Dell", partial=True)]
    run = check_agent_files(ministry=ministry, uploads=files, by=dsi)
    assert [(line.outcome, line.asset_id) for line in lines_of(run)] == [("created", None), ("updated", None)]
    assert not any("MP-A" in line.title for line in lines_of(run))  # no number is given yet
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    run_import(run.pk, by=dsi)
    assert Asset.objects.get().manufacturer == "Dell"
    undo_import(run.pk, reason="Essai.", by=dsi)
    assert not Asset.objects.exists()


def test_what_another_asset_has_by_now_is_not_given_back_and_the_rest_is(ministry, dsi, mine):
    other = AssetFactory(ministry=ministry, name="Voisin", code="MP-A90003")
    table = "Catégorie;Numéro;Série;Nom\nPortables;MP-A90001;SN-8;\nPortables;MP-A90003;;Autre\n"
    run = corrected(ministry, dsi, table)
    AssetFactory(ministry=ministry, serial="SN-7", manufacturer="Marque A")
    undo_import(run.pk, reason="Mauvais fichier.", by=dsi)
    assert [(line.undoing, line.undoing_reason) for line in lines_of(run)] == [
        ("kept", "Ce ministère a déjà un actif de cette marque et de ce numéro de série."),
        ("undone", ""),
    ]
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.serial, mine.version, other.name) == ("SN-8", 2, "Voisin")


def test_the_identifier_of_an_agent_that_another_asset_has_by_now_is_not_given_back(ministry, dsi, mine):
    Asset.objects.filter(pk=mine.pk).update(device_id="D-0")
    run = check_agent_files(ministry=ministry, uploads=[device("D-1", serial="SN-7", make="Marque A")], by=dsi)
    run_import(run.pk, by=dsi)
    AssetFactory(ministry=ministry, device_id="D-0")
    undo_import(run.pk, reason="Mauvais fichier.", by=dsi)
    (line,) = lines_of(run)
    assert (line.undoing, "identifiant d’agent" in line.undoing_reason) == ("kept", True)


def test_a_serial_that_changed_hands_within_an_import_goes_back(ministry, dsi, mine):
    table = "Catégorie;Numéro;Série;Marque\nPortables;;SN-7;Marque A\nPortables;MP-A90001;SN-8;\n"
    table = table.replace("SN-7;Marque A", "SN-9;Marque A")
    run = corrected(ministry, dsi, table)
    Asset.objects.filter(serial="SN-9").update(serial="SN-7")
    undo_import(run.pk, reason="Mauvais fichier.", by=dsi)
    assert [line.undoing for line in lines_of(run)] == ["undone", "undone"]
    assert list(Asset.objects.values_list("code", "serial")) == [("MP-A90001", "SN-7")]


def test_imports_are_taken_back_one_after_another_from_the_last(ministry, dsi):
    one = corrected(ministry, dsi, "Catégorie;Désignation;Série\nPostes;Un;S1\n")
    code = Asset.objects.get().code
    two = corrected(ministry, dsi, f"Catégorie;Numéro;Désignation\nPostes;{code};Deux\n")
    three = corrected(ministry, dsi, f"Catégorie;Numéro;Désignation\nPostes;{code};Trois\n")
    for run in (three, two):
        undo_import(run.pk, reason="Essai.", by=dsi)
    assert Asset.objects.get().name == "Un"
    undo_import(one.pk, reason="Essai.", by=dsi)
    assert not Asset.objects.exists()


def test_a_change_between_two_imports_still_keeps_the_asset(ministry, dsi):
    one = corrected(ministry, dsi, "Catégorie;Désignation;Série\nPostes;Un;S1\n")
    row = Asset.objects.get()
    change_state(row.pk, AssetAct.LOSE, reason="Absent.", by=dsi)
    two = corrected(ministry, dsi, f"Catégorie;Numéro;Désignation\nPostes;{row.code};Deux\n")
    for run in (two, one):
        undo_import(run.pk, reason="Essai.", by=dsi)
    assert [line.undoing for line in lines_of(one)] == ["kept"]
    assert Asset.objects.get().name == "Un"


def test_a_make_that_would_double_another_asset_is_left_out_and_the_drop_comes_in(ministry, dsi):
    receive_agent_file(ministry=ministry, file=device("D-1", serial="SN-42"), by=dsi)
    AssetFactory(ministry=ministry, serial="sn-42", manufacturer="Dell")
    both = [device("D-1", serial="SN-42", make="DELL"), device("D-2", serial="SN-43", make="Dell")]
    receive_agent_files(ministry=ministry, uploads=both, by=dsi)
    assert Asset.objects.get(device_id="D-1").manufacturer == ""
    assert Asset.objects.get(device_id="D-2").manufacturer == "Dell"


def test_what_is_shown_of_an_asset_after_a_refused_line_is_what_is_written(ministry, dsi, mine):
    AssetFactory(ministry=ministry, serial="SN-8", manufacturer="Marque A")
    table = "Catégorie;Numéro;Série;Marque;Nom\nPortables;MP-A90001;SN-8;Marque A;Nom\nPortables;;SN-7;Marque A;Nom\n"
    run = check_table(ministry=ministry, lines=table, by=dsi)
    said = [line.changes for line in lines_of(run)]
    run_import(run.pk, by=dsi)
    mine.refresh_from_db()
    assert said == [line.changes for line in lines_of(run)] == [[], [["désignation", "Ancien", "Nom"]]]
    assert (mine.name, mine.serial, mine.version) == ("Nom", "SN-7", 2)
    undo_import(run.pk, reason="Essai.", by=dsi)
    mine.refresh_from_db()
    assert (mine.name, mine.serial) == ("Ancien", "SN-7")
