"""Brings what a player says on its own threads to the thread of the windows."""

from threading import Lock

from PySide6.QtCore import QObject, Qt, Signal

from archive_desk.domain.sentences import Sentence
from archive_desk.media.player import PlayerState, Shown


class PlayerBridge(QObject):
    """A player's listener that speaks in signals.

    What comes faster than it is painted is left out; the newest always arrives.

    Signals:
        shown: a `Shown` is to be painted.
        entered: the `PlayerState` is another now.
        troubled: a `Sentence` for the person.
    """

    shown = Signal(object)
    entered = Signal(object)
    troubled = Signal(object)
    _waiting = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = Lock()
        self._newest: Shown | None = None
        self._closed = False
        self._waiting.connect(self._on_waiting, Qt.ConnectionType.QueuedConnection)

    def shown_changed(self, shown: Shown) -> None:
        """Keep the newest, and say once that there is one. Any thread."""
        with self._lock:
            told = self._newest is not None
            self._newest = shown
            if not told and not self._closed:
                self._waiting.emit()

    def state_changed(self, state: PlayerState) -> None:
        """Pass it on. Any thread."""
        with self._lock:
            if not self._closed:
                self.entered.emit(state)

    def trouble_came(self, what: Sentence) -> None:
        """Pass it on. Any thread."""
        with self._lock:
            if not self._closed:
                self.troubled.emit(what)

    def close(self) -> None:
        """Say nothing more; the player may still be ending."""
        with self._lock:
            self._closed = True
            self._newest = None

    def _on_waiting(self) -> None:
        with self._lock:
            newest, self._newest = self._newest, None
        if newest is not None:
            self.shown.emit(newest)
