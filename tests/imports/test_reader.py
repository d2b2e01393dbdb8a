"""Files as people have them: what is guessed is right, or shown, and nothing is read for what it is not."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from foundation.common.exceptions import InvalidInput
from foundation.common.tables import Reading, guess, look, walk
from foundation.common.tables.values import day_of, number_of, truth_of, words_of
from tests.common.test_tables import ods

KNOWN = {"intitulé", "coût prévu (FCFA)", "début prévu", "stade"}
HEADER = ["Intitulé", "Coût prévu (FCFA)", "Début prévu"]
LINES = [["Réseau d’Abomey", "59 300 000", "03/08/2016"], ["Élus à Pobè", "7,5", "25/12/2016"]]


def as_csv(separator=";", end="\r\n", lines=LINES, head=HEADER):
    return end.join(
        separator.join(f'"{cell}"' if separator in cell else cell for cell in cells) for cells in [head, *lines]
    )


def book(rows, **more):
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Projets"
    for cells in rows:
        sheet.append(cells)
    for block in more.get("merged", ()):
        sheet.merge_cells(block)
    for name in more.get("others", ()):
        made.create_sheet(name).append(["rien"])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.fixture
def stored(tmp_path):
    def store(content):
        path = tmp_path / "sent"
        path.write_bytes(content)
        return path

    return store


def cells_of(path, reading):
    return [raw.cells for raw in walk(path, reading)]


OLD = [[cell.replace("’", "'") for cell in cells] for cells in LINES]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|", "^"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_separator_and_any_end_of_line(stored, separator, end):
    seen = guess(path := stored(as_csv(separator, end).encode()), known=KNOWN)
    assert (seen.reading.separator, seen.reading.encoding) == (separator, "utf-8")
    assert seen.headers == tuple(HEADER)
    assert cells_of(path, seen.reading) == LINES


@pytest.mark.parametrize(
    ("codec", "guessed", "lines"),
    [
        ("utf-8-sig", "utf-8", LINES),
        ("utf-16", "utf-16-le", LINES),
        ("utf-16-be", "utf-16-be", LINES),
        ("cp1252", "cp1252", LINES),
        ("mac_roman", "mac_roman", LINES),
        ("cp850", "cp850", OLD),
    ],
)
def test_any_alphabet(stored, codec, guessed, lines):
    seen = guess(path := stored(as_csv(lines=lines).encode(codec)), known=KNOWN)
    assert seen.reading.encoding == guessed
    assert cells_of(path, seen.reading) == lines


def test_what_was_guessed_can_be_said_otherwise(stored):
    path = stored("Intitulé;Début prévu\nÉcole;03/08/2016\n".encode("mac_roman"))
    wrong = Reading("csv", "cp1252", ";")
    assert look(path, wrong).headers[0] != "Intitulé"
    assert look(path, Reading("csv", "mac_roman", ";")).headers == ("Intitulé", "Début prévu")
    with pytest.raises(InvalidInput, match="Donnez la ligne des titres"):
        look(path, Reading("csv", "mac_roman", ";", header_line=9))


def test_titles_below_a_heading_and_twice_the_same(stored):
    path = stored("PORTEFEUILLE 2024;;\n;;\nIntitulé;Coût;Coût;\nA;1;2;3\n".encode())
    seen = guess(path, known=KNOWN)
    assert seen.reading.header_line == 3
    assert seen.headers == ("Intitulé", "Coût", "Coût (2)", "colonne D")
    assert "titres en double, numérotés : « Coût »" in seen.notes
    assert [raw.line for raw in walk(path, seen.reading)] == [4]


def test_a_turned_sheet_is_refused_with_what_to_do(stored):
    turned = "\n".join(";".join(cells) for cells in zip(HEADER, *LINES, strict=True))
    with pytest.raises(InvalidInput) as refusal:
        guess(stored(turned.encode()), known=KNOWN)
    assert "« Transposer »" in refusal.value.errors["file"][0]


@pytest.mark.parametrize(
    ("first", "order"), [("25/12/2016", "dmy"), ("12/25/2016", "mdy"), ("03/04/2016", "dmy"), ("2016-12-25", "dmy")]
)
def test_the_order_of_days_is_guessed_from_all_the_cells(stored, first, order):
    seen = guess(stored(f"Intitulé;Début prévu\nA;03/04/2016\nB;{first}\n".encode()), known=KNOWN)
    assert seen.reading.date_order == order
    assert any("l’ordre français est supposé" in note for note in seen.notes) == (first in ("03/04/2016", "2016-12-25"))


def test_a_workbook_with_merged_cells_days_and_sheets(stored):
    rows = [["Portefeuille"], HEADER, ["A", 59300000, date(2016, 8, 3)], [None, 7.5, date(2016, 8, 4)]]
    path = stored(book(rows, merged=["A1:C1", "A3:A4"], others=["Autre"]))
    seen = guess(path, known=KNOWN)
    assert (seen.sheets, seen.reading.sheet, seen.reading.header_line) == (("Projets", "Autre"), "Projets", 2)
    assert cells_of(path, seen.reading) == [["A", "59300000", "2016-08-03"], ["A", "7.5", "2016-08-04"]]
    assert any("fusions de cellules" in note for note in seen.notes)


def test_a_formula_without_its_result_is_refused_with_its_cell(stored):
    with pytest.raises(InvalidInput) as refusal:
        guess(stored(book([HEADER, ["A", "=1+1", None]])), known=KNOWN)
    assert "la cellule B2 contient une formule dont le résultat n’est pas enregistré" in refusal.value.errors["file"][0]


def test_merged_cells_of_an_ods(stored):
    cell = '<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'

    def row(*cells):
        return f"<table:table-row>{''.join(cells)}</table:table-row>"

    merged = cell.format(more=' table:number-rows-spanned="2" table:number-columns-spanned="1"', text="MASM")
    body = row(*(cell.format(more="", text=text) for text in ("Ministère", "Intitulé")))
    body += row(merged, cell.format(more="", text="A"))
    body += row("<table:covered-table-cell/>", cell.format(more="", text="B"))
    seen = guess(path := stored(ods(body)), known=KNOWN)
    assert cells_of(path, seen.reading) == [["MASM", "A"], ["MASM", "B"]]


def test_a_cell_that_cannot_be_trusted_is_told_and_stops_nothing(stored):
    path = stored("Intitulé;Coût\nA;#REF!\nB\x07;2\nC;3\n'=D;4\n".encode())
    found = list(walk(path, guess(path).reading))
    assert [sorted(raw.faults) for raw in found] == [[1], [0], [], []]
    assert "formule en erreur (#REF!)" in found[0].faults[1]
    assert found[3].cells[0] == "=D"


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("42585", "dmy", date(2016, 8, 3)),
        ("42585,5", "dmy", date(2016, 8, 3)),
        ("3 août 2016", "dmy", date(2016, 8, 3)),
        ("1er mars 2015", "dmy", date(2015, 3, 1)),
        ("mercredi 3 août 2016", "dmy", date(2016, 8, 3)),
        ("janv. 2014", "dmy", date(2014, 1, 1)),
        ("juillet 2013", "dmy", date(2013, 7, 1)),
        ("Févr-16", "dmy", date(2016, 2, 1)),
        ("08/2016", "dmy", date(2016, 8, 1)),
        ("2016", "dmy", date(2016, 1, 1)),
        ("03/08/2016", "dmy", date(2016, 8, 3)),
        ("03/08/2016", "mdy", date(2016, 3, 8)),
        ("3.8.16", "dmy", date(2016, 8, 3)),
        ("2016-08-03 00:00:00", "mdy", date(2016, 8, 3)),
        ("n.d.", "dmy", None),
        ("", "dmy", None),
    ],
)
def test_a_day_in_any_writing(text, order, expected):
    assert day_of(text, order) == expected


def test_the_end_of_a_month_or_of_a_year_is_its_last_day():
    assert day_of("févr. 2016", is_end=True) == date(2016, 2, 29)
    assert day_of("2016", is_end=True) == date(2016, 12, 31)


@pytest.mark.parametrize("text", ["31/02/2016", "bientôt", "13/13/2016", "99999999", "03/08/1016", "dece 2016"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(ValueError, match=r"date"):
        day_of(text)


@pytest.mark.parametrize(
    ("text", "whole", "expected"),
    [
        ("59 300 000", True, "59300000"),
        ("59\u202f300\u00a0000 FCFA", True, "59300000"),
        ("59.300.000", True, "59300000"),
        ("59.300", True, "59300"),
        ("3.750", False, "3.750"),
        ("7,5", False, "7.5"),
        ("1.234,56", False, "1234.56"),
        ("1,234.56", False, "1234.56"),
        ("59,3 millions de FCFA", True, "59300000"),
        ("2,29 Md€", False, "2290000000"),
        ("-3", False, "-3"),
        ("45 %", False, "45"),
        ("0", True, "0"),
        ("non renseigné", True, None),
        ("—", True, None),
    ],
)
def test_a_number_in_any_writing(text, whole, expected):
    assert number_of(text, is_whole=whole) == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize("text", ["environ 3", "1,2,3", "12a", "1.23.456"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="nombre"):
        number_of(text)


def test_yes_no_and_markup():
    assert [truth_of(text) for text in ("Oui", "NON", "x", "n/a")] == [True, False, True, None]
    said = 'Un <b>guichet</b>&nbsp;:<br>(<a href="https://a.test/x">en savoir plus</a>)<script>x()</script>'
    assert words_of(said) == "Un guichet :\n(en savoir plus (https://a.test/x))"
    assert words_of("3 < 5 & 7 > 2") == "3 < 5 & 7 > 2"
