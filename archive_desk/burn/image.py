"""Building a disc image: every byte read once, checked against the register while it is written.

The files' data is streamed into place between the file systems' own sectors, past the page cache
where the system allows. One thread reads, others write and digest; a digest that differs from the
register's stops the disc, and nothing is left that looks like an image.
"""

import errno
import glob
import hashlib
import io
import os
import secrets
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from archive_desk.burn import uncached
from archive_desk.burn.layout import Entry
from archive_desk.burn.streaming import Buffer, Piece, stream
from archive_desk.burn.structure import Structure
from archive_desk.domain.discs import SECTOR_BYTES
from archive_desk.domain.errors import Damaged, Unavailable
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor

_PARTIAL = ".part"
_ABANDONED_SECONDS = 3600


@dataclass(frozen=True)
class BuiltImage:
    """A finished image: its size and its SHA-256."""

    path: Path
    size_bytes: int
    sha256: str


def build(structure: Structure, target: Path, monitor: Monitor) -> BuiltImage:
    """Write the image to `target`, safe on the medium when this returns.

    Raises:
        Damaged: a recording is not what the register says.
        Unavailable: a recording cannot be read, or the image not be written.
        Cancelled: the person stopped it. In all three cases no image is left.
    """
    total = structure.sectors * SECTOR_BYTES
    _check_space(target.parent, total)
    _sweep(target)
    # A name of its own: two desks may be building the same disc at once.
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}{_PARTIAL}")
    try:
        with uncached.open_to_write(temporary) as file:
            writer = _Writer(structure, file)
            with _Contents(structure) as contents:
                stream(
                    contents,
                    total,
                    (writer.write, writer.digest, writer.check),
                    monitor,
                    lambda piece: piece.path.rpartition("/")[2] if piece else "",
                )
            os.fsync(file.fileno())
        temporary.replace(target)
        uncached.sync_folder(target.parent)
    except OSError as error:
        raise _unavailable(target, error) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    return BuiltImage(target, total, writer.image_digest.hexdigest())


def _sweep(target: Path) -> None:
    """Remove what a build that was cut off has left of this image."""
    with suppress(OSError):
        for left in target.parent.glob(f".{glob.escape(target.name)}.*{_PARTIAL}"):
            if time.time() - left.stat().st_mtime > _ABANDONED_SECONDS:
                left.unlink()


def _check_space(folder: Path, needed: int) -> None:
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise _unavailable(folder, error) from error
    if free < needed:
        raise Unavailable(
            say(
                "磁盘空间不足：映像需要 {needed} 字节，{folder} 只剩 {free} 字节。请清理后再制作。",
                needed=f"{needed:,}",
                folder=str(folder),
                free=f"{free:,}",
            )
        )


def _unavailable(target: Path, error: OSError) -> Unavailable:
    if error.errno == errno.ENOSPC:
        return Unavailable(
            say("磁盘已满，映像 {file} 没有做成。请清理后再制作。", file=target.name)
        )
    return Unavailable(
        say("无法写映像 {file}：{reason}", file=target.name, reason=error.strerror or str(error))
    )


class _Writer:
    """One image under way: what each lane does with the bytes."""

    def __init__(self, structure: Structure, file: io.FileIO) -> None:
        self._file = file
        self._expected = {extent.entry.path: extent.entry for extent in structure.extents}
        self._file_digest = hashlib.sha256()
        self.image_digest = hashlib.sha256()

    def write(self, buffer: Buffer) -> None:
        """Put the bytes into the image."""
        uncached.write_all(self._file, buffer.view)

    def digest(self, buffer: Buffer) -> None:
        """Take them into the image's digest."""
        self.image_digest.update(buffer.view)

    def check(self, buffer: Buffer) -> None:
        """Take them into their file's digest, and compare that at the file's end."""
        for piece in buffer.pieces:
            self._file_digest.update(buffer.memory[piece.start : piece.end])
            if piece.last:
                entry = self._expected[piece.path]
                if self._file_digest.hexdigest() != entry.sha256:
                    raise _altered(entry)
                self._file_digest = hashlib.sha256()


class _Contents:
    """The image's bytes from the first to the last: file systems, made files, recordings."""

    def __init__(self, structure: Structure) -> None:
        self._metadata = structure.metadata
        self._extents = sorted(structure.extents, key=lambda extent: extent.sector, reverse=True)
        self._position = 0
        self._file: io.FileIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def fill(self, buffer: Buffer) -> None:
        """Put the next `buffer.filled` bytes into `buffer`, with the pieces of files in it."""
        filled = 0
        while filled < buffer.filled:
            view = buffer.memory[filled : buffer.filled]
            extent = self._extents[-1] if self._extents else None
            start = extent.sector * SECTOR_BYTES if extent else None
            if extent is None or start is None or self._position < start:
                count = len(view) if start is None else min(len(view), start - self._position)
                self._metadata.copy_into(view[:count], self._position)
            else:
                piece = self._take(extent.entry, self._position - start, view)
                count = min(len(view), _whole_sectors(piece.end))
                view[piece.end : count] = bytes(count - piece.end)
                buffer.pieces.append(Piece(piece.path, filled, filled + piece.end, piece.last))
                if piece.last:
                    self._extents.pop()
                    self._close()
            filled += count
            self._position += count

    def _take(self, entry: Entry, offset: int, view: memoryview) -> Piece:
        left = entry.size_bytes - offset
        count = min(left, len(view))
        if entry.source is None:
            view[:count] = entry.data[offset : offset + count]
        else:
            # Past the page cache only whole sectors can be asked for.
            self._read(entry, offset, view[: min(len(view), _whole_sectors(count))], count)
        return Piece(entry.path, 0, count, last=count == left)

    def _read(self, entry: Entry, offset: int, view: memoryview, wanted: int) -> None:
        try:
            if self._file is None:
                self._file = _open(entry)
            count = uncached.read_into(self._file, offset, view)
        except OSError as error:
            raise Unavailable(
                say(
                    "无法读取“{path}”：{reason}。光盘没有制作。",
                    path=entry.path,
                    reason=error.strerror or str(error),
                )
            ) from error
        if count < wanted:
            raise _altered(entry)

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _whole_sectors(count: int) -> int:
    return -(-count // SECTOR_BYTES) * SECTOR_BYTES


def _altered(entry: Entry) -> Damaged:
    return Damaged(
        say(
            "“{path}”与登记的校验值不符，已被改动或损坏。光盘没有制作，请先检查档案库。",
            path=entry.path,
        )
    )


def _open(entry: Entry) -> io.FileIO:
    assert entry.source is not None
    try:
        file = uncached.open_to_read(entry.source)
    except FileNotFoundError as error:
        raise Damaged(
            say("档案库里没有“{path}”的原件。光盘没有制作，请先检查档案库。", path=entry.path)
        ) from error
    if os.fstat(file.fileno()).st_size != entry.size_bytes:
        file.close()
        raise _altered(entry)
    return file
