"""The picture, its bar, its clocks and its controls: what plays, on whatever page."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from functools import partial

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from archive_desk.domain.footage import Kind
from archive_desk.domain.ids import FootageId
from archive_desk.domain.picture_time import times_at
from archive_desk.domain.programmes import Programme
from archive_desk.domain.sentences import Sentence
from archive_desk.domain.timelines import Timeline
from archive_desk.media.player import PlayerState, Shown
from archive_desk.services.viewing import Opened
from archive_desk.ui import wording
from archive_desk.ui.playback.about import time_facts, time_source, watermark
from archive_desk.ui.playback.adjusting import Adjusting
from archive_desk.ui.playback.beside import Beside
from archive_desk.ui.playback.cards import show_lane
from archive_desk.ui.playback.full_screen import FullScreen
from archive_desk.ui.playback.goal_box import GoalBox
from archive_desk.ui.playback.keys import bind_keys, player_keys
from archive_desk.ui.playback.loop import Loop
from archive_desk.ui.playback.opening import Position
from archive_desk.ui.playback.photos import Photos
from archive_desk.ui.playback.readout import Reading, Readout
from archive_desk.ui.playback.session import PlaybackSession
from archive_desk.ui.playback.stage import Stage
from archive_desk.ui.playback.stops import Stops
from archive_desk.ui.playback.time_bar import TimeBar
from archive_desk.ui.playback.transport import RATES, Stop, Transport
from archive_desk.ui.playback.waves import Waves
from archive_desk.ui.player_pane import PlayerMoment, PlayerPane
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import LARGE, MEDIUM, SMALL


class PlaybackPane(PlayerPane):
    """The player that `context.player()` makes. `docs/player-controls.md` names its parts."""

    def __init__(self, context: ScreenContext, *, with_line: bool = False) -> None:
        """Make a player; `with_line`, its page has a timeline, whose ends the loop takes."""
        super().__init__()
        self._context = context
        self._with_line = with_line
        self._playlist: tuple[FootageId, ...] = ()
        self._resume_after_drag = False
        self._full: FullScreen | None = None
        self.session = PlaybackSession(context, self)
        self.stage = Stage()
        self.bar = TimeBar()
        self.readout = Readout()
        self.adjusting = Adjusting()
        self.transport = Transport()
        self.goal = GoalBox(self.session, context.notices)
        self.beside = Beside(context)
        self.stops = Stops(self.session)
        self.loop = Loop(self.session, self.stops)
        self._waves = Waves(context, self.stage, self)
        self._photos = Photos(context.jobs, self)
        self.column = QWidget()
        self.controls = QWidget()
        self._arrange()
        self._connect()
        self.bind_keys(self.column)
        self.stage.set_watermark(self._watermark)
        self.clear(self.tr("从“音像”“案卷”或“借阅”中选一段录像，在这里播放。"))

    # -- for the page around it ------------------------------------------------------------------

    @property
    @override
    def moment(self) -> PlayerMoment | None:
        opened, position = self.session.current, self.session.position
        if opened is None or position is None:
            return None
        return _moment_of(opened, position)

    @property
    @override
    def playing(self) -> bool:
        return self.session.playing

    @override
    def show_footage(self, footage_id: FootageId, at_ms: int = 0, *, play: bool = False) -> None:
        self.show_list(footage_id, at_ms, (), play=play)

    def show_list(
        self, footage_id: FootageId, at_ms: int, playlist: tuple[FootageId, ...], *, play: bool
    ) -> None:
        """Show a recording; `playlist` is what the buttons beside it lead to, else its take."""
        self._playlist = playlist
        self.session.open(footage_id, at_ms, play=play)

    @override
    def go_to_footage(self, footage_id: FootageId, at_ms: int) -> None:
        if not self.session.seek_in(footage_id, at_ms):
            self.show_footage(footage_id, at_ms)

    @override
    def go_to(self, wall: datetime) -> bool:
        return self.session.seek_moment(wall)

    @override
    def show_line(self, line: Timeline, lanes: Sequence[str]) -> None:
        self.session.choose_lanes(line, lanes)

    def set_stretch(self, first: datetime | None, last: datetime | None) -> None:
        """Let the part between two moments of the line be what is played over and over."""
        programme = self.session.programme
        places = (
            None if moment is None or programme is None else programme.place_of(moment)
            for moment in (first, last)
        )
        self.loop.set_ends(*places)

    @override
    def set_marks(self, marks: Sequence[tuple[FootageId, int]]) -> None:
        self.stops.set_marks(marks)
        self._show_stops()

    @override
    def set_documents(self, moments: Sequence[datetime]) -> None:
        self.stops.set_documents(moments)

    @override
    def play(self) -> None:
        self.session.play()

    @override
    def pause(self) -> None:
        self.session.pause()

    @override
    def clear(self, words: str = "") -> None:
        if not self.session.empty:
            self.session.close(words)
            return
        self._clear(words)

    @override
    def set_locked(self, *, locked: bool) -> None:
        if locked:
            self.leave_full_screen()
            self.session.pause()
            self.session.write_down()

    @override
    def shut(self) -> None:
        self.leave_full_screen()
        self.session.shut()

    def bind_keys(self, area: QWidget) -> None:
        """Let the player's keys work while the focus is in `area`."""
        bind_keys(area, self.keys)

    def toggle_full_screen(self) -> None:
        """Larger, or back."""
        if self._full is not None:
            self.leave_full_screen()
            return
        self._full = FullScreen(self.column, self.controls, self.stage)
        self._full.left.connect(self.leave_full_screen)
        self.transport.show_full_screen(full=True)
        self._full.showFullScreen()
        self.stage.setFocus()

    def leave_full_screen(self) -> None:
        """Back to the page."""
        full, self._full = self._full, None
        if full is not None:
            self._whole.addWidget(full.give_back())
            self.transport.show_full_screen(full=False)
            full.close()
            full.deleteLater()

    # -- arrangement -----------------------------------------------------------------------------

    def _arrange(self) -> None:
        self.controls.setObjectName("player-controls")
        self.controls.setProperty("ground", "window")
        self.adjusting.hide()
        below = QVBoxLayout(self.controls)
        below.setContentsMargins(LARGE, SMALL, LARGE, MEDIUM)
        below.setSpacing(SMALL)
        below.addWidget(self.bar)
        below.addWidget(self.readout)
        below.addWidget(self.adjusting)
        row = QHBoxLayout()
        row.setSpacing(MEDIUM)
        row.addWidget(self.transport, 1)
        row.addWidget(self.goal)
        below.addLayout(row)
        above = QHBoxLayout()
        above.setSpacing(0)
        above.addWidget(self.stage, 1)
        above.addWidget(self.readout.facts)
        above.addWidget(self.beside)
        self.beside.hide()
        column = QVBoxLayout(self.column)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(above, 1)
        column.addWidget(self.controls)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.addWidget(self.column)

    @property
    @override
    def keys(self) -> Mapping[str, Callable[[], object]]:
        keys = {
            **player_keys(self.session, self.transport, self.stage),
            "J": lambda: self._shuttle(-1),
            "L": lambda: self._shuttle(1),
            "PgUp": lambda: self._on_neighbour_wanted(-1),
            "PgDown": lambda: self._on_neighbour_wanted(1),
            "-": lambda: self._slower(-1),
            "=": lambda: self._slower(1),
            "Ctrl+G": self.goal.setFocus,
            "A": self._hear_next,
            "F": self.toggle_full_screen,
            "F11": self.toggle_full_screen,
            "Esc": self.leave_full_screen,
        }
        if not self._with_line:
            keys["["] = partial(self.loop.set_end, 0)
            keys["]"] = partial(self.loop.set_end, 1)
        for key, stop in (("M", Stop.MARK), ("G", Stop.GAP), ("D", Stop.DOCUMENT)):
            keys[key] = partial(self._on_stop_wanted, stop, 1)
            keys[f"Shift+{key}"] = partial(self._on_stop_wanted, stop, -1)
        return keys

    def _connect(self) -> None:
        session, transport, bar = self.session, self.transport, self.bar
        session.opened.connect(self._on_session_opened)
        self._photos.came.connect(self._on_photo_came)
        session.closed.connect(self._on_session_closed)
        session.failed.connect(self._on_session_failed)
        session.lined.connect(self._on_session_lined)
        session.shown.connect(self._on_session_shown)
        session.moved.connect(self._on_session_moved)
        session.entered.connect(self._on_session_entered)
        session.troubled.connect(self._on_session_troubled)
        transport.play_toggled.connect(session.toggle)
        transport.backward_wanted.connect(lambda: self._shuttle(-1))
        transport.stepped.connect(session.step)
        transport.neighbour_wanted.connect(self._on_neighbour_wanted)
        transport.stop_wanted.connect(self._on_stop_wanted)
        transport.rate_chosen.connect(session.set_rate)
        transport.loop_wanted.connect(self._on_loop_wanted)
        if not self._with_line:
            transport.loop_end_set.connect(self.loop.set_end)
        transport.volume_chosen.connect(session.set_volume)
        transport.adjusting_toggled.connect(self.adjusting.setVisible)
        transport.texts_toggled.connect(self.beside.setVisible)
        transport.full_screen_toggled.connect(self.toggle_full_screen)
        self.loop.changed.connect(self._on_loop_changed)
        bar.grabbed.connect(self._on_bar_grabbed)
        bar.sought.connect(lambda at_ms: session.seek_place(Fraction(at_ms, 1000)))
        bar.released.connect(self._on_bar_released)
        self.goal.reached.connect(self.stage.setFocus)
        self._connect_stage()

    def _connect_stage(self) -> None:
        stage, adjusting, session = self.stage, self.adjusting, self.session
        stage.clicked.connect(self._on_stage_clicked)
        stage.double_clicked.connect(self.toggle_full_screen)
        stage.turned.connect(session.step)
        stage.boxes_changed.connect(session.set_boxes)
        stage.view_changed.connect(lambda: adjusting.show_view(stage.view))
        adjusting.zoomed.connect(stage.zoom)
        adjusting.turned.connect(stage.turn)
        adjusting.toned.connect(
            lambda brightness, contrast: stage.tone(brightness=brightness, contrast=contrast)
        )
        adjusting.plain_wanted.connect(stage.look_plainly)
        adjusting.balanced.connect(session.set_balance)
        adjusting.gaps_chosen.connect(session.set_gaps)

    # -- what happens ----------------------------------------------------------------------------

    def _on_session_opened(self, opened: Opened) -> None:
        """A recording leads now: the asked one, or the next of its take."""
        kind = opened.footage.kind
        self.readout.show_source(time_source(opened.footage), time_facts(opened.footage))
        self._offer(opened)
        self.beside.show_footage(opened)
        self._photos.forget()
        if self.session.programme is None:
            self.readout.clear_readings()
            self.bar.show_length(0)
            self.stage.show_lanes([], "")
            self.stage.show_words("music" if kind is Kind.AUDIO else "film", "")
            self.loop.forget()
            if kind is Kind.PHOTO:
                self._photos.want(opened)
            self.stage.setFocus()
        self.opened.emit(opened.footage.id)

    def _offer(self, opened: Opened) -> None:
        kind = opened.footage.kind
        self.transport.offer(
            plays=kind is not Kind.PHOTO,
            pictures=kind is Kind.VIDEO,
            sound=kind is Kind.AUDIO or bool(opened.footage.media.audio_codec),
        )
        self.goal.setEnabled(kind is not Kind.PHOTO)
        before, after = (self.stops.neighbour(by, self._playlist) is not None for by in (-1, 1))
        self.transport.offer_neighbours(before=before, after=after)

    def _on_photo_came(self, opened: Opened, image: QImage) -> None:
        if image.isNull():
            self.stage.show_words("image", self.tr("这张照片无法打开，原件可能已经损坏。"))
            return
        self.stage.show_image(image)
        self._read_off(opened, Position(0, Fraction(0), None))

    def _on_session_closed(self, why: Sentence | str) -> None:
        self._clear(wording.sentence(why) if why else "")
        self.closed.emit()

    def _on_session_failed(self, why: Sentence) -> None:
        self.stage.show_words("triangle-alert", wording.sentence(why))
        self.transport.offer(plays=False, pictures=False, sound=False)

    def _clear(self, words: str) -> None:
        self._photos.forget()
        self.stage.show_lanes([], "")
        self.stage.show_words("film", words)
        self.readout.clear()
        self.beside.clear()
        self.bar.show_length(0)
        self.transport.offer(plays=False, pictures=False, sound=False)
        self.transport.offer_neighbours(before=False, after=False)
        self.transport.show_playing(playing=False)
        self.goal.setEnabled(False)

    def _on_session_lined(self, programme: Programme) -> None:
        titles = [
            (lane.key, "  ".join(part for part in (lane.officer, lane.device) if part))
            for lane in programme.lanes
        ]
        current = self.session.current
        lane = None if current is None else programme.timeline.lane_of(current.footage.id)
        self.stage.show_lanes(titles, "" if lane is None else lane.key)
        self.bar.show_length(round(programme.length * 1000))
        self._waves.show(programme)
        self._show_stops()
        if current is not None:
            self._offer(current)

    def _show_stops(self) -> None:
        places = self.stops.places(Stop.MARK)
        self.bar.show_marks([round(place * 1000) for place in places])
        gaps = [(round(each.begins * 1000), round(each.ends * 1000)) for each in self.stops.gaps]
        self.bar.show_gaps(gaps)

    def _on_session_shown(self, shown: Shown) -> None:
        self.stage.lead(shown.leading)
        for lane in shown.lanes:
            show_lane(self.stage, self._waves, lane)
        # Painted at once, so that no reading is ever ahead of its picture.
        self.stage.paint_now()
        self.bar.show_position(round(shown.place * 1000))
        lead = shown.lead
        if lead is not None and lead.footage_id is None:
            moment = shown.moment if self._timed else None
            self.readout.show_reading(Reading(moment, None, None, None))
            self.in_gap.emit(shown.moment)

    @property
    def _timed(self) -> bool:
        programme = self.session.programme
        return programme is not None and programme.timeline.timed

    def _on_session_moved(self, position: Position) -> None:
        opened = self.session.current
        if opened is not None:
            self._read_off(opened, position)
            self.beside.show_position(position.at_ms)
            self.moved.emit(_moment_of(opened, position))

    def _read_off(self, opened: Opened, position: Position) -> None:
        times, index = times_at(opened.footage, position.time), self.session.index
        self.readout.show_reading(
            Reading(
                times.true,
                times.recorder,
                position.at_ms,
                self.session.length_ms,
                position.number,
                None if index is None else index.count,
            )
        )

    def _on_session_entered(self, state: PlayerState) -> None:
        playing = state is PlayerState.PLAYING
        self.transport.show_playing(playing=playing)
        self.transport.show_rate(self.session.rate)
        self.playing_changed.emit(playing)
        if (
            state is PlayerState.ENDED
            and self._playlist
            and self.stops.neighbour(1, self._playlist) is not None
        ):
            self._on_neighbour_wanted(1)

    def _on_session_troubled(self, what: Sentence) -> None:
        self._context.notices.warn(wording.sentence(what))

    def _on_neighbour_wanted(self, by: int) -> None:
        footage_id = self.stops.neighbour(by, self._playlist)
        if footage_id is None:
            return
        programme = self.session.programme
        if not self._playlist and programme is not None:
            self.session.seek_place(programme.place_in(footage_id, Fraction(0)))
        else:
            self.session.open(footage_id)

    def _on_stage_clicked(self, key: str) -> None:
        shown = self.session.now
        if shown is not None and key and key != shown.leading:
            self.session.lead(key)
        else:
            self.session.toggle()

    def _hear_next(self) -> None:
        shown = self.session.now
        if shown is not None and len(shown.lanes) > 1:
            keys = [lane.lane for lane in shown.lanes]
            self.session.lead(keys[(keys.index(shown.leading) + 1) % len(keys)])

    def _on_bar_grabbed(self) -> None:
        self._resume_after_drag = self.session.playing
        self.session.pause()

    def _on_bar_released(self) -> None:
        if self._resume_after_drag:
            self.session.play()

    def _on_stop_wanted(self, stop: Stop, direction: int) -> None:
        if not self.stops.go(stop, direction):
            words = {
                Stop.MARK: self.tr("这个方向没有标记了。"),
                Stop.GAP: self.tr("这个方向没有空白了。"),
                Stop.DOCUMENT: self.tr("这个方向没有文书时间了。"),
            }
            self._context.notices.info(words[stop])

    def _on_loop_wanted(self, wanted: bool) -> None:
        if wanted and not self.loop.begin():
            self._context.notices.info(
                self.tr("请先用 [ 和 ] 设循环的起点和终点，或停在两个标记之间。")
            )
        elif not wanted:
            self.loop.end()
        self._on_loop_changed()

    def _on_loop_changed(self) -> None:
        loop = self.loop
        self.transport.show_loop(
            from_set=loop.ends[0] is not None,
            to_set=loop.ends[1] is not None,
            running=loop.running,
        )
        self.bar.show_loop(*(None if each is None else round(each * 1000) for each in loop.ends))

    def _shuttle(self, direction: int) -> None:
        if self.session.programme is not None:
            self.session.shuttle(direction)
            self.transport.show_rate(self.session.rate)

    def _slower(self, by: int) -> None:
        """One speed on the list slower, or faster."""
        rate = self.session.rate
        nearest = min(range(len(RATES)), key=lambda place: abs(RATES[place] - abs(rate)))
        place = min(max(nearest + by, 0), len(RATES) - 1)
        self.session.set_rate(RATES[place] * (1 if rate > 0 else -1))
        self.transport.show_rate(self.session.rate)

    def _watermark(self) -> Sequence[str]:
        opened = self.session.current
        return () if opened is None else watermark(self._context, opened)


def _moment_of(opened: Opened, position: Position) -> PlayerMoment:
    times = times_at(opened.footage, position.time)
    return PlayerMoment(
        opened.footage.id, position.at_ms, position.number, times.true, times.recorder
    )
