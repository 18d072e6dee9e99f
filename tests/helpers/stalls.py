"""How long the windows stand still: a timer on the event loop that writes down every pause.

    with Stalls(qapp) as stalls:
        qtbot.waitUntil(lambda: screen.result.isVisible(), timeout=60_000)
    print(stalls.told())            # longest 31 ms · p99 9 ms · p50 1 ms · 0 over 50 ms

A pause is the time between two turns of the event loop beyond the timer's own interval: painting,
slots, waiting for the interpreter's lock while a worker holds it, or the machine being busy with
others. With `blame=True` a second thread notes where the windows' thread stood during each pause
over `limit_ms`; that thread costs a little itself, so figures are taken without it.
"""

import sys
import threading
import time
import traceback
from collections import Counter
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QTimer

_INTERVAL_MS = 5
LIMIT_MS = 50.0
"""A pause that a person begins to notice, and the promise of the program."""


class Stalls:
    """Records the pauses of the event loop while it is entered; on the windows' thread only.

    Attributes:
        pauses_ms: every pause in milliseconds, in the order they came.
        busy_ms: for each of them, how long the windows' thread itself had a processor.
        culprits: with `blame`, the innermost lines of our own code during long pauses, counted.
    """

    def __init__(
        self, parent: QObject | None = None, *, limit_ms: float = LIMIT_MS, blame: bool = False
    ) -> None:
        self.pauses_ms: list[float] = []
        self.busy_ms: list[float] = []
        self.culprits: Counter[str] = Counter()
        self._limit_ms = limit_ms
        self._blame = blame
        self._last = self._last_busy = 0.0
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
        blamed = (f"  {count} × {place}" for place, count in self.culprits.most_common(12))
        return "\n".join([line, *blamed])

    def _tick(self) -> None:
        now, busy = time.perf_counter(), time.thread_time()
        self.pauses_ms.append(max(0.0, (now - self._last) * 1000 - _INTERVAL_MS))
        self.busy_ms.append((busy - self._last_busy) * 1000)
        self._last, self._last_busy = now, busy

    def _watch(self, watched: int) -> None:
        told = 0.0
        while not self._ended.wait(_INTERVAL_MS / 1000):
            last = self._last
            late_ms = (time.perf_counter() - last) * 1000 - _INTERVAL_MS
            if late_ms > self._limit_ms and told != last:
                told = last
                self.culprits[_standing(watched)] += 1


def _standing(thread: int) -> str:
    """Where a thread stands: the innermost call, and the innermost of this program's before it."""
    frame = sys._current_frames().get(thread)
    if frame is None:
        return "?"
    calls = traceback.extract_stack(frame)
    ours = [call for call in calls if "archive_desk" in call.filename]
    shown = [*ours[-1:], *calls[-1:]]
    return " → ".join(
        f"{call.filename.rpartition('/')[2]}:{call.lineno} {call.line}" for call in shown
    )
