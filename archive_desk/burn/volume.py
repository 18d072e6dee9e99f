"""Reading a disc's own file systems: what is where on an image, a device or anybody's ISO file.

Independent of pycdlib, so that an image is not judged by what wrote it, and reading only the
sectors it needs, so that a disc in a drive is not read through just to list it.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from archive_desk.burn import iso9660, udf
from archive_desk.burn.sectors import Damage, SectorReader, StoredFile
from archive_desk.domain.errors import Damaged, Unavailable, reason_of
from archive_desk.domain.sentences import say


@dataclass(frozen=True)
class View:
    """A disc through one of its file systems (`udf`, `joliet` or `iso9660`)."""

    file_system: str
    identifier: str
    files: dict[str, StoredFile]


@dataclass(frozen=True)
class DiscVolume:
    """A disc as its file systems describe it.

    `sectors` is the recorded area; `damaged` names file systems that are there but unreadable.
    """

    path: Path
    sectors: int
    views: tuple[View, ...]
    damaged: tuple[str, ...] = ()

    @property
    def best(self) -> View:
        """The view with the fullest names."""
        return self.views[0]


_READERS: tuple[tuple[str, Callable[[SectorReader], tuple[str, dict[str, StoredFile]] | None]], ...]
_READERS = (("udf", udf.read), ("joliet", iso9660.read_joliet), ("iso9660", iso9660.read_plain))


def open_volume(path: Path) -> DiscVolume:
    """Find the file systems of the image or device at `path`.

    Raises:
        Unavailable: it cannot be read at all.
        Damaged: there is no file system that could be read.
    """
    views: list[View] = []
    damaged: dict[str, str] = {}
    try:
        with SectorReader(path) as reader:
            for name, read in _READERS:
                try:
                    found = read(reader)
                except Damage as error:
                    damaged[name] = str(error)
                    continue
                if found is not None:
                    views.append(View(name, *found))
            sectors = iso9660.volume_sectors(reader) or reader.sectors
    except OSError as error:
        raise Unavailable(
            say("无法读取 {path}：{reason}", path=str(path), reason=reason_of(error))
        ) from error
    if not views:
        raise Damaged(
            say(
                "{path} 不是光盘映像，或其文件系统已损坏。{reason}",
                path=str(path),
                reason="；".join(damaged.values()),
            )
        )
    return DiscVolume(path, sectors, tuple(views), tuple(damaged))


def read_file(path: Path, stored: StoredFile) -> bytes:
    """The bytes of one small file of the disc at `path`.

    Raises:
        Unavailable: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            parts = []
            for start, count in stored.runs:
                file.seek(start, os.SEEK_SET)
                parts.append(file.read(count))
    except OSError as error:
        raise Unavailable(
            say("无法读取 {path}：{reason}", path=str(path), reason=reason_of(error))
        ) from error
    return b"".join(parts)
