"""Short messages that lie over the window: facts pass by, refusals stay until closed."""

import functools
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import LARGE, MEDIUM, SMALL, TIGHT, WIDE, theme
from archive_desk.ui.widgets.buttons import button, icon_button
from archive_desk.ui.widgets.pictures import Picture
from archive_desk.ui.widgets.text import label, selectable

_SHOWN_MS = 4500
_MOST = 4
_ICONS = {
    Tone.GOOD: "circle-check",
    Tone.WARN: "triangle-alert",
    Tone.BAD: "circle-alert",
}
_STAYING = {Tone.WARN, Tone.BAD}


class Toasts(QObject):
    """The pile of messages over a window, the newest on top, where it covers no button."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._toasts: list[QFrame] = []
        window.installEventFilter(self)

    @property
    def shown(self) -> tuple[QFrame, ...]:
        """The messages on the screen, the newest last."""
        return tuple(self._toasts)

    def show_notice(self, tone: Tone, text: str, basis: str = "") -> None:
        """Lay a message over the window; one that is said again takes the place of the first."""
        for known in tuple(self._toasts):
            if isinstance(known, _Toast) and known.said == (tone, text, basis):
                self._drop(known)
        toast = _Toast(self._window, tone, text, basis)
        self._lay(toast)
        if tone not in _STAYING:
            QTimer.singleShot(_SHOWN_MS, toast, functools.partial(self._drop, toast))

    def show_offer(self, text: str, verb: str, then: Callable[[], object]) -> None:
        """Lay a message with a button over the window; it stays until one of both is pressed."""
        toast = _Toast(self._window, Tone.ACCENT, text, "")
        made = button(verb, kind="primary", then=then)
        made.clicked.connect(functools.partial(self._drop, toast))
        toast.add(made)
        self._lay(toast)

    def _lay(self, toast: "_Toast") -> None:
        toast.close_button.clicked.connect(functools.partial(self._drop, toast))
        self._toasts.append(toast)
        while len(self._toasts) > _MOST:
            self._drop(self._toasts[0])
        toast.show()
        self._place()

    def clear(self) -> None:
        """Take all messages away."""
        for toast in tuple(self._toasts):
            self._drop(toast)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _drop(self, toast: QFrame) -> None:
        if toast in self._toasts:
            self._toasts.remove(toast)
            toast.hide()
            toast.deleteLater()
            self._place()

    def _place(self) -> None:
        if not self._toasts:
            return
        area = self._window.rect()
        width = min(theme().px(440), area.width() - 2 * WIDE)
        for toast in self._toasts:
            toast.setFixedWidth(width)
            toast.resize(width, toast.heightForWidth(width))
        height = sum(toast.height() + SMALL for toast in self._toasts) - SMALL
        y = 0
        corner = self._free_place(QSize(width, height))
        for toast in reversed(self._toasts):
            toast.move(corner.x(), corner.y() + y)
            toast.raise_()
            y += toast.height() + SMALL

    def _free_place(self, size: QSize) -> QPoint:
        """Where the pile covers no button: in the middle above or below, else at a lower corner."""
        area = self._window.rect()
        middle = (area.width() - size.width()) // 2
        low = area.height() - size.height() - WIDE
        places = [
            QPoint(middle, SMALL),
            QPoint(middle, low),
            QPoint(WIDE, low),
            QPoint(area.width() - size.width() - WIDE, low - theme().px(40)),
        ]
        taken = [
            QRect(each.mapTo(self._window, QPoint(0, 0)), each.size())
            for each in self._window.findChildren(QAbstractButton)
            if each.isVisible() and not self._is_ours(each)
        ]
        for place in places:
            covered = QRect(place, size)
            if not any(covered.intersects(button) for button in taken):
                return place
        return places[0]

    def _is_ours(self, button: QWidget) -> bool:
        return any(toast.isAncestorOf(button) for toast in self._toasts)


class _Toast(QFrame):
    def __init__(self, window: QWidget, tone: Tone, text: str, basis: str) -> None:
        super().__init__(window)
        self.said = (tone, text, basis)
        self.setObjectName("toast")
        self.setProperty("panel", "raised")
        self.setAccessibleName(text)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(28)
        shadow.setOffset(0, 6)
        colour = QColor(theme().colours.shadow)
        colour.setAlpha(140 if theme().colours.dark else 50)
        shadow.setColor(colour)
        self.setGraphicsEffect(shadow)
        row = QHBoxLayout(self)
        row.setContentsMargins(LARGE, MEDIUM, SMALL, MEDIUM)
        row.setSpacing(MEDIUM)
        picture = Picture(_ICONS.get(tone, "info"), tone, 20)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(TIGHT)
        words.addWidget(selectable(label(text, wrap=True)))
        if basis:
            words.addWidget(selectable(label(self.tr("依据：") + basis, "caption", wrap=True)))
        row.addLayout(words, 1)
        self._row = row
        self.close_button = icon_button("x", self.tr("关闭"))
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)

    def add(self, made: QPushButton) -> None:
        """Put a button before the one that closes."""
        self._row.insertWidget(self._row.count() - 1, made)
