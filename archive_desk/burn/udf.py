"""Reading UDF (ECMA-167 with OSTA UDF 1.02–2.60) on a plain partition: names and places of files.

Discs with a virtual or metadata partition, as other programs write them, are left to the other
views.
"""

import binascii
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from archive_desk.burn.sectors import Damage, SectorReader, StoredFile, merged
from archive_desk.domain.discs import SECTOR_BYTES

_ANCHOR_SECTOR = 256
_PRIMARY, _ANCHOR, _PARTITION, _LOGICAL, _END = 1, 2, 5, 6, 8
_FILE_SET, _FILE_IDENTIFIER, _FILE_ENTRY, _EXTENDED_FILE_ENTRY = 256, 257, 261, 266
_FOLDER, _DELETED, _PARENT = 0x02, 0x04, 0x08
_LENGTH_MASK = 0x3FFFFFFF
_MAX_DEPTH = 64


def read(reader: SectorReader) -> tuple[str, dict[str, StoredFile]] | None:
    """Volume identifier and files, None if there is no UDF here that we can read.

    Raises:
        Damage: the structures contradict themselves.
    """
    start = _volume_descriptors(reader)
    if start is None:
        return None
    volume = _volume(reader, start)
    return None if volume is None else (volume.identifier, volume.files())


def _volume_descriptors(reader: SectorReader) -> tuple[int, int] | None:
    for sector in (_ANCHOR_SECTOR, reader.sectors - 1, reader.sectors - 257):
        try:
            anchor = _checked(reader.read(sector), _ANCHOR)
        except Damage:
            continue
        length, location = struct.unpack_from("<II", anchor, 16)
        return location, length // SECTOR_BYTES
    return None


def _checked(data: bytes, *expected: int) -> bytes:
    """The descriptor in `data` if tag, checksums and kind are right (ECMA-167, 3/7.2)."""
    identifier, _, checksum, _, _, crc, length, _ = struct.unpack_from("<HHBBHHHI", data, 0)
    if identifier not in expected:
        raise Damage(f"descriptor {identifier} instead of {expected}")
    if (sum(data[:16]) - checksum) & 0xFF != checksum:
        raise Damage(f"tag of descriptor {identifier}")
    if binascii.crc_hqx(data[16 : 16 + length], 0) != crc:
        raise Damage(f"checksum of descriptor {identifier}")
    return data


def _volume(reader: SectorReader, descriptors: tuple[int, int]) -> "_Volume | None":
    first, count = descriptors
    identifier, partition, logical = "", None, None
    for sector in range(first, first + count):
        data = reader.read(sector)
        kind = struct.unpack_from("<H", data, 0)[0]
        if kind == _END:
            break
        if kind == _PRIMARY:
            identifier = _text(_checked(data, kind)[24:56], dstring=True)
        elif kind == _PARTITION:
            partition = struct.unpack_from("<I", _checked(data, kind), 188)[0]
        elif kind == _LOGICAL:
            logical = _checked(data, kind)
            identifier = _text(logical[84:212], dstring=True) or identifier
    if partition is None or logical is None:
        raise Damage("no partition or logical volume")
    block_bytes, maps = (
        struct.unpack_from("<I", logical, 212)[0],
        struct.unpack_from("<I", logical, 268)[0],
    )
    if block_bytes != SECTOR_BYTES or maps != 1 or logical[440] != 1:
        return None
    file_set_block = struct.unpack_from("<I", logical, 252)[0]
    file_set = _checked(reader.read(partition + file_set_block), _FILE_SET)
    root_block = struct.unpack_from("<I", file_set, 404)[0]
    return _Volume(reader, identifier, partition, root_block)


def _text(data: bytes, *, dstring: bool = False) -> str:
    """OSTA compressed Unicode; a dstring ends with its length."""
    if dstring:
        data = data[: data[-1]]
    if not data:
        return ""
    if data[0] == 8:
        return data[1:].decode("latin-1")
    if data[0] == 16:
        return data[1:].decode("utf-16-be", errors="replace")
    raise Damage(f"name with compression {data[0]}")


@dataclass(frozen=True)
class _Node:
    """A file or folder: its size and its runs, or its bytes where they lie in the entry itself."""

    size: int
    runs: list[tuple[int, int]]
    embedded: bytes | None


@dataclass(frozen=True)
class _Volume:
    reader: SectorReader
    identifier: str
    partition: int
    root: int

    def files(self) -> dict[str, StoredFile]:
        """All files by their path."""
        files: dict[str, StoredFile] = {}
        open_folders = [("", self.root)]
        seen: set[int] = set()
        while open_folders:
            folder, block = open_folders.pop()
            if block in seen or folder.count("/") > _MAX_DEPTH:
                raise Damage(f"folder {folder} contains itself")
            seen.add(block)
            for name, is_folder, child in _identifiers(self._content(self._node(block))):
                path = f"{folder}/{name}" if folder else name
                if is_folder:
                    open_folders.append((path, child))
                else:
                    node = self._node(child)
                    files[path] = StoredFile(node.size, merged(node.runs))
        return files

    def _node(self, block: int) -> _Node:
        sector = self.partition + block
        data = _checked(self.reader.read(sector), _FILE_ENTRY, _EXTENDED_FILE_ENTRY)
        base = 168 if data[:2] == b"\x05\x01" else 208
        allocation = struct.unpack_from("<H", data, 34)[0] & 7
        size = struct.unpack_from("<Q", data, 56)[0]
        attributes, length = struct.unpack_from("<II", data, base)
        start = base + 8 + attributes
        descriptors = data[start : start + length]
        if allocation == 3:
            at = sector * SECTOR_BYTES + start
            return _Node(size, [(at, size)], descriptors)
        return _Node(size, self._runs(descriptors, allocation, size), None)

    def _runs(self, descriptors: bytes, allocation: int, size: int) -> list[tuple[int, int]]:
        step, place = {0: (8, "<II"), 1: (16, "<II8x")}.get(allocation, (0, ""))
        if not step:
            raise Damage(f"allocation {allocation}")
        runs: list[tuple[int, int]] = []
        left = size
        for offset in range(0, len(descriptors) - step + 1, step):
            length, block = struct.unpack_from(place, descriptors, offset)
            count, kind = length & _LENGTH_MASK, length >> 30
            if not count:
                break
            if kind:
                raise Damage("extent that is not recorded, or continued elsewhere")
            runs.append(((self.partition + block) * SECTOR_BYTES, min(count, left)))
            left -= min(count, left)
        if left:
            raise Damage("file longer than its extents")
        return runs

    def _content(self, node: _Node) -> bytes:
        if node.embedded is not None:
            return node.embedded
        return b"".join(
            self.reader.read(start // SECTOR_BYTES, count) for start, count in node.runs
        )


def _identifiers(data: bytes) -> Iterator[tuple[str, bool, int]]:
    """Names, whether they are folders, and the blocks of their entries (ECMA-167, 4/14.4)."""
    position = 0
    while position + 38 <= len(data):
        characteristics, name_length = data[position + 18], data[position + 19]
        block = struct.unpack_from("<I", data, position + 24)[0]
        use_length = struct.unpack_from("<H", data, position + 36)[0]
        length = 38 + use_length + name_length
        padded = -(-length // 4) * 4
        record = _checked(data[position : position + padded], _FILE_IDENTIFIER)
        position += padded
        if characteristics & (_DELETED | _PARENT):
            continue
        name = _text(record[38 + use_length : length])
        yield name, bool(characteristics & _FOLDER), block
