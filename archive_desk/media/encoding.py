"""Really encoded recordings: H.264 and other video with sound, sound alone, photos with EXIF.

Demonstration material and test footage are made here, so that every part of the desk meets true
containers, true packets and true damage. Nothing in this module ever touches an original.
"""

import array
import math
import random
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import av
import av.error
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.stream import VideoStream
from PIL import Image

from archive_desk.domain.errors import Unavailable
from archive_desk.domain.sentences import say

Picture = tuple[Fraction, Image.Image]
"""When a picture is shown, in seconds after the first, and the picture itself (RGB)."""


@dataclass(frozen=True)
class VideoFormat:
    """How pictures are encoded.

    `frame_rate` is exact; `time_base` is the unit of the written times (one frame unless given,
    which a variable rate needs). `key_frame_every` counts frames. `container` goes to the muxer
    (`{"movflags": "frag_keyframe+empty_moov"}` makes the fragmented files of power-safe devices).
    """

    width: int = 640
    height: int = 360
    frame_rate: Fraction = Fraction(15)
    codec: str = "libx264"
    pixel_format: str = "yuv420p"
    key_frame_every: int = 30
    b_frames: int = 2
    quality: int = 27
    time_base: Fraction | None = None
    container: dict[str, str] = field(default_factory=dict)

    @property
    def unit(self) -> Fraction:
        """The unit in which times are written."""
        return self.time_base or 1 / self.frame_rate

    @property
    def encoder_options(self) -> dict[str, object]:
        """What the encoder is told; MJPEG has neither key frames nor a rate factor."""
        if self.codec == "mjpeg":
            return {"qmin": "4", "qmax": "8"}
        options: dict[str, object] = {
            "preset": "superfast",
            "crf": str(self.quality),
            "bf": str(self.b_frames),
        }
        if self.codec == "libx265":
            options["x265-params"] = (
                f"log-level=none:bframes={self.b_frames}:keyint={self.key_frame_every}"
            )
        return options


@dataclass(frozen=True)
class Sound:
    """Mono sound: signed 16-bit `samples` at `rate` per second, and the codec that carries them."""

    samples: "array.array[int]"
    rate: int = 16_000
    codec: str = "aac"


def synthesise_voice(seed: int, seconds: Fraction | float, rate: int = 16_000) -> Sound:
    """A murmur like a person speaking in a room: syllables over room noise, never real speech."""
    dice = random.Random(seed)
    pitch = dice.uniform(105, 210)
    total = int(seconds * rate)
    samples = array.array("h", bytes(2 * total))
    position = 0
    while position < total:
        length = min(int(dice.uniform(0.09, 0.24) * rate), total - position)
        loudness = 0 if dice.random() < 0.18 else dice.uniform(2600, 5200)
        step = 2 * math.pi * pitch * dice.uniform(0.9, 1.18) / rate
        colour = dice.choice((2, 3, 4))
        for index in range(length):
            envelope = math.sin(math.pi * index / length)
            wave = math.sin(step * index) + 0.5 * math.sin(colour * step * index)
            noise = (dice.random() - 0.5) * 260
            samples[position + index] = int(loudness * envelope * wave / 1.5 + noise)
        position += length
    return Sound(samples, rate)


def encode_video(
    path: Path,
    video: VideoFormat,
    pictures: Iterable[Picture],
    *,
    sound: Sound | None = None,
    creation_time: datetime | None = None,
) -> None:
    """Write a recording; the container follows from `path`'s suffix.

    `creation_time` is written as the container has it: as UTC, whatever a careless recorder means
    by it. A file that could not be finished is removed.

    Raises:
        Unavailable: the disk is full or cannot be written.
    """
    try:
        with av.open(str(path), "w", options=dict(video.container)) as container:
            _describe(container, creation_time)
            picture_stream = _add_video(container, video)
            sound_stream = _add_sound(container, sound) if sound else None
            for at, image in pictures:
                frame = _frame_of(image)
                frame.pts = round(at / video.unit)
                frame.time_base = video.unit
                container.mux(picture_stream.encode(frame))
            container.mux(picture_stream.encode(None))
            if sound and sound_stream:
                _encode_samples(container, sound_stream, sound)
    except (av.error.FFmpegError, OSError) as error:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise _could_not_write(path, error) from error


def encode_sound(path: Path, sound: Sound, *, creation_time: datetime | None = None) -> None:
    """Write sound alone: `.wav`, `.mp3` or `.aac` by suffix and the codec of `sound`.

    Raises:
        Unavailable: the disk is full or cannot be written.
    """
    try:
        with av.open(str(path), "w") as container:
            _describe(container, creation_time)
            _encode_samples(container, _add_sound(container, sound), sound)
    except (av.error.FFmpegError, OSError) as error:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise _could_not_write(path, error) from error


