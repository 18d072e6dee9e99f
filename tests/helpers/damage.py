"""Damage as it is met: cut files, lost indexes, bytes turned over, zeros."""

import random
from pathlib import Path


def without_index(path: Path, target: Path) -> Path:
    """An MP4 as a recorder leaves it that lost its power: all data, no index."""
    content = path.read_bytes()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content[: content.rindex(b"moov") - 4])
    return target


def mutated(path: Path, target: Path, *, at: float = 0.5, count: int = 200, seed: int = 1) -> Path:
    """A recording with `count` bytes turned over from the share `at` on."""
    content = bytearray(path.read_bytes())
    dice = random.Random(seed)
    begin = int(len(content) * at)
    for number in range(begin, min(begin + count, len(content))):
        content[number] ^= dice.randint(1, 255)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return target


def zeroed(path: Path, target: Path, *, share: float = 0.6) -> Path:
    """A recording whose end is zeros: room that was reserved and never filled."""
    content = path.read_bytes()
    kept = int(len(content) * share)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content[:kept] + bytes(len(content) - kept))
    return target
