"""Copying and reading files block by block, hashing beside, so that memory stays flat.

`advance` is called with the bytes moved since the last call; it may raise `Cancelled`. Sources are
opened for reading only, without following links and without touching their access time.
"""

import errno
import os
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

from archive_desk.domain.errors import Damaged, Unavailable
from archive_desk.domain.sentences import Sentence, say
from archive_desk.media.digests import BLOCK_BYTES, Digest, new_sha256, new_sm3

Advance = Callable[[int], None]

NO_ROOM = say("档案库所在磁盘空间不足。请腾出空间后重新采集。")
"""What is said when the vault is full."""

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class SourceFailed(Unavailable):
    """The card or folder could not be read: pulled out, faulty, changed while being read."""


class StoreFailed(Unavailable):
    """The vault could not be written to or read."""


class StoreFull(StoreFailed):
    """No room is left in the vault."""


@dataclass(frozen=True)
class Digests:
    """The size and digests of a file, as read from where it lies."""

    size_bytes: int
    sha256: str
    sm3: str = ""


class _HashLine:
    """A digest fed by a thread of its own; hashlib lets go of the interpreter for large blocks."""

    def __init__(self, digest: Digest) -> None:
        self._digest = digest
        self._blocks: Queue[bytes | None] = Queue(maxsize=3)
        self._thread = threading.Thread(target=self._run, name="digest", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while (block := self._blocks.get()) is not None:
            self._digest.update(block)

    def feed(self, block: bytes) -> None:
        """Queue a block; waits when the digest lags three blocks behind."""
        self._blocks.put(block)

    def close(self) -> str:
        """Wait for the last block and give the digest."""
        self._blocks.put(None)
        self._thread.join()
        return self._digest.hexdigest()


class Hasher:
    """Several digests over one stream, in threads once it is longer than one block."""

    def __init__(self, *digests: Digest) -> None:
        self._digests = digests
        self._lines: list[_HashLine] = []
        self._held: bytes | None = None

    def feed(self, block: bytes) -> None:
        """Take the next block."""
        if self._lines:
            for line in self._lines:
                line.feed(block)
        elif self._held is None:
            self._held = block
        else:
            self._lines = [_HashLine(digest) for digest in self._digests]
            first, self._held = self._held, None
            self.feed(first)
            self.feed(block)

    def close(self) -> tuple[str, ...]:
        """The digests, in the order given; ends the threads."""
        if self._lines:
            found = tuple(line.close() for line in self._lines)
            self._lines = []
            return found
        for digest in self._digests:
            digest.update(self._held or b"")
        self._held = None
        return tuple(digest.hexdigest() for digest in self._digests)


@contextmanager
def _hashing(*digests: Digest) -> Iterator[Hasher]:
    hasher = Hasher(*digests)
    try:
        yield hasher
    finally:
        # Also when the copy was cancelled: no thread may outlive it.
        hasher.close()


def copy_hashed(source: Path, target: Path, advance: Advance) -> Digests:
    """Copy `source` to the new file `target`, flushed to the medium; SHA-256 on the way.

    Raises:
        SourceFailed: the source could not be read to its end, or changed meanwhile.
        StoreFailed: the target could not be written; `StoreFull` when there is no room.
        Cancelled: from `advance`. In every case what lies at `target` is not whole.
    """
    with _source(source) as reading, _new_file(target) as writing:
        before = _status(reading)
        with _hashing(new_sha256()) as hasher:
            size = 0
            # A file that keeps growing would never end.
            while size <= before.st_size and (block := _read(reading)):
                hasher.feed(block)
                _write(writing, block)
                size += len(block)
                advance(len(block))
            (sha256,) = hasher.close()
        after = _status(reading)
        if size != before.st_size or _changed(before, after):
            raise SourceFailed(say("文件在读取过程中发生了变化，请重新采集。"))
        _flush(writing)
    return Digests(size, sha256)


def write_flushed(target: Path, content: bytes) -> None:
    """Write the new file `target` with `content`, flushed to the medium.

    Raises:
        StoreFailed: it could not be written; `StoreFull` when there is no room.
    """
    with _new_file(target) as writing:
        _write(writing, content)
        _flush(writing)


def digest_source(source: Path, advance: Advance) -> Digests:
    """The SHA-256 of a file on the card, without copying it.

    Raises:
        SourceFailed: the source could not be read.
        Cancelled: from `advance`.
    """
    with _source(source) as reading, _hashing(new_sha256()) as hasher:
        before, size = _status(reading), 0
        while size <= before.st_size and (block := _read(reading)):
            hasher.feed(block)
            size += len(block)
            advance(len(block))
        (sha256,) = hasher.close()
    return Digests(size, sha256)


def read_back(path: Path, advance: Advance, *, with_sm3: bool = True) -> Digests:
    """Read a stored file from the medium, not from the cache, and digest it.

    Raises:
        FileNotFoundError: there is no such file.
        StoreFailed: it could not be read.
        Cancelled: from `advance`.
    """
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise StoreFailed(_unreadable(path, error)) from error
    digests = [new_sha256(), new_sm3()] if with_sm3 else [new_sha256()]
    try:
        drop_cache(descriptor)
        with _hashing(*digests) as hasher:
            size = 0
            while block := os.read(descriptor, BLOCK_BYTES):
                hasher.feed(block)
                size += len(block)
                advance(len(block))
            found = hasher.close()
    except OSError as error:
        raise StoreFailed(_unreadable(path, error)) from error
    finally:
        os.close(descriptor)
    return Digests(size, *found)


def drop_cache(descriptor: int) -> None:
    """Ask the system to forget what it holds of an open file, where it can be asked.

    Windows cannot be asked this way; there the re-read may come from memory.
    """
    if sys.platform != "win32":
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


def _unreadable(path: Path, error: OSError) -> Sentence:
    return say("档案库中的文件“{file}”无法读取：{error}", file=path.name, error=_words(error))


def _words(error: OSError) -> str:
    return error.strerror or str(error)


@contextmanager
def _source(path: Path) -> Iterator[int]:
    try:
        descriptor = open_source(path)
    except OSError as error:
        raise SourceFailed(say("无法打开文件：{error}", error=_words(error))) from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def open_source(path: Path) -> int:
    """Open a file on a card: read-only, never through a link, leaving its access time alone.

    Raises:
        OSError: it cannot be opened.
        Damaged: it is not a regular file.
    """
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    # A pipe in the place of a file must not make us wait.
    flags |= getattr(os, "O_NONBLOCK", 0)
    try:
        descriptor = os.open(path, flags | getattr(os, "O_NOATIME", 0))
    except PermissionError:
        # Only the owner may ask for the access time to be left alone.
        descriptor = os.open(path, flags)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Damaged(say("不是普通文件，不能采集。"))
    return descriptor


def _status(descriptor: int) -> os.stat_result:
    try:
        return os.fstat(descriptor)
    except OSError as error:
        raise SourceFailed(say("读取中断：{error}", error=_words(error))) from error


def _changed(before: os.stat_result, after: os.stat_result) -> bool:
    return before.st_size != after.st_size or before.st_mtime_ns != after.st_mtime_ns


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, BLOCK_BYTES)
    except OSError as error:
        raise SourceFailed(say("读取中断：{error}", error=_words(error))) from error


@contextmanager
def _new_file(path: Path) -> Iterator[int]:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags, 0o600)
    except OSError as error:
        raise store_error(error) from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _write(descriptor: int, block: bytes) -> None:
    view = memoryview(block)
    try:
        while view:
            view = view[os.write(descriptor, view) :]
    except OSError as error:
        raise store_error(error) from error


def _flush(descriptor: int) -> None:
    try:
        os.fsync(descriptor)
    except OSError as error:
        # After a failed flush nothing is known of what was written: never retried on this file.
        raise store_error(error) from error


def store_error(error: OSError) -> StoreFailed:
    """The system's error on the vault's side, in words."""
    if error.errno in _FULL:
        return StoreFull(NO_ROOM)
    return StoreFailed(say("无法写入档案库：{error}", error=_words(error)))
