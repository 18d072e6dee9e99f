"""A copy that libVLC can seek in, for containers in which it cannot.

libVLC 3 loses its place in transport streams and in fragmented MP4 files, the power-safe kind that
many recorders write: after a seek it shows nothing, or pictures it could not decode. The packets
are therefore copied, unchanged, into a plain MP4 beside the archive while such a file is played.
The original is only read; the copy is thrown away afterwards.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import av.error
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Stream

from archive_desk.domain.errors import Unavailable
from archive_desk.domain.sentences import say

_STREAMS = {".ts", ".mts", ".m2ts", ".m2t", ".tp"}
_BOXES_READ = 12
_MEDIA = ("video", "audio")


@dataclass(frozen=True)
class Playable:
    """What to give libVLC; in a copy, the first picture comes `origin` seconds after the start."""

    path: Path
    origin: Fraction | None = None


def needs_copy(path: Path) -> bool:
    """Whether libVLC would lose its place in this file."""
    suffix = path.suffix.lower()
    if suffix in _STREAMS:
        return True
    return suffix in {".mp4", ".mov", ".m4v", ".3gp"} and _is_fragmented(path)


def copy_for_playing(path: Path, folder: Path) -> Playable:
    """Copy the packets of `path` into a plain MP4 in `folder`.

    Raises:
        Unavailable: the copy cannot be written, or its codecs have no place in an MP4.
    """
    target = folder / f"{path.stem}.playing.mp4"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with av.open(str(path)) as source, av.open(str(target), "w") as copy:
            origin = _copy(source, copy)
    except (av.error.FFmpegError, OSError, ValueError) as error:
        target.unlink(missing_ok=True)
        raise Unavailable(
            say("无法为播放准备“{name}”：{reason}。", name=path.name, reason=str(error))
        ) from error
    return Playable(target, origin)


def _copy(source: InputContainer, copy: OutputContainer) -> Fraction:
    pairs = {
        stream.index: copy.add_stream_from_template(stream)
        for stream in source.streams
        if stream.type in _MEDIA and stream.codec_context is not None
    }
    starts = {
        stream.index: (stream.start_time or 0) * stream.time_base
        for stream in source.streams
        if stream.index in pairs and stream.time_base
    }
    earliest = min(starts.values())
    for packet in _whole_packets(source, set(pairs)):
        stream: Stream = packet.stream
        shift = round(earliest / stream.time_base) if stream.time_base else 0
        packet.pts = (packet.pts or packet.dts or 0) - shift
        packet.dts = (packet.dts or 0) - shift
        packet.stream = pairs[stream.index]
        copy.mux(packet)
    video = next((stream.index for stream in source.streams.video), None)
    return starts[video] - earliest if video is not None else Fraction(0)


def _whole_packets(source: InputContainer, wanted: set[int]) -> "Iterator[Packet[Stream]]":
    with suppress(av.error.FFmpegError):
        for packet in source.demux():
            if packet.size and packet.dts is not None and packet.stream.index in wanted:
                yield packet


def _is_fragmented(path: Path) -> bool:
    """Whether a movie fragment is among the first boxes of the file."""
    with suppress(OSError), path.open("rb") as file:
        for _ in range(_BOXES_READ):
            header = file.read(8)
            if len(header) < 8:
                return False
            size, kind = int.from_bytes(header[:4], "big"), header[4:]
            if kind == b"moof":
                return True
            if size == 1:
                size = int.from_bytes(file.read(8), "big") - 8
            if size < 8:
                return False
            file.seek(size - 8, 1)
    return False
