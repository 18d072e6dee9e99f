"""Registers (登记簿) as data: one description gives the paper, the workbook and the CSV."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Generic, TypeVar

from archive_desk.forms import blocks as b
from archive_desk.forms import workbook as w

_FORMULAE = frozenset("=+-@＝＋－＠")
_CONTROLS = frozenset("\t\r\n")

Line = TypeVar("Line")


@dataclass(frozen=True)
class View:
    """When and where a register is read: the moment it is judged at, the zone of its times."""

    at: datetime
    zone: tzinfo

    def local(self, moment: datetime | None) -> datetime | None:
        """A moment on the wall clock of the office."""
        return None if moment is None else moment.astimezone(self.zone)

    def day(self, moment: datetime | None) -> str:
        """The day of a moment as printed; empty for none."""
        return "" if moment is None else f"{moment.astimezone(self.zone):%Y-%m-%d}"

    def minute(self, moment: datetime | None) -> str:
        """A moment as printed, to the minute; empty for none."""
        return "" if moment is None else f"{moment.astimezone(self.zone):%Y-%m-%d %H:%M}"


@dataclass(frozen=True)
class Cell(Generic[Line]):
    """A column of the workbook and of the CSV."""

    column: w.Column
    value: Callable[[Line, View], w.Value]


@dataclass(frozen=True)
class Printed(Generic[Line]):
    """A column of the paper, where several facts share one."""

    column: b.Column
    text: Callable[[Line, View], str]


@dataclass(frozen=True)
class Register(Generic[Line]):
    """What a register is called and shows; lines that `alarms` are red."""

    title: str
    form_no: str
    cells: Sequence[Cell[Line]]
    printed: Sequence[Printed[Line]]
    alarms: Callable[[Line, View], bool] = lambda _line, _view: False
    sum_up: Callable[[Sequence[Line], View], str] = lambda lines, _view: f"共 {len(lines)} 条。"
    unused_rows: int = 3


def sheet(
    register: Register[Line],
    lines: Sequence[Line],
    view: View,
    *,
    organisation: str,
    operator: str,
) -> b.Sheet:
    """The register on landscape paper."""
    rows: list[list[b.CellText]] = []
    for line in lines:
        tone = b.Tone.ALERT if register.alarms(line, view) else b.Tone.PLAIN
        rows.append([b.Cell(each.text(line, view), tone) for each in register.printed])
    printed_at = view.at.astimezone(view.zone)
    imprint = b.Imprint(register.form_no, printed_at, operator, list_digest=b.list_digest(rows))
    columns = [each.column for each in register.printed]
    summary = f"截至 {b.moment_in_words(printed_at)}，{register.sum_up(lines, view)}"
    return b.Sheet(
        register.title,
        organisation,
        imprint,
        (
            b.Table(columns, rows, unused_rows=register.unused_rows, font_size=8),
            b.Paragraph(summary, b.Tone.QUIET),
        ),
        page=b.A4_LANDSCAPE,
    )


def workbook(
    register: Register[Line],
    lines: Sequence[Line],
    view: View,
    *,
    organisation: str,
    operator: str,
) -> w.Ledger:
    """The register as a workbook: dates are dates, numbers are numbers."""
    return w.Ledger(
        register.title,
        f"{organisation}　导出 {view.minute(view.at)}　{operator}　共 {len(lines)} 条",
        [each.column for each in register.cells],
        [[each.value(line, view) for each in register.cells] for line in lines],
        frozenset(n for n, line in enumerate(lines) if register.alarms(line, view)),
    )


def comma_separated(register: Register[Line], lines: Sequence[Line], view: View) -> bytes:
    """The register as CSV that Chinese Excel and WPS open rightly: UTF-8 with its mark."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([each.column.title for each in register.cells])
    for line in lines:
        writer.writerow([plain(each.value(line, view)) for each in register.cells])
    return buffer.getvalue().encode("utf-8-sig")


def plain(value: w.Value) -> str:
    """A value as a cell of a CSV, which no spreadsheet takes for a formula."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    text = "" if value is None else str(value)
    # A spreadsheet takes such a beginning for a formula; the quote keeps it a text.
    begins = text.lstrip()[:1]
    formula = isinstance(value, str) and (text[:1] in _CONTROLS or begins in _FORMULAE) and text
    return f"'{text}" if formula else text
