"""« GLPI: every sample imports, twice gives no double, partial touches its section only; a broken one is refused with
path and reason. Other files of the same schema, not given here, will be tried. »
"""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from assets import operations
from assets.enums import FileOutcome
from assets.glpi.reading import SCHEMA
from assets.models import AgentFile, Asset, AssetImport, AssetMove, AssetSection, Installation, Software
from foundation.accounts.enums import Role
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.models import Entry
from tests.factories import AssetFactory, MinistryFactory, officer_of

pytestmark = pytest.mark.django_db
SAMPLES = sorted((Path(__file__).parents[2] / "data" / "glpi_inventory").glob("*.json"))
COMPUTER, BATTERIES, SOFTS = (
    json.loads(next(path for path in SAMPLES if path.stem == name).read_text())
    for name in ("computer_1", "computer_1_partial_batteries", "computer_1_partial_softs")
)


@pytest.fixture
def ministry():
    return MinistryFactory(name="Ministère du Plan", acronym="MP")


@pytest.fixture
def dsi(ministry):
    return officer_of(ministry.scope, Role.DSI)


def sent(said: Any, name: str = "poste.json") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, said if isinstance(said, bytes) else json.dumps(said).encode(), "application/json")


def take(ministry, *said, by=None) -> list[Any]:
    return operations.receive_agent_files(ministry=ministry, uploads=[sent(each) for each in said], by=by)


def state_of() -> dict[str, Any]:
    """All that files of agents write, but the traces of the files."""
    return {
        "assets": list(Asset.objects.order_by("pk").values("pk", "name", "serial", "device_id", "state", "version")),
        "sections": list(AssetSection.objects.order_by("pk").values("pk", "name", "content", "said_at")),
        "software": list(Software.objects.order_by("pk").values("pk", "name", "installed")),
        "lines": list(Installation.objects.order_by("pk").values("pk", "software", "version", "installed_on")),
        "moves": AssetMove.objects.count(),
    }


