"""Lists taken out of the portal. One helper: text stays text in every spreadsheet."""

import csv
import io
import re
import tempfile
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from . import clock
from .charts import FILES, Chart, Heat
from .requests import Request, query_of

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
PIECE = 64_000  # characters sent at once
MOST_ROWS = 1_048_575  # under the heading of one sheet, of what spreadsheets open
KEPT_DIGITS = 15  # of a number in a workbook; the others become zeros, without a word
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def exact_of(value: Decimal) -> str:
    """All its digits, without the zeros that say nothing."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def neutral(value: Any) -> Any:
    """A cell that a spreadsheet would take for a formula is written as text; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, int | float):
        return value
    if isinstance(value, Decimal):
        return exact_of(value)
    text = str(value)
    return "'" + text if text.lstrip(" \u00a0\u202f").startswith(DANGEROUS) or text.startswith(DANGEROUS) else text


def csv_response(filename: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A short table, whole at once."""
    response = HttpResponse(b"".join(_written(header, rows)), content_type=CSV)
    return _named(response, filename)


def csv_file(name: str, header: Sequence[str], lines: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A long table, written as it is read: it holds no memory."""
    return _named(StreamingHttpResponse(_written(header, lines), content_type=CSV), _of_today(name, "csv"))


def _written(header: Sequence[str], lines: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """UTF-8 with its mark and semicolons: opens as it is in the spreadsheets used here."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    yield b"\xef\xbb\xbf"
    for line in chain([header], lines):
        writer.writerow([neutral(cell) for cell in line])
        if text.tell() > PIECE:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def xlsx_file(name: str, header: Sequence[str], lines: Iterable[Sequence[Any]]) -> FileResponse:
    """A workbook written row by row to a temporary file; text stays text, days are days, and a list longer than a sheet
    goes on in the next.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    book = Workbook(
        file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    )
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
    for number, line in enumerate(chain([header], lines)):
        turn, place = divmod(max(number - 1, 0), MOST_ROWS)
        if place == 0 and number != 1:
            sheet = book.add_worksheet(f"Liste {turn + 1}" if turn else "Liste")
            sheet.freeze_panes(1, 0)
            for column, label in enumerate(header):
                sheet.set_column(column, column, min(max(len(label) + 2, 12), 40))
                sheet.write_string(0, column, label, bold)
        if number:
            for column, value in enumerate(line):
                _write_xlsx_cell(sheet, place + 1, column, value, day)
    book.close()
    file.seek(0)
    return _named(FileResponse(file, content_type=XLSX), _of_today(name, "xlsx"))


def _write_xlsx_cell(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    """A number that a workbook would round is written as text, with all its digits."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_string(row, column, "oui" if value else "non")
    elif isinstance(value, date):
        sheet.write_datetime(row, column, _on_the_clock(value), day)
    elif isinstance(value, int | Decimal) and not is_kept(value):
        sheet.write_string(row, column, exact_of(Decimal(value)).replace(".", ","))
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value))


def is_kept(value: int | Decimal) -> bool:
    """Whether a workbook, which counts in binary, gives this number back digit by digit."""
    _, digits, exponent = Decimal(value).as_tuple()
    return isinstance(exponent, int) and len("".join(map(str, digits)).strip("0")) <= KEPT_DIGITS


def _on_the_clock(value: date) -> date:
    """An instant as the clock of the readers tells it; a spreadsheet knows no time zone."""
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


# Written by hand, row after row: no kept library streams an ODS (foundation/common/tables/sheets.py says which).
NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "number": "datastyle",
        "fo": "xsl-fo-compatible",
    }.items()
)
ODS_START = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document-content {NAMESPACES} office:version="1.3"><office:automatic-styles>
<number:date-style style:name="jour"><number:day number:style="long"/><number:text>/</number:text>\
<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/></number:date-style>
<style:style style:name="date" style:family="table-cell" style:data-style-name="jour"/>
<style:style style:name="head" style:family="table-cell"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="wide" style:family="table-column"><style:table-column-properties style:column-width="4cm"/>\
</style:style></office:automatic-styles><office:body><office:spreadsheet>"""
ODS_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def ods_file(name: str, header: Sequence[str], lines: Iterable[Sequence[Any]]) -> FileResponse:
    """The same as an OpenDocument, written row by row too; a list longer than a sheet goes on in the next."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", ODS, zipfile.ZIP_STORED)  # first and unpacked: what tells the kind of the file
        book.writestr("META-INF/manifest.xml", ODS_MANIFEST)
        with book.open("content.xml", "w", force_zip64=True) as content:
            _write_sheets(content, header, lines)
    file.seek(0)
    return _named(FileResponse(file, content_type=ODS), _of_today(name, "ods"))


def _write_sheets(content: IO[bytes], header: Sequence[str], lines: Iterable[Sequence[Any]]) -> None:
    heading = "".join(_ods_cell(label, "head") for label in header)
    content.write(ODS_START.encode())
    for number, line in enumerate(chain([None], lines)):
        sheet, place = divmod(max(number - 1, 0), MOST_ROWS)
        if place == 0 and number != 1:
            content.write(b"</table:table>" if sheet else b"")
            called = quoteattr(f"Liste {sheet + 1}" if sheet else "Liste")
            content.write(
                f'<table:table table:name={called}><table:table-column table:style-name="wide" '
                f'table:number-columns-repeated="{len(header)}"/><table:table-row>{heading}</table:table-row>'.encode()
            )
        if line is not None:
            cells = "".join(_ods_cell(value) for value in line)
            content.write(f"<table:table-row>{cells}</table:table-row>\n".encode())
    content.write(b"</table:table></office:spreadsheet></office:body></office:document-content>")


def _ods_cell(value: Any, style: str = "") -> str:
    """A number and a day keep their exact value; all else is text, which no spreadsheet takes for a formula."""
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, bool):
        value = "oui" if value else "non"
    if isinstance(value, date):
        day = _on_the_clock(value)
        said = day.replace(tzinfo=None).isoformat(timespec="seconds") if isinstance(day, datetime) else day.isoformat()
        kind = f'table:style-name="date" office:value-type="date" office:date-value="{said}"'
        return f"<table:table-cell {kind}><text:p>{day:%d/%m/%Y}</text:p></table:table-cell>"
    if isinstance(value, int | float | Decimal):
        exact = exact_of(value) if isinstance(value, Decimal) else str(value)
        kind = f'office:value-type="float" office:value="{exact}"'
        return f"<table:table-cell {kind}><text:p>{exact.replace('.', ',')}</text:p></table:table-cell>"
    text = escape(NOT_IN_XML.sub("", str(value))).replace("\t", "<text:tab/>")
    text = re.sub("  +|^ | $", lambda found: f'<text:s text:c="{len(found[0])}"/>', text, flags=re.MULTILINE)
    kind = f'table:style-name="{style}" ' if style else ""
    paragraphs = "".join(f"<text:p>{paragraph}</text:p>" for paragraph in text.splitlines())
    return f'<table:table-cell {kind}office:value-type="string">{paragraphs}</table:table-cell>'


@dataclass(frozen=True)
class FormColumn:
    """A column of a workbook that is filled in. `offered`: its drop-down list; `bounds`: of a number or of days;
    `unknown`: what may be written in place of a value; `note`: shown where one types.
    """

    label: str
    width: int = 16
    offered: Sequence[str] = ()
    bounds: tuple[Any, Any] | None = None
    unknown: str = ""
    note: str = ""
    is_locked: bool = False
    is_amount: bool = False


@dataclass(frozen=True)
class ReadTable:
    """A sheet of a workbook that is read and not filled in; `sentence` says where its lines are entered."""

    title: str
    sentence: str
    header: Sequence[str]
    lines: Sequence[Sequence[Any]]


LAST_YEAR = 2100  # a whole number up to here is a year: its thousands are not set apart
FILLED_IN = {"font_name": "Calibri", "font_size": 11, "valign": "top", "border": 1, "border_color": "#C9CED6"}
HEADING = {"bold": True, "bg_color": "#1B3A5C", "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter"}
LOCKED = {"bg_color": "#EEF1F5", "font_color": "#444C56"}
UNKNOWN = {"italic": True, "font_color": "#6B7480"}


def xlsx_form(
    name: str,
    columns: Sequence[FormColumn],
    lines: Iterable[tuple[Sequence[Any], Collection[int]]],
    *,
    sheet: str,
    explained: Sequence[tuple[str, str]],
    frozen: int = 0,
    read: Sequence[ReadTable] = (),
) -> FileResponse:
    """A workbook that somebody fills in, without macro or formula: each line with the places of its cells that are
    locked besides those of locked columns; then `read`, sheets that are locked whole, and `explained`, one of words in
    two columns.

    Locked without a password: it keeps from slips, and whoever reads it back keeps from the rest.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    book = Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    book.set_properties({"title": name, "language": "fr-FR"})
    table = book.add_worksheet(sheet)
    for each in read:
        _write_read_table(book, each)
    words, lists = book.add_worksheet("Lisez-moi"), book.add_worksheet("Listes")
    lists.hide()
    heading = book.add_format(FILLED_IN | HEADING)
    styles = {
        (number, locked): book.add_format(
            FILLED_IN
            | ({"num_format": number} if number else {})
            | (LOCKED | {"locked": True} if locked else {"locked": False})
        )
        for number in ("", "@", "#,##0", "dd/mm/yyyy")
        for locked in (True, False)
    }
    for place, column in enumerate(columns):
        table.set_column(place, place, column.width)
        table.write_string(0, place, column.label, heading)
    last = 0
    for last, (cells, locked) in enumerate(lines, start=1):
        for place, (column, value) in enumerate(zip(columns, cells, strict=True)):
            is_locked = column.is_locked or place in locked
            if value is None or value == "":
                table.write_blank(last, place, None, styles["", is_locked])
            elif isinstance(value, date):
                table.write_datetime(last, place, value, styles["dd/mm/yyyy", is_locked])
            elif isinstance(value, int):
                table.write_number(last, place, value, styles["#,##0" if column.is_amount else "", is_locked])
            else:
                table.write_string(last, place, str(value), styles["@" if column.is_locked else "", is_locked])
    for place, column in enumerate(columns):
        if last and not column.is_locked and (asked := _asked(column, place, lists)):
            table.data_validation(1, place, last, place, asked)
    unknown = next((column.unknown for column in columns if column.unknown), "")
    if last and unknown:
        table.conditional_format(
            1,
            0,
            last,
            len(columns) - 1,
            {"type": "cell", "criteria": "==", "value": f'"{unknown}"', "format": book.add_format(UNKNOWN)},
        )
    table.set_row(0, 32)
    table.freeze_panes(1, frozen)
    table.autofilter(0, 0, last, len(columns) - 1)
    table.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True})
    table.set_landscape()
    table.set_paper(9)
    table.fit_to_pages(1, 0)
    table.repeat_rows(0)
    bold, plain = book.add_format({"bold": True, "valign": "top"}), book.add_format({"text_wrap": True})
    words.set_column(0, 0, 32)
    words.set_column(1, 1, 90)
    for number, (term, said) in enumerate(explained):
        words.write_string(number, 0, term, bold)
        words.write_string(number, 1, said, plain)
    words.protect()
    book.close()
    file.seek(0)
    return _named(FileResponse(file, content_type=XLSX), f"{name}.xlsx")


def _write_read_table(book: Workbook, read: ReadTable) -> None:
    """Its sentence, then its lines: locked, an amount a number that adds up."""
    sheet = book.add_worksheet(read.title)
    heading = book.add_format(FILLED_IN | HEADING)
    plain = book.add_format(FILLED_IN | LOCKED)
    number = book.add_format(FILLED_IN | LOCKED | {"num_format": "#,##0"})
    sheet.write_string(0, 0, read.sentence, book.add_format({"bold": True}))
    for place, label in enumerate(read.header):
        sheet.set_column(place, place, min(max(len(label) + 2, 16), 40))
        sheet.write_string(2, place, label, heading)
    for line, cells in enumerate(read.lines, start=3):
        for place, value in enumerate(cells):
            if value is None or value == "":
                sheet.write_blank(line, place, None, plain)
            elif isinstance(value, int) and is_kept(value):
                sheet.write_number(line, place, value, number if value > LAST_YEAR else plain)
            else:
                sheet.write_string(line, place, str(value), plain)
    sheet.freeze_panes(3, 0)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)


