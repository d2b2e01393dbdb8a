"""What every list holds: a filter that cannot be read selects nothing, a broken page is refused in words."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import import_module
from xml.etree import ElementTree

import django_filters
import pytest
from django.urls import NoReverseMatch, get_resolver, reverse
from openpyxl import load_workbook

from cmsic.api_urls import router
from foundation.accounts.enums import Role, ScopeKind
from foundation.common import exports, lists
from foundation.common.rooms import drawers
from foundation.common.tables.sheets import open_sheet
from imports.models import Observation
from tests.factories import CommissionFactory, RecommendationFactory, ScopeFactory, officer_of

pytestmark = pytest.mark.django_db
LISTS = sorted(prefix for prefix, view, name in router.registry if hasattr(view, "list"))


def every_filter_set() -> list[type]:
    """All that the portal's modules define, once they are loaded."""
    list(drawers("filters"))
    import_module("cmsic.urls")
    import_module("cmsic.api_urls")
    waiting, found = [django_filters.FilterSet], []
    while waiting:
        children = waiting.pop().__subclasses__()
        waiting += children
        found += [each for each in children if not each.__module__.startswith(("django_filters", "rest_framework"))]
    return [each for each in found if not each.__name__.startswith("AutoFilterSet")]


def test_every_set_of_filters_selects_nothing_when_it_cannot_be_read():
    assert [each for each in every_filter_set() if not issubclass(each, lists.Filters)] == []


@pytest.fixture
def asin(client):
    client.force_login(officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_ADMIN))
    return client


@pytest.mark.parametrize("cursor", ["cD1hYmM%3D", "cD0x", "bz0w", "%%%", "cj0xJnA9MjAyNi0wMS0wMQ%3D%3D"])
@pytest.mark.parametrize("name", LISTS)
def test_a_broken_cursor_is_refused_in_words(asin, name, cursor):
    response = asin.get(f"/api/v1/{name}?cursor={cursor}")
    if response.status_code == 400:  # a resource without pages knows no cursor, and says so
        assert response.json()["fields"]["cursor"][0].startswith("Le paramètre « cursor » n’existe pas ici"), name
        return
    assert response.status_code in (200, 403, 404), name
    if cursor == "cD1hYmM%3D" and response.status_code == 404:
        assert "page" in response.json()["detail"].lower() or "adresse" in response.json()["detail"]


@pytest.mark.parametrize(
    "query", [{"state": "bogus"}, {"ministry": "0"}, {"priority": "x"}, {"commission": "not-a-key"}, {"late": "2"}]
)
def test_an_unknown_value_of_a_filter_shows_no_row_and_says_so(asin, query):
    RecommendationFactory(commission=CommissionFactory())
    everything = b"".join(asin.get(reverse("recommendations:export"))).decode().splitlines()
    lines = b"".join(asin.get(reverse("recommendations:export"), query)).decode().splitlines()
    assert (len(everything), len(lines)) == (2, 1)


def addresses_of_lists(patterns=None, above="") -> list[str]:
    """Every page declared by a ListPage whose address says no row."""
    found = []
    for each in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(each, "url_patterns"):
            found += addresses_of_lists(each.url_patterns, f"{above}{each.namespace}:" if each.namespace else above)
        elif "list_page" in getattr(each.callback, "__dict__", {}) and each.name:
            try:
                found.append(reverse(above + each.name))
            except NoReverseMatch:  # that of one row
                continue
    return found


STARTS = {"csv": b"\xef\xbb\xbf", "xlsx": b"PK\x03\x04", "ods": b"PK\x03\x04"}


def test_every_list_is_given_in_every_format(asin):
    assert set(lists.FILES) == set(lists.KINDS) == set(STARTS)
    given = 0
    for address in addresses_of_lists():
        for kind, start in STARTS.items():
            response = asin.get(address, {"format": kind})
            if response.status_code in (403, 404):
                continue
            given += 1
            assert response.status_code == 200, (address, kind)
            assert response["Content-Disposition"].endswith(f'.{kind}"'), (address, kind)
            content = whole(response)
            assert content.startswith(start), (address, kind)
            if kind == "ods":
                assert next(open_sheet(content).lines)[1], address
    assert given > 60


HOSTILE = '=HYPERLINK("http://x")'
LINE = [HOSTILE, "a  b\nc\x00 & <d>", date(2026, 1, 31), datetime(2026, 1, 31, 23, 30, tzinfo=UTC)]
LINE += [Decimal("-12345678901234567.25"), 7, True, None]


