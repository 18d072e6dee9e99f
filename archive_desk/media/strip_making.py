"""The process that makes filmstrips: `python -m archive_desk.media.strip_making`.

Each line it is given is one request, `[source, target, sketch]` in JSON. It reads the recording,
never writes to it, says its progress in thousandths, one per line, and at the end `=made` or
`=failed`. It ends with its input.
"""

import json
import os
import sys
from array import array
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import av
import av.error
from av.container import InputContainer
from av.stream import Stream
from av.video.stream import VideoStream
from PIL import Image

from archive_desk.domain.filmstrips import WAVE_STEP_MS
from archive_desk.media.strips import write_strip

_HEIGHT = 72
_SKETCHED = 8
_MOST = 360
_CLOSEST_MS = 2_000
_QUALITY = 75
_RATE = 8_000
_STEP = _RATE * WAVE_STEP_MS // 1000
_LOUDEST = 32_768
_SOUND_SHARE = 500
_NICE = 10


def main() -> None:
    """Serve requests until there are no more."""
    if hasattr(os, "nice"):
        os.nice(_NICE)
    for line in sys.stdin:
        source, target, sketch = json.loads(line)
        try:
            _make(Path(source), Path(target), sketch=sketch)
            _tell("=made")
        except (av.error.FFmpegError, OSError):
            _tell("=failed")


def _make(source: Path, target: Path, *, sketch: bool) -> None:
    with av.open(str(source), metadata_errors="replace") as container:
        made = _Strip(container)
        pictures = list(made.pictures(_SKETCHED if sketch else _MOST))
        wave = b"" if sketch else made.wave()
    write_strip(target, pictures, wave, complete=not sketch)


class _Strip:
    """One recording, looked at from its beginning to its end."""

    def __init__(self, container: InputContainer) -> None:
        self._container = container
        self._video: VideoStream | None = next(iter(container.streams.video), None)
        self._sound = next(iter(container.streams.audio), None)
        first: Stream | None = self._video or self._sound
        unit = None if first is None else first.time_base
        self._origin = (
            Fraction(0) if first is None or unit is None else (first.start_time or 0) * unit
        )
        self._length_ms = (container.duration or 0) // 1000

    def pictures(self, most: int) -> Iterator[tuple[int, bytes]]:
        """About `most` pictures, evenly from the whole length, each once."""
        stream = self._video
        if stream is None or stream.time_base is None:
            return
        stream.codec_context.skip_frame = "NONKEY"
        stream.codec_context.thread_count = 1
        step = max(self._length_ms / most, _CLOSEST_MS)
        count = max(int(self._length_ms / step), 1)
        seen: set[int] = set()
        for number in range(count):
            _tell(number * _SOUND_SHARE // count)
            found = self._picture(stream, number * step)
            if found is not None and found[0] not in seen:
                seen.add(found[0])
                yield found

    def _picture(self, stream: VideoStream, at_ms: float) -> tuple[int, bytes] | None:
        unit = stream.time_base or Fraction(1, 1000)
        wanted = round((self._origin + Fraction(at_ms) / 1000) / unit)
        with suppress(av.error.FFmpegError, StopIteration, EOFError):
            self._container.seek(wanted, stream=stream, backward=True)
            frame = next(self._container.decode(stream))
            at = wanted if frame.pts is None else frame.pts
            share = _HEIGHT / max(frame.height, 1)
            width = max(round(frame.width * share), 2)
            small = frame.reformat(width=width, height=_HEIGHT, format="rgb24")
            turn = int(frame.rotation) % 360
            plane = small.planes[0]
            size, line = (plane.width, plane.height), plane.line_size
            image = Image.frombytes("RGB", size, bytes(plane), "raw", "RGB", line, 1)
            return max(int((at * unit - self._origin) * 1000), 0), _jpeg(image, turn)
        return None

    def wave(self) -> bytes:
        """The loudness of the sound, a byte for each step."""
        stream = self._sound
        if stream is None or stream.time_base is None:
            return b""
        loudness = bytearray()
        resampler = av.AudioResampler(format="s16", layout="mono", rate=_RATE)
        rest: array[int] = array("h")
        begun = False
        with suppress(av.error.FFmpegError, EOFError, ValueError):
            self._container.seek(0)
            for frame in self._container.decode(stream):
                if not begun:
                    begun = True
                    late = Fraction(frame.pts or 0) * stream.time_base - self._origin
                    loudness.extend(bytes(max(int(late * 1000), 0) // WAVE_STEP_MS))
                for part in resampler.resample(frame):
                    rest.frombytes(bytes(part.planes[0])[: part.samples * 2])
                rest = _measured(rest, loudness)
                self._tell_sound(len(loudness))
        return bytes(loudness)

    def _tell_sound(self, steps: int) -> None:
        if steps % 200 == 0 and self._length_ms:
            share = min(steps * WAVE_STEP_MS / self._length_ms, 1)
            _tell(_SOUND_SHARE + int(share * (1000 - _SOUND_SHARE)))


def _measured(samples: "array[int]", loudness: bytearray) -> "array[int]":
    """Add the loudness of all whole steps; what is left over waits for more."""
    whole = len(samples) // _STEP * _STEP
    for start in range(0, whole, _STEP):
        step = samples[start : start + _STEP]
        peak = max(max(step), -min(step)) / _LOUDEST
        loudness.append(round(255 * peak**0.5))
    return samples[whole:]


def _jpeg(image: Image.Image, turn: int) -> bytes:
    target = BytesIO()
    upright = image.rotate(turn, expand=True) if turn else image
    upright.save(target, "JPEG", quality=_QUALITY)
    return target.getvalue()


def _tell(words: object) -> None:
    with suppress(OSError):
        sys.stdout.write(f"{words}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
