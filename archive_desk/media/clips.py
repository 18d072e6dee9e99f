"""Cutting a stretch out of a recording, which is only read: to the frame, or at its key frames."""

import errno
from array import array
from collections.abc import Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import av
import av.error
from av.container import InputContainer, OutputContainer
from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from archive_desk.domain.errors import Unavailable, reason_of
from archive_desk.domain.frames import FrameIndex
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.media.encoding import Picture, Sound, VideoFormat, encode_video
from archive_desk.media.still_reader import StillReader
from archive_desk.paths import resources

_RATE = 48_000
_QUALITY = 18
_UNWRITABLE = {errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EPERM, errno.EDQUOT, errno.EFBIG}
_INK, _EDGE = (255, 255, 255, 150), (0, 0, 0, 120)


def encode_clip(
    source: Path,
    target: Path,
    index: FrameIndex,
    frames: range,
    monitor: Monitor,
    watermark: str = "",
) -> None:
    """Write the pictures `frames` and the sound beside them to the MP4 `target`, encoded anew.

    The times between the pictures stay as they are. Progress counts pictures.

    Raises:
        Damaged: a picture cannot be decoded.
        Unavailable: the original cannot be read, or the clip not be written.
        Cancelled: the person stopped.
    """
    with StillReader(source, index) as reader:
        width, height = reader.picture(frames[0]).size
        size = (width // 2 * 2, height // 2 * 2)
        over = _watermark(size, watermark) if watermark else None
        length = index.length or Fraction(1)
        average = Fraction(index.count) / length
        video = VideoFormat(
            *size,
            frame_rate=average.limit_denominator(1001),
            key_frame_every=max(round(average), 1),
            b_frames=0,
            quality=_QUALITY,
            time_base=index.time_base,
        )
        pictures = _pictures(reader, index, frames, size, over, monitor)
        start, end = index.time_of(frames[0]), _end_of(index, frames[-1])
        encode_video(target, video, pictures, sound=_sound(source, index, start, end))


def copy_clip(
    source: Path, target: Path, index: FrameIndex, frames: range, monitor: Monitor
) -> int:
    """Copy the packets from the key frame before `frames` to their end, without encoding.

    Gives the number of the first picture that is in the clip.

    Raises:
        Unavailable: the original cannot be read, or its codecs have no place in the container.
        Cancelled: the person stopped.
    """
    first = index.key_before(frames[0])
    start = index.time_of(first) + index.origin
    end = _end_of(index, frames[-1]) + index.origin
    try:
        with av.open(str(source)) as original, av.open(str(target), "w") as copy:
            _copy(original, copy, start, end, monitor)
    except OSError as error:
        if error.errno in _UNWRITABLE:
            raise
        raise Unavailable(
            say("无法截取“{name}”：{reason}。", name=source.name, reason=reason_of(error))
        ) from error
    except (av.error.FFmpegError, ValueError) as error:
        raise Unavailable(
            say("无法截取“{name}”：{reason}。", name=source.name, reason=str(error))
        ) from error
    return first


def _copy(
    original: InputContainer,
    copy: OutputContainer,
    start: Fraction,
    end: Fraction,
    monitor: Monitor,
) -> None:
    pairs = {
        stream.index: copy.add_stream_from_template(stream)
        for stream in original.streams
        if stream.type in {"video", "audio"}
    }
    video = original.streams.video[0]
    original.seek(round(start * 1_000_000), backward=True)
    done = 0
    for packet in original.demux([s for s in original.streams if s.index in pairs]):
        unit = packet.stream.time_base
        if packet.dts is None or not packet.size or unit is None:
            continue
        at = (packet.dts if packet.pts is None else packet.pts) * unit
        if at < start:
            continue
        if packet.dts * unit >= end:
            if packet.stream.index == video.index:
                return
            continue
        if at >= end:
            continue
        done += 1
        if done % 50 == 0:
            monitor.report(int((at - start) * 1000), max(int((end - start) * 1000), 1))
        shift = round(start / unit)
        packet.pts = None if packet.pts is None else packet.pts - shift
        packet.dts -= shift
        packet.stream = pairs[packet.stream.index]
        copy.mux(packet)


def _pictures(
    reader: StillReader,
    index: FrameIndex,
    frames: range,
    size: tuple[int, int],
    over: Image.Image | None,
    monitor: Monitor,
) -> Iterator[Picture]:
    start = index.time_of(frames[0])
    for done, number in enumerate(frames):
        monitor.report(done, len(frames))
        image = reader.picture(number)
        if image.size != size:
            image = image.crop((0, 0, *size))
        if over is not None:
            image.paste(over, (0, 0), over)
        yield index.time_of(number) - start, image
    monitor.report(len(frames), len(frames))


def _end_of(index: FrameIndex, number: int) -> Fraction:
    return index.time_of(number + 1) if number + 1 < index.count else index.length


def _sound(source: Path, index: FrameIndex, start: Fraction, end: Fraction) -> Sound | None:
    """The sound of a stretch, to the sample; None where the recording has none."""
    samples: array[int] = array("h")
    with suppress(av.error.FFmpegError, EOFError), av.open(str(source)) as container:
        stream = next(iter(container.streams.audio), None)
        if stream is None:
            return None
        before = start + index.origin - 1
        container.seek(round(before * 1_000_000) if before > 0 else 0, backward=True)
        resampler = av.AudioResampler(format="s16", layout="mono", rate=_RATE)
        begun: Fraction | None = None
        for frame in container.decode(stream):
            if frame.pts is None or frame.time_base is None:
                continue
            at = frame.pts * frame.time_base - index.origin
            begun = at if begun is None else begun
            for part in resampler.resample(frame):
                samples.frombytes(bytes(part.planes[0])[: part.samples * 2])
            if at > end:
                break
        if begun is not None:
            first = max(round((start - begun) * _RATE), 0)
            samples = samples[first : first + round((end - start) * _RATE)]
    return Sound(samples, _RATE) if samples else None


def _watermark(size: tuple[int, int], words: str) -> Image.Image:
    """`words` along the lower edge and across the middle, to be laid over each picture."""
    height = size[1]
    over = Image.new("RGBA", size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(over)
    side = max(height // 28, 9)
    font = ImageFont.truetype(str(resources() / "fonts" / "NotoSansSC-Regular.ttf"), side)
    for place in ((side, height - 2 * side), (side, height // 2)):
        draw.text(
            place, words, (255, 255, 255, 150), font, stroke_width=1, stroke_fill=(0, 0, 0, 120)
        )
    return over


def save_still(image: Image.Image, target: Path, origin: Mapping[str, str]) -> None:
    """Write a picture as PNG; `origin` is what it says of itself.

    Raises:
        OSError: it cannot be written.
    """
    words = PngInfo()
    for key, value in origin.items():
        words.add_itxt(key, value)
    image.save(target, "PNG", pnginfo=words)


def with_watermark(image: Image.Image, words: str) -> Image.Image:
    """`image` with `words` over it."""
    over = _watermark(image.size, words)
    image.paste(over, (0, 0), over)
    return image
