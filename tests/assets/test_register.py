"""The register of assets: a number given once, a life as a table, every move kept, labels that lead to the page."""

from datetime import timedelta

import pytest
import segno
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.template import engines
from django.urls import reverse

from assets import operations
from assets.enums import AssetAct, AssetState
from assets.label_formats import FORMATS
from assets.models import Asset, AssetMove
from assets.queries.labels import address_of, page_of, sheets
from assets.register import ASSETS
from assets.workflow import ASSET_WORKFLOW
from foundation.accounts.enums import Role
from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.documents.render import RenderingFailed, render_pdf
from foundation.journal.record import entries_of
from tests.factories import AssetCategoryFactory, AssetFactory, MinistryFactory, StructureFactory, officer_of

pytestmark = pytest.mark.django_db
A, S = AssetAct, AssetState
EMPTY = dict.fromkeys(("structure", "purchased_on", "price", "warranty_until")) | dict.fromkeys(
    ("name", "manufacturer", "model_name", "serial", "site", "holder", "management", "funding", "funder", "supplier"),
    "",
)


@pytest.fixture
def ministry():
    return MinistryFactory(name="Ministère du Plan", acronym="MP")


@pytest.fixture
def dsi(ministry):
    return officer_of(ministry.scope, Role.DSI)


def add(ministry, by=None, **said):
    category = said.pop("category", None) or AssetCategoryFactory()
    return ASSETS.add(
        **{**EMPTY, "ministry": ministry, "category": category, "state": S.STOCK, "source": ""} | said, by=by
    )


def test_a_number_is_that_of_its_ministry_and_is_never_given_twice(ministry, dsi):
    first, second = add(ministry, dsi), add(ministry, dsi)
    other = add(MinistryFactory(acronym="MP"))  # another one of the same acronym
    assert [first.code, second.code, other.code] == ["MP-A00001", "MP-A00002", "MP2-A00001"]
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE assets_asset SET code = 'X' WHERE id = %s", [first.pk])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE assets_assetcounter SET last_number = 0")


def test_the_dsi_registers_an_asset_and_reads_how_it_came_in(client, ministry, dsi):
    client.force_login(dsi)
    typed = {"ministry": ministry.pk, "category": AssetCategoryFactory().pk, "name": "Poste 12", "state": "stock"}
    page = client.post(reverse("assets:new"), typed, follow=True).content.decode()
    row = Asset.objects.get()
    assert "MP-A00001 Poste 12" in page
    assert "en stock" in page
    assert [move.to_state for move in row.moves.all()] == [S.STOCK]


@pytest.mark.parametrize("state", AssetState)
@pytest.mark.parametrize("act", AssetAct)
def test_each_act_is_done_or_refused_as_the_table_says(act, state, ministry):
    row = AssetFactory(ministry=ministry, state=state)
    done = {"holder": "DPAF"} if act in (A.RECEIVE, A.ASSIGN, A.MOVE, A.SEND_BACK, A.FIND) else {"reason": "Parce que."}
    operation = operations.place if "holder" in done else operations.change_state
    if ASSET_WORKFLOW.can(act, state):
        assert operation(row.pk, act, **done, by=None).state == ASSET_WORKFLOW.moves[act].target
        assert row.moves.get().from_state == state
    else:
        with pytest.raises(Refused, match="l’actif est à l’état"):
            operation(row.pk, act, **done, by=None)
        assert not row.moves.exists()


