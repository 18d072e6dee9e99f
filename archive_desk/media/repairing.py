"""Making a playable copy of a damaged recording; the original is only read.

What has an index, or needs none, is copied packet by packet into a new container. An MP4 that lost
its index keeps its pictures in one piece without any list: they are found by their lengths and
their first two bytes, which a sound recording of the same device teaches.
"""

import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

import av
from av.container import InputContainer, OutputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream

from archive_desk.domain.errors import Damaged, Unavailable
from archive_desk.domain.repairs import RepairMethod
from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.work import Monitor
from archive_desk.media import boxes

_IN_MP4 = {"h264", "hevc", "aac", "mp3", "mpeg4"}
_START = b"\x00\x00\x00\x01"
_LARGER = 4
_TELL_EVERY = 4 << 20
_LEARN_PACKETS = 2_000
_QUALITY = "18"
_READ = {"fflags": "+genpts+discardcorrupt"}


@dataclass(frozen=True)
class Repaired:
    """How a copy was made, and what is to be known of it. Its suffix tells the container."""

    method: RepairMethod
    note: Sentence
    path: Path


def repair(
    source: Path, folder: Path, stem: str, reference: Path | None, monitor: Monitor
) -> Repaired:
    """Make a playable copy of `source` in `folder`, named `stem` with the suffix it needs.

    Args:
        source: the damaged recording.
        folder: where the copy is written; it must exist.
        stem: the name of the copy without its suffix.
        reference: a sound recording of the same device, for an MP4 without an index.
        monitor: told the bytes read.

    Raises:
        Damaged: nothing can be rescued.
        Unavailable: the copy cannot be written, or the source not be read.
        Cancelled: from `monitor`.
    """
    try:
        with source.open("rb") as file:
            length = file.seek(0, 2)
            shape = boxes.structure(file, length)
            if shape.is_mp4 and not shape.has_index:
                if reference is None:
                    raise Damaged(say("缺少索引，需要一段同一设备拍摄的完好录像作参照。"))
                return _Rescue(file, length, reference, monitor).into(folder, stem)
        return _reindex(source, folder, stem, monitor)
    except FFmpegError as error:
        raise Damaged(say("无法修复：读不出任何画面或声音。")) from error
    except OSError as error:
        raise Unavailable(say("修复件无法写入：{reason}", reason=str(error))) from error


# -- copying packet by packet ----------------------------------------------------------------


def _reindex(source: Path, folder: Path, stem: str, monitor: Monitor) -> Repaired:
    lists = _decoding_times(source)
    with av.open(str(source), "r", options=_READ, metadata_errors="replace") as container:
        streams = _wanted(container)
        if not streams:
            raise Damaged(say("无法修复：读不出任何画面或声音。"))
        names = {stream.codec_context.name for stream in streams}
        suffix = ".mp4" if names <= _IN_MP4 else ".mkv"
        target = folder / f"{stem}{suffix}"
        faststart = {"movflags": "faststart"} if suffix == ".mp4" else {}
        with av.open(str(target), "w", options=faststart) as out:
            count = _copy(container, out, streams, lists, _Told(source, monitor))
    if not count:
        target.unlink(missing_ok=True)
        raise Damaged(say("无法修复：读不出任何画面或声音。"))
    return Repaired(RepairMethod.REINDEXED, say("共转存 {n} 个数据包。", n=count), target)


def _wanted(container: InputContainer) -> list[Stream]:
    found: list[Stream] = []
    for kind in ("video", "audio"):
        for stream in container.streams:
            # A cut header can leave a stream of which nothing is known.
            context: Any = stream.codec_context
            if stream.type == kind and context is not None:
                found.append(stream)
                break
    return found


def _copy(
    container: InputContainer,
    out: OutputContainer,
    streams: list[Stream],
    lists: dict[int, Iterator[int]],
    told: "_Told",
) -> int:
    """Copy what can be read; decoding times only go forward, pictures begin with a key picture."""
    made = {stream.index: out.add_stream_from_template(stream) for stream in streams}
    last: dict[int, int] = {}
    count = 0
    for packet in _packets(container, streams):
        index = packet.stream.index
        if not _usable(packet):
            continue
        if packet.stream.type == "video" and index not in last and not packet.is_keyframe:
            # Its place in the list of decoding times is used up all the same.
            next(lists[index], None)
            continue
        moment = next(lists[index], None)
        if moment is None:
            continue
        dts = moment if index not in last else max(moment, last[index] + 1)
        last[index] = dts
        packet.dts = dts
        packet.pts = dts if packet.pts is None else max(packet.pts, dts)
        told.at(packet.pos)
        packet.stream = made[index]
        out.mux(packet)
        count += 1
    return count


