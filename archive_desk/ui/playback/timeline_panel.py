"""The timeline below the picture, with its buttons; reads the archive and keeps moved lanes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from archive_desk.domain.ids import FootageId, MarkId
from archive_desk.domain.marks import Mark
from archive_desk.domain.people import Right
from archive_desk.domain.timelines import Lane as RecorderLane
from archive_desk.domain.timelines import Pause, Timeline
from archive_desk.services.filmstrips import Filmstrips
from archive_desk.services.timelines import Timelines
from archive_desk.ui import icons, wording
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.playback.alignment_dialog import AlignmentDialog
from archive_desk.ui.playback.films import Films
from archive_desk.ui.playback.gap_dialog import GapDialog
from archive_desk.ui.playback.line_layout import Flag, Paper
from archive_desk.ui.playback.timeline_view import TimelineView
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import LARGE, SMALL, TIGHT, theme
from archive_desk.ui.widgets.buttons import button, icon_button
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox
from archive_desk.ui.widgets.text import ElidedLabel, label
from archive_desk.ui.zones import local

_SHARE = 0.26
_TALL_SHARE = 0.42
_LEAST = 112
_ZOOM = 1.6


@dataclass(frozen=True)
class Place:
    """A position in a recording."""

    footage_id: FootageId
    at_ms: int


class TimelinePanel(QWidget):
    """Shows the act that a recording belongs to, and leads the player through it.

    Signals:
        grabbed: the person takes hold of the hand.
        sought: a `Place` wanted; often while dragging.
        paused: the hand was put into this `Pause`, where there is nothing to see.
        missed: the hand was put to this moment, at which the lane has nothing at all.
        released: the person lets go.
        shown: a `Timeline` was read.
        mark_chosen: the `MarkId` that was clicked.
        paper_chosen: the `Paper` that was clicked.
        stretch_changed: in-point and out-point are other ones now.
        clip_wanted: the stretch between two moments is to be cut out.
        lanes_chosen: keys of the lanes to be seen side by side.
    """

    grabbed = Signal()
    sought = Signal(object)
    paused = Signal(object)
    missed = Signal(object)
    released = Signal()
    shown = Signal(object)
    mark_chosen = Signal(object)
    paper_chosen = Signal(object)
    stretch_changed = Signal()
    clip_wanted = Signal(object, object)
    lanes_chosen = Signal(object)

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self._context = context
        self._timelines = Timelines(context.desk)
        self.films = Films(Filmstrips(context.desk, many=True), context.actor, context.jobs, self)
        self.view = TimelineView(self.films)
        self._footage_id: FootageId | None = None
        self._papers: Sequence[Paper] = ()
        self._marks: Sequence[Mark] = ()
        self._job: Job | None = None
        self._room = 0
        self._in_sight = ""
        self.scope = ChoiceBox(
            self.tr("时间轴范围"),
            [
                Choice("take", self.tr("本次录制")),
                Choice("operation", self.tr("同场各路")),
            ],
        )
        self.scope.setObjectName("timeline-scope")
        self.scope.choose("operation")
        self.caption = ElidedLabel("")
        self.gaps = button("", "circle-alert", kind="link", then=lambda: self.go_to_gap(1))
        self.gaps.setObjectName("timeline-gaps")
        self.progress = label("", "caption")
        self.taller = icon_button("chevron-up", "", then=self._on_taller_toggled)
        self.taller.setObjectName("timeline-taller")
        self.taller.setAutoRaise(True)
        self._tall = False
        self._arrange()
        self._connect()
        self.clear()

    # -- what is shown ---------------------------------------------------------------------------

    @property
    def line(self) -> Timeline:
        """The timeline shown."""
        return self.view.line

    def clear(self) -> None:
        """Nothing is played."""
        self._footage_id = None
        self._show(Timeline(()))
        self.films.show([])

    def show_footage(self, footage_id: FootageId) -> None:
        """Show the line of a recording; the one shown stays if the recording lies on it."""
        self._footage_id = footage_id
        if self.line.segment_of(footage_id) is None:
            self.read()

    def read(self) -> None:
        """Read the line again, beside the windows."""
        footage_id = self._footage_id
        if footage_id is None:
            return
        if self._job is not None:
            self._job.cancel()
        timelines, actor = self._timelines, self._context.actor
        read = timelines.of_footage if self.scope.value == "take" else timelines.of_operation
        job = Job(
            self.tr("读取时间轴"),
            lambda _monitor: read(actor, footage_id),
            parent=self,
            quiet=True,
        )
        job.succeeded.connect(self._show)
        self._job = job
        self._context.jobs.start(job, Lane.READ)

    def show_place(self, footage_id: FootageId, at_ms: int) -> None:
        """Move the hand to a position in a recording."""
        lane = self.line.lane_of(footage_id)
        moment = self.line.moment_of(footage_id, Fraction(at_ms, 1000))
        if lane is not None and moment is not None:
            self.view.show_moment(moment, lane.key)
            self._reveal(lane.key)

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Show these marks."""
        self._marks = marks
        self.view.show_flags([flag for mark in marks if (flag := self._flag(mark)) is not None])

    def select_mark(self, mark_id: MarkId | None) -> None:
        """Let one mark stand out."""
        self.view.select_mark(mark_id)

    def show_papers(self, papers: Sequence[Paper]) -> None:
        """Show the times of documents."""
        self._papers = papers
        self.view.show_line(self.line, papers, same=True)
        self._fit_height()

    def stop(self) -> None:
        """The window closes."""
        self.films.stop()
        if self._job is not None:
            self._job.cancel()

    # -- what can be done ------------------------------------------------------------------------

    def set_in(self) -> None:
        """Begin a stretch where the hand is."""
        if self.view.moment is not None:
            end = self.view.stretch[1] if self.view.stretch else None
            start = self.view.moment
            self.view.set_stretch(start, end if end is not None and end > start else None)
            self.stretch_changed.emit()

    def set_out(self) -> None:
        """End the stretch where the hand is."""
        moment = self.view.moment
        if moment is None:
            return
        start = self.view.stretch[0] if self.view.stretch else self.line.start
        if moment > start:
            self.view.set_stretch(start, moment)
            self.stretch_changed.emit()

    def drop_stretch(self) -> None:
        """Take in-point and out-point away."""
        self.view.set_stretch(None, None)
        self.stretch_changed.emit()

    def go_to_gap(self, by: int) -> None:
        """Go to the beginning of the next gap, or the one before; after the last, to the first."""
        moment = self.view.moment or self.line.start
        gap = self.line.next_gap(moment) if by > 0 else self.line.previous_gap(moment)
        gap = gap or next(iter(self.line.gaps()), None)
        if gap is not None:
            lane = self.line.lane_of(gap.after)
            self.seek(gap.start, "" if lane is None else lane.key)

    def seek(self, moment: datetime, lane_key: str) -> None:
        """Go to a moment on the line."""
        lane = self.line.lane(lane_key) or self._current_lane()
        if lane is None:
            return
        spot = lane.at(moment, self._footage_id)
        self.view.show_moment(moment, lane.key)
        if spot.segment is not None:
            at_ms = int(spot.position * 1000)
            self.sought.emit(Place(spot.segment.footage_id, at_ms))
        elif spot.pause is not None:
            self.paused.emit(spot.pause)
        else:
            self.missed.emit(moment)

    def explain(self, gap: Pause) -> None:
        """Let the person say why nothing was recorded."""
        if gap.explained:
            return
        if not self._context.actor.may(Right.EXPLAIN):
            self._context.notices.info(
                self.tr("这处中断还没有说明，由执法人员、执法单位负责人或档案员填写。")
            )
            return
        dialog = GapDialog(self._context, gap, self.line, self.window())
        if dialog.exec():
            self._context.changes.footage_changed.emit((gap.after, gap.before))
            self.read()

    # -- inside ----------------------------------------------------------------------------------

    def _arrange(self) -> None:
        self.setObjectName("timeline-panel")
        row = QHBoxLayout()
        row.setContentsMargins(LARGE, TIGHT, LARGE, 0)
        row.setSpacing(SMALL)
        row.addWidget(self.caption, 1)
        row.addWidget(self.progress)
        row.addWidget(self.gaps)
        for widget in (*self._tools(), self.taller):
            row.addWidget(widget)
        row.addWidget(self.scope)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self.view)
        self._area.setFocusProxy(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self._area)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _tools(self) -> list[QWidget]:
        tools: list[tuple[str, str, str, Callable[[], object]]] = [
            ("chevron-left", self.tr("上一处中断"), "Ctrl+Left", lambda: self.go_to_gap(-1)),
            ("chevron-right", self.tr("下一处中断"), "Ctrl+Right", lambda: self.go_to_gap(1)),
            ("minus", self.tr("缩小时间轴"), "", lambda: self.view.zoom(1 / _ZOOM)),
            ("plus", self.tr("放大时间轴"), "", lambda: self.view.zoom(_ZOOM)),
            ("move-horizontal", self.tr("显示整条时间轴"), "", self.view.fit),
        ]
        made: list[QWidget] = []
        for icon, words, shortcut, then in tools:
            tool = icon_button(icon, words, shortcut=shortcut, then=then)
            tool.setObjectName(f"timeline-{icon}")
            tool.setAutoRaise(True)
            made.append(tool)
        return made

    def _connect(self) -> None:
        view = self.view
        view.grabbed.connect(self.grabbed)
        view.released.connect(self.released)
        view.sought.connect(self.seek)
        view.mark_chosen.connect(self.mark_chosen)
        view.paper_chosen.connect(self.paper_chosen)
        view.gap_chosen.connect(self.explain)
        view.photo_chosen.connect(lambda footage_id: self.sought.emit(Place(footage_id, 0)))
        view.lane_moved.connect(self._on_lane_moved)
        view.lanes_chosen.connect(self.lanes_chosen)
        view.menu_wanted.connect(self._on_menu_wanted)
        self.films.progressed.connect(self._on_films_progressed)
        self.scope.chosen.connect(lambda _value: self.read())
        self._context.changes.footage_changed.connect(lambda _ids: self.read())
        self._context.changes.cases_changed.connect(lambda _ids: self.read())

    def _show(self, line: Timeline) -> None:
        same = any(
            self.line.segment_of(each.footage_id) is not None
            for lane in line.lanes
            for each in lane.segments
        )
        self.view.show_line(line, self._papers if same else (), same=same)
        self.films.show([each for lane in line.lanes for each in lane.segments])
        self._fit_height()
        self._say(line)
        self.show_marks(self._marks)
        self.shown.emit(line)

    def _say(self, line: Timeline) -> None:
        gaps = line.gaps()
        asking = sum(gap.asks for gap in gaps)
        self.gaps.setVisible(bool(gaps))
        if asking:
            words = self.tr("{n} 处中断，{m} 处待说明").format(n=len(gaps), m=asking)
        else:
            words = self.tr("{n} 处中断，均已说明").format(n=len(gaps))
        self.gaps.setText(f" {words}")
        count = sum(len(lane.segments) for lane in line.lanes)
        if not count:
            self.caption.setText("")
            return
        length = wording.duration(round(line.length / timedelta(milliseconds=1)))
        facts = self.tr("{n} 段，共 {length}").format(n=count, length=length)
        when = wording.day(local(line.start).date()) if line.timed else self.tr("起始时间不明")
        self.caption.setText(f"{when}  {facts}")

    def _reveal(self, key: str) -> None:
        """Let a lane be in sight once it is another one than before."""
        place = self.view.place_of(key)
        if key == self._in_sight or place is None:
            return
        self._in_sight = key
        whole = place.whole
        self._area.ensureVisible(0, round(whole.center().y()), 0, round(whole.height() / 2))

    def _fit_height(self) -> None:
        """As high as the lanes need, but never so high that the picture has no room."""
        wanted = self.view.sizeHint().height()
        usual = max(round(self._room * _SHARE), theme().px(_LEAST))
        room = max(usual, round(self._room * _TALL_SHARE)) if self._tall else usual
        self._area.setFixedHeight(min(wanted, room))
        self.taller.setVisible(wanted > usual)
        words = self.tr("收起时间轴") if self._tall else self.tr("展开时间轴，多看几路")
        icons.put(self.taller, "chevron-down" if self._tall else "chevron-up")
        self.taller.setToolTip(words)
        self.taller.setAccessibleName(words)
        self.setVisible(bool(self.line.lanes))

    def _on_taller_toggled(self) -> None:
        self._tall = not self._tall
        self._fit_height()
        self._in_sight = ""
        current = self._current_lane()
        if current is not None:
            self._reveal(current.key)

    def set_room(self, height: int) -> None:
        """The page is so high."""
        self._room = height
        self._fit_height()

    def _flag(self, mark: Mark) -> Flag | None:
        lane = self.line.lane_of(mark.footage_id)
        start = self.line.moment_of(mark.footage_id, Fraction(mark.at_ms, 1000))
        if lane is None or start is None:
            return None
        end = None
        if mark.to_ms is not None:
            end = self.line.moment_of(mark.footage_id, Fraction(mark.to_ms, 1000))
        hint = "  ".join(filter(None, [mark.note, mark.author]))
        words = wording.tr(mark.category)
        return Flag(mark.id, mark.footage_id, lane.key, start, end, mark.shade.value, words, hint)

    def _current_lane(self) -> RecorderLane | None:
        found = None if self._footage_id is None else self.line.lane_of(self._footage_id)
        return found or next(iter(self.line.lanes), None)

    def _on_films_progressed(self, done: int, total: int) -> None:
        words = self.tr("缩略图 {done} / {total}").format(done=done, total=total)
        self.progress.setText(words if done < total else "")

    def _on_lane_moved(self, key: str, by: timedelta) -> None:
        lane = self.line.lane(key)
        if lane is not None:
            self.align(key, lane.offset + by)
        self.view.drop_shift()

    def align(self, key: str, offset: timedelta | None = None) -> None:
        """Let the person say how far a lane is to lie from its recorded time, and why."""
        lane = self.line.lane(key)
        if lane is None:
            return
        dialog = AlignmentDialog(self._context, lane, offset, self.window())
        if dialog.exec():
            self.read()

    def _on_menu_wanted(self, moment: datetime, key: str, where: QPoint) -> None:
        menu = QMenu(self)
        lane = self.line.lane(key)
        pause = None if lane is None else lane.at(moment).pause
        if pause is not None and pause.asks and self._context.actor.may(Right.EXPLAIN):
            menu.addAction(self.tr("说明中断原因…"), lambda: self.explain(pause))
            menu.addSeparator()
        menu.addAction(self.tr("跳到这里"), lambda: self.seek(moment, key))
        menu.addAction(self.tr("设为区间起点"), lambda: self._set(moment, key, self.set_in))
        menu.addAction(self.tr("设为区间终点"), lambda: self._set(moment, key, self.set_out))
        stretch = self.view.stretch
        if stretch is not None:
            if stretch[1] is not None:
                cut = self.clip_wanted.emit
                menu.addAction(self.tr("截取这个区间…"), lambda: cut(stretch[0], stretch[1]))
            menu.addAction(self.tr("取消区间"), self.drop_stretch)
        if lane is not None and len(self.line.lanes) > 1:
            menu.addSeparator()
            menu.addAction(self.tr("对齐这一路…"), lambda: self.align(key))
        menu.addSeparator()
        menu.addAction(self.tr("显示整条时间轴"), self.view.fit)
        menu.popup(where)

    def _set(self, moment: datetime, key: str, then: Callable[[], None]) -> None:
        self.seek(moment, key)
        then()
