"""The file systems of a disc: ISO 9660, Joliet and UDF 2.60 over one set of extents.

pycdlib lays them out; the data of the files is not handed to it but streamed by `burn.image`. What
pycdlib leaves to chance or to the machine (times, time zone, the UDF set identifier) is set here,
so that the same entries always give the same bytes.
"""

import binascii
import io
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pycdlib import PyCdlib
from pycdlib import utils as pycdlib_utils
from pycdlib.dates import DirectoryRecordDate
from pycdlib.pycdlibexception import PyCdlibException

from archive_desk.burn import names
from archive_desk.burn.iso9660 import APPLICATION_USE, RECORDED
from archive_desk.burn.layout import DiscNames, Entry, folders_of, name_tree
from archive_desk.burn.recovery import Rs03Layout
from archive_desk.domain.discs import SECTOR_BYTES
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.sentences import say

_APPLICATION = "ARCHIVE DESK"
_UDF_PRIMARY, _FILE_SET_SECTOR = 1, 257
# Where the volume's name stands in UDF: descriptor, places and lengths of its fields.
_UDF_NAMES = {
    _UDF_PRIMARY: ((24, 32),),
    4: ((116, 128),),  # implementation use: what Windows shows
    6: ((84, 128),),  # logical volume
    256: ((112, 128), (304, 32)),  # file set
}
VOLUME_ID_LENGTH = 16
_SET_ID_LENGTH = 60
LONGEST_IDENTIFIER = 60
"""Characters of a volume's identifier that UDF keeps complete, in UTF-16 units."""


