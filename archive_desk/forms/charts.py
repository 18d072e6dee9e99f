"""Charts on paper: bars drawn by ReportLab's own graphics, in the form's ink."""

from collections.abc import Sequence

from reportlab.graphics.shapes import Drawing, Rect, String
from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics

from archive_desk.forms import fonts
from archive_desk.forms.blocks import Bar

_INK = colors.HexColor("#1b1f24")
_QUIET = colors.HexColor("#5b6470")
_TRACK = colors.HexColor("#e6e9ed")
_BAR = colors.HexColor("#2f6fb3")
_ALERT = colors.HexColor("#b3261e")
_ROW = 7.2 * mm
_SIZE = 9


def bars(rows: Sequence[Bar], width_mm: float, *, name_share: float = 0.38) -> Drawing:
    """Horizontal bars below each other; names that are too long are cut with an ellipsis."""
    fonts.register()
    width = width_mm * mm
    drawing = Drawing(width, max(1, len(rows)) * _ROW)
    # Otherwise the drawing begins in Helvetica, which is then named in the file and not in it.
    drawing.initialFontName = fonts.REGULAR
    left = width * name_share
    room = width - left - 34 * mm
    for number, row in enumerate(rows):
        base = drawing.height - (number + 1) * _ROW
        words = _fitting(row.name, left - 3 * mm)
        drawing.add(_text(0, base + 2.2 * mm, words, _INK))
        drawing.add(Rect(left, base + 1.4 * mm, room, 4 * mm, fillColor=_TRACK, strokeColor=None))
        full = max(0.0, min(1.0, row.share)) * room
        if full > 0:
            fill = _ALERT if row.alert else _BAR
            drawing.add(Rect(left, base + 1.4 * mm, full, 4 * mm, fillColor=fill, strokeColor=None))
        drawing.add(_text(left + room + 2 * mm, base + 2.2 * mm, row.note, _QUIET))
    return drawing


def _text(x: float, y: float, words: str, ink: colors.Color) -> String:
    return String(x, y, words, fontName=fonts.REGULAR, fontSize=_SIZE, fillColor=ink)


def _fitting(words: str, room: float) -> str:
    if pdfmetrics.stringWidth(words, fonts.REGULAR, _SIZE) <= room:
        return words
    while words and pdfmetrics.stringWidth(words + "…", fonts.REGULAR, _SIZE) > room:
        words = words[:-1]
    return words + "…"
