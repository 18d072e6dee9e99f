"""The timeline of an act: every recorder a lane on one wall-clock line, and a hand on it."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QEvent, QLineF, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from archive_desk.domain.ids import MarkId
from archive_desk.domain.timelines import Pause, Timeline
from archive_desk.ui.playback.films import Films
from archive_desk.ui.playback.hover_card import HoverCard
from archive_desk.ui.playback.line_hits import LineHits, hover_words
from archive_desk.ui.playback.line_layout import Flag, LanePlace, LineLayout, LineState, Paper
from archive_desk.ui.playback.line_paint import LinePainter, check_box
from archive_desk.ui.playback.line_scale import LineScale
from archive_desk.ui.theme import SMALL, theme
from archive_desk.ui.zones import local

MOST_BESIDE = 4
"""How many lanes are shown side by side at most."""

_NEAR_PX = 6.0
_ZOOM_STEP = 1.25
_PAN_SHARE = 0.25
_SEEK_EVERY_MS = 40
_HAND_HALF = 7
_CLICK_PX = 4


class TimelineView(QWidget):
    """Shows a `Timeline` with marks, documents and gaps; `docs/player-controls.md` has its keys.

    Signals:
        grabbed: the person takes hold of the hand.
        sought: a moment on the line and the key of the lane meant; often while dragging.
        released: the person lets go.
        mark_chosen: the `MarkId` that was clicked.
        paper_chosen: the `Paper` that was clicked.
        gap_chosen: the `Pause` that was clicked.
        photo_chosen: the `FootageId` of the photo that was clicked.
        lane_moved: key and `timedelta`: a lane was dragged so much farther; nothing is kept yet.
        lanes_chosen: the keys of the lanes ticked to be seen side by side.
        menu_wanted: a moment, the key of its lane, and where on the screen.
    """

    grabbed = Signal()
    sought = Signal(object, str)
    released = Signal()
    mark_chosen = Signal(object)
    paper_chosen = Signal(object)
    gap_chosen = Signal(object)
    photo_chosen = Signal(object)
    lane_moved = Signal(str, object)
    lanes_chosen = Signal(object)
    menu_wanted = Signal(object, str, object)

    def __init__(self, films: Films | None = None) -> None:
        super().__init__()
        self.setObjectName("timeline")
        self.setAccessibleName(self.tr("时间轴"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._films = films
        self._layout = LineLayout()
        self.scale = LineScale()
        self._state = LineState()
        self._hits = LineHits(self._layout, self.scale, self._state)
        self._canvas: QPixmap | None = None
        self._moment: datetime | None = None
        self._pressed = ""
        self._press_at = QPointF()
        self._gap: Pause | None = None
        self._card = HoverCard(self)
        self._pending: tuple[datetime, str] | None = None
        self._soon = QTimer(self)
        self._soon.setInterval(_SEEK_EVERY_MS)
        self._soon.timeout.connect(self._on_soon)
        if films is not None:
            films.arrived.connect(self.repaint_line)
        theme().changed.connect(self.repaint_line)

    # -- what is shown ---------------------------------------------------------------------------

    @property
    def line(self) -> Timeline:
        """The timeline shown."""
        return self._layout.line

    @property
    def moment(self) -> datetime | None:
        """Where the hand stands."""
        return self._moment

    @property
    def stretch(self) -> tuple[datetime, datetime | None] | None:
        """The stretch between in-point and out-point."""
        return self._state.stretch

    @property
    def chosen_lanes(self) -> tuple[str, ...]:
        """The lanes ticked to be seen side by side."""
        return self._state.chosen

    def show_line(
        self, line: Timeline, papers: Sequence[Paper] = (), *, same: bool = False
    ) -> None:
        """Show a timeline; the `same` one, read again, keeps what is looked at."""
        self._layout.show(line, papers)
        if same:
            self.scale.grow(line.start, line.end)
        else:
            self.scale.show(line.start, line.end)
            self._state.clear()
            self._moment = None
        keys = [lane.key for lane in line.lanes]
        self._state.chosen = tuple(key for key in self._state.chosen if key in keys)
        self._state.shift = None
        self.setEnabled(bool(line.lanes))
        self._measure()

    def show_flags(self, flags: Sequence[Flag]) -> None:
        """Show these marks."""
        by_lane: dict[str, list[Flag]] = {}
        for flag in sorted(flags, key=lambda each: (each.start, each.mark_id)):
            by_lane.setdefault(flag.lane, []).append(flag)
        self._state.flags = by_lane
        self.repaint_line()

    def select_mark(self, mark_id: MarkId | None) -> None:
        """Let one mark stand out."""
        if self._state.selected != mark_id:
            self._state.selected = mark_id
            self.repaint_line()

    def show_moment(self, moment: datetime, lane: str) -> None:
        """Move the hand there; the page turns when it leaves it, unless the person holds it."""
        before = self._hand_rect()
        self._moment = moment
        if lane != self._state.current:
            self._state.current = lane
            self.repaint_line()
        if not self._pressed and self.scale.reveal(moment):
            self.repaint_line()
        if self.line.timed:
            self.setAccessibleDescription(f"{local(moment):%Y-%m-%d %H:%M:%S.%f}"[:-3])
        for place in (before, self._hand_rect()):
            if place is not None:
                self.update(place)

    def set_stretch(self, start: datetime | None, end: datetime | None) -> None:
        """Show in-point and out-point; None takes them away."""
        self._state.stretch = None if start is None else (start, end)
        self.repaint_line()

    def choose_lanes(self, keys: Sequence[str]) -> None:
        """Tick lanes, at most four."""
        self._state.chosen = tuple(keys)[:MOST_BESIDE]
        self.repaint_line()
        self.lanes_chosen.emit(self._state.chosen)

    def repaint_line(self) -> None:
        """Paint the line anew at the next painting."""
        self._canvas = None
        self.update()

    def zoom(self, factor: float) -> None:
        """Look nearer or from farther away, around the hand."""
        width = self._layout.line_width
        x = width / 2 if self._moment is None else self.scale.x_of(self._moment)
        self.scale.zoom(factor, x if 0 <= x <= width else width / 2)
        self.repaint_line()

    def fit(self) -> None:
        """See the whole line."""
        self.scale.fit()
        self.repaint_line()

    def place_of(self, key: str) -> LanePlace | None:
        """Where a lane is painted."""
        return next((p for p in self._layout.lanes() if p.lane.key == key), None)

    def x_of(self, moment: datetime) -> float:
        """Where a moment is painted."""
        return self._hits.x_of(moment)

    # -- painting --------------------------------------------------------------------------------

    @override
    def sizeHint(self) -> QSize:
        return QSize(600, self._layout.height)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(200, self._layout.height)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._measure()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        if self._canvas is None or self._canvas.devicePixelRatio() != ratio:
            self._canvas = self._painted(ratio)
        painter = QPainter(self)
        place = event.rect()
        source = QRectF(
            place.x() * ratio, place.y() * ratio, place.width() * ratio, place.height() * ratio
        )
        painter.drawPixmap(QRectF(place), self._canvas, source)
        self._paint_hand(painter)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme().colours.accent), 1))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _painted(self, ratio: float) -> QPixmap:
        canvas = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        canvas.setDevicePixelRatio(ratio)
        canvas.fill(QColor(theme().colours.surface))
        if self.line.lanes:
            painter = QPainter(canvas)
            LinePainter(painter, self._layout, self.scale, self._films, self._state).paint(
                self.height()
            )
            painter.end()
        return canvas

    def _paint_hand(self, painter: QPainter) -> None:
        if self._moment is None or not self.line.lanes:
            return
        x = self.x_of(self._moment)
        if not self._layout.left - 1 <= x <= self._layout.left + self._layout.line_width + 1:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(theme().colours.bad)
        painter.setPen(QPen(colour, 1.5))
        top = self._layout.ruler.bottom()
        painter.drawLine(QLineF(x, top - 8, x, self.height()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(
            QPolygonF([QPointF(x - 6, top - 12), QPointF(x + 6, top - 12), QPointF(x, top - 3)])
        )

    def _hand_rect(self) -> QRect | None:
        if self._moment is None:
            return None
        x = round(self.x_of(self._moment))
        return QRect(x - _HAND_HALF, 0, 2 * _HAND_HALF + 1, self.height())

    def _measure(self) -> None:
        self._layout.width = float(self.width())
        self.scale.set_width(self._layout.line_width)
        if self.height() != self._layout.height:
            self.setFixedHeight(max(self._layout.height, 1))
        self.updateGeometry()
        self.repaint_line()

    # -- the mouse -------------------------------------------------------------------------------

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._press_at = event.position()
        self._card.hide()
        place = self._layout.lane_at(event.position().y())
        if place is None:
            return
        if event.button() is Qt.MouseButton.MiddleButton:
            self._pressed = "pan"
        elif event.button() is not Qt.MouseButton.LeftButton or self._tick_lane(event, place):
            return
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier and len(self.line.lanes) > 1:
            self._pressed = "lane"
            self._state.shift = (place.lane.key, timedelta(0))
        elif not self._choose(event.position()):
            self._pressed, self._gap = "hand", self._hits.gap_at(event.position())
            self.grabbed.emit()
            self._seek(event.position())

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed == "hand":
            if (event.position() - self._press_at).manhattanLength() > _CLICK_PX:
                self._gap = None
            self._seek(event.position())
        elif self._pressed == "pan":
            self.scale.pan(self._press_at.x() - event.position().x())
            self._press_at = event.position()
            self.repaint_line()
        elif self._pressed == "lane" and self._state.shift is not None:
            by = (event.position().x() - self._press_at.x()) / self.scale.px_per_s
            self._state.shift = (self._state.shift[0], timedelta(milliseconds=round(by * 1000)))
            self.repaint_line()
        else:
            self._hover(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, ""
        if pressed == "hand":
            self._on_soon()
            self._soon.stop()
            self.released.emit()
            gap, self._gap = self._gap, None
            if gap is not None:
                self.gap_chosen.emit(gap)
        elif pressed == "lane" and self._state.shift is not None:
            key, by = self._state.shift
            if by:
                self.lane_moved.emit(key, by)
            else:
                self.drop_shift()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self._layout.lane_at(event.position().y())
        if place is None:
            return
        spot = place.lane.at(self._hits.moment_at(event.position()))
        if spot.segment is not None:
            self.scale.zoom_to(spot.segment.start, spot.segment.end)
            self.repaint_line()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        turned, across = event.angleDelta().y() / 120, event.angleDelta().x() / 120
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            turned, across = 0.0, across or turned
        if turned:
            self.scale.zoom(_ZOOM_STEP**turned, event.position().x() - self._layout.left)
        if across:
            self.scale.pan(-across * self._layout.line_width * _PAN_SHARE / 2)
        self._card.hide()
        self.repaint_line()
        event.accept()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._card.hide()

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        place = self._layout.lane_at(event.pos().y())
        if place is not None:
            self._card.hide()
            moment = self._hits.moment_at(QPointF(event.pos()))
            self.menu_wanted.emit(moment, place.lane.key, event.globalPos())

    def drop_shift(self) -> None:
        """Paint the lanes where they lie."""
        self._state.shift = None
        self.repaint_line()

    def _choose(self, place: QPointF) -> bool:
        """Choose the mark, document or photo that was clicked."""
        flag, paper = self._hits.flag_at(place), self._hits.paper_at(place)
        photo = self._hits.photo_at(place)
        if flag is not None:
            self.select_mark(flag.mark_id)
            self.mark_chosen.emit(flag.mark_id)
            return True
        if paper is not None:
            self.paper_chosen.emit(paper)
            return True
        if photo is not None:
            self.photo_chosen.emit(photo.footage_id)
            return True
        return False

    def _tick_lane(self, event: QMouseEvent, place: LanePlace) -> bool:
        """A click beside the line ticks its lane."""
        if event.position().x() >= self._layout.left:
            return False
        box = QRectF(SMALL, place.whole.top(), self._layout.left, place.whole.height())
        if check_box(box).adjusted(-4, -4, 4, 4).contains(event.position()):
            self.toggle_lane(place.lane.key)
        return True

    def toggle_lane(self, key: str) -> None:
        """Show a lane beside the others, or no longer; of five the oldest goes."""
        chosen = [each for each in self._state.chosen if each != key]
        if key not in self._state.chosen:
            chosen = [*chosen, key][-MOST_BESIDE:]
        self.choose_lanes(chosen)

    def _seek(self, place: QPointF) -> None:
        lane = self._layout.lane_at(self._press_at.y())
        moment = self._hits.moment_at(place)
        self.show_moment(moment, self._state.current)
        self._pending = (moment, "" if lane is None else lane.lane.key)
        if not self._soon.isActive():
            self._on_soon()
            self._soon.start()

    def _on_soon(self) -> None:
        """Say where the hand is, not oftener than pictures can follow."""
        pending, self._pending = self._pending, None
        if pending is None:
            self._soon.stop()
            return
        self.sought.emit(*pending)

    # -- pointing --------------------------------------------------------------------------------

    def _hover(self, event: QMouseEvent) -> None:
        place = event.position()
        lane = self._layout.lane_at(place.y())
        over_names = place.x() < self._layout.left
        hits = self._hits
        clickable = (
            hits.flag_at(place)
            or hits.paper_at(place)
            or hits.photo_at(place)
            or hits.gap_at(place)
        )
        shape = Qt.CursorShape.PointingHandCursor if clickable else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        if lane is None or over_names:
            self._card.hide()
            return
        moment = self._hits.moment_at(place)
        words, picture = hover_words(self._hits, self.line, place, lane), None
        spot = lane.lane.at(moment)
        if spot.segment is not None and self._films is not None:
            strip = self._films.strip(spot.segment.footage_id)
            nearest = None if strip is None else strip.nearest(float(spot.position * 1000))
            if nearest is not None:
                picture = self._films.picture(spot.segment.footage_id, nearest)
        x = self.mapToGlobal(QPointF(place.x(), 0))
        self._card.show_at(x.toPoint(), words, picture)

    # -- the keyboard ----------------------------------------------------------------------------

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        pan = self._layout.line_width * _PAN_SHARE
        acts: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_Plus: lambda: self.zoom(_ZOOM_STEP),
            Qt.Key.Key_Equal: lambda: self.zoom(_ZOOM_STEP),
            Qt.Key.Key_Minus: lambda: self.zoom(1 / _ZOOM_STEP),
            Qt.Key.Key_Asterisk: self.fit,
            Qt.Key.Key_PageUp: lambda: self._pan(-pan),
            Qt.Key.Key_PageDown: lambda: self._pan(pan),
            Qt.Key.Key_Home: lambda: self.sought.emit(self.line.start, self._state.current),
            Qt.Key.Key_End: lambda: self.sought.emit(
                self.line.end - timedelta(milliseconds=100), self._state.current
            ),
        }
        act = acts.get(Qt.Key(event.key()))
        if act is None:
            super().keyPressEvent(event)
        else:
            act()

    def _pan(self, dx: float) -> None:
        self.scale.pan(dx)
        self.repaint_line()
