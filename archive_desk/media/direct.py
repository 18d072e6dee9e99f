"""Reading and writing past the page cache, where system and file system allow it.

It spares the processor two copies of everything, drives nothing else out of memory, and what is
read back this way really comes from the medium.
"""

import errno
import os
import sys

if sys.platform == "linux":
    import fcntl

_ALIGNMENT = 4096


def go_direct(descriptor: int) -> bool:
    """Leave the page cache aside for an open file; False where that cannot be."""
    return _set_direct(descriptor, wanted=True)


def read_into(descriptor: int, view: memoryview) -> int:
    """Fill `view`, which begins at a page, from where the file stands; gives the bytes read.

    Raises:
        OSError: it cannot be read.
    """
    try:
        return _read(descriptor, view)
    except OSError as error:
        # The rest of a file is no whole sector, and some file systems mind.
        if error.errno != errno.EINVAL or not _set_direct(descriptor, wanted=False):
            raise
        return _read(descriptor, view)


def write_all(descriptor: int, view: memoryview) -> None:
    """Write all of `view`, which begins at a page.

    Raises:
        OSError: it cannot be written.
    """
    if len(view) % _ALIGNMENT:
        _set_direct(descriptor, wanted=False)
    while view:
        try:
            view = view[os.write(descriptor, view) :]
        except OSError as error:
            if error.errno != errno.EINVAL or not _set_direct(descriptor, wanted=False):
                raise


if sys.platform == "win32":

    def _read(descriptor: int, view: memoryview) -> int:
        data = os.read(descriptor, len(view))
        view[: len(data)] = data
        return len(data)

else:

    def _read(descriptor: int, view: memoryview) -> int:
        return os.readv(descriptor, [view])


if sys.platform == "linux":

    def _set_direct(descriptor: int, *, wanted: bool) -> bool:
        """Change the way of a file; whether it was changed."""
        flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
        if bool(flags & os.O_DIRECT) == wanted:
            return False
        try:
            fcntl.fcntl(descriptor, fcntl.F_SETFL, flags ^ os.O_DIRECT)
        except OSError:
            return False
        return True

else:

    def _set_direct(descriptor: int, *, wanted: bool) -> bool:
        """There is only one way."""
        del descriptor, wanted
        return False
