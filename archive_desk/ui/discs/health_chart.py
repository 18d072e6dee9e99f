"""How well a disc was read: its strain over the years with the warning lines, and its speed."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from archive_desk.domain.disc_health import PREPARE, REPLACE, WATCH, Health
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import theme

_LINES = ((WATCH, Tone.FAINT), (PREPARE, Tone.WARN), (REPLACE, Tone.BAD))
_TOP = 110
"""The strain at the upper edge."""

_MIDDLE_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT, _RIGHT, _FOOT = 26, 8, 16
_HIGH, _GAP, _LOW = 88, 20, 48


class HealthChart(QWidget):
    """The curve of a disc. Above: strain, reading by reading. Below: speed along the disc."""

    def __init__(self) -> None:
        super().__init__()
        self._health = Health(())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_health(self, health: Health) -> None:
        """Show these readings."""
        self._health = health
        points = [str(point.strain) for point in health.points]
        self.setAccessibleName(wording.tr("读取负荷 {points}", points="、".join(points)))
        self.setVisible(bool(points))
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme().px(240), theme().px(_HIGH + _FOOT + _GAP + _LOW))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._health.points:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = painter.font()
        font.setPixelSize(theme().px(11))
        painter.setFont(font)
        px = theme().px
        wide = self.width() - px(_LEFT) - px(_RIGHT)
        self._paint_strain(painter, QRectF(px(_LEFT), px(4), wide, px(_HIGH - 4)))
        low = QRectF(px(_LEFT), px(_HIGH + _FOOT + _GAP), wide, px(_LOW))
        self._paint_speeds(painter, low)
        painter.end()

    def _paint_strain(self, painter: QPainter, area: QRectF) -> None:
        colours = theme().colours

        def height(strain: float) -> float:
            return area.bottom() - area.height() * min(strain, _TOP) / _TOP

        for strain, tone in _LINES:
            colour = QColor(colours.ink(tone))
            painter.setPen(QPen(colour, 1, Qt.PenStyle.DashLine))
            painter.drawLine(
                QPointF(area.left(), height(strain)), QPointF(area.right(), height(strain))
            )
            painter.setPen(QColor(colours.text_muted))
            box = QRectF(0, height(strain) - 8, area.left() - 4, 16)
            painter.drawText(box, _MIDDLE_RIGHT, str(strain))
        painter.setPen(QPen(QColor(colours.border_strong), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        points = self._health.points
        first, last = points[0].check.at, points[-1].check.at
        whole = (last - first).total_seconds()
        places = [
            QPointF(
                area.left()
                + 4
                + (area.width() - 8)
                * ((point.check.at - first).total_seconds() / whole if whole else 0.5),
                height(point.strain),
            )
            for point in points
        ]
        painter.setPen(QPen(QColor(colours.accent), 2))
        painter.drawPolyline(QPolygonF(places))
        for place, point in zip(places, points, strict=True):
            tone = (Tone.GOOD, Tone.ACCENT, Tone.WARN, Tone.BAD)[point.level]
            painter.setBrush(QColor(colours.ink(tone)))
            painter.setPen(QPen(QColor(colours.surface), 1.5))
            painter.drawEllipse(place, 4.5, 4.5)
        self._write_days(painter, area, wording.compact(first)[:10], wording.compact(last)[:10])

    def _write_days(self, painter: QPainter, area: QRectF, first: str, last: str) -> None:
        painter.setPen(QColor(theme().colours.text_muted))
        foot = QRectF(area.left(), area.bottom() + 1, area.width(), theme().px(_FOOT))
        if first == last:
            painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, first)
            return
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, first)
        painter.drawText(foot, _MIDDLE_RIGHT, last)

    def _paint_speeds(self, painter: QPainter, area: QRectF) -> None:
        colours = theme().colours
        readings = [point.check.speeds for point in self._health.points if point.check.speeds]
        if not readings:
            return
        most = max(max(readings[0]), max(readings[-1]))
        painter.setPen(QColor(colours.text_muted))
        words = wording.tr("盘内读速（最高 {speed}/秒）", speed=wording.size(most))
        head = QRectF(area.left(), area.top() - theme().px(_GAP), area.width(), theme().px(_GAP))
        painter.drawText(head, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        painter.setPen(QPen(QColor(colours.border_strong), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if len(readings) > 1:
            painter.setPen(QPen(QColor(colours.ink(Tone.FAINT)), 1.5))
            painter.drawPolyline(_curve(readings[0], most, area))
        painter.setPen(QPen(QColor(colours.accent), 1.5))
        painter.drawPolyline(_curve(readings[-1], most, area))


def _curve(speeds: Sequence[int], most: int, area: QRectF) -> QPolygonF:
    steps = max(1, len(speeds) - 1)
    return QPolygonF(
        [
            QPointF(
                area.left() + area.width() * number / steps,
                area.bottom() - area.height() * speed / max(1, most),
            )
            for number, speed in enumerate(speeds)
        ]
    )
