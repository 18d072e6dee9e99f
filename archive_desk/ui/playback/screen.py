"""The screen on which recordings are played, looked at and marked."""

from collections.abc import Callable, Sequence
from datetime import datetime
from fractions import Fraction
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QTabWidget, QVBoxLayout, QWidget
from typing_extensions import override

from archive_desk.domain.derived import Derived
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.footage import Kind
from archive_desk.domain.ids import FootageId, MarkId
from archive_desk.domain.marks import CATEGORIES, Mark
from archive_desk.domain.people import Right
from archive_desk.domain.sentences import Sentence
from archive_desk.domain.timelines import Pause, Timeline
from archive_desk.services.deriving import Cut, Deriving
from archive_desk.services.mark_categories import OFFICE_KEYS
from archive_desk.services.mark_lists import MarkLists
from archive_desk.services.viewing import Opened
from archive_desk.ui import wording
from archive_desk.ui.intentions import Intention, PlayFootage
from archive_desk.ui.jobs import Job, Lane, Unit
from archive_desk.ui.playback.about import About
from archive_desk.ui.playback.case_panel import CasePanel
from archive_desk.ui.playback.clip_dialog import ClipDialog
from archive_desk.ui.playback.history_dialog import HistoryDialog
from archive_desk.ui.playback.keys import bind_keys
from archive_desk.ui.playback.marks_desk import MarksDesk
from archive_desk.ui.playback.marks_panel import MarksPanel
from archive_desk.ui.playback.pane import PlaybackPane
from archive_desk.ui.playback.timeline_panel import Place, TimelinePanel
from archive_desk.ui.player_pane import PlayerMoment
from archive_desk.ui.screen import Screen, ScreenContext
from archive_desk.ui.theme import LARGE, SMALL, WIDE, theme
from archive_desk.ui.widgets.files import choose_folder, save_file
from archive_desk.ui.widgets.panels import scrolling

_LAYOUT = "player-splitter"


