"""The rows of a ledger, written straight into the workbook's sheet.

XlsxWriter lays out page, head and formats; cell by cell it needs twenty seconds and more for a
hundred thousand lines of nineteen columns. Here a row is one piece of text. Every text is an
inline string, so nothing that a person typed becomes a formula, a number or a link.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

_LONGEST = 32_767
_CHUNK = 1_000
_EPOCH = date(1899, 12, 30)
_DAY_S = 86_400
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]|_x[0-9A-Fa-f]{4}_")
_CELL = re.compile(r'<c r="([A-Z]+)\d+" s="(\d+)"')


@dataclass(frozen=True)
class Rows:
    """The rows of one sheet.

    `first` is the number of the first (from 1); the two patterns written by XlsxWriter stand there
    and in the next, an ordinary one and one in red, and tell the format of each column.
    """

    sheet: str
    first: int
    values: Sequence[Sequence[object]]
    alerts: frozenset[int]


def with_rows(book: bytes, sheets: Iterable[Rows]) -> bytes:
    """The workbook with these rows in place of the patterns."""
    wanted = {f"xl/worksheets/{rows.sheet}.xml": rows for rows in sheets}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            data = source.read(info)
            info.compress_type = zipfile.ZIP_DEFLATED
            with target.open(info, "w", force_zip64=True) as entry:
                if info.filename in wanted:
                    for piece in _sheet(data.decode("utf-8"), wanted[info.filename]):
                        entry.write(piece.encode("utf-8"))
                else:
                    entry.write(data)
    return out.getvalue()


def _sheet(xml: str, rows: Rows) -> Iterator[str]:
    plain = _row(xml, rows.first)
    alert = _row(xml, rows.first + 1)
    before, pattern, _ = xml.partition(plain)
    assert pattern, "the pattern rows are there"
    after = xml[xml.index(alert) + len(alert) :]
    formats = _CELL.findall(plain), _CELL.findall(alert)
    last_column = formats[0][-1][0]
    last = max(rows.first + len(rows.values) - 1, 1)
    yield re.sub(r'<dimension ref="[^"]*"/>', f'<dimension ref="A1:{last_column}{last}"/>', before)
    for begin in range(0, len(rows.values), _CHUNK):
        piece = []
        for index in range(begin, min(begin + _CHUNK, len(rows.values))):
            cells = formats[index in rows.alerts]
            number = rows.first + index
            made = "".join(
                _cell(f'{column}{number}" s="{style}"', value)
                for (column, style), value in zip(cells, rows.values[index], strict=True)
            )
            piece.append(f'<row r="{number}">{made}</row>')
        yield "".join(piece)
    yield after


def _row(xml: str, number: int) -> str:
    begin = xml.index(f'<row r="{number}"')
    return xml[begin : xml.index("</row>", begin) + len("</row>")]


def _cell(place: str, value: object) -> str:
    if value is None or value == "":
        return f'<c r="{place}/>'
    if isinstance(value, str):
        return (
            f'<c r="{place} t="inlineStr"><is><t xml:space="preserve">{_text(value)}</t></is></c>'
        )
    return f'<c r="{place}><v>{_NUMBERS[type(value)](value)}</v></c>'


def _text(value: str) -> str:
    if len(value) > _LONGEST:
        value = value[:_LONGEST]
    if _UNSPEAKABLE.search(value):
        value = _UNSPEAKABLE.sub(_spelled, value)
    if "&" in value or "<" in value or ">" in value:
        value = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return value


def _spelled(found: re.Match[str]) -> str:
    """As the format wants characters that XML cannot hold, and texts that look like such."""
    text = found.group()
    if len(text) > 1:
        return f"_x005F{text}"
    return "\ufffd" if "\ud800" <= text <= "\udfff" else f"_x{ord(text):04X}_"


def _moment(value: datetime) -> str:
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    days = (value.date() - _EPOCH).days
    return f"{days + (seconds + value.microsecond / 1e6) / _DAY_S:.15g}"


_NUMBERS: dict[type, Callable[..., str]] = {
    int: str,
    float: repr,
    bool: lambda value: str(int(value)),
    datetime: _moment,
    date: lambda value: str((value - _EPOCH).days),
}