def test_every_move_is_kept_with_where_it_was_before(ministry, dsi):
    here = StructureFactory(ministry=ministry, scope=ministry.scope, name="DPAF")
    row = add(ministry, dsi, site="Magasin")
    operations.place(row.pk, A.ASSIGN, structure=here, site="Bureau 3", holder="Régie", by=dsi)
    operations.place(row.pk, A.MOVE, structure=here, site="Bureau 4", holder="Régie", by=dsi)
    operations.change_state(row.pk, A.REPAIR, reason="Écran cassé", by=dsi)
    moves = list(row.moves.order_by("at", "pk"))
    assert [(move.from_place, move.to_place) for move in moves] == [
        ("", "Magasin"),
        ("Magasin", "DPAF, Bureau 3"),
        ("DPAF, Bureau 3", "DPAF, Bureau 4"),
        ("DPAF, Bureau 4", "DPAF, Bureau 4"),
    ]
    assert moves[-1].reason == "Écran cassé"
    assert [entry.act for entry in entries_of(row)][-3:] == [A.ASSIGN, A.MOVE, A.REPAIR]
    with pytest.raises(DatabaseError), transaction.atomic():
        AssetMove.objects.filter(pk=moves[0].pk).update(reason="autre")


def test_a_move_that_moves_nothing_is_refused(ministry):
    row = AssetFactory(ministry=ministry, site="Bureau 3")
    with pytest.raises(InvalidInput, match="L’actif y est déjà"):
        operations.place(row.pk, A.MOVE, site="Bureau 3", by=None)


def test_a_structure_of_a_neighbour_is_no_place_for_it(ministry):
    row, elsewhere = AssetFactory(ministry=ministry, state=S.STOCK), StructureFactory()
    with pytest.raises(InvalidInput, match="autre ministère"):
        operations.place(row.pk, A.ASSIGN, structure=elsewhere, by=None)


def test_an_asset_is_retired_with_its_reason(ministry):
    with pytest.raises(InvalidInput, match="Dites pourquoi"):
        operations.change_state(AssetFactory(ministry=ministry).pk, A.RETIRE, reason=" ", by=None)


def test_a_serial_stands_once_in_a_ministry_whatever_its_case(ministry):
    add(ministry, manufacturer="Marque", serial="abc-1")
    add(MinistryFactory(), manufacturer="Marque", serial="ABC-1")  # a neighbour may have it
    with pytest.raises(Refused, match="déjà un actif de cette marque"):
        add(ministry, manufacturer="MARQUE", serial="ABC-1")


def test_the_list_finds_by_word_serial_and_beginning_of_the_number(client, ministry, dsi):
    row = add(ministry, dsi, name="Serveur de fichiers", serial="7XK-99", site="Parakou")
    add(ministry, dsi, name="Imprimante")
    client.force_login(dsi)
    for asked in ("serveur", "7XK-99", row.code, "parakou"):
        page = client.get(reverse("assets:list"), {"q": asked}).content.decode()
        assert "Serveur de fichiers" in page, asked
        assert "Imprimante" not in page or asked == row.code[:-1], asked


def test_the_warranty_filter_shows_what_ends_soon(client, ministry, dsi):
    today = clock.today()
    add(ministry, name="Bientôt", warranty_until=today + timedelta(days=20))
    add(ministry, name="Finie", warranty_until=today - timedelta(days=1))
    add(ministry, name="Longue", warranty_until=today + timedelta(days=900))
    client.force_login(dsi)
    page = client.get(reverse("assets:list"), {"warranty": "soon"}).content.decode()
    assert "Bientôt" in page
    assert "Finie" not in page
    assert "Longue" not in page


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.key)
def test_every_label_stands_whole_on_its_sheet(form):
    rows = AssetFactory.build_batch(form.count + 1, ministry=MinistryFactory(), category=AssetCategoryFactory())
    first, second = sheets(rows, form)
    assert (len(first), len(second)) == (form.count, 1)
    for label in first:
        assert 0 <= label.left <= 210 - form.width + 0.5
        assert 0 <= label.top <= 297 - form.height + 0.6
    assert len({(label.left, label.top) for label in first}) == form.count


def test_a_sheet_begun_goes_on_at_the_next_label():
    form = FORMATS[0]
    (labels,) = sheets(AssetFactory.build_batch(2, ministry=MinistryFactory()), form, first=5)
    assert [(label.left, label.top) for label in labels] == [(form.width, 37.5), (2 * form.width, 37.5)]


