"""Gives the packets of a recording the times of its index, where the container's lead astray."""

from collections.abc import Iterator, Sequence

from av.packet import Packet
from av.video.stream import VideoStream

from archive_desk.domain.frames import FrameIndex

_MOST_BEFORE = 100
"""After so many packets without the key picture it is not there."""

_Packets = Iterator["Packet[VideoStream]"]


def retimed(packets: _Packets, index: FrameIndex, key: int) -> _Packets:
    """The packets from key picture `key` on, each with the time of its picture.

    A packet is known by its length, the first one together with the next. Where another one comes
    than the index has, there is no more: a picture must never pass for another one. What the index
    leaves out has no time.
    """
    place = index.order.index(key)
    due = zip(index.order[place:], index.sizes[place:], strict=True)
    for packet in _from_key(packets, index.sizes[place : place + 2]):
        number, size = next(due, (-1, packet.size))
        if packet.size and packet.size != size:
            return
        if packet.size:
            packet.pts = packet.dts = None if number < 0 else index.ticks[number]
        yield packet


def _from_key(packets: _Packets, sizes: Sequence[int]) -> _Packets:
    """The packets from the first key frame on that has this size, as the next one has."""
    held: Packet[VideoStream] | None = None
    for count, packet in enumerate(packets):
        if held is not None and packet.size == sizes[-1]:
            yield held
            yield packet
            yield from packets
            return
        held = packet if packet.is_keyframe and packet.size == sizes[0] else None
        if held is not None and len(sizes) == 1:
            yield held
            yield from packets
            return
        if count > _MOST_BEFORE:
            return