def _asked(column: FormColumn, place: int, lists: Any) -> dict[str, Any]:
    """What a spreadsheet checks of a cell while one types."""
    said: dict[str, Any] = {}
    if column.note:
        said = {"validate": "any", "input_title": column.label[:32], "input_message": column.note[:255]}
    if column.offered:
        for number, word in enumerate(column.offered):
            lists.write_string(number, place, word)
        letter = xl_col_to_name(place, col_abs=True)
        source = f"=Listes!{letter}$1:{letter}${len(column.offered)}"
        refusal = "Choisissez une valeur de la liste : la flèche à droite de la cellule."
        said |= {"validate": "list", "source": source, "error_message": refusal}
    elif column.bounds is not None:
        cell = f"{xl_col_to_name(place)}2"
        low, high = (
            f"DATE({each.year},{each.month},{each.day})" if isinstance(each, date) else str(each)
            for each in column.bounds
        )
        known = f"AND(ISNUMBER({cell}),{cell}>={low},{cell}<={high})"
        kind = "une date, comme 31/12/2026" if isinstance(column.bounds[0], date) else "un nombre"
        refusal = f"Écrivez {kind}, ou « {column.unknown} »."
        said |= {"validate": "custom", "value": f'=OR({known},{cell}="{column.unknown}")', "error_message": refusal}
    return said | ({"error_title": "Valeur non prévue"} if "error_message" in said else {})


