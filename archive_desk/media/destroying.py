"""Deleting a file for good: the one place that does it, and how it makes sure of what it deletes.

The caller has an approved list. Here it is only seen to that the file is where its record says:
inside its root, reached through no link, an ordinary file. A file that is gone already is fine, so
that a destruction that was cut off can go on.
"""

import os
import stat
from pathlib import Path

from archive_desk.domain.errors import Damaged
from archive_desk.domain.sentences import say
from archive_desk.media.copying import store_error
from archive_desk.media.files import flush_folder, remove_file


def destroy_file(root: Path, file: Path) -> bool:
    """Delete `file`, which lies somewhere in `root`; False where it was gone already.

    Raises:
        Damaged: it lies elsewhere, behind a link, or is no ordinary file; nothing was deleted.
        StoreFailed: the disk refuses.
    """
    _require_inside(root, file)
    try:
        try:
            mode = os.lstat(file).st_mode
        except (FileNotFoundError, NotADirectoryError):
            return False
        if not stat.S_ISREG(mode):
            raise Damaged(say("“{path}”不是普通文件，没有删除，请检查。", path=str(file)))
        remove_file(file)
        flush_folder(file.parent)
    except OSError as error:
        raise store_error(error) from error
    return True


def _require_inside(root: Path, file: Path) -> None:
    try:
        inner = file.relative_to(root)
    except ValueError as error:
        raise _elsewhere(file) from error
    if not inner.parts or ".." in inner.parts:
        raise _elsewhere(file)
    place = root
    for part in inner.parts[:-1]:
        place = place / part
        if place.is_symlink():
            raise Damaged(say("“{path}”是链接，没有删除，请检查。", path=str(place)))


def _elsewhere(file: Path) -> Damaged:
    return Damaged(say("“{path}”不在应在的文件夹里，没有删除。", path=str(file)))
