"""Brings what a player says on its own threads to the thread of the windows."""

from threading import Lock

from PySide6.QtCore import QObject, Qt, Signal

from archive_desk.domain.sentences import Sentence
from archive_desk.media.player import Picture, PlayerState


class PlayerBridge(QObject):
    """A player's listener that speaks in signals.

    Pictures that come faster than they are painted are left out; the newest one always arrives.

    Signals:
        shown: a `Picture` is to be painted.
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
        self._picture: Picture | None = None
        self._closed = False
        self._waiting.connect(self._on_waiting, Qt.ConnectionType.QueuedConnection)

    def picture_came(self, picture: Picture) -> None:
        """Keep the newest picture, and say once that there is one. Any thread."""
        with self._lock:
            told = self._picture is not None
            self._picture = picture
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
            self._picture = None

    def _on_waiting(self) -> None:
        with self._lock:
            picture, self._picture = self._picture, None
        if picture is not None:
            self.shown.emit(picture)
