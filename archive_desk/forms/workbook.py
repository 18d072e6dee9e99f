"""Ledgers as xlsx: typed columns, ready to print.

What is text stays text: nothing a person typed becomes a formula or a link when the file is opened.
"""

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, TypeAlias

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Value: TypeAlias = str | int | float | date | datetime | None
"""A cell's value; an aware time is written as the wall clock of its own zone."""

_FONT = "微软雅黑"
# XlsxWriter's time of creation; a fixed one makes the same ledger the same bytes.
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001  # the format has no zones
_SHEET_NAME_LENGTH = 31


class Type(Enum):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"


@dataclass(frozen=True)
class Column:
    """A column of the ledger, `width` in characters."""

    title: str
    type: Type = Type.TEXT
    width: float = 16.0


@dataclass(frozen=True)
class Ledger:
    """A ledger: its title line, a note under it (office, period, who printed it), the lines.

    Rows whose index is in `alerts` are written in red.
    """

    title: str
    note: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    alerts: frozenset[int] = frozenset()


def render(*ledgers: Ledger) -> bytes:
    """The workbook as bytes, one sheet for each ledger."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )
    book.set_properties({"title": ledgers[0].title, "created": _CREATED})
    for ledger in ledgers:
        sheet = book.add_worksheet(_sheet_name(ledger.title))
        _set_up_page(sheet, ledger)
        _write_head(book, sheet, ledger)
        _write_rows(book, sheet, ledger)
    book.close()
    return buffer.getvalue()


def write(ledger: Ledger, path: Path) -> Path:
    """Write the workbook to `path` and return the path."""
    path.write_bytes(render(ledger))
    return path


def _sheet_name(title: str) -> str:
    kept = "".join(" " if character in "[]:*?/\\" else character for character in title)
    return kept.strip("' ")[:_SHEET_NAME_LENGTH] or "Sheet1"


def _set_up_page(sheet: Worksheet, ledger: Ledger) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.set_footer("&C第 &P 页 共 &N 页")
    sheet.freeze_panes(3, 0)
    for number, column in enumerate(ledger.columns):
        sheet.set_column(number, number, column.width)


def _write_head(book: xlsxwriter.Workbook, sheet: Worksheet, ledger: Ledger) -> None:
    last = len(ledger.columns) - 1
    title = book.add_format({"font_name": _FONT, "font_size": 16, "bold": True, "align": "center"})
    note = book.add_format({"font_name": _FONT, "font_size": 10, "font_color": "#5b6470"})
    header = book.add_format(
        {
            "font_name": _FONT,
            "bold": True,
            "align": "center",
            "valign": "vcenter",
            "bg_color": "#f1f3f5",
            "border": 1,
            "border_color": "#8a939e",
            "text_wrap": True,
        }
    )
    for row, (words, form) in enumerate([(ledger.title, title), (ledger.note, note)]):
        if last > 0:
            sheet.merge_range(row, 0, row, last, "", form)
        sheet.write_string(row, 0, words, form)
    sheet.set_row(0, 26)
    for number, column in enumerate(ledger.columns):
        sheet.write_string(2, number, column.title, header)


def _write_rows(book: xlsxwriter.Workbook, sheet: Worksheet, ledger: Ledger) -> None:
    plain = {kind: _cell_format(book, kind, alert=False) for kind in Type}
    alert = {kind: _cell_format(book, kind, alert=True) for kind in Type}
    count = 0
    for number, row in enumerate(ledger.rows):
        formats = alert if number in ledger.alerts else plain
        for index, (column, value) in enumerate(zip(ledger.columns, row, strict=True)):
            _write_cell(sheet, (number + 3, index), column.type, value, formats[column.type])
        count = number + 1
    if count and ledger.columns:
        sheet.autofilter(2, 0, 2 + count, len(ledger.columns) - 1)


def _cell_format(book: xlsxwriter.Workbook, kind: Type, *, alert: bool) -> Format:
    properties: dict[str, Any] = {
        "font_name": _FONT,
        "font_size": 10,
        "valign": "top",
        "border": 1,
        "border_color": "#c5cbd3",
        "text_wrap": kind is Type.TEXT,
    }
    number_formats = {Type.TEXT: "@", Type.DATE: "yyyy-mm-dd", Type.MOMENT: "yyyy-mm-dd hh:mm"}
    if kind in number_formats:
        properties["num_format"] = number_formats[kind]
    if alert:
        properties["font_color"] = "#b3261e"
    return book.add_format(properties)


def _write_cell(
    sheet: Worksheet, place: tuple[int, int], kind: Type, value: Value, form: Format
) -> None:
    if value is None or value == "":
        sheet.write_blank(*place, None, form)
    elif kind is Type.TEXT or isinstance(value, str):
        sheet.write_string(*place, str(value), form)
    else:
        _WRITERS[kind](sheet, place, value, form)


def _write_number(sheet: Worksheet, place: tuple[int, int], value: Any, form: Format) -> None:
    sheet.write_number(*place, value, form)


def _write_moment(sheet: Worksheet, place: tuple[int, int], value: Any, form: Format) -> None:
    if isinstance(value, datetime):
        value = value.replace(tzinfo=None)
    sheet.write_datetime(*place, value, form)


_WRITERS: dict[Type, Callable[[Worksheet, tuple[int, int], Any, Format], None]] = {
    Type.NUMBER: _write_number,
    Type.DATE: _write_moment,
    Type.MOMENT: _write_moment,
}
