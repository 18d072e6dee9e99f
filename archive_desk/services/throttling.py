"""Reading no faster than others can bear: slowly in the background, slower while a video plays."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from archive_desk.domain.sentences import Sentence
from archive_desk.domain.work import Monitor

PLAYING_BYTES_S = 4 << 20
"""While somebody watches: enough to go on, too little to make a picture stutter."""

_SLICE_S = 0.2
_ASIDE_S = 0.002

_watched = threading.Event()


def set_playing(*, playing: bool) -> None:
    """Tell whether somebody in this process is watching a recording at the moment."""
    if playing:
        _watched.set()
    else:
        _watched.clear()


def is_playing() -> bool:
    """Whether somebody is watching."""
    return _watched.is_set()


@dataclass(frozen=True)
class Patient:
    """A monitor that makes work in Python stand aside after each report.

    Such work keeps the interpreter to itself; beside a window that would be felt at every paint.
    """

    monitor: Monitor
    wait: Callable[[float], None] = time.sleep

    def report(self, done: int, total: int, note: Sentence | str = "") -> None:
        """Pass it on, and let others go first."""
        self.monitor.report(done, total, note)
        self.wait(_ASIDE_S)


@dataclass
class Throttle:
    """Holds reading back to so many bytes a second; None for no limit while nobody watches.

    `wait` sleeps; a test brings its own clock.
    """

    rate: int | None = None
    wait: Callable[[float], None] = time.sleep

    def pace(self, count: int, still: Callable[[], None]) -> None:
        """So many bytes were read: wait as long as that should have taken.

        `still` is called while waiting and may raise `Cancelled`.
        """
        owed = self._seconds(count)
        while owed > 0:
            self.wait(min(owed, _SLICE_S))
            owed -= _SLICE_S
            still()

    def _seconds(self, count: int) -> float:
        rate = self.rate
        if is_playing():
            rate = min(rate or PLAYING_BYTES_S, PLAYING_BYTES_S)
        return count / rate if rate else 0.0
