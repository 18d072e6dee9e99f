"""Bytes streamed through several threads at once: some fill buffers, each lane does its own work.

Digesting, writing and reading wait for one another only when all buffers are taken. Lanes see the
buffers in their order, whoever filled them first.
"""

import mmap
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from archive_desk.domain.sentences import Sentence
from archive_desk.domain.work import Monitor

BUFFER_BYTES = 4 * 1024 * 1024
_BUFFERS = 8
_READERS = 2


@dataclass(frozen=True)
class Piece:
    """Bytes `start` to `end` of a buffer that belong to the file `path`; `last` ends that file."""

    path: str
    start: int
    end: int
    last: bool


@dataclass
class Buffer:
    """Memory on its way through the lanes; free again when all of them are done with it."""

    memory: memoryview
    filled: int = 0
    pieces: list[Piece] = field(default_factory=list)
    pending: int = 0
    ready: threading.Event = field(default_factory=threading.Event)
    fault: Exception | None = None

    @property
    def view(self) -> memoryview:
        """What is filled."""
        return self.memory[: self.filled]


Work = Callable[[Buffer], None]


class Source(Protocol):
    """Where the bytes come from."""

    def fill(self, buffer: Buffer) -> Callable[[], None] | None:
        """Put the next `buffer.filled` bytes into `buffer`, with the pieces of files in it.

        What is returned is what is left to do; another thread may do it, beside the next `fill`.
        """


class _Lane(threading.Thread):
    """Does one thing with each buffer, in order. After a fault it only hands buffers back."""

    def __init__(self, work: Work, done: Work) -> None:
        super().__init__(daemon=True)
        self._work, self._done = work, done
        self._queue: queue.SimpleQueue[Buffer | None] = queue.SimpleQueue()
        self.fault: Exception | None = None

    def put(self, buffer: Buffer | None) -> None:
        """Hand over a buffer; None ends the lane."""
        self._queue.put(buffer)

    def run(self) -> None:
        """Work until the end."""
        while (buffer := self._queue.get()) is not None:
            buffer.ready.wait()
            if self.fault is None:
                self.fault = buffer.fault
            if self.fault is None:
                try:
                    self._work(buffer)
                except Exception as error:  # noqa: BLE001  # raised again by `stream`
                    self.fault = error
            self._done(buffer)


class _Reader(threading.Thread):
    """Does what is left to fill buffers."""

    def __init__(self, todo: "queue.SimpleQueue[tuple[Buffer, Callable[[], None]] | None]") -> None:
        super().__init__(daemon=True)
        self._todo = todo

    def run(self) -> None:
        """Fill until the end."""
        while (given := self._todo.get()) is not None:
            buffer, rest = given
            try:
                rest()
            except Exception as error:  # noqa: BLE001  # raised again by `stream`
                buffer.fault = error
            buffer.ready.set()


def stream(
    source: Source,
    total: int,
    works: Sequence[Work],
    monitor: Monitor,
    note: Callable[[Piece | None], Sentence | str],
) -> None:
    """Send `total` bytes of `source` through all `works`, each in a thread of its own.

    Raises:
        Cancelled: the person stopped it. Besides that, whatever the source or a work raised.
    """
    pool = _Pool()
    lanes = [_Lane(work, pool.give_back) for work in works]
    todo: queue.SimpleQueue[tuple[Buffer, Callable[[], None]] | None] = queue.SimpleQueue()
    readers = [_Reader(todo) for _ in range(_READERS)]
    for thread in (*lanes, *readers):
        thread.start()
    try:
        done = 0
        while done < total and not any(lane.fault for lane in lanes):
            buffer = pool.take()
            buffer.filled = min(BUFFER_BYTES, total - done)
            rest = source.fill(buffer)
            if rest is None:
                buffer.ready.set()
            else:
                todo.put((buffer, rest))
            done += buffer.filled
            last = buffer.pieces[-1] if buffer.pieces else None
            buffer.pending = len(lanes)
            for lane in lanes:
                lane.put(buffer)
            monitor.report(done, total, note(last))
    finally:
        for _ in readers:
            todo.put(None)
        for lane in lanes:
            lane.put(None)
        for thread in (*readers, *lanes):
            thread.join()
    for lane in lanes:
        if lane.fault is not None:
            raise lane.fault


class _Pool:
    """The buffers that are free."""

    def __init__(self) -> None:
        self._free: queue.SimpleQueue[Buffer] = queue.SimpleQueue()
        self._lock = threading.Lock()
        for _ in range(_BUFFERS):
            self._free.put(Buffer(memoryview(mmap.mmap(-1, BUFFER_BYTES))))

    def take(self) -> Buffer:
        """A free buffer, as soon as there is one."""
        buffer = self._free.get()
        buffer.pieces, buffer.fault = [], None
        buffer.ready.clear()
        return buffer

    def give_back(self, buffer: Buffer) -> None:
        """One lane is done with `buffer`."""
        with self._lock:
            buffer.pending -= 1
            free = buffer.pending == 0
        if free:
            self._free.put(buffer)
