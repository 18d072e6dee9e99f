"""The sound of one recording, decoded to even samples at exact places.

Samples are 16-bit, two channels, 48,000 a second, whatever the file has. They are laid where their
times say: where a recorder lost some, there is silence, and everything after stays in its place.
"""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import av.error
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer

from archive_desk.domain.frames import FrameIndex

RATE = 48_000
FRAME_BYTES = 4
"""Two channels of two bytes."""

_TOLERANCE = RATE // 25
_AHEAD = RATE // 2
_LONGEST_SILENCE = RATE * 10


class SoundReader:
    """Reads the sound of a recording from anywhere; silence where there is none.

    Not to be used from two threads at once. Close it when done.
    """

    def __init__(self, path: Path, index: FrameIndex | None) -> None:
        """Open `path`; places count from the first picture, or from the first sound."""
        self._container: InputContainer | None = None
        self._stream: AudioStream | None = None
        self._coming: Iterator[AudioFrame] | None = None
        self._kept = bytearray()
        self._at = 0
        try:
            self._container = av.open(str(path), metadata_errors="replace")
            self._stream = next(iter(self._container.streams.audio), None)
        except (av.error.FFmpegError, OSError):
            return
        begins = Fraction(self._container.start_time or 0, 1_000_000)
        self._origin = begins if index is None else index.origin
        self._index = index
        self._jumps = index is not None and bool(index.places)
        self._resampler = _resampler()

    def close(self) -> None:
        """Let go of the file."""
        self._coming = None
        if self._container is not None:
            self._container.close()
            self._container = None

    def read(self, sample: int, count: int) -> bytes:
        """`count` samples from `sample` on."""
        context: object = None if self._stream is None else self._stream.codec_context
        if self._container is None or context is None:
            return bytes(count * FRAME_BYTES)
        if self._coming is None or not 0 <= sample - self._at <= _AHEAD + len(self._kept):
            self._seek(sample)
        skipped = (sample - self._at) * FRAME_BYTES
        while len(self._kept) < skipped + count * FRAME_BYTES and self._decode_more():
            pass
        found = bytes(self._kept[skipped : skipped + count * FRAME_BYTES])
        del self._kept[: skipped + len(found)]
        self._at = sample + len(found) // FRAME_BYTES
        return found.ljust(count * FRAME_BYTES, b"\0")

    def _seek(self, sample: int) -> None:
        container, stream = self._container, self._stream
        if container is None or stream is None:
            return
        self._kept.clear()
        self._at = sample
        self._resampler = _resampler()
        unit = stream.time_base or Fraction(1, RATE)
        goal = Fraction(sample, RATE) + self._origin
        try:
            if self._jumps and self._index is not None:
                # Its times lead nowhere; the sound beside the key frame before is near enough.
                key = self._index.key_before(self._index.frame_at_time(Fraction(sample, RATE)))
                place = self._index.places[self._index.keys.index(key)]
                container.seek(place, stream=stream, unsupported_byte_offset=True)
                self._at = round(self._index.time_of(key) * RATE)
            else:
                container.seek(round(goal / unit), stream=stream, backward=True)
        except (av.error.FFmpegError, OSError):
            return
        self._coming = self._frames(container, stream)

    def _frames(self, container: InputContainer, stream: AudioStream) -> Iterator[AudioFrame]:
        try:
            for packet in container.demux(stream):
                try:
                    yield from packet.decode()
                except av.error.InvalidDataError:
                    continue
        except (av.error.FFmpegError, EOFError):
            return

    def _decode_more(self) -> bool:
        """Keep what the next packet holds, at its place; False at the end."""
        frame = next(self._coming, None) if self._coming is not None else None
        if frame is None:
            return False
        begins = self._place_of(frame)
        pieces = self._resampled(frame)
        sound = b"".join(bytes(piece.planes[0])[: piece.samples * FRAME_BYTES] for piece in pieces)
        reached = self._at + len(self._kept) // FRAME_BYTES
        late = 0 if begins is None or self._jumps else begins - reached
        if late > _TOLERANCE:
            self._kept += bytes(min(late, _LONGEST_SILENCE) * FRAME_BYTES)
        elif late < -_TOLERANCE or (late < 0 and not self._kept):
            sound = sound[-late * FRAME_BYTES :]
        self._kept += sound
        return True

    def _resampled(self, frame: AudioFrame) -> list[AudioFrame]:
        """The frame in our own rate; nothing where it is damaged."""
        for _ in range(2):
            try:
                return self._resampler.resample(frame)
            except (av.error.FFmpegError, ValueError):
                # Layout or rate changed in the middle of the file, or are not to be believed.
                self._resampler = _resampler()
        return []

    def _place_of(self, frame: AudioFrame) -> int | None:
        if frame.pts is None or frame.time_base is None:
            return None
        return round((frame.pts * frame.time_base - self._origin) * RATE)


def _resampler() -> av.AudioResampler:
    return av.AudioResampler(format="s16", layout="stereo", rate=RATE)
