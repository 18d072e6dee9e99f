"""The workstation's clock over the whole screen, to be filmed by a recorder."""

from datetime import datetime

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from archive_desk.services.clocks import Clocks
from archive_desk.ui import wording
from archive_desk.ui.theme import theme
from archive_desk.ui.zones import zone

_EVERY_MS = 16
_QUIET_SQUARES = 4
_WHITE, _BLACK, _GREY = QColor("#ffffff"), QColor("#000000"), QColor("#444444")


class ClockWindow(QWidget):
    """Date, time to the hundredth, zone, and the code that the desk reads from the film.

    Always black on white: what matters is what a camera sees. Escape closes it.
    """

    def __init__(self, clocks: Clocks, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(self.tr("校时画面"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self._clocks = clocks
        self._tick = QTimer(self)
        self._tick.setTimerType(Qt.TimerType.PreciseTimer)
        self._tick.setInterval(_EVERY_MS)
        self._tick.timeout.connect(self.update)
        self._tick.start()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        moment = self._clocks.now()
        painter = QPainter(self)
        painter.fillRect(self.rect(), _WHITE)
        side = min(self.height() * 0.86, self.width() * 0.46)
        left, top = self.width() * 0.02, (self.height() - side) / 2
        self._paint_code(painter, moment, QRectF(left, top, side, side))
        words = QRectF(left + side, top, self.width() - left - side, side)
        self._paint_words(painter, moment.astimezone(zone()), words)
        painter.end()

    def _paint_code(self, painter: QPainter, moment: datetime, place: QRectF) -> None:
        rows = self._clocks.squares(moment)
        # Whole points: a half-grey edge is what a camera loses first.
        step = int(place.width() / (len(rows) + 2 * _QUIET_SQUARES))
        edge = (place.width() - step * len(rows)) / 2
        left, top = int(place.left() + edge), int(place.top() + edge)
        for y, row in enumerate(rows):
            for x, dark in enumerate(row):
                if dark:
                    painter.fillRect(left + x * step, top + y * step, step, step, _BLACK)

    def _paint_words(self, painter: QPainter, local: datetime, place: QRectF) -> None:
        clock = f"{local:%H:%M:%S}.{local.microsecond // 10_000:02}"
        offset = f"{local:%z}"
        day = f"{local:%Y-%m-%d}"
        place_of = wording.tr("时区 {zone}（UTC{offset}）", zone=zone().key, offset=offset)
        hint = self.tr("请用记录仪对准整个屏幕拍摄十秒，按 Esc 退出")
        lines = (
            (day, 0.12, 0.26, _GREY, False),
            (clock, 0.36, 0.28, _BLACK, True),
            (place_of, 0.66, 0.09, _GREY, False),
            (hint, 0.84, 0.065, _GREY, False),
        )
        for words, top, height, colour, bold in lines:
            box = QRectF(
                place.left(),
                place.top() + place.height() * top,
                place.width() * 0.96,
                place.height() * height,
            )
            painter.setPen(colour)
            painter.setFont(_fitting(painter, words, box, bold=bold))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Escape, Qt.Key.Key_Q}:
            self.close()
            return
        super().keyPressEvent(event)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.close()


def _fitting(painter: QPainter, words: str, box: QRectF, *, bold: bool) -> QFont:
    """The largest font in which `words` fit into `box`."""
    font = theme().font(max(8, int(box.height() * 0.72)), bold=bold)
    painter.setFont(font)
    width = painter.fontMetrics().horizontalAdvance(words)
    if width > box.width():
        font.setPixelSize(max(8, int(font.pixelSize() * box.width() / width)))
    return font