class PlaybackScreen(Screen):
    """Plays what another screen asks for. `docs/player-controls.md` names its parts."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        self.pane = PlaybackPane(context, with_line=True)
        self.about = About()
        self.desk = MarksDesk(context, self)
        self.marks = MarksPanel(
            context.remembered, context.actor.id, may_mark=context.actor.may(Right.MARK)
        )
        self.timeline = TimelinePanel(context)
        self.case = CasePanel(context)
        self.tabs = QTabWidget()
        self._resume = False
        self._arrange()
        self._connect()
        self._forget()

    # -- what the window asks --------------------------------------------------------------------

    @override
    def open_item(self, intention: Intention) -> None:
        if isinstance(intention, PlayFootage) and intention.copy is not None:
            self.pane.session.open(intention.footage_id, copy=intention.copy, alone=True)
        elif isinstance(intention, PlayFootage):
            self.pane.show_list(
                intention.footage_id, intention.at_ms, intention.playlist, play=True
            )

    @override
    def refresh(self) -> None:
        self.marks.show_categories(self.desk.categories())
        self.desk.read_beside()

    @override
    def in_use(self) -> bool:
        return self.pane.playing

    @override
    def set_locked(self, *, locked: bool) -> None:
        self.pane.set_locked(locked=locked)

    @override
    def may_leave(self) -> bool:
        self.pane.pause()
        return True

    @override
    def shut(self) -> None:
        self.timeline.stop()
        self.pane.shut()

    # -- arrangement -----------------------------------------------------------------------------

    def _arrange(self) -> None:
        # From the outside in: a part that is hung in with all it holds is dressed once more.
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        whole.addWidget(self._splitter)
        left, side = QWidget(), QWidget()
        side.setMinimumWidth(theme().px(290))
        self._splitter.addWidget(left)
        self._splitter.addWidget(side)
        self._splitter.setStretchFactor(0, 1)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, SMALL)
        column.setSpacing(0)
        column.addWidget(self.pane, 1)
        column.addWidget(self.timeline)
        beside = QVBoxLayout(side)
        beside.setContentsMargins(LARGE, SMALL, WIDE, LARGE)
        beside.setSpacing(SMALL)
        beside.addWidget(self.about)
        beside.addWidget(self.tabs, 1)
        self.tabs.setObjectName("player-tabs")
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(_page(self.marks), self.tr("标记"))
        self.tabs.addTab(_page(self.case), self.tr("必录环节和文书"))
        self._splitter.setSizes([900, theme().px(330)])
        kept = self.context.remembered.layout(_LAYOUT)
        if kept is not None:
            self._splitter.restoreState(kept)
        self._splitter.splitterMoved.connect(lambda _at, _index: self._keep_layout())
        self._areas = (self.pane.column, side, self.timeline)
        for area in (side, self.timeline):
            self.pane.bind_keys(area)
        for area in self._areas:
            bind_keys(area, self._keys())

    def _keep_layout(self) -> None:
        self.context.remembered.keep_layout(_LAYOUT, self._splitter.saveState())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self.timeline.set_room(self.height())
        super().resizeEvent(event)

    def _keys(self) -> dict[str, Callable[[], object]]:
        keys: dict[str, Callable[[], object]] = {
            "S": self._on_still_wanted,
            "N": self.marks.edit_note,
            "[": self.timeline.set_in,
            "]": self.timeline.set_out,
            "\\": self.timeline.drop_stretch,
            "Ctrl+Z": self._on_take_back_wanted,
            "Ctrl+Up": lambda: self._go_to_mark(-1),
            "Ctrl+Down": lambda: self._go_to_mark(1),
        }
        # The office may give its letters to other categories at any time.
        for key in (*(str(number) for number in range(1, len(CATEGORIES) + 1)), *OFFICE_KEYS):
            keys[key] = partial(self._on_category_key, key, self._on_mark_wanted)
            keys[f"Alt+{key}"] = partial(self._on_category_key, key, self._on_stretch_wanted)
        return keys

    def _on_category_key(self, key: str, then: Callable[[str], None]) -> None:
        for category in self.desk.categories():
            if category.key == key:
                then(category.title)

    def _connect(self) -> None:
        session = self.pane.session
        session.opened.connect(self._on_session_opened)
        session.closed.connect(lambda _why: self._forget())
        session.failed.connect(self._on_session_failed)
        self.pane.moved.connect(self._on_pane_moved)
        self.pane.in_gap.connect(self._on_pane_in_gap)
        self.pane.transport.still_wanted.connect(self._on_still_wanted)
        self.marks.wanted.connect(self._on_mark_wanted)
        self.marks.chosen.connect(self._on_mark_chosen)
        self.marks.changed.connect(self.desk.change)
        self.marks.removed.connect(self.desk.remove)
        self.marks.restored.connect(self.desk.restore)
        self.marks.history_wanted.connect(self._on_history_wanted)
        self.marks.export_wanted.connect(self._on_export_wanted)
        self.marks.withdrawn_wanted.connect(self._on_withdrawn_wanted)
        self.desk.changed.connect(self._show_marks)
        self.case.chosen.connect(self.pane.go_to_footage)
        self.case.mark_wanted.connect(self._on_mark_wanted)
        self.case.read.connect(lambda: self.timeline.show_papers(self.case.papers))
        self.timeline.paper_chosen.connect(lambda _paper: self.tabs.setCurrentIndex(1))
        self.timeline.clip_wanted.connect(self._on_clip_wanted)
        self.context.changes.marks_changed.connect(lambda _ids: self.case.refresh())
        self.context.changes.cases_changed.connect(lambda _ids: self.case.refresh())
        self.timeline.shown.connect(self._on_timeline_shown)
        self.timeline.grabbed.connect(self._on_timeline_grabbed)
        self.timeline.sought.connect(self._on_timeline_sought)
        self.timeline.paused.connect(self._on_timeline_paused)
        self.timeline.missed.connect(self._on_timeline_missed)
        self.timeline.released.connect(self._on_timeline_released)
        self.timeline.mark_chosen.connect(self._on_timeline_mark_chosen)
        self.timeline.lanes_chosen.connect(self._on_timeline_lanes_chosen)
        self.timeline.stretch_changed.connect(self._on_timeline_stretch_changed)
        self.pane.transport.loop_end_set.connect(self._on_loop_end_set)
        self.context.changes.marks_changed.connect(self.set_stale)
        self.context.changes.office_changed.connect(self.set_stale)

    # -- what happens ----------------------------------------------------------------------------

    def _on_session_opened(self, opened: Opened) -> None:
        self.about.show_opened(opened)
        self.marks.set_usable(usable=opened.footage.kind is not Kind.PHOTO)
        self.timeline.show_footage(opened.footage.id)
        self.case.show_case(next(iter(opened.footage.cases), ""))
        if self.timeline.line.segment_of(opened.footage.id) is None:
            self.desk.show([opened.footage.id])

    def _on_session_failed(self, _why: Sentence) -> None:
        self.marks.set_usable(usable=False)

    def _forget(self) -> None:
        self.about.clear()
        self.marks.set_usable(usable=False)
        self.timeline.clear()
        self.case.show_case("")
        self.desk.show(())

    def _on_pane_moved(self, moment: PlayerMoment) -> None:
        self.timeline.show_place(moment.footage_id, moment.at_ms)

    def _on_pane_in_gap(self, moment: datetime) -> None:
        here = self._footage_id
        lane = None if here is None else self.timeline.line.lane_of(here)
        if lane is not None:
            self.timeline.view.show_moment(moment, lane.key)

    # -- the timeline ----------------------------------------------------------------------------

    def _on_timeline_shown(self, line: Timeline) -> None:
        if line.lanes:
            self.desk.show([each.footage_id for lane in line.lanes for each in lane.segments])
        moment = self.pane.moment
        if moment is not None:
            self.timeline.show_place(moment.footage_id, moment.at_ms)

    def _on_timeline_grabbed(self) -> None:
        self._resume = self.pane.playing
        self.pane.pause()

    def _on_timeline_sought(self, place: Place) -> None:
        self.pane.go_to_footage(place.footage_id, place.at_ms)

    def _on_timeline_paused(self, pause: Pause) -> None:
        hand = self.timeline.view.moment
        inside = hand is not None and pause.start <= hand < pause.end
        self._on_timeline_missed(hand if hand is not None and inside else pause.start)

    def _on_timeline_missed(self, moment: datetime) -> None:
        """Go to a moment at which another lane may have something; else the hand goes back."""
        here = self.pane.moment
        if not self.pane.go_to(moment) and here is not None:
            self.timeline.show_place(here.footage_id, here.at_ms)

    def _on_timeline_released(self) -> None:
        if self._resume:
            self.pane.play()

    def _on_timeline_lanes_chosen(self, lanes: Sequence[str]) -> None:
        self.pane.show_line(self.timeline.line, lanes)

    def _on_timeline_stretch_changed(self) -> None:
        first, last = self.timeline.view.stretch or (None, None)
        self.pane.set_stretch(first, last)

    def _on_loop_end_set(self, which: int) -> None:
        (self.timeline.set_out if which else self.timeline.set_in)()

    def _on_timeline_mark_chosen(self, mark_id: MarkId) -> None:
        mark = next((each for each in self.desk.marks if each.id == mark_id), None)
        if mark is not None:
            self.tabs.setCurrentIndex(0)
            self.marks.select(mark_id)
            self._on_mark_chosen(mark)

    # -- stills ----------------------------------------------------------------------------------

    def _on_still_wanted(self) -> None:
        position = self.pane.session.position
        if position is None or position.number is None:
            return
        self.pane.session.pause()
        folder = choose_folder(
            self.window(), self.context.remembered, "stills", self.tr("画面保存到")
        )
        if folder is not None:
            self.save_still(folder)

    def save_still(self, folder: Path) -> None:
        """Write the picture on the screen into `folder`."""
        opened, position = self.pane.session.current, self.pane.session.position
        if opened is None or position is None or position.number is None:
            return
        actor, deriving = self.context.actor, Deriving(self.context.desk)
        footage_id, at_ms = opened.footage.id, position.at_ms
        job = Job(
            self.tr("截取画面"),
            lambda monitor: deriving.still(actor, footage_id, at_ms, folder, monitor),
            parent=self,
        )
        job.succeeded.connect(self._on_still_saved)
        self.context.jobs.start(job, Lane.WRITE)

    def _on_still_saved(self, made: Derived) -> None:
        self.context.notices.success(self.tr("画面已保存：{name}").format(name=made.name))

    def _on_export_wanted(self) -> None:
        """Write the marks of all recordings on the line to a file."""
        segments = [each for lane in self.timeline.line.lanes for each in lane.segments]
        title, ids = self.tr("导出标记清单"), [each.footage_id for each in segments]
        out = save_file(
            self.window(), self.context.remembered, "marks", title, f"{title}.csv", "CSV (*.csv)"
        )
        if out is None or not ids:
            return
        try:
            MarkLists(self.context.desk).write(self.context.actor, ids, out)
        except ArchiveDeskError as error:
            self.context.notices.error(error)
            return
        self.context.notices.success(self.tr("标记清单已导出：{name}").format(name=out.name))

    def _on_clip_wanted(self, start: datetime, end: datetime) -> None:
        """Cut from in-point to out-point out of the recording in which that begins."""
        here = self._footage_id
        lane = None if here is None else self.timeline.line.lane_of(here)
        segment = None if lane is None else lane.at(start, here).segment
        if segment is None:
            self.context.notices.warn(self.tr("区间的起点没有音像，请重新设定起点。"))
            return
        last = min(end, segment.end)
        first_ms, last_ms = (round(segment.position_of(at) * 1000) for at in (start, last))
        dialog = ClipDialog(first_ms, last_ms, self.window())
        if not dialog.exec():
            return
        remembered, title = self.context.remembered, self.tr("片段保存到")
        folder = choose_folder(self.window(), remembered, "clips", title)
        if folder is not None:
            self.save_clip(segment.footage_id, dialog.cut, folder)

    def save_clip(self, footage_id: FootageId, cut: Cut, folder: Path) -> None:
        """Write a clip into `folder`, if the person may copy."""
        actor, deriving = self.context.actor, Deriving(self.context.desk)
        job = Job(
            self.tr("截取片段"),
            lambda monitor: deriving.clip(actor, footage_id, cut, folder, monitor),
            parent=self,
            unit=Unit.ITEMS,
        )
        job.succeeded.connect(self._on_clip_saved)
        self.context.jobs.start(job, Lane.WRITE)

    def _on_clip_saved(self, made: Derived) -> None:
        self.context.notices.success(self.tr("片段已保存：{name}").format(name=made.name))

    # -- marks -----------------------------------------------------------------------------------

    def _show_marks(self, select: MarkId | None) -> None:
        marks = sorted(self.desk.marks, key=lambda mark: (self._order(mark), mark.id))
        self.marks.show_marks(marks, self._time_of, select)
        standing = [mark for mark in marks if mark.removed_at is None]
        self.timeline.show_marks(standing)
        if select is not None:
            self.timeline.select_mark(select)
        self.pane.set_marks([(mark.footage_id, mark.at_ms) for mark in standing])

    @property
    def _footage_id(self) -> FootageId | None:
        opened = self.pane.session.current
        return None if opened is None else opened.footage.id

    def _order(self, mark: Mark) -> float:
        moment = self._moment_of(mark)
        return mark.at_ms / 1000 if moment is None else moment.timestamp()

    def _moment_of(self, mark: Mark) -> datetime | None:
        return self.timeline.line.moment_of(mark.footage_id, Fraction(mark.at_ms, 1000))

    def _time_of(self, mark: Mark) -> datetime | None:
        """The true time of a mark; where a lane lies does not change it."""
        segment = self.timeline.line.segment_of(mark.footage_id)
        moment = self._moment_of(mark)
        if segment is None or moment is None or not self.timeline.line.timed:
            return None
        return moment - segment.offset

    def _on_mark_wanted(self, category: str) -> None:
        moment = self.pane.moment
        if moment is None or not self._takes_marks:
            return
        stretch = self.timeline.view.stretch
        if stretch is not None and stretch[1] is not None:
            self._mark_stretch(category, stretch[0], stretch[1])
            return
        self.desk.add(moment.footage_id, moment.at_ms, category)

    def _mark_stretch(self, category: str, start: datetime, end: datetime) -> None:
        """Mark from in-point to out-point; that belongs to the recording in which it begins."""
        here = self._footage_id
        lane = None if here is None else self.timeline.line.lane_of(here)
        segment = None if lane is None else lane.at(start, here).segment
        if segment is None:
            self.context.notices.warn(self.tr("区间的起点没有音像，请重新设定起点。"))
            return
        first, last = (round(segment.position_of(moment) * 1000) for moment in (start, end))
        made = self.desk.add_stretch(segment.footage_id, first, last, category)
        if made is not None:
            self.timeline.drop_stretch()

    def _on_stretch_wanted(self, category: str) -> None:
        moment = self.pane.moment
        if moment is not None and self._takes_marks:
            self.desk.begin_or_end(moment.footage_id, moment.at_ms, category, self._end_of)

    def _end_of(self, begun: Mark) -> int | None:
        """Where the hand stands, counted from the beginning of the recording of `begun`."""
        moment, line = self.pane.moment, self.timeline.line
        if moment is None:
            return None
        if moment.footage_id == begun.footage_id:
            return moment.at_ms
        segment = line.segment_of(begun.footage_id)
        here = line.moment_of(moment.footage_id, Fraction(moment.at_ms, 1000))
        same = line.lane_of(begun.footage_id) is line.lane_of(moment.footage_id)
        if segment is None or here is None or not same:
            return None
        return round(segment.position_of(here) * 1000)

    @property
    def _takes_marks(self) -> bool:
        opened = self.pane.session.current
        return opened is not None and opened.footage.kind is not Kind.PHOTO

    def _on_mark_chosen(self, mark: Mark) -> None:
        self.timeline.select_mark(mark.id)
        self.pane.go_to_footage(mark.footage_id, mark.at_ms)

    def _go_to_mark(self, by: int) -> None:
        here = self.pane.moment
        moment = None if here is None else here.wall
        mark = None if moment is None else self.marks.neighbour(moment, by)
        if mark is not None:
            self.marks.select(mark.id)
            self._on_mark_chosen(mark)

    def _on_take_back_wanted(self) -> None:
        verb = self.desk.take_back()
        if verb is not None:
            what = wording.sentence(verb.label)
            self.context.notices.info(self.tr("已撤销：{what}").format(what=what))

    def _on_history_wanted(self, mark: Mark) -> None:
        HistoryDialog(mark, self.desk.history(mark), self.window()).exec()

    def _on_withdrawn_wanted(self, shown: bool) -> None:
        self.desk.withdrawn = shown
        self.desk.read(None)


def _page(inner: QWidget) -> QWidget:
    """A page of the side's tabs; in a low window it is scrolled."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, SMALL, 0, 0)
    column.addWidget(inner)
    return scrolling(page)
