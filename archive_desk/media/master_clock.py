"""The clock that everything on the screen follows, disciplined by libVLC's sound.

Between two words of libVLC, some three or four a second, time runs on by the machine's clock. Small
differences are made good by running a little faster or slower, so that no picture is left out.
"""

from threading import Lock

_DEAF_SECONDS = 0.012
_JUMP_SECONDS = 0.6
_SLEW = 0.08


class MasterClock:
    """A place in a programme, in seconds, that runs at a rate. Any thread may ask.

    `wall` is always `time.monotonic()`.
    """

    def __init__(self) -> None:
        """Stand at the beginning."""
        self._lock = Lock()
        self._at = self._wall = 0.0
        self._rate = 1.0
        self._running = False
        self._owed = 0.0

    @property
    def rate(self) -> float:
        """How fast it runs; backward if negative."""
        return self._rate

    def stand(self, at: float) -> None:
        """Stand still at `at`."""
        with self._lock:
            self._at, self._running, self._owed = at, False, 0.0

    def run(self, at: float, wall: float) -> None:
        """Run from `at`."""
        with self._lock:
            self._at, self._wall, self._running, self._owed = at, wall, True, 0.0

    def set_rate(self, rate: float, wall: float) -> None:
        """Run at another speed from now on."""
        with self._lock:
            self._settle(wall)
            self._rate, self._owed = rate, 0.0

    def now(self, wall: float) -> float:
        """The place."""
        with self._lock:
            self._settle(wall)
            return self._at

    def hear(self, told: float, wall: float) -> bool:
        """Hear that libVLC is at `told`; False if it is too far off to be made good."""
        with self._lock:
            self._settle(wall)
            if not self._running:
                return True
            off = told - self._at
            if abs(off) > _JUMP_SECONDS * max(abs(self._rate), 1.0):
                return False
            self._owed = off if abs(off) > _DEAF_SECONDS * max(abs(self._rate), 1.0) else 0.0
            return True

    def _settle(self, wall: float) -> None:
        if not self._running:
            return
        passed = max(wall - self._wall, 0.0)
        most = passed * _SLEW * abs(self._rate)
        made_good = min(max(self._owed, -most), most)
        self._owed -= made_good
        self._at += passed * self._rate + made_good
        self._wall = wall
