"""One person's playing: what is open, under which right, and what of it was watched."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from archive_desk.domain.errors import ArchiveDeskError, Refused
from archive_desk.domain.footage import Kind
from archive_desk.domain.frames import FrameIndex
from archive_desk.domain.ids import FootageId
from archive_desk.domain.sentences import Sentence
from archive_desk.domain.watching import WatchLog
from archive_desk.media.player import Picture, Player, PlayerState, Position
from archive_desk.services.viewing import Opened, Viewing
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.playback.bridge import PlayerBridge
from archive_desk.ui.screen import ScreenContext

_log = logging.getLogger(__name__)
_SOUND_TICK_MS = 50
_WRITE_DOWN_MS = 20_000
_ASK_AGAIN_MS = 10_000


class PlaybackSession(QObject):
    """Opens recordings for the person at the desk and plays them; writes down what was watched.

    Signals:
        opened: an `Opened` is on the stage now.
        closed: nothing is; a sentence why, or empty.
        failed: what is open cannot be played; a `Sentence` why.
        pictured: a `Picture` of the player.
        moved: the `Position` of what is on the screen.
        entered: the `PlayerState` is another now.
        troubled: a `Sentence` for the person.
    """

    opened = Signal(object)
    closed = Signal(object)
    failed = Signal(object)
    pictured = Signal(object)
    moved = Signal(object)
    entered = Signal(object)
    troubled = Signal(object)

    def __init__(self, context: ScreenContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._viewing = Viewing(context.desk)
        self._player: Player | None = None
        self._bridge: PlayerBridge | None = None
        self._log = WatchLog()
        self._job: Job | None = None
        self.current: Opened | None = None
        self.index: FrameIndex | None = None
        self._tick = self._timer(_SOUND_TICK_MS, self._on_tick)
        self._tick.setTimerType(Qt.TimerType.PreciseTimer)
        self._write_down = self._timer(_WRITE_DOWN_MS, self.write_down)
        self._ask_again = self._timer(_ASK_AGAIN_MS, self.ask_again)

    # -- what can be asked -----------------------------------------------------------------------

    @property
    def state(self) -> PlayerState:
        """What the player is doing."""
        return PlayerState.EMPTY if self._player is None else self._player.state

    @property
    def playing(self) -> bool:
        """Whether it runs."""
        return self.state is PlayerState.PLAYING

    @property
    def length_ms(self) -> int:
        """How long the recording is."""
        return 0 if self._player is None else self._player.length_ms

    @property
    def position(self) -> Position | None:
        """Where it stands; None while nothing is open that has a time."""
        if self._player is None or self.state is PlayerState.EMPTY:
            return None
        return self._player.position

    # -- what can be done ------------------------------------------------------------------------

    def open(self, footage_id: FootageId, at_ms: int = 0, *, play: bool = True) -> None:
        """Show a recording from `at_ms`, if the person may see it."""
        self._put_away()
        try:
            opened = self._viewing.open(self._context.actor, footage_id)
        except ArchiveDeskError as error:
            self.closed.emit(error.message)
            self._context.notices.error(error)
            return
        self.current = opened
        self.opened.emit(opened)
        self._write_down.start()
        self._ask_again.start()
        if opened.footage.kind is Kind.PHOTO:
            return
        job = Job(
            self.tr("打开音像"),
            lambda monitor: self._viewing.frame_index(opened, monitor),
            parent=self,
            quiet=True,
            own_errors=True,
        )
        job.succeeded.connect(lambda index: self._begin(opened, index, at_ms, play=play))
        job.failed.connect(self._on_job_failed)
        self._job = job
        self._context.jobs.start(job, Lane.READ)

    def _begin(self, opened: Opened, index: FrameIndex | None, at_ms: int, *, play: bool) -> None:
        if opened is not self.current:
            return
        self.index = index
        player = self._ready_player()
        player.open(opened.path, index, opened.scratch, opened.footage.media.duration_ms or 0)
        if at_ms:
            player.seek(at_ms)
        if play:
            player.play()

    def toggle(self) -> None:
        """Play, or pause."""
        if self._player is not None:
            if self.playing:
                self._player.pause()
            else:
                self._player.play()

    def pause(self) -> None:
        """Stand still."""
        if self._player is not None:
            self._player.pause()

    def play(self) -> None:
        """Run."""
        if self._player is not None:
            self._player.play()

    def seek(self, at_ms: int) -> None:
        """Go there."""
        if self._player is not None:
            self._log.jump()
            self._player.seek(min(max(at_ms, 0), self.length_ms))

    def jump(self, by_ms: int) -> None:
        """Go on, or back, by so much."""
        position = self.position
        if position is not None:
            self.seek(position.at_ms + by_ms)

    def step(self, count: int) -> None:
        """Go on, or back, by so many pictures."""
        if self._player is not None and self.index is not None:
            self._log.jump()
            self._player.step(count)

    def set_rate(self, rate: float) -> None:
        """Run at another speed."""
        if self._player is not None:
            self._player.set_rate(rate)

    def set_volume(self, percent: int) -> None:
        """Be louder or softer."""
        if self._player is not None:
            self._player.set_volume(percent)

    def save_still(self, folder: Path) -> Job | None:
        """A job that writes the picture on the screen into `folder`; None if there is none."""
        opened, position = self.current, self.position
        if opened is None or position is None or position.number is None:
            return None
        number, actor = position.number, self._context.actor
        return Job(
            self.tr("截取画面"),
            lambda _monitor: self._viewing.save_still(actor, opened, number, folder),
            parent=self,
        )

    def write_down(self) -> None:
        """Put what was watched since the last time into the journal."""
        intervals = self._log.take()
        if self.current is None or not intervals:
            return
        try:
            self._viewing.watched(self._context.actor, self.current, intervals)
        except ArchiveDeskError as error:
            self._context.notices.error(error)

    def close(self, why: Sentence | str = "") -> None:
        """Put the recording away."""
        self._put_away()
        self.closed.emit(why)

    def shut(self) -> None:
        """End for good."""
        self._put_away()
        player, self._player = self._player, None
        if self._bridge is not None:
            self._bridge.close()
        if player is not None:
            player.close()

    # -- inside ----------------------------------------------------------------------------------

    def _put_away(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        position = self.position
        if self.playing and position is not None:
            self._log.at(position.at_ms)
        self.write_down()
        self._log = WatchLog()
        for timer in (self._tick, self._write_down, self._ask_again):
            timer.stop()
        if self._player is not None and self.current is not None:
            self._player.unload()
        self.current, self.index = None, None

    def _ready_player(self) -> Player:
        if self._player is None:
            bridge = PlayerBridge(self)
            bridge.shown.connect(self._on_bridge_shown)
            bridge.entered.connect(self._on_bridge_entered)
            bridge.troubled.connect(self.troubled)
            self._bridge = bridge
            self._player = Player(bridge)
        return self._player

    def _timer(self, interval_ms: int, then: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(interval_ms)
        timer.timeout.connect(then)
        return timer

    def _on_bridge_shown(self, picture: Picture) -> None:
        index = self.index
        if index is None or picture.number is None:
            return
        number = min(picture.number, index.count - 1)
        at_ms = index.ms_of(number)
        if self.playing:
            self._log.at(at_ms)
        self.pictured.emit(picture)
        self.moved.emit(Position(at_ms, index.time_of(number), number))

    def _on_bridge_entered(self, state: PlayerState) -> None:
        if self.current is None and state is not PlayerState.EMPTY:
            return
        if state is PlayerState.PLAYING:
            self._tick.start()
        else:
            self._tick.stop()
            self._log.jump()
            self._tell_position()
        self.entered.emit(state)

    def _on_tick(self) -> None:
        """Sound alone has no pictures that would tell its time."""
        if self.index is None:
            self._tell_position()

    def _tell_position(self) -> None:
        position = self.position
        if position is None:
            return
        if self.index is None and self.playing:
            self._log.at(position.at_ms)
        self.moved.emit(position)

    def _on_job_failed(self, error: BaseException) -> None:
        if isinstance(error, ArchiveDeskError):
            self.failed.emit(error.message)
        else:
            self._context.notices.error(error)

    def ask_again(self) -> None:
        """Make sure that looking is still allowed; put the recording away if it is not."""
        if self.current is None:
            return
        try:
            self._viewing.still_open(self._context.actor, self.current)
        except Refused as error:
            self.close(error.message)
            self._context.notices.error(error)
        except ArchiveDeskError as error:
            _log.info("It could not be asked whether looking is still allowed: %s", error)


def neighbours(playlist: Sequence[FootageId], current: FootageId | None) -> tuple[bool, bool]:
    """Whether something comes before and after the recording in the list."""
    if current is None or current not in playlist:
        return False, False
    place = list(playlist).index(current)
    return place > 0, place < len(playlist) - 1