def sections_of(asset: Asset) -> dict[str, Any]:
    return dict(asset.sections.values_list("name", "content"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_imports_and_twice_gives_no_double(path, ministry):
    content = path.read_bytes()
    (first,) = take(ministry, content)
    assert first.outcome == FileOutcome.CREATED
    asset = Asset.objects.get()
    said = json.loads(content)
    assert (asset.device_id, asset.ministry) == (said["deviceid"], ministry)
    kept = {name for name, value in said["content"].items() if isinstance(value, list | dict)}
    assert set(sections_of(asset)) == kept - {"softwares"}
    assert asset.installations.count() == len(said["content"].get("softwares", []))
    before, lines = state_of(), Entry.objects.count()
    (again,) = take(ministry, content)
    assert again.outcome == FileOutcome.UNCHANGED
    assert (state_of(), AgentFile.objects.count(), Entry.objects.count()) == (before, 1, lines)


def test_all_samples_come_in_together_and_the_partial_ones_join_their_machine(client, ministry, dsi):
    client.force_login(dsi)
    files = [SimpleUploadedFile(path.name, path.read_bytes(), "application/json") for path in SAMPLES]
    client.post(reverse("assets:receive"), {"ministry": ministry.pk, "uploads": files})
    assert not Asset.objects.exists()
    run = AssetImport.objects.get()
    assert (run.created, run.updated, run.refused) == (4, 2, 0)
    page = client.post(reverse("asset-imports:run_import", args=[run.pk]), follow=True)
    assert "4 actifs créés, 2 actifs modifiés." in page.content.decode().replace("\u00a0", " ")
    assert sorted(Asset.objects.values_list("name", flat=True)) == [
        "Mi9TPro-TéléphoneM",
        "NPIF2BE10",
        "glpixps",
        "ucs6248up-cluster-pa3-B",
    ]
    assert sorted(Asset.objects.values_list("category__kind", flat=True)) == ["laptop", "network", "phone", "printer"]


def checked(ministry, *said, by=None) -> AssetImport:
    files = [sent(each, f"poste-{rank}.json") for rank, each in enumerate(said)]
    return operations.check_agent_files(ministry=ministry, uploads=files, by=by)


def everything() -> dict[str, Any]:
    """All that an import may write, but what tells of the import itself."""
    assets = Asset.objects.order_by("code").values(
        *("code", "name", "manufacturer", "model_name", "serial", "device_id", "state", "last_seen_on", "price")
    )
    sections = AssetSection.objects.order_by("asset__code", "name")
    lines = Installation.objects.order_by("asset__code", "software__name", "version")
    return {
        "assets": list(assets),
        "sections": list(sections.values("asset__code", "name", "content", "sha256", "said_at")),
        "lines": list(lines.values("asset__code", "software__name", "version", "arch", "installed_on")),
        "installed": dict(Software.objects.filter(installed__gt=0).values_list("name", "installed")),
        "files": AgentFile.objects.count(),
        "moves": AssetMove.objects.count(),
    }


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_is_checked_then_taken_then_taken_back(path, ministry, dsi):
    content, before = path.read_bytes(), everything()
    run = checked(ministry, content, by=dsi)
    assert (run.created, everything()) == (1, before)
    done = operations.run_import(run.pk, by=dsi)
    assert (done.created, done.state) == (1, "done")
    assert done.lines.get().asset == Asset.objects.get()
    again = checked(ministry, content, by=dsi)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)
    with pytest.raises(Refused, match="rien n’est nouveau ni modifié"):
        operations.run_import(again.pk, by=dsi)
    undone = operations.undo_import(run.pk, reason="Mauvais ministère.", by=dsi)
    assert (undone.state, undone.lines.get().undoing, everything()) == ("undone", "undone", before)


def test_what_is_checked_is_what_is_done(ministry, dsi):
    take(ministry, COMPUTER)
    broken = {"deviceid": "a", "content": {}}
    run = checked(ministry, COMPUTER | {"content": COMPUTER["content"] | {"softwares": []}}, BATTERIES, broken, by=dsi)
    names = ("origin", "outcome", "reasons", "changes")
    shown = list(run.lines.order_by("rank").values_list(*names))
    assert [line[1] for line in shown] == ["refused", "updated", "updated"]
    assert shown[0][2] == ["$.content : il manque « versionclient »."]
    done = operations.run_import(run.pk, by=dsi)
    assert list(done.lines.order_by("rank").values_list(*names)) == shown
    assert all(content == {} for content in done.lines.values_list("content", flat=True))


def test_a_file_that_is_checked_looks_for_its_asset_once(ministry, dsi):
    take(ministry, COMPUTER)
    with CaptureQueriesContext(connection) as said:
        checked(ministry, BATTERIES, by=dsi)
    read = [each["sql"] for each in said if f'FROM "{Asset._meta.db_table}"' in each["sql"]]
    assert sum("FOR UPDATE" in sql for sql in read) == 1
    assert len(read) == 2  # then once for all the files: which of the assets named still stand


def test_taking_back_puts_back_sections_software_and_what_was_empty(ministry, dsi):
    AssetFactory(ministry=ministry, name="Portable du DSI", manufacturer="DELL INC.", serial="640hp72")
    take(ministry, BATTERIES)
    before = everything()
    run = operations.run_import(checked(ministry, COMPUTER, SOFTS, by=dsi).pk, by=dsi)
    assert everything() != before
    undone = operations.undo_import(run.pk, reason="Essai.", by=dsi)
    assert set(undone.lines.values_list("undoing", flat=True)) == {"undone"}
    assert everything() == before


def test_what_changed_since_is_kept_with_its_reason(ministry, dsi):
    run = operations.run_import(checked(ministry, COMPUTER, by=dsi).pk, by=dsi)
    take(ministry, BATTERIES)
    asset = Asset.objects.get()
    undone = operations.undo_import(run.pk, reason="Essai.", by=dsi)
    line = undone.lines.get()
    assert (line.undoing, line.asset, Asset.objects.get()) == ("kept", asset, asset)
    assert line.undoing_reason.startswith("Un agent en a dit plus depuis l’import")
    with pytest.raises(Refused, match="« annulé »"):
        operations.undo_import(run.pk, reason="Encore.", by=dsi)


def test_a_partial_file_touches_its_section_only(ministry):
    take(ministry, COMPUTER)
    asset = Asset.objects.get()
    before, installed = sections_of(asset), list(asset.installations.order_by("pk").values())
    (file,) = take(ministry, BATTERIES)
    assert file.sections == ["batteries"]
    after = sections_of(asset)
    assert after["batteries"][0]["real_capacity"] == 40570
    assert {name: value for name, value in after.items() if name != "batteries"} == {
        name: value for name, value in before.items() if name != "batteries"
    }
    assert list(asset.installations.order_by("pk").values()) == installed
    take(ministry, SOFTS)
    assert sections_of(asset)["batteries"] == after["batteries"]
    versions = dict(asset.installations.values_list("software__name", "version"))
    assert versions["gitg"] == "3.33.0-1.fc31"
    assert Software.objects.get(name="gitg").installed == 1


def test_a_full_file_says_all_of_a_machine(ministry):
    take(ministry, COMPUTER)
    short = COMPUTER | {"content": {name: COMPUTER["content"][name] for name in ("bios", "hardware", "versionclient")}}
    (file,) = take(ministry, short)
    asset = Asset.objects.get()
    assert set(sections_of(asset)) == {"bios", "hardware"}
    assert not asset.installations.exists()
    assert set(Software.objects.values_list("installed", flat=True)) == {0}
    assert "softwares" in file.sections


BROKEN = [
    ({"deviceid": "a"}, "$ : il manque « content »"),
    ({"deviceid": "a", "content": {}}, "$.content : il manque « versionclient »"),
    (COMPUTER | {"itemtype": "Toaster"}, "$.itemtype : « Toaster » n’a pas la forme attendue : un mot parmi Unmanaged"),
    (COMPUTER | {"colour": "red"}, "$ : « colour » n’est pas prévu par le format"),
    (COMPUTER | {"partial": "yes"}, "$.partial : il faut true ou false, reçu un texte"),
    (
        COMPUTER | {"content": COMPUTER["content"] | {"softwares": [{"version": "1"}]}},
        "$.content.softwares[0] : il manque « name »",
    ),
    (
        COMPUTER | {"content": COMPUTER["content"] | {"bios": {"bdate": "31/12/2018"}}},
        "$.content.bios.bdate : « 31/12/2018 » n’a pas la forme attendue : une date, comme 2018-12-31",
    ),
    (
        COMPUTER | {"content": COMPUTER["content"] | {"memories": [{"capacity": "4 Go"}]}},
        "$.content.memories[0].capacity : il faut un nombre entier, reçu un texte",
    ),
    (b"{", "n’est pas du JSON : ligne 1, colonne 2"),
    (b"\xff\xfe\x00", "n’est pas du JSON en UTF-8"),
    (b"[" * 100_000, "n’est pas du JSON|emboîte trop de niveaux"),
    (b'{"deviceid": "a", "content": {"versionclient": "1", "x": ' + b"[" * 60 + b"]" * 60 + b"}}", "trop de niveaux"),
    ({"deviceid": " ", "content": {"versionclient": "1"}}, "ne nomme aucun appareil"),
    (b'{"deviceid": "a", "content": {"versionclient": "1", "cpus": [{"speed": NaN}]}}', "n’est pas du JSON en UTF-8"),
    (b" " * (8 * 1024 * 1024 + 1), "dépasse 8 Mo"),
]


@pytest.mark.parametrize(("said", "sentence"), BROKEN, ids=range(len(BROKEN)))
def test_a_broken_file_is_refused_with_its_path_and_its_reason(said, sentence, ministry):
    with pytest.raises(InvalidInput) as refusal:
        take(ministry, said)
    assert any(each in refusal.value.message for each in sentence.split("|")), refusal.value.message
    assert refusal.value.message.startswith("poste.json : ")
    assert not Asset.objects.exists()


def test_a_broken_file_keeps_out_those_that_came_with_it_and_names_itself(ministry):
    with pytest.raises(InvalidInput, match=r"poste\.json : \$ : il manque « content ».* Aucun fichier n’est importé"):
        take(ministry, COMPUTER, {"deviceid": "b"})
    assert not Asset.objects.exists()


def test_the_page_and_the_call_refuse_it_alike(client, ministry, dsi):
    client.force_login(dsi)
    broken = {"deviceid": "a", "content": {}}
    page = client.post(reverse("assets:receive"), {"ministry": ministry.pk, "uploads": sent(broken)})
    assert (page.status_code, AssetImport.objects.count()) == (400, 0)
    assert "poste.json" in page.content.decode()
    assert "$.content" in page.content.decode()
    caller = APIClient()
    caller.force_authenticate(dsi)
    answer = caller.post(
        reverse("api:agent-files-list"), {"ministry": ministry.pk, "file": sent(broken)}, format="multipart"
    )
    assert answer.status_code == 400
    assert "$.content : il manque « versionclient »" in str(answer.json())
    taken = caller.post(
        reverse("api:agent-files-list"), {"ministry": ministry.pk, "file": sent(COMPUTER)}, format="multipart"
    )
    assert (taken.status_code, taken.json()["outcome"]) == (201, "created")


def test_what_a_person_wrote_is_not_written_over_and_the_difference_is_shown(client, ministry, dsi):
    mine = AssetFactory(ministry=ministry, name="Portable du DSI", manufacturer="DELL INC.", serial="640hp72")
    (file,) = take(ministry, COMPUTER)
    mine.refresh_from_db()
    assert (file.outcome, Asset.objects.count()) == (FileOutcome.UPDATED, 1)
    assert (mine.name, mine.model_name, mine.device_id) == ("Portable du DSI", "XPS 13 9350", COMPUTER["deviceid"])
    client.force_login(dsi)
    page = client.get(reverse("assets:detail", args=[mine.pk])).content.decode()
    assert "« Portable du DSI » au registre" in page.replace("\u00a0", " ").replace("\u202f", " ")


def test_secrets_of_the_machine_are_never_kept(ministry):
    content = COMPUTER["content"] | {
        "envs": [{"key": "PASSWORD", "val": "hunter2"}],
        "processes": [{"cmd": "mysql --password=hunter2", "pid": 3, "user": "root"}],
        "licenseinfos": [{"name": "Suite", "key": "CLE-DU-SYSTEME"}],
        "hardware": COMPUTER["content"]["hardware"] | {"winprodkey": "CLE-DU-PRODUIT"},
    }
    (file,) = take(ministry, COMPUTER | {"content": content})
    assert file.left_out == ["envs", "processes"]
    kept = json.dumps(sections_of(Asset.objects.get()))
    assert "Suite" in kept
    assert not any(secret in kept for secret in ("hunter2", "CLE-DU"))


def test_two_machines_without_a_true_serial_stay_two(ministry):
    bios = COMPUTER["content"]["bios"] | {"ssn": "To Be Filled By O.E.M.", "msn": "Default string"}
    for name in ("poste-1", "poste-2"):
        content = COMPUTER["content"] | {"bios": bios, "hardware": {"name": name}}
        take(ministry, COMPUTER | {"deviceid": name, "content": content})
    assert list(Asset.objects.order_by("name").values_list("name", "serial")) == [("poste-1", ""), ("poste-2", "")]


def test_a_machine_installed_anew_stays_the_same_asset(ministry):
    take(ministry, COMPUTER)
    take(ministry, COMPUTER | {"deviceid": "glpixps-2026-01-05-08-00-00"})
    assert Asset.objects.get().device_id == "glpixps-2026-01-05-08-00-00"


def test_a_file_of_a_neighbour_touches_nothing_of_mine(ministry):
    take(ministry, COMPUTER)
    take(MinistryFactory(), COMPUTER)
    assert Asset.objects.count() == 2
    assert Asset.objects.filter(ministry=ministry).count() == 1


# Files made from the schema itself: each field may be there or not, with a value that the schema takes.
DOCUMENT = json.loads(SCHEMA.read_text())
WORDS = [
    "",
    "a",
    "é" * 40,
    "x" * 400,
    "\u0000zéro",
    "\ud83d",
    "<b>gras</b>",
    "2018-12-31",
    "  deux  mots ",
    "🖥️",
    "=1+1",
]
PATTERNED = {
    "([ |T]": "2018-12-31 08:30:00",
    "[ |T][0-9]": "2018-10-11T04:55:07",
    "^[+-]": "+0100",
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}$": "2019-54-17",  # shaped as a date, no day of the calendar
}


