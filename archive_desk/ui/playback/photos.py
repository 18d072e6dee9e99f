"""Photos are decoded beside the window: one of a telephone takes longer than a window may stand."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QImageReader

from archive_desk.services.viewing import Opened
from archive_desk.ui import wording
from archive_desk.ui.jobs import Job, Jobs, Lane


class Photos(QObject):
    """Opens one photo after the other; of several the last one wins.

    Signals:
        came: an `Opened` and its `QImage`, which is null where it cannot be read.
    """

    came = Signal(object, object)

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._wanted: Opened | None = None

    def forget(self) -> None:
        """Something else is on the screen."""
        self._wanted = None

    def want(self, opened: Opened) -> None:
        """Read a photo, turned upright."""
        self._wanted = opened
        job = Job(
            wording.tr("打开照片"), lambda _monitor: _read(opened.path), parent=self, quiet=True
        )
        job.succeeded.connect(lambda image: self._on_read(opened, image))
        self._jobs.start(job, Lane.WATCH)

    def _on_read(self, opened: Opened, image: QImage) -> None:
        if opened is self._wanted:
            self.came.emit(opened, image)


def _read(path: Path) -> QImage:
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    return reader.read()
