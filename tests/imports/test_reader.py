"""Files as people have them: what is guessed is right, or shown, and nothing is read for what it is not."""

import io
import re
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from foundation.common.exceptions import InvalidInput
from foundation.common.tables import Reading, guess, look, since_1900, walk
from foundation.common.tables.sheets import Unreadable, open_sheet
from foundation.common.tables.values import day_of, number_of, truth_of, words_of
from tests.common.test_tables import ods, repacked

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


@pytest.mark.parametrize(
    ("told", "order", "is_doubtful"),
    [
        ("2.14.1", "dmy", True),  # a version in another column says nothing of days
        ("12/25/2016", "dmy", True),  # nor does a day in a column that is none of days
        ("", "dmy", True),
    ],
)
def test_the_order_of_days_is_that_of_the_columns_of_days(stored, told, order, is_doubtful):
    path = stored(f"Intitulé;Début prévu;Commentaire\nA;03/08/2016;{told}\nB;04/05/2016;\n".encode())
    seen = guess(path, known=KNOWN, days={"début prévu"})
    assert seen.reading.date_order == order
    assert any("l’ordre français est supposé" in note for note in seen.notes) == is_doubtful
    decided = stored("Intitulé;Début prévu;Commentaire\nA;03/08/16;25.1.16\nB;04/25/16;\n".encode())
    assert guess(decided, known=KNOWN, days={"début prévu"}).reading.date_order == "mdy"


def test_a_version_in_no_known_column_gives_no_order_to_days(stored):
    seen = guess(stored("Intitulé;Lancé le;Version\nA;03/08/2016;2.14.1\n".encode()), known=KNOWN, days={"début prévu"})
    assert seen.reading.date_order == "dmy"
    assert any("l’ordre français est supposé" in note for note in seen.notes)


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


FORMULA = '<c r="B2"{}><f>IF(A2="","",C2)</f>{}</c>'


def with_cell(written):
    """A workbook whose B2 is written in its sheet as said."""
    content = book([HEADER, ["A", "LÀ", None]])
    return repacked(content, lambda sheet: re.sub(rb'<c r="B2".*?</c>', written.encode(), sheet))


@pytest.mark.parametrize("result", ["<v></v>", "<v/>"])
def test_a_formula_whose_result_is_an_empty_text_is_an_empty_cell(stored, result):
    path = stored(with_cell(FORMULA.format(' t="str"', result)))
    assert cells_of(path, guess(path, known=KNOWN).reading) == [["A"]]


@pytest.mark.parametrize("result", ["", "<v></v>", "<v/>"])
def test_a_formula_without_result_is_refused_however_it_is_written(stored, result):
    with pytest.raises(InvalidInput, match="la cellule B2 contient une formule"):
        guess(stored(with_cell(FORMULA.format("", result))), known=KNOWN)


def test_a_number_shown_as_a_percentage_reads_as_one(stored):
    made = openpyxl.Workbook()
    made.active.append(["Intitulé", "Avancement (%)", "Part", "Hors taxe", "Reste"])
    made.active.append(["A", 1, 0.07, 0.5, 1])
    for place, shape in (("B2", "0%"), ("C2", "0.00 %;[Red]-0.00 %"), ("D2", '0.0" %"'), ("E2", "General")):
        made.active[place].number_format = shape
    out = io.BytesIO()
    made.save(out)
    path = stored(out.getvalue())
    assert cells_of(path, guess(path, known=KNOWN).reading) == [["A", "100 %", "7 %", "0.5", "1"]]
    shown = '<table:table-cell office:value-type="percentage" office:value="1"><text:p>100%</text:p></table:table-cell>'
    path = stored(ods(row(cell("Intitulé"), cell("Avancement")) + row(cell("A"), shown)))
    assert cells_of(path, guess(path, known=KNOWN).reading) == [["A", "100 %"]]


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("1100000.0000000002", "1100000"),
        ("0.30000000000000004", "0.3"),
        ("1.0000000000000002E-7", "0.0000001"),
        ("1.5E+15", "1500000000000000"),
        ("-59300000.5", "-59300000.5"),
        ("-0.0", "0"),
    ],
)
def test_a_number_is_read_with_the_figures_that_a_spreadsheet_shows(stored, kept, read):
    path = stored(with_cell(f'<c r="B2"><v>{kept}</v></c>'))
    assert cells_of(path, guess(path, known=KNOWN).reading) == [["A", read]]
    number = f'<table:table-cell office:value-type="float" office:value="{kept}"/>'
    path = stored(ods(row(cell("Intitulé"), cell("Coût")) + row(cell("A"), number)))
    assert cells_of(path, guess(path, known=KNOWN).reading) == [["A", read]]


def test_a_workbook_of_1904_says_so_and_its_day_numbers_are_counted_from_there(stored):
    made = openpyxl.Workbook()
    made.epoch = CALENDAR_MAC_1904
    made.active.append(["Intitulé", "Début prévu", "Fin prévue"])
    made.active.append(["A", date(2016, 8, 3), 41123])
    out = io.BytesIO()
    made.save(out)
    seen = guess(path := stored(out.getvalue()), known=KNOWN)
    assert seen.reading.is_1904
    assert any("1904" in note for note in seen.notes)
    [[_, typed, number]] = cells_of(path, seen.reading)
    assert day_of(typed) == day_of(since_1900(number)) == date(2016, 8, 3)
    assert since_1900("3 août 2016") == "3 août 2016"
    assert not guess(stored(book([HEADER, ["A", 1, 41123]])), known=KNOWN).reading.is_1904


