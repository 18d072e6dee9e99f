"""Filmstrips of recordings: made in a process of their own, kept as one file by digest.

Decoding two hours of footage in a thread of the desk would let its windows wait for the
interpreter's lock; a process at low priority lets them alone, and dies without harm on a recording
that kills its decoder.
"""

import json
import os
import struct
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO

import archive_desk
from archive_desk.domain.errors import Damaged, Unavailable
from archive_desk.domain.filmstrips import Filmstrip
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor

_MAGIC = b"ADSTRIP1"
_HEAD = struct.Struct(">8sI")


def write_strip(
    target: Path, pictures: Sequence[tuple[int, bytes]], wave: bytes, *, complete: bool
) -> None:
    """Keep a strip at `target`, replacing an earlier one; `pictures` are moments with JPEGs."""
    places, offset = [], 0
    for at_ms, picture in pictures:
        places.append([at_ms, offset, len(picture)])
        offset += len(picture)
    head = {"complete": complete, "pictures": places, "wave": [offset, len(wave)]}
    words = json.dumps(head, separators=(",", ":")).encode()
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    with partial.open("wb") as file:
        file.write(_HEAD.pack(_MAGIC, len(words)) + words)
        for _, picture in pictures:
            file.write(picture)
        file.write(wave)
    partial.replace(target)


def read_strip(path: Path, sha256: str) -> Filmstrip | None:
    """The strip kept at `path`; None if there is none, or a power cut left a broken one."""
    with suppress(OSError, ValueError, KeyError, struct.error), path.open("rb") as file:
        head, base = _head(file)
        offset, size = (int(value) for value in head["wave"])
        file.seek(base + offset)
        wave = file.read(size)
        if len(wave) == size:
            moments = tuple(at_ms for at_ms, _, _ in head["pictures"])
            return Filmstrip(sha256, moments, wave, bool(head["complete"]))
    return None


def read_pictures(path: Path, moments: Sequence[int]) -> dict[int, bytes]:
    """Pictures of the strip kept at `path`, as JPEG, by their moments; what lacks is left out."""
    found: dict[int, bytes] = {}
    with suppress(OSError, ValueError, KeyError, struct.error), path.open("rb") as file:
        head, base = _head(file)
        places = {at_ms: (offset, size) for at_ms, offset, size in head["pictures"]}
        for at_ms in moments:
            if at_ms in places:
                offset, size = places[at_ms]
                file.seek(base + offset)
                found[at_ms] = file.read(size)
    return found


class StripMaker:
    """Lets another process make strips, one after the other.

    The process starts with a strip and ends with it, or serves until `close` where it is to stay;
    one that was stopped, or died of a recording, is started anew for the next.
    """

    def __init__(self, *, stays: bool = False) -> None:
        """Nothing runs yet."""
        self._stays = stays
        self._lock = Lock()
        self._process: subprocess.Popen[str] | None = None
        self._closed = False

    def make(self, source: Path, target: Path, monitor: Monitor, *, sketch: bool) -> None:
        """Make the strip of the recording at `source` and keep it at `target`.

        Progress is in thousandths. A recording that breaks off gives what can be read of it.

        Raises:
            Damaged: nothing of it can be read.
            Unavailable: the process could not be started, or the strip not be written.
            Cancelled: the person stopped.
        """
        with self._lock:
            process = self._running()
            try:
                made = _ask(process, [str(source), str(target), sketch], monitor)
            except BaseException:
                self._end(process)
                raise
            if self._closed or not self._stays:
                self._end(process)
            if not made:
                self._end(process)
                monitor.report(0, 1000)
                raise Damaged(say("“{name}”无法生成缩略图。", name=source.name))

    def close(self) -> None:
        """End for good, also a process that starts only now."""
        self._closed = True
        self.rest()

    def rest(self) -> None:
        """End the process; the next strip starts another."""
        process = self._process
        if process is None:
            return
        process.kill()
        # Whoever waits for it now tidies up when he hears its end.
        if self._lock.acquire(blocking=False):
            try:
                self._end(process)
            finally:
                self._lock.release()

    def _running(self) -> "subprocess.Popen[str]":
        if self._process is None or self._process.poll() is not None:
            self._process = _started()
        return self._process

    def _end(self, process: "subprocess.Popen[str]") -> None:
        self._process = None
        process.kill()
        with process:
            pass


def _started() -> "subprocess.Popen[str]":
    home = str(Path(archive_desk.__file__).resolve().parent.parent)
    path = os.pathsep.join(filter(None, [home, os.environ.get("PYTHONPATH", "")]))
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "archive_desk.media.strip_making"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": path},
            creationflags=_FLAGS,
        )
    except OSError as error:
        raise Unavailable(say("无法生成缩略图：{reason}。", reason=str(error))) from error


def _ask(process: "subprocess.Popen[str]", words: list[object], monitor: Monitor) -> bool:
    """Hand over one request; whether the strip was made. A process that dies makes none."""
    monitor.report(0, 1000)
    if process.stdin is None or process.stdout is None:
        return False
    try:
        process.stdin.write(json.dumps(words) + "\n")
        process.stdin.flush()
    except OSError:
        return False
    for line in process.stdout:
        if line.startswith("="):
            return line.strip() == "=made"
        monitor.report(min(int(line), 1000), 1000)
    return False


if sys.platform == "win32":
    _FLAGS = subprocess.CREATE_NO_WINDOW | subprocess.BELOW_NORMAL_PRIORITY_CLASS
else:
    _FLAGS = 0


def _head(file: BinaryIO) -> tuple[dict[str, Any], int]:
    """What the strip says of itself, and where its bytes begin."""
    magic, size = _HEAD.unpack(file.read(_HEAD.size))
    if magic != _MAGIC:
        raise ValueError(magic)
    return json.loads(file.read(size)), _HEAD.size + size
