"""Frame indexes read from the packets, and single pictures decoded exactly.

A recording is read, never decoded, to learn when its pictures are shown; a picture is decoded from
the key frame before it. What PyAV raises becomes `Damaged` or `Unavailable` here.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import av.error
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter
from av.video.stream import VideoStream
from PIL import Image

from archive_desk.domain.errors import Damaged, Unavailable
from archive_desk.domain.frames import FrameIndex
from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.work import Monitor, Unwatched

_REPORT_EVERY = 500
_NOTHING_YET = -1
_TRIES = 4
_JUMP_SECONDS = 10
_PAINTED_WIDTH, _PAINTED_HEIGHT = 1920, 1080
_CACHE_BYTES = 160 * 1024 * 1024


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
            if tick is None or packet.size == 0:
                continue
            begun = begun or packet.is_keyframe
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


class StillReader:
    """Decodes single pictures of one recording, exactly those that are asked for.

    Pictures near the last one are kept, so that stepping back costs no more than stepping on. Not
    to be used from two threads at once. Close it, or use it in a `with`.
    """

    def __init__(self, path: Path, index: FrameIndex) -> None:
        """Open the recording at `path`, whose frame index is `index`.

        Raises:
            Damaged: it holds no video.
            Unavailable: it cannot be opened.
        """
        self._path, self._index = path, index
        self._numbers = {tick: number for number, tick in enumerate(index.ticks)}
        self._decoded: OrderedDict[int, VideoFrame] = OrderedDict()
        self._scaler = VideoReformatter()
        self._coming: Iterator[VideoFrame] | None = None
        self._last = _NOTHING_YET
        self._begin()
        self._size = _painted_size(self._frame(0), self._stream)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._decoded.clear()
        self._coming = None
        self._container.close()

    @property
    def size(self) -> tuple[int, int]:
        """The size at which pictures are painted: upright, with square points, at most 1080p."""
        return self._size

    @property
    def begins(self) -> Fraction:
        """The container's time of whatever comes first, in seconds."""
        return Fraction(self._container.start_time or 0, 1_000_000)

    def painted(self, number: int, box: tuple[int, int] | None = None) -> tuple[int, int, bytes]:
        """Picture `number` for a screen: width, height, and rows of blue, green, red, unused.

        `box` is the room there is for it; it is never painted larger than it is.

        Raises:
            Damaged: this picture cannot be decoded.
        """
        frame = self._frame(number)
        width, height = _fitted(_painted_size(frame, self._stream), box)
        turn = _turn_of(frame)
        upright = (height, width) if turn in (90, 270) else (width, height)
        plane = self._scaler.reformat(
            frame, *upright, format="bgra", interpolation=Interpolation.BILINEAR
        ).planes[0]
        if not turn and plane.line_size == width * 4:
            return width, height, bytes(plane)
        image = Image.frombytes("RGBX", upright, bytes(plane), "raw", "RGBX", plane.line_size, 1)
        image = image.rotate(turn, expand=True) if turn else image
        return (*image.size, image.tobytes())

    def warm(self, number: int) -> None:
        """Decode what lies before picture `number`, so that going back to it is quick."""
        key = self._index.key_before(number)
        if any(each not in self._decoded for each in (key, number)):
            self._frame(number)

    def picture(self, number: int) -> Image.Image:
        """Picture `number` as it is shown: turned upright, as RGB.

        Raises:
            Damaged: this picture cannot be decoded.
        """
        frame = self._frame(number)
        plane = frame.reformat(format="rgb24").planes[0]
        size = (plane.width, plane.height)
        image = Image.frombytes("RGB", size, bytes(plane), "raw", "RGB", plane.line_size, 1)
        turn = _turn_of(frame)
        return image.rotate(turn, expand=True) if turn else image

    def _frame(self, number: int) -> VideoFrame:
        kept = self._decoded.get(number)
        if kept is not None:
            self._decoded.move_to_end(number)
            return kept
        key = self._index.key_before(number)
        if self._coming is None or not key - 1 <= self._last < number:
            self._seek(key)
        for _ in range(_TRIES):
            found = self._decode_up_to(number)
            if found is not None:
                return found
            if key == self._index.keys[0]:
                break
            # The container's own index led too far; begin one key frame earlier.
            key = self._index.key_before(key - 1)
            self._seek(key)
        raise Damaged(
            say("文件“{name}”的第 {number} 帧无法解码。", name=self._path.name, number=number)
        )

    def _begin(self) -> None:
        """Open the file; the one way to its first picture that no container gets wrong."""
        self._container = _open(self._path)
        self._stream = _video_of(self._container, self._path)
        # Without a decoder of its kind a stream has no context, whatever its type says.
        context: object = self._stream.codec_context
        if context is None:
            self._container.close()
            raise Damaged(
                say("文件“{name}”的视频编码不受支持，无法显示画面。", name=self._path.name)
            )
        self._stream.thread_type = "AUTO"
        # An AVI does not say which time a picture has; they are counted from a key frame.
        self._counted = self._container.format.name == "avi" or bool(self._index.places)
        self._coming = self._frames()
        self._last = _NOTHING_YET

    def _seek(self, key: int) -> None:
        if key == self._index.keys[0]:
            self._container.close()
            self._begin()
            return
        if self._index.places:
            place = self._index.places[self._index.keys.index(key)]
            self._container.seek(place, stream=self._stream, unsupported_byte_offset=True)
            self._last = key - 1
        else:
            self._container.seek(self._index.ticks[key], stream=self._stream, backward=True)
            self._last = _NOTHING_YET
        self._coming = self._frames()

    def _frames(self) -> Iterator[VideoFrame]:
        """What comes out of the decoder; damaged packets are passed over."""
        try:
            for packet in self._container.demux(self._stream):
                try:
                    yield from packet.decode()
                except av.error.InvalidDataError:
                    continue
        except (av.error.FFmpegError, EOFError):
            return

    def _decode_up_to(self, number: int) -> VideoFrame | None:
        """Decode on until `number` appears; None if what comes is later already, or nothing."""
        coming: Iterable[VideoFrame] = self._coming or ()
        for frame in coming:
            at = self._number_of(frame)
            if at is None:
                continue
            self._last = at
            self._keep(at, frame)
            if at == number:
                return frame
            if at > number:
                return None
        self._coming = None
        return None

    def _number_of(self, frame: VideoFrame) -> int | None:
        if self._counted and (self._last != _NOTHING_YET or self._index.places):
            return self._last + 1
        tick = frame.pts if frame.pts is not None else frame.dts
        return None if tick is None else self._numbers.get(tick)

    def _keep(self, number: int, frame: VideoFrame) -> None:
        self._decoded[number] = frame
        room = max(_CACHE_BYTES // max(frame.width * frame.height * 3 // 2, 1), 4)
        while len(self._decoded) > room:
            self._decoded.popitem(last=False)


def _turn_of(frame: VideoFrame) -> int:
    """How far a telephone's picture is to be turned to stand upright, in degrees to the left."""
    return int(frame.rotation) % 360


def _fitted(size: tuple[int, int], box: tuple[int, int] | None) -> tuple[int, int]:
    """`size` made smaller, in its proportions, until it fits into `box`."""
    if box is None:
        return size
    share = min(1.0, box[0] / size[0], box[1] / size[1])
    if share == 1.0:
        return size
    # Rows of whole pixels in fours, as the scaler likes them best.
    return max(round(size[0] * share / 4) * 4, 4), max(round(size[1] * share), 2)


def _painted_size(frame: VideoFrame, stream: VideoStream) -> tuple[int, int]:
    shape = float(stream.sample_aspect_ratio or 1)
    width, height = frame.width * shape, float(frame.height)
    share = min(1.0, _PAINTED_HEIGHT / min(height, width), _PAINTED_WIDTH / max(height, width))
    size = (max(round(width * share), 2), max(round(height * share), 2))
    return size[::-1] if _turn_of(frame) in (90, 270) else size


def decode_still(path: Path, index: FrameIndex, number: int) -> Image.Image:
    """Picture `number` of the recording at `path`.

    Raises:
        Damaged: this picture cannot be decoded.
        Unavailable: the file cannot be opened.
    """
    with StillReader(path, index) as reader:
        return reader.picture(number)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[InputContainer, VideoStream]]:
    container = _open(path)
    try:
        yield container, _video_of(container, path)
    finally:
        container.close()


def _open(path: Path) -> InputContainer:
    try:
        return av.open(str(path), metadata_errors="replace")
    except av.error.FileNotFoundError as error:
        raise Unavailable(_trouble(path, say("文件不存在"))) from error
    except av.error.InvalidDataError as error:
        raise Damaged(_trouble(path, say("内容不完整或不是音像文件"))) from error
    except (av.error.FFmpegError, OSError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Unavailable(_trouble(path, reason)) from error


def _video_of(container: InputContainer, path: Path) -> VideoStream:
    stream = next(iter(container.streams.video), None)
    if stream is None:
        container.close()
        raise Damaged(say("文件“{name}”里没有可以显示的画面。", name=path.name))
    return stream


def _trouble(path: Path, reason: Sentence | str) -> Sentence:
    return say("无法打开“{name}”：{reason}。", name=path.name, reason=reason)
