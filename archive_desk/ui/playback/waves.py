"""The waveform of a recording without pictures, on the picture's place."""

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.filmstrips import Filmstrip
from archive_desk.domain.footage import Kind
from archive_desk.domain.ids import FootageId
from archive_desk.domain.programmes import Programme
from archive_desk.domain.timelines import Segment
from archive_desk.media.player import LaneShown
from archive_desk.services.filmstrips import Filmstrips
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.playback.stage import Stage
from archive_desk.ui.screen import ScreenContext

_SIZE = (960, 540)
_GROUND, _WAVE, _PAST, _HAND = "#0a0c10", "#2f4a63", "#7dd3fc", "#ffffff"
_COLUMN = 4


class Waves(QObject):
    """Paints how loud a sound is along its time, and where it stands."""

    def __init__(self, context: ScreenContext, stage: Stage, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._stage = context, stage
        self._strips: dict[FootageId, Filmstrip] = {}
        self._segments: dict[FootageId, Segment] = {}
        self._asked: set[FootageId] = set()

    def show(self, programme: Programme) -> None:
        """These are the recordings played now."""
        self._segments = {
            each.footage_id: each for lane in programme.lanes for each in lane.segments
        }

    def show_position(self, lane: LaneShown) -> None:
        """Paint the wave of a lane that has sound alone."""
        segment = None if lane.footage_id is None else self._segments.get(lane.footage_id)
        # A container for pictures may hold sound alone.
        if segment is None or segment.kind is Kind.PHOTO:
            return
        self._ask(segment.footage_id)
        strip = self._strips.get(segment.footage_id)
        if strip is None or not strip.wave or not segment.length:
            self._stage.show_words("music", segment.name, lane.lane)
            return
        length_ms = segment.length.total_seconds() * 1000
        self._stage.show_image(_painted(strip, length_ms, lane.at_ms), lane.lane)

    def _ask(self, footage_id: FootageId) -> None:
        if footage_id in self._asked:
            return
        self._asked.add(footage_id)
        actor, strips = self._context.actor, Filmstrips(self._context.desk)
        job = Job(
            self.tr("读取波形"),
            lambda monitor: strips.strip(actor, footage_id, monitor),
            parent=self,
            quiet=True,
            own_errors=True,
        )
        job.succeeded.connect(lambda strip: self._strips.update({footage_id: strip}))
        job.failed.connect(self._on_failed)
        self._context.jobs.start(job, Lane.READ)

    def _on_failed(self, error: BaseException) -> None:
        if not isinstance(error, ArchiveDeskError):
            self._context.notices.error(error)


def _painted(strip: Filmstrip, length_ms: float, at_ms: float) -> QImage:
    width, height = _SIZE
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(_GROUND))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    columns = width // _COLUMN
    here, middle = at_ms / length_ms * width, height / 2
    for column, loudness in enumerate(strip.loudness(0, length_ms, columns)):
        half = max(loudness / 255 * (middle - 40), 1.0)
        left = column * _COLUMN
        painter.setBrush(QColor(_PAST if left <= here else _WAVE))
        painter.drawRoundedRect(QRectF(left, middle - half, _COLUMN - 1.5, 2 * half), 1, 1)
    painter.setPen(QColor(_HAND))
    painter.drawLine(QPointF(here, 20), QPointF(here, height - 20))
    painter.end()
    return image
