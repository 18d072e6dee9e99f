"""What a form is made of: plain values that `forms.sheet` puts on paper.

Texts are plain strings (nothing is read as markup); a line feed starts a new line.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import TypeAlias


class Align(Enum):
    """Where a text stands between its margins."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Tone(Enum):
    """How loud a text is."""

    PLAIN = "plain"
    STRONG = "strong"
    QUIET = "quiet"
    ALERT = "alert"


@dataclass(frozen=True)
class Cell:
    """A table cell that differs from its column: louder, quieter or aligned otherwise."""

    text: str
    tone: Tone = Tone.PLAIN
    align: Align | None = None


CellText: TypeAlias = str | Cell


@dataclass(frozen=True)
class Heading:
    """The title of a part of the form."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """Running text; `indent` starts it with the two empty characters of Chinese typesetting."""

    text: str
    tone: Tone = Tone.PLAIN
    align: Align = Align.LEFT
    indent: bool = False


@dataclass(frozen=True)
class Space:
    """Empty height."""

    height_mm: float = 4.0


@dataclass(frozen=True)
class PageBreak:
    """The rest of the page stays empty."""


@dataclass(frozen=True)
class Fields:
    """Labelled values in a ruled grid, `columns` pairs side by side.

    A pair named in `wide` takes a whole line. Every value may be longer than its line.
    """

    pairs: Sequence[tuple[str, CellText]]
    columns: int = 2
    label_mm: float = 26.0
    wide: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Column:
    """A table's column. Columns without `width_mm` share what is left by their `weight`."""

    title: str
    width_mm: float | None = None
    weight: float = 1.0
    align: Align = Align.LEFT


@dataclass(frozen=True)
class Table:
    """A ruled table; its header is repeated on each page.

    `unused_rows` empty lines follow the last one, struck out with one stroke, so that nothing
    can be added by hand. `font_size` in points.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[CellText]]
    unused_rows: int = 0
    font_size: float = 9.0


@dataclass(frozen=True)
class Signature:
    """A place to sign: who, what was written, and by whom and when if that is known already.

    With `seal`, room is kept for the unit's seal.
    """

    role: str
    opinion: str = ""
    name: str = ""
    signed_on: date | None = None
    seal: bool = False


@dataclass(frozen=True)
class Signatures:
    """Places for signatures, `columns` side by side."""

    places: Sequence[Signature]
    columns: int = 1
    height_mm: float = 28.0


@dataclass(frozen=True)
class Picture:
    """A picture from its encoded bytes (PNG or JPEG), `width_mm` wide."""

    data: bytes
    width_mm: float
    align: Align = Align.LEFT


@dataclass(frozen=True)
class Bar:
    """One bar of a chart: its name, how full it is (0 to 1), its figure, whether it alarms."""

    name: str
    share: float
    note: str
    alert: bool = False


@dataclass(frozen=True)
class Bars:
    """A chart of horizontal bars over the whole width."""

    rows: Sequence[Bar]


@dataclass(frozen=True)
class Code:
    """A QR code of a short text (a number that a scanner types into the search box)."""

    text: str
    size_mm: float = 22.0
    align: Align = Align.RIGHT


Block: TypeAlias = (
    Heading | Paragraph | Space | PageBreak | Fields | Table | Signatures | Picture | Bars | Code
)


@dataclass(frozen=True)
class Imprint:
    """What every print carries at its foot.

    Attributes:
        form_no: our number of the form, e.g. `AD-05`.
        template: the version of the form or rule template it was made by.
        printed_at: when, in the archive's zone.
        operator: who printed it.
        list_digest: `list_digest` of the items on the form, where it lists any.
    """

    form_no: str
    printed_at: datetime
    operator: str
    template: str = "1"
    list_digest: str = ""


@dataclass(frozen=True)
class Page:
    """The paper, in millimetres. The sides are as seen: wider than high is landscape."""

    width_mm: float = 210.0
    height_mm: float = 297.0
    margin_mm: float = 20.0

    @property
    def text_width_mm(self) -> float:
        """The width between the margins."""
        return self.width_mm - 2 * self.margin_mm


A4 = Page()
A4_LANDSCAPE = Page(297.0, 210.0, 15.0)


@dataclass(frozen=True)
class Sheet:
    """A form ready to be drawn. `number` as `running_number` writes it."""

    title: str
    organisation: str
    imprint: Imprint
    blocks: Sequence[Block]
    number: str = ""
    page: Page = A4


def running_number(year: int, no: int) -> str:
    """A form's number as offices write it, with the hexagonal brackets."""
    return f"〔{year}〕第 {no} 号"


def date_in_words(day: date | None) -> str:
    """`2026年11月20日`; blanks to be filled by hand where there is no date."""
    if day is None:
        return "　　年　　月　　日"
    return f"{day.year}年{day.month}月{day.day}日"


def moment_in_words(at: datetime | None) -> str:
    """`2026年11月20日 09:05`, in the zone the time is given in; empty for none."""
    return "" if at is None else f"{date_in_words(at)} {at:%H:%M}"


def text_of(cell: CellText) -> str:
    """The bare text of a cell."""
    return cell.text if isinstance(cell, Cell) else cell


def list_digest(rows: Iterable[Sequence[CellText]]) -> str:
    """SHA-256 over the rows as printed: cells joined by tabs, each row ended by a line feed."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(("\t".join(text_of(cell) for cell in row) + "\n").encode())
    return digest.hexdigest()
