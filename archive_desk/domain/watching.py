"""What was watched of a recording: the intervals that were really on the screen."""

from collections.abc import Iterable
from dataclasses import dataclass

_TOUCHING_MS = 300


@dataclass(frozen=True)
class Interval:
    """A part of a recording, in milliseconds after its first picture; both ends were seen."""

    from_ms: int
    to_ms: int


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """The same parts in order, those that touch or overlap made one."""
    result: list[Interval] = []
    for each in sorted(intervals, key=lambda interval: (interval.from_ms, interval.to_ms)):
        if result and each.from_ms <= result[-1].to_ms + _TOUCHING_MS:
            last = result[-1]
            result[-1] = Interval(last.from_ms, max(last.to_ms, each.to_ms))
        else:
            result.append(each)
    return result


class WatchLog:
    """Follows the position of a player and remembers what was passed.

    Tell it where playing begins, where it is from time to time, and every jump; between two words
    it takes for watched what lies between them.
    """

    def __init__(self) -> None:
        """Nothing has been watched."""
        self._done: list[Interval] = []
        self._from: int | None = None
        self._to = 0

    def at(self, at_ms: int) -> None:
        """This moment is on the screen, and everything since the last one was."""
        if self._from is None:
            self._from = at_ms
        self._to = max(at_ms, self._to) if self._to >= self._from else at_ms

    def jump(self) -> None:
        """What comes next does not follow from what was before: a seek, a pause, another file."""
        if self._from is not None:
            self._done.append(Interval(self._from, max(self._from, self._to)))
        self._from, self._to = None, 0

    def take(self) -> list[Interval]:
        """Everything watched since the last `take`, in order and merged."""
        here = self._to if self._from is not None else None
        self.jump()
        done, self._done = merged(self._done), []
        if here is not None:
            self._from = self._to = here
        return done
