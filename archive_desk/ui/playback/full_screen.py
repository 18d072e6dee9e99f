"""The picture and its controls on the whole screen."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override


class FullScreen(QWidget):
    """A window of its own that borrows the player's column for a while.

    Signals:
        left: the person closed it.
    """

    left = Signal()

    def __init__(self, column: QWidget) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setObjectName("player-full-screen-window")
        self.setWindowTitle(column.window().windowTitle())
        self.setProperty("ground", "window")
        self._column = column
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(column)
        column.show()

    def give_back(self) -> QWidget:
        """The borrowed column."""
        self._layout.removeWidget(self._column)
        return self._column

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self.left.emit()
        super().closeEvent(event)
