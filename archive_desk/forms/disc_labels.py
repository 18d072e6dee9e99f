"""标签: a sheet of small labels for boxes, bags and shelves, on the usual A4 sheet of 3 × 8.

Not for the discs themselves: paper and glue shorten a disc's life.
"""

import io
from collections.abc import Sequence
from typing import Any

from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from archive_desk.domain.discs import Disc
from archive_desk.forms import fonts
from archive_desk.forms.calibration import A4_MM, Calibration
from archive_desk.forms.fitting import broken, draw_code, fitted

COLUMNS, ROWS = 3, 8
LABEL_MM = (70.0, 36.0)
_TOP_MM = (A4_MM[1] - ROWS * LABEL_MM[1]) / 2
_AIR_MM = 4.0
_CODE_MM = 17.0
_INK = colors.HexColor("#14181d")
_QUIET = colors.HexColor("#55606c")


def place_of(position: int) -> tuple[float, float]:
    """The lower left corner of a label in millimetres; positions run from 0, row by row."""
    row, column = divmod(position % (COLUMNS * ROWS), COLUMNS)
    return column * LABEL_MM[0], A4_MM[1] - _TOP_MM - (row + 1) * LABEL_MM[1]


def render(
    discs: Sequence[Disc],
    organisation: str,
    *,
    start: int = 1,
    calibration: Calibration | None = None,
) -> bytes:
    """Draw a label for each disc and return the PDF; `start` is the first label still there."""
    fonts.register()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(A4_MM[0] * mm, A4_MM[1] * mm), invariant=1)
    canvas.setTitle("光盘标签")
    canvas.setAuthor(organisation)
    for number, disc in enumerate(discs, start=start - 1):
        if number == start - 1 or number % (COLUMNS * ROWS) == 0:
            if number != start - 1:
                canvas.showPage()
            (calibration or Calibration()).apply(canvas)
        _label(canvas, disc, organisation, place_of(number))
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _label(canvas: Any, disc: Disc, organisation: str, at: tuple[float, float]) -> None:
    x, y = at[0] + _AIR_MM, at[1] + _AIR_MM
    width, height = LABEL_MM[0] - 2 * _AIR_MM, LABEL_MM[1] - 2 * _AIR_MM
    room = (width - _CODE_MM - 2) * mm
    _words(canvas, organisation, x, y + height - 2.5, 6.5, room, fonts.REGULAR, _QUIET)
    _words(canvas, disc.no, x, y + height - 8.5, 15, room, fonts.BOLD)
    place = f"{disc.copy_set.value} {disc.copy_set.label}　第 {disc.number}/{disc.of} 盘"
    _words(canvas, place, x, y + height - 13.5, 8.5, room, fonts.REGULAR)
    lines = list(broken(disc.title, fonts.REGULAR, 7.5, [width * mm, width * mm]))
    for number, words in enumerate(lines):
        _words(canvas, words, x, y + 7.5 - 3.6 * number, 7.5, width * mm, fonts.REGULAR)
    _words(canvas, disc.location or disc.set_no, x, y, 7.5, width * mm, fonts.BOLD)
    text = f"{disc.no} sha256:{disc.manifest_sha256}" if disc.manifest_sha256 else disc.no
    draw_code(canvas, text, x + width - _CODE_MM, y + height - _CODE_MM, _CODE_MM)


def _words(
    canvas: Any,
    words: str,
    x_mm: float,
    y_mm: float,
    size: float,
    room: float,
    font: str,
    ink: Any = _INK,
) -> None:
    words, size = fitted(words, font, size, room)
    canvas.setFont(font, size)
    canvas.setFillColor(ink)
    canvas.drawString(x_mm * mm, y_mm * mm, words)
