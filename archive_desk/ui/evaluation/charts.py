"""Bars that can be opened: each figure leads to the cases it was counted from."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import SMALL, theme

_ROW = 34
_NAME_SHARE = 0.42


@dataclass(frozen=True)
class BarRow:
    """One bar: its name, how full it is (0 to 1), its figure, and the cases behind it."""

    name: str
    share: float
    note: str
    cases: tuple[str, ...]
    tone: Tone = Tone.ACCENT


class BarChart(QWidget):
    """Horizontal bars below each other, chosen by mouse or with the arrow keys and Return.

    Signals:
        opened: the `BarRow` whose cases are to be listed.
    """

    opened = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._rows: Sequence[BarRow] = ()
        self._current = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    @property
    def rows(self) -> Sequence[BarRow]:
        """The bars shown."""
        return self._rows

    def show_rows(self, rows: Sequence[BarRow]) -> None:
        """Show these bars."""
        self._rows = tuple(rows)
        self._current = -1
        told = "；".join(f"{row.name} {row.note}" for row in rows)
        self.setAccessibleName(f"{self._name} {told}")
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme().px(320), max(1, len(self._rows)) * theme().px(_ROW))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(220), self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, height = theme().colours, theme().px(_ROW)
        painter.setFont(theme().font(13))
        metrics = QFontMetrics(theme().font(13))
        notes = [metrics.horizontalAdvance(row.note) for row in self._rows]
        note_width = max(notes, default=0) + SMALL
        left = round(self.width() * _NAME_SHARE)
        room = max(20, self.width() - left - note_width - SMALL)
        for number, row in enumerate(self._rows):
            top = number * height
            if number == self._current:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(colours.surface_hover))
                painter.drawRoundedRect(QRectF(0, top + 1, self.width(), height - 2), 6, 6)
            painter.setPen(QColor(colours.text))
            words = metrics.elidedText(row.name, Qt.TextElideMode.ElideRight, left - 2 * SMALL)
            painter.drawText(
                QRectF(SMALL, top, left - SMALL, height), Qt.AlignmentFlag.AlignVCenter, words
            )
            thick = theme().px(12)
            track = QRectF(left, top + (height - thick) / 2, room, thick)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.neutral_ground))
            painter.drawRoundedRect(track, 4, 4)
            full = max(0.0, min(1.0, row.share)) * room
            if full >= 1:
                painter.setBrush(QColor(colours.ink(row.tone)))
                painter.drawRoundedRect(QRectF(left, track.top(), full, thick), 4, 4)
            painter.setPen(QColor(colours.text_muted))
            painter.drawText(
                QRectF(left + room + SMALL, top, note_width, height),
                Qt.AlignmentFlag.AlignVCenter,
                row.note,
            )

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event)
        usable = row >= 0 and bool(self._rows[row].cases)
        shape = Qt.CursorShape.PointingHandCursor if usable else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        if row != self._current:
            self._current = row
            self.setToolTip(self._rows[row].name if row >= 0 else "")
            self.update()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._open(self._row_at(event))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, count = event.key(), len(self._rows)
        if key in {Qt.Key.Key_Down, Qt.Key.Key_Up} and count:
            step = 1 if key == Qt.Key.Key_Down else -1
            self._current = max(0, min(count - 1, self._current + step))
            self.update()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._open(self._current)
        else:
            super().keyPressEvent(event)

    def _row_at(self, event: QMouseEvent) -> int:
        row = int(event.position().y()) // theme().px(_ROW)
        return row if 0 <= row < len(self._rows) else -1

    def _open(self, row: int) -> None:
        if 0 <= row < len(self._rows) and self._rows[row].cases:
            self.opened.emit(self._rows[row])
