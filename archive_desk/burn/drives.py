"""Drives that can burn: real ones of this machine, and image files offered as drives.

A drive's address is what libburn takes: `/dev/sr0`, or `stdio:/path/to/file`.
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from archive_desk.domain.discs import SECTOR_BYTES
from archive_desk.domain.errors import InvalidInput, Unavailable
from archive_desk.domain.sentences import say

PROGRAM = "xorriso"
_STDIO = "stdio:"
_ASK_SECONDS = 120
_SYSTEM_DRIVES = Path("/sys/block")


@dataclass(frozen=True)
class Drive:
    """A drive: its address, the file or device its disc is read from, and what it is called."""

    address: str
    device: Path
    name: str
    real: bool


@dataclass(frozen=True)
class Medium:
    """What lies in a drive. `kind` as the drive calls it; without a disc nothing is writable."""

    kind: str
    blank: bool
    writable_bytes: int


def find(offered: str, system: Path = _SYSTEM_DRIVES) -> list[Drive]:
    """The real drives of this machine, then the files `offered`, parted by the path separator."""
    real = [
        drive_at(f"/dev/{block.name}", system)
        for block in sorted(system.glob("sr*"))
        if Path(f"/dev/{block.name}").exists()
    ]
    # Where `:` parts paths, it must not be taken for the one of `stdio:`.
    parts = offered.replace(_STDIO, "").split(os.pathsep)
    return [*real, *(drive_at(f"{_STDIO}{part}", system) for part in parts if part.strip())]


def drive_at(address: str, system: Path = _SYSTEM_DRIVES) -> Drive:
    """The drive with this address.

    Raises:
        InvalidInput: that is no drive's address.
    """
    if address.startswith(_STDIO) and len(address) > len(_STDIO):
        path = Path(address.removeprefix(_STDIO)).absolute()
        return Drive(f"{_STDIO}{path}", path, path.name, real=False)
    if not re.fullmatch(r"/dev/(sr|cdrom|dvd|bd)\w*", address):
        raise InvalidInput(
            say("“{address}”不是光驱。可用 disc drives 查看可用的光驱。", address=address)
        )
    device = Path(address)
    described = system / device.name / "device"
    words = [_read(described / part) for part in ("vendor", "model")]
    return Drive(address, device, " ".join(filter(None, words)) or device.name, real=True)


def _read(file: Path) -> str:
    try:
        return file.read_text(errors="replace").strip()
    except OSError:
        return ""


def program() -> str:
    """The burning program.

    Raises:
        Unavailable: it is not installed.
    """
    found = shutil.which(PROGRAM)
    if found is None:
        raise Unavailable(
            say(
                "没有安装刻录程序 {program}，请安装后再刻录，或用其他软件刻录映像。",
                program=PROGRAM,
            )
        )
    return found


def medium_in(drive: Drive) -> Medium:
    """Ask a drive what lies in it.

    Raises:
        Unavailable: the program or the drive does not answer.
    """
    try:
        done = subprocess.run(
            [program(), "-abort_on", "NEVER", "-outdev", drive.address, "-toc"],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_ASK_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unavailable(say("光驱 {drive} 没有应答。", drive=drive.name)) from error
    report = done.stdout + done.stderr
    kind = _found(r"^Media current: (.*)$", report)
    if not kind:
        raise Unavailable(say("光驱 {drive} 没有应答。", drive=drive.name))
    status = _found(r"^Media status : (.*)$", report)
    writable = _found(r"^Media blocks : .*?(\d+) writable", report)
    return Medium(kind, "is blank" in status, int(writable or 0) * SECTOR_BYTES)


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.MULTILINE)
    return match.group(1).strip() if match else ""
