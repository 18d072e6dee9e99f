"""Drives that can burn: real ones of this machine, and image files offered as drives.

A drive's address is what its program takes: `/dev/sr0`, `E:` on Windows, or `stdio:/path/to/file`.
"""

import os
import re
import sys
from pathlib import Path

from archive_desk.burn.burner import Burner, Drive, Medium
from archive_desk.burn.imapi import Imapi
from archive_desk.burn.xorriso import SYSTEM_DRIVES, Xorriso, drive_of
from archive_desk.domain.errors import ArchiveDeskError, InvalidInput
from archive_desk.domain.sentences import say

__all__ = [
    "burner_for",
    "drive_at",
    "eject",
    "find",
    "medium_in",
    "signs",
]

_STDIO = "stdio:"


def find(offered: str, system: Path = SYSTEM_DRIVES) -> list[Drive]:
    """The real drives of this machine, then the files `offered`, parted by the path separator."""
    real = _real_burner(system)
    try:
        found = real.drives()
    except ArchiveDeskError:  # without burning service a machine has no drive for us
        found = []
    # Where `:` parts paths, it must not be taken for the one of `stdio:`.
    parts = offered.replace(_STDIO, "").split(os.pathsep)
    return [*found, *(drive_at(f"{_STDIO}{part}", system) for part in parts if part.strip())]


def drive_at(address: str, system: Path = SYSTEM_DRIVES) -> Drive:
    """The drive with this address.

    Raises:
        InvalidInput: that is no drive's address.
    """
    if address.startswith(_STDIO) and len(address) > len(_STDIO):
        path = Path(address.removeprefix(_STDIO)).absolute()
        return Drive(f"{_STDIO}{path}", path, path.name, real=False)
    if sys.platform == "win32" and re.fullmatch(r"[A-Za-z]:\\?", address):
        letter = address[0].upper()
        return Drive(f"{letter}:", Path(rf"\\.\{letter}:"), f"{letter}:", real=True)
    if not re.fullmatch(r"/dev/(sr|cdrom|dvd|bd)\w*", address):
        raise InvalidInput(
            say("“{address}”不是光驱。可用 disc drives 查看可用的光驱。", address=address)
        )
    return drive_of(Path(address), system)


def burner_for(drive: Drive) -> Burner:
    """The program that burns in this drive."""
    return _real_burner() if drive.real else Xorriso()


def _real_burner(system: Path = SYSTEM_DRIVES) -> Burner:
    return Imapi() if sys.platform == "win32" else Xorriso(system)


def medium_in(drive: Drive) -> Medium:
    """Ask a drive what lies in it.

    Raises:
        Unavailable: the program or the drive does not answer.
    """
    return burner_for(drive).medium_in(drive)


def eject(drive: Drive) -> None:
    """Open the drive's tray.

    Raises:
        Unavailable: it stays shut.
    """
    burner_for(drive).eject(drive)


def signs(drive: Drive) -> tuple[int, ...]:
    """Numbers that change when another disc lies in the drive; asks nothing that makes it spin."""
    try:
        state = drive.device.stat()
    except OSError:
        return ()
    if not drive.real:
        return (state.st_size, state.st_mtime_ns, state.st_ino) if state.st_size else ()
    return _signs_of_device(drive.device)


def _signs_of_device(device: Path) -> tuple[int, ...]:
    """The kernel's sequence number of discs, and the size of the one that lies there."""
    size = SYSTEM_DRIVES / device.name / "size"
    sequence = SYSTEM_DRIVES / device.name / "diskseq"
    try:
        sectors = int(size.read_text())
        number = int(sequence.read_text()) if sequence.exists() else 0
    except (OSError, ValueError):
        return ()
    return (sectors, number) if sectors else ()
