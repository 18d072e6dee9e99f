"""Cases too large for one disc: real small recordings, each followed by a long empty box."""

import random
import struct
from pathlib import Path

from tests.helpers import recordings

_BLOCK = 1 << 20


def card_of(folder: Path, count: int, size_bytes: int) -> list[Path]:
    """`count` playable recordings of `size_bytes` each, no two alike, mostly holes on the disk."""
    folder.mkdir(parents=True)
    pattern = recordings.video(folder / "pattern.mp4", seconds=1).read_bytes()
    (folder / "pattern.mp4").unlink()
    files = []
    for number in range(count):
        started = f"20261118{9 + number // 60:02}{number % 60:02}00"
        file = folder / f"8810021_012345_{started}_{number:04}.mp4"
        with file.open("wb") as stream:
            stream.write(pattern)
            padding = size_bytes - len(pattern)
            # A free box (ISO 14496-12) with its length in 64 bits: players skip it.
            stream.write(struct.pack(">I4sQ", 1, b"free", padding))
            stream.write(random.Random(number).randbytes(min(_BLOCK, padding - 16)))
            stream.truncate(size_bytes)
        files.append(file)
    return files
