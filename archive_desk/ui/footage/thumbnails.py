"""Small pictures of recordings, loaded beside the windows and kept for a while.

A list asks for a picture while it paints and gets what is there; what is not comes later, and
`arrived` tells the list to paint again.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter, QPainterPath, QPixmap

from archive_desk.domain.footage import Footage, Kind
from archive_desk.domain.people import Person
from archive_desk.domain.work import Monitor
from archive_desk.services.catalogue import Catalogue
from archive_desk.ui import icons, wording
from archive_desk.ui.jobs import Job, Jobs, Lane
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import theme

KIND_ICONS = {
    Kind.VIDEO: "film",
    Kind.AUDIO: "mic",
    Kind.PHOTO: "image",
    Kind.SIDECAR: "file-text",
}

_AT_ONCE = 12
_WAITING = 120
_KEPT = 600
_SHARPNESS = 2
"""Pictures are kept twice as fine as logical pixels, which serves every screen."""


@dataclass(frozen=True)
class _Loaded:
    """Pictures by their digests; None where there is none."""

    pictures: dict[str, QImage | None]


class Thumbnails(QObject):
    """Pictures of one size and with round corners.

    Signals:
        arrived: pictures that were asked for are here; paint again.
    """

    arrived = Signal()

    def __init__(
        self,
        catalogue: Catalogue,
        actor: Person,
        jobs: Jobs,
        *,
        size: QSize,
        radius: int = 6,
        parent: QObject | None = None,
    ) -> None:
        """Give pictures of `size` logical pixels at normal text size."""
        super().__init__(parent)
        self._catalogue, self._actor, self._jobs = catalogue, actor, jobs
        self._size, self._radius = size, radius
        self._kept: OrderedDict[str, QPixmap | None] = OrderedDict()
        self._wanted: OrderedDict[str, Footage] = OrderedDict()
        self._job: Job | None = None
        self._stopped = False
        # Everything a painting asks for goes into one job.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._load)

    @property
    def size(self) -> QSize:
        """The size of the pictures in logical pixels."""
        return QSize(theme().px(self._size.width()), theme().px(self._size.height()))

    def picture(self, item: Footage) -> QPixmap:
        """The picture of a recording, or what stands for it until it comes."""
        if item.sha256 in self._kept:
            self._kept.move_to_end(item.sha256)
            return self._kept[item.sha256] or self._stand_in(item.kind)
        self._wanted[item.sha256] = item
        self._wanted.move_to_end(item.sha256)
        while len(self._wanted) > _WAITING:
            # The oldest wish has been scrolled out of sight.
            self._wanted.popitem(last=False)
        if self._job is None:
            self._soon.start()
        return self._stand_in(item.kind)

    def forget(self) -> None:
        """Load everything anew when it is asked for again."""
        self._kept.clear()

    def stop(self) -> None:
        """Load nothing more: the window closes."""
        self._stopped = True
        self._soon.stop()
        if self._job is not None:
            self._job.cancel()

    def _load(self) -> None:
        if self._stopped or self._job is not None or not self._wanted:
            return
        now = [self._wanted.popitem()[1] for _ in range(min(_AT_ONCE, len(self._wanted)))]
        size, radius = self._size * _SHARPNESS, self._radius * _SHARPNESS
        catalogue, actor = self._catalogue, self._actor
        job = Job(
            wording.tr("读取缩略图"),
            lambda monitor: _load(catalogue, actor, now, size, radius, monitor),
            parent=self,
            quiet=True,
        )
        job.succeeded.connect(self._on_load_succeeded)
        job.cancelled.connect(self.stop)
        job.ended.connect(self._on_load_ended)
        self._job = job
        self._jobs.start(job, Lane.READ)

    def _on_load_succeeded(self, loaded: _Loaded) -> None:
        for digest, image in loaded.pictures.items():
            self._kept[digest] = None if image is None else QPixmap.fromImage(image)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        self.arrived.emit()

    def _on_load_ended(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
            self._job = None
        self._load()

    def _stand_in(self, kind: Kind) -> QPixmap:
        """An icon on a quiet ground."""
        size = self._size * _SHARPNESS
        drawn = QPixmap(size)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme().colours.neutral_ground))
        radius = self._radius * _SHARPNESS
        painter.drawRoundedRect(QRectF(0, 0, size.width(), size.height()), radius, radius)
        side = min(size.height() * 2 // 5, 96)
        place = QRect(0, 0, side, side)
        place.moveCenter(drawn.rect().center())
        painter.drawPixmap(place, icons.pixmap(KIND_ICONS[kind], side, Tone.FAINT))
        painter.end()
        return drawn


def _load(
    catalogue: Catalogue,
    actor: Person,
    items: Sequence[Footage],
    size: QSize,
    radius: int,
    monitor: Monitor,
) -> _Loaded:
    """Read the pictures of `items`, making those that are missing."""
    loaded: dict[str, QImage | None] = {}
    for number, item in enumerate(items):
        monitor.report(number, len(items))
        path = catalogue.picture(actor, item)
        image = QImage() if path is None else QImageReader(str(path)).read()
        loaded[item.sha256] = None if image.isNull() else cut_out(image, size, radius)
    return _Loaded(loaded)


def cut_out(image: QImage, size: QSize, radius: int) -> QImage:
    """`image` filling `size` from its middle, with round corners."""
    mode = Qt.AspectRatioMode.KeepAspectRatioByExpanding
    scaled = image.scaled(size, mode, Qt.TransformationMode.SmoothTransformation)
    area = QRect(0, 0, size.width(), size.height())
    source = QRect(area)
    source.moveCenter(scaled.rect().center())
    shaped = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    shaped.fill(Qt.GlobalColor.transparent)
    painter = QPainter(shaped)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    outline = QPainterPath()
    outline.addRoundedRect(QRectF(area), radius, radius)
    painter.setClipPath(outline)
    painter.drawImage(area, scaled, source)
    painter.end()
    return shaped
