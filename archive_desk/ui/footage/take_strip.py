"""One act of recording as a strip: its parts to scale, the gaps between them, the part shown."""

from datetime import datetime, timedelta

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from archive_desk.domain.catalogue import RecordedTake
from archive_desk.domain.footage import Footage
from archive_desk.domain.ids import FootageId
from archive_desk.ui import wording
from archive_desk.ui.footage.time_story import exact_span
from archive_desk.ui.theme import theme

_LEAST = 5.0
"""A part never gets thinner than this, in pixels."""


class TakeStrip(QWidget):
    """The parts of a take beside each other.

    Signals:
        part_chosen: the id of the part that was clicked, or reached by the arrow keys.
    """

    part_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._take: RecordedTake | None = None
        self._current: FootageId | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_take(self, take: RecordedTake, current: FootageId) -> None:
        """Show `take`, with `current` marked in it."""
        self._take, self._current = take, current
        self.setAccessibleName(in_words(take, current))
        self.update()

    def places(self) -> list[tuple[Footage, QRectF]]:
        """The parts and where they are drawn."""
        if self._take is None:
            return []
        parts = [(part, *_span(part)) for part in self._take.footage]
        begins = min(begin for _, begin, _ in parts)
        whole = max((max(end for _, _, end in parts) - begins).total_seconds(), 0.001)
        scale = (self.width() - 2) / whole
        return [
            (
                part,
                QRectF(
                    1 + (begin - begins).total_seconds() * scale,
                    4,
                    max(_LEAST, (end - begin).total_seconds() * scale - 1),
                    self.height() - 8,
                ),
            )
            for part, begin, end in parts
        ]

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme().px(200), theme().px(30))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.warn_ground if self._gaps() else colours.neutral_ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0, 3, 0, -3), 5, 5)
        for part, place in self.places():
            current = part.id == self._current
            painter.setBrush(QColor(colours.accent if current else colours.border_strong))
            painter.drawRoundedRect(place, 3, 3)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(colours.accent))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _gaps(self) -> bool:
        return self._take is not None and bool(self._take.gaps)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        for part, place in self.places():
            if place.adjusted(-1, 0, 1, 0).contains(event.position()):
                self.part_chosen.emit(part.id)
                return

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None or self._take is None:
            super().keyPressEvent(event)
            return
        ids = [part.id for part in self._take.footage]
        wanted = ids.index(self._current) + step if self._current in ids else 0
        if 0 <= wanted < len(ids):
            self.part_chosen.emit(ids[wanted])

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            for part, place in self.places():
                if place.contains(event.pos().toPointF()):
                    words = f"{wording.compact(part.started_at)}\n{part.name}"
                    QToolTip.showText(event.globalPos(), words, self)
                    return True
        return super().event(event)


def in_words(take: RecordedTake, current: FootageId) -> str:
    """Which part this is, how much was recorded, how much is missing."""
    ids = [part.id for part in take.footage]
    number = ids.index(current) + 1 if current in ids else 0
    words = wording.tr(
        "第 {number} 段，共 {n} 段，录制 {length}",
        number=number,
        n=len(ids),
        length=wording.duration(take.recorded_ms),
    )
    missing = sum((gap.length for gap in take.gaps), timedelta(0))
    if not take.gaps:
        return words
    gaps = wording.tr("有 {n} 处中断，共 {length}", n=len(take.gaps), length=exact_span(missing))
    if all(gap.explained for gap in take.gaps):
        gaps = wording.tr("{one}；{other}", one=gaps, other=wording.tr("都已说明。"))
    return wording.tr("{one}；{other}", one=words, other=gaps)


def _span(part: Footage) -> tuple[datetime, datetime]:
    """Begin and end by the recorder's clock, which a correction of one part does not move."""
    begin = part.device_time or part.started_at or part.imported_at
    return begin, begin + timedelta(milliseconds=part.media.duration_ms or 0)
