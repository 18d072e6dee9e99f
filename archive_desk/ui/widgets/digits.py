"""Large digits that do not jump while they run."""

from functools import lru_cache

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import theme


class Digits(QWidget):
    """A time or number in large digits, each figure in a place of equal width."""

    def __init__(self, name: str, text: str = "", *, size: int = 28) -> None:
        """`name` is what the digits tell, for screen readers; `text` gives the first width."""
        super().__init__()
        self._name = name
        self._text = text
        self._size = size
        self._tone: Tone | None = None
        self.setAccessibleName(f"{name} {text}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text

    def show_text(self, text: str, tone: Tone | None = None) -> None:
        """Show `text`, in `tone`."""
        if text == self._text and tone is self._tone:
            return
        longer = len(text) != len(self._text)
        self._text, self._tone = text, tone
        self.setAccessibleName(f"{self._name} {text}")
        if longer:
            self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        font = theme().font(self._size, bold=True)
        width = sum(_advance(font.key(), character) for character in self._text)
        return QSize(width + 4, QFontMetrics(font).height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = theme().font(self._size, bold=True)
        painter.setFont(font)
        colours = theme().colours
        ink = colours.text if self._tone is None else colours.ink(self._tone)
        painter.setPen(QColor(ink if self.isEnabled() else colours.text_faint))
        left = 2
        for character in self._text:
            width = _advance(font.key(), character)
            painter.drawText(
                left, 0, width, self.height(), int(Qt.AlignmentFlag.AlignCenter), character
            )
            left += width


@lru_cache(maxsize=256)
def _advance(font_key: str, character: str) -> int:
    """The place of a character: every figure has that of the widest, whenever it is asked."""
    font = QFont()
    font.fromString(font_key)
    metrics = QFontMetrics(font)
    if character.isdigit():
        return max(metrics.horizontalAdvance(digit) for digit in "0123456789")
    return metrics.horizontalAdvance(character)
