"""One reader for every table that comes in: each way in which a French spreadsheet writes the same three lines."""

import io
import tracemalloc
import zipfile

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from foundation.common.exceptions import InvalidInput
from foundation.common.tables import Column, as_text, read_table

COLUMNS = (
    Column("name", "prénom et nom", aliases=("nom",), is_required=True),
    Column("function", "fonction"),
    Column("email", "courriel", aliases=("e-mail",), is_address=True),
)
TEXT = (
    "Prénom et nom;Fonction;Courriel\nKoffi HOUNGBÉDJI;Chef d’équipe;koffi@a.test\n\n"
    "Afi Yélognissè;Élue à Pobè;b@a.test\n"
)
OLD = TEXT.replace("’", "'")
READ = [
    (2, {"name": "Koffi HOUNGBÉDJI", "function": "Chef d’équipe", "email": "koffi@a.test"}),
    (4, {"name": "Afi Yélognissè", "function": "Élue à Pobè", "email": "b@a.test"}),
]


def rows(file, **options):
    return [(row.line, row.values) for row in read_table(file, columns=COLUMNS, **options).rows]


def straight(found):
    return [(line, {key: value.replace("’", "'") for key, value in values.items()}) for line, values in found]


def ods(body, **parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        names = "".join(
            f' xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{key}:1.0"' for key in ("office", "table", "text")
        )
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?>{parts.get("head", "")}<office:document-content{names}><office:body>'
            f'<office:spreadsheet><table:table table:name="A">{body}</table:table></office:spreadsheet>'
            "</office:body></office:document-content>",
        )
    return out.getvalue()


def ods_row(*cells, repeated=1):
    inner = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells
    )
    more = f' table:number-rows-repeated="{repeated}"' if repeated > 1 else ""
    return f'<table:table-row{more}>{inner}<table:table-cell table:number-columns-repeated="16381"/></table:table-row>'


EMPTY_ROW = (
    '<table:table-row table:number-rows-repeated="{}"><table:table-cell table:number-columns-repeated="16384"/>'
    "</table:table-row>"
)
ODS = ods(
    "<table:table-header-rows>"
    + ods_row("Prénom et nom", "Fonction", "Courriel")
    + "</table:table-header-rows>"
    + ods_row("Koffi HOUNGBÉDJI", "Chef d’équipe", "koffi@a.test")
    + EMPTY_ROW.format(1)
    + ods_row("Afi<text:s/>Yélognissè", "Élue à <text:span>Pobè</text:span>", "b@a.test")
    + EMPTY_ROW.format(1_048_572)
)


def xlsx(lines, place=None):
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    for cell, value in (place or {}).items():
        book.active[cell] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


XLSX = xlsx([line.split(";") if line else [None] for line in TEXT.split("\n")[:-1]])


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (TEXT, "CSV, séparateur « ; »"),
        (TEXT.encode(), "CSV, UTF-8, séparateur « ; »"),
        (TEXT.encode("utf-8-sig"), "CSV, UTF-8, séparateur « ; »"),
        (TEXT.replace(";", "\t").encode("utf-16"), "CSV, UTF-16, séparateur tabulations"),  # « Texte Unicode » of Excel
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "CSV, UTF-16, séparateur « ; »"),
        (TEXT.encode("utf-16-le"), "CSV, UTF-16, séparateur « ; »"),
        (TEXT.encode("utf-16-be"), "CSV, UTF-16, séparateur « ; »"),
        (TEXT.encode("cp1252"), "CSV, Windows-1252, séparateur « ; »"),
        (TEXT.encode("mac_roman"), "CSV, Mac Roman, séparateur « ; »"),
        (TEXT.replace("\n", "\r").encode("mac_roman"), "CSV, Mac Roman, séparateur « ; »"),
        (TEXT.replace("\n", "\r\n").replace(";", ",").encode("cp1252"), "CSV, Windows-1252, séparateur « , »"),
        (TEXT.replace(";", "|").encode(), "CSV, UTF-8, séparateur « | »"),
        (io.BytesIO(TEXT.encode()), "CSV, UTF-8, séparateur « ; »"),
        (XLSX, "XLSX"),
        (ODS, "ODS"),
    ],
)
def test_the_same_lines_come_out_of_every_spreadsheet(content, told):
    table = read_table(content, columns=COLUMNS)
    assert (table.read_as, table.ignored) == (told, ())
    assert [(row.line, row.values) for row in table.rows] == READ


