"""Noticing that nobody is at the desk."""

from PySide6.QtCore import QObject, QTimer, Signal

from archive_desk.ui.stirring import Stirring


class IdleWatch(QObject):
    """Notices when nobody has touched mouse or keyboard for a while.

    Signals:
        idle: the time is up.
    """

    idle = Signal()

    def __init__(self, minutes: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.idle)
        self._stirring = Stirring(self)
        self._stirring.stirred.connect(self._on_stirring_stirred)
        self.set_minutes(minutes)

    def set_minutes(self, minutes: int) -> None:
        """Wait this long from now on."""
        self._timer.start(minutes * 60_000)

    def stop(self) -> None:
        """Watch no longer."""
        self._timer.stop()
        self._stirring.stop()

    def _on_stirring_stirred(self) -> None:
        if self._timer.isActive():
            self._timer.start()
