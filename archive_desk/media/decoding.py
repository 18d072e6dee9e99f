"""Decoding a recording from its beginning to its end, and noting what cannot be, or looks odd.

FFmpeg conceals what it cannot decode; it is told to stop concealing. What follows a damaged picture
is built upon it, so a stretch lasts until the next key picture.
"""

import os
from array import array
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame

from archive_desk.domain.examinations import Decoded, Remark, Stretch, joined
from archive_desk.domain.footage import Health
from archive_desk.domain.sentences import say
from archive_desk.media import boxes, transport, wholeness

Report = Callable[[int, int], None]
"""Told how far decoding is and how long the recording is, in milliseconds."""

_SMALL = (32, 18)
_LOOK_EVERY_MS = 400
_DARK_MEAN, _DARK_POINT = 24, 56
_BLACK_FROM_MS, _FROZEN_FROM_MS, _SILENT_FROM_MS = 2_000, 10_000, 10_000
_HOLE_FROM_MS = 2_000
_EARLY_FROM_MS = 2_000
_SILENT_PEAK = 33
_RATE = 8_000
_MOST_STRETCHES = 200


def decode_through(path: Path, report: Report) -> Decoded:
    """Decode everything there is.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        length = file.seek(0, os.SEEK_END)
        if length == 0:
            return Decoded(Health.EMPTY, say("文件长度为零。"), 0, 0, 0)
        shape = boxes.structure(file, length)
        fault = wholeness.fault_of(file, length, shape)
        known = None if fault is None else fault.health
        note = "" if fault is None else fault.note
        broken = transport.broken_packets(file, length)
        file.seek(0)
        found = _decoded(file, report, broken)
    if found is None:
        return Decoded(known or Health.UNREADABLE, note or say("文件无法识别为音像。"), 0, 0, 0)
    stretches = list(found.stretches)
    if shape.fragmented:
        stretches.append(Stretch(Remark.FRAGMENTED, 0, found.decoded_ms))
    if not found.decoded_ms and not found.pictures:
        return Decoded(known or Health.UNREADABLE, note or say("没有能解码的内容。"), 0, 0, 0)
    return Decoded(
        fault=known,
        note=note,
        declared_ms=found.declared_ms,
        decoded_ms=found.decoded_ms,
        pictures=found.pictures,
        stretches=joined(stretches)[:_MOST_STRETCHES],
    )


def _decoded(file: BinaryIO, report: Report, broken: Sequence[tuple[int, int]]) -> Decoded | None:
    try:
        with av.open(file, "r", metadata_errors="replace") as container:
            return _Through(container, report, broken).result()
    except FFmpegError:
        return None


class _Through:
    """One way through a recording."""

    def __init__(
        self, container: InputContainer, report: Report, broken: Sequence[tuple[int, int]]
    ) -> None:
        self._container = container
        self._report = report
        self._lost = _Lost(broken)
        self._declared_ms = (container.duration or 0) // 1000
        streams: list[Stream] = []
        self._watch: _Pictures | None = None
        self._listen: _Sounds | None = None
        covers = {stream.index for stream in container.streams.video if _is_cover(stream)}
        for stream in container.streams:
            if stream.type == "video" and self._watch is None and stream.index not in covers:
                self._watch = _Pictures()
                streams.append(stream)
            elif stream.type == "audio" and self._listen is None:
                self._listen = _Sounds()
                streams.append(stream)
        for stream in streams:
            context = stream.codec_context
            if context is not None:
                context.options = {"err_detect": "explode"}
        self._streams = streams
        self._origin_ms: float | None = None

    def result(self) -> Decoded | None:
        if not self._streams:
            return None
        for packet in self._packets():
            self._take(packet)
        watch, listen = self._watch, self._listen
        ended = max(
            0 if watch is None else watch.ended_ms, 0 if listen is None else listen.ended_ms
        )
        stretches: list[Stretch] = []
        if watch is not None:
            stretches += watch.finished(ended)
            if listen is None:
                stretches.append(Stretch(Remark.NO_SOUND, 0, ended))
        if listen is not None:
            stretches += listen.finished(ended)
        stretches += self._lost.finished(ended)
        if self._declared_ms - ended > _EARLY_FROM_MS:
            stretches.append(Stretch(Remark.ENDS_EARLY, ended, self._declared_ms))
        pictures = 0 if watch is None else watch.count
        return Decoded(None, "", self._declared_ms, ended, pictures, tuple(stretches))

    def _packets(self) -> Iterator["Packet[Any]"]:
        """The packets up to where the container itself breaks off."""
        packets = self._container.demux(*self._streams)
        while True:
            try:
                packet = next(packets)
            except (StopIteration, FFmpegError):
                return
            yield packet

    def _take(self, packet: "Packet[Any]") -> None:
        at_ms = self._place(packet)
        self._lost.passed(packet.pos, at_ms)
        taker: _Pictures | _Sounds | None
        taker = self._watch if packet.stream.type == "video" else self._listen
        if taker is None:
            return
        try:
            frames = packet.decode()
        except FFmpegError:
            taker.broken(at_ms)
            return
        if packet.is_corrupt:
            taker.broken(at_ms)
        elif packet.is_keyframe:
            taker.sound_again(at_ms)
        for frame in frames:
            # A cut file can have pictures without a time; the annotations deny it.
            time: float | None = frame.time
            if time is None:
                continue
            place = int(time * 1000 - self._begin(time * 1000))
            taker.look(frame, place)
            self._report(place, self._declared_ms)

    def _begin(self, at_ms: float) -> float:
        if self._origin_ms is None:
            start = self._container.start_time
            self._origin_ms = at_ms if start is None else start / 1000
        return self._origin_ms

    def _place(self, packet: "Packet[Any]") -> int:
        moment = packet.pts if packet.pts is not None else packet.dts
        if moment is None:
            return -1
        at_ms = float(moment * packet.time_base * 1000)
        return max(0, int(at_ms - self._begin(at_ms)))


class _Lost:
    """Puts broken places of the file, in bytes, where they lie in time."""

    def __init__(self, broken: Sequence[tuple[int, int]]) -> None:
        self._ahead = list(reversed(broken))
        self._at_ms = 0
        self._stretches: list[Stretch] = []

    def passed(self, position: int | None, at_ms: int) -> None:
        """A packet that begins at `position` came through."""
        if not self._ahead or position is None or at_ms < 0:
            return
        while self._ahead and self._ahead[-1][1] <= position:
            self._ahead.pop()
            until = max(at_ms, self._at_ms + 1)
            self._stretches.append(Stretch(Remark.PACKETS_BROKEN, self._at_ms, until))
        self._at_ms = at_ms

    def finished(self, ended_ms: int) -> list[Stretch]:
        """All of them, now that there is no more."""
        until = max(ended_ms, self._at_ms + 1)
        self._stretches += [
            Stretch(Remark.PACKETS_BROKEN, self._at_ms, until) for _ in self._ahead[:1]
        ]
        return self._stretches


def _is_cover(stream: Stream) -> bool:
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


class _Taker:
    """What is common to pictures and sounds: broken stretches."""

    remark = Remark.UNDECODABLE

    def __init__(self) -> None:
        self.ended_ms = 0
        self.count = 0
        self.stretches: list[Stretch] = []
        self._broken_from: int | None = None

    def broken(self, at_ms: int) -> None:
        """A packet could not be decoded; without a place it is where decoding stands."""
        if self._broken_from is None:
            self._broken_from = at_ms if at_ms >= 0 else self.ended_ms

    def sound_again(self, at_ms: int) -> None:
        """A key picture came through, so what follows is whole again."""
        if self._broken_from is not None and at_ms > self._broken_from:
            self.note(self.remark, self._broken_from, at_ms)
            self._broken_from = None

    def note(self, remark: Remark, from_ms: int, to_ms: int) -> None:
        """Write a stretch down."""
        if len(self.stretches) < _MOST_STRETCHES * 4:
            self.stretches.append(Stretch(remark, from_ms, to_ms))

    def _end_broken(self, ended_ms: int) -> None:
        if self._broken_from is not None:
            self.note(self.remark, self._broken_from, max(ended_ms, self._broken_from))


class _Pictures(_Taker):
    """Looks at pictures: holes, black, frozen."""

    def __init__(self) -> None:
        super().__init__()
        self._looked_ms: int | None = None
        self._before = b""
        self._black_from: int | None = None
        self._frozen_from: int | None = None
        self._shown_ms: int | None = None

    def look(self, frame: object, at_ms: int) -> None:
        """Take one picture in."""
        if not isinstance(frame, VideoFrame):
            return
        if self._shown_ms is not None and at_ms - self._shown_ms > _HOLE_FROM_MS:
            self.note(Remark.PICTURES_MISSING, self._shown_ms, at_ms)
        self._shown_ms = at_ms
        self.count += 1
        self.ended_ms = max(self.ended_ms, at_ms + _length_ms(frame))
        if self._looked_ms is not None and at_ms - self._looked_ms < _LOOK_EVERY_MS:
            return
        self._looked_ms = at_ms
        small = _small(frame)
        dark = sum(small) < _DARK_MEAN * len(small) and max(small) < _DARK_POINT
        still = small == self._before and not dark
        self._black_from = self._since(Remark.BLACK, self._black_from, at_ms, goes_on=dark)
        self._frozen_from = self._since(Remark.FROZEN, self._frozen_from, at_ms, goes_on=still)
        self._before = small

    def _since(self, remark: Remark, since: int | None, at_ms: int, *, goes_on: bool) -> int | None:
        least = _BLACK_FROM_MS if remark is Remark.BLACK else _FROZEN_FROM_MS
        if goes_on:
            return at_ms if since is None else since
        if since is not None and at_ms - since >= least:
            self.note(remark, since, at_ms)
        return None

    def finished(self, ended_ms: int) -> list[Stretch]:
        """All that was noted, now that there is no more."""
        own = self.ended_ms
        self._since(Remark.BLACK, self._black_from, own, goes_on=False)
        self._since(Remark.FROZEN, self._frozen_from, own, goes_on=False)
        self._end_broken(ended_ms)
        return self.stretches


def _length_ms(frame: VideoFrame) -> int:
    if not frame.duration or frame.time_base is None:
        return 0
    return int(frame.duration * frame.time_base * 1000)


def _small(frame: VideoFrame) -> bytes:
    """A picture in grey, small enough to compare at a glance."""
    width, height = _SMALL
    plane = frame.reformat(width=width, height=height, format="gray").planes[0]
    whole = bytes(plane)
    if plane.line_size == width:
        return whole[: width * height]
    rows = (whole[row * plane.line_size : row * plane.line_size + width] for row in range(height))
    return b"".join(rows)


class _Sounds(_Taker):
    """Listens for silence."""

    remark = Remark.SOUND_UNDECODABLE

    def __init__(self) -> None:
        super().__init__()
        self._silent_from: int | None = 0
        self._quieter: AudioResampler | None = AudioResampler("s16", "mono", _RATE)

    def look(self, frame: object, at_ms: int) -> None:
        """Take a piece of sound in."""
        if not isinstance(frame, AudioFrame):
            return
        self.count += 1
        length = frame.samples * 1000 // (frame.sample_rate or _RATE)
        self.ended_ms = max(self.ended_ms, at_ms + length)
        if self._peak(frame) < _SILENT_PEAK:
            self._silent_from = at_ms if self._silent_from is None else self._silent_from
            return
        self._end_silence(at_ms)

    def _peak(self, frame: AudioFrame) -> int:
        if self._quieter is None:
            return _SILENT_PEAK
        peak = 0
        try:
            for part in self._quieter.resample(frame):
                values = array("h")
                values.frombytes(bytes(part.planes[0])[: part.samples * 2])
                if values:
                    peak = max(peak, max(values), -min(values))
        except (FFmpegError, ValueError):
            # The sound changes its form on the way: nothing is said about silence any more.
            self._quieter = None
            return _SILENT_PEAK
        return peak

    def _end_silence(self, at_ms: int) -> None:
        if self._silent_from is not None and at_ms - self._silent_from >= _SILENT_FROM_MS:
            self.note(Remark.SILENT, self._silent_from, at_ms)
        self._silent_from = None

    def finished(self, ended_ms: int) -> list[Stretch]:
        """All that was noted, now that there is no more."""
        whole = self._silent_from == 0 and self.count
        if whole:
            self.note(Remark.SILENT, 0, self.ended_ms)
        else:
            self._end_silence(self.ended_ms)
        self._end_broken(ended_ms)
        return self.stretches
