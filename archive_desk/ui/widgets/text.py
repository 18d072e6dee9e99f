"""Labels by their rank on the page, and lines between them."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget
from typing_extensions import override

from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import restyle


def label(
    words: str = "",
    role: str = "body",
    *,
    tone: Tone | None = None,
    wrap: bool = False,
    parent: QWidget | None = None,
) -> QLabel:
    """A label whose look is its `role`.

    Roles: body, display, number, title, heading, strong, muted, caption, faint, field.
    """
    made = QLabel(words, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    if tone is not None:
        made.setProperty("tone", tone.value)
    made.setWordWrap(wrap)
    return made


def title(words: str) -> QLabel:
    """The largest text of a page."""
    return label(words, "title")


def heading(words: str) -> QLabel:
    """The head of a section."""
    return label(words, "heading")


def muted(words: str, *, wrap: bool = True) -> QLabel:
    """Explaining text."""
    return label(words, "muted", wrap=wrap)


def selectable(made: QLabel) -> QLabel:
    """Let people select and copy the text of `made`."""
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return made


class ElidedLabel(QLabel):
    """A label that takes the room there is: what does not fit is cut, and shown as tool tip.

    File names and digests are cut in the middle, so that both ends can be read.
    """

    def __init__(
        self,
        words: str = "",
        role: str = "body",
        *,
        hint: str = "",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle,
    ) -> None:
        super().__init__()
        self._whole = words
        self._mode = mode
        self._hint = hint
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(words)
        self._cut()

    @property
    def whole(self) -> str:
        """The text without any cut."""
        return self._whole

    @override
    def setText(self, words: str) -> None:
        self._whole = words
        self.setAccessibleName(words)
        self.updateGeometry()
        self._cut()

    @override
    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._whole) + 2, super().sizeHint().height())

    @override
    def minimumSizeHint(self) -> QSize:
        few = self.fontMetrics().averageCharWidth() * _FEWEST
        return QSize(min(few, self.sizeHint().width()), super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, self._mode, max(0, self.width()))
        super().setText(shown)
        self.setToolTip(self._hint or (self._whole if shown != self._whole else ""))


_FEWEST = 8


def set_tone(widget: QWidget, tone: Tone | None) -> None:
    """Colour `widget` by what it says."""
    widget.setProperty("tone", None if tone is None else tone.value)
    restyle(widget)


def line() -> QFrame:
    """A thin horizontal line."""
    made = QFrame()
    made.setProperty("panel", "line")
    made.setFixedHeight(1)
    return made
