"""How long the windows stand still: a timer on the event loop that writes down every pause.

    with Stalls(qapp) as stalls:
        qtbot.waitUntil(lambda: screen.result.isVisible(), timeout=60_000)
    print(stalls.told())            # longest 31 ms · p99 9 ms · p50 1 ms · 0 over 50 ms

A pause is the time between two turns of the event loop beyond the timer's own interval: painting,
slots, waiting for the interpreter's lock while a worker holds it, or the machine being busy with
others. With `blame=True` a second thread notes every two milliseconds where the windows' thread
stands, and those notes are kept that lie in a pause over `limit_ms` or in one in which the thread
itself worked for more than `BUSY_MS`; it costs a little, so figures are taken without it.
"""

import linecache
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QTimer

_INTERVAL_MS = 5
_LOOK_S = 0.002
LIMIT_MS = 50.0
"""A pause that a person begins to notice, and the promise of the program."""
BUSY_MS = 15.0
"""How long the windows' thread may work at a stretch: on a slow, busy machine it is felt."""

Call = tuple[str, int]
"""A file and a line."""


class Stalls:
    """Records the pauses of the event loop while it is entered; on the windows' thread only.

    Attributes:
        pauses_ms: every pause in milliseconds, in the order they came.
        busy_ms: for each of them, how long the windows' thread itself had a processor.
    """

    def __init__(
        self, parent: QObject | None = None, *, limit_ms: float = LIMIT_MS, blame: bool = False
    ) -> None:
        self.pauses_ms: list[float] = []
        self.busy_ms: list[float] = []
        self._blamed: Counter[tuple[Call, ...]] = Counter()
        self._limit_ms = limit_ms
        self._blame = blame
        self._last = self._last_busy = 0.0
        self._looks: list[tuple[Call, ...]] = []
        self._ended = threading.Event()
        self._timer = QTimer(parent)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_INTERVAL_MS)
        self._timer.timeout.connect(self._tick)
        self._watcher: threading.Thread | None = None

    def __enter__(self) -> "Stalls":
        """Begin."""
        self._last, self._last_busy = time.perf_counter(), time.thread_time()
        self._timer.start()
        if self._blame:
            watched = threading.get_ident()
            self._watcher = threading.Thread(target=self._watch, args=(watched,), name="stalls")
            self._watcher.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End; the pause under way counts."""
        self._tick()
        self._timer.stop()
        self._ended.set()
        if self._watcher is not None:
            self._watcher.join()

    @property
    def culprits(self) -> Counter[str]:
        """With `blame`, where the thread stood during long pauses, counted in looks."""
        told: Counter[str] = Counter()
        for calls, count in self._blamed.items():
            told[_words(calls)] += count
        return told

    @property
    def longest_ms(self) -> float:
        """The longest pause."""
        return max(self.pauses_ms, default=0.0)

    @property
    def longest_busy_ms(self) -> float:
        """The longest that this thread itself worked without a turn; the rest was waiting."""
        return max(self.busy_ms, default=0.0)

    def percentile_ms(self, percent: float) -> float:
        """The pause that `percent` of all do not exceed."""
        ordered = sorted(self.pauses_ms)
        return ordered[round((len(ordered) - 1) * percent / 100)] if ordered else 0.0

    def over(self, limit_ms: float | None = None) -> int:
        """How many pauses were longer than the limit."""
        limit = self._limit_ms if limit_ms is None else limit_ms
        return sum(pause > limit for pause in self.pauses_ms)

    def told(self) -> str:
        """The figures in one line, and whom to blame in further ones."""
        line = (
            f"longest {self.longest_ms:.0f} ms · p99.9 {self.percentile_ms(99.9):.0f} ms · "
            f"p99 {self.percentile_ms(99):.0f} ms · p50 {self.percentile_ms(50):.1f} ms · "
            f"{self.over()} over {self._limit_ms:.0f} ms · {len(self.pauses_ms)} turns"
        )
        blamed = (f"  {count} × {place}" for place, count in self.culprits.most_common(30))
        return "\n".join([line, *blamed])

    def _tick(self) -> None:
        now, busy = time.perf_counter(), time.thread_time()
        pause_ms = max(0.0, (now - self._last) * 1000 - _INTERVAL_MS)
        busy_ms = (busy - self._last_busy) * 1000
        self.pauses_ms.append(pause_ms)
        self.busy_ms.append(busy_ms)
        self._last, self._last_busy = now, busy
        looks, self._looks = self._looks, []
        if pause_ms > self._limit_ms or busy_ms > BUSY_MS:
            self._blamed.update(looks)

    def _watch(self, watched: int) -> None:
        while not self._ended.wait(_LOOK_S):
            self._looks.append(_standing(watched))


def _standing(thread: int) -> tuple[Call, ...]:
    """Where a thread stands: the innermost calls of this program, and the innermost of all.

    Walked by hand: whatever reads the lines of a file lets the thread go on in between.
    """
    frame, calls = sys._current_frames().get(thread), []
    while frame is not None:
        calls.append((frame.f_code.co_filename, frame.f_lineno))
        frame = frame.f_back
    ours = [call for call in calls if "archive_desk/" in call[0]][:4]
    return tuple(ours if ours[:1] == calls[:1] else [*calls[:1], *ours])


def _words(calls: tuple[Call, ...]) -> str:
    return " → ".join(
        f"{name.rpartition('/')[2]}:{line} {_line(name, line)}" for name, line in reversed(calls)
    )


def _line(name: str, number: int) -> str:
    lines = linecache.getlines(name) if Path(name).is_file() else []
    return lines[number - 1].strip() if lines and 0 < number <= len(lines) else ""
