"""Files read and written past the page cache, where system and file system allow it.

A disc image is larger than what should be driven out of memory for it, and only what was not kept
in memory proves, when read again, that it is on the medium.
"""

import errno
import io
import os
import sys
from contextlib import suppress
from pathlib import Path

if sys.platform == "linux":
    import fcntl

_WRITE_ALIGNMENT = 4096


def open_to_read(path: Path) -> io.FileIO:
    """Open `path` for reading."""
    return _open(path, "rb", os.O_RDONLY)


def open_to_write(path: Path) -> io.FileIO:
    """Make or empty `path` and open it for writing."""
    return _open(path, "wb", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)


def _open(path: Path, mode: str, flags: int) -> io.FileIO:
    if sys.platform == "linux":
        with suppress(OSError):
            descriptor = os.open(path, flags | os.O_DIRECT | os.O_CLOEXEC, 0o644)
            return io.FileIO(descriptor, mode)
    return io.FileIO(path, mode)


def read_into(file: io.FileIO, offset: int, view: memoryview) -> int:
    """Fill `view` from `offset` as far as the file goes; return how much that was.

    `view` begins and ends at whole sectors, whatever the file's end.
    """
    count = 0
    while count < len(view):
        got = _read_some(file, offset + count, view[count:])
        if not got:
            break
        count += got
    return count


def _read_some(file: io.FileIO, offset: int, view: memoryview) -> int:
    file.seek(offset)
    try:
        return file.readinto(view) or 0
    except OSError as error:
        if error.errno != errno.EINVAL or not _leave_direct(file):
            raise
        return file.readinto(view) or 0


def write_all(file: io.FileIO, view: memoryview) -> None:
    """Write all of `view` at the present position."""
    if len(view) % _WRITE_ALIGNMENT:
        _leave_direct(file)
    while view:
        view = view[file.write(view) :]


def _leave_direct(file: io.FileIO) -> bool:
    """Go on through the page cache; False if that is how it was opened."""
    if sys.platform == "linux":
        flags = fcntl.fcntl(file.fileno(), fcntl.F_GETFL)
        if flags & os.O_DIRECT:
            fcntl.fcntl(file.fileno(), fcntl.F_SETFL, flags & ~os.O_DIRECT)
            return True
    return False


def sync_folder(folder: Path) -> None:
    """Make a new name last; Windows has no such call and does it by itself."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
