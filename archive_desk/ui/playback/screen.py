"""The screen on which recordings are played, looked at and marked."""

from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImageReader
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.footage import Kind
from archive_desk.domain.ids import FootageId, MarkId
from archive_desk.domain.marks import CATEGORIES, Mark
from archive_desk.domain.people import Right
from archive_desk.domain.picture_time import position_named, times_at
from archive_desk.domain.sentences import Sentence
from archive_desk.media.player import PlayerState, Position
from archive_desk.services.catalogue import Catalogue
from archive_desk.services.marking import Marking
from archive_desk.services.viewing import Opened
from archive_desk.ui import wording
from archive_desk.ui.intentions import Intention, PlayFootage
from archive_desk.ui.jobs import Lane
from archive_desk.ui.playback.about import About, time_source
from archive_desk.ui.playback.full_screen import FullScreen
from archive_desk.ui.playback.keys import bind_keys
from archive_desk.ui.playback.marks_panel import MarksPanel
from archive_desk.ui.playback.readout import Reading, Readout
from archive_desk.ui.playback.session import PlaybackSession, neighbours
from archive_desk.ui.playback.stage import Stage
from archive_desk.ui.playback.time_bar import TimeBar
from archive_desk.ui.playback.transport import RATES, Transport
from archive_desk.ui.screen import Screen, ScreenContext
from archive_desk.ui.theme import LARGE, MEDIUM, SMALL, theme
from archive_desk.ui.widgets.files import choose_folder
from archive_desk.ui.zones import zone

_LOUDER = 10


