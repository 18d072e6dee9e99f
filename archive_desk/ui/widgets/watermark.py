"""A watermark over footage: who looks at it, when, and under which approval."""

from collections.abc import Sequence
from functools import lru_cache
from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
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
    """Paint `lines` over `area`, slanting, again and again.

    One after the other; below each other where the area is too narrow for them, as beside three
    other recorders, so that all of them are read there too.
    """
    words = tuple(line for line in lines if line)
    if not words or area.isEmpty():
        return
    font, ratio = theme().font(13), painter.device().devicePixelRatioF()
    in_a_row = "  ·  ".join(words)
    wide = QFontMetricsF(font).horizontalAdvance(in_a_row)
    place = QTransform().translate(area.center().x(), area.center().y()).rotate(_TURNED)
    if wide <= area.width():
        brush = QBrush(_tile((in_a_row,), font.toString(), ratio))
    else:
        brush = QBrush(_tile(words, font.toString(), ratio))
        # The first of them lies in the middle.
        block = max(QFontMetricsF(font).horizontalAdvance(line) for line in words)
        place.translate(-block / 2, -brush.textureImage().height() / ratio / 4)
    brush.setTransform(place.scale(1 / ratio, 1 / ratio))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.fillRect(area, brush)
    painter.restore()


@lru_cache(maxsize=8)
def _tile(lines: tuple[str, ...], font_words: str, ratio: float) -> QImage:
    """Two rows of the lines, the second shifted by half: letters are drawn once, not per picture.

    `font_words` is the font as `QFont.toString` writes it, `ratio` device pixels to a pixel. The
    words are others with each second, while the picture runs: so no outlines are filled, letters
    are stamped as they are for any other text, and a row is drawn once and laid three times.
    """
    font = QFont()
    font.fromString(font_words)
    metrics = QFontMetricsF(font)
    widest = max(metrics.horizontalAdvance(line) for line in lines)
    across = ceil((widest + metrics.height() * 4) * ratio)
    down = ceil(metrics.height() * (5 + len(lines)) * ratio)
    high = ceil(metrics.height() * (1 + len(lines)) * ratio)
    row = _row(lines, font, QSize(across, high), ratio)
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


def _row(lines: tuple[str, ...], font: QFont, size: QSize, ratio: float) -> QImage:
    """The lines once, light with a dark shade."""
    row = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    row.fill(Qt.GlobalColor.transparent)
    painter = QPainter(row)
    painter.scale(ratio, ratio)
    painter.setFont(font)
    step = size.height() / ratio / (1 + len(lines))
    for number, words in enumerate(lines):
        base = step * (1.2 + number)
        for shift, colour in ((1.0, _DARK), (0.0, _LIGHT)):
            painter.setPen(colour)
            painter.drawText(QPointF(shift, base + shift), words)
    painter.end()
    return row