def far(rows, cell):
    """A workbook of that many rows, each with this cell in the last column that a spreadsheet has."""
    made = openpyxl.Workbook()
    made.active.append(HEADER)
    for number in range(rows):
        made.active.append([f"Projet {number}", 1, 2])
    out = io.BytesIO()
    made.save(out)
    return repacked(
        out.getvalue(),
        lambda text: re.sub(
            rb'(<row r="(\d+)"[^>]*>.*?)</row>', lambda found: found[1] + cell % found[2] + b"</row>", text
        ),
    )


def test_cells_that_hold_nothing_far_to_the_right_are_not_looked_at(stored, monkeypatch):
    looked = []
    monkeypatch.setattr("foundation.common.tables.sheets.shown", lambda value, **said: looked.append(1) or str(value))
    path = stored(far(500, b'<c r="XFD%s" s="0"/>'))
    seen = guess(path, known=KNOWN)
    assert seen.headers == tuple(HEADER)
    assert len(looked) <= 501 * len(HEADER)
    assert len(cells_of(path, seen.reading)) == 500


def test_something_written_far_to_the_right_is_told_before_any_cell_is_looked_at(stored, monkeypatch):
    looked = []
    monkeypatch.setattr("foundation.common.tables.sheets.shown", lambda value, **said: looked.append(1) or str(value))
    with pytest.raises(InvalidInput, match="plus de 200 colonnes, jusqu’à XFD"):
        guess(stored(far(500, b'<c r="XFD%s"><v>1</v></c>')), known=KNOWN)
    assert not looked
    with pytest.raises(InvalidInput, match=r"plus de 200 colonnes \(ligne 2\)"):
        guess(stored(("Intitulé;Coût\n" + ("A" + 300 * ";" + "x\n") * 3).encode()), known=KNOWN)


def with_merges(rows, *blocks):
    """A workbook whose sheet says that these cells are merged."""
    said = "".join(f'<mergeCell ref="{block}"/>' for block in blocks)
    after = f"</sheetData><mergeCells>{said}</mergeCells>".encode()
    return repacked(book(rows), lambda sheet: sheet.replace(b"</sheetData>", after))


@pytest.mark.parametrize("blocks", [["A1:XFD1048576"] * 20_000, ["A2:B3", "B3:C4"], ["A2:A9", "A4:C4"]])
def test_merged_cells_that_overlap_are_refused(stored, blocks):
    rows = [HEADER, *(["A", "1", "2"] for _ in range(8))]
    path = stored(with_merges(rows, *blocks))
    with pytest.raises(InvalidInput, match="ses cellules fusionnées se chevauchent"):
        guess(path, known=KNOWN)


def test_a_merged_cell_reaches_no_further_than_what_the_sheet_holds():
    rows = [HEADER, *(["A", "1", "2"] for _ in range(8))]
    blocks = ["A1:XFD1", *(f"A{line}:XFD{line}" for line in range(2, 9))]
    lines = list(open_sheet(with_merges(rows, *blocks), is_whole=True).lines)
    assert [len(cells) for _, cells in lines] == [3] * 9
    assert lines[1] == (2, ["A"] * 3)


def cell(text, more=""):
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


def covered(times):
    return f'<table:covered-table-cell table:number-columns-repeated="{times}"/>'


def row(*cells):
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def spans(across, down=1):
    return f' table:number-columns-spanned="{across}" table:number-rows-spanned="{down}"'


def test_neighbours_merged_downwards_in_an_ods_are_read_in_each_line(stored):
    body = row(*map(cell, ("Intitulé", "Ministère", "Stade", "Axe", "Pilier")))
    twice = cell("1", ' table:number-columns-repeated="2" table:number-rows-spanned="2"')
    body += row(cell("A"), cell("MH", spans(1, 2)), cell("en cours", spans(1, 2)), twice)
    body += row(cell("B"), covered(4))
    seen = guess(path := stored(ods(body)), known=KNOWN)
    expected = ["MH", "en cours", "1", "1"]
    assert cells_of(path, seen.reading) == [["A", *expected], ["B", *expected]]
    assert [sorted(raw.spread) for raw in walk(path, seen.reading)] == [[1, 2, 3, 4]] * 2


def test_a_block_merged_both_ways_in_an_ods_fills_its_place_and_no_other(stored):
    body = row(*map(cell, ("Intitulé", "Ministère", "Stade", "Axe")))
    body += row(cell("A"), cell("MH", spans(2, 2)), covered(1), cell("x"))
    body += row(cell("B"), covered(2), cell("y")) + row(cell("C"), covered(3))
    path = stored(ods(body))
    found = cells_of(path, guess(path, known=KNOWN).reading)
    assert found == [["A", "MH", "MH", "x"], ["B", "MH", "MH", "y"], ["C"]]


def test_merged_cells_of_an_ods_that_overlap_are_refused():
    for cells in (cell("a", spans(20_000)) * 8_000, cell("a", spans(3)) + cell("b", spans(2))):
        with pytest.raises(Unreadable, match="ses cellules fusionnées se chevauchent"):
            list(open_sheet(ods(row(cells)), is_whole=True).lines)


def test_a_merged_cell_of_an_ods_as_wide_as_the_sheet_is_read_where_a_table_may_be(stored):
    body = row(cell("Portefeuille", spans(16_384)), covered(16_383)) + row(cell("Intitulé"), cell("Stade"))
    path = stored(ods(body + row(cell("A"), cell("en cours"))))
    assert len(next(open_sheet(path.read_bytes(), is_whole=True).lines)[1]) == 200
    assert guess(path, known=KNOWN).headers == ("Intitulé", "Stade")


def test_merged_cells_of_an_ods(stored):
    cell = '<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'
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
