"""Noticing a hand at mouse or keyboard, at the windows' doors and not at every widget's.

A filter on the whole application would be asked for each event of each widget, thousands of them
while a page is built or scrolled, and every time it would wait for the interpreter that a job
beside the windows may be holding.
"""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow
from typing_extensions import override

_LOOK_EVERY_MS = 1_000
_TOUCHES = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
}


class Stirring(QObject):
    """Watches every window of the program, those opened later too.

    Signals:
        stirred: a key, a button, the wheel or a movement; often.
    """

    stirred = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._on_focus_window_changed)
        # A menu or the list of a box takes no focus.
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._watch_all)
        self._timer.start()
        self._watch_all()

    def stop(self) -> None:
        """Watch no longer."""
        self._timer.stop()
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.disconnect(self._on_focus_window_changed)
        for window in QGuiApplication.topLevelWindows():
            window.removeEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self.stirred.emit()
        return False

    def _on_focus_window_changed(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)

    def _watch_all(self) -> None:
        for window in QGuiApplication.topLevelWindows():
            window.installEventFilter(self)
