"""Burning an image: one session, closed, by libburn's own program. Counted only after read-back."""

import os
import re
import subprocess
import threading
from collections import deque
from pathlib import Path
from queue import Empty, SimpleQueue

from archive_desk.burn.drives import Drive, medium_in, program
from archive_desk.domain.errors import Refused, Unavailable
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor

_PROGRESS = re.compile(r"(\d+) of\s+(\d+) MB written")
_MIB = 1024 * 1024
_TICK_SECONDS = 0.25
_STOP_SECONDS = 20


def burn(image: Path, drive: Drive, monitor: Monitor) -> None:
    """Write `image` to the blank disc in `drive` and close the disc.

    Raises:
        Refused: the disc in the drive is not blank, or too small.
        Unavailable: no disc, or the drive failed; the disc is spoiled then.
        Cancelled: the person stopped it; the disc is spoiled then.
    """
    size = image.stat().st_size
    _require_blank(drive, size)
    command = [program(), "-as", "cdrecord", "-v", f"dev={drive.address}", "fs=16m", str(image)]
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
    except OSError as error:
        raise Unavailable(
            say("刻录程序无法启动：{reason}", reason=error.strerror or str(error))
        ) from error
    last = _Listener(process)
    try:
        _follow(process, last, size, drive, monitor)
    finally:
        _end(process)
    if process.returncode:
        raise Unavailable(
            say(
                "光驱 {drive} 刻录失败，盘片不能再用，请换一张空白盘：{reason}",
                drive=drive.name,
                reason=last.words or f"exit {process.returncode}",
            )
        )
    monitor.report(size, size, drive.name)


def _require_blank(drive: Drive, size: int) -> None:
    medium = medium_in(drive)
    if not medium.blank and medium.writable_bytes == 0 and "is not present" in medium.kind:
        raise Unavailable(say("光驱 {drive} 里没有光盘。", drive=drive.name))
    if not medium.blank:
        raise Refused(
            say(
                "光驱 {drive} 里的盘片（{kind}）不是空白盘，请换一张。",
                drive=drive.name,
                kind=medium.kind,
            )
        )
    if medium.writable_bytes < size:
        raise Refused(
            say(
                "光驱 {drive} 里的盘片只能写 {room} 字节，映像有 {size} 字节，请换容量更大的盘片。",
                drive=drive.name,
                room=f"{medium.writable_bytes:,}",
                size=f"{size:,}",
            )
        )


class _Listener(threading.Thread):
    """Hears what the program says, line by line; its progress lines end without a line feed."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        super().__init__(daemon=True)
        assert process.stdout is not None
        self._stream = process.stdout
        self._said: deque[str] = deque(maxlen=20)
        self.lines: SimpleQueue[str] = SimpleQueue()
        self.start()

    def run(self) -> None:
        """Hear until the program ends."""
        rest = ""
        while chunk := os.read(self._stream.fileno(), 4096):
            *whole, rest = re.split(r"[\r\n]+", rest + chunk.decode(errors="replace"))
            for line in whole:
                self._said.append(line.strip())
                self.lines.put(line)
        self._said.append(rest.strip())
        self._stream.close()

    @property
    def words(self) -> str:
        """The last complaint of the program."""
        wrong = [line for line in self._said if re.search(r"FAILURE|FATAL|SORRY|ABORT", line)]
        return (wrong or [line for line in self._said if line] or [""])[-1]


def _follow(
    process: "subprocess.Popen[bytes]", heard: _Listener, size: int, drive: Drive, monitor: Monitor
) -> None:
    done = 0
    while True:
        try:
            match = _PROGRESS.search(heard.lines.get(timeout=_TICK_SECONDS))
            done = max(done, int(match.group(1)) * _MIB) if match else done
        except Empty:
            if process.poll() is not None:
                return
        # Less than all until the program has closed the disc.
        monitor.report(min(done, size - 1), size, drive.name)


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()
