"""The EXIF of HEIC and HEIF photos, which Pillow does not open: telephones keep the time there."""

import struct
from typing import BinaryIO

from archive_desk.media.boxes import Box, walk

_LARGEST_META, _LARGEST_EXIF = 4 << 20, 1 << 20
_FULL_BOX = 4
_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"avif")


def exif_of(file: BinaryIO, length: int) -> bytes:
    """The EXIF of an open HEIF file, from its TIFF header on; empty where there is none."""
    try:
        return _exif(file, length)
    except (struct.error, IndexError, ValueError):
        # A list that is cut or nonsense is as good as none.
        return b""


def _exif(file: BinaryIO, length: int) -> bytes:
    top = list(walk(file, 0, length))
    if not top or top[0].type != b"ftyp" or not any(b in _body(file, top[0]) for b in _BRANDS):
        return b""
    meta = next((box for box in top if box.type == b"meta"), None)
    if meta is None or meta.size > _LARGEST_META:
        return b""
    start = meta.offset + meta.header + _FULL_BOX
    parts = {box.type: box for box in walk(file, start, meta.offset + meta.size)}
    if b"iinf" not in parts or b"iloc" not in parts:
        return b""
    item = _exif_item(file, parts[b"iinf"])
    place = None if item is None else _places(_body(file, parts[b"iloc"])).get(item)
    if place is None or place[1] > _LARGEST_EXIF:
        return b""
    file.seek(place[0])
    content = file.read(place[1])
    (skipped,) = struct.unpack_from(">I", content)
    return content[4 + skipped :]


def _body(file: BinaryIO, box: Box) -> bytes:
    file.seek(box.offset + box.header)
    return file.read(min(box.size - box.header, _LARGEST_META))


def _exif_item(file: BinaryIO, listed: Box) -> int | None:
    """The number of the item that is EXIF."""
    file.seek(listed.offset + listed.header)
    counted = 2 if file.read(1) == b"\x00" else 4
    start = listed.offset + listed.header + _FULL_BOX + counted
    for entry in walk(file, start, listed.offset + listed.size):
        body = _body(file, entry)
        # Version 3 numbers items with 32 bits.
        wide = body[0] > 2
        number, kind = struct.unpack_from(">I2x4s" if wide else ">H2x4s", body, _FULL_BOX)
        if kind == b"Exif":
            return int(number)
    return None


def _places(body: bytes) -> dict[int, tuple[int, int]]:
    """Where each item of one extent lies in the file, and how long it is."""
    version, sizes, more = body[0], body[4], body[5]
    offset_size, length_size, base_size = sizes >> 4, sizes & 15, more >> 4
    index_size = more & 15 if version else 0
    wide = version > 1
    (count,) = struct.unpack_from(">I" if wide else ">H", body, 6)
    at = 10 if wide else 8
    places: dict[int, tuple[int, int]] = {}

    def number(size: int) -> int:
        nonlocal at
        at += size
        return int.from_bytes(body[at - size : at], "big")

    for _ in range(count):
        item = number(4 if wide else 2)
        method = number(2) & 15 if version else 0
        number(2)
        base = number(base_size)
        extents = number(2)
        for extent in range(extents):
            number(index_size)
            offset, size = number(offset_size), number(length_size)
            # Only what lies in the file itself, in one piece.
            if extent == 0 and extents == 1 and method == 0:
                places[item] = (base + offset, size)
        if at > len(body):
            raise ValueError(at)
    return places
