"""Keys of the player: they work wherever the focus is, except while somebody writes."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from archive_desk.ui.playback.session import PlaybackSession
from archive_desk.ui.playback.stage import Stage
from archive_desk.ui.playback.transport import Transport

_LOUDER = 10
_JUMP_MS = 5000
_LARGER, _SMALLER = 1.25, 0.8


def bind_keys(area: QWidget, keys: Mapping[str, Callable[[], object]]) -> None:
    """Let each key do its work while the focus is in `area`."""
    for key, act in keys.items():
        shortcut = QShortcut(QKeySequence(key), area)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(partial(_act, act))


def _act(act: Callable[[], object]) -> None:
    if not isinstance(QApplication.focusWidget(), QLineEdit):
        act()


def player_keys(
    session: PlaybackSession, transport: Transport, stage: Stage
) -> dict[str, Callable[[], object]]:
    """The keys that move what is played and how it is looked at."""
    return {
        "Space": session.toggle,
        "K": session.pause,
        ",": lambda: session.step(-1),
        ".": lambda: session.step(1),
        "Left": lambda: session.jump(-_JUMP_MS),
        "Right": lambda: session.jump(_JUMP_MS),
        "Up": lambda: transport.change_volume(_LOUDER),
        "Down": lambda: transport.change_volume(-_LOUDER),
        "P": transport.loop.toggle,
        "V": transport.adjust.toggle,
        "T": transport.texts.toggle,
        "R": stage.turn,
        "Shift+R": stage.look_plainly,
        "Ctrl+=": lambda: stage.zoom(_LARGER),
        "Ctrl++": lambda: stage.zoom(_LARGER),
        "Ctrl+-": lambda: stage.zoom(_SMALLER),
    }
