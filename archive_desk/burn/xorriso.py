"""Burning by libburn's own program, also to files that it takes for drives (`stdio:FILE`)."""

import os
import re
import shutil
import subprocess
import threading
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from queue import Empty, SimpleQueue

from archive_desk.burn.burner import Drive, Family, Load, Medium, Speed, Writing
from archive_desk.domain.discs import SECTOR_BYTES
from archive_desk.domain.errors import Unavailable, reason_of
from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.work import Monitor

PROGRAM = "xorriso"
SYSTEM_DRIVES = Path("/sys/block")
_ASK_SECONDS = 120
_TICK_SECONDS = 0.25
_STOP_SECONDS = 20
_MIB = 1024 * 1024
_PROGRESS = re.compile(r"(\d+) of\s+(\d+) MB written(?:.*?\[buf\s+(\d+)%\])?(?:\s+([\d.]+)x)?")
_BEGUN = "Beginning to write"


def drive_of(device: Path, system: Path = SYSTEM_DRIVES) -> Drive:
    """The drive behind a device such as `/dev/sr0`, under the name its maker gave it."""
    described = system / device.name / "device"
    words = [_read(described / part) for part in ("vendor", "model")]
    return Drive(str(device), device, " ".join(filter(None, words)) or device.name, real=True)


def _read(file: Path) -> str:
    try:
        return file.read_text(errors="replace").strip()
    except OSError:
        return ""


