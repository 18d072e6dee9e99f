"""The month view: a calendar with the days of rest and exchange marked, and what is due on each."""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolTip, QVBoxLayout, QWidget
from typing_extensions import override

from archive_desk.domain.holidays import DayKind
from archive_desk.domain.worklist import ClockState, WorkItem
from archive_desk.services.worklist import MonthDay
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import SMALL, theme
from archive_desk.ui.widgets.buttons import button, icon_button
from archive_desk.ui.widgets.text import label, muted
from archive_desk.ui.worklist.explanation import TONES

_WEEK = 7
_HEAD, _CELL, _LINE = 26, 86, 18
_TOP = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_URGENT_FIRST = (ClockState.OVERDUE, ClockState.DUE_SOON, ClockState.RUNNING, ClockState.MET)


class MonthGrid(QWidget):
    """Seven columns from Monday, a cell for each day.

    Signals:
        day_opened: a `MonthDay` was chosen by mouse or keyboard.
        left: the keys went beyond the month: -1 or 1.
    """

    day_opened = Signal(object)
    left = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._days: Sequence[MonthDay] = ()
        self._today = date.min
        self.current: date | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_days(self, days: Sequence[MonthDay], today: date) -> None:
        """Show the days of a month."""
        self._days, self._today = days, today
        if self.current is None or self.day_of(self.current) is None:
            first = next((each.day for each in days if each.day == today), days[0].day)
            self.current = first
        self._tell()
        self.updateGeometry()
        self.update()

    def day_of(self, day: date | None) -> MonthDay | None:
        """The day, if it is in the month shown."""
        return next((each for each in self._days if each.day == day), None)

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme().px(560), theme().px(_HEAD + _CELL * self._weeks()))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(420), theme().px(_HEAD + 62 * self._weeks()))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = painter.font()
        font.setPixelSize(theme().px(12))
        painter.setFont(font)
        painter.setPen(QColor(theme().colours.text_muted))
        wide = self.width() / _WEEK
        for column, name in enumerate(_weekdays()):
            head = QRectF(column * wide, 0, wide, theme().px(_HEAD))
            painter.drawText(head, Qt.AlignmentFlag.AlignCenter, name)
        for each in self._days:
            self._paint_day(painter, each)
        painter.end()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        day = self._at(event.position().toPoint())
        if day is not None:
            self.current = day.day
            self._tell()
            self.update()
            self.day_opened.emit(day)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -_WEEK,
            Qt.Key.Key_Down: _WEEK,
        }
        if event.key() in steps and self.current is not None:
            self._move(self.current + timedelta(days=steps[Qt.Key(event.key())]))
        elif event.key() == Qt.Key.Key_PageUp:
            self.left.emit(-1)
        elif event.key() == Qt.Key.Key_PageDown:
            self.left.emit(1)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.day_opened.emit(self.day_of(self.current))
        else:
            super().keyPressEvent(event)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            day = self._at(event.pos())
            QToolTip.showText(event.globalPos(), "" if day is None else words_of(day), self)
            return True
        return super().event(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def _move(self, day: date) -> None:
        before = self._days[0].day
        self.current = day
        if self.day_of(day) is None:
            self.left.emit(-1 if day < before else 1)
        self._tell()
        self.update()

    def _tell(self) -> None:
        day = self.day_of(self.current)
        self.setAccessibleName(wording.tr("月历"))
        self.setAccessibleDescription("" if day is None else words_of(day))

    def _weeks(self) -> int:
        if not self._days:
            return 5
        return (self._days[0].day.weekday() + len(self._days) + _WEEK - 1) // _WEEK

    def _cell(self, day: date) -> QRectF:
        place = self._days[0].day.weekday() + day.day - 1
        wide, head = self.width() / _WEEK, theme().px(_HEAD)
        high = (self.height() - head) / self._weeks()
        return QRectF(place % _WEEK * wide, head + place // _WEEK * high, wide, high)

    def _at(self, point: QPoint) -> MonthDay | None:
        where = point.toPointF()
        return next((each for each in self._days if self._cell(each.day).contains(where)), None)

    def _paint_day(self, painter: QPainter, each: MonthDay) -> None:
        px, colours = theme().px, theme().colours
        cell = self._cell(each.day).adjusted(2, 2, -2, -2)
        ground = colours.surface if each.kind.works else colours.surface_sunken
        painter.setBrush(QColor(ground))
        chosen = each.day == self.current
        edge = colours.accent if chosen else colours.border
        painter.setPen(QPen(QColor(edge), 2 if chosen else 1))
        painter.drawRoundedRect(cell, 6, 6)
        inner = cell.adjusted(px(8), px(4), -px(6), -px(4))
        today = each.day == self._today
        font = painter.font()
        font.setBold(today)
        painter.setFont(font)
        painter.setPen(QColor(colours.accent if today else colours.text))
        line = QRectF(inner.left(), inner.top(), inner.width(), px(_LINE))
        painter.drawText(line, _TOP, str(each.day.day))
        font.setBold(False)
        painter.setFont(font)
        self._paint_mark(painter, each, line)
        self._paint_counts(painter, each, inner)

    def _paint_mark(self, painter: QPainter, each: MonthDay, line: QRectF) -> None:
        mark, tone = _mark(each)
        if not mark:
            return
        colours, px = theme().colours, theme().px
        words = f"{mark} {each.name}".strip()
        room = line.adjusted(px(24), 0, 0, 0)
        painter.setPen(QColor(colours.ink(tone)))
        cut = painter.fontMetrics().elidedText(
            words, Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, cut)

    def _paint_counts(self, painter: QPainter, each: MonthDay, inner: QRectF) -> None:
        if not each.items:
            return
        px, colours = theme().px, theme().colours
        worst = min((item.state for item in each.items), key=_URGENT_FIRST.index)
        tone = TONES[worst]
        top = inner.top() + px(_LINE)
        painter.setPen(QColor(colours.ink(Tone.ACCENT if tone is Tone.NEUTRAL else tone)))
        late = sum(item.late for item in each.items)
        words = wording.tr("{count} 件", count=len(each.items))
        if late:
            words = wording.tr("{count} 件，{late} 逾期", count=len(each.items), late=late)
        row = QRectF(inner.left(), top, inner.width(), px(_LINE))
        painter.drawText(row, _TOP, words)
        painter.setPen(QColor(colours.text_muted))
        room = int((inner.bottom() - top - px(_LINE)) / px(_LINE))
        for number, item in enumerate(_worst_first(each.items)[: max(0, room)]):
            place = top + px(_LINE) * (number + 1)
            row = QRectF(inner.left(), place, inner.width(), px(_LINE))
            cut = painter.fontMetrics().elidedText(
                item.title, Qt.TextElideMode.ElideRight, int(inner.width())
            )
            painter.drawText(row, _TOP, cut)


class MonthView(QWidget):
    """The grid with its month above, and the way to the months beside it.

    Signals:
        month_wanted: year and month to show.
        day_opened: a `MonthDay` was chosen.
    """

    month_wanted = Signal(int, int)
    day_opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.year, self.month = 0, 0
        self._title = label("", "heading")
        self._note = muted("", wrap=False)
        self.grid = MonthGrid()
        back = icon_button("chevron-left", self.tr("上个月"), then=lambda: self._step(-1))
        forward = icon_button("chevron-right", self.tr("下个月"), then=lambda: self._step(1))
        self.today_button = button(self.tr("本月(&T)"), kind="quiet", then=self._go_to_today)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        for widget in (back, self._title, forward, self.today_button):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addLayout(row)
        column.addWidget(self.grid, 1)
        self.grid.day_opened.connect(self.day_opened)
        self.grid.left.connect(self._step)
        self._today = date.min

    def show_month(self, year: int, month: int, days: Sequence[MonthDay], today: date) -> None:
        """Show the days of a month."""
        self.expect(year, month)
        self._today = today
        items = [item for day in days for item in day.items]
        late = sum(item.late for item in items)
        words = self.tr("到期 {count} 件，逾期 {late} 件").format(count=len(items), late=late)
        if not all(day.settled for day in days):
            words += self.tr("，部分放假安排尚未公布，日期为预计")
        self._note.setText(words)
        self.grid.show_days(days, today)

    def expect(self, year: int, month: int) -> None:
        """Name the month whose days are being read; the next step counts from it."""
        self.year, self.month = year, month
        self._title.setText(self.tr("{year} 年 {month} 月").format(year=year, month=month))

    def _step(self, months: int) -> None:
        place = self.year * 12 + self.month - 1 + months
        self.month_wanted.emit(place // 12, place % 12 + 1)

    def _go_to_today(self) -> None:
        self.grid.current = self._today
        self.month_wanted.emit(self._today.year, self._today.month)


def words_of(day: MonthDay) -> str:
    """A day in words: what it is for the office, and how much is due."""
    parts = [wording.day_of_week(day.day), wording.tr(_KINDS[day.kind])]
    if day.name:
        parts.append(wording.sentence(day.name))
    if not day.settled:
        parts.append(wording.tr("预计"))
    if day.items:
        late = sum(item.late for item in day.items)
        parts.append(wording.tr("{count} 件到期", count=len(day.items)))
        if late:
            parts.append(wording.tr("{count} 件逾期", count=late))
    return wording.tr("，").join(parts)


_KINDS = {
    DayKind.WORKDAY: "工作日",
    DayKind.MAKE_UP: "调休上班",
    DayKind.WEEKEND: "周末",
    DayKind.HOLIDAY: "节假日",
}


def _mark(day: MonthDay) -> tuple[str, Tone]:
    if day.kind is DayKind.MAKE_UP:
        return wording.tr("班"), Tone.WARN
    if day.kind is DayKind.HOLIDAY:
        return wording.tr("休"), Tone.GOOD
    return "", Tone.NEUTRAL


def _weekdays() -> list[str]:
    names = wording.tr("一 二 三 四 五 六 日")
    return names.split(" ")


def _worst_first(items: Sequence[WorkItem]) -> list[WorkItem]:
    return sorted(items, key=lambda item: _URGENT_FIRST.index(item.state))