@pytest.mark.parametrize(
    ("encoding", "name"), [("cp850", "ancien codage DOS (850)"), ("mac_roman", "Mac Roman"), ("cp1252", "Windows-1252")]
)
@pytest.mark.parametrize(
    "text",
    [
        OLD,
        "nom\nDÉPUTÉ\n",
        "nom\nle préfet\n",
        "nom\nÇa et là, à Natitingou\n",
        "nom\nDÉLÉGUÉ À LA PÊCHE\n",
        "nom\nDr Zoé Noël\n",
    ],
)
def test_a_short_text_of_an_old_machine_keeps_its_accents(text, encoding, name):
    table = read_table(text.encode(encoding), columns=COLUMNS)
    assert name in table.read_as
    assert [row.values["name"] for row in table.rows] == [row[1]["name"] for row in rows(text)]


@pytest.mark.parametrize("first", ["sep=;\n", "sep=;\r\n", '"sep=;"\n', "SEP=;\r"])
def test_the_line_by_which_excel_tells_its_separator_is_no_header_and_is_counted(first):
    assert rows((first + TEXT).encode()) == [(line + 1, values) for line, values in READ]
    assert rows("sep=|\nnom|fonction\na;b|c,d") == [(3, {"name": "a;b", "function": "c,d"})]


def test_a_separator_inside_quotes_of_the_header_does_not_count():
    assert rows('"nom";"fonction, grade, corps, titre"\nIda;x')[0] == (2, {"name": "Ida"})


@pytest.mark.parametrize("sign", ["\u200b", "\ufeff", "\u2060", "\u00ad", "\u200e", "\u200d"])
def test_no_address_keeps_a_character_that_nobody_sees(sign):
    assert rows(f"nom;courriel\nIda;{sign}ida@a.te{sign}st{sign}")[0][1]["email"] == "ida@a.test"


@pytest.mark.parametrize("sign", ["\u200b", "\ufeff", "\u2060", "\u00ad"])
def test_two_names_that_differ_by_a_mark_of_line_breaking_are_the_same_name(sign):
    assert rows(f"nom\nI{sign}da")[0][1]["name"] == "Ida"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("nom;fonction\nIda;a\nY\x82lo;b".encode(), r"La cellule A3 contient un caractère illisible \(U\+0082\)"),
        ("nom;fonction\nIda;caf\ufffd", r"La cellule B2 contient un caractère illisible \(U\+FFFD\)"),
        ("nom;fonction\nIda;a\u202eb", r"La cellule B2 contient un caractère invisible \(U\+202E\)"),
        ("nom\n" + ";" * 27 + "a\ufffd", "La cellule AB2"),
        (xlsx([["nom", "fonction"], ["Ida", "caf\ufffd"]]), "La cellule B2"),
        (xlsx([["nom", "fonction"], ["Ida", "#REF!"]]), r"La cellule B2 contient une formule en erreur \(#REF!\)"),
        (ods(ods_row("nom") + EMPTY_ROW.format(40) + ods_row("Y\x82lo")), "La cellule A42"),
    ],
)
def test_a_letter_lost_on_the_way_is_refused_with_its_cell(content, said):
    with pytest.raises(InvalidInput, match=said):
        rows(content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Aucune ligne"),
        (b"\xef\xbb\xbf\r\n\r\n", "Aucune ligne"),
        (b"fonction\nx", "ne nomme pas de colonne « prénom et nom »"),
        (b"nom;NOM\na;b", "Deux colonnes disent la même chose"),
        ("nom;Prénom  et nom\na;b", "« nom » et « Prénom  et nom »"),
        (b'nom;fonction\n"a;b', "guillemet"),
        (b"nom\nabc\x00def", "Ce fichier n’est pas un CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Enregistrez-le en XLSX, en ODS ou en CSV"),
        (b"%PDF-1.7\n", "Enregistrez-le en XLSX"),
        (b"PK\x03\x04 not a zip", "il est abîmé"),
        (XLSX[:-200], "il est abîmé"),
        ("nom\n" + "a\n" * 10_001, "plus de 10000 lignes"),
        ("nom" + ";x" * 200 + "\na", "plus de 200 colonnes"),
    ],
)
def test_what_is_no_table_is_said(content, said):
    with pytest.raises(InvalidInput, match=said):
        rows(content)


