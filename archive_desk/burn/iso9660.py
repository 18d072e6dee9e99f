"""Reading ISO 9660 (ECMA-119) and Joliet: names and places of files."""

import struct
from collections.abc import Iterator

from archive_desk.burn.sectors import Damage, SectorReader, StoredFile, merged
from archive_desk.domain.discs import SECTOR_BYTES

_FIRST_DESCRIPTOR = 16
_LAST_DESCRIPTOR = 64
_PRIMARY, _SUPPLEMENTARY, _END = 1, 2, 255
_JOLIET_ESCAPES = {b"%/@", b"%/C", b"%/E"}
_FOLDER, _CONTINUED = 0x02, 0x80
_MAX_DEPTH = 64
APPLICATION_USE = 883
RECORDED = b"ARCHIVE DESK RECORDED "
"""In the application's field: followed by the sectors of the image, where more than the volume."""


def volume_sectors(reader: SectorReader) -> int | None:
    """The recorded sectors as the primary descriptor says, if there is one.

    That is the volume, with the recovery data behind it if we made the disc.
    """
    descriptor = _descriptor(reader, joliet=False)
    if not descriptor:
        return None
    volume: int = struct.unpack_from("<I", descriptor, 80)[0]
    note = descriptor[APPLICATION_USE : APPLICATION_USE + len(RECORDED) + 10]
    digits = note.removeprefix(RECORDED)
    return max(volume, int(digits)) if digits != note and digits.isdigit() else volume


def is_image(reader: SectorReader) -> bool:
    """Whether it begins as a disc image does."""
    return _descriptor(reader, joliet=False) is not None


def read_plain(reader: SectorReader) -> tuple[str, dict[str, StoredFile]] | None:
    """Volume identifier and files of the plain tree, None if there is none.

    Raises:
        Damage: the tree contradicts itself.
    """
    return _read(reader, joliet=False)


def read_joliet(reader: SectorReader) -> tuple[str, dict[str, StoredFile]] | None:
    """Volume identifier and files of the Joliet tree, None if there is none.

    Raises:
        Damage: the tree contradicts itself.
    """
    return _read(reader, joliet=True)


def _descriptor(reader: SectorReader, *, joliet: bool) -> bytes | None:
    for sector in range(_FIRST_DESCRIPTOR, _LAST_DESCRIPTOR):
        try:
            data = reader.read(sector)
        except Damage:
            return None
        if data[1:6] != b"CD001" or data[0] == _END:
            return None
        is_joliet = data[0] == _SUPPLEMENTARY and data[88:91] in _JOLIET_ESCAPES
        if is_joliet if joliet else data[0] == _PRIMARY:
            return data
    return None


def _read(reader: SectorReader, *, joliet: bool) -> tuple[str, dict[str, StoredFile]] | None:
    descriptor = _descriptor(reader, joliet=joliet)
    if descriptor is None:
        return None
    encoding = "utf-16-be" if joliet else "ascii"
    identifier = descriptor[40:72].decode(encoding, errors="replace").rstrip(" \0")
    runs: dict[str, list[tuple[int, int]]] = {}
    root = descriptor[156:190]
    open_folders = [("", *struct.unpack_from("<I4xI", root, 2))]
    seen: set[int] = set()
    while open_folders:
        folder, extent, size = open_folders.pop()
        if extent in seen or folder.count("/") > _MAX_DEPTH:
            raise Damage(f"folder {folder} contains itself")
        seen.add(extent)
        for name, is_folder, start, count in _records(reader.read(extent, size), encoding):
            path = f"{folder}/{name}" if folder else name
            if is_folder:
                open_folders.append((path, start, count))
            else:
                # A file of several extents has one record for each.
                runs.setdefault(path, []).append((start * SECTOR_BYTES, count))
    return identifier, {
        path: StoredFile(sum(count for _, count in parts), merged(parts))
        for path, parts in runs.items()
    }


def _records(data: bytes, encoding: str) -> Iterator[tuple[str, bool, int, int]]:
    position = 0
    while position < len(data):
        length = data[position]
        if not length:  # no record crosses a sector
            position = (position // SECTOR_BYTES + 1) * SECTOR_BYTES
            continue
        record = data[position : position + length]
        position += length
        if length < 34 or len(record) < length:
            raise Damage("directory record")
        identifier = record[33 : 33 + record[32]]
        if identifier in {b"\0", b"\1"}:
            continue
        extent, size = struct.unpack_from("<I4xI", record, 2)
        name = identifier.decode(encoding, errors="replace")
        is_folder = bool(record[25] & _FOLDER)
        yield (name if is_folder else _without_version(name)), is_folder, extent, size


def _without_version(name: str) -> str:
    stem, semicolon, version = name.rpartition(";")
    return stem.rstrip(".") if semicolon and version.isdecimal() else name
