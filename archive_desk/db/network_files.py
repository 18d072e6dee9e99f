"""Whether a folder is on another computer, where SQLite's locks and flushes cannot be trusted."""

import ctypes
import os
import re
from pathlib import Path

_KINDS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "afs", "davfs"})
_MOUNTS = Path("/proc/self/mountinfo")
_REMOTE_DRIVE = 4
_ESCAPED = re.compile(r"\\([0-7]{3})")


def on_network(folder: Path) -> bool:
    """Whether `folder` is on a share of a kind that is known; what cannot be told is not."""
    if os.name == "nt":
        return _is_remote_drive(folder.resolve().anchor)
    try:
        mounts = _MOUNTS.read_text("utf-8", "surrogateescape")
    except OSError:
        return False
    return kind_of_mount(mounts, folder.resolve()) in _KINDS


def kind_of_mount(mounts: str, folder: Path) -> str:
    """The file system that `folder` is on, by the lines of Linux's `mountinfo`."""
    found, kind = Path("/"), ""
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        if len(fields := before.split()) < 5 or not after:
            continue
        place = Path(_ESCAPED.sub(lambda match: chr(int(match[1], 8)), fields[4]))
        # A later mount hides an earlier one at the same place.
        if folder.is_relative_to(place) and place.is_relative_to(found):
            found, kind = place, after.split()[0]
    return kind


def _is_remote_drive(anchor: str) -> bool:
    if anchor.startswith("\\\\"):
        return True
    windows = getattr(ctypes, "windll", None)
    return windows is not None and windows.kernel32.GetDriveTypeW(anchor) == _REMOTE_DRIVE
