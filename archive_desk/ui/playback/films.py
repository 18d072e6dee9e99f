"""Filmstrips for a timeline, made and read beside the windows, one recording after the other."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.filmstrips import Filmstrip
from archive_desk.domain.ids import FootageId
from archive_desk.domain.people import Person
from archive_desk.domain.timelines import Segment
from archive_desk.services.filmstrips import Filmstrips
from archive_desk.ui import wording
from archive_desk.ui.jobs import Job, Jobs, Lane

_PICTURES_KEPT = 1500
_AT_ONCE = 40
_TOLD_EVERY_MS = 80
_SKETCHED_FROM = timedelta(minutes=20)
"""A shorter recording has its whole strip almost as soon as a sketch."""

_Place = tuple[FootageId, int]


@dataclass(frozen=True)
class _Read:
    """Pictures read from strips."""

    pictures: Mapping[_Place, QImage]


class Films(QObject):
    """Gives what is there and fetches what is not.

    Signals:
        arrived: something that was asked for is here; paint again.
        progressed: how many recordings have their strip, and of how many.
    """

    arrived = Signal()
    progressed = Signal(int, int)

    def __init__(self, service: Filmstrips, actor: Person, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._service, self._actor, self._jobs = service, actor, jobs
        self._strips: dict[FootageId, Filmstrip] = {}
        self._sketches: OrderedDict[FootageId, None] = OrderedDict()
        self._wholes: OrderedDict[FootageId, None] = OrderedDict()
        self._pictures: OrderedDict[_Place, QPixmap] = OrderedDict()
        self._wanted: dict[_Place, None] = {}
        self._making: Job | None = None
        self._reading: Job | None = None
        self._total = 0
        self._stopped = False
        self._soon = self._timer(0, self._read)
        self._tell = self._timer(_TOLD_EVERY_MS, self.arrived.emit)

    def show(self, segments: Sequence[Segment]) -> None:
        """From now on these are wanted, in this order; what runs for others is stopped."""
        wanted = {each.footage_id for each in segments}
        self._strips = {key: strip for key, strip in self._strips.items() if key in wanted}
        lacking = [each for each in segments if not self._whole(each.footage_id)]
        self._sketches = OrderedDict.fromkeys(
            each.footage_id
            for each in lacking
            if each.length >= _SKETCHED_FROM and each.footage_id not in self._strips
        )
        self._wholes = OrderedDict.fromkeys(each.footage_id for each in lacking)
        self._total = len(segments)
        self._wanted.clear()
        if self._making is not None:
            self._making.cancel()
        self._report()
        self._make()

    @property
    def complete(self) -> bool:
        """Whether every recording has its whole strip."""
        return self._total > 0 and self._done == self._total

    def stop(self) -> None:
        """Make and read nothing more."""
        self._stopped = True
        for timer in (self._soon, self._tell):
            timer.stop()
        for job in (self._making, self._reading):
            if job is not None:
                job.cancel()
        self._service.close()

    def strip(self, footage_id: FootageId) -> Filmstrip | None:
        """What there is of a recording; what is looked at is made first."""
        for queue in (self._sketches, self._wholes):
            if footage_id in queue:
                queue.move_to_end(footage_id, last=False)
        return self._strips.get(footage_id)

    def picture(self, footage_id: FootageId, at_ms: int) -> QPixmap | None:
        """The picture of a strip at one of its moments; None until it has been read."""
        place = (footage_id, at_ms)
        kept = self._pictures.get(place)
        if kept is not None:
            self._pictures.move_to_end(place)
            return kept
        self._wanted[place] = None
        if self._reading is None and not self._stopped:
            self._soon.start()
        return None

    def _whole(self, footage_id: FootageId) -> bool:
        strip = self._strips.get(footage_id)
        return strip is not None and strip.complete

    def _make(self) -> None:
        """Sketch everything first, then make it whole."""
        if self._stopped or self._making is not None:
            return
        queue, sketch = (self._sketches, True) if self._sketches else (self._wholes, False)
        if not queue:
            self._service.rest()
            return
        footage_id, _ = queue.popitem(last=False)
        service, actor = self._service, self._actor
        job = Job(
            wording.tr("生成缩略图和波形"),
            lambda monitor: service.strip(actor, footage_id, monitor, sketch=sketch),
            parent=self,
            quiet=True,
            own_errors=True,
        )
        job.succeeded.connect(lambda strip: self._on_made(footage_id, strip))
        job.failed.connect(lambda error: self._on_make_failed(footage_id, error))
        job.ended.connect(self._on_make_ended)
        self._making = job
        self._jobs.start(job, Lane.READ)

    def _on_made(self, footage_id: FootageId, strip: Filmstrip) -> None:
        self._strips[footage_id] = strip
        if strip.complete:
            self._wholes.pop(footage_id, None)
        self._report()
        self._tell_soon()

    def _on_make_failed(self, footage_id: FootageId, error: BaseException) -> None:
        """What cannot be shown stays plain; asking again would change nothing."""
        if isinstance(error, ArchiveDeskError):
            self._strips.setdefault(footage_id, Filmstrip("", ()))
            self._wholes.pop(footage_id, None)
            self._report()

    def _on_make_ended(self) -> None:
        if self._making is not None:
            self._making.deleteLater()
            self._making = None
        self._make()

    def _read(self) -> None:
        if self._stopped or self._reading is not None or not self._wanted:
            return
        batch = list(self._wanted)[-_AT_ONCE:]
        self._wanted.clear()
        strips = {place[0]: self._strips.get(place[0]) for place in batch}
        service = self._service
        job = Job(
            wording.tr("读取缩略图"),
            lambda _monitor: _Read(_read(service, strips, batch)),
            parent=self,
            quiet=True,
        )
        job.succeeded.connect(self._on_read)
        job.ended.connect(self._on_read_ended)
        self._reading = job
        self._jobs.start(job, Lane.READ)

    def _on_read(self, read: _Read) -> None:
        for place, image in read.pictures.items():
            self._pictures[place] = QPixmap.fromImage(image)
        while len(self._pictures) > _PICTURES_KEPT:
            self._pictures.popitem(last=False)
        self._tell_soon()

    def _on_read_ended(self) -> None:
        if self._reading is not None:
            self._reading.deleteLater()
            self._reading = None
        if self._wanted:
            self._soon.start()

    @property
    def _done(self) -> int:
        return sum(self._whole(each) for each in self._strips)

    def _report(self) -> None:
        self.progressed.emit(self._done, self._total)

    def _tell_soon(self) -> None:
        if not self._tell.isActive() and not self._stopped:
            self._tell.start()

    def _timer(self, interval_ms: int, then: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval_ms)
        timer.timeout.connect(then)
        return timer


def _read(
    service: Filmstrips, strips: Mapping[FootageId, Filmstrip | None], places: list[_Place]
) -> dict[_Place, QImage]:
    found: dict[_Place, QImage] = {}
    for footage_id, strip in strips.items():
        if strip is None or not strip.sha256:
            continue
        moments = [at_ms for each, at_ms in places if each == footage_id]
        for at_ms, data in service.pictures(strip, moments).items():
            image = QImage.fromData(data)
            if not image.isNull():
                found[footage_id, at_ms] = image
    return found
