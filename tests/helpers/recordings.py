"""Tiny real recordings: encoded here with FFmpeg's own encoders, a few kilobytes each."""

from datetime import UTC, datetime
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import av
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame
from PIL import ExifTags, Image, ImageDraw

WIDTH, HEIGHT, RATE = 64, 48, 10


def video(
    path: Path,
    *,
    seconds: float = 1.0,
    created: datetime | None = None,
    text: str = "",
    faststart: bool = False,
    fragmented: bool = False,
    sound: bool = False,
) -> Path:
    """An H.264 recording; `text` makes its bytes differ from another's. Returns `path`."""
    options = (("movflags", "faststart"),) if faststart else ()
    if fragmented:
        options = (("movflags", "frag_keyframe+empty_moov"),)
    path.parent.mkdir(parents=True, exist_ok=True)
    made = _encoded(path.suffix, seconds, created, text, options, sound)
    path.write_bytes(made)
    return path


@lru_cache(maxsize=128)
def _encoded(
    suffix: str,
    seconds: float,
    created: datetime | None,
    text: str,
    options: tuple[tuple[str, str], ...],
    sound: bool,
) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"made{suffix}"
        with av.open(str(path), "w", options=dict(options)) as container:
            if created is not None:
                container.metadata["creation_time"] = (
                    created.astimezone(UTC).isoformat().replace("+00:00", "Z")
                )
            container.metadata["comment"] = text
            stream = container.add_stream("libx264", rate=RATE)
            stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
            stream.options = {"preset": "ultrafast", "g": "5", "threads": "1"}
            voice = container.add_stream("aac", rate=8000, layout="mono") if sound else None
            for number in range(round(seconds * RATE)):
                frame = VideoFrame.from_image(_drawn(number, text))
                frame.pts, frame.time_base = number, Fraction(1, RATE)
                container.mux(stream.encode(frame))
            container.mux(stream.encode())
            if voice is not None:
                for frame in _beeps(seconds):
                    container.mux(voice.encode(frame))
                container.mux(voice.encode())
        return path.read_bytes()


def _drawn(number: int, text: str) -> Image.Image:
    image = Image.new("RGB", (WIDTH, HEIGHT), (20, 60, 90))
    draw = ImageDraw.Draw(image)
    seed = sum(text.encode()) % 200
    draw.rectangle((number * 5 % WIDTH, 10, number * 5 % WIDTH + 8, 30), (220, seed, 40))
    return image


def _beeps(seconds: float):
    rate, size = 8000, 1024
    for start in range(0, round(seconds * rate), size):
        frame = AudioFrame(format="fltp", layout="mono", samples=size)
        loud = (start // size) % 2
        values = b"".join(
            (b"\x00\x00\x00\x3f" if (i // 8) % 2 and loud else b"\x00\x00\x00\x00")
            for i in range(size)
        )
        frame.planes[0].update(values)
        frame.pts, frame.rate, frame.time_base = start, rate, Fraction(1, rate)
        yield frame


def sound(path: Path, *, seconds: float = 1.0) -> Path:
    """A WAV recording with beeps. Returns `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000, layout="mono")
        resampler = av.AudioResampler(format="s16", layout="mono", rate=8000)
        for frame in _beeps(seconds):
            for part in resampler.resample(frame):
                container.mux(stream.encode(part))
        container.mux(stream.encode())
    return path


def photo(
    path: Path,
    *,
    taken: str = "",
    offset: str = "",
    serial: str = "",
    orientation: int = 1,
    size: tuple[int, int] = (80, 60),
    colour: tuple[int, int, int] = (200, 30, 30),
) -> Path:
    """A JPEG with EXIF; `taken` as EXIF writes it (`2023:02:14 09:30:15`). Returns `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.effect_noise(size, 40).convert("RGB")
    image.paste(colour, (0, 0, size[0] // 2, size[1] // 2))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    details = exif.get_ifd(ExifTags.IFD.Exif)
    if taken:
        details[ExifTags.Base.DateTimeOriginal] = taken
    if offset:
        details[ExifTags.Base.OffsetTimeOriginal] = offset
    if serial:
        details[ExifTags.Base.BodySerialNumber] = serial
    image.save(path, exif=exif)
    return path


def cut(path: Path, share: float) -> Path:
    """Keep the first `share` of a file, as a cable pulled out does. Returns `path`."""
    content = path.read_bytes()
    path.write_bytes(content[: round(len(content) * share)])
    return path