def packed(name, content):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(XLSX)) as good, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in good.infolist():
            archive.writestr(entry.filename, content if entry.filename == name else good.read(entry))
        if name not in good.namelist():
            archive.writestr(name, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def repacked(content, change):
    """The same workbook, its sheet written otherwise."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as good, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in good.infolist():
            kept = good.read(entry)
            archive.writestr(entry.filename, change(kept) if entry.filename == SHEET else kept)
    return out.getvalue()


def of_1904(lines):
    """A workbook of an old Macintosh, whose day numbers are counted from 1904."""
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    for line in lines:
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_day_numbers_of_a_workbook_of_1904_are_rewritten_in_the_columns_of_days_alone():
    columns = (Column("name", "nom"), Column("day", "jour", is_day=True), Column("count", "nombre"))
    table = read_table(of_1904([["Nom", "Jour", "Nombre"], ["A", 41123, 41123]]), columns=columns)
    assert [row.values for row in table.rows] == [{"name": "A", "day": "42585", "count": "41123"}]
    assert "calendrier de 1904" in table.read_as
    same = read_table(xlsx([["Nom", "Jour", "Nombre"], ["A", 42585, 41123]]), columns=columns)
    assert [row.values for row in same.rows] == [{"name": "A", "day": "42585", "count": "41123"}]


HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
BOMBS = {
    "a part that unpacks beyond all measure": (packed("xl/media/zero.bin", b"\0" * 90_000_000), "démesuré"),
    "an entity": (
        packed(SHEET, '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>' + HEAD + "</sheetData></worksheet>"),
        "dangereuse",
    ),
    "an entity in UTF-16": (
        packed(SHEET, ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a>' + HEAD).encode("utf-16")),
        "dangereuse",
    ),
    "an entity in an ODS": (ods(ods_row("nom"), head='<!DOCTYPE a [<!ENTITY b "c">]>'), "dangereuse"),
    "two cells at the two corners": (xlsx([["nom"]], {"XFD1048576": "x"}), "démesurée|colonnes"),
    "a row beyond the last": (
        packed(
            SHEET,
            HEAD + '<row r="1"><c r="A1" t="str"><v>nom</v></c></row>'
            '<row r="999999999999"><c t="str"><v>a</v></c></row></sheetData></worksheet>',
        ),
        "démesurée",
    ),
    "a million times the same row": (ods(ods_row("nom") + ods_row("a", repeated=1_000_000)), "plus de 10000 lignes"),
    "a cell repeated without end": (
        ods(
            '<table:table-row><table:table-cell table:number-columns-repeated="2000000000">'
            "<text:p>nom</text:p></table:table-cell></table:table-row>"
        ),
        "démesurée",
    ),
    "a row of cells without end": (
        ods("<table:table-row>" + "<table:table-cell/>" * 30_000 + "</table:table-row>"),
        "démesurée",
    ),
}


@pytest.mark.parametrize("name", list(BOMBS))
def test_a_workbook_made_to_fill_the_memory_is_refused_before_it_does(name):
    content, said = BOMBS[name]
    tracemalloc.start()
    try:
        with pytest.raises(InvalidInput, match=said):
            rows(content)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 30_000_000


def test_a_workbook_locked_by_a_password_says_so():
    content = bytearray(XLSX)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := content.find(mark, start)) >= 0:
            content[start + place] |= 1
            start += 4
    with pytest.raises(InvalidInput, match="protégé par un mot de passe"):
        rows(bytes(content))


def test_values_come_as_one_would_type_them():
    from datetime import date, datetime

    table = xlsx(
        [
            ["nom", "fonction", "courriel"],
            [97000000.0, date(2026, 3, 2), True],
            [1.5, datetime(2026, 3, 2, 9, 30), None],  # noqa: DTZ001 - a sheet knows no zone
        ]
    )
    assert [tuple(values.values()) for _, values in rows(table)] == [
        ("97000000", "02/03/2026", "oui"),
        ("1.5", "02/03/2026 09:30", ""),
    ]
    cell = '<table:table-cell office:value-type="{}" office:{}="{}"><text:p>x</text:p></table:table-cell>'
    line = (
        "<table:table-row>"
        + cell.format("float", "value", "9.7E7")
        + cell.format("date", "date-value", "2026-03-02")
        + cell.format("boolean", "boolean-value", "false")
        + "</table:table-row>"
    )
    assert [tuple(values.values()) for _, values in rows(ods(ods_row("nom", "fonction", "courriel") + line))] == [
        ("97000000", "02/03/2026", "non")
    ]


def test_headers_in_any_order_and_columns_unknown_are_told():
    table = read_table("Couleur;E-MAIL;Nom\nbleu;a@b.test;Ida\n", columns=COLUMNS)
    assert table.ignored == ("Couleur",)
    assert [row.values for row in table.rows] == [{"email": "a@b.test", "name": "Ida"}]


def test_rows_are_read_one_at_a_time():
    walked = read_table("nom\nIda\nJo\nY\ufffd", columns=COLUMNS).rows
    assert [next(walked).values["name"], next(walked).values["name"]] == ["Ida", "Jo"]
    with pytest.raises(InvalidInput, match="A4"):
        next(walked)


@pytest.mark.parametrize("content", [XLSX, ODS, TEXT.encode("utf-16")])
def test_a_file_shown_as_text_reads_the_same_line_for_line(content):
    text, told = as_text(content)
    assert told.startswith(("XLSX", "ODS", "CSV, UTF-16"))
    assert rows(text) == READ
