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

    Tell it where playing begins, where it is from time to time, forward or backward, and every
    jump; between two words it takes for watched what lies between them.
    """

    def __init__(self) -> None:
        """Nothing has been watched."""
        self._done: list[Interval] = []
        self._now: Interval | None = None
        self._last_ms = 0
        self._told = False

    @property
    def last_ms(self) -> int | None:
        """Where the player was last; None after a jump."""
        return None if self._now is None else self._last_ms

    def at(self, at_ms: int) -> None:
        """This moment is on the screen, and everything since the last one was."""
        now = self._now or Interval(at_ms, at_ms)
        self._told = self._told and at_ms == self._last_ms
        self._now = Interval(min(now.from_ms, at_ms), max(now.to_ms, at_ms))
        self._last_ms = at_ms

    def passed(self, from_ms: int, to_ms: int) -> None:
        """Both ends were on the screen one after the other, standing: picture by picture."""
        self._done.append(Interval(min(from_ms, to_ms), max(from_ms, to_ms)))

    def jump(self) -> None:
        """What comes next does not follow from what was before: a seek, a pause, another file."""
        if self._now is not None and not self._told:
            self._done.append(self._now)
        self._now, self._told = None, False

    def take(self) -> list[Interval]:
        """Everything watched since the last `take`, in order and merged."""
        going_on = self._now is not None
        self.jump()
        done, self._done = merged(self._done), []
        if going_on:
            # It goes on from there; as long as it does not, there is nothing new to tell.
            self._now, self._told = Interval(self._last_ms, self._last_ms), True
        return done
