"""Lists taken out of the portal. One helper: text stays text in every spreadsheet."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import Any

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from xlsxwriter import Workbook

from . import clock

CSV = "text/csv; charset=utf-8"
PIECE = 64_000  # characters sent at once
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


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
        return f"{value.normalize():f}"
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
    """A workbook written row by row to a temporary file; text stays text, days are days."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    book = Workbook(
        file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    )
    sheet = book.add_worksheet("Liste")
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.freeze_panes(1, 0)
    for column, label in enumerate(header):
        sheet.set_column(column, column, min(max(len(label) + 2, 12), 40))
        sheet.write_string(0, column, label, bold)
    for number, line in enumerate(lines, start=1):
        for column, value in enumerate(line):
            if value is None:
                continue
            if isinstance(value, bool):
                sheet.write_string(number, column, "oui" if value else "non")
            elif hasattr(value, "year"):
                sheet.write_datetime(number, column, value, day)
            elif isinstance(value, int | float | Decimal):
                sheet.write_number(number, column, value)
            else:
                sheet.write_string(number, column, str(value))
    book.close()
    file.seek(0)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _named(FileResponse(file, content_type=kind), _of_today(name, "xlsx"))


def _of_today(name: str, extension: str) -> str:
    return f"{name}-{clock.today().isoformat()}.{extension}"


def _named(response: Any, filename: str) -> Any:
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
