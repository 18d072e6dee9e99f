"""SHA-256 and SM3 over streams; SM3 by libgcrypt, by OpenSSL, or without both by our own code."""

import hashlib
import struct
from typing import Protocol

from archive_desk.media.gcrypt import GcryptSM3, gcrypt

BLOCK_BYTES = 4 << 20
"""Files are read, written and hashed in blocks of this size."""


class Digest(Protocol):
    """A running digest, as `hashlib` makes them."""

    def update(self, data: bytes | memoryview, /) -> None:
        """Take in more bytes."""

    def hexdigest(self) -> str:
        """The digest so far, lower-case hex."""


def new_sha256() -> Digest:
    """A fresh SHA-256."""
    return hashlib.sha256()


def new_sm3() -> Digest:
    """A fresh SM3 (GB/T 32905), by the fastest code there is."""
    library = gcrypt()
    if library is not None:
        return GcryptSM3(library)
    try:
        return hashlib.new("sm3")
    except ValueError:
        return PlainSM3()


_MASK = 0xFFFFFFFF
_START = (
    0x7380166F,
    0x4914B2B9,
    0x172442D7,
    0xDA8A0600,
    0xA96F30BC,
    0x163138AA,
    0xE38DEE4D,
    0xB0FB0E4E,
)
_CHUNK = 64
_EARLY_ROUNDS = 16


def _rotate(word: int, by: int) -> int:
    by %= 32
    return ((word << by) | (word >> (32 - by))) & _MASK


_ROUND_CONSTANTS = tuple(
    _rotate(0x79CC4519 if index < _EARLY_ROUNDS else 0x7A879D8A, index) for index in range(64)
)


def _permute_expansion(word: int) -> int:
    return word ^ _rotate(word, 15) ^ _rotate(word, 23)


class PlainSM3:
    """SM3 without any library, for a Python whose OpenSSL lacks it. Slow: some 0.3 MB/s."""

    def __init__(self) -> None:
        self._state: tuple[int, ...] = _START
        self._rest = b""
        self._length = 0

    def update(self, data: bytes | memoryview, /) -> None:
        """Take in more bytes."""
        self._length += len(data)
        data = self._rest + bytes(data)
        whole = len(data) - len(data) % _CHUNK
        for at in range(0, whole, _CHUNK):
            self._state = _compress(self._state, data[at : at + _CHUNK])
        self._rest = data[whole:]

    def hexdigest(self) -> str:
        """The digest so far, lower-case hex."""
        padding = b"\x80" + b"\x00" * ((55 - self._length) % _CHUNK)
        tail = self._rest + padding + struct.pack(">Q", self._length * 8)
        state = self._state
        for at in range(0, len(tail), _CHUNK):
            state = _compress(state, tail[at : at + _CHUNK])
        return "".join(f"{word:08x}" for word in state)


def _compress(state: tuple[int, ...], chunk: bytes) -> tuple[int, ...]:
    words = _expand(chunk)
    a, b, c, d, e, f, g, h = state
    for index in range(64):
        turned = _rotate(a, 12)
        first = _rotate((turned + e + _ROUND_CONSTANTS[index]) & _MASK, 7)
        second = first ^ turned
        if index < _EARLY_ROUNDS:
            mixed, chosen = a ^ b ^ c, e ^ f ^ g
        else:
            mixed, chosen = (a & b) | (a & c) | (b & c), (e & f) | (~e & g)
        one = (mixed + d + second + (words[index] ^ words[index + 4])) & _MASK
        two = (chosen + h + first + words[index]) & _MASK
        a, b, c, d = one, a, _rotate(b, 9), c
        e, f, g, h = two ^ _rotate(two, 9) ^ _rotate(two, 17), e, _rotate(f, 19), g
    return tuple(new ^ old for new, old in zip((a, b, c, d, e, f, g, h), state, strict=True))


def _expand(chunk: bytes) -> list[int]:
    words = list(struct.unpack(">16I", chunk))
    for index in range(16, 68):
        word = words[index - 16] ^ words[index - 9] ^ _rotate(words[index - 3], 15)
        words.append(_permute_expansion(word) ^ _rotate(words[index - 13], 7) ^ words[index - 6])
    return words