@dataclass(frozen=True)
class Volume:
    """How the volume is named in all descriptors: `number` of `of` in the set `set_identifier`.

    UDF holds 63 characters of `identifier`, Joliet 16; where ISO 9660 cannot, it has what is left
    of them in ASCII.
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
    """A disc laid out: everything but the files' data, and where that belongs.

    `sectors` are the volume's; `recorded_sectors` those of the image, with what lies behind it.
    """

    sectors: int
    extents: Sequence[Extent]
    metadata: "SparseBytes"
    recorded_sectors: int

    @property
    def late_sector(self) -> int:
        """Where the files begin that are made from everything before; the end if there are none."""
        late = [extent.sector for extent in self.extents if extent.entry.late]
        return min(late, default=self.sectors)


class SparseBytes:
    """What pycdlib writes, without the gaps that the files' data will fill.

    Sectors are kept without their trailing zeros: each of 20,000 file entries of UDF has a sector
    of its own and needs a tenth of it.
    """

    def __init__(self) -> None:
        self._sectors: dict[int, bytes] = {}
        self._position = 0
        self._end = 0

    def write(self, data: bytes) -> int:
        """Write at the present position."""
        view = memoryview(data)
        while view:
            sector, offset = divmod(self._position, SECTOR_BYTES)
            part = view[: SECTOR_BYTES - offset]
            self._keep(sector, offset, part)
            self._position += len(part)
            view = view[len(part) :]
        self._end = max(self._end, self._position)
        return len(data)

    def _keep(self, sector: int, offset: int, part: memoryview) -> None:
        known = self._sectors.get(sector, b"")
        after = known[offset + len(part) :]
        whole = known[:offset].ljust(offset, b"\0") + bytes(part) + after
        kept = whole.rstrip(b"\0")
        if kept:
            self._sectors[sector] = kept
        else:
            self._sectors.pop(sector, None)

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
        target[:] = bytes(len(target))
        while target:
            sector, start = divmod(offset, SECTOR_BYTES)
            count = min(SECTOR_BYTES - start, len(target))
            known = self._sectors.get(sector, b"")[start : start + count]
            target[: len(known)] = known
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
    """pycdlib, with Joliet names as long as Joliet allows and the data in the order given."""

    # WORKAROUND: pycdlib 1.22 counts the 64 characters of a Joliet name in UTF-8 bytes, which
    # stops Chinese names at 21. Joliet counts 16-bit units.
    def _joliet_name_and_parent_from_path(self, joliet_path: bytes) -> tuple[bytes, Any]:
        parts = pycdlib_utils.split_path(joliet_path)
        name = parts.pop().decode()
        if names.length(name) > names.JOLIET_LENGTH:
            raise InvalidInput(say("光盘上的名称过长：“{name}”。", name=name))
        return name.encode("utf-16-be"), self._find_joliet_record(b"/" + b"/".join(parts))

    def keep_order(self) -> None:
        """Let the data lie in the order in which files were added, not in that of their folders."""
        filled = [inode for inode in self.inodes if inode.get_data_length()]
        sector = min((inode.extent_location() for inode in filled), default=0)
        start = self.udf_main_descs.partitions[0].part_start_location
        for inode in filled:
            sector = self._set_inode(inode, sector, start)


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
            vol_ident=names.volume_label(volume.identifier, VOLUME_ID_LENGTH),
            vol_set_ident=names.volume_label(volume.set_identifier, _SET_ID_LENGTH),
            set_size=volume.of,
            seqnum=volume.number,
            app_ident_str=_APPLICATION,
        )
        _fill(image, entries, tree)
        image.force_consistency()
        image.keep_order()
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
    return Structure(sectors, extents, metadata, sectors)


def with_rs03(structure: Structure, layout: Rs03Layout) -> Structure:
    """`structure` with room for RS03 behind its volume, which says where the recorded part ends."""
    metadata, volume = structure.metadata, layout.volume_sectors
    size = struct.pack("<I", volume) + struct.pack(">I", volume)
    note = RECORDED + f"{layout.total_sectors:010d}".encode()
    for sector in _volume_descriptors(metadata):
        metadata.patch(sector * SECTOR_BYTES + 80, size)
        metadata.patch(sector * SECTOR_BYTES + APPLICATION_USE, note)
    return replace(structure, sectors=volume, recorded_sectors=layout.total_sectors)


def _check(volume: Volume) -> None:
    if not 0 < names.length(volume.identifier) <= LONGEST_IDENTIFIER:
        raise InvalidInput(
            say(
                "光盘编号“{number}”不能作卷标：应为 1 至 {limit} 个字符。",
                number=volume.identifier,
                limit=LONGEST_IDENTIFIER,
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
    open_folders = [("", root)]
    yield "", root
    while open_folders:
        folder, file_entry = open_folders.pop()
        for identifier in file_entry.fi_descs.values():
            if identifier.is_parent() or identifier.file_entry is None:
                continue
            name = identifier.fi.decode(identifier.encoding)
            path = f"{folder}/{name}" if folder else name
            yield path, identifier.file_entry
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
    for sector in _volume_descriptors(metadata):
        start = sector * SECTOR_BYTES
        for offset in (813, 830, 864):  # created, modified, effective (ECMA-119, 8.4)
            metadata.patch(start + offset, date)
        if metadata.read(start, 1) == b"\x02":
            metadata.patch(start + 40, _joliet_text(volume.identifier, 32))
            metadata.patch(start + 190, _joliet_text(volume.set_identifier, 128))
    for sector in (*range(32, 64), _FILE_SET_SECTOR):
        kind = struct.unpack("<H", metadata.read(sector * SECTOR_BYTES, 2))[0]
        if kind in _UDF_NAMES:
            descriptor = bytearray(metadata.read(sector * SECTOR_BYTES, SECTOR_BYTES))
            _name_in_udf(kind, descriptor, volume)
            _seal_tag(descriptor)
            metadata.patch(sector * SECTOR_BYTES, bytes(descriptor))


def _volume_descriptors(metadata: SparseBytes) -> Iterator[int]:
    """The sectors of the volume descriptors of ISO 9660 and Joliet (ECMA-119, 8.4 and 8.5)."""
    for sector in range(16, 32):
        if metadata.read(sector * SECTOR_BYTES, 6) in {b"\x01CD001", b"\x02CD001"}:
            yield sector


def _joliet_text(text: str, length: int) -> bytes:
    """The beginning of `text` in whole characters, filled up with spaces."""
    kept = text.encode("utf-16-be")[:length].decode("utf-16-be", errors="ignore")
    return kept.encode("utf-16-be") + " ".encode("utf-16-be") * (length // 2 - names.length(kept))


def _name_in_udf(kind: int, descriptor: bytearray, volume: Volume) -> None:
    """The names in one descriptor of UDF (ECMA-167, 3/10 and 4/14.1).

    UDF 2.2.2.5 wants a unique set identifier that begins with 16 hexadecimal digits.
    """
    for offset, length in _UDF_NAMES[kind]:
        descriptor[offset : offset + length] = _udf_text(volume.identifier, length)
    if kind == _UDF_PRIMARY:
        struct.pack_into("<HH", descriptor, 56, volume.number, volume.of)
        name = f"{binascii.crc32(volume.set_identifier.encode()):08x}"
        name = f"{int(volume.made_at.timestamp()) & 0xFFFFFFFF:08x}{name}{volume.set_identifier}"
        descriptor[72:200] = _udf_text(name, 128)


def _udf_text(text: str, length: int) -> bytes:
    """The beginning of `text` as a dstring (OSTA UDF 2.1.3) of `length` bytes."""
    kept = text.encode("utf-16-be")[: (length - 2) // 2 * 2].decode("utf-16-be", errors="ignore")
    data = b"\x10" + kept.encode("utf-16-be")
    if text.isascii():
        data = b"\x08" + text[: length - 2].encode()
    return data.ljust(length - 1, b"\x00") + bytes([len(data)])


def _seal_tag(descriptor: bytearray) -> None:
    """Compute the checksums of a descriptor's tag anew (ECMA-167, 3/7.2)."""
    length = struct.unpack_from("<H", descriptor, 10)[0]
    struct.pack_into("<H", descriptor, 8, binascii.crc_hqx(bytes(descriptor[16 : 16 + length]), 0))
    descriptor[4] = 0
    descriptor[4] = sum(descriptor[:16]) & 0xFF


def total_bytes(entries: Iterable[Entry]) -> int:
    """The size of all data."""
    return sum(entry.size_bytes for entry in entries)