@dataclass(frozen=True)
class PhotoFacts:
    """What a camera writes into a photo. `taken_at` is its local clock, without a zone."""

    taken_at: datetime
    make: str = ""
    model: str = ""
    serial: str = ""
    orientation: int = 1


_MAKE, _MODEL, _ORIENTATION, _TIME, _EXIF_BLOCK = 0x010F, 0x0110, 0x0112, 0x0132, 0x8769
_TIME_ORIGINAL, _TIME_DIGITISED, _SERIAL = 0x9003, 0x9004, 0xA431


def write_photo(path: Path, image: Image.Image, facts: PhotoFacts | None) -> None:
    """Write a JPEG; without `facts` it carries no EXIF, like photos that firmware re-encodes.

    With an orientation of 6 or 8 the stored picture is turned, as a camera held upright stores it.

    Raises:
        Unavailable: the disk is full or cannot be written.
    """
    exif = Image.Exif()
    if facts is not None:
        taken = facts.taken_at.strftime("%Y:%m:%d %H:%M:%S")
        exif.update({_MAKE: facts.make, _MODEL: facts.model, _TIME: taken})
        exif[_ORIENTATION] = facts.orientation
        exif.get_ifd(_EXIF_BLOCK).update(
            {_TIME_ORIGINAL: taken, _TIME_DIGITISED: taken, _SERIAL: facts.serial}
        )
        if facts.orientation in _STORED_TURN:
            image = image.transpose(_STORED_TURN[facts.orientation])
    try:
        image.save(path, "JPEG", quality=86, exif=exif)
    except OSError as error:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise _could_not_write(path, error) from error


_STORED_TURN = {
    3: Image.Transpose.ROTATE_180,
    6: Image.Transpose.ROTATE_90,
    8: Image.Transpose.ROTATE_270,
}


def _describe(container: OutputContainer, creation_time: datetime | None) -> None:
    if creation_time is not None:
        container.metadata["creation_time"] = creation_time.astimezone(UTC).strftime(
            "%Y-%m-%dT%H:%M:%SZ"
        )


def _add_video(container: OutputContainer, video: VideoFormat) -> VideoStream:
    stream = container.add_stream(video.codec, rate=video.frame_rate)
    if not isinstance(stream, VideoStream):
        raise ValueError(f"{video.codec} is no video codec")
    stream.width, stream.height = video.width, video.height
    stream.pix_fmt = video.pixel_format
    stream.time_base = video.unit
    stream.codec_context.time_base = video.unit
    stream.codec_context.gop_size = video.key_frame_every
    # One thread each: the files of a card are encoded side by side, and the bytes stay the same.
    stream.codec_context.thread_count = 1
    stream.options = dict(video.encoder_options)
    return stream


def _add_sound(container: OutputContainer, sound: Sound) -> AudioStream:
    stream = container.add_stream(sound.codec, rate=sound.rate)
    if not isinstance(stream, AudioStream):
        raise ValueError(f"{sound.codec} is no sound codec")
    stream.codec_context.layout = "mono"
    return stream


def _frame_of(image: Image.Image) -> av.VideoFrame:
    frame = av.VideoFrame(image.width, image.height, "rgb24")
    plane = frame.planes[0]
    pixels, row = image.convert("RGB").tobytes(), 3 * image.width
    if plane.line_size != row:
        padding = bytes(plane.line_size - row)
        pixels = b"".join(
            pixels[start : start + row] + padding for start in range(0, len(pixels), row)
        )
    plane.update(pixels)
    return frame


def _encode_samples(container: OutputContainer, stream: AudioStream, sound: Sound) -> None:
    resampler = av.AudioResampler(
        format=stream.codec_context.format,
        layout="mono",
        rate=sound.rate,
        frame_size=stream.codec_context.frame_size or 1024,
    )
    chunk = sound.rate
    for start in range(0, len(sound.samples), chunk):
        part = sound.samples[start : start + chunk]
        frame = av.AudioFrame(format="s16", layout="mono", samples=len(part))
        frame.planes[0].update(part.tobytes().ljust(frame.planes[0].buffer_size, b"\0"))
        frame.sample_rate, frame.pts, frame.time_base = sound.rate, start, Fraction(1, sound.rate)
        for piece in resampler.resample(frame):
            container.mux(stream.encode(piece))
    for piece in resampler.resample(None):
        container.mux(stream.encode(piece))
    container.mux(stream.encode(None))


def _could_not_write(path: Path, error: Exception) -> Unavailable:
    return Unavailable(
        say(
            "无法写入 {path}：{reason}。请检查磁盘空间和写入权限后再试。",
            path=path,
            reason=getattr(error, "strerror", None) or str(error),
        )
    )
