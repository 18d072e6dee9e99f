"""The screen on which recordings are played, looked at and marked."""

from datetime import datetime
from fractions import Fraction
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.footage import Kind
from archive_desk.domain.ids import FootageId, MarkId
from archive_desk.domain.marks import CATEGORIES, Mark
from archive_desk.domain.people import Right
from archive_desk.domain.picture_time import times_at
from archive_desk.domain.sentences import Sentence
from archive_desk.services.marking import Marking
from archive_desk.services.viewing import Opened
from archive_desk.ui.intentions import Intention, PlayFootage
from archive_desk.ui.jobs import Lane
from archive_desk.ui.playback.about import About
from archive_desk.ui.playback.keys import bind_keys
from archive_desk.ui.playback.marks_panel import MarksPanel
from archive_desk.ui.playback.pane import PlaybackPane
from archive_desk.ui.screen import Screen, ScreenContext
from archive_desk.ui.theme import LARGE, MEDIUM, theme
from archive_desk.ui.widgets.files import choose_folder


class PlaybackScreen(Screen):
    """Plays what another screen asks for. `docs/player-controls.md` names its parts."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        self._marking = Marking(context.desk)
        self.pane = PlaybackPane(context)
        self.about = About()
        self.marks = MarksPanel(
            context.remembered, context.actor.id, may_mark=context.actor.may(Right.MARK)
        )
        self._arrange()
        self._connect()
        self._forget()

    # -- what the window asks --------------------------------------------------------------------

    @override
    def open_item(self, intention: Intention) -> None:
        if isinstance(intention, PlayFootage):
            self.pane.show_list(
                intention.footage_id, intention.at_ms, intention.playlist, play=True
            )

    @override
    def refresh(self) -> None:
        self._show_marks()

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
        self.pane.shut()

    # -- arrangement -----------------------------------------------------------------------------

    def _arrange(self) -> None:
        side = QWidget()
        side.setMinimumWidth(theme().px(290))
        beside = QVBoxLayout(side)
        beside.setContentsMargins(LARGE, MEDIUM, LARGE, LARGE)
        beside.setSpacing(LARGE)
        beside.addWidget(self.about)
        beside.addWidget(self.marks, 1)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.pane)
        self._splitter.addWidget(side)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setSizes([900, theme().px(330)])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._splitter)
        self.pane.bind_keys(side)
        for area in (self.pane.column, side):
            self._bind_keys(area)

    def _bind_keys(self, area: QWidget) -> None:
        bind_keys(area, {"S": self._on_still_wanted, "N": self.marks.edit_note})
        for number, category in enumerate(CATEGORIES, 1):
            bind_keys(area, {str(number): partial(self._on_mark_wanted, category)})

    def _connect(self) -> None:
        session = self.pane.session
        session.opened.connect(self._on_session_opened)
        session.closed.connect(lambda _why: self._forget())
        session.failed.connect(self._on_session_failed)
        self.pane.transport.still_wanted.connect(self._on_still_wanted)
        self.marks.wanted.connect(self._on_mark_wanted)
        self.marks.chosen.connect(lambda mark: session.seek(mark.at_ms))
        self.marks.changed.connect(self._on_mark_changed)
        self.marks.removed.connect(self._on_mark_removed)
        self.context.changes.marks_changed.connect(self.set_stale)

    # -- what happens ----------------------------------------------------------------------------

    def _on_session_opened(self, opened: Opened) -> None:
        self.about.show_opened(opened)
        self.marks.set_usable(usable=opened.footage.kind is not Kind.PHOTO)
        self._show_marks()

    def _on_session_failed(self, _why: Sentence) -> None:
        self.marks.set_usable(usable=False)

    def _forget(self) -> None:
        self.about.clear()
        self.marks.set_usable(usable=False)
        self.marks.show_marks([], lambda _at_ms: None, None)

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
        job = self.pane.session.save_still(folder)
        if job is not None:
            job.succeeded.connect(self._on_still_saved)
            self.context.jobs.start(job, Lane.WRITE)

    def _on_still_saved(self, path: Path) -> None:
        self.context.notices.success(self.tr("画面已保存：{name}").format(name=path.name))

    # -- marks -----------------------------------------------------------------------------------

    def _show_marks(self, select: MarkId | None = None) -> None:
        opened = self.pane.session.current
        if opened is None or opened.footage.kind is Kind.PHOTO:
            self.marks.show_marks([], lambda _at_ms: None, None)
            self.pane.bar.show_marks([])
            return
        try:
            marks = self._marking.marks_of(self.context.actor, opened.footage.id)
        except ArchiveDeskError as error:
            self.context.notices.error(error)
            return
        self.marks.show_marks(marks, partial(_true_time, opened), select)
        self.pane.bar.show_marks([mark.at_ms for mark in marks])

    def _on_mark_wanted(self, category: str) -> None:
        opened, position = self.pane.session.current, self.pane.session.position
        if opened is None or position is None:
            return
        try:
            mark = self._marking.add(
                self.context.actor, opened.footage.id, position.at_ms, category
            )
        except ArchiveDeskError as error:
            self.context.notices.error(error)
            return
        self._tell_marks(opened.footage.id, mark.id)

    def _on_mark_changed(self, mark: Mark, category: str, note: str) -> None:
        try:
            self._marking.change(self.context.actor, mark.id, category=category, note=note)
        except ArchiveDeskError as error:
            self.context.notices.error(error)
        self._tell_marks(mark.footage_id, mark.id)

    def _on_mark_removed(self, mark: Mark) -> None:
        try:
            self._marking.remove(self.context.actor, mark.id)
        except ArchiveDeskError as error:
            self.context.notices.error(error)
        self._tell_marks(mark.footage_id, None)

    def _tell_marks(self, footage_id: FootageId, select: MarkId | None) -> None:
        self._show_marks(select)
        self.context.changes.marks_changed.emit((footage_id,))


def _true_time(opened: Opened, at_ms: int) -> datetime | None:
    return times_at(opened.footage, Fraction(at_ms, 1000)).true
