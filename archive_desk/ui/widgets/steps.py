"""Where one is in a short sequence of steps."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from archive_desk.ui import icons
from archive_desk.ui.theme import SMALL, theme


class Steps(QWidget):
    """Numbered circles with names, those behind ticked off."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self._names = tuple(names)
        self._current = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._tell()

    def go_to(self, number: int) -> None:
        """Be at step `number`, counted from nought."""
        self._current = number
        self._tell()
        self.update()

    def _tell(self) -> None:
        name = self._names[min(self._current, len(self._names) - 1)]
        self.setAccessibleName(f"{self._current + 1}/{len(self._names)} {name}")

    @override
    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme().font(13, bold=True))
        words = sum(metrics.horizontalAdvance(name) for name in self._names)
        side = theme().px(26)
        return QSize(words + len(self._names) * (side + 6 * SMALL), side + 4)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme().px(26)
        middle = self.height() / 2
        left = 1.0
        widths = [self._width_of(name) for name in self._names]
        gaps = max(1, len(self._names) - 1)
        gap = max(3.0 * SMALL, min(80.0, (self.width() - sum(widths)) / gaps))
        for number, name in enumerate(self._names):
            done, now = number < self._current, number == self._current
            circle = QRectF(left, middle - side / 2, side, side)
            painter.setPen(Qt.PenStyle.NoPen)
            ground = (
                colours.accent if now else colours.accent_ground if done else colours.neutral_ground
            )
            painter.setBrush(QColor(ground))
            painter.drawEllipse(circle)
            if done:
                small = theme().px(16)
                tick = icons.pixmap("check", small, "accent_text", self.devicePixelRatioF())
                painter.drawPixmap(QPointF(left + (side - small) / 2, middle - small / 2), tick)
            else:
                painter.setPen(QColor(colours.on_accent if now else colours.text_muted))
                painter.setFont(theme().font(13, bold=True))
                painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(number + 1))
            painter.setPen(QColor(colours.text if now else colours.text_muted))
            painter.setFont(theme().font(13, bold=now))
            place = QRectF(left + side + SMALL, 0, widths[number] - side, self.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, name)
            left += widths[number]
            if number < len(self._names) - 1:
                painter.setPen(QPen(QColor(colours.border_strong), 1))
                painter.drawLine(QPointF(left + SMALL, middle), QPointF(left + gap - SMALL, middle))
                left += gap

    def _width_of(self, name: str) -> float:
        metrics = QFontMetrics(theme().font(13, bold=True))
        return theme().px(26) + SMALL + metrics.horizontalAdvance(name) + 4.0
