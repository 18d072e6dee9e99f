"""Packets of a transport stream that are broken, by the sign every packet begins with.

A demultiplexer that lost its place looks for the next packet and says nothing; what lay between is
gone all the same, and sound that lacks a frame decodes without a complaint.
"""

from collections.abc import Iterator
from typing import BinaryIO

_SIGN = 0x47
_SIGN_BYTE = b"\x47"
_SIZES = (188, 192, 204)
"""Bare packets, packets behind a time of four bytes, packets with a correction behind them."""
_SURE = 5
_CHUNK_PACKETS = 1 << 13
_MOST = 1_000


def broken_packets(file: BinaryIO, length: int) -> tuple[tuple[int, int], ...]:
    """The parts (from, to; in bytes) that are no packets; empty if it is no transport stream.

    Raises:
        OSError: the file cannot be read.
    """
    file.seek(0)
    size, first = _shape(file.read(_SIZES[-1] * (_SURE + 1)))
    if not size:
        return ()
    found: list[tuple[int, int]] = []
    for start, end in _without_sign(file, length, size, first):
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        elif len(found) < _MOST:
            found.append((start, end))
    return tuple(found)


def _shape(head: bytes) -> tuple[int, int]:
    """The size of a packet and where the first sign stands; a size of 0 for other files."""
    for size in _SIZES:
        first = size - _SIZES[0] if size == 192 else 0
        if all(head[first + n * size : first + n * size + 1] == _SIGN_BYTE for n in range(_SURE)):
            return size, first
    return 0, 0


def _without_sign(file: BinaryIO, length: int, size: int, first: int) -> Iterator[tuple[int, int]]:
    """Every packet's place without its sign, and what lies between after a shift."""
    at = first
    while at + size <= length:
        file.seek(at)
        chunk = file.read(size * _CHUNK_PACKETS)
        count = len(chunk) // size
        if not count:
            return
        signs = chunk[: count * size : size]
        good = len(signs) - len(signs.lstrip(_SIGN_BYTE))
        if good == count:
            at += count * size
            continue
        lost = at + good * size
        at = _found_again(file, lost, length, size)
        yield lost, at


def _found_again(file: BinaryIO, lost: int, length: int, size: int) -> int:
    """Where the next packets begin after `lost`: in step, or after bytes that are missing."""
    at = lost + 1
    while at < length:
        file.seek(at)
        chunk = file.read(size * _CHUNK_PACKETS)
        place = chunk.find(_SIGN_BYTE)
        while place >= 0:
            signs = chunk[place : place + size * _SURE : size]
            near_end = at + place + size * _SURE > length
            if signs.count(_SIGN) == len(signs) and (len(signs) == _SURE or near_end):
                return at + place
            if len(signs) < _SURE and not near_end:
                break
            place = chunk.find(_SIGN_BYTE, place + 1)
        at += place if place > 0 else max(1, len(chunk))
    return length
