"""Marking the parts of an example: select signs with the mouse or Shift and arrows, say what."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QLabel, QPushButton, QTextEdit, QVBoxLayout, QWidget

from archive_desk.domain.naming import Meaning, Part, marked
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import SMALL, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.flow import FlowLayout
from archive_desk.ui.widgets.text import label

_TWO_ROWS = 86
_TONES = {
    Meaning.DEVICE: Tone.ACCENT,
    Meaning.OFFICER: Tone.GOOD,
    Meaning.EITHER: Tone.GOOD,
    Meaning.DATE: Tone.WARN,
    Meaning.TIME: Tone.BAD,
    Meaning.SEQUENCE: Tone.NEUTRAL,
    Meaning.IMPORTANT: Tone.ACCENT,
}


class ExampleEditor(QWidget):
    """The example in large type, each part tinted by its meaning, and the meanings as buttons.

    Signals:
        changed: a part means something else now.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.parts: tuple[Part, ...] = ()
        self.text = QTextEdit()
        self.text.setReadOnly(True)
        self.text.setFont(theme().font(20))
        self.text.setFixedHeight(theme().px(56))
        self.text.setAccessibleName(self.tr("示例名称，选中一段后标出含义"))
        self.buttons: dict[Meaning, QPushButton] = {}
        row = QWidget()
        flow = FlowLayout(row)
        for number, meaning in enumerate(Meaning, 1):
            words = f"{wording.sentence(meaning.label)}(&{number})"
            made = button(words, then=partial(self.mark, meaning))
            self.buttons[meaning] = made
            flow.addWidget(made)
        self._said: QLabel = label("", "caption", wrap=True)
        # Two rows of buttons: a form does not ask how high a flow becomes.
        row.setMinimumHeight(theme().px(_TWO_ROWS))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addWidget(self.text)
        column.addWidget(row)
        column.addWidget(self._said)

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show an example with these parts."""
        self.parts = tuple(parts)
        self._paint()

    def select(self, begin: int, end: int) -> None:
        """Select the signs from `begin` until before `end`."""
        cursor = self.text.textCursor()
        cursor.setPosition(begin)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self.text.setTextCursor(cursor)

    def mark(self, meaning: Meaning) -> None:
        """Let what is selected mean `meaning`; without a selection the part the cursor is in."""
        cursor = self.text.textCursor()
        begin, end = cursor.selectionStart(), cursor.selectionEnd()
        if begin == end:
            begin, end = self._part_at(begin)
        self.parts = marked(self.parts, begin, end, meaning)
        self._paint()
        self.select(begin, end)
        self.changed.emit()

    def _part_at(self, place: int) -> tuple[int, int]:
        at = 0
        for part in self.parts:
            if at <= place <= at + len(part.text):
                return at, at + len(part.text)
            at += len(part.text)
        return place, place

    def _paint(self) -> None:
        self.text.clear()
        cursor = self.text.textCursor()
        colours = theme().colours
        for part in self.parts:
            form = QTextCharFormat()
            tone = _TONES.get(part.meaning)
            if tone is not None:
                form.setBackground(QColor(colours.tint(tone)))
                form.setForeground(QColor(colours.ink(tone)))
            cursor.insertText(part.text, form)
        told = [
            f"{part.text} = {wording.sentence(part.meaning.label)}"
            for part in self.parts
            if part.meaning is not Meaning.CONSTANT
        ]
        self._said.setText("　".join(told))