def whole(response) -> bytes:
    """What a file answered, and its file closed: to end the answer itself would close the connection of the test."""
    content = b"".join(response.streaming_content)
    for closing in response._resource_closers:
        closing()
    return content


def test_an_ods_keeps_exact_values_and_holds_no_formula():
    content = whole(exports.ods_file("x", [str(n) for n in range(8)], [LINE]))
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        first = book.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        xml = book.read("content.xml").decode()
    office = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
    cells = list(ElementTree.fromstring(xml).iter("{urn:oasis:names:tc:opendocument:xmlns:table:1.0}table-cell"))[8:]
    assert [cell.get(f"{office}value-type") for cell in cells] == (
        ["string", "string", "date", "date", "float", "float", "string", None]
    )
    assert [cell.get(f"{office}date-value") for cell in cells[2:4]] == ["2026-01-31", "2026-02-01T00:30:00"]
    assert [cell.get(f"{office}value") for cell in cells[4:6]] == ["-12345678901234567.25", "7"]
    assert "formula" not in xml
    assert [line[:2] for _, line in open_sheet(content).lines] == [["0", "1"], [HOSTILE, "a  b\nc & <d>"]]


def test_an_ods_longer_than_a_sheet_goes_on_in_the_next(monkeypatch):
    monkeypatch.setattr(exports, "MOST_ROWS", 2)
    for count, sheets in ((0, 1), (2, 1), (3, 2), (5, 3)):
        content = whole(exports.ods_file("x", ["n"], [[number] for number in range(count)]))
        names = open_sheet(content, is_whole=True).names
        assert names == ("Liste", "Liste 2", "Liste 3")[:sheets]
        read = [cells for name in names for _, cells in open_sheet(content, name=name, is_whole=True).lines]
        assert read.count(["n"]) == sheets
        assert [cells for cells in read if cells != ["n"]] == [[str(number)] for number in range(count)]


def test_an_instant_is_told_in_a_workbook_by_the_clock_of_its_readers():
    sheet = load_workbook(io.BytesIO(whole(exports.xlsx_file("x", [str(n) for n in range(8)], [LINE])))).active
    assert str(sheet["D2"].value) == "2026-02-01 00:30:00"


HUGE = [
    Decimal("12345678901234567.89"),
    12_345_678_901_234_567,
    Decimal("-0.10"),
    10**18,
    59_300_000,
    Decimal("12.500"),
]


def test_an_amount_of_any_length_keeps_all_its_digits_in_every_file():
    """A workbook counts in binary: what it would round is text there, what it keeps is a number that adds up."""
    header = [str(n) for n in range(len(HUGE))]
    exact = ["12345678901234567.89", "12345678901234567", "-0.1", str(10**18), "59300000", "12.5"]
    lines = b"".join(exports.csv_file("x", header, [HUGE]).streaming_content).decode("utf-8-sig").splitlines()
    assert lines[1].split(";") == exact
    with zipfile.ZipFile(io.BytesIO(whole(exports.ods_file("x", header, [HUGE])))) as book:
        xml = book.read("content.xml").decode()
    assert re.findall(r'office:value="([^"]+)"', xml) == exact
    sheet = load_workbook(io.BytesIO(whole(exports.xlsx_file("x", header, [HUGE])))).active
    cells = [cell.value for cell in sheet[2]]
    assert cells[:2] == ["12345678901234567,89", "12345678901234567"]
    assert [Decimal(str(cell)) for cell in cells[2:]] == [Decimal("-0.1"), 10**18, 59_300_000, Decimal("12.5")]


def test_a_list_gives_its_files_a_number_as_it_is_kept_and_its_page_as_one_reads_it():
    cost = Observation._meta.get_field("cost")
    row = Observation(cost=Decimal("12345678901234567.890000"))
    column = lists.column_of(Observation, "cost")
    assert column.read(row) == row.cost
    assert isinstance(lists.told_of(cost)(row), Decimal)
    assert column.cell(row).text == "12345678901234567,89"


def test_a_workbook_longer_than_a_sheet_goes_on_in_the_next(monkeypatch):
    monkeypatch.setattr(exports, "MOST_ROWS", 2)
    for count, sheets in ((0, 1), (2, 1), (3, 2), (5, 3)):
        book = load_workbook(io.BytesIO(whole(exports.xlsx_file("x", ["n"], [[number] for number in range(count)]))))
        assert tuple(book.sheetnames) == ("Liste", "Liste 2", "Liste 3")[:sheets]
        read = [[row[0].value for row in sheet.iter_rows()] for sheet in book.worksheets]
        assert [rows[0] for rows in read] == ["n"] * sheets
        assert [value for rows in read for value in rows[1:]] == list(range(count))
