"""A watermark over footage: who looks at it, when, and under which approval."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath

from archive_desk.ui.theme import theme

_TURNED = -18.0
# So faint that nothing under it is lost, and both light and dark, so that it shows on anything.
_LIGHT, _DARK = QColor(255, 255, 255, 42), QColor(0, 0, 0, 42)


def paint_watermark(painter: QPainter, area: QRectF, lines: Sequence[str]) -> None:
    """Paint `lines` over `area`, slanting, again and again."""
    words = "  ·  ".join(line for line in lines if line)
    if not words or area.isEmpty():
        return
    font = theme().font(13)
    metrics = QFontMetricsF(font)
    across = metrics.horizontalAdvance(words) + metrics.height() * 4
    down = metrics.height() * 6
    row = QPainterPath()
    row.addText(QPointF(0, 0), font, words)
    painter.save()
    painter.setClipRect(area)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(area.center())
    painter.rotate(_TURNED)
    reach = (area.width() + area.height()) / 2
    painter.setPen(Qt.PenStyle.NoPen)
    rows = int(reach / down) + 1
    for number in range(-rows, rows + 1):
        left = -reach - (across / 2 if number % 2 else 0)
        while left < reach:
            for shift, colour in ((1.0, _DARK), (0.0, _LIGHT)):
                painter.save()
                painter.translate(left + shift, number * down + shift)
                painter.fillPath(row, colour)
                painter.restore()
            left += across
    painter.restore()
