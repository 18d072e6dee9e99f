"""The boxes of MP4 and MOV files: is the index there, does anything reach beyond the end.

FFmpeg opens a file cut short without a word; the boxes tell. Only headers are read.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

_SHORT_HEADER, _LONG_HEADER = 8, 16
_MOST_BOXES = 200_000
_LARGEST_MOOF = 4 << 20
_KNOWN_FIRST = {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"styp", b"moof"}


@dataclass(frozen=True)
class Box:
    """One box: where it begins, its whole size as written, and the length of its header."""

    type: bytes
    offset: int
    size: int
    header: int


@dataclass(frozen=True)
class Structure:
    """What the top-level boxes of a file say.

    `is_mp4` is False for anything else. `beyond_end` is how many bytes the last box lacks.
    """

    is_mp4: bool
    has_index: bool = False
    has_media: bool = False
    fragmented: bool = False
    beyond_end: int = 0
    last_fragment: Box | None = None


def structure(file: BinaryIO, length: int) -> Structure:
    """Walk the top-level boxes of an open file of `length` bytes."""
    seen: set[bytes] = set()
    last_fragment: Box | None = None
    beyond_end = 0
    for count, box in enumerate(walk(file, 0, length)):
        if count == 0 and box.type not in _KNOWN_FIRST:
            return Structure(is_mp4=False)
        beyond_end = max(0, box.offset + box.size - length)
        # An index that is cut off is none.
        seen.add(b"" if box.type == b"moov" and beyond_end else box.type)
        if box.type == b"moof" and not beyond_end:
            last_fragment = box
    if not seen:
        return Structure(is_mp4=False)
    return Structure(
        is_mp4=True,
        has_index=b"moov" in seen,
        has_media=b"mdat" in seen,
        fragmented=b"moof" in seen,
        beyond_end=beyond_end,
        last_fragment=last_fragment,
    )


def walk(file: BinaryIO, start: int, end: int) -> Iterator[Box]:
    """The boxes between two offsets; ends at the first thing that is no box."""
    at = start
    for _ in range(_MOST_BOXES):
        if at + _SHORT_HEADER > end:
            return
        file.seek(at)
        head = file.read(_LONG_HEADER)
        if len(head) < _SHORT_HEADER:
            return
        size, kind = struct.unpack_from(">I4s", head)
        header = _SHORT_HEADER
        if size == 1 and len(head) == _LONG_HEADER:
            (size,) = struct.unpack_from(">Q", head, 8)
            header = _LONG_HEADER
        elif size == 0:
            size = end - at
        if size < header or not kind.isascii() or not kind.strip(b"\x00"):
            return
        yield Box(kind, at, size, header)
        at += size


def fragments_end(file: BinaryIO, fragment: Box) -> dict[int, int]:
    """For each track of the last fragment, where it ends, in the track's own time scale."""
    if fragment.size > _LARGEST_MOOF:
        return {}
    ends: dict[int, int] = {}
    for part in walk(file, fragment.offset + fragment.header, fragment.offset + fragment.size):
        if part.type == b"traf":
            track, end = _track_end(file, part)
            ends[track] = end
    return ends


def time_scales(file: BinaryIO, length: int) -> dict[int, int]:
    """Ticks per second of each track, from the index."""
    scales: dict[int, int] = {}
    for moov in walk(file, 0, length):
        if moov.type != b"moov":
            continue
        for track in _inside(file, moov, b"trak"):
            number = scale = 0
            for part in _children(file, track):
                if part.type == b"tkhd":
                    number = _versioned(file, part, 12, 20)
                elif part.type == b"mdia":
                    for header in _inside(file, part, b"mdhd"):
                        scale = _versioned(file, header, 12, 20)
            if number and scale:
                scales[number] = scale
    return scales


def _children(file: BinaryIO, box: Box) -> Iterator[Box]:
    return walk(file, box.offset + box.header, box.offset + box.size)


def _inside(file: BinaryIO, box: Box, kind: bytes) -> list[Box]:
    return [child for child in _children(file, box) if child.type == kind]


def _versioned(file: BinaryIO, box: Box, short: int, long: int) -> int:
    """A 32-bit number of a full box, whose place depends on the box's version."""
    body = _body(file, box, 64)
    at = long if body[:1] == b"\x01" else short
    return int.from_bytes(body[at : at + 4], "big")


def _body(file: BinaryIO, box: Box, most: int) -> bytes:
    file.seek(box.offset + box.header)
    return file.read(min(most, box.size - box.header))


def _track_end(file: BinaryIO, fragment: Box) -> tuple[int, int]:
    track = begin = lasting = default = 0
    for part in _children(file, fragment):
        if part.type == b"tfhd":
            track, default = _fragment_header(_body(file, part, 64))
        elif part.type == b"tfdt":
            body = _body(file, part, 16)
            wide = body[:1] == b"\x01"
            begin = int.from_bytes(body[4:12] if wide else body[4:8], "big")
        elif part.type == b"trun":
            lasting += _run_length(_body(file, part, _LARGEST_MOOF), default)
    return track, begin + lasting


def _fragment_header(body: bytes) -> tuple[int, int]:
    flags = int.from_bytes(body[1:4], "big")
    at = 8 + (8 if flags & 0x1 else 0) + (4 if flags & 0x2 else 0)
    default = int.from_bytes(body[at : at + 4], "big") if flags & 0x8 else 0
    return int.from_bytes(body[4:8], "big"), default


def _run_length(body: bytes, default: int) -> int:
    flags = int.from_bytes(body[1:4], "big")
    count = int.from_bytes(body[4:8], "big")
    if not flags & 0x100:
        return count * default
    at = 8 + (4 if flags & 0x1 else 0) + (4 if flags & 0x4 else 0)
    width = 4 * bin(flags & 0xF00).count("1")
    durations = (
        int.from_bytes(body[at + width * index : at + width * index + 4], "big")
        for index in range(min(count, (len(body) - at) // width))
    )
    return sum(durations)
