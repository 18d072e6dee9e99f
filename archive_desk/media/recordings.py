"""Video and sound: streams, length, wholeness, the container's time and a picture, by PyAV."""

import re
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from datetime import tzinfo
from typing import BinaryIO

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.codec import CodecContext
from av.container import InputContainer
from av.error import FFmpegError
from av.index import IndexEntries
from av.stream import Stream
from av.video.stream import VideoStream

from archive_desk.domain.footage import Health, Kind, MediaFacts, TimeClaim, TimeSource
from archive_desk.domain.sentences import say
from archive_desk.media import boxes, pictures, wholeness
from archive_desk.media.times import moment_in
from archive_desk.media.wholeness import Fault

_TIME_KEYS = ("com.apple.quicktime.creationdate", "creation_time", "date", "ICRD")
_DATE_LENGTH = 10
_CLOCK = re.compile(r"\d\d[-:]\d\d[-:]\d\d")
_SAMPLE_BYTES = 4096
_TAIL_BYTES = 64 << 10
_SMALLEST_SAMPLE = 16
_WAVE_RATE, _WAVE_STEP, _WAVE_SECONDS = 8_000, 400, 120
_LOUDEST = 32_768


@dataclass(frozen=True)
class Recording:
    """What a recording says."""

    facts: MediaFacts
    claims: tuple[TimeClaim, ...] = ()
    picture: bytes = b""


def look(file: BinaryIO, length: int, kind: Kind, zone: tzinfo) -> Recording:
    """Look into an open recording of `length` bytes; what is wrong becomes its health.

    Raises:
        OSError: the file cannot be read.
    """
    shape = boxes.structure(file, length)
    fault = wholeness.fault_of(file, length, shape)
    fragments_ms = _fragments_ms(file, length, shape)
    file.seek(0)
    try:
        # Titles in GBK, and what looks like one in a damaged file, are no reason to fail.
        with av.open(file, "r", metadata_errors="replace") as container:
            seen = _Look(file, container, length, fault, is_mp4=shape.is_mp4)
            return seen.result(kind, zone, fragments_ms)
    except FFmpegError:
        found = fault or Fault(Health.UNREADABLE, say("文件无法识别为音像。"))
        return Recording(MediaFacts(health=found.health, health_note=found.note))


