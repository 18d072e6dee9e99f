"""Numbered recordings made with PyAV alone, of kinds that our own encoder does not write."""

import re
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
from av.video.frame import VideoFrame

from tests.helpers.numbered import SIZE, draw_number

RATE = Fraction(25)
_CLOCK = Fraction(1, 90_000)
_DIVX = b"\x00\x00\x01\xb2DivX503b1393p"
_NOT_CODED = b"\x00\x00\x01\xb6\x50\x4f"


def encoded(
    path: Path,
    numbers: Iterable[int],
    codec: str,
    times: Iterable[Fraction] | None = None,
    muxer: str | None = None,
    **options: object,
) -> Path:
    """Write `numbers` as pictures, evenly or at `times` in seconds."""
    given = {key: str(value) for key, value in options.items()}
    with av.open(str(path), "w", format=muxer) as container:
        stream = container.add_stream(codec, rate=RATE, options=given)
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        stream.codec_context.time_base = 1 / RATE if times is None else _CLOCK
        moments = None if times is None else iter(times)
        for place, number in enumerate(numbers):
            frame = VideoFrame.from_image(draw_number(number))
            frame.time_base = stream.codec_context.time_base
            frame.pts = place if moments is None else round(next(moments) / _CLOCK)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def dvd(path: Path, first: int = 0, count: int = 60) -> Path:
    """A programme stream as camcorders and DVD recorders have it; its groups lean on each other."""
    return encoded(path, range(first, first + count), "mpeg2video", muxer="vob", bf=2, g=12, qmax=3)


def dvd_begun_anew(path: Path) -> Path:
    """Two programme streams in one file: the clock begins anew in the middle."""
    parts = dvd(path.with_name("1.vob")), dvd(path.with_name("2.vob"), 60)
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    return path


def few_times(path: Path) -> Path:
    """H.264 in a programme stream: pictures share a part, and one in a part has a time."""
    return encoded(path, range(80), "libx264", muxer="vob", bf=3, g=25, preset="veryfast")


def long_pause(path: Path) -> Path:
    """A transport stream whose pictures stop for twelve seconds; its clock is right."""
    times = [number / RATE + (12 if number >= 40 else 0) for number in range(80)]
    return encoded(path, range(80), "libx264", times, bf=2, g=20, preset="veryfast")


def wide_points(path: Path) -> Path:
    """Pictures whose points are twice as wide as high."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=RATE)
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        stream.codec_context.sample_aspect_ratio = Fraction(2)
        for number in range(10):
            container.mux(stream.encode(VideoFrame.from_image(draw_number(number))))
        container.mux(stream.encode(None))
    return path


def packed_divx(path: Path) -> Path:
    """An AVI that packs two pictures into one packet and fills up with packets of no picture."""
    plain = encoded(path.with_name("plain.m4v"), range(61), "mpeg4", muxer="m4v", bf=1, g=20)
    pictures = re.split(rb"(?=\x00\x00\x01\xb6)", plain.read_bytes())
    packets, head = [], pictures[0]
    for each in pictures[1:]:
        # What follows a picture are the headers of the next one.
        body, rest = _parted(each)
        kind = each[4] >> 6
        if kind == 2:
            packets[-1] += body
            packets.append(_NOT_CODED)
        else:
            packets.append((head + _DIVX if head else b"") + body)
        head = rest
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=RATE)
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        container.start_encoding()
        for place, data in enumerate(packets):
            packet = av.Packet(data)
            packet.stream, packet.time_base = stream, 1 / RATE
            packet.pts = packet.dts = place
            packet.is_keyframe = b"\x00\x00\x01\xb2" in data
            container.mux(packet)
    return path


def index_astray(path: Path) -> Path:
    """An AVI whose index says of every picture that it lies where the first one does."""
    data = bytearray(encoded(path, range(60), "mjpeg", qmax=4).read_bytes())
    at = data.rindex(b"idx1")
    for entry in range(at + 8, len(data) - 15, 16):
        data[entry + 8 : entry + 12] = data[at + 16 : at + 20]
    path.write_bytes(data)
    return path


def _parted(data: bytes) -> tuple[bytes, bytes]:
    """A picture, and the headers behind it."""
    found = re.search(rb"\x00\x00\x01(?=[\xb0\xb3\xb5\x00-\x2f])", data[4:])
    return (data, b"") if found is None else (data[: found.start() + 4], data[found.start() + 4 :])