class _Told:
    """Tells how many bytes of a source have been read."""

    def __init__(self, source: Path, monitor: Monitor) -> None:
        self._length = source.stat().st_size
        self._monitor = monitor

    def at(self, place: int | None) -> None:
        done = min(max(place or 0, 0), self._length)
        self._monitor.report(done, self._length, say("正在重建索引"))


def _usable(packet: "Packet[Any]") -> bool:
    known = packet.dts is not None or packet.pts is not None
    return bool(packet.size) and known and not packet.is_corrupt


def _decoding_times(source: Path) -> dict[int, Iterator[int]]:
    """When each packet is to be decoded, as the container says.

    Where it is silent: in the order of showing, early enough for every picture.
    """
    said: dict[int, list[tuple[int | None, int | None]]] = {}
    with av.open(str(source), "r", options=_READ, metadata_errors="replace") as container:
        streams = _wanted(container)
        said = {stream.index: [] for stream in streams}
        for packet in _packets(container, streams):
            if _usable(packet):
                said[packet.stream.index].append((packet.pts, packet.dts))
    return {index: iter(_complete(times)) for index, times in said.items()}


def _complete(times: list[tuple[int | None, int | None]]) -> list[int]:
    shown = sorted(pts for pts, _ in times if pts is not None)
    if len(shown) < len(times) or all(dts is not None for _, dts in times):
        return [dts if dts is not None else pts or 0 for pts, dts in times]
    late = max(
        moment - pts for moment, (pts, _) in zip(shown, times, strict=True) if pts is not None
    )
    return [moment - max(0, late) for moment in shown]


def _packets(container: InputContainer, streams: list[Stream]) -> Iterator["Packet[Any]"]:
    packets = container.demux(*streams)
    while True:
        try:
            packet = next(packets)
        except (StopIteration, FFmpegError):
            return
        yield packet


# -- finding pictures without an index -------------------------------------------------------


@dataclass(frozen=True)
class _Manner:
    """How a device writes its pictures, as a sound recording of it shows.

    `heads` are the first two bytes of its units, `largest` the longest unit seen.
    """

    codec: str
    parameters: bytes
    width_of_length: int
    heads: frozenset[bytes]
    largest: int
    rate: Fraction
    reordered: bool


class _Rescue:
    """Goes through the data of an MP4 without an index."""

    def __init__(self, file: BinaryIO, length: int, reference: Path, monitor: Monitor) -> None:
        self._file = file
        self._length = length
        self._manner = _manner_of(reference)
        self._monitor = monitor

    def into(self, folder: Path, stem: str) -> Repaired:
        """Write the pictures found into a new container."""
        manner = self._manner
        raw = folder / f"{stem}.{'h264' if manner.codec == 'h264' else 'hevc'}"
        target = folder / f"{stem}.mp4"
        try:
            units = self._gather(raw)
            if not units:
                raise Damaged(say("无法修复：数据区里没有找到同一设备格式的画面。"))
            pictures = (
                _recode(raw, target, manner) if manner.reordered else _wrap(raw, target, manner)
            )
        finally:
            raw.unlink(missing_ok=True)
        if not pictures:
            target.unlink(missing_ok=True)
            raise Damaged(say("无法修复：找到的数据无法组成画面。"))
        method = RepairMethod.RECODED if manner.reordered else RepairMethod.RESCUED
        return Repaired(method, say("找回 {n} 个画面。", n=pictures), target)

    def _gather(self, raw: Path) -> int:
        """Write all units that look like the device's own; how many."""
        begin = self._data_begins()
        with (
            mmap.mmap(self._file.fileno(), self._length, access=mmap.ACCESS_READ) as data,
            raw.open("wb") as out,
        ):
            out.write(self._manner.parameters)
            count, told = 0, begin
            for at, size in self._units(data, begin):
                out.write(_START)
                out.write(data[at : at + size])
                count += 1
                if at - told >= _TELL_EVERY:
                    told = at
                    self._monitor.report(at, self._length, say("正在寻找画面数据"))
        self._monitor.report(self._length, self._length, say("正在寻找画面数据"))
        return count

    def _data_begins(self) -> int:
        for box in boxes.walk(self._file, 0, self._length):
            if box.type == b"mdat":
                return box.offset + box.header
        return 0

    def _units(self, data: mmap.mmap, begin: int) -> Iterator[tuple[int, int]]:
        manner, at = self._manner, begin
        width, most = manner.width_of_length, manner.largest * _LARGER
        end = self._length
        told = begin
        while at + width + 2 <= end:
            size = int.from_bytes(data[at : at + width], "big")
            body = at + width
            fits = 2 <= size <= most and body + size <= end
            if fits and data[body : body + 2] in manner.heads:
                yield body, size
                at = body + size
                continue
            at += 1
            if at - told >= _TELL_EVERY:
                told = at
                self._monitor.report(at, end, say("正在寻找画面数据"))


