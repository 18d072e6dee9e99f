"""Recognising the first picture after a seek, by what is on it.

libVLC shows a picture or two from before the seek, then one near the goal, and says of neither
which it is. The pictures around the goal are known from the frame index, so they are compared.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

_COLUMNS, _ROWS = 48, 27
_GREEN = 1
_PATIENCE_SECONDS = 1.5
_ALIKE = 2.5


def print_of(width: int, height: int, data: bytes) -> bytes:
    """A small likeness of a picture: the green of 48 by 27 points of it."""
    across, down = max(width // _COLUMNS, 1), max(height // _ROWS, 1)
    rows = range(down // 2, height, down)
    return b"".join(
        data[(row * width + across // 2) * 4 + _GREEN : (row + 1) * width * 4 : across * 4]
        for row in rows
    )


def difference(one: bytes, other: bytes) -> int:
    """How unlike two likenesses are; 0 is the same picture."""
    return sum(abs(a - b) for a, b in zip(one, other, strict=False))


@dataclass
class Arrival:
    """A seek under way.

    `likenesses` are those of the pictures around the goal by their numbers, filled in while libVLC
    is looking; `before` is that of the picture that was on the screen.
    """

    likenesses: Mapping[int, bytes] = field(default_factory=dict)
    before: bytes = b""
    begun: float = field(default_factory=time.monotonic)

    @property
    def late(self) -> bool:
        """Whether nothing like the goal has come for so long that it will not come any more."""
        return time.monotonic() - self.begun > _PATIENCE_SECONDS

    def recognise(self, likeness: bytes) -> int | None:
        """Which picture this is; None if it is still one from before the seek.

        libVLC and PyAV decode to the same colours, so that like pictures hardly differ.
        """
        if not self.likenesses:
            return None
        distances = {n: difference(likeness, known) for n, known in self.likenesses.items()}
        nearest = min(distances, key=distances.__getitem__)
        stale = self.before and difference(likeness, self.before) < distances[nearest]
        return None if stale or distances[nearest] > _ALIKE * len(likeness) else nearest
