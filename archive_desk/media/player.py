"""Plays a recording: libVLC while it runs, exact pictures from the frame index while it stands.

The player belongs to no window. It hands pictures and news to a listener, on threads of its own;
whoever paints them must bring them to his own thread first. Everything asked of libVLC is asked
from one worker: libVLC must not be called from its own callbacks, and may block.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Protocol

from archive_desk.domain.errors import ArchiveDeskError, Unavailable
from archive_desk.domain.frames import FrameIndex
from archive_desk.domain.sentences import Sentence
from archive_desk.media.arrival import Arrival, print_of
from archive_desk.media.frames import StillReader
from archive_desk.media.play_clock import PlayClock, expected_lead_ms, lead_is_certain
from archive_desk.media.playable import Playable, copy_for_playing, needs_copy
from archive_desk.media.vlc_engine import EngineEvents, Picture, VlcEngine

__all__ = ["Listener", "Picture", "Player", "PlayerState", "Position"]

MIN_RATE, MAX_RATE = 0.25, 8.0
MAX_VOLUME = 200
_AROUND = 3
_LEARNING_SECONDS = 0.8
_PATIENCE_SECONDS = 5.0


class PlayerState(StrEnum):
    """What the player is doing. `FAILED`: libVLC cannot play it; single pictures still come."""

    EMPTY = "empty"
    PAUSED = "paused"
    PLAYING = "playing"
    ENDED = "ended"
    FAILED = "failed"


@dataclass(frozen=True)
class Position:
    """Where a recording stands.

    `number` is the picture on the screen (None for sound alone) and `time` its exact beginning in
    seconds after the first; `at_ms` is the first whole millisecond at which it is seen.
    """

    at_ms: int
    time: Fraction
    number: int | None


class Listener(Protocol):
    """Whoever shows what is played. Called on foreign threads; must return at once."""

    def picture_came(self, picture: Picture) -> None:
        """A picture is to be shown."""

    def state_changed(self, state: PlayerState) -> None:
        """The player does something else now, or stands somewhere else."""

    def trouble_came(self, what: Sentence) -> None:
        """Something could not be done; a sentence for the person."""


class Player:
    """One recording at a time. Its methods return at once; what they bring about is told later."""

    def __init__(self, listener: Listener) -> None:
        """Tell `listener` everything."""
        self._listener = listener
        self._state = PlayerState.EMPTY
        self._path, self._scratch, self._length_ms = Path(), Path(), 0
        self._copy: Playable | None = None
        self._learnt_lead_ms: float | None = None
        self._index: FrameIndex | None = None
        self._reader: StillReader | None = None
        self._engine: VlcEngine | None = None
        self._clock = PlayClock(None)
        self._rate, self._volume = 1.0, 100
        self._stands = Position(0, Fraction(0), None)
        self._libvlc_stands_ms: int | None = None
        self._live = False
        self._orders: deque[tuple[str, Callable[[], None]]] = deque()
        self._wake = threading.Condition()
        self._worker = threading.Thread(target=self._work, name="player", daemon=False)
        self._worker.start()

    def open(self, path: Path, index: FrameIndex | None, scratch: Path, length_ms: int = 0) -> None:
        """Show the first picture of `path`; for sound alone, `index` is None.

        `scratch` is a folder for what playing needs for a while; `length_ms` is the length where
        there is no index.
        """
        self._order("open", lambda: self._open(path, index, scratch, length_ms))

    def play(self) -> None:
        """Play on from where it stands; from the beginning if it stands at the end."""
        self._order("play", self._play)

    def pause(self) -> None:
        """Stand still on the picture that is on the screen."""
        self._order("pause", self._pause)

    def seek(self, at_ms: int) -> None:
        """Go to the picture that is seen `at_ms` after the first, playing or not."""
        self._order("seek", lambda: self._seek(at_ms))

    def step(self, count: int) -> None:
        """Pause, and go exactly `count` pictures on (or back, if negative)."""
        self._order("step", lambda: self._step(count))

    def set_rate(self, rate: float) -> None:
        """Play at `rate`, from a quarter to eight times the usual speed."""
        self._order("rate", lambda: self._set_rate(min(max(rate, MIN_RATE), MAX_RATE)))

    def set_volume(self, percent: int) -> None:
        """Sound at `percent` of its own loudness, up to 200; 0 is silence."""
        self._order("volume", lambda: self._set_volume(min(max(percent, 0), MAX_VOLUME)))

    def unload(self) -> None:
        """Stop and let go of the file."""
        self._order("open", self._unload)

    def close(self) -> None:
        """Stop, let go of the file and end. The player cannot be used again."""
        with self._wake:
            self._orders.clear()
        self._order("end", self._let_go)
        self._worker.join(_PATIENCE_SECONDS)

    @property
    def state(self) -> PlayerState:
        """What the player is doing."""
        return self._state

    @property
    def rate(self) -> float:
        """The speed at which it plays."""
        return self._rate

    @property
    def length_ms(self) -> int:
        """How long the recording is."""
        return round(self._index.length * 1000) if self._index else self._length_ms

    @property
    def position(self) -> Position:
        """Where the recording stands; with a frame index, the picture on the screen."""
        if not self._live:
            return self._stands
        if self._index is not None:
            return self._position_of(self._clock.number)
        at_ms = max(round(self._clock.position_ms(time.monotonic())), 0)
        return self._position_at(min(at_ms, self._length_ms or at_ms))

    def _position_at(self, at_ms: int) -> Position:
        if self._index is not None:
            return self._position_of(self._index.frame_at(at_ms))
        at_ms = min(max(at_ms, 0), self._length_ms or at_ms)
        return Position(at_ms, Fraction(at_ms, 1000), None)

    def _position_of(self, number: int) -> Position:
        index = self._index
        if index is None:
            return Position(0, Fraction(0), None)
        number = min(max(number, 0), index.count - 1)
        return Position(index.ms_of(number), index.time_of(number), number)

    # On the worker from here on ----------------------------------------------------------------

    def _order(self, kind: str, order: Callable[[], None]) -> None:
        with self._wake:
            # Of several seeks in a row only the last one matters.
            if kind == "seek" and self._orders and self._orders[-1][0] == "seek":
                self._orders.pop()
            self._orders.append((kind, order))
            self._wake.notify()

    def _work(self) -> None:
        kind = ""
        while kind != "end":
            with self._wake:
                self._wake.wait_for(lambda: bool(self._orders))
                kind, order = self._orders.popleft()
            try:
                order()
            except ArchiveDeskError as error:
                self._listener.trouble_came(error.message)

    def _enter(self, state: PlayerState) -> None:
        self._state = state
        self._listener.state_changed(state)

    def _open(self, path: Path, index: FrameIndex | None, scratch: Path, length_ms: int) -> None:
        self._let_go()
        self._path, self._index, self._length_ms = path, index, length_ms
        self._scratch, self._learnt_lead_ms = scratch, None
        self._stands = self._position_at(0)
        if index is not None:
            self._reader = StillReader(path, index)
            self._show_still()
        self._enter(PlayerState.PAUSED)

    def _new_clock(self, playable: Playable) -> PlayClock:
        origin = playable.origin
        if origin is None:
            origin = self._index.origin if self._index else Fraction(0)
        suffix = playable.path.suffix
        begins = self._reader.begins if self._reader is not None else origin
        lead_ms = expected_lead_ms(suffix, origin, begins)
        if self._learnt_lead_ms is not None:
            self._clock = PlayClock(self._index, self._learnt_lead_ms)
        else:
            self._clock = PlayClock(self._index, lead_ms, learns=not lead_is_certain(suffix))
        self._clock.set_rate(self._rate, time.monotonic())
        return self._clock

    def _unload(self) -> None:
        self._let_go()
        self._index, self._length_ms = None, 0
        self._stands = self._position_at(0)
        self._enter(PlayerState.EMPTY)

    def _let_go(self) -> None:
        self._drop_engine()
        if self._reader is not None:
            self._reader.close()
            self._reader = None
        if self._copy is not None:
            self._copy.path.unlink(missing_ok=True)
            self._copy = None

    def _playable(self) -> Playable:
        """The file itself, or a copy in which libVLC finds its way."""
        if self._copy is None and needs_copy(self._path):
            self._copy = copy_for_playing(self._path, self._scratch)
        return self._copy or Playable(self._path)

    def _drop_engine(self) -> None:
        self._live = False
        if self._engine is not None and not self._clock.learning:
            self._learnt_lead_ms = self._clock.lead_ms
        engine, self._engine = self._engine, None
        self._libvlc_stands_ms = None
        if engine is not None:
            engine.drop()

    def _play(self) -> None:
        if self._state is PlayerState.ENDED:
            self._stands = self._position_at(0)
        elif self._state is not PlayerState.PAUSED:
            return
        goal_ms = self._stands.at_ms
        if self._engine is None:
            self._start_engine(seen=goal_ms == 0)
        engine = self._engine
        if engine is None:
            return
        if goal_ms == self._libvlc_stands_ms:
            self._clock.start(goal_ms, time.monotonic())
        elif self._libvlc_stands_ms is not None or goal_ms > 0:
            self._go_to(engine, self._stands)
        self._live = True
        if self._libvlc_stands_ms is not None:
            engine.resume()
        self._libvlc_stands_ms = None
        self._enter(PlayerState.PLAYING)

    def _start_engine(self, *, seen: bool) -> None:
        """Let libVLC begin at the first picture; `seen` if it is wanted there."""
        playable = self._playable()
        clock = self._new_clock(playable)
        size = self._reader.size if self._reader is not None else None
        events = EngineEvents(
            self._on_picture,
            lambda: self._order("ended", lambda: self._end(clock)),
            lambda: self._order("failed", lambda: self._fail(clock)),
            self._on_sounding,
        )
        self._engine = VlcEngine(playable.path, size, self._clock, events)
        self._engine.set_rate(self._rate)
        self._clock.begin(time.monotonic())
        self._live = seen
        if not seen:
            self._engine.set_volume(0)
        try:
            self._engine.start(self._arrival_at(0))
        except Unavailable:
            self._fail(clock)
            raise
        if not seen:
            self._learn_lead(clock)
        self._set_volume(self._volume)

    def _learn_lead(self, clock: PlayClock) -> None:
        """Before going on from the middle, see how libVLC counts in this file, if that is open."""
        patience = time.monotonic() + _LEARNING_SECONDS
        while clock.learning and time.monotonic() < patience:
            time.sleep(0.01)
        if not clock.learning:
            self._learnt_lead_ms = clock.lead_ms

    def _on_sounding(self) -> None:
        """Only now does libVLC have a sound whose loudness can be set."""
        self._order("volume", lambda: self._set_volume(self._volume))

    def _on_picture(self, picture: Picture) -> None:
        if self._live:
            self._listener.picture_came(picture)

    def _pause(self) -> None:
        if self._state is not PlayerState.PLAYING or self._engine is None:
            return
        self._engine.pause()
        self._clock.hold(time.monotonic())
        self._stands = self.position
        self._live = False
        self._libvlc_stands_ms = self._stands.at_ms
        self._show_still()
        self._enter(PlayerState.PAUSED)

    def _seek(self, at_ms: int) -> None:
        if self._state is PlayerState.EMPTY:
            return
        goal = self._position_at(at_ms)
        if self._state is PlayerState.PLAYING and self._engine is not None:
            self._live, self._stands = False, goal
            self._show_still()
            self._go_to(self._engine, goal)
            self._live = True
            return
        self._stand_at(goal)

    def _go_to(self, engine: VlcEngine, goal: Position) -> None:
        """Send libVLC to `goal`.

        At usual speed and below the first picture there is recognised; when playing fast, libVLC
        leaves some out, and the still of the goal stands until it tells its time.
        """
        number = goal.number if self._rate <= 1 else None
        arrival = Arrival() if number is not None else None
        self._clock.seek(goal.at_ms, time.monotonic())
        engine.go_to(goal.at_ms, arrival)
        if arrival is not None and number is not None:
            arrival.likenesses = self._likenesses(number)

    def _arrival_at(self, number: int) -> Arrival | None:
        return None if self._index is None else Arrival(self._likenesses(number))

    def _likenesses(self, number: int) -> dict[int, bytes]:
        """What the pictures around `number` look like."""
        if self._reader is None or self._index is None:
            return {}
        around = range(max(number - _AROUND, 0), min(number + _AROUND + 1, self._index.count))
        return {near: print_of(*self._reader.painted(near)) for near in around}

    def _step(self, count: int) -> None:
        self._pause()
        if self._stands.number is not None:
            self._stand_at(self._position_of(self._stands.number + count))

    def _stand_at(self, goal: Position) -> None:
        self._stands = goal
        self._show_still()
        self._enter(PlayerState.FAILED if self._state is PlayerState.FAILED else PlayerState.PAUSED)

    def _show_still(self) -> None:
        number = self._stands.number
        if self._reader is None or number is None:
            return
        width, height, data = self._reader.painted(number)
        self._listener.picture_came(Picture(width, height, data, number))

    def _set_rate(self, rate: float) -> None:
        self._rate = rate
        self._clock.set_rate(rate, time.monotonic())
        if self._engine is not None:
            self._engine.set_rate(rate)

    def _set_volume(self, percent: int) -> None:
        self._volume = percent
        if self._engine is not None:
            self._engine.set_volume(percent)

    def _end(self, clock: PlayClock) -> None:
        if clock is not self._clock or self._state is not PlayerState.PLAYING:
            return
        self._drop_engine()
        last = self._position_of(self._index.count - 1) if self._index else None
        self._stands = last or self._position_at(self._length_ms)
        self._show_still()
        self._enter(PlayerState.ENDED)

    def _fail(self, clock: PlayClock) -> None:
        if clock is not self._clock or self._state is PlayerState.FAILED:
            return
        self._stands = self.position
        self._drop_engine()
        self._enter(PlayerState.FAILED)
