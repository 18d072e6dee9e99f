"""Frame indexes: when each picture of a recording is shown, read from its packets.

A recording is read, never decoded, to learn that. What PyAV raises becomes `Damaged` or
`Unavailable` here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import av
import av.error
from av.container import InputContainer
from av.video.stream import VideoStream

from archive_desk.domain.errors import Damaged, Unavailable
from archive_desk.domain.frames import FrameIndex
from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.work import Monitor, Unwatched

_REPORT_EVERY = 100
_JUMP_SECONDS = 10


def read_frame_index(path: Path, monitor: Monitor | None = None) -> FrameIndex:
    """Read when each picture of the recording at `path` is shown.

    A recording that breaks off gives the index of what can be read before the break. Progress is
    in bytes of the file.

    Raises:
        Damaged: there is no picture that can be read.
        Unavailable: the file cannot be opened at all.
        Cancelled: the person stopped.
    """
    watched = monitor or Unwatched()
    size = path.stat().st_size if path.is_file() else 0
    with _opened(path) as (container, stream):
        packets: list[_Packet] = []
        clock = _Clock(container, stream)
        for count, packet in enumerate(_packets(container, stream)):
            packets.append(clock.smooth(packet))
            if count % _REPORT_EVERY == 0:
                watched.report(min(packet.place, size), size, say("正在读取帧索引"))
        time_base = stream.time_base
        usual = _usual_duration(stream)
    if not packets or time_base is None:
        raise Damaged(say("文件“{name}”里没有可以显示的画面。", name=path.name))
    packets.sort(key=lambda packet: packet.tick)
    keys = [number for number, packet in enumerate(packets) if packet.is_key]
    last = packets[-1]
    return FrameIndex(
        ticks=tuple(packet.tick for packet in packets),
        time_base=time_base,
        end=last.tick + (last.duration or usual),
        keys=tuple(keys) or (0,),
        places=tuple(packets[number].place for number in keys) if clock.jumped else (),
    )


@dataclass(frozen=True)
class _Packet:
    """When a picture is shown and decoded, for how long, and where in the file it lies."""

    tick: int
    decoded: int
    duration: int
    is_key: bool
    place: int


class _Clock:
    """Lets the times of a stream run on where the recorder's own clock jumped.

    A transport stream may begin its times anew in the middle; other containers cannot.
    """

    def __init__(self, container: InputContainer, stream: VideoStream) -> None:
        self._watches = container.format.name == "mpegts"
        self._usual = _usual_duration(stream)
        unit = stream.time_base or Fraction(1, 90_000)
        self._most = round(_JUMP_SECONDS / unit)
        self._due: int | None = None
        self._last = self._shift = 0
        self.jumped = False

    def smooth(self, packet: _Packet) -> _Packet:
        """The packet at the time at which it is really seen."""
        if not self._watches:
            return packet
        decoded = packet.decoded + self._shift
        # Pictures are decoded in the order of their times; that they go back is a jump as well.
        if self._due is not None and not self._last < decoded < self._due + self._most:
            self._shift += self._due - decoded
            self.jumped = True
            decoded = self._due
        self._last = decoded
        self._due = decoded + (packet.duration or self._usual)
        return replace(packet, tick=packet.tick + self._shift, decoded=decoded)


def _packets(container: InputContainer, stream: VideoStream) -> Iterator[_Packet]:
    """The packets of pictures that are shown."""
    begun = False
    try:
        for packet in container.demux(stream):
            # An AVI has no presentation times; its pictures come at the even times of the packets.
            tick = packet.dts if packet.pts is None else packet.pts
            # Before its own zero a container may give no times; what follows is decoded from there.
            begun = begun or packet.is_keyframe
            if tick is None or packet.size == 0:
                continue
            # Nothing can be decoded before the first key frame; an edit list hides the rest.
            if begun and not packet.is_discard:
                decoded = tick if packet.dts is None else packet.dts
                yield _Packet(
                    tick, decoded, packet.duration or 0, packet.is_keyframe, packet.pos or 0
                )
    except av.error.FFmpegError:
        return


def _usual_duration(stream: VideoStream) -> int:
    """The length of one picture in the stream's unit, where no packet says it."""
    rate, unit = stream.average_rate, stream.time_base
    return round(1 / (rate * unit)) if rate and unit else 0


@contextmanager
def _opened(path: Path) -> Iterator[tuple[InputContainer, VideoStream]]:
    container = open_recording(path)
    try:
        yield container, video_of(container, path)
    finally:
        container.close()


def open_recording(path: Path) -> InputContainer:
    """Open a recording to read from it.

    Raises:
        Damaged: it is not a recording that can be read.
        Unavailable: it cannot be opened.
    """
    try:
        return av.open(str(path), metadata_errors="replace")
    except av.error.FileNotFoundError as error:
        raise Unavailable(_trouble(path, say("文件不存在"))) from error
    except av.error.InvalidDataError as error:
        raise Damaged(_trouble(path, say("内容不完整或不是音像文件"))) from error
    except (av.error.FFmpegError, OSError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Unavailable(_trouble(path, reason)) from error


def video_of(container: InputContainer, path: Path) -> VideoStream:
    """The pictures in an open recording, which is closed if there are none.

    Raises:
        Damaged: there are none.
    """
    stream = next(iter(container.streams.video), None)
    if stream is None:
        container.close()
        raise Damaged(say("文件“{name}”里没有可以显示的画面。", name=path.name))
    return stream


def _trouble(path: Path, reason: Sentence | str) -> Sentence:
    return say("无法打开“{name}”：{reason}。", name=path.name, reason=reason)