def test_the_code_of_a_label_leads_to_the_page_of_who_may_see_it(client, ministry, dsi):
    row = add(ministry)
    address = reverse("assets:label", args=[row.code])
    client.force_login(dsi)
    assert client.get(address).headers["Location"] == ASSETS.href(row)
    client.force_login(officer_of(MinistryFactory().scope, Role.DSI))
    assert client.get(address).status_code == 404


def test_the_holder_signs_a_sheet_that_says_what_he_receives(client, ministry, dsi):
    import pypdfium2

    row = add(ministry, name="Poste du guichet", serial="SN-1", holder="Secrétariat du SGM")
    client.force_login(dsi)
    answer = client.get(reverse("assets:handover", args=[row.pk]))
    words = pypdfium2.PdfDocument(answer.content)[0].get_textpage().get_text_range().replace("\u00a0", " ")
    for said in (row.code, "Poste du guichet", "SN-1", "Secrétariat du SGM", "Le détenteur"):
        assert said in words
    stored = add(ministry, name="En stock", state=S.STOCK)
    assert client.get(reverse("assets:handover", args=[stored.pk])).status_code == 409
    assert "Fiche de remise" not in client.get(ASSETS.href(stored)).content.decode()


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.key)
def test_the_code_that_is_printed_is_read_in_the_picture_of_its_sheet(form):
    """Each module of the code, and the light border around it, as the picture shows it."""
    import pypdfium2

    said = {"ministry": MinistryFactory.build(acronym="MESRS"), "category": AssetCategoryFactory.build()}
    name = "Vidéoprojecteur interactif de la grande salle de conférences du bâtiment principal"
    rows = [AssetFactory.build(code=f"MESRS-A{number:05d}", name=name, **said) for number in (1, 2)]
    shown = page_of(rows, form, 1)
    html = engines["jinja2"].get_template("pdf/labels.html").render(shown | {"title": "Étiquettes"})
    document = pypdfium2.PdfDocument(render_pdf(html, title="Étiquettes", timeout=60))
    assert len(document) == 1
    dots = 300 / 25.4
    picture = document[0].render(scale=300 / 72).to_pil().convert("L")
    label = shown["sheets"][0][1]
    code = [list(line) for line in segno.make(address_of(label.code), error="m", micro=False).matrix_iter(border=4)]
    step = shown["side"] / len(code)
    assert step >= 0.33  # millimetres: what a phone still reads
    left, top = label.left + 1, label.top + (form.height - shown["side"]) / 2
    read = [
        [
            picture.getpixel((int((left + (x + 0.5) * step) * dots), int((top + (y + 0.5) * step) * dots))) < 128
            for x in range(len(code))
        ]
        for y in range(len(code))
    ]
    assert read == [[bool(module) for module in line] for line in code]
    words = document[0].get_textpage().get_text_range()
    assert words.count("MESRS-A00002") == 1


def test_labels_are_a_pdf_of_the_assets_found(client, ministry, dsi):
    add(ministry, name="Poste du guichet")
    client.force_login(dsi)
    answer = client.get(reverse("assets:labels"), {"form": "3x8", "first": 1, "part": 1})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    refused = client.get(reverse("assets:labels"), {"form": "2x4", "first": 9, "part": 1})
    assert refused.status_code == 400
    assert "Cette feuille a 8 étiquettes." in refused.content.decode()


def test_labels_that_take_too_long_are_refused_with_their_sentence(client, ministry, dsi, monkeypatch):
    def slow(*args, **options):
        raise RenderingFailed("no answer in time")

    AssetFactory(ministry=ministry)
    monkeypatch.setattr("assets.views.labels.render_pdf", slow)
    client.force_login(dsi)
    answer = client.get(reverse("assets:labels"), {"form": FORMATS[0].key, "first": 1, "part": 1})
    assert answer.status_code == 409
    assert "demandez-en moins" in answer.content.decode()
