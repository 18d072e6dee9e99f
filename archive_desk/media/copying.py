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

from archive_desk.domain.errors import Damaged, Unavailable, reason_of
from archive_desk.domain.sentences import Sentence, say
from archive_desk.media.blocks import hashed
from archive_desk.media.digests import BLOCK_BYTES, Digest, new_sha256, new_sm3
from archive_desk.media.direct import go_direct, read_into, write_all

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


class _Sm3Places:
    """How many SM3 are being computed, so that one is begun early only where a core is free."""

    def __init__(self, most: int) -> None:
        self._lock = threading.Lock()
        self._most = most
        self._running = 0

    def take(self, *, must: bool) -> bool:
        """Count one more; False, and not counted, if no core is free for what need not be now."""
        with self._lock:
            if not must and self._running >= self._most:
                return False
            self._running += 1
            return True

    def give_back(self) -> None:
        with self._lock:
            self._running -= 1


_sm3_places = _Sm3Places(os.cpu_count() or 1)


@contextmanager
def _digests(*, with_sm3: bool, now: bool) -> Iterator[list[Digest]]:
    """The digests of one pass; SM3 among them if it is wanted, and `now` or a core is free."""
    taken = with_sm3 and _sm3_places.take(must=now)
    try:
        yield [new_sha256(), new_sm3()] if taken else [new_sha256()]
    finally:
        if taken:
            _sm3_places.give_back()


def copy_hashed(
    source: Path, target: Path, advance: Advance, *, sm3_if_free: bool = False
) -> Digests:
    """Copy `source` to the new file `target`, flushed to the medium; SHA-256 on the way.

    SM3 costs four times what SHA-256 does, and copying waits for the disk where reading back waits
    for the processor. So with `sm3_if_free` it is computed here if a core has nothing better to do;
    else it stays empty and is left to the reading back.

    Raises:
        SourceFailed: the source could not be read to its end, or changed meanwhile.
        StoreFailed: the target could not be written; `StoreFull` when there is no room.
        Cancelled: from `advance`. In every case what lies at `target` is not whole.
    """
    with _source(source) as reading, _new_file(target) as writing:
        before = _status(reading)
        _prepare(before.st_size, reading, writing)
        with (
            _digests(with_sm3=sm3_if_free, now=False) as digests,
            hashed(*digests) as stream,
        ):
            size = 0
            for block in stream.blocks(lambda room: _read(reading, room)):
                _write(writing, block)
                size += len(block)
                advance(len(block))
                # A file that keeps growing would never end.
                if size > before.st_size:
                    break
            found = stream.digests()
        after = _status(reading)
        if size != before.st_size or _changed(before, after):
            raise SourceFailed(say("文件在读取过程中发生了变化，请重新采集。"))
        _flush(writing)
    return Digests(size, *found)


def write_flushed(target: Path, content: bytes) -> None:
    """Write the new file `target` with `content`, flushed to the medium.

    Raises:
        StoreFailed: it could not be written; `StoreFull` when there is no room.
    """
    with _new_file(target) as writing:
        _write(writing, memoryview(content))
        _flush(writing)


def digest_source(source: Path, advance: Advance) -> Digests:
    """The SHA-256 of a file on the card, without copying it.

    Raises:
        SourceFailed: the source could not be read.
        Cancelled: from `advance`.
    """
    with _source(source) as reading, hashed(new_sha256()) as stream:
        before, size = _status(reading), 0
        _prepare(before.st_size, reading)
        for block in stream.blocks(lambda room: _read(reading, room)):
            size += len(block)
            advance(len(block))
            if size > before.st_size:
                break
        (sha256,) = stream.digests()
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
    try:
        drop_cache(descriptor)
        _prepare(os.fstat(descriptor).st_size, descriptor)
        with _digests(with_sm3=with_sm3, now=True) as digests, hashed(*digests) as stream:
            size = 0
            for block in stream.blocks(lambda room: read_into(descriptor, room)):
                size += len(block)
                advance(len(block))
            found = stream.digests()
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
    return say("档案库中的文件“{file}”无法读取：{error}", file=path.name, error=reason_of(error))


@contextmanager
def _source(path: Path) -> Iterator[int]:
    try:
        descriptor = open_source(path)
    except OSError as error:
        raise SourceFailed(say("无法打开文件：{error}", error=reason_of(error))) from error
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
        raise SourceFailed(say("读取中断：{error}", error=reason_of(error))) from error


def _changed(before: os.stat_result, after: os.stat_result) -> bool:
    return before.st_size != after.st_size or before.st_mtime_ns != after.st_mtime_ns


def _prepare(size_bytes: int, *descriptors: int) -> None:
    """Large files go past the page cache; for small ones it is the quicker way."""
    if size_bytes > BLOCK_BYTES:
        for descriptor in descriptors:
            go_direct(descriptor)


def _read(descriptor: int, room: memoryview) -> int:
    try:
        return read_into(descriptor, room)
    except OSError as error:
        raise SourceFailed(say("读取中断：{error}", error=reason_of(error))) from error


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


def _write(descriptor: int, block: memoryview) -> None:
    try:
        write_all(descriptor, block)
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
    return StoreFailed(say("无法写入档案库：{error}", error=reason_of(error)))
