"""Single pictures of a recording, decoded exactly: the one asked for and never a neighbour.

A picture is decoded from the key frame before it. What PyAV raises becomes `Damaged` or
`Unavailable` here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av.error
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter
from av.video.stream import VideoStream
from PIL import Image

from archive_desk.domain.errors import Damaged
from archive_desk.domain.frames import FrameIndex
from archive_desk.domain.sentences import say
from archive_desk.media.frames import open_recording, video_of
from archive_desk.media.kept_pictures import Box, Kept, KeptPictures, give_memory_back
from archive_desk.media.retiming import retimed
from archive_desk.media.safe_names import told_name

_NOTHING_YET = -1
_TRIES = 4
_PAINTED_WIDTH, _PAINTED_HEIGHT = 1920, 1080
_WORTH_SHRINKING = 2
_REFILLED_AT = 3
"""Pictures to go back to are made again when a third of those there is room for is left."""


@dataclass(frozen=True)
class _Source:
    """A recording that is open.

    `shape` is how wide a point is to its height. `counted`: its pictures do not say which time they
    have, they are counted from a key frame.
    """

    container: InputContainer
    stream: VideoStream
    shape: float
    counted: bool


class StillReader:
    """Decodes single pictures of one recording, exactly those that are asked for.

    Pictures near the last one are kept as far as `allow` gives room for them, so that stepping back
    costs no more than stepping on. Not to be used from two threads at once. Close it, or use it in
    a `with`.
    """

    def __init__(self, path: Path, index: FrameIndex) -> None:
        """Open the recording at `path`, whose frame index is `index`.

        Raises:
            Damaged: it holds no video.
            Unavailable: it cannot be opened.
        """
        self._path, self._index = path, index
        self._numbers = {tick: number for number, tick in enumerate(index.ticks)}
        self._kept = KeptPictures()
        self._box: Box | None = None
        self._scaler = VideoReformatter()
        self._source: _Source | None = None
        self._coming: Iterator[VideoFrame] | None = None
        self._from_key = 0
        self._last = _NOTHING_YET
        self._goal: int | None = None
        self._vain = _NOTHING_YET
        source = self._begin()
        self._begins = Fraction(source.container.start_time or 0, 1_000_000)
        self._shape = source.shape
        self._size = _painted_size(self._frame(0), self._shape)

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
        self._kept.clear()
        self._put_down()

    def allow(self, room_bytes: int, box: Box | None = None, *, backward: bool = False) -> None:
        """Keep so many bytes of pictures from now on; a few stay however large they are.

        With `box` they are kept no larger than they will be painted. Going `backward`, those before
        the one on the screen are worth more.
        """
        self._box = box
        self._kept.allow(room_bytes, box, backward=backward)

    def rest(self) -> None:
        """Keep only a few pictures, and no decoder, until something is asked for again.

        A decoder never gives back the memory of pictures that it once made.
        """
        self.allow(0)
        self._put_down()
        give_memory_back()

    @property
    def size(self) -> tuple[int, int]:
        """The size at which pictures are painted: upright, with square points, at most 1080p."""
        return self._size

    @property
    def begins(self) -> Fraction:
        """The container's time of whatever comes first, in seconds."""
        return self._begins

    def painted(self, number: int, box: Box | None = None) -> tuple[int, int, bytes]:
        """Picture `number` for a screen: width, height, and rows of blue, green, red, unused.

        `box` is the room there is for it; it is never painted larger than it is.

        Raises:
            Damaged: this picture cannot be decoded.
        """
        self._kept.stand_at(number)
        kept = self._kept.find(number, box)
        frame = self._decoded(number) if kept is None else kept.frame
        turn = _turn_of(frame) if kept is None else kept.turn
        if kept is None or kept.box is None:
            upright = self._upright(frame, turn, box)
        else:
            upright = frame.width, frame.height
        plane = self._scaler.reformat(
            frame, *upright, format="bgra", interpolation=Interpolation.BILINEAR
        ).planes[0]
        if not turn and plane.line_size == upright[0] * 4:
            return (*upright, bytes(plane))
        image = Image.frombytes("RGBX", upright, bytes(plane), "raw", "RGBX", plane.line_size, 1)
        image = image.rotate(turn, expand=True) if turn else image
        return (*image.size, image.tobytes())

    def ready(self, number: int) -> None:
        """Decode picture `number`, so that it is there when its recording comes on the screen."""
        if number not in self._kept:
            self._kept.stand_at(number)
            self._decoded(number)

    def warm(self, number: int) -> bool:
        """Decode one more of the pictures before `number`, so that going back is quick.

        False if there is nothing more to do: enough of them are kept.
        """
        goal = self._goal
        if goal is None or goal >= number or not self._underway(goal):
            goal = self._goal = self._lacking(number)
            if goal is None:
                return False
            if not self._underway(goal):
                self._seek(self._index.key_before(goal))
        for at, _ in self._decode():
            if at < goal:
                return True
            break
        if goal not in self._kept:
            self._vain = goal
        self._goal = None
        return False

    def picture(self, number: int) -> Image.Image:
        """Picture `number` as it is shown: turned upright, with square points, as RGB.

        Raises:
            Damaged: this picture cannot be decoded.
        """
        frame = self._frame(number)
        width = max(round(frame.width * self._shape), 2) if self._shape != 1 else frame.width
        plane = frame.reformat(width=width, format="rgb24").planes[0]
        size = (plane.width, plane.height)
        image = Image.frombytes("RGB", size, bytes(plane), "raw", "RGB", plane.line_size, 1)
        turn = _turn_of(frame)
        return image.rotate(turn, expand=True) if turn else image

    def _frame(self, number: int) -> VideoFrame:
        self._kept.stand_at(number)
        kept = self._kept.find(number)
        return self._decoded(number) if kept is None else kept.frame

    def _upright(self, frame: VideoFrame, turn: int, box: Box | None) -> tuple[int, int]:
        """The size of a picture before it is turned, so that it fits into `box` afterwards."""
        width, height = _fitted(_painted_size(frame, self._shape), box)
        return (height, width) if turn in (90, 270) else (width, height)

    def _lacking(self, number: int) -> int | None:
        """The last picture before `number` that is to be made in advance; None if there are enough.

        Not before a good part of those there is room for is used up: each time everything from the
        key frame on is decoded.
        """
        reach = self._kept.reach(number)
        if reach <= 0 or (number - reach) * _REFILLED_AT > self._kept.capacity:
            return None
        return None if reach - 1 == self._vain else reach - 1

    def _underway(self, number: int) -> bool:
        """Whether the decoder, running on, comes to a picture before it passes a key frame."""
        key = self._index.key_before(number)
        if self._last == _NOTHING_YET and self._from_key != key:
            return False
        return self._coming is not None and key - 1 <= self._last < number

    def _decoded(self, number: int) -> VideoFrame:
        key = self._index.key_before(number)
        if not self._underway(number):
            self._seek(key)
        for _ in range(_TRIES):
            found = self._decode_up_to(number)
            if found is not None:
                return found
            if key == self._index.keys[0]:
                break
            # The container's own index led too far; begin one key frame earlier.
            key = self._index.key_before(key - 1)
            if self._index.places:
                self._put_down()
            self._seek(key)
        raise Damaged(
            say(
                "文件“{name}”的第 {number} 帧无法解码。",
                name=told_name(self._path.name),
                number=number,
            )
        )

    def _begin(self) -> _Source:
        """Open the file; the one way to its first picture that no container gets wrong."""
        container = open_recording(self._path)
        stream = video_of(container, self._path)
        # Without a decoder of its kind a stream has no context, whatever its type says.
        context: object = stream.codec_context
        if context is None:
            container.close()
            raise Damaged(
                say(
                    "文件“{name}”的视频编码不受支持，无法显示画面。",
                    name=told_name(self._path.name),
                )
            )
        stream.thread_type = "AUTO"
        # An AVI does not say which time a picture has; they are counted from a key frame.
        counted = container.format.name == "avi" and not self._index.order
        shape = float(stream.sample_aspect_ratio or 1)
        self._source = source = _Source(container, stream, shape, counted)
        self._run_on(source, self._index.keys[0])
        return source

    def _run_on(self, source: _Source, key: int) -> None:
        """Decode from here on, which is at `key` or before it."""
        self._from_key, self._last = key, _NOTHING_YET
        self._coming = self._frames(source, key)

    def _put_down(self) -> None:
        source, self._source, self._coming, self._goal = self._source, None, None, None
        if source is not None:
            source.container.close()

    def _seek(self, key: int) -> None:
        first = key == self._index.keys[0]
        if first:
            self._put_down()
        source = self._source or self._begin()
        if first:
            return
        if self._index.places:
            place = self._index.places[self._index.keys.index(key)]
            source.container.seek(place, stream=source.stream, unsupported_byte_offset=True)
        else:
            source.container.seek(self._index.ticks[key], stream=source.stream, backward=True)
        self._run_on(source, key)

    def _frames(self, source: _Source, key: int) -> Iterator[VideoFrame]:
        """What comes out of the decoder; damaged packets are passed over."""
        packets = source.container.demux(source.stream)
        if self._index.order:
            packets = retimed(packets, self._index, key)
        try:
            for packet in packets:
                try:
                    yield from packet.decode()
                except av.error.InvalidDataError:
                    continue
        except (av.error.FFmpegError, EOFError):
            return

    def _decode_up_to(self, number: int) -> VideoFrame | None:
        """Decode on until `number` appears; None if what comes is later already, or nothing."""
        for at, frame in self._decode():
            if at >= number:
                return frame if at == number else None
        return None

    def _decode(self) -> Iterator[tuple[int, VideoFrame]]:
        """Decode on and keep what comes, with its number."""
        coming: Iterable[VideoFrame] = self._coming or ()
        for frame in coming:
            at = self._number_of(frame)
            # What is seen before the key picture, and decoded after it, leans on what is not there.
            if at is None or (self._index.order and at < self._from_key):
                continue
            self._last = at
            self._keep(at, frame)
            yield at, frame
        self._coming = None

    def _number_of(self, frame: VideoFrame) -> int | None:
        counted = self._source is not None and self._source.counted
        if counted and self._last != _NOTHING_YET:
            return self._last + 1
        tick = frame.pts if frame.pts is not None else frame.dts
        return None if tick is None else self._numbers.get(tick)

    def _keep(self, number: int, frame: VideoFrame) -> None:
        turn, box = _turn_of(frame), self._box
        if box is not None and frame.format.name.startswith("yuv"):
            width, height = self._upright(frame, turn, box)
            if width * height * _WORTH_SHRINKING <= frame.width * frame.height:
                small = self._scaler.reformat(
                    frame, width, height, interpolation=Interpolation.BILINEAR
                )
                self._kept.add(number, Kept(small, turn, box))
                return
        self._kept.add(number, Kept(frame, turn))


def _turn_of(frame: VideoFrame) -> int:
    """How far a telephone's picture is to be turned to stand upright, in degrees to the left."""
    return int(frame.rotation) % 360


def _fitted(size: tuple[int, int], box: Box | None) -> tuple[int, int]:
    """`size` made smaller, in its proportions, until it fits into `box`."""
    if box is None:
        return size
    share = min(1.0, box[0] / size[0], box[1] / size[1])
    if share == 1.0:
        return size
    # Rows of whole pixels in fours, as the scaler likes them best.
    return max(round(size[0] * share / 4) * 4, 4), max(round(size[1] * share), 2)


def _painted_size(frame: VideoFrame, shape: float) -> tuple[int, int]:
    """The size of a picture whose points are `shape` times as wide as high."""
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
