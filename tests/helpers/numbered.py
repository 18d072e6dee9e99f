"""Recordings whose every picture carries its own number, as bars that a machine can read."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from PIL import Image, ImageDraw

from archive_desk.media.encoding import VideoFormat, encode_video, synthesise_voice

BITS = 16
SIZE = (320, 180)


def draw_number(number: int, size: tuple[int, int] = SIZE) -> Image.Image:
    """The number as sixteen bars over the middle, white for one, on a slowly changing ground."""
    image = Image.new("RGB", size, (40, 60 + number % 60, 90))
    draw = ImageDraw.Draw(image)
    width, height = size
    bar = width / (BITS + 2)
    for bit in range(BITS):
        left, right = round(bar * (bit + 1)), round(bar * (bit + 2))
        colour = "white" if number >> bit & 1 else "black"
        draw.rectangle((left, height // 3, right - 1, 2 * height // 3), fill=colour)
    return image


def read_number(image: Image.Image) -> int:
    """The number on a picture, whatever its size; the inverse of `draw_number`."""
    grey = image.convert("L")
    width, height = grey.size
    bar = width / (BITS + 2)
    number = 0
    for bit in range(BITS):
        middle = int(bar * (bit + 1.5))
        value = grey.getpixel((middle, height // 2))
        assert isinstance(value, int)
        number |= (value > 127) << bit
    return number


@dataclass(frozen=True)
class Numbered:
    """A numbered recording and the true times of its pictures, in seconds after the first."""

    path: Path
    times: tuple[Fraction, ...]


def even_times(count: int, rate: Fraction) -> list[Fraction]:
    return [number / rate for number in range(count)]


def uneven_times(count: int, unit: int = 90_000) -> list[Fraction]:
    """A variable rate as telephones have it: now 30, now 15, now 24 pictures a second."""
    lengths = (3000, 3000, 6000, 3750, 3003)
    times, at = [], 0
    for number in range(count):
        times.append(Fraction(at, unit))
        at += lengths[number % len(lengths)]
    return times


def record_numbers(
    path: Path,
    video: VideoFormat,
    times: Iterable[Fraction],
    *,
    sound: bool = False,
    first: int = 0,
) -> Numbered:
    """Write the recording; the number on its first picture is `first`."""
    moments = tuple(times)
    pictures = (
        (at, draw_number(number, (video.width, video.height)))
        for number, at in enumerate(moments, first)
    )
    voice = synthesise_voice(3, float(moments[-1]) + 0.1) if sound else None
    encode_video(path, video, pictures, sound=voice)
    return Numbered(path, moments)


KINDS: dict[str, tuple[str, VideoFormat, bool]] = {
    "h264 25": ("a.mp4", VideoFormat(*SIZE, Fraction(25), key_frame_every=25), True),
    "h264 29.97": (
        "b.mp4",
        VideoFormat(*SIZE, Fraction(30_000, 1001), key_frame_every=24, b_frames=3),
        False,
    ),
    "h264 variable": (
        "c.mp4",
        VideoFormat(
            *SIZE,
            Fraction(30),
            key_frame_every=20,
            time_base=Fraction(1, 90_000),
            container={"video_track_timescale": "90000"},
        ),
        True,
    ),
    "h265 30": ("d.mp4", VideoFormat(*SIZE, Fraction(30), "libx265", key_frame_every=30), False),
    "mjpeg avi": (
        "e.avi",
        VideoFormat(*SIZE, Fraction(15), "mjpeg", "yuvj420p", time_base=Fraction(1, 15)),
        False,
    ),
    "transport stream": (
        "f.ts",
        VideoFormat(*SIZE, Fraction(25), key_frame_every=25, time_base=Fraction(1, 90_000)),
        True,
    ),
    "fragmented": (
        "g.mp4",
        VideoFormat(
            *SIZE,
            Fraction(25),
            key_frame_every=25,
            container={"movflags": "frag_keyframe+empty_moov"},
        ),
        True,
    ),
    "matroska": (
        "i.mkv",
        VideoFormat(*SIZE, Fraction(30_000, 1001), "libx265", key_frame_every=30),
        True,
    ),
    "h264 avi": ("h.avi", VideoFormat(*SIZE, Fraction(25), key_frame_every=25), False),
}
"""Containers and codecs of the field: file name, format, and whether there is sound."""


def record_kind(kind: str, folder: Path, count: int = 70) -> Numbered:
    """A numbered recording of one of `KINDS`."""
    name, video, sound = KINDS[kind]
    times = uneven_times(count) if kind == "h264 variable" else even_times(count, video.frame_rate)
    return record_numbers(folder / name, video, times, sound=sound)
