"""Ledgers as xlsx: typed columns, ready to print.

What is text stays text: nothing a person typed becomes a formula or a link when the file is opened.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, TypeAlias

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from archive_desk.forms.workbook_rows import Rows, with_rows

Value: TypeAlias = str | int | float | date | datetime | None
"""A cell's value; an aware time is written as the wall clock of its own zone."""

_FONT = "微软雅黑"
# XlsxWriter's time of creation; a fixed one makes the same ledger the same bytes.
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001  # the format has no zones
_SHEET_NAME_LENGTH = 31
_FIRST = 3


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
    written: list[Rows] = []
    for ledger in ledgers:
        sheet = book.add_worksheet(_sheet_name(ledger.title))
        _set_up_page(sheet, ledger)
        _write_head(book, sheet, ledger)
        _write_patterns(book, sheet, ledger)
        rows = _rows(ledger, len(written) + 1)
        if rows.values and ledger.columns:
            sheet.autofilter(2, 0, 2 + len(rows.values), len(ledger.columns) - 1)
        written.append(rows)
    book.close()
    return with_rows(buffer.getvalue(), written)


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


def _write_patterns(book: xlsxwriter.Workbook, sheet: Worksheet, ledger: Ledger) -> None:
    """An ordinary row and one in red, without contents: `workbook_rows` puts the lines there."""
    for row, alert in ((_FIRST, False), (_FIRST + 1, True)):
        for number, column in enumerate(ledger.columns):
            sheet.write_blank(row, number, None, _cell_format(book, column.type, alert=alert))


def _rows(ledger: Ledger, number: int) -> Rows:
    texts = [column.type is Type.TEXT for column in ledger.columns]
    values = [
        [
            str(value) if text and value is not None else value
            for text, value in zip(texts, row, strict=True)
        ]
        for row in ledger.rows
    ]
    return Rows(f"sheet{number}", _FIRST + 1, values, ledger.alerts)


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
