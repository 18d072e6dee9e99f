"""Blocks of memory that go round between one reader and the digests beside it.

Fresh memory for every block costs more than copying it; a few blocks that are used again keep the
memory flat. They begin at a page, as reading past the page cache wants it.
"""

import mmap
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue

from archive_desk.media.digests import BLOCK_BYTES, Digest

_BLOCKS = 4
_own = threading.local()


class _Block:
    """A block; whoever needs it holds it, and it is free again when the last has released it."""

    def __init__(self, free: "SimpleQueue[_Block]") -> None:
        self._free = free
        self._lock = threading.Lock()
        self._holders = 0
        self._memory = memoryview(mmap.mmap(-1, BLOCK_BYTES))
        self.filled = 0

    @property
    def room(self) -> memoryview:
        """All of it, to be filled from the front."""
        return self._memory

    @property
    def data(self) -> memoryview:
        """What was filled."""
        return self._memory[: self.filled]

    def hold(self) -> None:
        """Need it."""
        with self._lock:
            self._holders += 1

    def release(self) -> None:
        """Need it no more."""
        with self._lock:
            self._holders -= 1
            free = not self._holders
        if free:
            self._free.put(self)


def _free_blocks() -> "SimpleQueue[_Block]":
    """The blocks of this thread; all of them are free between two streams."""
    free: SimpleQueue[_Block] | None = getattr(_own, "free", None)
    if free is None:
        free = SimpleQueue()
        for _ in range(_BLOCKS):
            free.put(_Block(free))
        _own.free = free
    return free


class _HashLine:
    """A digest fed by a thread of its own; hashlib lets go of the interpreter for large blocks."""

    def __init__(self, digest: Digest) -> None:
        self._digest = digest
        self._blocks: SimpleQueue[_Block | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="digest", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while (block := self._blocks.get()) is not None:
            self._digest.update(block.data)
            block.release()

    def feed(self, block: _Block) -> None:
        """Queue a block. A digest that lags keeps the blocks, and the reader waits for one."""
        block.hold()
        self._blocks.put(block)

    def end(self) -> None:
        """Wait for the last block."""
        self._blocks.put(None)
        self._thread.join()


class HashedStream:
    """Reads a stream in blocks and computes digests of it beside; made by `hashed`."""

    def __init__(self, digests: tuple[Digest, ...]) -> None:
        self._free = _free_blocks()
        self._digests = digests
        self._lines: list[_HashLine] = []
        self._first: _Block | None = None
        self._current: _Block | None = None

    def blocks(self, read: Callable[[memoryview], int]) -> Iterator[memoryview]:
        """What `read` fills in, block by block, until it fills nothing.

        Each is valid until the next is asked for.
        """
        while True:
            block = self._free.get()
            block.hold()
            self._current = block
            block.filled = read(block.room)
            if not block.filled:
                return
            self._feed(block)
            yield block.data
            self._let_go()

    def _feed(self, block: _Block) -> None:
        """Hash in threads once the stream is longer than one block."""
        if not self._lines and self._first is None:
            block.hold()
            self._first = block
            return
        if not self._lines:
            self._lines = [_HashLine(digest) for digest in self._digests]
            first, self._first = self._first, None
            if first is not None:
                self._to_lines(first)
                first.release()
        self._to_lines(block)

    def _to_lines(self, block: _Block) -> None:
        for line in self._lines:
            line.feed(block)

    def _let_go(self) -> None:
        if self._current is not None:
            self._current.release()
            self._current = None

    def digests(self) -> tuple[str, ...]:
        """The digests of everything read, in the order given; nothing is read after this."""
        self.end()
        return tuple(digest.hexdigest() for digest in self._digests)

    def end(self) -> None:
        """Finish hashing, end the threads and give back the blocks; may be called again."""
        self._let_go()
        for line in self._lines:
            line.end()
        self._lines = []
        if self._first is not None:
            for digest in self._digests:
                digest.update(self._first.data)
            self._first.release()
            self._first = None


@contextmanager
def hashed(*digests: Digest) -> Iterator[HashedStream]:
    """A stream to be read and hashed; however it ends, no thread outlives it."""
    stream = HashedStream(digests)
    try:
        yield stream
    finally:
        stream.end()
