"""Frame indexes read from the packets, and single pictures decoded exactly.

A recording is read, never decoded, to learn when its pictures are shown; a picture is decoded from
the key frame before it. What PyAV raises becomes `Damaged` or `Unavailable` here.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import av.error
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from archive_desk.domain.errors import Damaged, Unavailable
from archive_desk.domain.frames import FrameIndex
from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.work import Monitor, Unwatched

_REPORT_EVERY = 500
_NOTHING_YET = -1
_TRIES = 4
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
        times: list[tuple[int, int, bool]] = []
        for count, (tick, duration, is_key, position) in enumerate(_packets(container, stream)):
            times.append((tick, duration, is_key))
            if count % _REPORT_EVERY == 0:
                watched.report(min(position or 0, size), size, say("正在读取帧索引"))
        time_base = stream.time_base
        usual = _usual_duration(stream)
    if not times or time_base is None:
        raise Damaged(say("文件“{name}”里没有可以显示的画面。", name=path.name))
    times.sort(key=lambda entry: entry[0])
    last_tick, last_duration, _ = times[-1]
    return FrameIndex(
        ticks=tuple(tick for tick, _, _ in times),
        time_base=time_base,
        end=last_tick + (last_duration or usual),
        keys=tuple(n for n, (_, _, is_key) in enumerate(times) if is_key) or (0,),
    )


def _packets(
    container: InputContainer, stream: VideoStream
) -> Iterator[tuple[int, int, bool, int | None]]:
    """Time, duration, whether a key frame, and place in the file of each packet that is shown."""
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
                yield tick, packet.duration or 0, packet.is_keyframe, packet.pos
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

    def painted(self, number: int) -> tuple[int, int, bytes]:
        """Picture `number` for a screen: width, height, and rows of blue, green, red, unused.

        Raises:
            Damaged: this picture cannot be decoded.
        """
        image = self.picture(number)
        if image.size != self._size:
            image = image.resize(self._size, Image.Resampling.BILINEAR)
        return (*self._size, image.tobytes("raw", "BGRX"))

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
        self._stream.thread_type = "AUTO"
        # An AVI does not say which time a picture has; they are counted from a key frame.
        self._counted = self._container.format.name == "avi"
        self._coming = self._frames()
        self._last = _NOTHING_YET

    def _seek(self, key: int) -> None:
        if key == self._index.keys[0]:
            self._container.close()
            self._begin()
            return
        self._container.seek(self._index.ticks[key], stream=self._stream, backward=True)
        self._coming = self._frames()
        self._last = _NOTHING_YET

    def _frames(self) -> Iterator[VideoFrame]:
        try:
            yield from self._container.decode(self._stream)
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
        if self._counted and self._last != _NOTHING_YET:
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
