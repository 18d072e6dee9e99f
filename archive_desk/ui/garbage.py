"""Python's collector of cycles, kept on the thread of the windows.

A window and the functions connected to it refer to each other, so they go when the collector
finds them. Left to itself it runs on whatever thread happens to allocate, and a Qt object that
dies on a worker's thread takes the program with it.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_LOOK_EVERY_MS = 500


class Garbage(QObject):
    """Collects on the thread it lives on, and nowhere else, as long as it lives."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        gc.disable()

    def look(self) -> None:
        """Collect what Python itself would have collected by now."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > thresholds[generation] > 0:
                gc.collect(generation)
                return

    def close(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()
