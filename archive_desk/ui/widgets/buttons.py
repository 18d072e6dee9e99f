"""Buttons: one primary one per page, quiet ones for the rest."""

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QToolButton

from archive_desk.ui import icons
from archive_desk.ui.theme import theme

_ICON_TONES = {"primary": "on_accent", "danger": "surface", "link": "accent_text"}


def button(
    words: str,
    icon: str = "",
    *,
    kind: str = "plain",
    shortcut: str = "",
    hint: str = "",
    then: Callable[[], object] | None = None,
) -> QPushButton:
    """A button; `kind` is plain, primary, danger, quiet, link or action (a big tile).

    `words` may carry a mnemonic (`保存(&S)`). The shortcut is told in the tool tip.
    """
    # Qt leaves hardly any room between the picture and the words.
    made = QPushButton(f" {words}" if icon else words)
    made.setProperty("kind", kind)
    made.setAutoDefault(kind == "primary")
    if icon:
        icons.put(made, icon, _ICON_TONES.get(kind, "accent_text" if kind == "action" else None))
        side = theme().px(22 if kind == "action" else 18)
        made.setIconSize(QSize(side, side))
    if shortcut:
        # A button has one shortcut of its own, and that is its mnemonic.
        QShortcut(QKeySequence(shortcut), made, made.click)
    _hint(made, hint, shortcut)
    if then is not None:
        made.clicked.connect(lambda: then())
    return made


def icon_button(
    icon: str,
    name: str,
    *,
    shortcut: str = "",
    checkable: bool = False,
    then: Callable[[], object] | None = None,
) -> QToolButton:
    """A button without text. `name` says what it does, as tool tip and for screen readers."""
    made = QToolButton()
    icons.put(made, icon)
    side = theme().px(20)
    made.setIconSize(QSize(side, side))
    made.setAccessibleName(name)
    made.setCheckable(checkable)
    if shortcut:
        made.setShortcut(shortcut)
    _hint(made, name, shortcut)
    if then is not None:
        made.clicked.connect(lambda: then())
    return made


def _hint(made: QPushButton | QToolButton, hint: str, shortcut: str) -> None:
    if hint or shortcut:
        made.setToolTip(f"{hint}  {shortcut}".strip())
