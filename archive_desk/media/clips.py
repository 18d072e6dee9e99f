"""Cutting a stretch out of a recording, which is only read, exactly to the frame."""

from array import array
from collections.abc import Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import av
import av.error
from PIL import Image, ImageDraw, ImageFont, ImageOps
from PIL.PngImagePlugin import PngInfo

from archive_desk.domain.frames import FrameIndex
from archive_desk.domain.work import Monitor
from archive_desk.media.encoding import Picture, Sound, VideoFormat, encode_video
from archive_desk.media.sound_reader import SoundReader
from archive_desk.media.still_reader import StillReader
from archive_desk.paths import resources

_RATE = 48_000
_QUALITY = 18
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
        start, end = index.time_of(frames[0]), index.end_of(frames[-1])
        encode_video(target, video, pictures, sound=_sound(source, index, start, end))


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
            # An odd row or column is left out; pictures of another size are made to fit.
            odd = all(0 <= has - asked <= 1 for has, asked in zip(image.size, size, strict=True))
            image = image.crop((0, 0, *size)) if odd else ImageOps.pad(image, size)
        if over is not None:
            image.paste(over, (0, 0), over)
        yield index.time_of(number) - start, image
    monitor.report(len(frames), len(frames))


def _sound(source: Path, index: FrameIndex, start: Fraction, end: Fraction) -> Sound | None:
    """The sound of a stretch, to the sample; None where the recording has none."""
    if index.places:
        return _sound_after_jumps(source, index, start, end)
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


def _sound_after_jumps(
    source: Path, index: FrameIndex, start: Fraction, end: Fraction
) -> Sound | None:
    """The same where the container's times lead astray: what is heard when it is played."""
    reader = SoundReader(source, index)
    try:
        both = array("h", reader.read(round(start * _RATE), round((end - start) * _RATE)))
    finally:
        reader.close()
    left, right = both[::2], both[1::2]
    return Sound(array("h", map(_mean, left, right)), _RATE) if any(both) else None


def _mean(left: int, right: int) -> int:
    return (left + right) // 2


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
