"""The bar of a recording's time: where it stands, where its marks are, and a hand to move it."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from archive_desk.ui import wording
from archive_desk.ui.theme import MEDIUM, theme

_KEY_STEP_MS = 5000


class TimeBar(QWidget):
    """Shows and moves the position in a recording.

    Signals:
        grabbed: the person takes hold of the bar.
        sought: the position wanted, in milliseconds; many while dragging.
        released: the person lets go.
    """

    grabbed = Signal()
    sought = Signal(int)
    released = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("player-seek")
        self.setAccessibleName(self.tr("播放位置"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._length_ms = self._at_ms = 0
        self._marks: tuple[int, ...] = ()
        self._gaps: tuple[tuple[int, int], ...] = ()
        self._loop: tuple[int | None, int | None] = (None, None)
        self._dragging = False
        self._pointed: float | None = None

    @property
    def at_ms(self) -> int:
        """The position shown."""
        return self._at_ms

    @property
    def length_ms(self) -> int:
        """The length shown."""
        return self._length_ms

    def show_length(self, length_ms: int) -> None:
        """Another recording is shown; nothing can be moved while the length is 0."""
        self._length_ms, self._at_ms = length_ms, 0
        self.setEnabled(length_ms > 0)
        self.update()

    def show_position(self, at_ms: int) -> None:
        """Move the hand there."""
        if at_ms != self._at_ms:
            self._at_ms = at_ms
            self.setAccessibleDescription(wording.position(at_ms))
            self.update()

    def show_marks(self, moments: Sequence[int]) -> None:
        """Show where marks are."""
        self._marks = tuple(moments)
        self.update()

    def show_gaps(self, gaps: Sequence[tuple[int, int]]) -> None:
        """Show where nothing was recorded."""
        self._gaps = tuple(gaps)
        self.update()

    def show_loop(self, first: int | None, last: int | None) -> None:
        """Show which part is played over and over, or would be."""
        self._loop = (first, last)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(400, theme().px(30))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme().colours
        left, width, middle = self._left, self._width, self.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.border_strong))
        painter.drawRoundedRect(QRectF(left, middle - 3, width, 6), 3, 3)
        if not self._length_ms:
            return
        here = self._x_of(self._at_ms)
        self._paint_parts(painter, middle)
        painter.setBrush(QColor(colours.accent))
        painter.drawRoundedRect(QRectF(left, middle - 3, here - left, 6), 3, 3)
        painter.setBrush(QColor(colours.warn))
        for moment in self._marks:
            painter.drawRoundedRect(QRectF(self._x_of(moment) - 1.5, 2, 3, middle - 6), 1.5, 1.5)
        if self._pointed is not None and not self._dragging:
            painter.setBrush(QColor(colours.text_faint))
            painter.drawRect(QRectF(self._pointed - 0.5, middle - 6, 1, 12))
        radius = 8 if self._dragging or self.hasFocus() else 7
        painter.setBrush(QColor(colours.accent))
        painter.drawEllipse(QPointF(here, middle), radius, radius)
        painter.setBrush(QColor(colours.surface))
        painter.drawEllipse(QPointF(here, middle), radius - 4, radius - 4)

    def _paint_parts(self, painter: QPainter, middle: float) -> None:
        colours = theme().colours
        painter.setBrush(QColor(colours.bad))
        for first, last in self._gaps:
            left = self._x_of(first)
            painter.drawRect(QRectF(left, middle - 3, max(self._x_of(last) - left, 2), 6))
        painter.setBrush(QColor(colours.accent))
        for end in self._loop:
            if end is not None:
                painter.drawRect(QRectF(self._x_of(end) - 1, middle - 9, 2, 18))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._length_ms:
            self._dragging = True
            self.grabbed.emit()
            self._seek(event.position().x())

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointed = min(max(event.position().x(), self._left), self._left + self._width)
        if self._dragging:
            self._seek(event.position().x())
        elif self._length_ms:
            words = wording.position(self._ms_at(event.position().x()))
            QToolTip.showText(event.globalPosition().toPoint(), words, self)
        self.update()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self._dragging = False
            self.released.emit()
            self.update()

    @override
    def leaveEvent(self, event: object) -> None:
        self._pointed = None
        self.update()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        places = {
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: self._length_ms,
            Qt.Key.Key_PageUp: self._at_ms - 6 * _KEY_STEP_MS,
            Qt.Key.Key_PageDown: self._at_ms + 6 * _KEY_STEP_MS,
        }
        wanted = places.get(Qt.Key(event.key()))
        if wanted is None:
            super().keyPressEvent(event)
            return
        self.sought.emit(min(max(wanted, 0), self._length_ms))

    @property
    def _left(self) -> float:
        return float(MEDIUM)

    @property
    def _width(self) -> float:
        return max(self.width() - 2.0 * MEDIUM, 1.0)

    def _x_of(self, at_ms: int) -> float:
        share = min(max(at_ms / max(self._length_ms, 1), 0), 1)
        return self._left + share * self._width

    def _ms_at(self, x: float) -> int:
        share = min(max((x - self._left) / self._width, 0), 1)
        return round(share * self._length_ms)

    def _seek(self, x: float) -> None:
        at_ms = self._ms_at(x)
        self.show_position(at_ms)
        self.sought.emit(at_ms)
