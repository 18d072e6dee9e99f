"""What pages are made of: cards, section heads, empty states, side panels, strips of advice."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import LARGE, MEDIUM, SMALL, TIGHT, WIDE, theme
from archive_desk.ui.widgets.buttons import button, icon_button
from archive_desk.ui.widgets.pictures import Picture
from archive_desk.ui.widgets.text import ElidedLabel, heading, label, selectable, set_tone

_LONGEST_WORD = 28


class Card(QFrame):
    """A white field with room inside; fill `body`.

    Signals:
        clicked: the card was chosen by mouse or keyboard, if it is clickable.
    """

    clicked = Signal()

    def __init__(self, *, panel: str = "card", clickable: bool = False) -> None:
        super().__init__()
        self.setProperty("panel", panel)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        self.body.setSpacing(SMALL)
        self._clickable = clickable
        if clickable:
            self.setProperty("clickable", "true")
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if self._clickable and inside and event.button() is Qt.MouseButton.LeftButton:
            self.clicked.emit()
        super().mouseReleaseEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._clickable and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Space}:
            self.clicked.emit()
            return
        super().keyPressEvent(event)


class NumberCard(Card):
    """A number that matters, what it counts, and one line about it."""

    def __init__(self, icon: str, words: str) -> None:
        super().__init__(clickable=True)
        self._picture = Picture(icon, Tone.ACCENT, 18, ground=True)
        self._icon = icon
        self._words = words
        self._number = label("0", "number")
        self._note = label("", "caption", wrap=True)
        self.body.setSpacing(TIGHT)
        top = QHBoxLayout()
        top.setSpacing(MEDIUM)
        top.addWidget(self._picture)
        top.addWidget(label(words, "muted"), 1)
        self.body.addLayout(top)
        self.body.addSpacing(TIGHT)
        self.body.addWidget(self._number)
        self.body.addWidget(self._note)

    @property
    def number(self) -> int:
        """The number shown."""
        return int(self._number.text().replace(",", ""))

    def show_number(self, number: int, note: str = "", tone: Tone = Tone.ACCENT) -> None:
        """Show `number` with `note` below; `tone` tells how pressing it is."""
        self._number.setText(f"{number:,}")
        self._note.setText(note)
        set_tone(self._number, tone if number and tone in {Tone.BAD, Tone.WARN} else None)
        set_tone(self._note, Tone.BAD if tone is Tone.BAD and number else None)
        self._picture.change(self._icon, tone if number else Tone.NEUTRAL)
        self.setAccessibleName(f"{self._words} {number} {note}")


class SectionHead(QWidget):
    """The head of a part of a page, with what can be done at its right."""

    def __init__(self, words: str, note: str = "") -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        self._words = heading(words)
        self._note = label(note, "muted")
        row.addWidget(self._words)
        row.addWidget(self._note)
        row.addStretch(1)
        self._row = row

    def set_words(self, words: str) -> None:
        """Change the head."""
        self._words.setText(words)

    def set_note(self, note: str) -> None:
        """Say something beside the head, a count for instance."""
        self._note.setText(note)

    def add(self, widget: QWidget) -> None:
        """Put `widget` at the right end."""
        self._row.addWidget(widget)


class EmptyState(QWidget):
    """What is shown where there is nothing yet: a picture, a sentence, and what to do next."""

    def __init__(
        self, icon: str, words: str, advice: str = "", action: QPushButton | None = None
    ) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        column.setSpacing(SMALL)
        column.addStretch(1)
        column.addWidget(
            Picture(icon, Tone.NEUTRAL, 30, ground=True), 0, Qt.AlignmentFlag.AlignHCenter
        )
        column.addSpacing(SMALL)
        self._words = label(words, "heading", wrap=True)
        self._advice = label(advice, "muted", wrap=True)
        for line in (self._words, self._advice):
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            line.setMinimumWidth(theme().px(200))
            column.addWidget(line)
        self._advice.setVisible(bool(advice))
        if action is not None:
            column.addSpacing(SMALL)
            column.addWidget(action, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)

    @property
    def text(self) -> str:
        """What it says."""
        return f"{self._words.text()} {self._advice.text()}"

    def say(self, words: str, advice: str = "") -> None:
        """Say something else, `没有符合条件的音像` for instance."""
        self._words.setText(words)
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))


class Advice(QFrame):
    """A tinted strip with a sentence: what to know, what to do, which rule says so."""

    def __init__(
        self, words: str, tone: Tone = Tone.ACCENT, action: QPushButton | None = None
    ) -> None:
        super().__init__()
        self.setProperty("panel", "notice")
        self.setProperty("tone", tone.value)
        row = QHBoxLayout(self)
        row.setContentsMargins(MEDIUM, SMALL + 2, MEDIUM, SMALL + 2)
        row.setSpacing(MEDIUM)
        icon = {
            Tone.GOOD: "circle-check",
            Tone.WARN: "triangle-alert",
            Tone.BAD: "circle-alert",
        }.get(tone, "info")
        self._picture = Picture(icon, tone, 18)
        row.addWidget(self._picture)
        self._words: QLabel = label(words, wrap=True)
        row.addWidget(self._words, 1)
        if action is not None:
            row.addWidget(action)

    @property
    def text(self) -> str:
        """What it says."""
        return self._words.text()

    def say(self, words: str) -> None:
        """Say something else; nothing hides the strip."""
        self._words.setText(words)
        self.setVisible(bool(words))


class SidePanel(QFrame):
    """Details at the right of a list: a head with a close button, and a body that scrolls.

    Signals:
        closed: the person closed the panel.
    """

    closed = Signal()

    def __init__(self, words: str, *, width: int = 340) -> None:
        super().__init__()
        self.setProperty("panel", "card")
        self.setMinimumWidth(theme().px(width * 4 // 5))
        self._hint_width = width
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(LARGE, MEDIUM, SMALL, MEDIUM)
        self._title = label(words, "heading", wrap=True)
        head.addWidget(self._title, 1)
        head.addWidget(
            icon_button("x", self.tr("关闭详情"), then=self.closed.emit),
            0,
            Qt.AlignmentFlag.AlignTop,
        )
        outer.addLayout(head)
        inner = QWidget()
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(LARGE, 0, LARGE, LARGE)
        self.body.setSpacing(MEDIUM)
        outer.addWidget(scrolling(inner), 1)
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(LARGE, SMALL, LARGE, MEDIUM)
        self.foot.setSpacing(SMALL)
        outer.addLayout(self.foot)

    def set_title(self, words: str) -> None:
        """Name what is shown."""
        self._title.setText(words)

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme().px(self._hint_width), super().sizeHint().height())


class CopyLine(QWidget):
    """A digest or path too long for its place: cut in the middle, copied whole."""

    def __init__(self, name: str, value: str) -> None:
        super().__init__()
        self._value = value
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(TIGHT)
        words = ElidedLabel(value)
        words.setAccessibleName(f"{name} {value}")
        row.addWidget(words, 1)
        row.addWidget(
            icon_button("copy", self.tr("复制：{name}").format(name=name), then=self.copy)
        )

    def copy(self) -> None:
        """Put the whole of it on the clipboard."""
        QGuiApplication.clipboard().setText(self._value)


class Facts(QWidget):
    """Names and values below each other; values can be selected and copied."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SMALL)

    @property
    def text(self) -> str:
        """All names and values shown."""
        return "\n".join(words.text() for words in self.findChildren(QLabel))

    def show_facts(self, facts: list[tuple[str, str]]) -> None:
        """Show these pairs; those without a value are left out."""
        clear(self._column)
        for name, value in facts:
            if not value:
                continue
            row = QHBoxLayout()
            row.setSpacing(MEDIUM)
            head = label(name, "field")
            head.setFixedWidth(theme().px(84))
            head.setWordWrap(True)
            row.addWidget(head, 0, Qt.AlignmentFlag.AlignTop)
            if " " not in value and value.isascii() and len(value) > _LONGEST_WORD:
                row.addWidget(CopyLine(name, value), 1)
            else:
                words = selectable(label(value, wrap=True))
                words.setAccessibleName(f"{name} {value}")
                row.addWidget(words, 1)
            self._column.addLayout(row)


class _Scroll(QScrollArea):
    """Scrolls up and down only: what is inside is never wider than what can be seen."""

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        inner = self.widget()
        if inner is not None:
            widest = inner.property("widest") or _UNLIMITED
            inner.setMaximumWidth(min(widest, self.viewport().width()))
        super().resizeEvent(event)


def scrolling(inner: QWidget) -> QScrollArea:
    """A frameless area in which `inner` scrolls up and down."""
    area = _Scroll()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    inner.setProperty("scrolled", "true")
    if inner.maximumWidth() < _UNLIMITED:
        inner.setProperty("widest", inner.maximumWidth())
    inner.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    area.setWidget(inner)
    return area


_UNLIMITED = 16_777_215


def clear(layout: QHBoxLayout | QVBoxLayout) -> None:
    """Take everything out of `layout`."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif isinstance(inner, QHBoxLayout | QVBoxLayout):
            clear(inner)


def tile(words: str, icon: str, then: Callable[[], object], *, hint: str = "") -> QPushButton:
    """A big friendly action."""
    return button(words, icon, kind="action", hint=hint, then=then)
