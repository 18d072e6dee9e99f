"""The small pictures of a case's recordings, read in the background as they are wanted."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from archive_desk.domain.cases import LinkedFootage
from archive_desk.domain.ids import FootageId
from archive_desk.domain.work import Monitor
from archive_desk.services.originals import picture_path
from archive_desk.ui import wording
from archive_desk.ui.jobs import Job, Lane, Unit
from archive_desk.ui.screen import ScreenContext


class Pictures(QObject):
    """Keeps the pictures that have been read.

    Signals:
        arrived: more pictures are here; paint again.
    """

    arrived = Signal()

    def __init__(self, context: ScreenContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._pictures: dict[FootageId, QPixmap] = {}
        self._asked: set[FootageId] = set()

    def get(self, footage_id: FootageId) -> QPixmap | None:
        """The picture of a recording, if it has been read and there is one."""
        return self._pictures.get(footage_id)

    def want(self, footage: Sequence[LinkedFootage]) -> None:
        """Read the pictures of these recordings that have not been asked for yet."""
        folder = self._context.desk.folder
        files = {
            each.footage_id: picture_path(folder, each.sha256)
            for each in footage
            if each.footage_id not in self._asked
        }
        if not files:
            return
        self._asked |= files.keys()
        job = Job(
            wording.tr("读取缩略图"),
            lambda monitor: _read(files, monitor),
            parent=self,
            unit=Unit.ITEMS,
            quiet=True,
        )
        job.succeeded.connect(self._on_read_succeeded)
        job.ended.connect(job.deleteLater)
        self._context.jobs.start(job, Lane.READ)

    def _on_read_succeeded(self, images: dict[FootageId, QImage]) -> None:
        for footage_id, image in images.items():
            self._pictures[footage_id] = QPixmap.fromImage(image)
        if images:
            self.arrived.emit()


def _read(files: dict[FootageId, Path], monitor: Monitor) -> dict[FootageId, QImage]:
    found = {}
    for number, (footage_id, file) in enumerate(files.items()):
        monitor.report(number, len(files))
        image = QImage(str(file))
        if not image.isNull():
            found[footage_id] = image
    return found
