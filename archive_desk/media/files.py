"""Single steps on files from which the vault and everything written safely is made."""

import errno
import os
import stat
import sys
from pathlib import Path

from archive_desk.media.copying import write_flushed

PARTIAL = ".part"
"""How the name of a file ends that is not whole yet."""

_WRITE_BITS = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}


def make_read_only(path: Path) -> None:
    """Take away the right to write, from everybody."""
    path.chmod(path.stat().st_mode & ~_WRITE_BITS | stat.S_IRUSR | stat.S_IRGRP)


def remove_file(path: Path) -> None:
    """Remove a file if it is there, also a read-only one."""
    try:
        path.unlink(missing_ok=True)
    except PermissionError:
        # Windows refuses to delete what is read-only.
        path.chmod(stat.S_IWUSR | stat.S_IRUSR)
        path.unlink(missing_ok=True)


def rename_without_replacing(path: Path, final: Path) -> None:
    """Give a file its final name unless the name is taken.

    Raises:
        FileExistsError: the name is taken.
        OSError: the file system refuses.
    """
    if sys.platform == "win32":
        path.rename(final)
    else:
        try:
            os.link(path, final)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            # FAT and some shares know no hard links; the archive has a single writer.
            if final.exists():
                taken = os.strerror(errno.EEXIST)
                raise FileExistsError(errno.EEXIST, taken, str(final)) from error
            path.rename(final)
        else:
            path.unlink()


def replace_file(workplace: Path, final: Path, content: bytes) -> None:
    """Write a whole small file read-only, replacing an older one in one step."""
    workplace.mkdir(exist_ok=True)
    partial = workplace / (final.parent.name + "_" + final.name + PARTIAL)
    remove_file(partial)
    write_flushed(partial, content)
    make_read_only(partial)
    if sys.platform == "win32":
        remove_file(final)
    partial.replace(final)


def flush_folder(folder: Path) -> None:
    """Have a folder's entries on the medium. Windows has no such call; NTFS journals them."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
