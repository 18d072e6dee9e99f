"""Locks between processes that the system lets go of when a process dies."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from archive_desk.domain.errors import Unavailable, reason_of
from archive_desk.domain.sentences import say


class Busy(Unavailable):
    """Somebody else is at it."""


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock file `path`, and take it away at the end.

    Raises:
        Busy: another process, or another thread of this one, holds it.
        Unavailable: the file cannot be opened or made.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Unavailable(
            say("无法使用锁文件“{file}”：{error}", file=str(path), error=reason_of(error))
        ) from error
    try:
        try:
            _lock(descriptor)
        except OSError as error:
            raise Busy(say("另一个窗口或命令正在处理这一批次，请等它完成后再试。")) from error
        if not _still_there(descriptor, path):
            # Whoever held it has just taken it away, and somebody else may have a new one.
            raise Busy(say("另一个窗口或命令正在处理这一批次，请等它完成后再试。"))
        try:
            yield
        finally:
            # Windows keeps what is open; an empty file is left there.
            with suppress(OSError):
                path.unlink()
    finally:
        os.close(descriptor)


def _still_there(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except OSError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
