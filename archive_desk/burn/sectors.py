"""Sectors of an image or device, and the files that lie in them."""

import io
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from archive_desk.domain.discs import SECTOR_BYTES


class Damage(Exception):
    """A file system contradicts itself."""


@dataclass(frozen=True)
class StoredFile:
    """A file on a disc: its size, and its runs of (first byte, byte count) on the disc."""

    size_bytes: int
    runs: tuple[tuple[int, int], ...]


def merged(runs: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """`runs` with those joined that follow one another on the disc."""
    joined: list[tuple[int, int]] = []
    for start, count in runs:
        if joined and sum(joined[-1]) == start:
            joined[-1] = (joined[-1][0], joined[-1][1] + count)
        elif count:
            joined.append((start, count))
    return tuple(joined)


class SectorReader:
    """Reads whole sectors. Close it, or use it in a `with`."""

    def __init__(self, path: Path) -> None:
        """Open `path`; raises OSError."""
        self._file = io.FileIO(path, "rb")
        self.sectors = self._file.seek(0, os.SEEK_END) // SECTOR_BYTES

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def read(self, sector: int, count_bytes: int = SECTOR_BYTES) -> bytes:
        """`count_bytes` from the beginning of `sector`.

        Raises:
            Damage: it lies beyond the end.
            OSError: it cannot be read.
        """
        if sector < 0 or count_bytes > 1 << 30:
            raise Damage(f"sector {sector} × {count_bytes}")
        self._file.seek(sector * SECTOR_BYTES)
        data = b""
        while len(data) < count_bytes:
            part = self._file.read(count_bytes - len(data))
            if not part:
                raise Damage(f"sector {sector} beyond the end")
            data += part
        return data
