"""Small pictures along a recording and the loudness of its sound: what a timeline shows of it."""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

WAVE_STEP_MS = 50
"""How much sound one loudness stands for."""


@dataclass(frozen=True)
class Filmstrip:
    """What was made of one recording.

    `pictures` are their moments in milliseconds after the first picture, ascending. `wave` has one
    byte for each `WAVE_STEP_MS` of sound: the loudest sample's root, 255 for the loudest possible;
    empty without sound. Not `complete` is a first sketch of a few pictures.
    """

    sha256: str
    pictures: tuple[int, ...]
    wave: bytes = b""
    complete: bool = True

    @cached_property
    def _levels(self) -> list[bytes]:
        """The loudness again and again at a quarter of the fineness, for looking from afar."""
        levels = [self.wave]
        while len(levels[-1]) > _COARSEST:
            last = levels[-1]
            levels.append(bytes(max(last[at : at + _FOLD]) for at in range(0, len(last), _FOLD)))
        return levels

    def prepare(self) -> "Filmstrip":
        """This strip, with what painting needs computed already; ask it beside the windows."""
        _ = self._levels
        return self

    def nearest(self, at_ms: float) -> int | None:
        """The moment of the picture nearest to a position; None without any."""
        if not self.pictures:
            return None
        after = bisect_left(self.pictures, at_ms)
        around = self.pictures[max(after - 1, 0) : after + 1]
        return min(around, key=lambda moment: abs(moment - at_ms))

    def loudness(self, from_ms: float, to_ms: float, count: int) -> list[int]:
        """The loudness of `count` equal parts of a stretch, 0 where there is no sound."""
        if not self.wave or to_ms <= from_ms:
            return [0] * count
        width = (to_ms - from_ms) / count / WAVE_STEP_MS
        level, fold = 0, 1
        while level + 1 < len(self._levels) and fold * _FOLD <= width:
            level, fold = level + 1, fold * _FOLD
        wave, scale = self._levels[level], fold * WAVE_STEP_MS
        found = []
        for part in range(count):
            start = from_ms + (to_ms - from_ms) * part / count
            end = from_ms + (to_ms - from_ms) * (part + 1) / count
            first = max(int(start / scale), 0)
            last = max(int(end / scale), first + 1) if end >= 0 else 0
            found.append(max(wave[first:last], default=0))
        return found


_FOLD = 4
_COARSEST = 512
