"""The picture, its bar, its clocks and its controls: what plays, on whatever page."""

from collections.abc import Callable
from datetime import datetime, timedelta
from fractions import Fraction

from PySide6.QtGui import QImageReader
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.footage import Kind
from archive_desk.domain.ids import FootageId
from archive_desk.domain.picture_time import position_named, times_at
from archive_desk.domain.sentences import Sentence
from archive_desk.media.player import PlayerState, Position
from archive_desk.services.catalogue import Catalogue
from archive_desk.services.viewing import Opened
from archive_desk.ui import wording
from archive_desk.ui.playback.about import time_source
from archive_desk.ui.playback.full_screen import FullScreen
from archive_desk.ui.playback.keys import bind_keys
from archive_desk.ui.playback.readout import Reading, Readout
from archive_desk.ui.playback.session import PlaybackSession, neighbours
from archive_desk.ui.playback.stage import Stage
from archive_desk.ui.playback.time_bar import TimeBar
from archive_desk.ui.playback.transport import RATES, Transport
from archive_desk.ui.player_pane import PlayerMoment, PlayerPane
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import LARGE, MEDIUM, SMALL, theme
from archive_desk.ui.zones import zone

_LOUDER = 10


class PlaybackPane(PlayerPane):
    """The player that `context.player()` makes. `docs/player-controls.md` names its parts."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self._context = context
        self._catalogue = Catalogue(context.desk)
        self._playlist: tuple[FootageId, ...] = ()
        self._goes_on = self._resume_after_drag = False
        self._full: FullScreen | None = None
        self.session = PlaybackSession(context, self)
        self.stage = Stage()
        self.bar = TimeBar()
        self.readout = Readout()
        self.transport = Transport()
        self.goal = QLineEdit()
        self.column = QWidget()
        self._arrange()
        self._connect()
        self.bind_keys(self.column)
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
        """Show a recording; `playlist` is what the buttons beside it lead to."""
        self._playlist = playlist or self._take_of(footage_id)
        self._goes_on = not playlist
        self.session.open(footage_id, at_ms, play=play)

    @override
    def go_to_footage(self, footage_id: FootageId, at_ms: int) -> None:
        opened = self.session.current
        if opened is not None and opened.footage.id == footage_id:
            self.session.seek(at_ms)
        else:
            self.show_footage(footage_id, at_ms)

    @override
    def go_to(self, wall: datetime) -> bool:
        opened = self.session.current
        if opened is None or opened.footage.started_at is None:
            return False
        at_ms = round((wall - opened.footage.started_at) / timedelta(milliseconds=1))
        if not 0 <= at_ms <= self.session.length_ms:
            return False
        self.session.seek(at_ms)
        return True

    @override
    def play(self) -> None:
        self.session.play()

    @override
    def pause(self) -> None:
        self.session.pause()

    @override
    def clear(self, words: str = "") -> None:
        if self.session.current is not None:
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
        bind_keys(area, self._keys())

    def set_full_screen(self, *, full: bool) -> None:
        """Show picture and controls on the whole screen, or on their page."""
        if full and self._full is None:
            self._full = FullScreen(self.column)
            self._full.left.connect(self.leave_full_screen)
            self.transport.show_full_screen(full=True)
            self._full.showFullScreen()
        elif not full:
            self.leave_full_screen()

    def toggle_full_screen(self) -> None:
        """Larger, or back."""
        self.set_full_screen(full=self._full is None)

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
        self.goal.setObjectName("player-go-to")
        self.goal.setAccessibleName(self.tr("跳转到时间"))
        self.goal.setPlaceholderText(self.tr("跳转到 时:分:秒"))
        self.goal.setMinimumWidth(theme().px(90))
        self.goal.setMaximumWidth(theme().px(150))
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
        row.addWidget(self.goal)
        below.addLayout(row)
        column = QVBoxLayout(self.column)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.stage, 1)
        column.addWidget(controls)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.addWidget(self.column)

    def _keys(self) -> dict[str, Callable[[], object]]:
        return {
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
            "Esc": self.leave_full_screen,
        }

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
        transport.full_screen_toggled.connect(self.toggle_full_screen)
        bar.grabbed.connect(self._on_bar_grabbed)
        bar.sought.connect(session.seek)
        bar.released.connect(self._on_bar_released)
        self.stage.clicked.connect(session.toggle)
        self.stage.double_clicked.connect(self.toggle_full_screen)
        self.stage.turned.connect(session.step)
        self.goal.returnPressed.connect(self._on_goal_returned)

    # -- what happens ----------------------------------------------------------------------------

    def _on_session_opened(self, opened: Opened) -> None:
        kind = opened.footage.kind
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
        self.goal.setEnabled(kind is not Kind.PHOTO)
        if kind is Kind.PHOTO:
            self._show_photo(opened)
        else:
            icon = "music" if kind is Kind.AUDIO else "film"
            self.stage.show_words(icon, opened.footage.name if kind is Kind.AUDIO else "")
        self.opened.emit(opened.footage.id)

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
        self.closed.emit()

    def _on_session_failed(self, why: Sentence) -> None:
        self.stage.show_words("triangle-alert", wording.sentence(why))
        self.transport.offer(plays=False, pictures=False, sound=False)

    def _clear(self, words: str) -> None:
        self.stage.show_words("film", words)
        self.readout.clear()
        self.bar.show_length(0)
        self.transport.offer(plays=False, pictures=False, sound=False)
        self.transport.offer_neighbours(before=False, after=False)
        self.transport.show_playing(playing=False)
        self.goal.setEnabled(False)

    def _on_session_moved(self, position: Position) -> None:
        length_ms = self.session.length_ms
        if self.bar.length_ms != length_ms:
            self.bar.show_length(length_ms)
        self.bar.show_position(position.at_ms)
        self._read_off(position, length_ms)
        opened = self.session.current
        if opened is not None:
            self.moved.emit(_moment_of(opened, position))

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
        self.playing_changed.emit(state is PlayerState.PLAYING)
        if state is PlayerState.FAILED:
            self.transport.play.setEnabled(False)
        if state is PlayerState.ENDED and self._goes_on:
            self._on_neighbour_wanted(1)

    def _on_session_troubled(self, what: Sentence) -> None:
        self._context.notices.warn(wording.sentence(what))

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

    def _on_goal_returned(self) -> None:
        opened = self.session.current
        if opened is None:
            return
        at_ms = position_named(opened.footage, self.goal.text(), zone())
        if at_ms is None:
            self._context.notices.warn(
                self.tr("请输入时刻，如 09:31:05；这段音像须有已知的起始时间。")
            )
            return
        if not 0 <= at_ms <= self.session.length_ms:
            self._context.notices.warn(self.tr("这一时刻不在这段音像之内。"))
            return
        self.session.seek(at_ms)

    def _faster(self, by: int) -> None:
        place = RATES.index(self.transport.rate.value) + by
        if 0 <= place < len(RATES):
            self.transport.show_rate(RATES[place])
            self.session.set_rate(RATES[place])

    def _take_of(self, footage_id: FootageId) -> tuple[FootageId, ...]:
        """The recordings of the same take, so that playing goes on from one to the next."""
        try:
            take = self._catalogue.show(self._context.actor, footage_id).take
        except ArchiveDeskError:
            return ()
        return () if take is None else tuple(part.id for part in take.footage)


def _moment_of(opened: Opened, position: Position) -> PlayerMoment:
    times = times_at(opened.footage, position.time)
    return PlayerMoment(
        opened.footage.id, position.at_ms, position.number, times.true, times.recorder
    )
