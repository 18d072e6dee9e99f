"""A watermark over footage: who looks at it, when, and under which approval."""

from collections.abc import Sequence
from functools import lru_cache
from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QTransform,
)

from archive_desk.ui.theme import theme

_TURNED = -18.0
# So faint that nothing under it is lost, and both light and dark, so that it shows on anything.
_LIGHT, _DARK = QColor(255, 255, 255, 42), QColor(0, 0, 0, 42)


def paint_watermark(painter: QPainter, area: QRectF, lines: Sequence[str]) -> None:
    """Paint `lines` over `area`, slanting, again and again."""
    words = "  ·  ".join(line for line in lines if line)
    if not words or area.isEmpty():
        return
    ratio = painter.device().devicePixelRatioF()
    brush = QBrush(_tile(words, theme().font(13).toString(), ratio))
    place = QTransform().translate(area.center().x(), area.center().y()).rotate(_TURNED)
    brush.setTransform(place.scale(1 / ratio, 1 / ratio))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.fillRect(area, brush)
    painter.restore()


@lru_cache(maxsize=8)
def _tile(words: str, font_words: str, ratio: float) -> QImage:
    """Two rows of the words, the second shifted by half: letters are drawn once, not per picture.

    `font_words` is the font as `QFont.toString` writes it, `ratio` device pixels to a pixel. The
    words are others with each second, while the picture runs: so no outlines are filled, letters
    are stamped as they are for any other text, and a row is drawn once and laid three times.
    """
    font = QFont()
    font.fromString(font_words)
    metrics = QFontMetricsF(font)
    across = ceil((metrics.horizontalAdvance(words) + metrics.height() * 4) * ratio)
    down = ceil(metrics.height() * 6 * ratio)
    row = _row(words, font, ceil(metrics.height() * 2 * ratio), across, ratio)
    tile = QImage(across, 2 * down, QImage.Format.Format_ARGB32_Premultiplied)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    places = (
        (0, down // 2),
        (-(across // 2), down * 3 // 2),
        (across - across // 2, down * 3 // 2),
    )
    for left, middle in places:
        painter.drawImage(left, middle - row.height() // 2, row)
    painter.end()
    return tile


def _row(words: str, font: QFont, high: int, wide: int, ratio: float) -> QImage:
    """The words once, light with a dark shade."""
    row = QImage(wide, high, QImage.Format.Format_ARGB32_Premultiplied)
    row.fill(Qt.GlobalColor.transparent)
    painter = QPainter(row)
    painter.scale(ratio, ratio)
    painter.setFont(font)
    base = high / ratio * 0.6
    for shift, colour in ((1.0, _DARK), (0.0, _LIGHT)):
        painter.setPen(colour)
        painter.drawText(QPointF(shift, base + shift), words)
    painter.end()
    return row
