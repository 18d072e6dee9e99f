"""What lies under the mouse on a timeline, and what the card beside it says."""

from datetime import datetime, timedelta

from PySide6.QtCore import QPointF, QRectF

from archive_desk.domain.timelines import Pause, Photo, Timeline
from archive_desk.ui import wording
from archive_desk.ui.playback.line_layout import (
    Flag,
    LanePlace,
    LineLayout,
    LineState,
    Paper,
    seen_of,
)
from archive_desk.ui.playback.line_scale import LineScale

_NEAR_PX = 6.0


class LineHits:
    """Finds things by their places."""

    def __init__(self, layout: LineLayout, scale: LineScale, state: LineState) -> None:
        self._layout, self._scale, self._state = layout, scale, state

    def x_of(self, moment: datetime) -> float:
        """Where a moment is painted."""
        return self._layout.left + self._scale.x_of(moment)

    def moment_at(self, place: QPointF) -> datetime:
        """The moment under the mouse."""
        return self._scale.moment_at(place.x() - self._layout.left)

    def flag_at(self, place: QPointF) -> Flag | None:
        """The mark under the mouse."""
        lane = self._layout.lane_at(place.y())
        if lane is None or not lane.flags.top() <= place.y() <= lane.flags.bottom() + 1:
            return None
        flags = seen_of(self._state.flags.get(lane.lane.key, ()), *self._scale.shown)
        near = [flag for flag in flags if abs(self.x_of(flag.start) - place.x()) <= _NEAR_PX]
        if near:
            return min(near, key=lambda flag: abs(self.x_of(flag.start) - place.x()))
        moment = self.moment_at(place)
        stretches = [f for f in flags if f.end is not None and f.start <= moment <= f.end]
        return stretches[-1] if stretches else None

    def paper_at(self, place: QPointF) -> Paper | None:
        """The document under the mouse."""
        for number, row in enumerate(self._layout.papers):
            if self._layout.paper_row(number).contains(place):
                for paper in row:
                    left = self.x_of(paper.start) - 3
                    if left <= place.x() <= max(self.x_of(paper.end), left + 40):
                        return paper
        return None

    def photo_at(self, place: QPointF) -> Photo | None:
        """The photo under the mouse."""
        lane = self._layout.lane_at(place.y())
        if lane is None or not photo_row(lane.film).contains(place):
            return None
        near = [p for p in lane.lane.photos if abs(self.x_of(p.moment) - place.x()) <= _NEAR_PX]
        return min(near, key=lambda p: abs(self.x_of(p.moment) - place.x()), default=None)

    def gap_at(self, place: QPointF) -> Pause | None:
        """The gap under the mouse."""
        lane = self._layout.lane_at(place.y())
        if lane is None or not lane.body.contains(place):
            return None
        for pause in lane.lane.gaps:
            left = self.x_of(pause.start)
            if left - 1 <= place.x() <= max(self.x_of(pause.end), left + 3):
                return pause
        return None


def photo_row(film: QRectF) -> QRectF:
    """Where a lane's photos are painted."""
    return QRectF(film.left() - 8, film.top(), film.width() + 16, 14)


def hover_words(hits: LineHits, line: Timeline, place: QPointF, lane: LanePlace) -> list[str]:
    """The moment under the mouse, and what is there."""
    moment = hits.moment_at(place)
    if line.timed:
        words = [wording.compact(moment)]
    else:
        words = [wording.position(round((moment - line.start) / timedelta(milliseconds=1)))]
    flag, paper, spot = hits.flag_at(place), hits.paper_at(place), lane.lane.at(moment)
    photo = hits.photo_at(place)
    if flag is not None:
        words += [flag.words, flag.hint]
    elif paper is not None:
        words += [paper.words, paper.hint]
    elif photo is not None:
        words += [wording.tr("照片，点击查看"), photo.name]
    elif spot.pause is not None:
        words.append(pause_words(spot.pause))
    elif spot.segment is not None:
        words.append(f"{spot.segment.name}  {wording.position(round(spot.position * 1000))}")
    return [each for each in words if each]


def pause_words(pause: Pause) -> str:
    """A pause in words: how long, and whether somebody has to explain it."""
    length = wording.duration(round(pause.length / timedelta(milliseconds=1)))
    if not pause.within_take:
        return wording.tr("两次录制之间，间隔 {length}", length=length)
    if pause.explained:
        return wording.tr("中断 {length}，已说明", length=length)
    return wording.tr("中断 {length}，尚未说明，点击说明原因", length=length)
