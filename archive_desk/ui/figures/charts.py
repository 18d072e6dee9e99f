"""Charts to look at: bars by month, and weak points stacked by their kind."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from archive_desk.domain.figures import Fault
from archive_desk.ui import wording
from archive_desk.ui.theme import theme

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
_ROW, _NAME, _NUMBER, _BAR = 28, 150, 56, 14
_HIGH, _FOOT, _HEAD = 110, 18, 18
_PALER = 165
"""How much paler a second shade of a colour is, in per cent of its brightness."""


def fault_colours() -> Mapping[Fault, QColor]:
    """A colour for each kind of weak point, that can be told apart in both schemes."""
    colours = theme().colours
    shades = {
        Fault.LATE_HAND_IN: colours.bad,
        Fault.LATE_BURN: colours.warn,
        Fault.LATE_ARCHIVE: colours.accent,
        Fault.UNCOVERED: colours.text_muted,
        Fault.INTERRUPTED: colours.good,
    }
    found = {fault: QColor(shade) for fault, shade in shades.items()}
    return found | {Fault.OVERDUE_LOAN: QColor(colours.bad).lighter(_PALER)}


class MonthBars(QWidget):
    """One bar for each month, its number above it."""

    def __init__(self) -> None:
        super().__init__()
        self._months: Sequence[tuple[str, float]] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_months(self, months: Mapping[str, float]) -> None:
        """Show these numbers, by month as `2026-11`."""
        self._months = list(months.items())
        told = "、".join(f"{month} {amount(number)}" for month, number in self._months)
        self.setAccessibleName(wording.tr("各月采集时长（小时）：{told}", told=told))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme().px(320), theme().px(_HEAD + _HIGH + _FOOT))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._months:
            return
        painter, px, colours = _painter(self), theme().px, theme().colours
        wide = self.width() / len(self._months)
        most = max(number for _, number in self._months) or 1
        base = px(_HEAD + _HIGH)
        for place, (month, number) in enumerate(self._months):
            left, high = place * wide, px(_HIGH) * number / most
            bar = QRectF(left + wide * 0.2, base - high, wide * 0.6, high)
            painter.fillRect(bar, QColor(colours.accent))
            painter.setPen(QColor(colours.text_muted))
            foot = QRectF(left, base, wide, px(_FOOT))
            painter.drawText(foot, _CENTRE, str(int(month[-2:])))
            if number:
                head = QRectF(left, base - high - px(_HEAD), wide, px(_HEAD))
                painter.drawText(head, _CENTRE, amount(number))
        painter.setPen(QColor(colours.border_strong))
        painter.drawLine(0, base, self.width(), base)
        painter.end()


class WeakBars(QWidget):
    """One bar for each section, officer, device or month, its kinds of weak points in colours.

    Signals:
        chosen: the name whose bar was clicked, or chosen by keys.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._groups: Sequence[tuple[str, Mapping[Fault, int]]] = ()
        self._current = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def names(self) -> list[str]:
        """The names of the bars, from above."""
        return [name for name, _ in self._groups]

    def show_groups(self, groups: Sequence[tuple[str, Mapping[Fault, int]]]) -> None:
        """Show these; the number of each kind by name."""
        self._groups, self._current = groups, -1
        told = "、".join(f"{name or '—'} {sum(counts.values())}" for name, counts in groups)
        self.setAccessibleName(wording.tr("薄弱环节：{told}", told=told))
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme().px(320), theme().px(_ROW) * max(1, len(self._groups)))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, px, colours = _painter(self), theme().px, theme().colours
        shades = fault_colours()
        most = max((sum(counts.values()) for _, counts in self._groups), default=1)
        room = self.width() - px(_NAME) - px(_NUMBER)
        for place, (name, counts) in enumerate(self._groups):
            top = place * px(_ROW)
            if place == self._current:
                row = QRectF(0, top, self.width(), px(_ROW))
                painter.fillRect(row, QColor(colours.selection))
            painter.setPen(QColor(colours.text))
            words = name or wording.tr("（未知）")
            cut = painter.fontMetrics().elidedText(
                words, Qt.TextElideMode.ElideRight, px(_NAME - 12)
            )
            painter.drawText(QRectF(4, top, px(_NAME), px(_ROW)), _LEFT, cut)
            left = float(px(_NAME))
            for fault, shade in shades.items():
                wide = room * counts.get(fault, 0) / most
                bar = QRectF(left, top + (px(_ROW) - px(_BAR)) / 2, wide, px(_BAR))
                painter.fillRect(bar, shade)
                left += wide
            painter.setPen(QColor(colours.text_muted))
            number = QRectF(left + 6, top, px(_NUMBER), px(_ROW))
            painter.drawText(number, _LEFT, str(sum(counts.values())))
        painter.end()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._choose(int(event.position().y()) // theme().px(_ROW))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in steps:
            place = self._current + steps[Qt.Key(event.key())]
            self._current = max(0, min(len(self._groups) - 1, place))
            self.update()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._choose(self._current)
        else:
            super().keyPressEvent(event)

    def _choose(self, place: int) -> None:
        if 0 <= place < len(self._groups):
            self._current = place
            self.update()
            self.chosen.emit(self._groups[place][0])


class Legend(QWidget):
    """What the colours of the weak points mean."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme().px(320), theme().px(44))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, px = _painter(self), theme().px
        wide = self.width() / 3
        for place, (fault, shade) in enumerate(fault_colours().items()):
            left, top = place % 3 * wide, place // 3 * px(22)
            painter.fillRect(QRectF(left, top + px(5), px(12), px(12)), shade)
            painter.setPen(QColor(theme().colours.text_muted))
            words = wording.sentence(fault.label)
            painter.drawText(QRectF(left + px(18), top, wide - px(18), px(22)), _LEFT, words)
        painter.end()


def amount(hours: float) -> str:
    """An amount of hours in few letters; a tiny one in minutes or seconds, never as `0.0`."""
    if hours >= 10 or not hours:
        return f"{hours:,.0f}"
    if hours >= _TENTH:
        return f"{hours:.1f}"
    if hours * 60 >= 1:
        return wording.tr("{n} 分钟", n=round(hours * 60))
    return wording.tr("{n} 秒", n=max(round(hours * 3600), 1))


_TENTH = 0.095
"""From here on a tenth of an hour can be told."""


def _painter(widget: QWidget) -> QPainter:
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = painter.font()
    font.setPixelSize(theme().px(12))
    painter.setFont(font)
    return painter
