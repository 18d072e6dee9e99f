"""Cards and drives that are connected now."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStorageInfo

_CARD_FILE_SYSTEMS = {"vfat", "exfat", "msdos", "ntfs", "ntfs3", "fuseblk", "fat32", "fat"}
_MOUNT_POINTS = ("/media/", "/run/media/", "/Volumes/")
_CARD_FOLDERS = ("DCIM", "PRIVATE", "AVCHD")


@dataclass(frozen=True)
class Drive:
    """A connected drive; `camera` tells that it holds what recorders and cameras write."""

    root: Path
    name: str
    size_bytes: int
    used_bytes: int
    camera: bool


def connected_drives() -> tuple[Drive, ...]:
    """Removable drives, those with a recorder's folders first."""
    found = [
        _drive(volume)
        for volume in QStorageInfo.mountedVolumes()
        if volume.isValid() and volume.isReady() and not volume.isRoot() and _removable(volume)
    ]
    return tuple(sorted(found, key=lambda drive: (not drive.camera, str(drive.root))))


def _removable(volume: QStorageInfo) -> bool:
    kind = bytes(volume.fileSystemType().data()).decode("ascii", "replace").lower()
    root = volume.rootPath()
    if root.startswith(("/boot", "/efi")):
        return False
    return kind in _CARD_FILE_SYSTEMS or root.startswith(_MOUNT_POINTS)


def _drive(volume: QStorageInfo) -> Drive:
    root = Path(volume.rootPath())
    return Drive(
        root=root,
        name=volume.displayName() or str(root),
        size_bytes=volume.bytesTotal(),
        used_bytes=volume.bytesTotal() - volume.bytesAvailable(),
        camera=any((root / folder).is_dir() for folder in _CARD_FOLDERS),
    )