def _fragments_ms(file: BinaryIO, length: int, shape: boxes.Structure) -> int:
    """How long a fragmented file is; its index may say zero."""
    if shape.last_fragment is None:
        return 0
    scales = boxes.time_scales(file, length)
    ends = boxes.fragments_end(file, shape.last_fragment)
    return max(
        (end * 1000 // scales[track] for track, end in ends.items() if scales.get(track)), default=0
    )


class _Look:
    """One look into one opened container."""

    def __init__(
        self,
        file: BinaryIO,
        container: InputContainer,
        length: int,
        fault: Fault | None,
        *,
        is_mp4: bool,
    ) -> None:
        self._file = file
        self._container = container
        self._length = length
        self._fault = fault
        self._is_mp4 = is_mp4
        videos = [stream for stream in container.streams.video if _known(stream)]
        sounds = [stream for stream in container.streams.audio if _known(stream)]
        self._video = next((stream for stream in videos if not _is_cover(stream)), None)
        self._audio = next(iter(sounds), None)

    def result(self, kind: Kind, zone: tzinfo, fragments_ms: int) -> Recording:
        """What this file is."""
        if self._video is None and self._audio is None:
            note = say("文件中没有图像和声音。")
            return Recording(MediaFacts(health=Health.UNREADABLE, health_note=note))
        duration_ms = max(self._declared_ms(), fragments_ms)
        fault, end_ms = self._fault, self._whole_until()
        if fault is None and (end_ms is not None or self._hollow(kind)):
            fault = Fault(Health.ZERO_TAIL, say("文件后段内容全部为零。"))
        picture = self._picture()
        if not picture and fault is None and self._video is not None:
            fault = Fault(Health.UNREADABLE, say("图像无法解码。"))
        if end_ms is None and fault is not None and fault.health is Health.TRUNCATED:
            end_ms = self._last_packet_ms()
        if end_ms is not None:
            duration_ms = min(duration_ms or end_ms, end_ms)
        return Recording(self._facts(duration_ms, fault), self._claims(zone), picture)

    def _facts(self, duration_ms: int, fault: Fault | None) -> MediaFacts:
        video, audio = self._video, self._audio
        return MediaFacts(
            container=_short_name(self._container),
            video_codec=video.codec_context.name if video is not None else "",
            audio_codec=audio.codec_context.name if audio is not None else "",
            width=video.width if video is not None else None,
            height=video.height if video is not None else None,
            frame_rate=video.average_rate if video is not None else None,
            duration_ms=duration_ms or None,
            health=fault.health if fault else Health.SOUND,
            health_note=fault.note if fault else "",
        )

    def _declared_ms(self) -> int:
        """The longest length that the container or a stream promises."""
        lengths = [(self._container.duration or 0) // 1000]
        for stream in (self._video, self._audio):
            if stream is not None and stream.duration and stream.time_base:
                lengths.append(int(stream.duration * stream.time_base * 1000))
        return max(lengths)

    def _whole_until(self) -> int | None:
        """Where the picture ends that is really there; None when all of it is.

        What lacks or is zero comes in one piece at the end: recorders reserve room, then fill it.
        """
        video = self._video
        if video is None or video.time_base is None:
            return None
        entries = video.index_entries
        count = len(entries)
        kept = bisect_left(range(count), 1, key=lambda number: self._lacks(entries, number))
        if kept == count:
            return None
        first = video.start_time or 0
        ended = entries[kept].timestamp if kept else first
        return max(0, int((ended - first) * video.time_base * 1000))

    def _last_packet_ms(self) -> int | None:
        """Where the last packet ends that can be found, in a container without an index."""
        ended = 0.0
        try:
            self._container.seek(self._container.duration or 0)
            for packet in self._container.demux():
                if packet.pts is not None:
                    ended = max(
                        ended, float((packet.pts + (packet.duration or 0)) * packet.time_base)
                    )
        except FFmpegError:
            # The end of what is there; what was found before it counts.
            pass
        return int(ended * 1000) or None

    def _lacks(self, entries: IndexEntries, number: int) -> int:
        entry = entries[number]
        if entry.pos + entry.size > self._length:
            return 1
        if entry.size < _SMALLEST_SAMPLE:
            return 0
        return int(not any(self._peek(entry.pos, min(entry.size, _SAMPLE_BYTES))))

    def _hollow(self, kind: Kind) -> bool:
        """Whether a recording ends in zeros, judged without an index of its frames.

        An index may have been lost with the end. Zeros of plain sound are silence.
        """
        if kind is Kind.PHOTO or self._is_mp4 or (self._video is None and self._plain_sound):
            return False
        tail = min(_TAIL_BYTES, self._length // 4)
        return tail > 0 and not any(self._peek(self._length - tail, tail))

    @property
    def _plain_sound(self) -> bool:
        return self._audio is None or self._audio.codec_context.name.startswith("pcm")

    def _peek(self, offset: int, size: int) -> bytes:
        """Read elsewhere in the file and return to where FFmpeg believes to be."""
        place = self._file.tell()
        try:
            self._file.seek(offset)
            return self._file.read(size)
        finally:
            self._file.seek(place)

    def _claims(self, zone: tzinfo) -> tuple[TimeClaim, ...]:
        metadata = dict(self._container.metadata)
        day, clock = metadata.get("date", ""), metadata.get("creation_time", "")
        if _CLOCK.fullmatch(clock) and len(day) == _DATE_LENGTH:
            # A broadcast wave keeps day and time apart, and FFmpeg names them so.
            metadata |= {"creation_time": "", "date": f"{day}T{clock.replace('-', ':')}"}
        for key in _TIME_KEYS:
            raw = metadata.get(key, "")
            found = moment_in(raw, zone) if raw else None
            if found is not None:
                at, zoned = found
                day_only = len(raw) <= _DATE_LENGTH and ":" not in raw
                return (
                    TimeClaim(TimeSource.CONTAINER, at, raw=raw, zoned=zoned, whole_day=day_only),
                )
        return ()

    def _picture(self) -> bytes:
        try:
            if self._video is not None:
                for frame in self._container.decode(self._video):
                    return pictures.of_frame(frame, frame.rotation)
            elif self._audio is not None:
                return pictures.of_sound(self._peaks())
        except FFmpegError:
            # The health says so; a picture is a convenience.
            pass
        return b""

    def _peaks(self) -> "array[float]":
        """Loudness of the first two minutes, twenty values a second."""
        resampler = AudioResampler(format="s16", layout="mono", rate=_WAVE_RATE)
        peaks = array("f")
        for frame in self._container.decode(self._audio):
            if not isinstance(frame, AudioFrame):
                continue
            for part in resampler.resample(frame):
                values = array("h")
                values.frombytes(bytes(part.planes[0])[: part.samples * 2])
                for start in range(0, len(values), _WAVE_STEP):
                    step = values[start : start + _WAVE_STEP]
                    peaks.append(max(max(step), -min(step)) / _LOUDEST)
            if len(peaks) >= _WAVE_SECONDS * _WAVE_RATE // _WAVE_STEP:
                break
        return peaks


def _is_cover(stream: VideoStream) -> bool:
    """Whether a picture stream is only the cover of a sound file."""
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def _known(stream: Stream) -> bool:
    # A cut header can leave a stream of which nothing is known; the annotations deny it.
    context: CodecContext | None = stream.codec_context
    return context is not None


def _short_name(container: InputContainer) -> str:
    brand = container.metadata.get("major_brand", "").strip()
    if brand:
        return "mov" if brand == "qt" else "3gp" if brand.startswith("3g") else "mp4"
    return container.format.name.split(",")[0]
