"""A campaign of inventory: what should be there, confirmed, missing, found; its end changes the register."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from assets import operations
from assets.enums import AssetState, LineOutcome, StocktakeState
from assets.models import Asset, Stocktake, StocktakeLine
from assets.operations.stocktaking import read_code
from assets.queries.labels import address_of
from assets.register import STOCKTAKES
from assets.reports import statement_html
from foundation.accounts.enums import Role
from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.jobs.enums import JobState
from foundation.jobs.models import Job
from foundation.journal.models import Entry
from foundation.journal.registry import PAGES
from tests.factories import (
    AssetFactory,
    MinistryFactory,
    StocktakeFactory,
    StocktakeLineFactory,
    StructureFactory,
    officer_of,
)

pytestmark = pytest.mark.django_db
S, L = AssetState, LineOutcome


@pytest.fixture
def ministry():
    return MinistryFactory(name="Ministère du Plan", acronym="MP")


@pytest.fixture
def dsi(ministry):
    return officer_of(ministry.scope, Role.DSI)


def texts(answer):
    return unescape(answer.content.decode()).replace("\u00a0", " ").replace("\u202f", " ")


def opened(ministry, by=None, structure=None, site=""):
    return STOCKTAKES.add(ministry=ministry, title="Inventaire 2026", structure=structure, site=site, by=by)


def outcomes(stocktake):
    lines = stocktake.lines.select_related("asset").order_by("asset__code", "label")
    return {line.asset.name if line.asset else line.label: line.outcome for line in lines}


def test_a_campaign_lists_what_should_be_there_the_day_it_opens(ministry):
    here = StructureFactory(ministry=ministry, scope=ministry.scope)
    for name, state in (("A", S.IN_USE), ("B", S.STOCK), ("C", S.REPAIR), ("D", S.RETIRED), ("E", S.MISSING)):
        AssetFactory(ministry=ministry, name=name, state=state, structure=here, site="Bureau 3" if name == "A" else "")
    AssetFactory(name="Voisin")
    AssetFactory(ministry=ministry, name="Ailleurs")
    assert set(outcomes(opened(ministry))) == {"A", "B", "C", "Ailleurs"}
    assert set(outcomes(opened(ministry, structure=here))) == {"A", "B", "C"}
    assert set(outcomes(opened(ministry, site="BUREAU 3"))) == {"A"}


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        ("MP-A00012", "MP-A00012"),
        (" MP-A00012 ", "MP-A00012"),
        ("https://cmsic.bj/parc/e/MP-A00012", "MP-A00012"),
        ("https://cmsic.bj/parc/e/MP-A00012?x=1", "MP-A00012"),
        ("640HP72", "640HP72"),
    ],
)
def test_what_a_phone_reads_is_a_number(read, expected):
    assert read_code(read) == expected


def test_a_label_a_serial_and_an_unknown_object_are_noted(ministry, dsi):
    AssetFactory(ministry=ministry, name="Poste", code="MP-A00001")
    AssetFactory(ministry=ministry, name="Écran", serial="SN-7")
    stocktake = opened(ministry)
    lost = AssetFactory(ministry=ministry, name="Perdu", state=S.MISSING)
    for code in (address_of("MP-A00001"), "sn-7", lost.code, "Scanner sans étiquette"):
        operations.note_seen(stocktake.pk, code=code, by=dsi)
    assert outcomes(stocktake) == {
        "Poste": L.CONFIRMED,
        "Écran": L.CONFIRMED,
        "Perdu": L.FOUND,
        "Scanner sans étiquette": L.FOUND,
    }


def test_a_reading_sent_twice_counts_once(ministry, dsi):
    row = AssetFactory(ministry=ministry)
    stocktake = opened(ministry)
    for _ in range(2):
        operations.note_seen(stocktake.pk, code=row.code, site="Bureau 4", by=dsi)
        operations.note_seen(stocktake.pk, code="Objet", by=dsi)
    assert StocktakeLine.objects.count() == 2
    assert Entry.objects.filter(act="note_seen").count() == 2


def test_a_note_is_taken_back(ministry, dsi):
    row = AssetFactory(ministry=ministry, name="Poste")
    stocktake = opened(ministry)
    operations.note_seen(stocktake.pk, code=row.code, by=dsi)
    operations.note_seen(stocktake.pk, code="Objet", by=dsi)
    operations.undo_note(stocktake.pk, code=row.code, by=dsi)
    operations.undo_note(stocktake.pk, code="Objet", by=dsi)
    assert outcomes(stocktake) == {"Poste": L.WAITING}
    with pytest.raises(InvalidInput, match="n’est pas dans cette campagne"):
        operations.undo_note(stocktake.pk, code="Objet", by=dsi)


def test_its_end_says_what_is_missing_and_moves_it_in_the_register(ministry, dsi):
    seen, gone, said_gone = (AssetFactory(ministry=ministry, name=name) for name in ("Vu", "Absent", "Volé"))
    stocktake = opened(ministry)
    back = AssetFactory(ministry=ministry, name="Revenu", state=S.MISSING)
    operations.note_seen(stocktake.pk, code=seen.code, by=dsi)
    operations.note_seen(stocktake.pk, code=back.code, by=dsi)
    operations.note_missing(stocktake.pk, code=said_gone.code, note="Vol déclaré", by=dsi)
    operations.close_stocktake(stocktake.pk, by=dsi)
    assert outcomes(stocktake) == {"Vu": L.CONFIRMED, "Absent": L.MISSING, "Volé": L.MISSING, "Revenu": L.FOUND}
    states = dict(Asset.objects.values_list("name", "state"))
    assert states == {"Vu": S.IN_USE, "Absent": S.MISSING, "Volé": S.MISSING, "Revenu": S.STOCK}
    assert Asset.objects.get(name="Vu").last_seen_on == clock.today()
    assert gone.moves.get().reason == "Campagne « Inventaire 2026 »"
    with pytest.raises(Refused, match="la campagne d’inventaire est à l’état « close »"):
        operations.note_seen(stocktake.pk, code=seen.code, by=dsi)
    with pytest.raises(Refused, match="Impossible de clore"):
        operations.close_stocktake(stocktake.pk, by=dsi)


def test_the_statement_names_what_is_missing_and_what_was_found(ministry, dsi, client):
    AssetFactory(ministry=ministry, name="Poste du guichet")
    stocktake = opened(ministry)
    operations.note_seen(stocktake.pk, code="Scanner sans étiquette", by=dsi)
    client.force_login(dsi)
    address = reverse("stocktakes:statement", args=[stocktake.pk])
    assert client.get(address).status_code == 409
    operations.close_stocktake(stocktake.pk, by=dsi)
    html = statement_html(stocktake.paper)
    assert "Poste du guichet" in html
    assert "Scanner sans étiquette" in html.replace("\u00a0", " ")


def test_the_statement_is_made_by_a_job_and_kept_as_it_was_at_the_closing(ministry, dsi, client, run_jobs):
    row = AssetFactory(ministry=ministry, name="Poste du guichet")
    stocktake = opened(ministry)
    operations.close_stocktake(stocktake.pk, by=dsi)
    Asset.objects.filter(pk=row.pk).update(name="Autre nom")
    client.force_login(dsi)
    address = reverse("stocktakes:statement", args=[stocktake.pk])
    waiting = client.get(STOCKTAKES.href(stocktake)).content.decode()
    assert ("en cours de mise en page" in waiting, address in waiting) == (True, False)
    assert client.get(address).status_code == 409
    run_jobs()
    made = client.get(STOCKTAKES.href(stocktake)).content.decode()
    assert ("en cours de mise en page" in made, address in made) == (False, True)
    assert b"".join(client.get(address).streaming_content).startswith(b"%PDF")
    html = statement_html(stocktake.paper)
    assert ("Poste du guichet" in html, "Autre nom" in html) == (True, False)


def test_a_statement_that_nobody_makes_any_more_is_asked_for_again_and_one_that_is_there_is_not(ministry, dsi, client):
    AssetFactory(ministry=ministry, name="Poste")
    stocktake = opened(ministry)
    operations.close_stocktake(stocktake.pk, by=dsi)
    with pytest.raises(Refused, match="est établi, ou en cours"):
        operations.establish_statement(stocktake.pk, by=dsi)
    Job.objects.update(state=JobState.DEAD, finished_at=clock.now())
    client.force_login(dsi)
    establish = reverse("stocktakes:establish", args=[stocktake.pk])
    assert establish in client.get(STOCKTAKES.href(stocktake)).content.decode()
    client.post(establish)
    assert stocktake.paper.job.state == JobState.QUEUED
    assert establish not in client.get(STOCKTAKES.href(stocktake)).content.decode()


def test_a_campaign_closed_before_statements_were_kept_gets_one(ministry, dsi):
    closed = StocktakeFactory(ministry=ministry, state=StocktakeState.CLOSED, closed_on=clock.today(), title="T" * 300)
    operations.establish_statement(closed.pk, by=dsi)
    assert closed.paper.content["missing"] == []
    with pytest.raises(Refused, match="établir l’état"):
        operations.establish_statement(opened(ministry).pk, by=dsi)


def test_a_long_campaign_shows_its_first_lines_and_how_many_others_there_are(ministry, dsi, client, monkeypatch):
    monkeypatch.setattr("assets.register.stocktakes.LISTED", 2)
    monkeypatch.setattr("assets.reports.PRINTED", 2)
    for number in range(3):
        AssetFactory(ministry=ministry, name=f"Poste {number}")
    stocktake = opened(ministry)
    operations.close_stocktake(stocktake.pk, by=dsi)
    client.force_login(dsi)
    page = client.get(STOCKTAKES.href(stocktake)).content.decode().replace("&amp;", "&")
    assert ("Poste 1" in page, "Poste 2" in page) == (True, False)
    assert f'{reverse("stocktakes:lines")}?stocktake={stocktake.pk}&outcome=missing">les 3 lignes' in page
    html = statement_html(stocktake.paper).replace("\u00a0", " ")
    assert "<dt>Introuvables</dt><dd>3</dd>" in html
    assert ("Poste 2" in html, "Et 1 autre, au portail" in html) == (False, True)


def test_the_lines_of_a_campaign_name_it_and_its_history_reads_in_french(ministry, dsi, client):
    AssetFactory(ministry=ministry, name="Poste")
    stocktake, other = opened(ministry), StocktakeFactory(title="Ailleurs")
    client.force_login(dsi)
    page = client.get(reverse("stocktakes:lines"), {"stocktake": stocktake.pk}).content.decode()
    assert f"Campagne\u00a0: {stocktake.title}" in page.replace("Campagne :", "Campagne\u00a0:")
    assert "Ailleurs" not in client.get(reverse("stocktakes:lines"), {"stocktake": other.pk}).content.decode()
    operations.close_stocktake(stocktake.pk, by=dsi)
    history = client.get(reverse("journal:row", args=["assets.stocktake", stocktake.pk])).content.decode()
    assert ("Introuvables" in history, "Missing" in history) == (True, False)


def test_a_list_that_is_empty_still_names_what_it_was_asked_for_to_who_may_see_it(ministry, dsi, client):
    stocktake, other = opened(ministry), StocktakeFactory(title="Ailleurs")
    client.force_login(dsi)
    for row, name in ((stocktake, stocktake.title), (other, "introuvable")):
        shown = client.get(reverse("stocktakes:lines"), {"stocktake": row.pk}).content.decode()
        assert f"Campagne : {name}" in shown.replace("\u00a0", " ")
        assert f"Campagne : {row.pk}" not in shown.replace("\u00a0", " ")


def test_the_page_of_a_campaign_shows_its_last_lines_of_the_journal_and_leads_to_all(ministry, dsi, client):
    stocktake = opened(ministry)
    for number in range(21):
        operations.note_seen(stocktake.pk, code=f"Objet {number}", by=dsi)
    client.force_login(dsi)
    page = client.get(STOCKTAKES.href(stocktake)).content.decode()
    assert page.count('class="timeline__item') == 20
    assert f'<a href="{reverse("journal:row", args=["assets.stocktake", stocktake.pk])}">Tout l’historique</a>' in page


def test_what_an_act_will_write_is_not_asked_of_a_form(ministry, dsi, client):
    stocktake = opened(ministry)
    client.force_login(dsi)
    assert "close le" not in client.get(STOCKTAKES.href(stocktake)).content.decode()
    operations.close_stocktake(stocktake.pk, by=dsi)
    assert "Close le" in client.get(STOCKTAKES.href(stocktake)).content.decode()


def test_one_types_numbers_without_any_script(client, ministry, dsi):
    row = AssetFactory(ministry=ministry, name="Poste")
    stocktake = opened(ministry)
    client.force_login(dsi)
    address = reverse("stocktakes:note", args=[stocktake.pk])
    assert row.code in client.get(address).content.decode()
    page = client.post(address, {"code": row.code}, follow=True).content.decode()
    assert "confirmé" in page
    assert outcomes(stocktake) == {"Poste": L.CONFIRMED}


def test_the_call_of_the_phone_answers_what_it_noted(ministry, dsi):
    row = AssetFactory(ministry=ministry, name="Poste")
    stocktake = opened(ministry)
    caller = APIClient()
    caller.force_authenticate(dsi)
    address = reverse("api:stocktakes-note", args=[stocktake.pk])
    answer = caller.post(address, {"code": row.code}, format="json")
    assert (answer.status_code, answer.json()["outcome"], answer.json()["said"]) == (
        200,
        "confirmed",
        f"{row} : confirmé.",
    )
    assert caller.post(address, {"code": ""}, format="json").status_code == 400


def test_what_was_seen_elsewhere_since_the_opening_is_not_missing(ministry, dsi):
    by_agent, elsewhere, closed, _, _, before = (
        AssetFactory(ministry=ministry, name=name, site="Bureau 1", state=state)
        for name, state in (
            ("Agent", S.IN_USE),
            ("Ailleurs", S.IN_USE),
            ("Clos", S.IN_USE),
            ("Réparé", S.REPAIR),
            ("Absent", S.IN_USE),
            ("Avant", S.IN_USE),
        )
    )
    day = clock.today()
    Asset.objects.filter(pk=before.pk).update(last_seen_on=day - timedelta(days=1))
    for site in ("Bureau 2", "Bureau 3"):
        AssetFactory(ministry=ministry, name=f"Poste du {site}", site=site)
    one, two, three = (opened(ministry, site=site) for site in ("Bureau 1", "Bureau 2", "Bureau 3"))
    Asset.objects.filter(pk=by_agent.pk).update(last_seen_on=day)
    operations.note_seen(two.pk, code=elsewhere.code, by=dsi)  # in a campaign that is still open
    operations.note_seen(three.pk, code=closed.code, by=dsi)
    operations.close_stocktake(three.pk, by=dsi)
    operations.close_stocktake(one.pk, by=dsi)
    assert outcomes(one) == dict.fromkeys(("Agent", "Ailleurs", "Clos", "Réparé"), L.WAITING) | {
        "Absent": L.MISSING,
        "Avant": L.MISSING,
    }
    states = dict(Asset.objects.filter(site="Bureau 1").values_list("name", "state"))
    assert {name for name, state in states.items() if state == S.MISSING} == {"Absent", "Avant"}
    assert states["Réparé"] == S.REPAIR


def test_what_is_left_to_see_stands_in_the_statement(ministry, dsi, client):
    AssetFactory(ministry=ministry, name="Poste parti en atelier", state=S.REPAIR)
    AssetFactory(ministry=ministry, name="Poste du guichet")
    stocktake = opened(ministry)
    operations.close_stocktake(stocktake.pk, by=dsi)
    html = statement_html(stocktake.paper).replace("\u00a0", " ")
    assert "<dt>Restés à voir</dt><dd>1</dd>" in html
    assert "Poste parti en atelier" in html.partition("<h2>Actifs restés à voir</h2>")[2]
    client.force_login(dsi)
    page = client.get(STOCKTAKES.href(stocktake)).content.decode()
    assert "Poste parti en atelier" in page.partition("<h2>Restés à voir</h2>")[2]


def test_words_typed_in_another_case_are_the_same_object(ministry, dsi):
    stocktake = opened(ministry)
    for words in ("Scanner du hall", "SCANNER DU HALL", "scanner du hall"):
        operations.note_seen(stocktake.pk, code=words, by=dsi)
    assert outcomes(stocktake) == {"Scanner du hall": L.FOUND}
    with pytest.raises(IntegrityError), transaction.atomic():
        StocktakeLineFactory(stocktake=stocktake, asset=None, label="SCANNER du hall", is_expected=False)
    operations.undo_note(stocktake.pk, code="scanner du HALL", by=dsi)
    assert outcomes(stocktake) == {}


def test_a_campaign_does_not_open_on_a_place_that_no_asset_has(ministry, dsi, client):
    AssetFactory(ministry=ministry, site="Bâtiment A")
    AssetFactory(ministry=ministry, site="Bâtiment R", state=S.RETIRED)
    client.force_login(dsi)
    typed = {"ministry": ministry.pk, "title": "Inventaire du bâtiment", "structure": "", "site": "Batiment Z"}
    answer = client.post(reverse("stocktakes:new"), typed)
    assert answer.status_code == 400
    said = texts(answer)
    assert "Aucun actif à inventorier n’est à « Batiment Z »" in said
    assert "Lieux des fiches : Bâtiment A." in said
    assert "Inventaire du bâtiment" in answer.content.decode()
    assert not Stocktake.objects.exists()
    assert client.post(reverse("stocktakes:new"), typed | {"site": "batiment a"}).status_code == 302
    assert client.post(reverse("stocktakes:new"), typed | {"site": ""}).status_code == 302


def test_a_number_that_no_register_knows_is_said_to_be_perhaps_mistyped(ministry, dsi, client):
    row = AssetFactory(ministry=ministry, name="Poste")
    stocktake = opened(ministry)
    client.force_login(dsi)
    here = reverse("stocktakes:note", args=[stocktake.pk])
    assert f"{row.code} Poste : confirmé." in texts(client.post(here, {"code": row.code}, follow=True))
    mistyped = texts(client.post(here, {"code": "A0001"}, follow=True))
    assert "« A0001 » n’est pas au registre : noté comme trouvé en plus. Si le numéro est mal tapé, retirez" in mistyped


def test_closing_says_how_many_are_still_to_see_and_nothing_is_noted_afterwards(ministry, dsi, client):
    rows = [AssetFactory(ministry=ministry) for _ in range(3)]
    stocktake = opened(ministry)
    operations.note_seen(stocktake.pk, code=rows[0].code, by=dsi)
    client.force_login(dsi)
    closing, here = (reverse(f"stocktakes:{name}", args=[stocktake.pk]) for name in ("close", "note"))
    assert "Encore à voir : 2." in texts(client.get(closing))
    client.post(closing, {"note": ""})
    page = texts(client.get(here))
    assert "Cette campagne est close" in page
    assert 'name="code"' not in page
    assert client.post(here, {"code": rows[1].code}).status_code == 409


def test_what_is_in_no_register_is_entered_from_the_statement(ministry, dsi, client):
    stocktake = opened(ministry)
    operations.note_seen(stocktake.pk, code="Vidéoprojecteur", site="Salle 3", by=dsi)
    operations.close_stocktake(stocktake.pk, by=dsi)
    client.force_login(dsi)
    found = re.search(r'href="([^"]+)">L’enregistrer</a>', client.get(STOCKTAKES.href(stocktake)).content.decode())
    assert found is not None
    form = client.get(unescape(found[1])).content.decode()
    assert 'value="Vidéoprojecteur"' in form
    assert 'value="Salle 3"' in form
    client.force_login(officer_of(ministry.scope, Role.AUDITOR))
    assert "L’enregistrer" not in client.get(STOCKTAKES.href(stocktake)).content.decode()


def test_a_line_of_the_journal_of_a_campaign_names_the_asset_it_is_about(client, ministry, dsi):
    here, gone = (AssetFactory(ministry=ministry, name=name, state=S.IN_USE) for name in ("Portable A", "Écran B"))
    stocktake = opened(ministry)
    operations.note_seen(stocktake.pk, code=here.code, site="Bureau 3", by=dsi)
    operations.note_missing(stocktake.pk, code=gone.code, by=dsi)
    operations.undo_note(stocktake.pk, code=gone.code, by=dsi)
    client.force_login(dsi)
    for address in (
        STOCKTAKES.href(stocktake),
        reverse("journal:row", args=[PAGES["stocktakes:detail"].kind, stocktake.pk]),
    ):
        page = texts(client.get(address))
        history = page[page.index("Historique") :]
        assert history.count(str(here)) >= 1, address
        assert history.count(str(gone)) >= 2, address
    heads = re.findall(r"line__act\">(.*?)</p>", page)
    assert f"<strong>Actif vu</strong> · {here}" in heads
    assert {f"<strong>Actif non trouvé</strong> · {gone}", f"<strong>Constat retiré</strong> · {gone}"} <= set(heads)


def test_the_page_of_a_closed_campaign_reads_its_paper_once(client, ministry, dsi):
    stocktake = opened(ministry)
    operations.close_stocktake(stocktake.pk, by=dsi)
    client.force_login(dsi)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(STOCKTAKES.href(stocktake)).status_code == 200
    assert len([query for query in seen if 'FROM "documents_document"' in query["sql"]]) == 1
