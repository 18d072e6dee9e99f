"""The frame index of a recording: when exactly each of its pictures is shown.

Times are fractions of a second after the first picture; a rate as a floating number appears
nowhere, so that the hundred-thousandth picture is as exact as the first.
"""

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class FrameIndex:
    """The pictures of a recording in the order in which they are shown, numbered from 0.

    `ticks` are presentation times in units of `time_base` seconds, ascending, as the container has
    them; `end` is where the last picture ends. `keys` are the numbers of pictures that can be
    decoded without others. There is at least one picture.

    Where the container's own times jump, or do not lead to the right picture, `order` are the
    numbers of all packets as they are decoded (-1 for one that shows nothing) and `sizes` their
    lengths in bytes, by which they are known again. `places` say at which byte of the file reading
    for each of `keys` begins, if no time leads there.
    """

    ticks: tuple[int, ...]
    time_base: Fraction
    end: int
    keys: tuple[int, ...] = (0,)
    places: tuple[int, ...] = ()
    sizes: tuple[int, ...] = ()
    order: tuple[int, ...] = ()

    @property
    def count(self) -> int:
        """How many pictures there are."""
        return len(self.ticks)

    @property
    def origin(self) -> Fraction:
        """The container's own time of the first picture, in seconds; may be negative."""
        return self.ticks[0] * self.time_base

    @property
    def length(self) -> Fraction:
        """From the first picture's beginning to the last one's end, in seconds."""
        return (self.end - self.ticks[0]) * self.time_base

    def time_of(self, number: int) -> Fraction:
        """When picture `number` appears, in seconds after the first."""
        return (self.ticks[number] - self.ticks[0]) * self.time_base

    def end_of(self, number: int) -> Fraction:
        """When picture `number` is followed by the next one, or by nothing."""
        return self.time_of(number + 1) if number + 1 < self.count else self.length

    def ms_of(self, number: int) -> int:
        """The first whole millisecond at which picture `number` is seen.

        Rounded up, so that `frame_at(ms_of(number)) == number`: a mark set on a picture leads back
        to that picture.
        """
        return -int(-self.time_of(number) * 1000 // 1)

    def frame_at(self, at_ms: int) -> int:
        """The picture that is seen `at_ms` after the first; the nearest one outside."""
        return self.frame_at_time(Fraction(at_ms, 1000))

    def frame_at_time(self, seconds: Fraction) -> int:
        """The picture that is seen `seconds` after the first; the nearest one outside."""
        tick = seconds / self.time_base + self.ticks[0]
        return min(max(bisect_right(self.ticks, tick) - 1, 0), self.count - 1)

    def nearest(self, seconds: Fraction | float) -> int:
        """The picture whose beginning is nearest to `seconds` after the first."""
        number = self.frame_at_time(Fraction(seconds))
        after = min(number + 1, self.count - 1)
        return after if self.time_of(after) - seconds < seconds - self.time_of(number) else number

    def key_before(self, number: int) -> int:
        """The last picture up to `number` from which decoding can begin."""
        return self.keys[max(bisect_right(self.keys, number) - 1, 0)]
