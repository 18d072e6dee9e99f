"""An AVI read as if it had no index, for one whose index leads to the wrong places."""

import struct
from io import SEEK_SET, RawIOBase
from pathlib import Path

from typing_extensions import override

_HEADER = struct.Struct("<4sI")
_FIRST_CHUNK = 12
_INDEX, _IGNORED = b"idx1", b"JUNK"


class Unindexed(RawIOBase):
    """The file, in which the name of its index reads as that of a chunk to be passed over.

    It is closed with the last that reads it.
    """

    def __init__(self, path: Path) -> None:
        """Open `path` to be read.

        Raises:
            OSError: it cannot be read.
        """
        self._file = path.open("rb")
        self._index_at = self._found()
        self._file.seek(0)

    def _found(self) -> int | None:
        at = _FIRST_CHUNK
        while True:
            self._file.seek(at)
            head = self._file.read(_HEADER.size)
            if len(head) < _HEADER.size:
                return None
            name, size = _HEADER.unpack(head)
            if name == _INDEX:
                return at
            at += _HEADER.size + size + (size & 1)

    @override
    def read(self, size: int = -1, /) -> bytes:
        begins = self._file.tell()
        data = self._file.read(size)
        place = -1 if self._index_at is None else self._index_at - begins
        if self._index_at is None or not -len(_INDEX) < place < len(data):
            return data
        changed = bytearray(data)
        for offset, letter in enumerate(_IGNORED, place):
            if 0 <= offset < len(changed):
                changed[offset] = letter
        return bytes(changed)

    @override
    def seek(self, offset: int, whence: int = SEEK_SET, /) -> int:
        return self._file.seek(offset, whence)

    @override
    def tell(self) -> int:
        return self._file.tell()

    @override
    def seekable(self) -> bool:
        return True

    @override
    def readable(self) -> bool:
        return True

    @override
    def close(self) -> None:
        self._file.close()
        super().close()