class PlaybackScreen(Screen):
    """Plays what another screen asks for. `docs/player-controls.md` names its parts."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        self._marking = Marking(context.desk)
        self._catalogue = Catalogue(context.desk)
        self._playlist: tuple[FootageId, ...] = ()
        self._goes_on = self._resume_after_drag = False
        self.session = PlaybackSession(context, self)
        self.stage = Stage()
        self.bar = TimeBar()
        self.readout = Readout()
        self.transport = Transport()
        self.go_to = QLineEdit()
        self.about = About()
        self.marks = MarksPanel(
            context.remembered, context.actor.id, may_mark=context.actor.may(Right.MARK)
        )
        self._column = QWidget()
        self._full: FullScreen | None = None
        self._arrange()
        self._connect()
        self._clear(self.tr("从“音像”“案卷”或“借阅”中选一段录像，在这里播放。"))

    # -- what the window asks --------------------------------------------------------------------

    @override
    def open_item(self, intention: Intention) -> None:
        if isinstance(intention, PlayFootage):
            self._playlist = intention.playlist or self._take_of(intention.footage_id)
            self._goes_on = not intention.playlist
            self.session.open(intention.footage_id, intention.at_ms)

    @override
    def refresh(self) -> None:
        self._show_marks()

    @override
    def in_use(self) -> bool:
        return self.session.playing

    @override
    def set_locked(self, *, locked: bool) -> None:
        if locked:
            self._leave_full_screen()
            self.session.pause()
            self.session.write_down()

    @override
    def may_leave(self) -> bool:
        self.session.pause()
        return True

    @override
    def shut(self) -> None:
        self._leave_full_screen()
        self.session.shut()

    # -- arrangement -----------------------------------------------------------------------------

    def _arrange(self) -> None:
        self.go_to.setObjectName("player-go-to")
        self.go_to.setAccessibleName(self.tr("跳转到时间"))
        self.go_to.setPlaceholderText(self.tr("跳转到 时:分:秒"))
        self.go_to.setMinimumWidth(theme().px(90))
        self.go_to.setMaximumWidth(theme().px(150))
        controls = QWidget()
        controls.setProperty("ground", "window")
        below = QVBoxLayout(controls)
        below.setContentsMargins(LARGE, SMALL, LARGE, MEDIUM)
        below.setSpacing(SMALL)
        below.addWidget(self.bar)
        below.addWidget(self.readout)
        row = QHBoxLayout()
        row.setSpacing(MEDIUM)
        row.addWidget(self.transport, 1)
        row.addWidget(self.go_to)
        below.addLayout(row)
        column = QVBoxLayout(self._column)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.stage, 1)
        column.addWidget(controls)
        side = QWidget()
        side.setMinimumWidth(theme().px(290))
        beside = QVBoxLayout(side)
        beside.setContentsMargins(LARGE, MEDIUM, LARGE, LARGE)
        beside.setSpacing(LARGE)
        beside.addWidget(self.about)
        beside.addWidget(self.marks, 1)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self._column)
        self._splitter.addWidget(side)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setSizes([900, theme().px(330)])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._splitter)
        for area in (self._column, side):
            bind_keys(area, self._keys())

    def _keys(self) -> dict[str, Callable[[], object]]:
        keys: dict[str, Callable[[], object]] = {
            "Space": self.session.toggle,
            "K": self.session.toggle,
            ",": lambda: self.session.step(-1),
            ".": lambda: self.session.step(1),
            "Left": lambda: self.session.jump(-5000),
            "Right": lambda: self.session.jump(5000),
            "J": lambda: self._faster(-1),
            "L": lambda: self._faster(1),
            "Up": lambda: self.transport.change_volume(_LOUDER),
            "Down": lambda: self.transport.change_volume(-_LOUDER),
            "F": self.toggle_full_screen,
            "F11": self.toggle_full_screen,
            "Esc": self._leave_full_screen,
            "S": self._on_still_wanted,
            "N": self.marks.edit_note,
        }
        for number, category in enumerate(CATEGORIES, 1):
            keys[str(number)] = partial(self._on_mark_wanted, category)
        return keys

    def _connect(self) -> None:
        session, transport, bar = self.session, self.transport, self.bar
        session.opened.connect(self._on_session_opened)
        session.closed.connect(self._on_session_closed)
        session.failed.connect(self._on_session_failed)
        session.pictured.connect(self.stage.show_picture)
        session.moved.connect(self._on_session_moved)
        session.entered.connect(self._on_session_entered)
        session.troubled.connect(self._on_session_troubled)
        transport.play_toggled.connect(session.toggle)
        transport.stepped.connect(session.step)
        transport.neighbour_wanted.connect(self._on_neighbour_wanted)
        transport.rate_chosen.connect(session.set_rate)
        transport.volume_chosen.connect(session.set_volume)
        transport.still_wanted.connect(self._on_still_wanted)
        transport.full_screen_toggled.connect(self.toggle_full_screen)
        bar.grabbed.connect(self._on_bar_grabbed)
        bar.sought.connect(session.seek)
        bar.released.connect(self._on_bar_released)
        self.stage.clicked.connect(session.toggle)
        self.stage.double_clicked.connect(self.toggle_full_screen)
        self.stage.turned.connect(session.step)
        self.go_to.returnPressed.connect(self._on_go_to_returned)
        self.marks.wanted.connect(self._on_mark_wanted)
        self.marks.chosen.connect(lambda mark: session.seek(mark.at_ms))
        self.marks.changed.connect(self._on_mark_changed)
        self.marks.removed.connect(self._on_mark_removed)
        self.context.changes.marks_changed.connect(self.set_stale)

    # -- what happens ----------------------------------------------------------------------------

    def _on_session_opened(self, opened: Opened) -> None:
        kind = opened.footage.kind
        self.about.show_opened(opened)
        self.readout.clear()
        self.readout.show_source(time_source(opened.footage))
        self.bar.show_length(0)
        before, after = neighbours(self._playlist, opened.footage.id)
        self.transport.offer_neighbours(before=before, after=after)
        self.transport.offer(
            plays=kind is not Kind.PHOTO,
            pictures=kind is Kind.VIDEO,
            sound=kind is Kind.AUDIO or bool(opened.footage.media.audio_codec),
        )
        self.marks.set_usable(usable=kind is not Kind.PHOTO)
        self.go_to.setEnabled(kind is not Kind.PHOTO)
        self._show_marks()
        if kind is Kind.PHOTO:
            self._show_photo(opened)
        else:
            icon = "music" if kind is Kind.AUDIO else "film"
            self.stage.show_words(icon, opened.footage.name if kind is Kind.AUDIO else "")

    def _show_photo(self, opened: Opened) -> None:
        reader = QImageReader(str(opened.path))
        reader.setAutoTransform(True)
        image = reader.read()
        if image.isNull():
            self.stage.show_words("image", self.tr("这张照片无法打开，原件可能已经损坏。"))
            return
        self.stage.show_image(image)
        self._read_off(Position(0, Fraction(0), None), 0)

    def _on_session_closed(self, why: Sentence | str) -> None:
        self._clear(wording.sentence(why) if why else "")

    def _on_session_failed(self, why: Sentence) -> None:
        self.stage.show_words("triangle-alert", wording.sentence(why))
        self.transport.offer(plays=False, pictures=False, sound=False)
        self.marks.set_usable(usable=False)

    def _clear(self, words: str) -> None:
        self.stage.show_words("film", words)
        self.about.clear()
        self.readout.clear()
        self.bar.show_length(0)
        self.transport.offer(plays=False, pictures=False, sound=False)
        self.transport.offer_neighbours(before=False, after=False)
        self.transport.show_playing(playing=False)
        self.marks.set_usable(usable=False)
        self.go_to.setEnabled(False)
        self.marks.show_marks([], lambda _at_ms: None, None)

    def _on_session_moved(self, position: Position) -> None:
        length_ms = self.session.length_ms
        if self.bar.length_ms != length_ms:
            self.bar.show_length(length_ms)
        self.bar.show_position(position.at_ms)
        self._read_off(position, length_ms)

    def _read_off(self, position: Position, length_ms: int) -> None:
        opened, index = self.session.current, self.session.index
        if opened is None:
            return
        times = times_at(opened.footage, position.time)
        count = None if index is None else index.count
        self.readout.show_reading(
            Reading(times.true, times.recorder, position.at_ms, length_ms, position.number, count)
        )

    def _on_session_entered(self, state: PlayerState) -> None:
        self.transport.show_playing(playing=state is PlayerState.PLAYING)
        if state is PlayerState.FAILED:
            self.transport.play.setEnabled(False)
        if state is PlayerState.ENDED and self._goes_on:
            self._on_neighbour_wanted(1)

    def _on_session_troubled(self, what: Sentence) -> None:
        self.context.notices.warn(wording.sentence(what))

    def _on_neighbour_wanted(self, by: int) -> None:
        current = self.session.current
        if current is None or current.footage.id not in self._playlist:
            return
        place = self._playlist.index(current.footage.id) + by
        if 0 <= place < len(self._playlist):
            self.session.open(self._playlist[place])

    def _on_bar_grabbed(self) -> None:
        self._resume_after_drag = self.session.playing
        self.session.pause()

    def _on_bar_released(self) -> None:
        if self._resume_after_drag:
            self.session.play()

    def _on_go_to_returned(self) -> None:
        opened = self.session.current
        if opened is None:
            return
        at_ms = position_named(opened.footage, self.go_to.text(), zone())
        if at_ms is None:
            self.context.notices.warn(
                self.tr("请输入时刻，如 09:31:05；这段音像须有已知的起始时间。")
            )
            return
        if not 0 <= at_ms <= self.session.length_ms:
            self.context.notices.warn(self.tr("这一时刻不在这段音像之内。"))
            return
        self.session.seek(at_ms)

    def _faster(self, by: int) -> None:
        place = RATES.index(self.transport.rate.value) + by
        if 0 <= place < len(RATES):
            self.transport.show_rate(RATES[place])
            self.session.set_rate(RATES[place])

    # -- stills and the full screen --------------------------------------------------------------

    def _on_still_wanted(self) -> None:
        position = self.session.position
        if position is None or position.number is None:
            return
        self.session.pause()
        folder = choose_folder(
            self.window(), self.context.remembered, "stills", self.tr("画面保存到")
        )
        if folder is not None:
            self.save_still(folder)

    def save_still(self, folder: Path) -> None:
        """Write the picture on the screen into `folder`."""
        job = self.session.save_still(folder)
        if job is not None:
            job.succeeded.connect(self._on_still_saved)
            self.context.jobs.start(job, Lane.WRITE)

    def _on_still_saved(self, path: Path) -> None:
        self.context.notices.success(self.tr("画面已保存：{name}").format(name=path.name))

    def toggle_full_screen(self) -> None:
        """Show picture and controls on the whole screen, or back in the window."""
        if self._full is not None:
            self._leave_full_screen()
            return
        self._full = FullScreen(self._column)
        self._full.left.connect(self._leave_full_screen)
        self.transport.show_full_screen(full=True)
        self._full.showFullScreen()

    def _leave_full_screen(self) -> None:
        full, self._full = self._full, None
        if full is not None:
            self._splitter.insertWidget(0, full.give_back())
            self._splitter.setStretchFactor(0, 1)
            self.transport.show_full_screen(full=False)
            full.close()
            full.deleteLater()

    # -- marks -----------------------------------------------------------------------------------

    def _show_marks(self, select: MarkId | None = None) -> None:
        opened = self.session.current
        if opened is None or opened.footage.kind is Kind.PHOTO:
            self.marks.show_marks([], lambda _at_ms: None, None)
            self.bar.show_marks([])
            return
        try:
            marks = self._marking.marks_of(self.context.actor, opened.footage.id)
        except ArchiveDeskError as error:
            self.context.notices.error(error)
            return
        self.marks.show_marks(marks, partial(_true_time, opened), select)
        self.bar.show_marks([mark.at_ms for mark in marks])

    def _on_mark_wanted(self, category: str) -> None:
        opened, position = self.session.current, self.session.position
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

    def _take_of(self, footage_id: FootageId) -> tuple[FootageId, ...]:
        """The recordings of the same take, so that playing goes on from one to the next."""
        try:
            take = self._catalogue.show(self.context.actor, footage_id).take
        except ArchiveDeskError:
            return ()
        return () if take is None else tuple(part.id for part in take.footage)


def _true_time(opened: Opened, at_ms: int) -> datetime | None:
    return times_at(opened.footage, Fraction(at_ms, 1000)).true
