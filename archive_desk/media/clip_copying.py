"""Cutting a stretch out of a recording without encoding it anew: from key frame to whole group."""

import errno
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import av.error
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream

from archive_desk.domain.errors import Unavailable, reason_of
from archive_desk.domain.frames import FrameIndex
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.media.safe_names import told_name

_UNWRITABLE = {errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EPERM, errno.EDQUOT, errno.EFBIG}
_TRIES = 4
_MOST_AFTER = 500
"""So many packets after the last picture are looked at for the rest of the sound."""

_Packets = Iterator["Packet[Stream]"]


def copy_clip(
    source: Path, target: Path, index: FrameIndex, frames: range, monitor: Monitor
) -> range:
    """Copy the packets from the key frame before `frames` to their end, without encoding.

    Pictures after the end are copied as well where the last ones cannot be decoded without them.
    Gives the numbers of the pictures that are in the clip.

    Raises:
        Unavailable: the original cannot be read, its times lead astray, or its codecs have no place
            in the container.
        OSError: the clip cannot be written where it should.
        Cancelled: the person stopped.
    """
    name = told_name(source.name)
    if index.order:
        raise Unavailable(say("“{name}”自身的时间不可靠，请选择精确到帧。", name=name))
    first = index.key_before(frames[0])
    try:
        with av.open(str(source)) as original, av.open(str(target), "w") as copy:
            reached = _Copy(original, copy, index, range(first, frames[-1] + 1)).run(monitor)
    except OSError as error:
        if error.errno in _UNWRITABLE:
            raise
        raise Unavailable(
            say("无法截取“{name}”：{reason}。", name=name, reason=reason_of(error))
        ) from error
    except (av.error.FFmpegError, ValueError) as error:
        raise Unavailable(
            say("无法截取“{name}”：{reason}。", name=name, reason=str(error))
        ) from error
    return range(first, reached + 1)


class _Copy:
    """One copy of the pictures `frames` and of what is heard with them."""

    def __init__(
        self,
        original: InputContainer,
        copy: OutputContainer,
        index: FrameIndex,
        frames: range,
    ) -> None:
        self._original, self._copy, self._index, self._frames = original, copy, index, frames
        self._numbers = {tick: number for number, tick in enumerate(index.ticks)}
        self._video: VideoStream = original.streams.video[0]
        sounds = original.streams.audio
        self._pairs = {
            stream.index: copy.add_stream_from_template(stream) for stream in (self._video, *sounds)
        }
        self._hears = bool(sounds)
        self._start = index.time_of(frames[0]) + index.origin
        self._end: Fraction | None = None
        self._reached, self._ahead = frames[0] - 1, set[int]()
        self._untimed: list[Packet[Stream]] = []

    def run(self, monitor: Monitor) -> int:
        """Copy; the number of the last picture that can be seen."""
        after = 0
        for packet in self._packets():
            if not packet.size:
                continue
            if packet.stream.index == self._video.index:
                self._take_picture(packet, monitor)
            elif not self._take_sound(packet):
                break
            if self._end is not None:
                after += 1
                if not self._hears or after > _MOST_AFTER:
                    break
        if self._untimed:
            self._flush(self._untimed[0].pts or 0)
        return max(self._reached, self._frames[0])

    def _packets(self) -> _Packets:
        """Packets from one before the first picture on."""
        streams = [each for each in self._original.streams if each.index in self._pairs]
        key = self._frames[0]
        for _ in range(_TRIES):
            if key != self._index.keys[0]:
                tick = self._index.ticks[key]
                self._original.seek(tick, stream=self._video, backward=True)
            packets = self._original.demux(streams)
            held: list[Packet[Stream]] = []
            for packet in packets:
                held.append(packet)
                if packet.stream.index == self._video.index:
                    break
            number = self._number_of(held[-1]) if held else None
            if key == self._index.keys[0] or (number is not None and number <= self._frames[0]):
                yield from held
                yield from packets
                return
            # The container's own index led too far; begin one key frame earlier.
            key = self._index.key_before(key - 1)
            if key == self._index.keys[0]:
                self._original.seek(self._index.ticks[0], stream=self._video, backward=True)

    def _number_of(self, packet: "Packet[Stream]") -> int | None:
        tick = packet.dts if packet.pts is None else packet.pts
        return None if tick is None else self._numbers.get(tick)

    def _take_picture(self, packet: "Packet[Stream]", monitor: Monitor) -> None:
        number = self._number_of(packet)
        # Pictures seen before the key frame, and decoded after it, lean on what is not copied.
        if self._end is not None or number is None or number < self._frames[0]:
            return
        if self._reached < self._frames[0] and number != self._frames[0] and not self._ahead:
            return
        self._untimed.append(packet)
        if packet.dts is not None:
            self._flush(packet.dts)
        self._ahead.add(number)
        while self._reached + 1 in self._ahead:
            self._reached += 1
            self._ahead.discard(self._reached)
        monitor.report(min(number - self._frames[0], len(self._frames)), len(self._frames))
        if self._reached >= self._frames[-1] and not self._ahead:
            self._end = self._index.end_of(self._reached) + self._index.origin

    def _flush(self, dts: int) -> None:
        """Write what waits, decoded evenly up to `dts`: after a leap the first have no time."""
        index = self._index
        step = max((index.end - index.ticks[0]) // index.count, 1)
        waiting, self._untimed = self._untimed, []
        for before, packet in enumerate(reversed(waiting)):
            packet.dts = dts - before * step
        for packet in waiting:
            self._write(packet)

    def _take_sound(self, packet: "Packet[Stream]") -> bool:
        """Copy a piece of sound; False behind the end."""
        moment = packet.dts if packet.pts is None else packet.pts
        if packet.dts is None:
            packet.dts = moment
        at = (moment or 0) * (packet.stream.time_base or Fraction(1))
        if self._end is not None and at >= self._end:
            return False
        if at >= self._start:
            self._write(packet)
        return True

    def _write(self, packet: "Packet[Stream]") -> None:
        shift = round(self._start / (packet.stream.time_base or Fraction(1)))
        packet.pts = None if packet.pts is None else packet.pts - shift
        packet.dts = None if packet.dts is None else packet.dts - shift
        packet.stream = self._pairs[packet.stream.index]
        self._copy.mux(packet)
