"""Labels by their rank on the page, and lines between them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QWidget

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
