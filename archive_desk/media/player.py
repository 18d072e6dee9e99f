"""Plays a programme: all its lanes in step, each picture exactly at its time.

PyAV decodes the pictures and the frame index says when each is due; libVLC plays the sound, and the
clock that everything follows is disciplined by it. What is shown at one moment in all lanes is
handed over as one thing, so that no lane is ever ahead of another.

The player belongs to no window. It hands what is shown to a listener, on a thread of its own;
whoever paints it must bring it to his own thread first.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.ids import FootageId
from archive_desk.domain.programmes import Programme
from archive_desk.media.cueing import Cue, Cueing, Cues
from archive_desk.media.kept_pictures import Box
from archive_desk.media.master_clock import MasterClock
from archive_desk.media.projector import Key, Picture, Projector
from archive_desk.media.reels import Reel
from archive_desk.media.showing import LaneShown, Listener, PlayerState, Shown
from archive_desk.media.sounding import Sounding
from archive_desk.media.soundtrack import Soundtrack

__all__ = ["LaneShown", "Listener", "Picture", "Player", "PlayerState", "Reel", "Shown"]

MIN_RATE, MAX_RATE = 0.1, 16.0
MAX_VOLUME = 200
_AHEAD = 5
_PICTURES_A_SECOND = 62.0
_FAST = 1.5
_STILL_SECONDS = 20.0
_SHORTEST_NAP = 0.002
_PATIENCE_SECONDS = 8.0
_MICRO = 1_000_000


class Player:
    """One programme at a time. Its methods return at once; what they bring about is told later."""

    def __init__(self, listener: Listener) -> None:
        """Tell `listener` everything."""
        self._listener = listener
        self._state = PlayerState.EMPTY
        self._cueing: Cueing | None = None
        self._reels: dict[FootageId, Reel] = {}
        self._projectors: dict[str, Projector] = {}
        self._boxes: dict[str, Box] = {}
        self._clock = MasterClock()
        self._sound: Sounding | None = None
        self._leading = ""
        self._rate, self._volume, self._balance = 1.0, 100, 0
        self._place = self._began = Fraction(0)
        self._pending: list[Cues] = []
        self._planned: tuple[object, ...] | None = None
        self._held = self._goes_back = False
        self._loop: tuple[Fraction, Fraction] | None = None
        self._shown: Shown | None = None
        self._orders: deque[tuple[str, Callable[[], None]]] = deque()
        self._wake = threading.Condition()
        self._poked = False
        self._worker = threading.Thread(target=self._work, name="player", daemon=False)
        self._worker.start()

    def open(
        self, programme: Programme, reels: Mapping[FootageId, Reel], place: Fraction, leading: str
    ) -> None:
        """Stand at `place` of `programme`; `leading` is the lane that is heard."""
        self._order("open", lambda: self._open(programme, dict(reels), place, leading))

    def supply(self, reel: Reel) -> None:
        """Another recording of the programme is ready."""
        self._order("supply", lambda: self._supply(reel))

    def play(self) -> None:
        """Play on from where it stands; from the beginning if it stands at the end."""
        self._order("play", self._play)

    def pause(self) -> None:
        """Stand still on the picture that is on the screen."""
        self._order("pause", self._pause)

    def seek(self, place: Fraction) -> None:
        """Go to a place of the programme, playing or not."""
        self._order("seek", lambda: self._seek(place))

    def seek_picture(self, footage_id: FootageId, number: int) -> None:
        """Go to a picture of a recording, playing or not."""
        self._order("seek", lambda: self._seek_picture(Key(footage_id, number)))

    def step(self, count: int) -> None:
        """Pause, and go exactly `count` pictures on (or back, if negative) in the leading lane."""
        self._order("step", lambda: self._step(count))

    def set_rate(self, rate: float) -> None:
        """Play at `rate`: 0.1 to 16 times the usual speed, backward if negative."""
        speed = min(max(abs(rate), MIN_RATE), MAX_RATE)
        self._order("rate", lambda: self._set_rate(speed if rate > 0 else -speed))

    def set_loop(self, loop: tuple[Fraction, Fraction] | None) -> None:
        """Play this part of the programme over and over; None to play on."""
        self._order("loop", lambda: setattr(self, "_loop", loop))

    def set_volume(self, percent: int) -> None:
        """Sound at `percent` of its own loudness, up to 200; 0 is silence."""
        self._order("volume", lambda: self._set_volume(min(max(percent, 0), MAX_VOLUME)))

    def set_balance(self, shift: int) -> None:
        """Hear more of the left (-100) or of the right (100)."""
        self._order("balance", lambda: self._set_balance(min(max(shift, -100), 100)))

    def lead(self, lane: str) -> None:
        """Let this lane be heard and stepped."""
        self._order("lead", lambda: self._lead(lane))

    def set_boxes(self, boxes: Mapping[str, Box]) -> None:
        """Say how much room each lane has on the screen; while playing, pictures are made to fit.

        A lane that is left out has all the room it wants.
        """
        self._order("boxes", lambda: self._set_boxes(dict(boxes)))

    def unload(self) -> None:
        """Stop and let go of the files."""
        self._order("open", self._unload)

    def close(self) -> None:
        """Stop, let go of the files and end. The player cannot be used again."""
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
        """The speed at which it plays; backward if negative."""
        return self._rate

    @property
    def shown(self) -> Shown | None:
        """What is on the screen."""
        return self._shown

    # On the worker from here on ----------------------------------------------------------------

    def _order(self, kind: str, order: Callable[[], None]) -> None:
        with self._wake:
            # Of several seeks in a row only the last one matters.
            if kind == "seek" and self._orders and self._orders[-1][0] == "seek":
                self._orders.pop()
            self._orders.append((kind, order))
            self._wake.notify()

    def _poke(self) -> None:
        """A picture is ready."""
        with self._wake:
            self._poked = True
            self._wake.notify()

    def _work(self) -> None:
        kind, nap = "", 0.0
        while kind != "end":
            with self._wake:
                running = self._state is PlayerState.PLAYING and not self._held
                self._wake.wait_for(
                    lambda: bool(self._orders) or self._poked, nap if running else None
                )
                self._poked = False
                kind, order = self._orders.popleft() if self._orders else ("", None)
            try:
                if order is not None:
                    order()
                nap = self._present()
            except ArchiveDeskError as error:
                self._listener.trouble_came(error.message)

    def _enter(self, state: PlayerState) -> None:
        self._state = state
        self._listener.state_changed(state)

    def _open(
        self,
        programme: Programme,
        reels: dict[FootageId, Reel],
        place: Fraction,
        leading: str,
    ) -> None:
        self._let_go()
        self._reels, self._leading = reels, leading
        self._cueing = Cueing(programme, self._reels.get)
        for lane in programme.lanes:
            self._projectors[lane.key] = Projector(self._reels.get, self._poke)
        self._sound = Sounding(
            Soundtrack(programme, self._reels.get, leading),
            lambda: any(reel.sounds for reel in self._reels.values()),
            self._on_told,
            self._listener.trouble_came,
        )
        self._sound.set_volume(self._volume)
        self._sound.set_balance(self._balance)
        self._place = place
        self._show_still()
        self._enter(PlayerState.PAUSED)
        self._order("warm", self._load_libvlc)

    def _supply(self, reel: Reel) -> None:
        self._reels[reel.footage_id] = reel
        if self._cueing is None:
            return
        if self._held:
            self._held = False
            self._planned = None
            self._run_from(self._place)
        elif self._state is not PlayerState.PLAYING and self._waits_for(reel.footage_id):
            self._show_still()

    def _waits_for(self, footage_id: FootageId) -> bool:
        lanes = self._shown.lanes if self._shown is not None else ()
        return any(lane.waiting and lane.footage_id == footage_id for lane in lanes)

    def _unload(self) -> None:
        self._let_go()
        self._enter(PlayerState.EMPTY)

    def _let_go(self) -> None:
        self._state = PlayerState.EMPTY
        sound, self._sound = self._sound, None
        if sound is not None:
            sound.drop()
        for projector in self._projectors.values():
            projector.close()
        self._projectors, self._cueing, self._shown = {}, None, None
        self._boxes, self._loop, self._held = {}, None, False
        self._pending, self._planned = [], None
        self._clock.stand(0.0)

    # -- moving ----------------------------------------------------------------------------------

    def _play(self) -> None:
        if self._cueing is None or self._state is PlayerState.PLAYING:
            return
        begin, end = self._bounds
        if self._rate > 0 and (self._state is PlayerState.ENDED or self._place >= end):
            self._place = begin
        elif self._rate < 0 and self._place <= begin:
            self._place = end
        self._state = PlayerState.PLAYING
        self._planned = None
        self._run_from(self._place)
        self._listener.state_changed(PlayerState.PLAYING)

    @property
    def _bounds(self) -> tuple[Fraction, Fraction]:
        """From where to where is played."""
        if self._loop is not None:
            return self._loop
        return Fraction(0), self._cueing.programme.length if self._cueing else Fraction(0)

    def _run_from(self, place: Fraction) -> None:
        self._began = place
        self._clock.set_rate(self._rate, time.monotonic())
        self._start_sound(float(place))
        self._clock.run(float(place), time.monotonic())

    def _pause(self) -> None:
        if self._state is PlayerState.PLAYING:
            self._stand_still()
            self._show_still()
            self._enter(PlayerState.PAUSED)

    def _stand_still(self) -> None:
        """Stop on the very picture that is on the screen."""
        shown = self._shown
        if shown is not None:
            self._place = shown.place
        self._hush()
        self._clock.stand(float(self._place))
        self._pending, self._held = [], False

    def _seek(self, place: Fraction) -> None:
        if self._cueing is None:
            return
        playing = self._state is PlayerState.PLAYING
        self._place = min(max(place, Fraction(0)), self._cueing.programme.length)
        self._hush()
        self._clock.stand(float(self._place))
        self._pending, self._planned = [], None
        self._held = self._goes_back = False
        self._show_still()
        if playing:
            self._run_from(self._place)
        else:
            self._enter(PlayerState.PAUSED)

    def _seek_picture(self, key: Key) -> None:
        place = self._cueing.place_of_picture(key) if self._cueing else None
        if place is not None:
            self._seek(place)

    def _step(self, count: int) -> None:
        if self._cueing is None:
            return
        if self._state is PlayerState.PLAYING:
            self._stand_still()
        self._place = self._cueing.stepped(self._place, self._leading, count)
        self._goes_back = count < 0
        self._show_still()
        self._enter(PlayerState.PAUSED)

    def _set_rate(self, rate: float) -> None:
        if rate == self._rate:
            return
        self._rate = rate
        self._clock.set_rate(rate, time.monotonic())
        self._planned, self._pending = None, []
        self._began = self._shown.place if self._shown is not None else self._place
        if self._state is PlayerState.PLAYING:
            self._start_sound(self._clock.now(time.monotonic()))

    def _lead(self, lane: str) -> None:
        if lane not in self._projectors:
            return
        self._leading = lane
        if self._sound is not None:
            self._sound.choose(lane)
        if self._state is PlayerState.PLAYING:
            self._start_sound(self._clock.now(time.monotonic()))
        if self._shown is not None:
            self._tell(replace(self._shown, leading=lane))

    def _set_boxes(self, boxes: dict[str, Box]) -> None:
        if boxes != self._boxes:
            self._boxes = boxes
            self._planned = None

    # -- sound -----------------------------------------------------------------------------------

    def _load_libvlc(self) -> None:
        """Meanwhile, so that the first playing begins at once."""
        if self._sound is not None:
            self._sound.make_ready()

    def _hush(self) -> None:
        if self._sound is not None:
            self._sound.hush()

    def _start_sound(self, at_seconds: float) -> None:
        if self._sound is not None:
            self._sound.start(at_seconds, self._rate)

    def _on_told(self, told: float, wall: float) -> None:
        """On libVLC's thread: it is there now."""
        if not self._clock.hear(told, wall):
            self._order("sound", self._fetch_sound)

    def _fetch_sound(self) -> None:
        """The sound is somewhere else: bring it to where the pictures are."""
        if self._state is PlayerState.PLAYING and not self._held:
            self._start_sound(self._clock.now(time.monotonic()))

    def _set_volume(self, percent: int) -> None:
        self._volume = percent
        if self._sound is not None:
            self._sound.set_volume(percent)

    def _set_balance(self, shift: int) -> None:
        self._balance = shift
        if self._sound is not None:
            self._sound.set_balance(shift)

    # -- showing ---------------------------------------------------------------------------------

    def _show_still(self) -> None:
        """Show what is due at the place in full size; give up if something newer is asked."""
        if self._cueing is None:
            return
        cues = self._cueing.at(self._place)
        for cue in cues.lanes:
            ahead = self._cueing.prepared(cue, -1.0) if self._goes_back else []
            self._projectors[cue.lane].want([cue.key] if cue.key is not None else [], ahead=ahead)
        patience = time.monotonic() + _STILL_SECONDS
        with self._wake:
            while not self._settled(cues) and time.monotonic() < patience:
                if self._orders and self._orders[0][0] in ("seek", "open", "end"):
                    return
                self._wake.wait(0.25)
        self._planned = cues.keys
        self._tell(self._shown_of(cues))

    def _settled(self, cues: Cues) -> bool:
        return all(
            cue.key is None or self._projectors[cue.lane].settled(cue.key) for cue in cues.lanes
        )

    def _present(self) -> float:
        """Show what is due by the clock; the seconds until something else will be."""
        cueing = self._cueing
        if cueing is None or self._state is not PlayerState.PLAYING or self._held:
            return 0.0
        now = self._clock.now(time.monotonic())
        begin, end = self._bounds
        if now >= end if self._rate > 0 else now <= begin:
            return self._at_the_end(begin, end)
        place = Fraction(-int(-now * _MICRO // 1), _MICRO)
        most = _PICTURES_A_SECOND if abs(self._rate) > _FAST else 0.0
        if len(self._projectors) > 1:
            most /= 2
        cues = cueing.at(place, most, self._rate)
        if cues.waiting:
            self._hold(cues)
            return 0.0
        if cues.keys != self._planned and not self._lies_behind(cueing, cues):
            self._planned = cues.keys
            self._pending.append(cues)
        self._tell_newest()
        self._want(cueing, cues, most)
        return max(cueing.until_next(cues, self._rate, most), _SHORTEST_NAP)

    def _lies_behind(self, cueing: Cueing, cues: Cues) -> bool:
        """Whether a picture on the even steps of fast playing comes before where it began."""
        lead = cues.of(self._leading)
        place = None if lead is None or lead.key is None else cueing.place_of_picture(lead.key)
        return place is not None and self._rate > 0 and place < self._began

    def _hold(self, cues: Cues) -> None:
        """Wait for a recording that is still being opened."""
        self._held, self._place, self._pending = True, cues.place, []
        self._hush()
        self._clock.stand(float(cues.place))
        self._tell(self._shown_of(cues))

    def _tell_newest(self) -> None:
        """Hand over the newest of what is due whose pictures are all ready."""
        for number in range(len(self._pending) - 1, -1, -1):
            if self._settled(self._pending[number]):
                cues = self._pending[number]
                del self._pending[: number + 1]
                self._tell(self._shown_of(cues))
                break
        # What is being decoded is finished; of what has become due meanwhile the newest is next.
        del self._pending[1:-1]

    def _want(self, cueing: Cueing, cues: Cues, most: float) -> None:
        for lane in cues.lanes:
            keys = [cue.key for due in self._pending for cue in [due.of(lane.lane)] if cue]
            wanted = [key for key in keys if key is not None]
            upcoming = cueing.upcoming(lane, _AHEAD, self._rate, most)
            current = [] if lane.key is None or lane.key in wanted else [lane.key]
            self._projectors[lane.lane].want(
                [*wanted, *current, *upcoming],
                ahead=cueing.prepared(lane, self._rate),
                box=self._boxes.get(lane.lane),
            )

    def _at_the_end(self, begin: Fraction, end: Fraction) -> float:
        if self._loop is not None:
            self._seek(begin if self._rate > 0 else end)
            return 0.0
        self._hush()
        forward = self._rate > 0
        self._place = end if forward else begin
        self._clock.stand(float(self._place))
        self._pending = []
        self._show_still()
        self._enter(PlayerState.ENDED if forward else PlayerState.PAUSED)
        return 0.0

    def _shown_of(self, cues: Cues) -> Shown:
        lanes = tuple(self._lane_shown(cue) for cue in cues.lanes)
        place = cues.place
        lead = cues.of(self._leading)
        if lead is not None and lead.key is not None and self._cueing is not None:
            # The place of the picture itself, so that standing there shows it again.
            place = self._cueing.place_of_picture(lead.key) or Fraction(0)
        return Shown(place, cues.moment, lanes, self._leading)

    def _lane_shown(self, cue: Cue) -> LaneShown:
        footage_id = None if cue.segment is None else cue.segment.footage_id
        shown = LaneShown(cue.lane, footage_id, cue.position, pause=cue.pause)
        if cue.key is None:
            return replace(shown, trouble=cue.trouble, waiting=cue.waiting)
        projector = self._projectors[cue.lane]
        picture = projector.picture(cue.key)
        trouble = None if picture is not None else projector.trouble(cue.key)
        return replace(shown, number=cue.key.number, picture=picture, trouble=trouble)

    def _tell(self, shown: Shown) -> None:
        self._shown = shown
        self._listener.shown_changed(shown)
