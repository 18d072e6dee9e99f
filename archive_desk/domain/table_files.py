"""Tables that an office sends: CSV in UTF-8 or GB18030, or the first sheet of a workbook (xlsx).

Works on bytes and gives rows of texts with their line numbers; reading the file is somebody else's.
"""

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date, timedelta
from xml.etree import ElementTree

from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.sentences import say

_MOST_BYTES = 64 * 1024 * 1024
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_EPOCH = date(1899, 12, 30)
"""Day 0 of a workbook's dates, as Excel counts from March 1900 on."""
_CELL = re.compile(r"([A-Z]{1,3})\d+")
_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}


@dataclass(frozen=True)
class Row:
    """One row: its line as an editor or a spreadsheet numbers it, and its cells as text."""

    line: int
    cells: tuple[str, ...]

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it."""
        return not any(self.cells)


def rows_of(data: bytes) -> list[Row]:
    """The rows of a CSV file or of a workbook's first sheet, without blank ones.

    Dates of a workbook come as `2027-02-06`.

    Raises:
        InvalidInput: it is neither, or too large.
    """
    if len(data) > _MOST_BYTES:
        raise InvalidInput(say("表格文件太大，请确认选对了文件。"))
    rows = _workbook(data) if data[:4] == b"PK\x03\x04" else _csv(data)
    return [row for row in rows if not row.blank]


def _csv(data: bytes) -> list[Row]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise InvalidInput(
            say("表格既不是 UTF-8 也不是 GB18030 编码的文字，请另存为 CSV 或 xlsx。")
        )
    if "\0" in text:
        raise InvalidInput(say("这不是表格文件，请另存为 CSV 或 xlsx。"))
    first = text.partition("\n")[0]
    separator = max(",\t;，", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return [Row(reader.line_num, tuple(cell.strip() for cell in cells)) for cells in reader]
    except csv.Error as error:
        line = reader.line_num
        raise InvalidInput(
            say("表格第 {line} 行读不出来：{reason}。", line=line, reason=str(error))
        ) from error


def _workbook(data: bytes) -> list[Row]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            strings = _strings(book)
            dates = _date_styles(book)
            sheets = sorted(
                (
                    name
                    for name in book.namelist()
                    if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)
                ),
                key=lambda name: int(re.sub(r"\D", "", name)),
            )
            if not sheets:
                raise InvalidInput(say("工作簿里没有工作表。"))
            return _sheet(_part(book, sheets[0]), strings, dates)
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError, ValueError, EOFError) as error:
        raise InvalidInput(say("工作簿读不出来，请用表格软件另存为 xlsx 或 CSV。")) from error


def _part(book: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """One XML part; parts with a document type are refused, for they could grow without end."""
    if book.getinfo(name).file_size > _MOST_BYTES:
        raise InvalidInput(say("表格文件太大，请确认选对了文件。"))
    text = book.read(name)
    if b"<!DOCTYPE" in text[:1024]:
        raise ValueError("a workbook has no document type")
    return ElementTree.fromstring(text)


def _strings(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    root = _part(book, "xl/sharedStrings.xml")
    return [
        "".join(text.text or "" for text in item.iter(f"{_SHEET}t"))
        for item in root.iter(f"{_SHEET}si")
    ]


def _date_styles(book: zipfile.ZipFile) -> set[int]:
    """The cell styles that show a number as a date."""
    if "xl/styles.xml" not in book.namelist():
        return set()
    root = _part(book, "xl/styles.xml")
    own = {
        int(each.get("numFmtId", "0"))
        for each in root.iter(f"{_SHEET}numFmt")
        if re.search(r"[ymd]", re.sub(r'"[^"]*"|\[[^\]]*\]', "", each.get("formatCode", "")), re.I)
    }
    cells = root.find(f"{_SHEET}cellXfs")
    if cells is None:
        return set()
    return {
        at
        for at, style in enumerate(cells)
        if int(style.get("numFmtId", "0")) in own | _BUILT_IN_DATES
    }


def _sheet(root: ElementTree.Element, strings: list[str], dates: set[int]) -> list[Row]:
    rows = []
    for at, row in enumerate(root.iter(f"{_SHEET}row"), 1):
        cells: dict[int, str] = {}
        for place, cell in enumerate(row.iter(f"{_SHEET}c")):
            found = _CELL.fullmatch(cell.get("r", ""))
            column = place if found is None else _column(found[1])
            cells[column] = _cell(cell, strings, dates).strip()
        width = max(cells, default=-1) + 1
        rows.append(Row(int(row.get("r", at)), tuple(cells.get(n, "") for n in range(width))))
    return rows


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _cell(cell: ElementTree.Element, strings: list[str], dates: set[int]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return "".join(text.text or "" for text in cell.iter(f"{_SHEET}t"))
    value = cell.find(f"{_SHEET}v")
    text = "" if value is None else value.text or ""
    if kind == "s":
        return strings[int(text)]
    if kind == "n" and text and int(cell.get("s", "0")) in dates:
        return (_EPOCH + timedelta(days=int(float(text)))).isoformat()
    return text
