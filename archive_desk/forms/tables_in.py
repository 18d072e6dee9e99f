"""Reading lists out of spreadsheets and text tables: xlsx, CSV in GB18030, UTF-8 or UTF-16.

Nothing is computed: of a formula the value that was stored with it is read.
"""

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from archive_desk.domain.errors import InvalidInput, Unavailable
from archive_desk.domain.sentences import say

TableCell = str | int | float | date | datetime | None
"""A cell as the file holds it; texts are stripped, an empty one is None."""

MOST_ROWS = 200_000
_LARGEST_BYTES = 100_000_000
_SUFFIXES = (".xlsx", ".xlsm", ".csv", ".txt", ".tsv")
_DELIMITERS = ",\t;|"
_LOOKED_AT, _LINES = 50_000, 100


@dataclass(frozen=True)
class TableIn:
    """A table as it was read. `source` says how: the sheet's name, or the encoding of the text."""

    rows: Sequence[Sequence[TableCell]]
    source: str


def read_table(file: Path, sheet: str = "") -> TableIn:
    """The rows of a file, the empty ones too, so that their numbers are those of the file.

    Raises:
        InvalidInput: it is no table, is damaged or too large, or has no such sheet.
        Unavailable: it cannot be read.
    """
    if file.suffix.lower() not in _SUFFIXES:
        raise InvalidInput(
            say("“{name}”不是可以导入的清单；可用：xlsx、csv、txt。", name=file.name)
        )
    try:
        if file.stat().st_size > _LARGEST_BYTES:
            raise InvalidInput(say("“{name}”超过 100 MB。", name=file.name))
        if file.suffix.lower() in {".xlsx", ".xlsm"}:
            return _workbook(file, sheet)
        return _text(file.read_bytes(), file.name)
    except OSError as error:
        raise Unavailable(
            say("读不出 {file}：{reason}", file=file.name, reason=error.strerror or str(error))
        ) from error


def _workbook(file: Path, wanted: str) -> TableIn:
    damaged = InvalidInput(say("“{name}”已损坏，或不是 xlsx 表格。", name=file.name))
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise damaged from error
    try:
        if wanted and wanted not in book.sheetnames:
            names = "、".join(book.sheetnames)
            raise InvalidInput(
                say("没有名为“{sheet}”的工作表；有：{names}。", sheet=wanted, names=names)
            )
        page = book[wanted] if wanted else book.worksheets[0]
        # Some writers state a wrong extent; what is there counts.
        page.reset_dimensions()
        rows = []
        for values in page.iter_rows(values_only=True):
            rows.append(tuple(_cell(value) for value in values))
            if len(rows) > MOST_ROWS:
                raise InvalidInput(say("清单超过 {most} 行，请分开导入。", most=MOST_ROWS))
        return TableIn(_trimmed(rows), page.title)
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise damaged from error
    finally:
        book.close()


def _cell(value: object) -> TableCell:
    match value:
        case None:
            return None
        case bool():
            return str(value)
        case int() | float() | datetime() | date():
            return value
        case time():
            return value.isoformat()
        case _:
            return str(value).strip() or None


def _text(data: bytes, name: str) -> TableIn:
    words, encoding = _decoded(data, name)
    words = words.lstrip("\ufeff")
    rows: list[tuple[TableCell, ...]] = []
    try:
        for values in csv.reader(io.StringIO(words, newline=""), delimiter=_delimiter(words)):
            rows.append(tuple(value.strip() or None for value in values))
            if len(rows) > MOST_ROWS:
                raise InvalidInput(say("清单超过 {most} 行，请分开导入。", most=MOST_ROWS))
    except csv.Error as error:
        raise InvalidInput(
            say("“{name}”不是表格：{reason}", name=name, reason=str(error))
        ) from error
    return TableIn(_trimmed(rows), encoding)


def _delimiter(words: str) -> str:
    """What parts the columns: the sign that stands equally often in the most lines."""
    lines = words[:_LOOKED_AT].splitlines()[:_LINES]

    def weight(sign: str) -> int:
        counts = Counter(count for line in lines if (count := line.count(sign)))
        return max((number * count for count, number in counts.items()), default=0)

    return max(_DELIMITERS, key=weight)


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if marked else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding), "UTF-8" if encoding == "utf-8-sig" else encoding.upper()
        except UnicodeDecodeError:
            continue
    raise InvalidInput(say("“{name}”的文字编码不是 UTF-8 或 GB18030。", name=name))


def _trimmed(rows: list[tuple[TableCell, ...]]) -> list[tuple[TableCell, ...]]:
    """Without empty rows at the end, which spreadsheets leave by the thousand."""
    while rows and all(value is None for value in rows[-1]):
        rows.pop()
    return rows