class Xorriso:
    """The burner of Linux."""

    def __init__(self, system: Path = SYSTEM_DRIVES) -> None:
        """Look for drives below `system`."""
        self._system = system

    def drives(self) -> list[Drive]:
        """The optical drives of this machine."""
        devices = [Path("/dev") / block.name for block in sorted(self._system.glob("sr*"))]
        return [drive_of(device, self._system) for device in devices if device.exists()]

    def medium_in(self, drive: Drive) -> Medium:
        """Ask a drive what lies in it."""
        report = self._ask(drive, ["-abort_on", "NEVER", "-outdev", drive.address, "-toc"])
        kind = _found(r"^Media current: (.*)$", report)
        if not kind:
            raise Unavailable(say("光驱 {drive} 没有应答。", drive=drive.name))
        writable = _found(r"^Media blocks : .*?(\d+) writable", report)
        speeds: tuple[Speed, ...] = ()
        if drive.real:
            asked = ["-abort_on", "NEVER", "-outdev", drive.address, "-list_speeds"]
            speeds = speeds_in(self._ask(drive, asked))
        return Medium(
            kind,
            _load(kind, _found(r"^Media status : (.*)$", report)),
            int(writable or 0) * SECTOR_BYTES,
            family_of(kind),
            write_once=not re.search(r"RW|-RE\b|RAM|overwriteable", kind) or not drive.real,
            speeds=speeds,
        )

    def write(
        self, image: Path, drive: Drive, speed: float, monitor: Monitor, writing: Writing
    ) -> None:
        """Write `image` in one session and close the disc."""
        command = [_program(), "-as", "cdrecord", "-v", f"dev={drive.address}", "fs=16m"]
        command += [f"speed={speed:g}"] if speed else []
        try:
            process = subprocess.Popen(
                [*command, str(image)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
        except OSError as error:
            raise Unavailable(say("刻录程序无法启动：{reason}", reason=reason_of(error))) from error
        heard = _Listener(process)
        try:
            _follow(process, heard, image.stat().st_size, drive, monitor, writing)
        finally:
            _end(process)
            heard.join(_STOP_SECONDS)
            writing.began = writing.began or heard.begun
        if process.returncode:
            reason = heard.words or f"exit {process.returncode}"
            raise Unavailable(
                say("光驱 {drive} 刻录中途失败：{reason}", drive=drive.name, reason=reason)
            )

    def eject(self, drive: Drive) -> None:
        """Open the tray; a file that serves as a drive has none."""
        if drive.real:
            report = self._ask(
                drive, ["-abort_on", "NEVER", "-outdev", drive.address, "-eject", "all"]
            )
            if re.search(r"FAILURE|FATAL", report):
                raise Unavailable(
                    say("光驱 {drive} 无法弹出，请按光驱上的按钮。", drive=drive.name)
                )

    def _ask(self, drive: Drive, words: Sequence[str]) -> str:
        try:
            done = subprocess.run(
                [_program(), *words],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=_ASK_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Unavailable(say("光驱 {drive} 没有应答。", drive=drive.name)) from error
        return done.stdout + done.stderr


def _program() -> str:
    found = shutil.which(PROGRAM)
    if found is None:
        raise Unavailable(
            say(
                "没有安装刻录程序 {program}，请安装后再刻录，或用其他软件刻录映像。",
                program=PROGRAM,
            )
        )
    return found


def family_of(kind: str) -> Family:
    """The family of a disc by the name libburn gives it (`DVD-R sequential recording`)."""
    if kind.startswith("stdio"):
        return Family.FILE
    for family, start in ((Family.CD, "CD"), (Family.DVD, "DVD"), (Family.BD, "BD")):
        if kind.startswith(start):
            return family
    return Family.OTHER


def speeds_in(report: str) -> tuple[Speed, ...]:
    """The writing speeds in a drive's answer, the fastest first, each once."""
    found = re.findall(r"Write speed\s*:\s*(\d+)k\s*,\s*([\d.]+)x", report)
    speeds = {Speed(float(factor), int(rate)) for rate, factor in found}
    return tuple(sorted(speeds, key=lambda speed: -speed.kb_per_second))


def _load(kind: str, status: str) -> Load:
    if "is not present" in kind or "is not present" in status:
        return Load.ABSENT
    if "is blank" in status:
        return Load.BLANK
    # In a file that serves as a drive, closing is only pretended.
    if "is appendable" in status and not kind.startswith("stdio"):
        return Load.APPENDABLE
    return Load.CLOSED if "is written" in status or "is closed" in status else Load.UNUSABLE


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.MULTILINE)
    return match.group(1).strip() if match else ""


class _Listener(threading.Thread):
    """Hears what the program says, line by line; its progress lines end without a line feed."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        super().__init__(daemon=True)
        assert process.stdout is not None
        self._stream = process.stdout
        self._said: deque[str] = deque(maxlen=20)
        self.lines: SimpleQueue[str] = SimpleQueue()
        self.begun = False
        self.start()

    def run(self) -> None:
        """Hear until the program ends."""
        rest = ""
        while chunk := os.read(self._stream.fileno(), 4096):
            *whole, rest = re.split(r"[\r\n]+", rest + chunk.decode(errors="replace"))
            for line in whole:
                self._hear(line)
        self._hear(rest)
        self._stream.close()

    def _hear(self, line: str) -> None:
        self.begun = self.begun or _BEGUN in line
        self._said.append(line.strip())
        self.lines.put(line)

    @property
    def words(self) -> str:
        """The first complaint of the program; those that follow are its consequences."""
        wrong = [line for line in self._said if re.search(r"FAILURE|FATAL|SORRY|ABORT", line)]
        return (wrong or [line for line in reversed(self._said) if line] or [""])[0]


def _follow(
    process: "subprocess.Popen[bytes]",
    heard: _Listener,
    size: int,
    drive: Drive,
    monitor: Monitor,
    writing: Writing,
) -> None:
    note: Sentence | str = drive.name
    seen = False
    while True:
        try:
            match = _PROGRESS.search(heard.lines.get(timeout=_TICK_SECONDS))
        except Empty:
            if process.poll() is not None:
                return
        else:
            if match:
                writing.written_bytes = max(writing.written_bytes, int(match.group(1)) * _MIB)
                note = _note(drive, match.group(3), match.group(4)) or note
        writing.began = writing.began or heard.begun
        there = drive.device.exists()
        if seen and not there and process.poll() is None:
            # A file goes on being written after its name is gone; nobody could read it again.
            raise Unavailable(say("光驱 {drive} 在刻录中途被拔出。", drive=drive.name))
        seen = seen or there
        # Less than all until the program has closed the disc.
        monitor.report(min(writing.written_bytes, size - 1), size, note)


def _note(drive: Drive, buffer: str | None, factor: str | None) -> Sentence | None:
    if factor is None or buffer is None:
        return None
    return say("{drive}　{speed}×　缓冲 {buffer} %", drive=drive.name, speed=factor, buffer=buffer)


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()