def _of_today(name: str, extension: str) -> str:
    return f"{name}-{clock.today().isoformat()}.{extension}"


def _named(response: Any, filename: str) -> Any:
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


ASKED = "figure"  # « ?figure=fig-1a2b3c4d.svg »: a chart of the page, as a file
PICTURES = (*FILES, "csv")


def drawn_page(request: Request, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """A page whose charts are files too, each at the address of the page: who reads the one reads the others."""
    asked = request.GET.get(ASKED, "")
    if not asked:
        shown = {name: _given(request, value) for name, value in context.items()}
        return render(request, template, shown, using="jinja2")
    name, _, kind = asked.partition(".")
    found = map(chart_in, context.values())
    chart = next((each for each in found if each is not None and each.id == name), None)
    if chart is None or kind not in PICTURES:
        raise Http404
    return chart_response(chart, slugify(chart.title) or name, kind)


def chart_in(value: Any) -> Chart | None:
    """The chart that a value of a page is, or carries."""
    found = value if isinstance(value, Chart) else getattr(value, "chart", None) if is_dataclass(value) else None
    return found if isinstance(found, Chart) else None


def _given(request: Request, value: Any) -> Any:
    """The same, its chart with the addresses of its files."""
    chart = chart_in(value)
    if chart is None:
        return value
    files = [(kind.upper(), f"?{query_of(request.GET, **{ASKED: f'{chart.id}.{kind}'})}") for kind in PICTURES]
    if isinstance(value, Chart | Heat):
        return replace(value, files=tuple(files))
    return replace(value, chart=replace(chart, files=tuple(files)))


def chart_response(chart: Chart, name: str, kind: str) -> HttpResponse:
    """One chart as a picture, or the rows behind it."""
    if kind == "csv":
        return csv_response(f"{name}.csv", chart.columns, chart.rows)
    content, write = FILES[kind]
    said = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return HttpResponse(write(chart), content, headers=said)