def _manner_of(reference: Path) -> _Manner:
    with av.open(str(reference), "r", metadata_errors="replace") as container:
        stream = next(iter(container.streams.video), None)
        if stream is None or stream.codec_context.name not in {"h264", "hevc"}:
            raise Damaged(say("参照录像不是 H.264 或 H.265 画面，不能用来修复。"))
        codec, extra = stream.codec_context.name, stream.codec_context.extradata or b""
        parameters, width = _parameters(codec, extra)
        heads: set[bytes] = set()
        largest = 0
        for number, packet in enumerate(container.demux(stream)):
            for unit in _split(bytes(packet), width):
                heads.add(unit[:2])
                largest = max(largest, len(unit))
            if number >= _LEARN_PACKETS:
                break
        return _Manner(
            codec=codec,
            parameters=parameters,
            width_of_length=width,
            heads=frozenset(heads),
            largest=largest,
            rate=stream.average_rate or Fraction(25),
            reordered=bool(stream.codec_context.has_b_frames),
        )


def _parameters(codec: str, extra: bytes) -> tuple[bytes, int]:
    """The parameter sets as a plain stream, and how wide the lengths of units are."""
    try:
        if codec == "h264":
            return _of_avcc(extra), (extra[4] & 3) + 1
        return _of_hvcc(extra), (extra[21] & 3) + 1
    except IndexError as error:
        raise Damaged(say("参照录像缺少画面参数，不能用来修复。")) from error


def _of_avcc(extra: bytes) -> bytes:
    made, at = b"", 6
    for count in (extra[5] & 0x1F, -1):
        if count < 0:
            count, at = extra[at], at + 1
        for _ in range(count):
            size = int.from_bytes(extra[at : at + 2], "big")
            made += _START + extra[at + 2 : at + 2 + size]
            at += 2 + size
    return made


def _of_hvcc(extra: bytes) -> bytes:
    made, at = b"", 23
    for _ in range(extra[22]):
        count = int.from_bytes(extra[at + 1 : at + 3], "big")
        at += 3
        for _ in range(count):
            size = int.from_bytes(extra[at : at + 2], "big")
            made += _START + extra[at + 2 : at + 2 + size]
            at += 2 + size
    return made


def _split(packet: bytes, width: int) -> Iterator[bytes]:
    at = 0
    while at + width < len(packet):
        size = int.from_bytes(packet[at : at + width], "big")
        unit = packet[at + width : at + width + size]
        if size < 2 or len(unit) < size:
            return
        yield unit
        at += width + size


def _raw(path: Path, manner: _Manner) -> InputContainer:
    rate = f"{manner.rate.numerator}/{manner.rate.denominator}"
    return av.open(str(path), "r", format=manner.codec, options={"framerate": rate})


def _wrap(raw: Path, target: Path, manner: _Manner) -> int:
    """Put the pictures into an MP4 as they are, evenly in time."""
    unit = 1 / manner.rate
    count = 0
    with (
        _raw(raw, manner) as container,
        av.open(str(target), "w", options={"movflags": "faststart"}) as out,
    ):
        stream = container.streams.video[0]
        made = out.add_stream_from_template(stream)
        made.time_base = unit
        for packet in _packets(container, [stream]):
            if not packet.size or (count == 0 and not packet.is_keyframe):
                continue
            packet.time_base = unit
            packet.pts = packet.dts = count
            packet.duration = 1
            packet.stream = made
            out.mux(packet)
            count += 1
    return count


def _recode(raw: Path, target: Path, manner: _Manner) -> int:
    """Decode and encode anew: the order of the pictures is only known to the decoder."""
    count = 0
    made: VideoStream | None = None
    with (
        _raw(raw, manner) as container,
        av.open(str(target), "w", options={"movflags": "faststart"}) as out,
    ):
        stream = container.streams.video[0]
        for packet in _packets(container, [stream]):
            try:
                frames = packet.decode()
            except FFmpegError:
                continue
            for frame in frames:
                if made is None:
                    made = out.add_stream("libx264", rate=manner.rate)
                    made.width, made.height = frame.width, frame.height
                    made.pix_fmt = "yuv420p"
                    made.options = {"crf": _QUALITY, "preset": "veryfast"}
                frame.pts, frame.time_base = count, 1 / manner.rate
                out.mux(made.encode(frame))
                count += 1
        if made is not None:
            out.mux(made.encode())
    return count
