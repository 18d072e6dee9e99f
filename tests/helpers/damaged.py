"""Recordings as bad recorders leave them, each tiny and really encoded."""

import struct
from fractions import Fraction
from pathlib import Path

import av

from archive_desk.media.encoding import VideoFormat
from tests.helpers.numbered import SIZE, even_times, record_numbers

RATE = Fraction(25)
COUNT = 50
_STREAM = VideoFormat(*SIZE, RATE, key_frame_every=25, time_base=Fraction(1, 90_000))
_PLAIN = VideoFormat(*SIZE, RATE, key_frame_every=25)


def plain(folder: Path) -> bytes:
    """A sound MP4 with B-frames and sound."""
    path = folder / "plain.mp4"
    if not path.exists():
        record_numbers(path, _PLAIN, even_times(COUNT, RATE), sound=True)
    return path.read_bytes()


def clock_that_jumps_back(folder: Path) -> Path:
    """A transport stream whose times begin anew in the middle."""
    return _joined(folder, "jump.ts", even_times(COUNT, RATE))


def clock_that_jumps_on(folder: Path) -> Path:
    """A transport stream whose times leap by an hour in the middle."""
    return _joined(folder, "leap.ts", [time + 3600 for time in even_times(COUNT, RATE)])


def size_that_changes(folder: Path) -> Path:
    """A transport stream whose pictures are twice as large from the middle on."""
    larger = VideoFormat(640, 360, RATE, key_frame_every=25, time_base=Fraction(1, 90_000))
    return _joined(folder, "size.ts", even_times(COUNT, RATE), larger)


def _joined(folder: Path, name: str, times: list[Fraction], second: VideoFormat = _STREAM) -> Path:
    parts = (
        record_numbers(folder / f"1-{name}", _STREAM, even_times(COUNT, RATE), sound=True),
        record_numbers(folder / f"2-{name}", second, times, first=COUNT),
    )
    path = folder / name
    path.write_bytes(b"".join(part.path.read_bytes() for part in parts))
    return path


def codec_nobody_knows(folder: Path) -> Path:
    """An MP4 whose pictures say they are of a codec that does not exist."""
    path = folder / "codec.mp4"
    path.write_bytes(plain(folder).replace(b"avc1", b"xxxx"))
    return path


def bytes_gone_bad(folder: Path) -> Path:
    """An MP4 with some rotten bytes in the middle of its pictures."""
    content = bytearray(plain(folder))
    middle = content.index(b"mdat") + (len(content) - content.index(b"mdat")) // 2
    for place in range(middle, middle + 400):
        content[place] = (content[place] * 7 + 13) & 255
    path = folder / "rotten.mp4"
    path.write_bytes(bytes(content))
    return path


def edit_list(folder: Path) -> Path:
    """An MP4 whose edit list hides the first ten pictures."""
    content = bytearray(plain(folder))
    entry = content.index(b"elst") + 16
    header = content.index(b"mdhd") + 16
    (scale,) = struct.unpack(">I", content[header : header + 4])
    (begin,) = struct.unpack(">i", content[entry : entry + 4])
    content[entry : entry + 4] = struct.pack(">i", begin + scale * 2 // 5)
    path = folder / "edit.mp4"
    path.write_bytes(bytes(content))
    return path


def index_missing(folder: Path) -> Path:
    """An AVI without its index, cut off in the middle of a picture."""
    video = VideoFormat(*SIZE, RATE, "mjpeg", "yuvj420p", time_base=1 / RATE)
    path = record_numbers(folder / "whole.avi", video, even_times(COUNT, RATE)).path
    content = path.read_bytes()
    cut = folder / "cut.avi"
    cut.write_bytes(content[: len(content) * 2 // 3])
    return cut


def ultra_high_definition(folder: Path) -> Path:
    """Pictures of 3840 by 2160."""
    video = VideoFormat(3840, 2160, RATE, key_frame_every=2)
    return record_numbers(folder / "uhd.mp4", video, even_times(3, RATE)).path


def begun_before_zero(folder: Path) -> Path:
    """A Matroska file whose first pictures lie before its own zero."""
    plain(folder)
    path, options = folder / "before.mkv", {"avoid_negative_ts": "disabled"}
    with (
        av.open(str(folder / "plain.mp4")) as source,
        av.open(str(path), "w", options=options) as copy,
    ):
        stream = copy.add_stream_from_template(source.streams.video[0])
        early = round(Fraction(7, 10) / source.streams.video[0].time_base)
        for packet in source.demux(video=0):
            if packet.pts is None or packet.dts is None:
                continue
            packet.pts, packet.dts = packet.pts - early, packet.dts - early
            packet.stream = stream
            copy.mux(packet)
    return path
