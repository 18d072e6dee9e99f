"""The picture and its controls on the whole screen."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from typing_extensions import override

from archive_desk.ui.stirring import Stirring

_IDLE_MS = 3000


class FullScreen(QWidget):
    """A window of its own that borrows the player's column for a while.

    After some seconds without a hand the controls go; they come back with the first movement.

    Signals:
        left: the person closed it.
    """

    left = Signal()

    def __init__(self, column: QWidget, controls: QWidget, stage: QWidget) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setObjectName("player-full-screen-window")
        self.setWindowTitle(column.window().windowTitle())
        self.setProperty("ground", "window")
        self._column, self._controls, self._stage = column, controls, stage
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(column)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(_IDLE_MS)
        self._idle.timeout.connect(self.hide_controls)
        self._idle.start()
        self._stirring = Stirring(self)
        self._stirring.stirred.connect(self.show_controls)
        column.show()

    def hide_controls(self) -> None:
        """Leave the screen to the picture."""
        if self._controls.underMouse() or self._controls.isAncestorOf(_focused()):
            self._idle.start()
            return
        self._controls.hide()
        self._stage.setCursor(Qt.CursorShape.BlankCursor)

    def show_controls(self) -> None:
        """A hand stirs."""
        self._idle.start()
        if self._controls.isHidden():
            self._controls.show()
            self._stage.unsetCursor()

    def give_back(self) -> QWidget:
        """The borrowed column."""
        self._idle.stop()
        self._stirring.stop()
        self.show_controls()
        self._idle.stop()
        self._layout.removeWidget(self._column)
        return self._column

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self.left.emit()
        super().closeEvent(event)


def _focused() -> QWidget:
    """What has the focus and is written into; only that keeps the controls."""
    return QApplication.focusWidget() or QWidget()
