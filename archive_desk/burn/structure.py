"""The file systems of a disc: ISO 9660, Joliet and UDF 2.60 over one set of extents.

pycdlib lays them out; the data of the files is not handed to it but streamed by `burn.image`. What
pycdlib leaves to chance or to the machine (times, time zone, the UDF set identifier) is set here,
so that the same entries always give the same bytes.
"""

import binascii
import io
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

from pycdlib import PyCdlib
from pycdlib import utils as pycdlib_utils
from pycdlib.dates import DirectoryRecordDate
from pycdlib.pycdlibexception import PyCdlibException

from archive_desk.burn import names
from archive_desk.burn.layout import DiscNames, Entry, folders_of, name_tree
from archive_desk.domain.discs import SECTOR_BYTES
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.sentences import say

_BLOCK = 1024 * 1024
_APPLICATION = "ARCHIVE DESK"
VOLUME_ID_LENGTH = 16


@dataclass(frozen=True)
class Volume:
    """How the volume is named in all descriptors.

    `identifier` is ASCII, 16 characters at most; `number` of `of` in the set `set_identifier`.
    """

    identifier: str
    set_identifier: str
    number: int
    of: int
    made_at: datetime


@dataclass(frozen=True)
class Extent:
    """Where an entry's data begins, in sectors. Data of several extents lies in one run."""

    sector: int
    entry: Entry


@dataclass(frozen=True)
class Structure:
    """A disc laid out: everything but the files' data, and where that belongs."""

    sectors: int
    extents: Sequence[Extent]
    metadata: "SparseBytes"


