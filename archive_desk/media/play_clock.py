"""The clock of a playing recording, disciplined by the little that libVLC 3 tells.

libVLC says its time only some three times a second, but what it says is exact to the millisecond
and its pictures come evenly. Between two such moments the time runs on by the machine's clock; each
picture that is shown is matched with the frame index, so that the time shown is that picture's own.
"""

from fractions import Fraction
from statistics import median
from threading import Lock

from archive_desk.domain.frames import FrameIndex

_LEARNT_FROM = 5
_UNEVEN_MS = 8
_EARLY_MS = 9


class PlayClock:
    """Where a playing recording is. All methods may be called from any thread.

    Positions are milliseconds after the first picture; `wall` is `time.monotonic()`. libVLC's own
    time may be ahead of them by a constant `lead_ms`: it reads AVI files 25 ms ahead, and a
    container may begin before its first picture. Where no rule gives the lead, it is learnt from
    the first pictures.
    """

    def __init__(
        self, index: FrameIndex | None, lead_ms: float = 0.0, *, learns: bool = False
    ) -> None:
        """Start standing at 0; with `learns`, the lead is measured, `lead_ms` a first guess."""
        self._lock = Lock()
        self._learns = learns and index is not None
        self._index = index
        self.lead_ms = lead_ms
        self._at_ms, self._wall, self._rate = 0.0, 0.0, 1.0
        self._running = False
        # Seeking: nothing is shown yet. Arriving: one picture is, but libVLC stands on it still.
        self._seeking = self._arriving = False
        self._asked_ms = self._first_number = 0
        self._number = 0
        self._first_walls: list[float] | None = None

    def start(self, at_ms: float, wall: float) -> None:
        """Playing goes on at `at_ms`, where libVLC stands already."""
        with self._lock:
            self._stand_at(at_ms, wall)
            self._running, self._seeking, self._arriving = True, False, False
            self._first_walls = None

    def begin(self, wall: float) -> None:
        """Playing begins where the file does; its first picture will be recognised."""
        with self._lock:
            self._stand_at(0, wall)
            self._running, self._arriving = True, False
            self._seeking = self._index is not None
            self._asked_ms = round(self.lead_ms)
            self._first_walls = [] if self._learns else None

    def hold(self, wall: float) -> None:
        """Playing pauses: time stands still."""
        with self._lock:
            self._at_ms, self._wall = self._now(wall), wall
            self._running = False

    def seek(self, at_ms: float, wall: float) -> None:
        """A seek to `at_ms` has begun; until libVLC is known to be there, time stands still."""
        with self._lock:
            self._stand_at(at_ms, wall)
            self._running = self._seeking = True
            self._arriving, self._first_walls = False, None
            self._asked_ms = round(at_ms + self.lead_ms)

    def set_rate(self, rate: float, wall: float) -> None:
        """Time runs `rate` times as fast from now on."""
        with self._lock:
            self._at_ms, self._wall = self._now(wall), wall
            self._rate, self._first_walls = rate, None

    def arrive(self, number: int, wall: float) -> None:
        """The first picture after a seek or at the start is shown, and it is `number`."""
        with self._lock:
            if not self._seeking or self._index is None:
                return
            self._at_ms, self._wall = float(self._index.time_of(number) * 1000), wall
            self._number = self._first_number = number
            self._seeking, self._arriving = False, True
            if self._first_walls is not None:
                self._first_walls.append(wall)

    def tell(self, vlc_ms: int, wall: float) -> None:
        """Hear libVLC's time; its first word after a seek only repeats what it was asked."""
        with self._lock:
            underway = self._index is not None and (self._seeking or self._arriving)
            if not self._running or (underway and abs(vlc_ms - self._asked_ms) <= 1):
                return
            self._learn(vlc_ms, wall)
            self._seeking = self._arriving = False
            self._at_ms, self._wall = vlc_ms - self.lead_ms, wall

    def show(self, wall: float, *, fresh: bool = True) -> int | None:
        """A picture appears: its number. `fresh` if it is not the one before over again.

        libVLC shows its first picture at once and stands on it until its buffers are filled; time
        runs from the second one.
        """
        with self._lock:
            if self._seeking:
                return None
            if self._arriving and not fresh:
                return self._number
            if self._index is not None and self._running:
                if self._first_walls is not None and fresh:
                    self._first_walls.append(wall)
                if self._arriving:
                    self._run_from_the_second(self._index, wall)
                else:
                    self._number = max(self._seen_at(self._now(wall)), self._number)
            return self._number

    def _run_from_the_second(self, index: FrameIndex, wall: float) -> None:
        self._arriving = False
        self._number = min(self._number + 1, index.count - 1)
        self._at_ms, self._wall = float(index.time_of(self._number) * 1000), wall

    def position_ms(self, wall: float) -> float:
        """The position now; between two pictures it is rounded to neither."""
        with self._lock:
            return self._now(wall)

    @property
    def learning(self) -> bool:
        """Whether the lead is still being measured."""
        with self._lock:
            return self._first_walls is not None

    @property
    def number(self) -> int:
        """The picture that is on the screen."""
        with self._lock:
            return self._number

    def _stand_at(self, at_ms: float, wall: float) -> None:
        self._at_ms, self._wall = at_ms, wall
        self._number = self._index.frame_at(round(at_ms)) if self._index else 0

    def _now(self, wall: float) -> float:
        if not self._running or self._seeking or self._arriving:
            return self._at_ms
        return self._at_ms + (wall - self._wall) * 1000 * self._rate

    def _seen_at(self, at_ms: float) -> int:
        """The picture on the screen; one may appear a few milliseconds before its time."""
        if self._index is None:
            return 0
        usual_ms = float(self._index.length) * 1000 / self._index.count
        return self._index.frame_at(int(at_ms + min(usual_ms / 3, _EARLY_MS)))

    def _learn(self, vlc_ms: int, wall: float) -> None:
        """Compare libVLC's time with its first pictures, known by counting from the first.

        libVLC hurries or delays one or two of them, so most must agree.
        """
        walls, index, first = self._first_walls, self._index, self._first_number
        if index is None or walls is None or len(walls) < min(_LEARNT_FROM, index.count):
            return
        self._first_walls = None
        numbers = range(first, min(first + len(walls), index.count))
        leads = [
            vlc_ms - (wall - shown) * 1000 - float(index.time_of(number)) * 1000
            for number, shown in zip(numbers, walls, strict=False)
        ]
        lead = median(leads)
        agreeing = sum(abs(each - lead) < _UNEVEN_MS for each in leads)
        if self._rate == 1 and agreeing > len(leads) / 2:
            self.lead_ms = float(round(lead))


def lead_is_certain(suffix: str) -> bool:
    """Whether the container's own times give the lead, so that nothing need be learnt."""
    return suffix.lower() in {".mp4", ".mov", ".m4v", ".3gp"}


def expected_lead_ms(suffix: str, origin: Fraction, begins: Fraction) -> float:
    """How far libVLC's time is ahead of the first picture, before anything is learnt.

    `origin` is the container's time of the first picture, `begins` that of whatever comes first,
    sound mostly. In MP4 files libVLC counts from zero, elsewhere from what comes first.
    """
    ahead = 25.0 if suffix.lower() == ".avi" else 0.0
    start = Fraction(0) if lead_is_certain(suffix) else begins
    return float(max(origin - start, Fraction(0))) * 1000 + ahead
