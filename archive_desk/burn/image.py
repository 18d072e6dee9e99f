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
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from archive_desk.burn import iso9660, protect, uncached
from archive_desk.burn.layout import Entry
from archive_desk.burn.recovery import STANDARD_TOTALS, Par2Layout, Rs03Layout
from archive_desk.burn.sectors import SectorReader
from archive_desk.burn.streaming import BUFFER_BYTES, Buffer, Piece, stream
from archive_desk.burn.structure import Structure
from archive_desk.domain.discs import SECTOR_BYTES
from archive_desk.domain.errors import Damaged, Unavailable, reason_of
from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.work import Monitor

_PARTIAL = ".part"
_ABANDONED_SECONDS = 3600


@dataclass(frozen=True)
class BuiltImage:
    """A finished image: its size and its SHA-256."""

    path: Path
    size_bytes: int
    sha256: str


def may_replace(target: Path) -> bool:
    """Whether an image may take the place of what is at `target`: nothing, an empty file, an image.

    A device or a file that cannot be read is left to whoever writes.
    """
    if not target.is_file():
        return True
    try:
        with SectorReader(target) as reader:
            return not target.stat().st_size or iso9660.is_image(reader)
    except OSError:
        return True


def build(
    structure: Structure,
    target: Path,
    monitor: Monitor,
    recovery: Rs03Layout | Par2Layout | None = None,
) -> BuiltImage:
    """Write the image to `target`, safe on the medium when this returns.

    `recovery` is what `structure` was laid out for. The index of par2 files is kept beside the
    image.

    Raises:
        Damaged: a recording is not what the register says.
        Unavailable: a recording cannot be read, the image not be written, or the recovery data not
            be made.
        Cancelled: the person stopped it. In all three cases no image is left.
    """
    # First what a build that was cut off has left: it may be what fills the disk.
    _sweep(target)
    _check_space(target.parent, structure.recorded_sectors * SECTOR_BYTES)
    # A folder of its own: two desks may be building the same disc at once.
    folder = target.with_name(f".{target.name}.{secrets.token_hex(4)}{_PARTIAL}")
    try:
        folder.mkdir()
        # par2 remembers the name, and the same plan shall be the same bytes wherever they go.
        named = recovery.name if isinstance(recovery, Par2Layout) else target.name
        temporary = folder / named
        with uncached.open_to_write(temporary) as file:
            writer = _Writer(structure, file)
            _write(structure, temporary, writer, monitor, recovery)
            os.fsync(file.fileno())
        if isinstance(recovery, Rs03Layout):
            _append_rs03(structure, temporary, writer, monitor, recovery)
        temporary.replace(target)
        _keep_index(folder, target)
        uncached.sync_folder(target.parent)
    except OSError as error:
        raise _unavailable(target, error) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    size = structure.recorded_sectors * SECTOR_BYTES
    return BuiltImage(target, size, writer.image_digest.hexdigest())


def _write(
    structure: Structure,
    image: Path,
    writer: "_Writer",
    monitor: Monitor,
    recovery: Rs03Layout | Par2Layout | None,
) -> None:
    contents = _Contents(structure)
    whole, total = structure.recorded_sectors * SECTOR_BYTES, structure.sectors * SECTOR_BYTES
    lanes = (writer.write, writer.digest, writer.check)
    first = structure.late_sector * SECTOR_BYTES if isinstance(recovery, Par2Layout) else total
    stream(contents, first, lanes, _Stretch(monitor, 0, whole), _name)
    if isinstance(recovery, Par2Layout):
        step = (total - first) // 2
        made = protect.make_par2(image, recovery, _Share(monitor, first, step, whole))
        contents.supply(made)
        rest = total - first
        stream(contents, rest, lanes, _Stretch(monitor, whole - rest + step, whole), _name)


def _append_rs03(
    structure: Structure, image: Path, writer: "_Writer", monitor: Monitor, layout: Rs03Layout
) -> None:
    start, end = structure.sectors * SECTOR_BYTES, layout.total_sectors * SECTOR_BYTES
    standard = layout.total_sectors in STANDARD_TOTALS
    total = None if standard else layout.total_sectors
    protect.append_rs03(image, _Share(monitor, start, end - start, end), total)
    with image.open("r+b") as file:
        if file.seek(0, os.SEEK_END) != end:
            raise Unavailable(say("恢复数据的大小不对，光盘没有制作。请选用其他保护方式。"))
        file.seek(start)
        while data := file.read(BUFFER_BYTES):
            writer.image_digest.update(data)
        os.fsync(file.fileno())
    monitor.report(end, end, image.name)


def _name(piece: Piece | None) -> str:
    return piece.path.rpartition("/")[2] if piece else ""


@dataclass(frozen=True)
class _Stretch:
    """A stage of the whole: what is reported lies `before` further on, of `whole`."""

    monitor: Monitor
    before: int
    whole: int

    def report(self, done: int, _total: int, note: Sentence | str = "") -> None:
        """Report as part of the whole."""
        self.monitor.report(min(self.before + done, self.whole), self.whole, note)