class SparseBytes:
    """What pycdlib writes, without the gaps that the files' data will fill."""

    def __init__(self) -> None:
        self._blocks: dict[int, bytearray] = {}
        self._position = 0
        self._end = 0

    def write(self, data: bytes) -> int:
        """Write at the present position."""
        view = memoryview(data)
        while view:
            block, offset = divmod(self._position, _BLOCK)
            part = view[: _BLOCK - offset]
            self._blocks.setdefault(block, bytearray(_BLOCK))[offset : offset + len(part)] = part
            self._position += len(part)
            view = view[len(part) :]
        self._end = max(self._end, self._position)
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to `offset` from the beginning or the end."""
        self._position = offset + (self._end if whence == io.SEEK_END else 0)
        return self._position

    def tell(self) -> int:
        """The present position."""
        return self._position

    def flush(self) -> None:
        """Nothing to do."""

    def copy_into(self, target: memoryview, offset: int) -> None:
        """Fill `target` with what lies at `offset`; zeros where nothing was written."""
        while target:
            block, start = divmod(offset, _BLOCK)
            count = min(_BLOCK - start, len(target))
            known = self._blocks.get(block)
            target[:count] = known[start : start + count] if known else bytes(count)
            target, offset = target[count:], offset + count

    def patch(self, offset: int, data: bytes) -> None:
        """Overwrite at `offset`."""
        self.seek(offset)
        self.write(data)

    def read(self, offset: int, count: int) -> bytes:
        """`count` bytes at `offset`."""
        target = bytearray(count)
        self.copy_into(memoryview(target), offset)
        return bytes(target)


class _Image(PyCdlib):
    """pycdlib, with Joliet names as long as Joliet allows."""

    # WORKAROUND: pycdlib 1.22 counts the 64 characters of a Joliet name in UTF-8 bytes, which
    # stops Chinese names at 21. Joliet counts 16-bit units.
    def _joliet_name_and_parent_from_path(self, joliet_path: bytes) -> tuple[bytes, Any]:
        parts = pycdlib_utils.split_path(joliet_path)
        name = parts.pop().decode()
        if names.length(name) > names.JOLIET_LENGTH:
            raise InvalidInput(say("光盘上的名称过长：“{name}”。", name=name))
        return name.encode("utf-16-be"), self._find_joliet_record(b"/" + b"/".join(parts))


def lay_out(entries: Sequence[Entry], volume: Volume) -> Structure:
    """Lay out `entries`, whose data will lie in their order.

    Raises:
        InvalidInput: names collide, are too long or too deep, or the volume's is no volume name.
    """
    _check(volume)
    tree = name_tree(entry.path for entry in entries)
    image: Any = _Image()
    try:
        image.new(
            interchange_level=3,
            joliet=3,
            udf="2.60",
            vol_ident=volume.identifier,
            vol_set_ident=volume.set_identifier,
            set_size=volume.of,
            seqnum=volume.number,
            app_ident_str=_APPLICATION,
        )
        _fill(image, entries, tree)
        image.force_consistency()
        extents = [
            Extent(inode.extent_location(), entry)
            for inode, entry in zip(image.inodes, entries, strict=True)
            if entry.size_bytes
        ]
        _set_times(image, entries, tree, volume)
        # The data is ours to write; without inodes pycdlib writes everything else.
        image.inodes = []
        metadata = SparseBytes()
        image.write_fp(metadata)
        sectors = int(image.pvd.space_size)
        image.close()
    except PyCdlibException as error:
        raise InvalidInput(say("光盘文件系统无法编排：{reason}", reason=str(error))) from error
    _complete_descriptors(metadata, volume)
    return Structure(sectors, extents, metadata)


def _check(volume: Volume) -> None:
    identifier = volume.identifier
    if not identifier.isascii() or not 0 < len(identifier) <= VOLUME_ID_LENGTH:
        raise InvalidInput(
            say(
                "光盘编号“{number}”不能作卷标：只能用 {limit} 个以内的英文字母、数字和符号。",
                number=identifier,
                limit=VOLUME_ID_LENGTH,
            )
        )


def _fill(image: Any, entries: Sequence[Entry], tree: DiscNames) -> None:
    for folder in folders_of(entry.path for entry in entries):
        image.add_directory(
            iso_path=tree.iso[folder], joliet_path=tree.joliet[folder], udf_path=f"/{folder}"
        )
    nothing = io.BytesIO()
    for entry in entries:
        image.add_fp(
            nothing,
            entry.size_bytes,
            iso_path=tree.iso[entry.path],
            joliet_path=tree.joliet[entry.path],
            udf_path=f"/{entry.path}",
        )


def _set_times(image: Any, entries: Sequence[Entry], tree: DiscNames, volume: Volume) -> None:
    times = {entry.path: entry.modified_at for entry in entries}
    by_iso = {tree.iso[path]: at for path, at in times.items()}
    by_joliet = {tree.joliet[path]: at for path, at in times.items()}
    for path, record in _records(image.pvd.root_directory_record(), "ascii"):
        record.date = _record_date(by_iso.get(path, volume.made_at))
    for path, record in _records(image.joliet_vd.root_directory_record(), "utf-16-be"):
        record.date = _record_date(by_joliet.get(path, volume.made_at))
    for path, file_entry in _udf_entries(image.udf_root):
        at = times.get(path, volume.made_at)
        for stamp in (file_entry.access_time, file_entry.mod_time, file_entry.attr_time):
            _set_stamp(stamp, at)
    for descriptor in (
        *image.udf_main_descs.pvds,
        *image.udf_reserve_descs.pvds,
        image.udf_logical_volume_integrity,
        image.udf_file_set,
    ):
        _set_stamp(descriptor.recording_date, volume.made_at)
    for sequence in (image.udf_main_descs, image.udf_reserve_descs):
        for use in sequence.impl_use:
            stamp = getattr(use, "recording_date", None)
            if stamp is not None:
                _set_stamp(stamp, volume.made_at)


def _records(root: Any, encoding: str) -> Iterator[tuple[str, Any]]:
    """Every directory record with its path; `.` and `..` too, under paths no entry has."""
    open_folders = [("", root)]
    yield "", root
    while open_folders:
        folder, record = open_folders.pop()
        for child in record.children:
            if child.is_dot() or child.is_dotdot():
                yield f"{folder}/.", child
                continue
            path = f"{folder}/{child.file_ident.decode(encoding)}"
            yield path, child
            if child.is_dir():
                open_folders.append((path, child))


def _udf_entries(root: Any) -> Iterator[tuple[str, Any]]:
    open_folders = [(PurePosixPath(), root)]
    yield "", root
    while open_folders:
        folder, file_entry = open_folders.pop()
        for identifier in file_entry.fi_descs.values():
            if identifier.is_parent() or identifier.file_entry is None:
                continue
            name = identifier.fi.decode(identifier.encoding)
            path = folder / name
            yield str(path), identifier.file_entry
            if identifier.is_dir():
                open_folders.append((path, identifier.file_entry))


def _quarters(at: datetime) -> int:
    offset = at.utcoffset() or timedelta(0)
    return round(offset / timedelta(minutes=15))


def _record_date(at: datetime) -> Any:
    return DirectoryRecordDate.from_fields(
        at.year - 1900, at.month, at.day, at.hour, at.minute, at.second, _quarters(at)
    )


def _set_stamp(stamp: Any, at: datetime) -> None:
    offset = at.utcoffset() or timedelta(0)
    stamp.tz = offset // timedelta(minutes=1)
    stamp.timetype = 1
    stamp.year, stamp.month, stamp.day = at.year, at.month, at.day
    stamp.hour, stamp.minute, stamp.second = at.hour, at.minute, at.second
    stamp.centiseconds = stamp.hundreds_microseconds = stamp.microseconds = 0


def _complete_descriptors(metadata: SparseBytes, volume: Volume) -> None:
    """Put into the descriptors what pycdlib takes from the clock, by chance, or not at all."""
    date = volume.made_at.strftime("%Y%m%d%H%M%S00").encode()
    date += struct.pack("b", _quarters(volume.made_at))
    for sector in range(16, 32):
        head = metadata.read(sector * SECTOR_BYTES, 6)
        if head in {b"\x01CD001", b"\x02CD001"}:
            start = sector * SECTOR_BYTES
            for offset in (813, 830, 864):  # created, modified, effective (ECMA-119, 8.4)
                metadata.patch(start + offset, date)
    for sector in range(32, 64):
        if metadata.read(sector * SECTOR_BYTES, 2) == b"\x01\x00":
            _complete_udf_primary(metadata, sector, volume)


def _complete_udf_primary(metadata: SparseBytes, sector: int, volume: Volume) -> None:
    """The UDF Primary Volume Descriptor (ECMA-167, 3/10.1): number in the set and its name.

    UDF 2.2.2.5 wants a unique set identifier that begins with 16 hexadecimal digits.
    """
    start = sector * SECTOR_BYTES
    descriptor = bytearray(metadata.read(start, SECTOR_BYTES))
    struct.pack_into("<HH", descriptor, 56, volume.number, volume.of)
    name = f"{binascii.crc32(volume.set_identifier.encode()):08x}"
    name = f"{int(volume.made_at.timestamp()) & 0xFFFFFFFF:08x}{name}{volume.set_identifier}"
    text = b"\x10" + name.encode("utf-16-be")[:126]
    descriptor[72:200] = text.ljust(127, b"\x00") + bytes([len(text)])
    _seal_tag(descriptor)
    metadata.patch(start, bytes(descriptor))


def _seal_tag(descriptor: bytearray) -> None:
    """Compute the checksums of a descriptor's tag anew (ECMA-167, 3/7.2)."""
    length = struct.unpack_from("<H", descriptor, 10)[0]
    struct.pack_into("<H", descriptor, 8, binascii.crc_hqx(bytes(descriptor[16 : 16 + length]), 0))
    descriptor[4] = 0
    descriptor[4] = sum(descriptor[:16]) & 0xFF


def total_bytes(entries: Iterable[Entry]) -> int:
    """The size of all data."""
    return sum(entry.size_bytes for entry in entries)
