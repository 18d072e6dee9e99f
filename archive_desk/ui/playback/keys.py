"""Keys of the player: they work wherever the focus is, except while somebody writes."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget


def bind_keys(area: QWidget, keys: Mapping[str, Callable[[], object]]) -> None:
    """Let each key do its work while the focus is in `area`."""
    for key, act in keys.items():
        shortcut = QShortcut(QKeySequence(key), area)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(partial(_act, act))


def _act(act: Callable[[], object]) -> None:
    if not isinstance(QApplication.focusWidget(), QLineEdit):
        act()