def made_from(schema: Any, chance: random.Random, depth: int = 0) -> Any:
    if "$ref" in schema:
        found = DOCUMENT
        for name in schema["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        return made_from(found, chance, depth)
    for one_of in ("anyOf", "oneOf"):
        if one_of in schema:
            return made_from(schema[one_of][0], chance, depth)
    kind = schema.get("type", "string")
    if isinstance(kind, list):
        kind = kind[0]
    if kind == "object":
        fields = schema.get("properties", {})
        asked = {name for name in fields if name in schema.get("required", ()) or chance.random() < 0.5}
        return {name: made_from(fields[name], chance, depth + 1) for name in sorted(asked)}
    if kind == "array":
        return [made_from(schema["items"], chance, depth + 1) for _ in range(chance.randrange(4))]
    if kind == "string" and "pattern" in schema:
        pattern = schema["pattern"]
        if pattern.startswith("^("):
            return pattern[2:].split(")")[0].split("|")[chance.randrange(2)]
        return next((value for begin, value in PATTERNED.items() if begin in pattern), "2018-12-31")
    numbers = {"integer": [0, -1, 7, 2**40], "number": [0.5, 3], "boolean": [True, False], "null": [None]}
    if kind in numbers:
        low, high = schema.get("minimum", -10), schema.get("maximum", 2**41)
        kept = [each for each in (*numbers[kind], low, high) if each is None or low <= each <= high]
        return chance.choice(numbers[kind] if kind in ("boolean", "null") else kept)
    return chance.choice(WORDS)


@pytest.mark.parametrize("seed", range(25))
def test_any_file_of_the_schema_imports_once(seed, ministry):
    chance = random.Random(seed)
    said = made_from(DOCUMENT, chance)
    said["deviceid"] = f"machine-{seed}" + "-longue" * 60 * (seed % 2)
    (first,) = take(ministry, said)
    assert first.outcome == FileOutcome.CREATED
    before = state_of()
    (again,) = take(ministry, said)
    assert (again.outcome, state_of()) == (FileOutcome.UNCHANGED, before)
    said["partial"], said["content"] = True, {"versionclient": "1", "batteries": [{"name": f"neuve {seed}"}]}
    (partial,) = take(ministry, said)
    assert partial.sections == ["batteries"]
    asset = Asset.objects.get()
    names = {row["name"] for row in before["sections"]} | {"batteries"}
    assert set(sections_of(asset)) == names
    assert asset.installations.count() == len(before["lines"])
