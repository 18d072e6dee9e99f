"""The list of screens at the left of the main window."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from archive_desk.ui import icons
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge
from archive_desk.ui.theme import MEDIUM, SMALL, TIGHT, theme
from archive_desk.ui.widgets.buttons import icon_button
from archive_desk.ui.widgets.cells import paint_badge
from archive_desk.ui.widgets.panels import scrolling
from archive_desk.ui.widgets.pictures import Picture
from archive_desk.ui.widgets.text import label

_WIDE = 212
_NARROW = 66


@dataclass(frozen=True)
class Entry:
    """One screen in the list; screens of one `group` stand together."""

    key: str
    title: str
    icon: str
    group: int


class Navigation(QFrame):
    """Icon and name of each screen; folded, the icons alone.

    Signals:
        chosen: the key of the screen the person wants.
        folded: whether the list is now folded.
    """

    chosen = Signal(str)
    folded = Signal(bool)

    def __init__(self, entries: Sequence[Entry], office: str) -> None:
        super().__init__()
        self.setObjectName("navigation")
        self.setAccessibleName(self.tr("导航"))
        self._folded = False
        self._narrow = False
        self._entries = {entry.key: entry for entry in entries}
        self._buttons: dict[str, _Button] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SMALL + 2, MEDIUM, SMALL + 2, MEDIUM)
        self._column.setSpacing(2)
        self._add_brand(office)
        # In a low window the names are scrolled; squeezed, they would be cut through.
        self._list = QWidget()
        self._names = QVBoxLayout(self._list)
        self._names.setContentsMargins(0, 0, 0, 0)
        self._names.setSpacing(2)
        self._area = scrolling(self._list)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._column.addWidget(self._area, 1)
        self._add_entries(entries)
        self._names.addStretch(1)
        self._fold_button = icon_button(
            "panel-left-close", self.tr("收起导航"), shortcut="Ctrl+B", then=self.toggle
        )
        self._column.addWidget(self._fold_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._arrange()
        theme().changed.connect(self._on_theme_changed)

    @property
    def is_folded(self) -> bool:
        """Whether only the icons are shown."""
        return self._folded or self._narrow

    def fold(self, *, folded: bool) -> None:
        """Show the icons alone, or icons and names."""
        if folded != self._folded:
            self._folded = folded
            self._arrange()
            self.folded.emit(folded)

    def set_room(self, *, narrow: bool) -> None:
        """Fold for as long as the window is narrow, whatever the person chose."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._arrange()

    def toggle(self) -> None:
        """Fold or unfold."""
        self.fold(folded=not self._folded)

    def show_current(self, key: str) -> None:
        """Mark the screen that is shown."""
        wanted = self._buttons.get(key)
        if wanted is not None:
            wanted.setChecked(True)
            self._area.ensureWidgetVisible(wanted, 0, SMALL)
        for name in self._buttons:
            self._tint(name)

    def show_count(self, key: str, count: int) -> None:
        """Show how much waits on a screen, beside its name."""
        made = self._buttons.get(key)
        if made is not None:
            made.show_count(count)
            words = self._entries[key].title
            made.setAccessibleName(f"{words} {count}" if count else words)

    def button_of(self, key: str) -> QToolButton | None:
        """The button of a screen, if the person may use it."""
        return self._buttons.get(key)

    def _add_brand(self, office: str) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(SMALL, TIGHT, TIGHT, SMALL)
        row.setSpacing(SMALL + 2)
        row.addWidget(Picture("archive", Tone.ACCENT, 22))
        self._brand = QWidget()
        words = QVBoxLayout(self._brand)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(0)
        words.addWidget(label(self.tr("执法音像档案"), "strong"))
        name = label(office, "caption")
        name.setToolTip(office)
        name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        words.addWidget(name)
        row.addWidget(self._brand, 1)
        self._column.addLayout(row)
        self._column.addSpacing(MEDIUM)

    def _add_entries(self, entries: Sequence[Entry]) -> None:
        group: int | None = None
        for number, entry in enumerate(entries):
            if group is not None and entry.group != group:
                self._names.addSpacing(MEDIUM)
            group = entry.group
            made = _Button()
            made.setObjectName(f"go-{entry.key}")
            made.setCheckable(True)
            made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            made.setAccessibleName(entry.title)
            if number < _SHORTCUTS:
                keys = f"Ctrl+{(number + 1) % 10}"
                made.setShortcut(keys)
                made.setToolTip(f"{entry.title}  {keys}")
            made.clicked.connect(lambda _checked=False, key=entry.key: self.chosen.emit(key))
            made.walked.connect(partial(self._on_button_walked, entry.key))
            self._group.addButton(made)
            self._buttons[entry.key] = made
            self._names.addWidget(made)

    def _arrange(self) -> None:
        self.setFixedWidth(theme().px(_NARROW if self.is_folded else _WIDE))
        self._brand.setVisible(not self.is_folded)
        # Beside icons alone a bar would take the room that they need; the wheel turns them as well.
        bar = Qt.ScrollBarPolicy
        self._area.setVerticalScrollBarPolicy(
            bar.ScrollBarAlwaysOff if self.is_folded else bar.ScrollBarAsNeeded
        )
        side = theme().px(20)
        style = Qt.ToolButtonStyle
        for key, made in self._buttons.items():
            made.setIconSize(QSize(side, side))
            made.setToolButtonStyle(
                style.ToolButtonIconOnly if self.is_folded else style.ToolButtonTextBesideIcon
            )
            self._write(key)
            self._tint(key)
        self._fold_button.setVisible(not self._narrow)
        icon = "panel-left-open" if self._folded else "panel-left-close"
        name = self.tr("展开导航") if self._folded else self.tr("收起导航")
        icons.put(self._fold_button, icon, Tone.NEUTRAL)
        self._fold_button.setToolTip(f"{name}  Ctrl+B")
        self._fold_button.setAccessibleName(name)

    def _write(self, key: str) -> None:
        made = self._buttons[key]
        # Qt forgets the shortcut when a button gets a new text.
        shortcut = made.shortcut()
        made.setText(f"  {self._entries[key].title}")
        made.setShortcut(shortcut)

    def _tint(self, key: str) -> None:
        made = self._buttons[key]
        icons.put(made, self._entries[key].icon, Tone.ACCENT if made.isChecked() else Tone.NEUTRAL)

    def _on_button_walked(self, key: str, step: int) -> None:
        keys = list(self._buttons)
        number = keys.index(key) + step
        if 0 <= number < len(keys):
            self.chosen.emit(keys[number])
            checked = self._group.checkedButton()
            if checked is not None:
                checked.setFocus()

    def _on_theme_changed(self) -> None:
        self._arrange()

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme().px(_NARROW if self.is_folded else _WIDE), 400)


_SHORTCUTS = 10


class _Button(QToolButton):
    """A screen's button, with the number of things that wait there.

    Signals:
        walked: an arrow key was pressed; one down or up from here.
    """

    walked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._count = 0

    def show_count(self, count: int) -> None:
        """Show `count`; nought shows nothing."""
        self._count = count
        self.update()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Qt's own way in an exclusive group marks the next button and shows nothing.
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.walked.emit(step)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._count:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly:
            side = theme().px(8)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme().colours.bad))
            painter.drawEllipse(self.width() - side - 4, 6, side, side)
            return
        area = QRect(0, 0, self.width() - SMALL, self.height())
        words = str(self._count) if self._count < _TOO_MANY else f"{_TOO_MANY - 1}+"
        paint_badge(painter, area, Badge(words, Tone.BAD), Qt.AlignmentFlag.AlignRight)


_TOO_MANY = 100