@dataclass(frozen=True)
class _Share:
    """A program's percentage, as `length` bytes from `start` of the `whole`."""

    monitor: Monitor
    start: int
    length: int
    whole: int

    def __call__(self, percent: float) -> None:
        done = self.start + int(self.length * percent / 100)
        self.monitor.report(min(done, self.whole - 1), self.whole, say("制作恢复数据"))


def _sweep(target: Path) -> None:
    """Remove what a build that was cut off has left of this image."""
    with suppress(OSError):
        for left in target.parent.glob(f".{glob.escape(target.name)}.*{_PARTIAL}"):
            # A folder's own time is that of its first file, however long that one takes.
            written = max(each.stat().st_mtime for each in (left, *left.rglob("*")))
            if time.time() - written > _ABANDONED_SECONDS:
                if left.is_dir():
                    shutil.rmtree(left)
                else:
                    left.unlink()


def kept_index(target: Path) -> Path:
    """Where the par2 index of the image `target` is kept."""
    return target.with_name(f"{target.name}.par2")


def _keep_index(folder: Path, target: Path) -> None:
    """Keep the index of a protected image; one of an older image would only mislead."""
    kept_index(target).unlink(missing_ok=True)
    for index in folder.glob("*.par2"):
        if ".vol" not in index.name:
            index.replace(kept_index(target))


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
        say("无法写映像 {file}：{reason}", file=target.name, reason=reason_of(error))
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
            entry = self._expected[piece.path]
            if entry.late:
                continue
            self._file_digest.update(buffer.memory[piece.start : piece.end])
            if piece.last:
                if self._file_digest.hexdigest() != entry.sha256:
                    raise _altered(entry)
                self._file_digest = hashlib.sha256()


class _Contents:
    """The image's bytes from the first to the last: file systems, made files, recordings."""

    def __init__(self, structure: Structure) -> None:
        self._metadata = structure.metadata
        self._extents = sorted(structure.extents, key=lambda extent: extent.sector, reverse=True)
        self._position = 0
        self._late: list[Path] = []

    def supply(self, late: Iterable[Path]) -> None:
        """Give the files that were made from what is written, in their order on the disc."""
        self._late += late

    def fill(self, buffer: Buffer) -> Callable[[], None]:
        """Put the next `buffer.filled` bytes into `buffer`; what is left is reading recordings."""
        reads: list[_Read] = []
        filled = 0
        while filled < buffer.filled:
            view = buffer.memory[filled : buffer.filled]
            extent = self._extents[-1] if self._extents else None
            start = extent.sector * SECTOR_BYTES if extent else None
            if extent is None or start is None or self._position < start:
                count = len(view) if start is None else min(len(view), start - self._position)
                self._metadata.copy_into(view[:count], self._position)
            else:
                piece = self._take(extent.entry, self._position - start, view, reads)
                count = min(len(view), _whole_sectors(piece.end))
                buffer.pieces.append(Piece(piece.path, filled, filled + piece.end, piece.last))
                if piece.last:
                    self._extents.pop()
            filled += count
            self._position += count
        return partial(_read_all, reads)

    def _take(self, entry: Entry, offset: int, view: memoryview, reads: "list[_Read]") -> Piece:
        left = entry.size_bytes - offset
        count = min(left, len(view))
        last = count == left
        # Past the page cache only whole sectors can be asked for.
        room = view[: min(len(view), _whole_sectors(count))]
        if entry.late:
            self._read_late(offset, room, last=last)
        elif entry.source is None:
            room[:count] = entry.data[offset : offset + count]
            room[count:] = bytes(len(room) - count)
        else:
            reads.append(_Read(entry, offset, room, count))
        return Piece(entry.path, 0, count, last)

    def _read_late(self, offset: int, view: memoryview, *, last: bool) -> None:
        with self._late[0].open("rb") as file:
            file.seek(offset)
            count = file.readinto(view)
        view[count:] = bytes(len(view) - count)
        if last:
            self._late.pop(0)


@dataclass(frozen=True)
class _Read:
    """Bytes of a recording to be put into `view`, of which `wanted` are the file's."""

    entry: Entry
    offset: int
    view: memoryview
    wanted: int


def _read_all(reads: Sequence[_Read]) -> None:
    for read in reads:
        entry = read.entry
        try:
            with _open(entry) as file:
                count = uncached.read_into(file, entry.offset_bytes + read.offset, read.view)
        except OSError as error:
            raise Unavailable(
                say(
                    "无法读取“{path}”：{reason}。光盘没有制作。",
                    path=entry.path,
                    reason=reason_of(error),
                )
            ) from error
        if count < read.wanted:
            raise _altered(entry)
        read.view[read.wanted :] = bytes(len(read.view) - read.wanted)


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
    size = os.fstat(file.fileno()).st_size
    if size != (entry.size_bytes if entry.source_bytes is None else entry.source_bytes):
        file.close()
        raise _altered(entry)
    return file
