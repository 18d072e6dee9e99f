"""The times of a recording's packets, put right where the container's own cannot be trusted.

Transport and programme streams may begin their clock anew in the middle, and need not give every
picture a time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

JUMPING = frozenset({"mpegts", "mpeg"})
"""Formats whose clock may begin anew, by FFmpeg's names; those of other containers cannot."""
UNSOUGHT = frozenset({"mpeg"})
"""Formats in which a time does not lead to the right picture: seeking guesses times anew."""
_JUMP_SECONDS = 10
_MOST_UNTIMED = 20
"""Up to one packet in so many without a time is left out; of more, the times are found out."""


@dataclass(frozen=True)
class PacketTime:
    """One packet as the container has it, in its unit of time; `tick` is None if it has no time.

    `place` is at which byte the part of the file begins that holds it.
    """

    tick: int | None
    decoded: int | None
    duration: int
    is_key: bool
    place: int
    size: int


class Clock:
    """Lets the times of a stream run on where the recorder's own clock jumped."""

    def __init__(self, usual: int, unit: Fraction) -> None:
        """`usual` is the length of one picture in `unit` seconds, where no packet says it."""
        self._usual = usual
        self._most = round(_JUMP_SECONDS / unit)
        self._due: int | None = None
        self._hole: int | None = None
        self._last = self._shift = 0
        self.jumped = False

    def smooth(self, packet: PacketTime) -> PacketTime:
        """The packet at the time at which it is really seen."""
        tick = packet.tick
        if tick is None:
            return packet
        decoded = (tick if packet.decoded is None else packet.decoded) + self._shift
        if tick + self._shift - decoded > self._most:
            # Seen long after it is decoded: the encoder knew of the pause, no clock jumped.
            self._hole = tick + self._shift
        if self._due is not None and self._jumps(decoded, self._due):
            self._shift += self._due - decoded
            self.jumped = True
            decoded = self._due
        self._last = decoded
        self._due = decoded + (packet.duration or self._usual)
        return replace(packet, tick=tick + self._shift, decoded=decoded)

    def _jumps(self, decoded: int, due: int) -> bool:
        # Pictures are decoded in the order of their times; that they go back is a jump as well.
        if decoded <= self._last:
            return True
        known_pause = self._hole is not None and decoded <= self._hole
        return decoded >= due + self._most and not known_pause


def many_untimed(packets: Sequence[PacketTime]) -> bool:
    """Whether so many packets lack a time that the recording would lose them."""
    lacking = sum(packet.tick is None for packet in packets)
    return lacking * _MOST_UNTIMED > len(packets)


def reordered(packets: Sequence[PacketTime], shown: Sequence[int]) -> tuple[PacketTime, ...]:
    """Give the times there are to the packets in the order in which they are seen; see `timed`."""
    ticks = sorted(packet.tick for packet in packets if packet.tick is not None)
    times = dict(zip(shown, ticks, strict=False))
    return tuple(replace(each, tick=times.get(place)) for place, each in enumerate(packets))


def timed(
    packets: Sequence[PacketTime], shown: Sequence[int], usual: int
) -> tuple[PacketTime, ...]:
    """Give each packet a time; `shown` are their places in the order in which they are seen.

    Those between two with a time are spread evenly. A packet that is never seen has none.
    """
    if not shown:
        return tuple(packets)
    known = {
        rank: tick for rank, place in enumerate(shown) if (tick := packets[place].tick) is not None
    }
    times = dict(zip(shown, _spread(known, len(shown), usual), strict=True))
    return tuple(replace(each, tick=times.get(place)) for place, each in enumerate(packets))


def _spread(known: Mapping[int, int], count: int, usual: int) -> list[int]:
    """Times of all ranks from those that are known and rise."""
    anchors: list[tuple[int, int]] = []
    for rank, tick in sorted(known.items()):
        if not anchors or tick > anchors[-1][1]:
            anchors.append((rank, tick))
    first, last = (anchors[0], anchors[-1]) if anchors else ((0, 0), (0, 0))
    times = [first[1] - (first[0] - rank) * usual for rank in range(first[0] + 1)]
    for (before, begins), (after, ends) in pairwise(anchors):
        steps = after - before
        times += [begins + (ends - begins) * step // steps for step in range(1, steps + 1)]
    times += [last[1] + (rank - last[0]) * usual for rank in range(last[0] + 1, count)]
    return times
