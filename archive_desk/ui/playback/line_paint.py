"""Paints a timeline: everything but the hand that moves on it. Only what is seen is painted."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QPixmap, QPolygonF

from archive_desk.domain.marks import Colour
from archive_desk.domain.timelines import Lane, Pause, Segment, as_seconds
from archive_desk.ui import icons, wording
from archive_desk.ui.mark_colours import mark_colour
from archive_desk.ui.palette import Palette, Tone
from archive_desk.ui.playback.films import Films
from archive_desk.ui.playback.line_layout import (
    Flag,
    LanePlace,
    LineLayout,
    LineState,
    Paper,
    seen_of,
)
from archive_desk.ui.playback.line_scale import LineScale, Tick
from archive_desk.ui.theme import SMALL, TIGHT, theme
from archive_desk.ui.zones import local, zone

_RADIUS = 4.0
_LEAST = 2.0
_LABEL_FROM = 46.0
_ASK_SIDE = 16


class LinePainter:
    """Paints with one painter, once."""

    def __init__(
        self,
        painter: QPainter,
        layout: LineLayout,
        scale: LineScale,
        films: Films | None,
        state: LineState,
    ) -> None:
        self._painter, self._layout, self._scale = painter, layout, scale
        self._films, self._state = films, state
        self._colours: Palette = theme().colours

    def paint(self, height: float) -> None:
        """Everything."""
        painter = self._painter
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        ticks = self._scale.ticks(zone()) if self._layout.line.timed else self._plain_ticks()
        self._grid(ticks, height)
        self._ruler(ticks)
        painter.save()
        painter.setClipRect(QRectF(self._layout.left, 0, self._layout.line_width, height))
        self._stretch(height)
        for number, row in enumerate(self._layout.papers):
            self._papers(self._layout.paper_row(number), row)
        for place in self._layout.lanes():
            self._lane(place)
        painter.restore()
        if len(self._layout.line.lanes) > 1:
            for place in self._layout.lanes():
                self._name(place)

    # -- the ruler -------------------------------------------------------------------------------

    def _plain_ticks(self) -> list[Tick]:
        """Of a line without a clock: the positions, which its zone does not move."""
        return self._scale.ticks(self._layout.line.start.tzinfo or zone())

    def _grid(self, ticks: Sequence[Tick], height: float) -> None:
        painter, left, top = self._painter, self._layout.left, self._layout.ruler.bottom()
        lines = [QLineF(left + t.x, top, left + t.x, height) for t in ticks if t.labelled]
        painter.setPen(QPen(QColor(self._colours.border), 1))
        painter.drawLines(lines)
        days = [QLineF(left + t.x, 0, left + t.x, height) for t in ticks if t.day]
        painter.setPen(QPen(QColor(self._colours.accent), 1, Qt.PenStyle.DashLine))
        painter.drawLines(days)

    def _ruler(self, ticks: Sequence[Tick]) -> None:
        painter, ruler = self._painter, self._layout.ruler
        painter.setPen(QPen(QColor(self._colours.border_strong), 1))
        bottom = ruler.bottom()
        painter.drawLine(QLineF(ruler.left(), bottom, ruler.right(), bottom))
        painter.drawLines(
            [
                QLineF(
                    ruler.left() + t.x,
                    bottom - (6 if t.labelled else 3),
                    ruler.left() + t.x,
                    bottom,
                )
                for t in ticks
            ]
        )
        painter.setFont(theme().font(11))
        seconds = self._scale.span < timedelta(minutes=12)
        metrics = QFontMetricsF(painter.font())
        for tick in ticks:
            if tick.labelled:
                words = self._tick_words(tick, seconds=seconds)
                width = metrics.horizontalAdvance(words)
                x = min(max(ruler.left() + tick.x - width / 2, 2), ruler.right() - width)
                painter.setPen(QColor(self._colours.accent_text if tick.day else self._muted))
                painter.drawText(QPointF(x, bottom - 9), words)

    @property
    def _muted(self) -> str:
        return self._colours.text_muted

    def _tick_words(self, tick: Tick, *, seconds: bool) -> str:
        if not self._layout.line.timed:
            since = tick.moment - self._layout.line.start
            return wording.duration(round(since / timedelta(milliseconds=1)))
        at = local(tick.moment)
        if tick.day:
            return f"{at:%m-%d}"
        return f"{at:%H:%M:%S}" if seconds else f"{at:%H:%M}"

    # -- documents and the chosen stretch ---------------------------------------------------------

    def _stretch(self, height: float) -> None:
        stretch = self._state.stretch
        if stretch is None:
            return
        x = self._x(stretch[0])
        end = x if stretch[1] is None else self._x(stretch[1])
        ground = QColor(self._colours.accent)
        ground.setAlpha(46)
        self._painter.fillRect(QRectF(x, self._layout.ruler.bottom(), end - x, height), ground)
        self._painter.setPen(QPen(QColor(self._colours.accent), 1.5))
        for at in {x, end}:
            self._painter.drawLine(QLineF(at, self._layout.ruler.bottom() - 8, at, height))

    def _papers(self, row: QRectF, papers: Sequence[Paper]) -> None:
        painter = self._painter
        painter.setFont(theme().font(11))
        for paper in papers:
            left, right = self._x(paper.start), self._x(paper.end)
            if right < row.left() or left > row.right():
                continue
            ink, tint = QColor(self._colours.ink(paper.tone)), self._colours.tint(paper.tone)
            box = QRectF(left, row.top() + 2, max(right - left, _LEAST), row.height() - 4)
            painter.setPen(QPen(ink, 1))
            painter.setBrush(QColor(tint))
            painter.drawRoundedRect(box, 3, 3)
            place = QRectF(box)
            place.setLeft(max(box.left(), row.left()) + TIGHT)
            if box.width() < _LABEL_FROM:
                place = QRectF(box.right() + TIGHT, box.top(), 200, box.height())
            words = QFontMetricsF(painter.font()).elidedText(
                paper.words, Qt.TextElideMode.ElideRight, max(place.width() - TIGHT, 0)
            )
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words)

    # -- lanes -----------------------------------------------------------------------------------

    def _lane(self, place: LanePlace) -> None:
        painter = self._painter
        shift = self._state.shift
        moved = shift is not None and shift[0] == place.lane.key
        painter.save()
        if moved and shift is not None:
            painter.translate(shift[1].total_seconds() * self._scale.px_per_s, 0)
        first, last = self._scale.shown
        around = timedelta(0) if not moved or shift is None else abs(shift[1])
        body = place.body
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colours.surface_sunken))
        painter.drawRect(body)
        for pause in place.lane.pauses:
            if pause.end > first - around and pause.start < last + around:
                self._pause(body, pause)
        for segment in place.lane.between(first - around, last + around):
            self._segment(place, segment)
        self._photos(place)
        self._flags(place)
        painter.restore()

    def _segment(self, place: LanePlace, segment: Segment) -> None:
        painter, body = self._painter, place.body
        left, right = self._x(segment.start), self._x(segment.end)
        box = QRectF(left, body.top(), max(right - left, _LEAST), body.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colours.neutral_ground))
        painter.drawRoundedRect(box, _RADIUS, _RADIUS)
        self._film(place, segment, box)
        self._wave(place, segment, box)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        faulty = segment.health.faulty
        ink = self._colours.warn if faulty else self._colours.border_strong
        painter.setPen(QPen(QColor(ink), 1))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)

    def _film(self, place: LanePlace, segment: Segment, box: QRectF) -> None:
        """Pictures side by side, each the nearest to the moment at its own left edge."""
        if self._films is None or box.width() < 8:
            return
        strip = self._films.strip(segment.footage_id)
        if strip is None or not strip.pictures:
            return
        height = place.film.height() - 2
        width = round(height * 16 / 9)
        first = int(max(place.film.left() - box.left(), 0) // width)
        last = int((min(place.film.right(), box.right()) - box.left()) // width)
        painter = self._painter
        painter.save()
        painter.setClipRect(box.adjusted(1, 1, -1, -1), Qt.ClipOperation.IntersectClip)
        for number in range(first, last + 1):
            left = box.left() + number * width
            at_ms = (number + 0.5) * width / self._scale.px_per_s * 1000
            at_ms = min(at_ms, segment.length / timedelta(milliseconds=1))
            moment = strip.nearest(at_ms)
            picture = None if moment is None else self._films.picture(segment.footage_id, moment)
            if picture is not None and picture.height():
                source = QRectF(picture.rect())
                wide = source.height() * width / height
                source.adjust((source.width() - wide) / 2, 0, -(source.width() - wide) / 2, 0)
                painter.drawPixmap(
                    QRectF(left, place.film.top() + 1, width, height), picture, source
                )
        painter.restore()

    def _wave(self, place: LanePlace, segment: Segment, box: QRectF) -> None:
        strip = None if self._films is None else self._films.strip(segment.footage_id)
        if strip is None or not strip.wave:
            return
        left = max(box.left(), place.wave.left())
        right = min(box.right(), place.wave.right())
        count = int((right - left) / 2)
        if count < 1:
            return
        from_ms = (left - box.left()) / self._scale.px_per_s * 1000
        to_ms = (right - box.left()) / self._scale.px_per_s * 1000
        middle, room = place.wave.center().y(), place.wave.height() / 2 - 2
        lines = []
        for number, loud in enumerate(strip.loudness(from_ms, to_ms, count)):
            half = max(loud / 255 * room, 0.5)
            x = left + number * 2 + 1
            lines.append(QLineF(x, middle - half, x, middle + half))
        ink = QColor(self._colours.accent)
        ink.setAlpha(170)
        self._painter.setPen(QPen(ink, 1))
        self._painter.drawLines(lines)

    def _pause(self, body: QRectF, pause: Pause) -> None:
        """A gap is hatched, in colour where it asks for an explanation; between takes a thread."""
        painter = self._painter
        left, right = self._x(pause.start), self._x(pause.end)
        box = QRectF(left, body.top(), max(right - left, _LEAST), body.height())
        if not pause.within_take:
            painter.setPen(QPen(QColor(self._colours.border_strong), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QLineF(left, body.center().y(), right, body.center().y()))
            return
        tone = Tone.WARN if pause.asks else Tone.NEUTRAL
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colours.tint(tone)))
        painter.drawRect(box)
        ink = QColor(self._colours.ink(tone))
        ink.setAlpha(150)
        painter.setBrush(QBrush(ink, Qt.BrushStyle.BDiagPattern))
        painter.drawRect(box)
        painter.setPen(QPen(QColor(self._colours.ink(tone)), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(box.left(), box.top(), box.left(), box.bottom()))
        painter.drawLine(QLineF(box.right(), box.top(), box.right(), box.bottom()))
        if box.width() > _ASK_SIDE + 2:
            icon = "circle-alert" if pause.asks else "check"
            picture = icons.pixmap(icon, _ASK_SIDE, tone, painter.device().devicePixelRatioF())
            seen = box.intersected(QRectF(self._layout.left, 0, self._layout.line_width, 1e5))
            length = wording.duration(round(pause.length / timedelta(milliseconds=1)))
            self._gap_label(seen, picture, length, tone)

    def _gap_label(self, seen: QRectF, picture: QPixmap, words: str, tone: Tone) -> None:
        """What a gap is and, where there is room, how long, on a ground without lines."""
        painter = self._painter
        painter.setFont(theme().font(11))
        wide = QFontMetricsF(painter.font()).horizontalAdvance(words)
        height, told = theme().px(22), seen.width() > _ASK_SIDE + wide + 4 * TIGHT
        width = _ASK_SIDE + 2 * TIGHT + (wide + TIGHT if told else 0)
        label = QRectF(0, 0, min(width, seen.width()), height)
        label.moveCenter(seen.center())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colours.tint(tone)))
        painter.drawRoundedRect(label, height / 2, height / 2)
        left = label.left() + TIGHT if told else label.center().x() - _ASK_SIDE / 2
        painter.drawPixmap(QPointF(left, label.center().y() - _ASK_SIDE / 2), picture)
        if told:
            painter.setPen(QColor(self._colours.ink(tone)))
            text = label.adjusted(_ASK_SIDE + 2 * TIGHT, 0, 0, 0)
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, words)

    def _photos(self, place: LanePlace) -> None:
        painter = self._painter
        # With an edge, so that they are seen on pictures of any colour.
        painter.setPen(QPen(QColor(self._colours.surface), 1.5))
        painter.setBrush(QColor(self._colours.accent))
        for photo in place.lane.photos:
            x = self._x(photo.moment)
            if place.film.left() - 8 <= x <= place.film.right() + 8:
                painter.drawRoundedRect(QRectF(x - 4, place.film.top() + 2, 8, 8), 2, 2)

    def _flags(self, place: LanePlace) -> None:
        """Marks; of many at one place each colour is painted once."""
        flags = self._state.flags.get(place.lane.key, ())
        first, last = self._scale.shown
        row = place.flags
        painted: set[tuple[int, str]] = set()
        selected: Flag | None = None
        for flag in seen_of(flags, first, last):
            if flag.mark_id == self._state.selected:
                selected = flag
                continue
            x = self._x(flag.start)
            key = (int(x / 2), flag.colour)
            if flag.end is None and key in painted:
                continue
            painted.add(key)
            self._flag(row, place.body, flag, chosen=False)
        if selected is not None:
            self._flag(row, place.body, selected, chosen=True)

    def _flag(self, row: QRectF, body: QRectF, flag: Flag, *, chosen: bool) -> None:
        painter, x = self._painter, self._x(flag.start)
        ink = mark_colour(Colour(flag.colour))
        painter.setPen(Qt.PenStyle.NoPen)
        if flag.end is not None:
            ground = QColor(ink)
            ground.setAlpha(150 if chosen else 90)
            right = max(self._x(flag.end), x + _LEAST)
            painter.setBrush(ground)
            painter.drawRoundedRect(QRectF(x, row.bottom() - 6, right - x, 5), 2.5, 2.5)
            painter.setBrush(ink)
            painter.drawRect(QRectF(right - 1, row.bottom() - 9, 2, 9))
        painter.setBrush(ink)
        width, top = (5.5, row.top()) if chosen else (4.0, row.top() + 2)
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(x - width, top),
                    QPointF(x + width, top),
                    QPointF(x + width, row.bottom() - 6),
                    QPointF(x, row.bottom()),
                    QPointF(x - width, row.bottom() - 6),
                ]
            )
        )
        thread = QColor(ink)
        thread.setAlpha(230 if chosen else 120)
        painter.setPen(QPen(thread, 2 if chosen else 1))
        painter.drawLine(QLineF(x, row.bottom(), x, body.bottom()))

    def _name(self, place: LanePlace) -> None:
        """The recorder beside its lane, and how far it was moved."""
        painter, lane = self._painter, place.lane
        box = QRectF(SMALL, place.whole.top(), self._layout.left - 2 * SMALL, place.whole.height())
        if lane.key == self._state.current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._colours.accent))
            painter.drawRoundedRect(QRectF(2, box.top() + 3, 3, box.height() - 6), 1.5, 1.5)
        check = check_box(box)
        chosen = lane.key in self._state.chosen
        painter.setPen(QPen(QColor(self._colours.border_strong), 1))
        painter.setBrush(QColor(self._colours.accent if chosen else self._colours.surface))
        painter.drawRoundedRect(check, 3, 3)
        if chosen:
            ratio = painter.device().devicePixelRatioF()
            mark = icons.pixmap("check", round(check.width()), "on_accent", ratio)
            painter.drawPixmap(check.topLeft(), mark)
        lines = lane_words(lane)
        painter.setFont(theme().font(12, bold=lane.key == self._state.current))
        painter.setPen(QColor(self._colours.text))
        top = box.top() + theme().px(6)
        for number, words in enumerate(lines):
            if number:
                painter.setFont(theme().font(11))
                painter.setPen(QColor(self._colours.text_muted))
            indent = check.width() + TIGHT + 2 if number == 0 else 0
            room = QRectF(box.left() + indent, top, box.width() - indent, theme().px(18))
            elided = QFontMetricsF(painter.font()).elidedText(
                words, Qt.TextElideMode.ElideMiddle, room.width()
            )
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, elided)
            top += theme().px(19)

    def _x(self, moment: datetime) -> float:
        return self._layout.left + self._scale.x_of(moment)


def check_box(box: QRectF) -> QRectF:
    """Where a lane is ticked to be shown beside others; `box` is the lane's name."""
    side = float(theme().px(14))
    return QRectF(box.left(), box.top() + theme().px(8), side, side)


def lane_words(lane: Lane) -> list[str]:
    """A lane's recorder, officer, and how far it was moved."""
    words = [lane.device or wording.tr("未登记设备")]
    if lane.officer:
        words.append(lane.officer)
    if lane.offset:
        words.append(wording.tr("已移动 {amount}", amount=offset_words(lane.offset)))
    return words


def offset_words(offset: timedelta) -> str:
    """A movement with its sign, to the millisecond: `+3.250 秒`."""
    seconds = float(as_seconds(abs(offset)))
    return wording.tr(
        "{sign}{n} 秒", sign="−" if offset < timedelta(0) else "+", n=f"{seconds:.3f}"
    )
