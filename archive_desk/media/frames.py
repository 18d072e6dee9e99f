"""Frame indexes: when each picture of a recording is shown, read from its packets.

A recording is read, never decoded, to learn that. What PyAV raises becomes `Damaged` or
`Unavailable` here.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import av.error
from av.codec import CodecContext
from av.container import InputContainer
from av.packet import Packet
from av.stream import Disposition
from av.video.stream import VideoStream

from archive_desk.domain.errors import Damaged, Unavailable
from archive_desk.domain.frames import FrameIndex
from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.work import Monitor, Unwatched
from archive_desk.media.packet_times import (
    JUMPING,
    UNSOUGHT,
    Clock,
    PacketTime,
    many_untimed,
    reordered,
    timed,
)
from archive_desk.media.safe_names import told_name
from archive_desk.media.unindexed import Unindexed

_REPORT_EVERY = 100
_MOST_EMPTY = 8
"""Packets of so few bytes hold no picture of their own: DivX fills up with them."""
_SHARED = 3
_INDEX_LOST = 2


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

    def report(place: int) -> None:
        watched.report(min(place, size), size, say("正在读取帧索引"))

    with _opened(path) as (container, stream):
        name = container.format.name
        packets = tuple(_told(_packets(container, stream), report))
        time_base = stream.time_base
        usual = _usual_duration(stream)
        unordered = name == "avi" and _sees_ahead(stream)
    if not packets or time_base is None:
        raise _pictureless(path)
    misled = name in UNSOUGHT
    if name in JUMPING:
        clock = Clock(usual, time_base)
        packets = tuple(clock.smooth(packet) for packet in packets)
        misled = misled or clock.jumped
    if unordered:
        packets = reordered(packets, _seen(path, report))
    elif many_untimed(packets):
        packets, misled = timed(packets, _seen(path, report), usual), True
    index, order = _index_of(path, packets, time_base, usual)
    if misled or unordered:
        index = replace(index, order=order, sizes=tuple(packet.size for packet in packets))
    return replace(index, places=_places(index, packets)) if misled else index


def _index_of(
    path: Path, packets: Sequence[PacketTime], time_base: Fraction, usual: int
) -> tuple[FrameIndex, tuple[int, ...]]:
    """The index of packets that came in this order, and the number of each."""
    shown: dict[int, PacketTime] = {}
    for packet in packets:
        # Two pictures of one moment cannot be told apart; the first one stands for both.
        if packet.tick is not None:
            shown.setdefault(packet.tick, packet)
    if not shown:
        raise _pictureless(path)
    ticks = tuple(sorted(shown))
    keys = tuple(number for number, tick in enumerate(ticks) if shown[tick].is_key) or (0,)
    numbers = {id(shown[tick]): number for number, tick in enumerate(ticks)}
    end = ticks[-1] + (shown[ticks[-1]].duration or usual)
    order = tuple(numbers.get(id(packet), -1) for packet in packets)
    return FrameIndex(ticks, time_base, end, keys), order


def _places(index: FrameIndex, packets: Sequence[PacketTime]) -> tuple[int, ...]:
    """Where reading begins for each key picture: a little before it, where packets share a part."""
    ranks = {number: rank for rank, number in enumerate(index.order)}
    return tuple(packets[max(ranks[key] - _SHARED, 0)].place for key in index.keys)


def _sees_ahead(stream: VideoStream) -> bool:
    """Whether pictures of an AVI may lean on later ones, so that only decoding tells their order.

    In H.264 they lie between their key pictures all the same, and can be counted.
    """
    context: CodecContext | None = stream.codec_context
    return context is not None and context.name == "mpeg4" and stream.has_b_frames


def _told(packets: Iterator[PacketTime], report: Callable[[int], None]) -> Iterator[PacketTime]:
    for count, packet in enumerate(packets):
        if count % _REPORT_EVERY == 0:
            report(packet.place)
        yield packet


def _packets(container: InputContainer, stream: VideoStream) -> Iterator[PacketTime]:
    """The packets of pictures that are shown, in the order in which they are decoded."""
    place, untimed = 0, container.format.name in JUMPING
    for packet in begun(container.demux(stream)):
        place = packet.pos or place
        # An AVI has no presentation times; its pictures come at the even times of the packets.
        even = packet.pts is None and not untimed
        tick = packet.dts if even else packet.pts
        # Before its own zero a container may give no times; what follows is decoded from there. An
        # edit list hides pictures.
        if (tick is None and not untimed) or packet.is_discard:
            continue
        key = packet.is_keyframe and not (even and packet.size <= _MOST_EMPTY)
        yield PacketTime(tick, packet.dts, packet.duration or 0, key, place, packet.size)


def begun(packets: "Iterator[Packet[VideoStream]]") -> "Iterator[Packet[VideoStream]]":
    """What can be decoded: all from the first key frame to where the container breaks off."""
    keyed = False
    try:
        for packet in packets:
            keyed = keyed or packet.is_keyframe
            if keyed and packet.size:
                yield packet
    except av.error.FFmpegError:
        return


def _seen(path: Path, report: Callable[[int], None]) -> list[int]:
    """Which packet is seen when, where only decoding tells: their places in this order."""
    found: list[int] = []
    with _opened(path) as (container, stream):
        # Without a decoder of its kind a stream has no context, whatever its type says.
        context: CodecContext | None = stream.codec_context
        if context is None:
            return found
        stream.thread_type = "AUTO"
        for count, packet in enumerate(begun(container.demux(stream))):
            if count % _REPORT_EVERY == 0:
                report(packet.pos or 0)
            packet.pts = packet.dts = count
            with suppress(av.error.FFmpegError):
                found += [frame.pts for frame in packet.decode() if frame.pts is not None]
        with suppress(av.error.FFmpegError):
            found += [frame.pts for frame in stream.decode(None) if frame.pts is not None]
    return list(dict.fromkeys(found))


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
        container = av.open(str(path), metadata_errors="replace")
        if _index_is_lost(container):
            container.close()
            container = av.open(Unindexed(path), "r", metadata_errors="replace")
        return container
    except av.error.FileNotFoundError as error:
        raise Unavailable(_trouble(path, say("文件不存在"))) from error
    except av.error.InvalidDataError as error:
        raise Damaged(_trouble(path, say("内容不完整或不是音像文件"))) from error
    except (av.error.FFmpegError, OSError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Unavailable(_trouble(path, reason)) from error


def _index_is_lost(container: InputContainer) -> bool:
    """Whether an AVI's index leads to far fewer pictures than its header says there are."""
    stream = next(iter(container.streams.video), None)
    if container.format.name != "avi" or stream is None:
        return False
    entries = len(stream.index_entries)
    return 0 < entries * _INDEX_LOST < stream.frames


def video_of(container: InputContainer, path: Path) -> VideoStream:
    """The pictures in an open recording, which is closed if there are none.

    Raises:
        Damaged: there are none.
    """
    streams = container.streams.video
    moving = (each for each in streams if not each.disposition & Disposition.attached_pic)
    stream = next(moving, None)
    if stream is None:
        container.close()
        raise _pictureless(path)
    return stream


def _pictureless(path: Path) -> Damaged:
    return Damaged(say("文件“{name}”里没有可以显示的画面。", name=told_name(path.name)))


def _trouble(path: Path, reason: Sentence | str) -> Sentence:
    return say("无法打开“{name}”：{reason}。", name=told_name(path.name), reason=reason)
